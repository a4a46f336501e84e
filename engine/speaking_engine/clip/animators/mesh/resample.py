"""Resampling: reads a picture or a field at places between its pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Frame

_TIMES = 3
_MOST_FINE_PX = 7200  # side of a finer picture that memory is spent on, about 150 MB


def sampled(
    picture: npt.NDArray[np.generic], places: npt.NDArray[np.float64], *, cubic: bool = False
) -> npt.NDArray[np.float64]:
    """Read a picture (H, W) or (H, W, C) at places (h, w, 2), x and y; its border goes on outside.

    Returns
    -------
    (h, w) or (h, w, C) float64
        Linear between pixels, or cubic, which keeps brushwork sharper.
    """
    x, y = (np.ascontiguousarray(places[..., axis], np.float32) for axis in (0, 1))
    way = cv2.INTER_CUBIC if cubic else cv2.INTER_LINEAR
    known = np.asarray(picture, np.float32)
    return np.asarray(cv2.remap(known, x, y, way, borderMode=cv2.BORDER_REPLICATE), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A picture to be read again and again between its pixels, as sharply as by cubic interpolation.

    Cubic interpolation is done once, to a grid three times as fine in which every pixel of the picture is
    kept as it is; reading that grid linearly costs a third of cubic interpolation.
    """

    fine: Frame
    times: int

    def places(self, side_px: int) -> npt.NDArray[np.float32]:
        """Give where the pixels of the picture lie in the finer grid, (side_px, side_px, 2) float32."""
        line = np.arange(side_px, dtype=np.float32) * self.times + self.times // 2
        return np.stack(np.meshgrid(line, line), axis=-1)

    def read(self, places: npt.NDArray[np.float32], back: npt.NDArray[np.float32]) -> Frame:
        """Read it `back` pixels before some `places` of the finer grid, both (h, w, 2) float32."""
        way = cv2.INTER_CUBIC if self.times == 1 else cv2.INTER_LINEAR
        there = cv2.scaleAdd(back, -float(self.times), places)
        read = cv2.remap(self.fine, there, None, way, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(read, np.uint8)


def source_of(pixels: Frame) -> Source:
    """Prepare a square picture (side, side, 3) uint8 for reading; a very large one is read as it is."""
    side = pixels.shape[0]
    if _TIMES * side > _MOST_FINE_PX:
        return Source(pixels, 1)
    # An odd factor, because then the middle of each group of samples is the pixel itself.
    fine = np.empty((_TIMES * side, _TIMES * side, 3), np.uint8)
    taps = _taps()
    for row, down in enumerate(taps):
        for column, across in enumerate(taps):
            part = cv2.sepFilter2D(pixels, -1, across, down, borderType=cv2.BORDER_REPLICATE)
            fine[row::_TIMES, column::_TIMES] = part
    return Source(fine, _TIMES)


def _taps() -> npt.NDArray[np.float64]:
    """Give the weights of 5 pixels around one for the samples a third before it, on it and a third after it.

    The samples between pixels are those from which linear interpolation comes nearest to the cubic one
    (least squares over all places), which are a little sharper than the cubic samples themselves.
    """
    place = (np.arange(96) + 0.5) / 96
    knots = np.maximum(1 - np.abs(_TIMES * place[:, None] - np.arange(_TIMES + 1)), 0)
    cubic = _cubic(place[:, None] - np.arange(-1, 3))
    ends = np.zeros((2, 4))
    ends[0, 1] = ends[1, 2] = 1
    between = np.linalg.lstsq(knots[:, 1:-1], cubic - knots[:, [0, -1]] @ ends, rcond=None)[0]
    after = np.append(0.0, between[0])
    return np.stack([after[::-1], np.array([0.0, 0, 1, 0, 0]), after])


def _cubic(away: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give the cubic kernel that OpenCV uses, as a function of the distance in pixels."""
    near, sharp = np.abs(away), -0.75
    inner = ((sharp + 2) * near - (sharp + 3)) * near**2 + 1
    outer = sharp * (((near - 5) * near + 8) * near - 4)
    return np.where(near <= 1, inner, np.where(near < 2, outer, 0.0))
