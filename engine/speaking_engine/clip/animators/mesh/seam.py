"""Seam: the line where the lips meet, from corner to corner, where skin may part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.clip.animators.mesh import anatomy
from speaking_engine.clip.animators.mesh.head import Array, Head

COUNT = 81
"""Points along the seam."""


@dataclass(frozen=True, slots=True, eq=False)
class Seam:
    """The inner edges of both lips.

    Attributes
    ----------
    along : (COUNT,) float64
        -1 at the left corner to 1 at the right one, even in the head's x.
    upper_px, lower_px : (COUNT, 2) float64
        Crop pixels; the same line where the mouth is painted shut.
    gap_px : float
        How far it is painted open in the middle, in crop pixels; 0 for shut.
    """

    along: Array
    upper_px: Array
    lower_px: Array
    gap_px: float

    @property
    def middle_px(self) -> Array:
        """Half way between the lips, (COUNT, 2)."""
        return (self.upper_px + self.lower_px) / 2


def seam_of(head: Head) -> Seam:
    """Read the seam off the landmarks."""
    along = np.linspace(-1, 1, COUNT)
    upper = _curve(head.points[anatomy.LIP_UPPER_INNER, :2])
    lower = _curve(head.points[anatomy.LIP_LOWER_INNER, :2])
    gap = float(np.linalg.norm(lower - upper, axis=1)[COUNT // 2])
    if gap < 0.12 * head.mouth_px:
        upper = lower = (upper + lower) / 2
        gap = 0.0
    return Seam(along, upper, lower, gap)


def _curve(points: Array) -> Array:
    """Draw an even smooth curve through points (N, 2), giving (COUNT, 2)."""
    share = np.linspace(0, 1, len(points))
    even = np.linspace(0, 1, COUNT)
    rough = np.stack([np.interp(even, share, points[:, axis]) for axis in (0, 1)], axis=1)
    kernel = np.hanning(15)
    kernel /= kernel.sum()
    ends = 2 * rough[[0, -1]]
    padded = np.concatenate([ends[0] - rough[7:0:-1], rough, ends[1] - rough[-2:-9:-1]])
    return np.stack([np.convolve(padded[:, axis], kernel, "valid") for axis in (0, 1)], axis=1)
