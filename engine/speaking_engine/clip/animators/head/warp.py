"""Warp: reads the still once for each frame, as sharply as Lanczos's interpolation, only where it moves."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Field, Lattice, Window
from speaking_engine.clip.animators.mesh.resample import Source, source_of
from speaking_engine.clip.clip import Frame

STILL_PX = 1 / 64
"""What moves less than this is left as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """One still, ready to be bent."""

    pixels: Frame
    source: Source

    def read(self, back: Field, window: Window) -> Frame:
        """Read the still at every pixel of a window plus `back`, (h, w, 2) float32 pixels."""
        left, top, right, bottom = window
        if (right - left) * (bottom - top) == 0:
            return np.zeros((bottom - top, right - left, 3), np.uint8)
        times = self.source.times
        x = np.arange(left, right, dtype=np.float32) * times + times // 2
        y = np.arange(top, bottom, dtype=np.float32) * times + times // 2
        there = np.empty_like(back)
        np.multiply(back, np.float32(times), out=there)
        there[..., 0] += x
        there[..., 1] += y[:, None]
        way = cv2.INTER_LANCZOS4 if times == 1 else cv2.INTER_LINEAR
        return np.asarray(
            cv2.remap(self.source.fine, there, None, way, borderMode=cv2.BORDER_REPLICATE), np.uint8
        )


def warp_of(pixels: Frame) -> Warp:
    """Prepare a square still for reading."""
    return Warp(pixels, source_of(pixels))


def moving(lattice: Lattice, field: Field) -> Window:
    """Give the window of pixels that a displacement (rows, columns, 2) moves; empty if none."""
    strong = np.abs(field).max(axis=2) > STILL_PX
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    left, top, right, bottom = lattice.window
    if not len(rows):
        return left, top, left, top
    low = lattice.left + (columns[0] - 1) * lattice.step, lattice.top + (rows[0] - 1) * lattice.step
    high = lattice.left + (columns[-1] + 1) * lattice.step, lattice.top + (rows[-1] + 1) * lattice.step
    return (
        max(left, int(low[0])),
        max(top, int(low[1])),
        min(right, int(high[0]) + 2),
        min(bottom, int(high[1]) + 2),
    )
