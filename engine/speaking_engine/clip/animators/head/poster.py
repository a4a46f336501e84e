"""Posters: pictures of flat colours with hard edges, comics and screen prints, and what is drawn in them.

Where all that changes are steps, and most places are as those beside them, a soft lid would be a smear.
"""

from __future__ import annotations

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Array, Field, softened

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_EVEN, _STEP = 3.0, 12.0  # of 255 from pixel to pixel: no change, and a step
_LEAST_EVEN, _LEAST_STEPS = 0.45, 0.85
"""Shares of pixels, and of all change. Comics made of seven works have from 0.55 and 0.92; of 60 other eyes
none has both: soft photographs up to 0.66 and 0.5, rough paint and engravings up to 0.3 and 0.98."""
_BIN = 24  # levels that are one colour
_LEAST_SHARE = 0.015  # of all even pixels, that are a colour of the picture
_EDGE_PX = 0.6  # over which an edge is softened, as drawing programs do
_CALM = 0.03  # eye widths over which a lid's tone is read, so that its colours are whole patches


def colours_of(paint: Field) -> Array | None:
    """Return the colours (N, 3) of a picture that is made of few flat ones, or None if it is not.

    Parameters
    ----------
    paint : (h, w, 3) float32
        An eye and what is round it.
    """
    across = np.abs(np.diff(paint, axis=1)).max(axis=-1)[:-1]
    down = np.abs(np.diff(paint, axis=0)).max(axis=-1)[:, :-1]
    change = np.maximum(across, down)
    even = change <= _EVEN
    steps = float(change[change > _STEP].sum()) / max(float(change.sum()), 1.0)
    if float(even.mean()) < _LEAST_EVEN or steps < _LEAST_STEPS:
        return None
    flat = paint[:-1, :-1][even]
    number = (flat / _BIN).astype(np.int64) @ np.array([4096, 64, 1])
    found, place, count = np.unique(number, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(place, flat[:, k], minlength=len(found)) for k in range(3)], axis=-1)
    often = count > _LEAST_SHARE * len(flat)
    return np.asarray(sums[often] / count[often][:, None]) if often.sum() >= 2 else None


def in_flat_colours(tone: Field, colours: Array, width_px: float) -> Field:
    """Return tones (h, w, 3) each in the nearest of some colours, with edges of about a pixel."""
    calm = softened(tone, _CALM * width_px)
    away = np.stack([((calm - one.astype(np.float32)) ** 2).sum(axis=-1) for one in colours])
    drawn = colours.astype(np.float32)[away.argmin(axis=0)]
    return np.asarray(cv2.GaussianBlur(drawn, (0, 0), _EDGE_PX), np.float32)
