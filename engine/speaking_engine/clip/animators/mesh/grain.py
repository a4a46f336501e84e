"""Grain: the brushwork, paper and noise of the picture, taken from its skin to be laid on what is new."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.animators.mesh.head import Head
from speaking_engine.clip.clip import Still

Texture = npt.NDArray[np.float32]

_CALM_PLACES = (50, 280, 205, 425, 118, 347, 151, 69, 299, 9)  # cheeks and forehead


def grain_of(head: Head, still: Still) -> Texture:
    """Cut the fine structure out of one of the calmer patches of skin.

    Returns
    -------
    (n, n, 3) float32
        What remains of the picture when its smooth part is taken away, sRGB around 0; tiles by mirroring.
    """
    reach = max(0.09 * head.eyes_px, 3.0)
    patches = [_patch(still, head.points[index, :2], reach) for index in _CALM_PLACES]
    flat = [patch - cv2.GaussianBlur(patch, (0, 0), max(reach / 3, 1.0)) for patch in patches]
    flat.sort(key=lambda patch: float(np.abs(patch).mean()))
    calm = flat[len(flat) // 3]
    limit = 2.5 * float(calm.std()) + 0.5
    return np.asarray(np.clip(calm, -limit, limit), np.float32)


def grain_at(grain: Texture, x: npt.NDArray[np.generic], y: npt.NDArray[np.generic]) -> Texture:
    """Read the grain at pixel places of any size, mirrored again and again."""
    side = len(grain)

    def fold(place: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
        step = np.mod(place.astype(np.int64), 2 * side)
        return np.asarray(np.where(step < side, step, 2 * side - 1 - step), np.int64)

    return np.asarray(grain[fold(y), fold(x)], np.float32)


def _patch(still: Still, middle: npt.NDArray[np.float64], reach: float) -> Texture:
    height, width = still.pixels.shape[:2]
    size = min(max(2, round(2 * reach)), height, width)
    left = int(np.clip(middle[0] - reach, 0, width - size))
    top = int(np.clip(middle[1] - reach, 0, height - size))
    return still.pixels[top : top + size, left : left + size].astype(np.float32)
