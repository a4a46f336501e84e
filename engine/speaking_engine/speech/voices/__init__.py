"""One file per speech model."""
