"""Moves one face to one utterance."""
