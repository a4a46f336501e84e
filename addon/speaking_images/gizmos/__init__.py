"""Boxes and landmark handles that are dragged over the artwork, in the viewport and in the image editor."""

from __future__ import annotations

from .groups import SPEAKING_GGT_in_image, SPEAKING_GGT_in_view

CLASSES = (SPEAKING_GGT_in_view, SPEAKING_GGT_in_image)
