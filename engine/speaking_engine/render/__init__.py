"""Turns a plan into a film file."""
