"""The Blender extension: thin operators and panels over `stage/`, and a link to the engine's own process."""

from __future__ import annotations


def register() -> None:
    """Make the extension known to Blender."""


def unregister() -> None:
    """Take everything back that `register` made."""
