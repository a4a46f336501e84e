"""Meets the outside."""
