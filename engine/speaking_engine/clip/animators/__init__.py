"""One file (or folder) per animator."""
