"""Warp: reads the still once for each frame, as sharply as Lanczos's interpolation, only where it moves."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Array, Field, Lattice, Window
from speaking_engine.clip.clip import Frame

STILL_PX = 1 / 24
"""What moves less than this is left as it is."""
_BANDS = 8  # at least, into which a frame is cut, so that little is read in vain beside an oval head
_BAND_PX = 64  # of a band at most, so that where its pixels come from stays in the processor's cache
_REACH = 4  # pixels to each side that a sample is made of
_MOST_FINE_PX = {3: 7200, 2: 10000}
"""How much finer, and the side of a finer picture on which memory is spent at most, 150 to 300 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """One still, ready to be bent: read between its pixels as sharply as by Lanczos's interpolation.

    That is done once, to a grid three times as fine (twice, in a large picture) in which every pixel of the
    picture is kept as it is; reading that grid linearly costs a third of cubic interpolation.

    Attributes
    ----------
    fine : (H * times, W * times[, 3]) uint8
    times : int
        1 for a picture too large for a finer grid, which is read by Lanczos's interpolation itself.

    References
    ----------
    K. Turkowski, Filters for Common Resampling Tasks, Graphics Gems I, 1990.
    """

    fine: Frame
    times: int

    def read(self, back: Field, window: Window) -> Frame:
        """Read the still at every pixel of a window plus `back`, (h, w, 2) float32 pixels."""
        left, top, right, bottom = window
        if (right - left) * (bottom - top) == 0:
            return np.zeros((bottom - top, right - left, *self.fine.shape[2:]), np.uint8)
        there = np.empty_like(back)
        np.multiply(back, np.float32(self.times), out=there)
        there[..., 0] += np.arange(left, right, dtype=np.float32) * self.times + self.times // 2
        there[..., 1] += (np.arange(top, bottom, dtype=np.float32) * self.times + self.times // 2)[:, None]
        return self.taken(there)

    def sources(self, lattice: Lattice, back: Field) -> Field:
        """Return where each point of a lattice plus its `back` (rows, columns, 2) lies, as `taken` reads."""
        places = lattice.points(float(self.times), float(self.times // 2))
        return np.asarray(cv2.scaleAdd(back, float(self.times), places), np.float32)

    def taken(self, there: Field, into: Frame | None = None) -> Frame:
        """Read the still at places (h, w, 2) that `sources` gave, `into` a part of a frame if given."""
        way = cv2.INTER_LANCZOS4 if self.times == 1 else cv2.INTER_LINEAR
        seen = cv2.remap(self.fine, there, None, way, into, cv2.BORDER_REPLICATE)
        return np.asarray(seen, np.uint8)


def lay(shown: Frame, over: Frame, share: Field) -> None:
    """Lay a picture over another (h, w[, 3]), in place, as far as a share (h, w) float32 of 0 to 1 says."""
    shown[...] = cv2.blendLinear(over, np.ascontiguousarray(shown), share, 1 - share)


def warp_of(pixels: Frame) -> Warp:
    """Prepare a still (H, W[, 3]) uint8 for reading; a very large one is read as it is."""
    rows, columns = pixels.shape[:2]
    for times, most_px in _MOST_FINE_PX.items():
        if times * max(rows, columns) <= most_px:
            break
    else:
        return Warp(pixels, 1)
    fine = np.empty((times * rows, times * columns, *pixels.shape[2:]), np.uint8)
    taps = _taps(times)
    for row, down in enumerate(taps):
        parts = [_between(pixels, across, down) for across in taps]
        fine[row::times] = cv2.merge(parts).reshape(rows, times * columns, *pixels.shape[2:])
    return Warp(fine, times)


def _between(pixels: Frame, across: Array, down: Array) -> Frame:
    """Return the samples at one place between pixels; where that is a pixel, nothing is summed up."""
    across, down = (taps if np.count_nonzero(taps) > 1 else np.ones(1) for taps in (across, down))
    if len(across) == len(down) == 1:
        return pixels
    return np.asarray(cv2.sepFilter2D(pixels, -1, across, down, borderType=cv2.BORDER_REPLICATE), np.uint8)


def moving(lattice: Lattice, field: Field) -> tuple[Window, ...]:
    """Return the windows of pixels, one over the other, that a displacement (rows, columns, 2) moves."""
    strong = np.abs(field) > STILL_PX
    left, top, right, bottom = lattice.window
    bands = max(_BANDS, round((bottom - top) / _BAND_PX))
    edges = np.unique(np.linspace(top, bottom, bands + 1).astype(int))
    windows = []
    for first, last in itertools.pairwise(edges):
        rows = np.floor((np.array([first, last]) - lattice.top) / lattice.step).astype(int)
        columns = np.flatnonzero(strong[max(rows[0], 0) : rows[1] + 2].any(axis=0).any(axis=1))
        if len(columns):
            low = lattice.left + (columns[0] - 1) * lattice.step
            high = lattice.left + (columns[-1] + 1) * lattice.step
            windows.append((max(left, int(low)), int(first), min(right, int(high) + 2), int(last)))
    return tuple(windows)


def _taps(times: int) -> Array:
    """Return the weights of 9 pixels for the samples of one pixel: before it, on it and, of three, after it.

    The samples between pixels are those from which linear interpolation comes nearest to Lanczos's (least
    squares over all places), which are a little sharper than its samples themselves.
    """
    place = (np.arange(96) + 0.5) / 96
    knots = np.maximum(1 - np.abs(times * place[:, None] - np.arange(times + 1)), 0)
    wanted = _lanczos(place[:, None] - np.arange(1 - _REACH, 1 + _REACH))
    wanted /= wanted.sum(axis=1, keepdims=True)
    ends = np.zeros((2, 2 * _REACH))
    ends[0, _REACH - 1] = ends[1, _REACH] = 1
    between = np.linalg.lstsq(knots[:, 1:-1], wanted - knots[:, [0, -1]] @ ends, rcond=None)[0]
    after = np.append(0.0, between[0])
    return np.asarray(np.stack([after[::-1], np.eye(2 * _REACH + 1)[_REACH], after])[:times])


def _lanczos(away: Array) -> Array:
    """Return Lanczos's kernel over `_REACH` pixels, as a function of the distance in pixels."""
    return np.where(np.abs(away) < _REACH, np.sinc(away) * np.sinc(away / _REACH), 0.0)
