"""Puts clips back into the picture and mixes their sound."""
