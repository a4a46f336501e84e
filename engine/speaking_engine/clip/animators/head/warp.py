"""Warp: reads the still once for each frame, as sharply as Lanczos's interpolation, only where it moves."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Field, Lattice, Window, greatest
from speaking_engine.clip.animators.mesh.resample import Source, source_of
from speaking_engine.clip.clip import Frame

STILL_PX = 1 / 24
"""What moves less than this is left as it is."""
_BANDS = 8  # into which a frame is cut, so that little is read in vain beside an oval head


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
        return self.taken(there)

    def sources(self, lattice: Lattice, back: Field) -> Field:
        """Return where each point of a lattice plus its `back` (rows, columns, 2) lies, as `taken` reads."""
        times = np.float32(self.source.times)
        x, y = lattice.places()
        there = np.empty_like(back)
        np.add(back[..., 0], x, out=there[..., 0])
        np.add(back[..., 1], y, out=there[..., 1])
        there *= times
        there += np.float32(self.source.times // 2)
        return there

    def taken(self, there: Field) -> Frame:
        """Read the still at places (h, w, 2) that `sources` gave."""
        way = cv2.INTER_LANCZOS4 if self.source.times == 1 else cv2.INTER_LINEAR
        seen = cv2.remap(self.source.fine, there, None, way, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(seen, np.uint8)


def lay(shown: Frame, over: Frame, share: Field) -> None:
    """Lay a picture over another (h, w, 3), in place, as far as a share (h, w) float32 of 0 to 1 says."""
    shown[...] = cv2.blendLinear(over, np.ascontiguousarray(shown), share, 1 - share)


def warp_of(pixels: Frame) -> Warp:
    """Prepare a square still for reading."""
    return Warp(pixels, source_of(pixels))


def moving(lattice: Lattice, field: Field) -> tuple[Window, ...]:
    """Return the windows of pixels, one over the other, that a displacement (rows, columns, 2) moves."""
    strong = greatest(field) > STILL_PX
    left, top, right, bottom = lattice.window
    edges = np.unique(np.linspace(top, bottom, _BANDS + 1).astype(int))
    windows = []
    for first, last in itertools.pairwise(edges):
        rows = np.floor((np.array([first, last]) - lattice.top) / lattice.step).astype(int)
        columns = np.flatnonzero(strong[max(rows[0], 0) : rows[1] + 2].any(axis=0))
        if len(columns):
            low = lattice.left + (columns[0] - 1) * lattice.step
            high = lattice.left + (columns[-1] + 1) * lattice.step
            windows.append((max(left, int(low)), int(first), min(right, int(high) + 2), int(last)))
    return tuple(windows)
