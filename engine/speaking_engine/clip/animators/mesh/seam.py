"""Seam: the line where the lips meet, from corner to corner, where skin may part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.clip.animators.mesh import anatomy
from speaking_engine.clip.animators.mesh.head import Array, Head
from speaking_engine.clip.animators.mesh.outline import outline_from
from speaking_engine.clip.animators.mesh.palette import luma
from speaking_engine.clip.animators.mesh.valley import onto_valley
from speaking_engine.clip.clip import Still

_TURNED_DEG = 25.0

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
    upper, lower = _within_outline(upper, lower, head, still)
    gap = float(np.linalg.norm(lower - upper, axis=1)[COUNT // 2])
    if (
        head.front
        or gap < 0.12 * head.mouth_px
        or not _open_between(upper, lower, still, gap / head.mouth_px)
    ):
        down = head.axes[1, :2] / max(float(np.linalg.norm(head.axes[1, :2])), 1e-9)
        middle = onto_valley(still.pixels, (upper + lower) / 2, down, max(0.16 * head.mouth_px, gap))
        upper = lower = middle
        gap = 0.0
    return Seam(along, upper, lower, gap, head.front)


def _within_outline(upper: Array, lower: Array, head: Head, still: Still) -> tuple[Array, Array]:
    """Let the lips end at the face's outline: on it in a profile, not beyond it otherwise."""
    if abs(head.yaw_deg) < _TURNED_DEG:
        return upper, lower
    line = (upper + lower) / 2
    near, far = (line[0], line[-1]) if head.yaw_deg > 0 else (line[-1], line[0])
    way = far - near
    length = float(np.linalg.norm(way))
    beyond = max(1.7, 1 + 0.6 * head.mouth_px / max(length, 1e-6))
    found = outline_from(still.pixels, near + 0.4 * way, near + beyond * way)
    if found is None:
        return upper, lower
    ends = 0.4 + found * (beyond - 0.4)
    ends = min(ends + 0.07, 1.6) if head.front else min(ends, 1.0)  # past a profile, so that no edge is left
    stretch = np.outer(way, way) * ((ends - 1) / max(length, 1e-6) ** 2)
    return upper + (upper - near) @ stretch, lower + (lower - near) @ stretch


def _open_between(upper: Array, lower: Array, still: Still, gap: float) -> bool:
    """Return whether something other than lips is painted between them: the dark, or teeth in a wide gap."""
    inner = slice(COUNT // 4, -COUNT // 4)
    across = lower[inner] - upper[inner]
    shares = np.array([-0.8, -0.6, 0.3, 0.5, 0.7, 1.6, 1.8])
    places = np.round(upper[inner, None] + across[:, None] * shares[:, None]).astype(int)
    high, wide = still.pixels.shape[:2]
    seen = still.pixels[np.clip(places[..., 1], 0, high - 1), np.clip(places[..., 0], 0, wide - 1)]
    brightness, colourful = luma(seen), np.ptp(seen, axis=-1) / np.maximum(seen.max(axis=-1), 1)
    between, lips = [2, 3, 4], [0, 1, 5, 6]
    usual = np.median(brightness[:, lips])
    is_dark = np.percentile(brightness[:, between], 25) < 0.8 * usual
    is_light = np.percentile(brightness[:, between], 60) > 1.1 * usual
    is_pale = np.median(colourful[:, between]) <= 0.75 * np.median(colourful[:, lips])
    return bool(is_dark or (gap > 0.2 and is_light and is_pale))


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
