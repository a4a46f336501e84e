"""Makes heads, paints them in every manner, and teaches a small net where their points are."""
