"""Lattice: displacement fields on a coarse grid, turned round and enlarged to the pixels that move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]
Span = tuple[slice, slice]

_LEAST_PX = 1 / 64  # a smaller movement is none: resampling rounds it to nothing
_ROUNDS = 5  # of the fixed point; each halves the error, or better, where skin stretches less than twofold
_BAND_NODES = 8


@dataclass(frozen=True, slots=True)
class Lattice:
    """A square grid of nodes `step_px` apart over a square of `side_px`, where `cv2.resize` assumes them."""

    side_px: int
    step_px: int

    @property
    def nodes(self) -> int:
        """Nodes along one side; the last may lie just outside."""
        return -(-self.side_px // self.step_px)

    def places(self) -> npt.NDArray[np.float64]:
        """Return where the nodes are, (nodes, nodes, 2) float64, x and y in crop pixels."""
        line = (np.arange(self.nodes) + 0.5) * self.step_px - 0.5
        return np.stack(np.meshgrid(line, line), axis=-1)

    def turned_round(self, forward: Field, needed: slice = slice(None)) -> Field:
        """Find where each place comes from, given where each place goes.

        Parameters
        ----------
        forward : (nodes, nodes, 2) float32
            Displacement in pixels of the picture's own points.
        needed : slice
            Rows of nodes outside of which the result may be anything.

        Returns
        -------
        (nodes, nodes, 2) float32
            b with b(q) = forward(q - b(q)), so that a pixel q shows the picture at q - b(q).
        """
        turned = np.zeros_like(forward)
        margin = 2 + int(np.abs(forward).max() / self.step_px)
        first, last, _ = needed.indices(self.nodes)
        moved = _moved(forward)
        moved[: max(first - margin, 0)] = moved[last + margin :] = False
        rows, columns = _extent(moved.any(axis=1), margin), _extent(moved.any(axis=0), margin)
        if rows.stop <= rows.start:
            return turned
        forward = np.ascontiguousarray(forward[rows, columns])
        height, width = forward.shape[:2]
        line = np.arange(max(height, width), dtype=np.float32)
        grid = np.stack(np.meshgrid(line[:width], line[:height]), axis=-1)
        back = forward
        for _ in range(_ROUNDS):
            places = cv2.scaleAdd(back, -1 / self.step_px, grid)
            back = cv2.remap(forward, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        turned[rows, columns] = back
        return turned

    def enlarged(self, field: Field, span: Span | None = None) -> Field:
        """Return the field at every pixel of a span (all, if left out), (height, width, 2) float32.

        Parameters
        ----------
        span : two slices
            Rows and columns in pixels; they begin at multiples of the step.
        """
        rows, columns = span or (slice(0, self.side_px),) * 2
        (top, bottom), (left, right) = (self._around(line) for line in (rows, columns))
        size = ((right - left) * self.step_px, (bottom - top) * self.step_px)
        pixels = cv2.resize(field[top:bottom, left:right], size, interpolation=cv2.INTER_LINEAR)
        y, x = rows.start - top * self.step_px, columns.start - left * self.step_px
        height, width = rows.stop - rows.start, columns.stop - columns.start
        return np.asarray(pixels[y : y + height, x : x + width], np.float32)

    def bands(self, fields: tuple[Field, ...]) -> Iterator[Span]:
        """Return the rows and columns of pixels that some field moves, from top to bottom.

        Bands follow the shape of what moves better than one box, and stay in the processor's cache.
        """
        moved = np.logical_or.reduce([_moved(field) for field in fields])
        for first in range(0, self.nodes, _BAND_NODES):
            last = min(first + _BAND_NODES, self.nodes)
            near = moved[max(first - 1, 0) : last + 1]
            across = _extent(near.any(axis=0), 1)
            if across.stop > across.start:
                yield self._pixels(slice(first, last)), self._pixels(across)

    def read(self, field: Field, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Read a field (nodes, nodes, 2) at points (N, 2) in crop pixels, giving (N, 2) float64."""
        places = ((points + 0.5) / self.step_px - 0.5).astype(np.float32)
        read = cv2.remap(
            field, places[None, :, 0], places[None, :, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT
        )
        return np.asarray(read[0], np.float64)

    def _around(self, line: slice) -> tuple[int, int]:
        """Give the first node, and the one after the last, that pixels between them and at both ends need."""
        return max(line.start // self.step_px - 1, 0), min(-(-line.stop // self.step_px) + 1, self.nodes)

    def _pixels(self, line: slice) -> slice:
        return slice(line.start * self.step_px, min(line.stop * self.step_px, self.side_px))


def lattice_for(side_px: int) -> Lattice:
    """Choose a lattice fine enough for lips and cheap enough for every frame."""
    return Lattice(side_px, max(1, min(4, side_px // 24), -(-side_px // 144)))


def _moved(field: Field) -> npt.NDArray[np.bool_]:
    """Return which nodes (nodes, nodes) move."""
    x, y = np.abs(field[..., 0]), np.abs(field[..., 1])
    return np.asarray(np.maximum(x, y) > _LEAST_PX)


def _extent(moved: npt.NDArray[np.bool_], margin: int) -> slice:
    """Return the part of a line that moves, with a margin; empty if nothing does."""
    where = np.flatnonzero(moved)
    if not len(where):
        return slice(0, 0)
    return slice(max(0, int(where[0]) - margin), min(len(moved), int(where[-1]) + margin + 1))
