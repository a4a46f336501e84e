"""Seam: the line where the lips meet, from corner to corner, where skin may part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.clip.animators.mesh import anatomy
from speaking_engine.clip.animators.mesh.head import Array, Head
from speaking_engine.clip.animators.mesh.palette import luma
from speaking_engine.clip.animators.mesh.valley import onto_valley
from speaking_engine.clip.clip import Still

COUNT = 81
"""Points along the seam."""


@dataclass(frozen=True, slots=True, eq=False)
class Seam:
    """The inner edges of both lips.

    Attributes
    ----------
    along : (COUNT,) float64
        -1 at the left corner to 1 at the right one.
    upper_px, lower_px : (COUNT, 2) float64
        Crop pixels; the same line where the mouth is painted shut.
    gap_px : float
        How far it is painted open in the middle, in crop pixels; 0 for shut.
    front : int
        -1 or 1 for a profile whose lips end at the outline on the left or right of the picture: there
        `along` is 0 and only the half up to the visible corner is seen. 0 for other faces.
    """

    along: Array
    upper_px: Array
    lower_px: Array
    gap_px: float
    front: int = 0

    @property
    def axis(self) -> tuple[Array, Array, float]:
        """Start (2,), unit direction (2,) and length in pixels of the line from the left end to the right."""
        start, end = self.middle_px[[0, -1]]
        length = max(float(np.linalg.norm(end - start)), 1e-6)
        return start, (end - start) / length, length

    @property
    def middle_px(self) -> Array:
        """Half way between the lips, (COUNT, 2)."""
        return (self.upper_px + self.lower_px) / 2


def seam_of(head: Head, still: Still) -> Seam:
    """Read the seam off the landmarks, and a shut one off the dark line in the picture."""
    part = {0: slice(None), -1: slice(5, None), 1: slice(None, 6)}[head.front]
    along = np.linspace(-1, 1, 11)[part]
    along = np.linspace(along[0], along[-1], COUNT)
    upper = _curve(head.points[anatomy.LIP_UPPER_INNER, :2][part])
    lower = _curve(head.points[anatomy.LIP_LOWER_INNER, :2][part])
    gap = float(np.linalg.norm(lower - upper, axis=1)[COUNT // 2])
    if gap < 0.12 * head.mouth_px or not _dark_between(upper, lower, still):
        down = head.axes[1, :2] / max(float(np.linalg.norm(head.axes[1, :2])), 1e-9)
        middle = onto_valley(still.pixels, (upper + lower) / 2, down, max(0.16 * head.mouth_px, gap))
        upper = lower = middle
        gap = 0.0
    return Seam(along, upper, lower, gap, head.front)


def _dark_between(upper: Array, lower: Array, still: Still) -> bool:
    """Say whether something darker than the lips is painted between them."""
    inner = slice(COUNT // 4, -COUNT // 4)
    across = lower[inner] - upper[inner]
    shares = np.array([-0.8, -0.6, 0.3, 0.5, 0.7, 1.6, 1.8])
    places = np.round(upper[inner, None] + across[:, None] * shares[:, None]).astype(int)
    high, wide = still.pixels.shape[:2]
    seen = luma(still.pixels[np.clip(places[..., 1], 0, high - 1), np.clip(places[..., 0], 0, wide - 1)])
    between, lips = seen[:, 2:5], seen[:, [0, 1, 5, 6]]
    return bool(np.percentile(between, 25) < 0.8 * np.median(lips))


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
