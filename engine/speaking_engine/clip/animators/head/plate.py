"""Plates: what is drawn into pictures made of lines, engravings and woodcuts, is lines of ink and paper."""

from __future__ import annotations

import numpy as np

from speaking_engine.clip.animators.head.lattice import Field, Mask, softened
from speaking_engine.clip.animators.head.medium import Medium

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_BARE = (0.04, 0.1)  # shares of ink up to which paper is left bare, and from which it has lines
_PER_LINE = 0.7  # distances from line to line over which a plate's tone is read
_EDGE_OF_LINE = 0.9  # usual strengths of its structure, over which a line's edge goes from ink to paper
_INKED = (0.35, 0.55)  # shares of a plate's full contrast, from which lines are drawn so, and wholly so
_WHOLE = 0.99  # from which a place is drawn wholly


def engraved(skin: Field, paint: Field, ring: Mask, within: Field, medium: Medium) -> Field:
    """Return skin whose lines are as full of ink as those round it: a plate has no greys, but thicker lines.

    Parameters
    ----------
    skin, paint : (h, w, 3) float32
        What is drawn, and the picture.
    ring : (h, w) bool
        Where the picture shows how full its lines are.
    within : (h, w) float32
        Where lines are drawn so, 0 to 1.
    """
    lid, reach = within > _WHOLE, _PER_LINE * medium.line_px
    if not lid.any() or not ring.any():
        return skin
    ink, paper = (colour.astype(np.float32) for colour in (medium.ink, medium.paper))
    dark, bright = float(ink @ _LUMA), float(paper @ _LUMA)

    def lines(picture: Field) -> tuple[Field, Field, Field]:
        light = np.asarray(picture @ _LUMA, np.float32)
        tone = softened(light, reach)
        strength = np.sqrt(softened((light - tone) ** 2, 2 * reach)) + np.float32(1)
        inked = np.clip((bright - tone) / max(bright - dark, 1.0), 0.02, 0.98)
        return (light - tone) / strength, strength, inked

    def fullness(picture: Field, where: Mask) -> float:
        _, strength, inked = lines(picture)
        most = np.sqrt(inked * (1 - inked)) * np.float32(max(bright - dark, 1.0))
        return float(np.clip(np.median(strength[where] / most[where]), 0.01, 1))

    full = fullness(paint, ring)
    screen, _, inked = lines(skin)
    places = np.linspace(0.01, 0.99, 99)
    bound = np.interp(inked, places, np.quantile(screen[lid], places)).astype(np.float32)
    drawn = np.clip((screen - bound) / np.float32(_EDGE_OF_LINE) + 0.5, 0, 1)
    own = fullness(ink + drawn[..., None] * (paper - ink), lid)
    drawn_so = np.float32(min(1.0, full / own)) * np.clip((inked - _BARE[0]) / (_BARE[1] - _BARE[0]), 0, 1)
    drawn = 1 - inked + drawn_so * (drawn - 1 + inked)
    within = within * np.float32(np.clip((full - _INKED[0]) / (_INKED[1] - _INKED[0]), 0, 1))
    return np.asarray(skin + within[..., None] * (ink + drawn[..., None] * (paper - ink) - skin), np.float32)
