"""Where the moving region lies: one fixed square around a face, wholly inside the picture."""

from __future__ import annotations

import numpy as np

from speaking_engine.errors import FaceError
from speaking_engine.faces.face import Face

WIDTHS_PER_FACE = 2.2
"""Side of the square in landmark widths: room for hair above, the dropping chin below, and a calm border.

Hallo's own examples lie between 2.0 and 2.9, so that one crop serves every animator."""

SHIFT_DOWN = 0.06
"""The square lies this share of its side lower than the face, because chins drop and foreheads do not."""

SMALLEST_FACE_PX = 12.0


def crop_for(face: Face, width_px: int, height_px: int) -> tuple[int, int, int, int]:
    """Return the fixed square that moves when `face` speaks.

    Parameters
    ----------
    face : Face
        With landmarks, or with a box only.
    width_px, height_px : int
        Size of the whole picture.

    Returns
    -------
    tuple of int
        (x, y, width, height) in artwork pixels, origin top left, y down; width equals height and is even.

    Raises
    ------
    FaceError
        The face is too small, or lies outside the picture; the user moves its box.
    """
    left, top, right, bottom = _outline(face)
    face_px = max(right - left, 0.85 * (bottom - top))
    inside = left < width_px and right > 0 and top < height_px and bottom > 0
    if face_px < SMALLEST_FACE_PX or not inside:
        raise FaceError(
            f"Face {face.id} is {face_px:.0f} px wide at ({left:.0f}, {top:.0f}), "
            f"which cannot be animated in a picture of {width_px} x {height_px} px.",
            hint=f"Use a larger scan, or place the face by hand (at least {SMALLEST_FACE_PX:.0f} px).",
            place=f"faces[{face.id}].box",
        )
    side = round(min(WIDTHS_PER_FACE * face_px, width_px, height_px)) // 2 * 2
    x = round((left + right) / 2 - side / 2)
    y = round((top + bottom) / 2 + SHIFT_DOWN * side - side / 2)
    x = min(max(x, 0), width_px - side)
    y = min(max(y, 0), height_px - side)
    return int(x), int(y), side, side


def _outline(face: Face) -> tuple[float, float, float, float]:
    """Return the left, top, right and bottom of the landmarks, or of the box where there are none."""
    if face.landmarks_px is None:
        x, y, width, height = face.box_px
        return x, y, x + width, y + height
    low = np.min(face.landmarks_px[:, :2], axis=0)
    high = np.max(face.landmarks_px[:, :2], axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])
