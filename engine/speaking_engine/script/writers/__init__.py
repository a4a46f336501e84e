"""One file per writer of texts."""
