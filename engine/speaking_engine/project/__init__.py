"""Is about what the user saved."""
