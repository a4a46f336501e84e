"""Lattice: displacement fields on a coarse grid, turned round and enlarged to every pixel."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]

_LEAST_PX = 1e-3  # a smaller movement is none
_ROUNDS = 5  # of the fixed point; each halves the error, or better, where skin stretches less than twofold


@dataclass(frozen=True, slots=True)
class Lattice:
    """A grid of `nodes` x `nodes` over a square of `side_px`, at the places that `cv2.resize` assumes."""

    nodes: int
    side_px: int

    @property
    def step_px(self) -> float:
        """Pixels from node to node."""
        return self.side_px / self.nodes

    def places(self) -> npt.NDArray[np.float64]:
        """Give where the nodes are, (nodes, nodes, 2) float64, x and y in crop pixels."""
        line = (np.arange(self.nodes) + 0.5) * self.step_px - 0.5
        return np.stack(np.meshgrid(line, line), axis=-1)

    def turned_round(self, forward: Field) -> Field:
        """Find where each place comes from, given where each place goes.

        Parameters
        ----------
        forward : (nodes, nodes, 2) float32
            Displacement in pixels of the picture's own points.

        Returns
        -------
        (nodes, nodes, 2) float32
            b with b(q) = forward(q - b(q)), so that a pixel q shows the picture at q - b(q).
        """
        line = np.arange(self.nodes, dtype=np.float32)
        x, y = np.meshgrid(line, line)
        scale = np.float32(1 / self.step_px)
        back = forward
        for _ in range(_ROUNDS):
            back = cv2.remap(
                forward,
                x - back[..., 0] * scale,
                y - back[..., 1] * scale,
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_CONSTANT,
            )
        return np.asarray(back, np.float32)

    def enlarged(self, field: Field) -> Field:
        """Give the field at every pixel, (side_px, side_px, 2) float32."""
        size = (self.side_px, self.side_px)
        return np.asarray(cv2.resize(field, size, interpolation=cv2.INTER_LINEAR), np.float32)

    def moving(self, fields: tuple[Field, ...]) -> tuple[slice, slice]:
        """Give the rows and columns of pixels outside of which no field moves anything."""
        moved = np.any([np.abs(field).max(axis=-1) > _LEAST_PX for field in fields], axis=0)
        return self._span(moved.any(axis=1)), self._span(moved.any(axis=0))

    def _span(self, moved: npt.NDArray[np.bool_]) -> slice:
        where = np.flatnonzero(moved)
        if not len(where):
            return slice(0, 0)
        first, last = (where[0] - 1) * self.step_px, (where[-1] + 2) * self.step_px
        return slice(max(0, int(first)), min(self.side_px, int(last) + 1))

    def read(self, field: Field, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Read a field (nodes, nodes, 2) at points (N, 2) in crop pixels, giving (N, 2) float64."""
        places = ((points + 0.5) / self.step_px - 0.5).astype(np.float32)
        read = cv2.remap(
            field, places[None, :, 0], places[None, :, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT
        )
        return np.asarray(read[0], np.float64)


def lattice_for(side_px: int) -> Lattice:
    """Choose a lattice fine enough for lips and cheap enough for every frame."""
    return Lattice(int(np.clip(side_px // 4, 24, 144)), side_px)
