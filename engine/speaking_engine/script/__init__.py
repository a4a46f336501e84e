"""Says who speaks which words."""
