"""Lattice: the coarse grid over the head on which fields of movement live, and what is done to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Field = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Window = tuple[int, int, int, int]
"""Left, top, right, bottom in crop pixels; right and bottom are the first that no longer belong."""

_BESIDE = 6  # points round what moves that are computed with it
_LEAST_AREA, _MOST_AREA = np.float32(0.55), np.float32(2.2)
"""Areas between these are neither folded nor torn."""
_LEAST_PX = 1e-3  # from which a displacement moves anything
_COARSE_PX = 4.0  # deviation that a blur has at least on the coarser grid on which it is computed
_NEAR_PX = 0.004  # that an inverse may miss
_SMOOTH = np.array([0.25, 0.5, 0.25], np.float32)
_SLOPE = np.array([-0.5, 0.0, 0.5], np.float32)


@dataclass(frozen=True, slots=True)
class Lattice:
    """Points every `step` pixels.

    Attributes
    ----------
    left, top : float
        Crop pixels of the first point.
    step : float
        Pixels from point to point.
    columns, rows : int
        Number of points.
    """

    left: float
    top: float
    step: float
    columns: int
    rows: int

    @property
    def window(self) -> Window:
        """Pixels that the points enclose."""
        return (
            int(np.ceil(self.left)),
            int(np.ceil(self.top)),
            int(self.left + (self.columns - 1) * self.step) + 1,
            int(self.top + (self.rows - 1) * self.step) + 1,
        )

    def places(self) -> tuple[Field, Field]:
        """Return x and y in crop pixels of every point, each (rows, columns)."""
        x = self.left + self.step * np.arange(self.columns, dtype=np.float32)
        y = self.top + self.step * np.arange(self.rows, dtype=np.float32)
        across, down = np.meshgrid(x, y)
        return across.astype(np.float32), down.astype(np.float32)

    def points(self, scale: float = 1.0, offset: float = 0.0) -> Field:
        """Return x and y (rows, columns, 2) of every point, scaled and offset; not to be written to."""
        return _points(self, scale, offset)

    def to_points(self, pixels: Array) -> Array:
        """Turn crop pixels (..., 2) into the lattice's own coordinates."""
        return np.asarray((pixels - np.array([self.left, self.top])) / self.step)

    def part(self, window: Window) -> Lattice:
        """Return the smallest part of this lattice whose points enclose a window as far as they reach."""
        low = np.floor(self.to_points(np.array(window[:2], float))).astype(int)
        high = np.ceil(self.to_points(np.array(window[2:], float))).astype(int) + 1
        low, high = np.maximum(low, 0), np.minimum(high, (self.columns, self.rows))
        columns, rows = (int(n) for n in high - low)
        return Lattice(
            self.left + low[0] * self.step, self.top + low[1] * self.step, self.step, columns, rows
        )

    def slices(self, part: Lattice) -> tuple[slice, slice]:
        """Return which rows and columns of this lattice a part of it is."""
        column, row = (round(n) for n in self.to_points(np.array([part.left, part.top], float)))
        return slice(row, row + part.rows), slice(column, column + part.columns)

    def read(self, field: Field, pixels: Array) -> Array:
        """Read a field (rows, columns, C) linearly at crop pixels (N, 2), giving (N, C) float64."""
        at = self.to_points(pixels).astype(np.float32)[None]
        seen = cv2.remap(field, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(seen[0], np.float64).reshape(len(pixels), -1)

    def enlarged(self, field: Field, window: Window) -> Field:
        """Read a field (rows, columns, C) at every pixel of a window, linearly.

        The step must be whole, and points lie on pixels if it is odd, between them if it is even.
        """
        step = round(self.step)
        spans, cuts = [], []
        for first, last, start in (
            (window[1], window[3], self.top),
            (window[0], window[2], self.left),
        ):
            origin = round(start - (step - 1) / 2)  # the first pixel that belongs to the first point
            low, high = (first - origin) // step - 1, (last - 1 - origin) // step + 2
            spans.append((low, high))
            cuts.append(slice(first - origin - low * step, last - origin - low * step))
        (top, bottom), (left, right) = spans
        if top >= 0 and left >= 0 and bottom <= self.rows and right <= self.columns:
            near = field[top:bottom, left:right]
        else:
            down, across = np.arange(top, bottom), np.arange(left, right)
            near = field[np.clip(down, 0, self.rows - 1)[:, None], np.clip(across, 0, self.columns - 1)]
        size = near.shape[1] * step, near.shape[0] * step
        grown = near if step == 1 else cv2.resize(near, size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(grown[cuts[0], cuts[1]], np.float32)


@lru_cache(maxsize=8)
def _points(lattice: Lattice, scale: float, offset: float) -> Field:
    points = np.stack(lattice.places(), axis=-1) * np.float32(scale) + np.float32(offset)
    points.setflags(write=False)
    return points


def softened(field: Field, sigma_px: float) -> Field:
    """Blur a field (h, w[, n]) as a Gaussian of a deviation in pixels does; wide ones on a coarser grid."""
    times = int(sigma_px // _COARSE_PX)
    height, width = field.shape[:2]
    if times < 2 or min(height, width) < 4 * times:
        return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma_px), np.float32)
    size = round(width / times), round(height / times)
    small = cv2.GaussianBlur(cv2.resize(field, size, interpolation=cv2.INTER_AREA), (0, 0), sigma_px / times)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def greatest(field: Field) -> Field:
    """Return how far a displacement (rows, columns, 2) goes along either axis at most."""
    return np.asarray(np.maximum(np.abs(field[..., 0]), np.abs(field[..., 1])), np.float32)


def slopes(field: Field, step: float) -> tuple[Field, Field]:
    """Return the derivatives of a displacement (rows, columns, 2) along x and along y, per pixel."""
    across = _SLOPE / np.float32(step)
    dx = cv2.sepFilter2D(field, -1, across, _SMOOTH, borderType=cv2.BORDER_REPLICATE)
    dy = cv2.sepFilter2D(field, -1, _SMOOTH, across, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(dx, np.float32), np.asarray(dy, np.float32)


def active(field: Field) -> tuple[slice, slice]:
    """Return the rows and columns in which a displacement (rows, columns, 2) moves anything, and a rim."""
    strong = np.abs(field) > _LEAST_PX
    spans = []
    for line in (strong.any(axis=(1, 2)), strong.any(axis=0).any(axis=1)):
        found = np.flatnonzero(line)
        ends = (found[0] - _BESIDE, found[-1] + _BESIDE + 1) if len(found) else (0, 0)
        spans.append(slice(max(int(ends[0]), 0), int(ends[1])))
    return spans[0], spans[1]


def areas(field: Field, step: float) -> Field:
    """Give what a displacement (rows, columns, 2) makes of a unit of area, (rows, columns); folds are < 0."""
    (xx, xy), (yx, yy) = (cv2.split(slope) for slope in slopes(field, step))
    return np.asarray((1 + xx) * (1 + yy) - xy * yx, np.float32)


def calmed(field: Field, step: float, reach_px: float) -> Field:
    """Smooth a displacement where it would fold or tear: chin against neck, a far contour against the hair.

    Parameters
    ----------
    field : (rows, columns, 2) float32
        Displacement in pixels.
    reach_px : float
        Standard deviation of the first smoothing; the second is 1.7 times as wide.

    Returns
    -------
    (rows, columns, 2) float32
        The same field where its areas stay between 0.55 and 2.2 of what they were.
    """
    for sigma_px in (reach_px, 1.7 * reach_px):
        area = areas(field, step)
        if area.min() >= _LEAST_AREA and area.max() <= _MOST_AREA:
            break
        bad = np.clip(np.maximum((_LEAST_AREA - area) / 0.25, (area - _MOST_AREA) / 0.5), 0, 1)
        sigma = sigma_px / step
        weight = cv2.GaussianBlur(cv2.dilate(bad, np.ones((3, 3), np.uint8)), (0, 0), sigma)
        weight = np.clip(1.6 * weight, 0, 1)[..., None]
        field = field + weight * (cv2.GaussianBlur(field, (0, 0), sigma) - field)
    return np.asarray(field, np.float32)


def inverse(field: Field, step: float, rounds: int = 3) -> Field:
    """Return for every point p the S(p) for which the displacement carries p + S(p) to p.

    Newton's method with a capped Jacobian; plain iteration diverges where a field is steep (the chin).

    Parameters
    ----------
    field : (rows, columns, 2) float32
        Displacement D in pixels.

    Returns
    -------
    (rows, columns, 2) float32
        S with S + D(p + S) = 0, in pixels.
    """
    (xx, c), (b, yy) = (cv2.split(slope) for slope in slopes(field, step))
    a, d = np.maximum(1 + xx, 0.25), np.maximum(1 + yy, 0.25)
    share = 1 / np.maximum(a * d - b * c, 0.12)
    turned = cv2.merge([d * share, -b * share, -c * share, a * share])
    rows, columns = field.shape[:2]
    grid, scale = _points(Lattice(0.0, 0.0, 1.0, columns, rows), 1.0, 0.0), 1 / step
    back = -field
    at = cv2.scaleAdd(back, scale, grid)
    # The slopes where a first guess ends are those of the others, too.
    turned = cv2.remap(turned, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    down_x, across_x, down_y, across_y = cv2.split(turned)
    for turn in range(rounds):
        if turn:
            at = cv2.scaleAdd(back, scale, grid)
        off = cv2.remap(field, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) + back
        if turn and np.abs(off).max() < _NEAR_PX:
            break
        if not turn:
            off *= np.float32(0.8)
        x, y = cv2.split(off)
        back -= cv2.merge([down_x * x + across_x * y, down_y * x + across_y * y])
    return np.asarray(back, np.float32)
