"""Warp: bends the still by two fields that may part only along the lips."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.mesh.head import Array
from speaking_engine.clip.animators.mesh.lattice import Field, Lattice, Span
from speaking_engine.clip.animators.mesh.resample import Source, source_of
from speaking_engine.clip.clip import Frame, Still


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """One still, ready to be bent.

    Attributes
    ----------
    places : (side, side, 2) float32
        Where the still's pixels lie in the source's finer grid.
    """

    still: Still
    lattice: Lattice
    source: Source
    places: Field

    def bent(self, upper: Field, lower: Field, between_px: Array) -> tuple[Frame, Field]:
        """Resample the still once: by the skull's field above the lips, by the jaw's below them.

        Parameters
        ----------
        upper, lower : (nodes, nodes, 2) float32
            Displacement of the picture's own points in crop pixels.
        between_px : (N, 2) float64
            Line between the lips, from left to right.

        Returns
        -------
        frame : (side, side, 3) uint8
        back : (side, side, 2) float32
            Pixel q of the frame shows the still at q - back(q).
        """
        frame = self.still.pixels.copy()
        back = np.zeros(self.places.shape, np.float32)
        columns = np.arange(self.places.shape[1])
        line = np.interp(columns, between_px[:, 0], between_px[:, 1])
        first, last = (int(end / self.lattice.step_px) for end in (line.min(), line.max()))
        fields = (
            self.lattice.turned_round(upper, slice(0, max(last + 2, 0))),
            self.lattice.turned_round(lower, slice(max(first - 1, 0), None)),
        )
        for span in self.lattice.bands(fields):
            back[span] = self._layered(fields, span, line)
            frame[span] = self.source.read(self.places[span], back[span])
        return frame, back

    def _layered(self, fields: tuple[Field, Field], span: Span, line: Array) -> Field:
        """Return where the pixels of a span come from; those that the line divides are chosen one by one."""
        rows, columns = span
        line = line[columns]
        if rows.stop - 1 <= line.min():
            return self.lattice.enlarged(fields[0], span)
        if rows.start > line.max():
            return self.lattice.enlarged(fields[1], span)
        above, below = (np.ascontiguousarray(self.lattice.enlarged(field, span)) for field in fields)
        is_below = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] > line
        return np.asarray(cv2.copyTo(below, is_below.view(np.uint8), above), np.float32)


def warp_of(still: Still, lattice: Lattice) -> Warp:
    """Prepare a still for bending."""
    source = source_of(still.pixels)
    return Warp(still, lattice, source, source.places(still.pixels.shape[0]))
