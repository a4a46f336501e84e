"""Opening: the gap between the lips in one frame."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.mesh.head import Array, Head
from speaking_engine.clip.animators.mesh.lattice import Field
from speaking_engine.clip.animators.mesh.seam import Seam

Window = tuple[int, int, int, int]
"""Left, top, right, bottom in crop pixels."""

_FINE_BITS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The gap between the lips in one frame.

    Attributes
    ----------
    upper_px, lower_px : (N, 2) float64
        Edges of the lips in crop pixels, left to right; the lower never above the upper.
    skull_px, jaw_px : (2,) float64
        How far the upper and the lower teeth have moved from where they are in the still.
    tongue : float
        0 to 1, how far the tongue comes up between the teeth.
    rounding : float
        0 to 1, how far the lips are pushed out, which hides the teeth.
    tuck : float
        0 to 1, how far the lower lip lies under the upper teeth, which shows them.
    """

    upper_px: Array
    lower_px: Array
    skull_px: Array
    jaw_px: Array
    tongue: float = 0.0
    rounding: float = 0.0
    tuck: float = 0.0

    @property
    def height_px(self) -> float:
        """Widest distance between the edges."""
        return float(np.linalg.norm(self.lower_px - self.upper_px, axis=1).max())

    def window(self, side_px: int) -> Window:
        """Return left, top, right, bottom of the pixels it may touch."""
        both = np.concatenate([self.upper_px, self.lower_px])
        low = np.clip(np.floor(both.min(axis=0)) - 8, 0, side_px - 1)
        high = np.clip(np.ceil(both.max(axis=0)) + 9, 1, side_px)
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def opening_of(head: Head, seam: Seam, shifts: tuple[Array, Array], skull_px: Array) -> Opening:
    """Move both edges, and keep the lower one from passing above the upper one.

    Parameters
    ----------
    shifts : two (N, 2) float64
        Of the seam's upper and lower edge, in crop pixels.
    skull_px : (2,) float64
        How far the skull has moved at the mouth.
    """
    down = head.axes[1, :2] / max(float(np.linalg.norm(head.axes[1, :2])), 1e-9)
    upper = seam.upper_px + shifts[0]
    lower = seam.lower_px + shifts[1]
    gap = (lower - upper) @ down
    lower = lower - np.minimum(gap, 0)[:, None] * down
    middle = len(lower) // 2
    return Opening(upper, lower, skull_px, shifts[1][middle])


def heights(edge: Array, x: Array | Field) -> Field:
    """Return the height of an edge (N, 2) at each column x (width,), (width,) float32."""
    order = np.argsort(edge[:, 0])
    return np.asarray(np.interp(x, edge[order, 0], edge[order, 1]), np.float32)


def coverage(opening: Opening, window: Window, soft_px: float) -> Field:
    """Return how much of each pixel of a window the gap covers, (height, width) float32 in 0 to 1."""
    left, top, right, bottom = window
    outline = np.concatenate([opening.upper_px, opening.lower_px[::-1]]) - (left, top)
    mask = np.zeros((bottom - top, right - left), np.uint8)
    fixed = np.round(outline * 2**_FINE_BITS).astype(np.int32)
    cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, _FINE_BITS)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft_px) * np.float32(1 / 255), np.float32)
