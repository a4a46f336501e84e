"""One file per command; each opens a production, asks the line for what it needs, and answers."""
