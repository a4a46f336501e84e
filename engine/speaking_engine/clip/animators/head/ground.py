"""Ground: what round the head must stay, and how freely every other place may move."""

from __future__ import annotations

import cv2
import numpy as np

from speaking_engine.clip.animators.head.figure import Figure
from speaking_engine.clip.animators.head.lattice import Field, Lattice
from speaking_engine.clip.animators.head.sheets import seen_on
from speaking_engine.clip.clip import Frame

_TURN_FADE, _UNIT_FADE = 0.34, 0.15
"""Face widths beyond the head over which a turn of it and its expression fade out."""


def pins_of(pixels: Frame, figure: Figure, lattice: Lattice) -> tuple[Field, Field, Field]:
    """Give how freely each point may turn aside, lean or lift, and change its expression, 0 to 1.

    Returns
    -------
    three (rows, columns) float32
    """
    seen = seen_on(lattice, figure.points, figure.body)
    head = cv2.morphologyEx((seen.triangle >= 0).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    away = cv2.distanceTransform(1 - head, cv2.DIST_L2, 5) * np.float32(lattice.step)
    turn, unit = (
        np.asarray((away < fade * figure.width_px).astype(np.float32)) for fade in (_TURN_FADE, _UNIT_FADE)
    )
    inside = _inside(lattice, pixels.shape)
    return turn * inside, turn * inside, unit * inside


def _inside(lattice: Lattice, shape: tuple[int, ...]) -> Field:
    """Give 0 on the crop's border, 1 from a few points inwards."""
    x, y = lattice.places()
    near = np.minimum(np.minimum(x, shape[1] - 1 - x), np.minimum(y, shape[0] - 1 - y))
    return np.asarray(np.clip((near - 1) / (4 * lattice.step), 0, 1), np.float32)
