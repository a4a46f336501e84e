"""The mesh animator: deforms the artwork itself, so it needs no GPU and cannot drift."""
