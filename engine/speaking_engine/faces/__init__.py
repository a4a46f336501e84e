"""Says where a face is, or whose."""
