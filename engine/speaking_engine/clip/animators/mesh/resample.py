"""Resampling: reads a picture or a field at places between its pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Frame

_TIMES = 3
_REACH = 4  # pixels to each side that a sample is made of
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
    """A picture to be read again and again between its pixels, as sharply as by Lanczos's interpolation.

    That is done once, to a grid three times as fine in which every pixel of the picture is kept as it is;
    reading that grid linearly costs a third of cubic interpolation.

    References
    ----------
    K. Turkowski, Filters for Common Resampling Tasks, Graphics Gems I, 1990.
    """

    fine: Frame
    times: int

    def places(self, side_px: int) -> npt.NDArray[np.float32]:
        """Return where the pixels of the picture lie in the finer grid, (side_px, side_px, 2) float32."""
        line = np.arange(side_px, dtype=np.float32) * self.times + self.times // 2
        return np.stack(np.meshgrid(line, line), axis=-1)

    def read(self, places: npt.NDArray[np.float32], back: npt.NDArray[np.float32]) -> Frame:
        """Read it `back` pixels before some `places` of the finer grid, both (h, w, 2) float32."""
        way = cv2.INTER_LANCZOS4 if self.times == 1 else cv2.INTER_LINEAR
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
    """Give the weights of 9 pixels around one for the samples a third before it, on it and a third after it.

    The samples between pixels are those from which linear interpolation comes nearest to Lanczos's (least
    squares over all places), which are a little sharper than its samples themselves.
    """
    place = (np.arange(96) + 0.5) / 96
    knots = np.maximum(1 - np.abs(_TIMES * place[:, None] - np.arange(_TIMES + 1)), 0)
    wanted = _lanczos(place[:, None] - np.arange(1 - _REACH, 1 + _REACH))
    wanted /= wanted.sum(axis=1, keepdims=True)
    ends = np.zeros((2, 2 * _REACH))
    ends[0, _REACH - 1] = ends[1, _REACH] = 1
    between = np.linalg.lstsq(knots[:, 1:-1], wanted - knots[:, [0, -1]] @ ends, rcond=None)[0]
    after = np.append(0.0, between[0])
    return np.stack([after[::-1], np.eye(2 * _REACH + 1)[_REACH], after])


def _lanczos(away: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Lanczos's kernel over `_REACH` pixels, as a function of the distance in pixels."""
    return np.where(np.abs(away) < _REACH, np.sinc(away) * np.sinc(away / _REACH), 0.0)
