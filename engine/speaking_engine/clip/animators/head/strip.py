"""Strip: a band of the picture along a rough line, stretched straight, and the best path through it."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Array, Field
from speaking_engine.clip.clip import Frame

Cost = Callable[[Field], Field]
_BEND = 60.0  # cost of a path that goes a whole unit aside: lips are no zigzag from one shadow to another


def even(line: Array, count: int) -> Array:
    """Lay `count` points evenly along a polyline (N, 2), rounded a little."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    way = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.linspace(0, way[-1], count)
    rough = np.stack([np.interp(at, way, line[:, axis]) for axis in (0, 1)], axis=1)
    reach = max(2, count // 12)
    kernel = np.hanning(2 * reach + 1)
    kernel /= kernel.sum()
    ends = 2 * rough[[0, -1]]
    padded = np.concatenate([ends[0] - rough[reach:0:-1], rough, ends[1] - rough[-2 : -2 - reach : -1]])
    return np.stack([np.convolve(padded[:, axis], kernel, "valid") for axis in (0, 1)], axis=1)


class Strip:
    """A band of the picture along a rough line, stretched straight: one column for each of its points.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
    unit_px : float
        Length that reaches are given in.
    across : (2,) float64
        Unit vector along a column, from its first row to its last.
    """

    def __init__(self, pixels: Frame, unit_px: float, across: Array) -> None:
        self._pixels = cv2.GaussianBlur(pixels, (0, 0), max(unit_px / 90, 0.6))
        self._unit_px = unit_px
        self._across = across

    def read(self, places: Array) -> Field:
        """Read the slightly blurred picture at crop pixels (..., 2), giving (..., 3)."""
        flat = np.ascontiguousarray(places, np.float32).reshape(1, -1, 2)
        seen = cv2.remap(self._pixels, flat, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(seen, np.float32).reshape(*places.shape[:-1], 3)

    def path(
        self,
        line: Array,
        reach: float,
        cost_of: Cost,
        *,
        ends: float = 1.5,
        prior: float = 0.5,
        soft: float = 0.09,
    ) -> Array:
        """Return the cheapest smooth path near a line (N, 2).

        Parameters
        ----------
        reach : float
            Half the band's width, in units.
        cost_of : callable
            Gives from colours (rows, N, 3) a cost (rows, N) of about 0 to 3.
        ends : float
            Cost of the way from the rough line's ends to the band's rim; 6 pins them.
        prior : float
            Cost of the way from the rough line to the band's rim.
        soft : float
            Share of the line over which the path is smoothed, to either side.
        """
        half = reach * self._unit_px
        if half < 1:
            return line.copy()
        rows = max(9, 2 * int(2 * half) // 2 + 1)
        offsets = np.linspace(-half, half, min(rows, 61))
        seen = self.read(line[None] + offsets[:, None, None] * self._across)
        cost = cost_of(seen).astype(np.float64) + prior * (offsets[:, None] / half) ** 2
        count = len(line)
        near_end = np.clip(1 - np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.08 * count), 0, 1)
        cost += ends * near_end * (offsets[:, None] / half) ** 2
        shift = offsets[cheapest(cost, _BEND * float(offsets[1] - offsets[0]) / self._unit_px)]
        reach_points = max(2, int(soft * count))
        kernel = np.hanning(2 * reach_points + 1)
        smooth = np.convolve(np.pad(shift, reach_points, mode="edge"), kernel / kernel.sum(), "valid")
        return np.asarray(line + smooth[:, None] * self._across)


def cheapest(cost: Array, bend: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Find the cheapest path through the columns (rows, N) that moves by at most one row at a time."""
    total = cost[:, 0].copy()
    came = np.zeros(cost.shape, np.int64)
    for column in range(1, cost.shape[1]):
        padded = np.pad(total, 1, constant_values=np.inf)
        choices = np.stack([padded[:-2] + bend, padded[1:-1], padded[2:] + bend])
        best = choices.argmin(axis=0)
        came[:, column] = best - 1
        total = choices.min(axis=0) + cost[:, column]
    path = np.empty(cost.shape[1], np.int64)
    path[-1] = int(total.argmin())
    for column in range(cost.shape[1] - 1, 0, -1):
        path[column - 1] = path[column] + came[path[column], column]
    return path


def below(line: Array, window: tuple[int, int, int, int], soft_px: float = 0.0) -> Field:
    """Return how much of each pixel of a window lies below a line (N, 2) from left to right, 0 to 1."""
    left, top, right, bottom = window
    order = np.argsort(line[:, 0])
    points = line[order] - (left, top)
    wide, high = right - left, bottom - top
    ends = np.array([[-9.0, points[0, 1]]]), np.array([[wide + 9.0, points[-1, 1]]])
    under = np.array([[wide + 9.0, high + 9.0], [-9.0, high + 9.0]])
    return polygon(np.concatenate([ends[0], points, ends[1], under]), (wide, high), soft_px)


def polygon(points: Array, size: tuple[int, int], soft_px: float = 0.0) -> Field:
    """Return how much of each pixel a polygon (N, 2) covers, (height, width) float32 in 0 to 1."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillPoly(mask, [np.round(points * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    if soft_px > 0:
        mask = cv2.GaussianBlur(mask, (0, 0), soft_px)
    return np.asarray(mask, np.float32) / np.float32(255)
