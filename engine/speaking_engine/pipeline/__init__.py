"""Is about order, and about not repeating work."""
