"""Turns words into sound and mouth shapes."""
