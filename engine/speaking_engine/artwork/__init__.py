"""Decides whether a file is a picture we can use."""
