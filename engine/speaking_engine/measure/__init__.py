"""Is about how good a moving face is, by what can be seen again in its frames."""
