"""Fidelity: how much of the still's paint a frame keeps, pixel by pixel."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Frame

Mask = npt.NDArray[np.bool_]
Points = npt.NDArray[np.float32]
Move = npt.NDArray[np.float32]

EQUAL_DB = 99.0
"""What stands for infinite, so that means and plots can be made of it."""

_UPPER_FACE = [54, 103, 67, 109, 10, 338, 297, 332, 284, 70, 63, 105, 66, 107, 336, 296, 334, 293, 300,
               117, 118, 119, 348, 347, 346]  # fmt: skip
_ALIGNED_AT_PX = (192.0, 1000.0)


def upper_face(shape: tuple[int, ...], points: Points) -> Mask:
    """Give the hull of forehead, brows and the skin under the eyes, (H, W)."""
    mask = np.zeros(shape[:2], np.uint8)
    hull = cv2.convexHull(np.round(points[_UPPER_FACE, :2]).astype(np.int32))
    cv2.fillConvexPoly(mask, hull, 1)
    return mask > 0


def psnr_db(frame: Frame, still: Frame, where: Mask) -> float:
    """Give the peak signal-to-noise ratio over some pixels; `EQUAL_DB` where they are equal."""
    mask = where.view(np.uint8)
    count = cv2.countNonZero(mask)
    error = cv2.norm(frame, still, cv2.NORM_L2SQR, mask) / max(3 * count, 1)
    return EQUAL_DB if error == 0 else min(10 * float(np.log10(255**2 / error)), EQUAL_DB)


def aligned_psnr_db(frame: Frame, still: Frame, where: Mask) -> float:
    """Give the ratio after the still was moved onto the frame by the best affine map of those pixels.

    So the still is resampled once, as the frame was, and a head that moves is not taken for one that blurs.

    References
    ----------
    Evangelidis and Psarakis, "Parametric image alignment using enhanced correlation coefficient
    maximization", 2008.
    """
    window = window_of(where, margin=0.15)
    frame, still = np.ascontiguousarray(frame[window]), np.ascontiguousarray(still[window])
    where = np.ascontiguousarray(where[window])
    as_it_lies = psnr_db(frame, still, where)
    if as_it_lies == EQUAL_DB:
        return EQUAL_DB
    move = np.eye(2, 3, dtype=np.float32)
    for longest_px in _ALIGNED_AT_PX:  # coarse to fine: grain is only matched when it is nearly there
        move = _affine(still, frame, where, move, min(1.0, longest_px / max(frame.shape[:2])))
    size = (frame.shape[1], frame.shape[0])
    moved = cv2.warpAffine(still, move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return max(psnr_db(frame, np.asarray(moved, np.uint8), where), as_it_lies)


def _affine(still: Frame, frame: Frame, where: Mask, start: Move, scale: float) -> Move:
    """Give the map (2, 3) from the still's to the frame's pixels, found at one scale from a first guess."""
    small = [_grey(picture, scale) for picture in (still, frame)]
    mask = cv2.resize(where.astype(np.uint8), small[0].shape[::-1], interpolation=cv2.INTER_NEAREST)
    middle = np.full(2, 0.5 * scale - 0.5, np.float32)  # pixel middles, not corners, are what is mapped
    move = start.copy()
    move[:, 2] = move[:, 2] * scale + middle - move[:, :2] @ middle
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-5)
    try:
        _, move = cv2.findTransformECC(small[0], small[1], move, cv2.MOTION_AFFINE, stop, mask, 3)
    except cv2.error:  # it finds nothing in a face without any contrast
        return start
    middle = np.full(2, 0.5 / scale - 0.5, np.float32)
    move[:, 2] = move[:, 2] / scale + middle - move[:, :2] @ middle
    return np.asarray(move, np.float32)


def window_of(mask: Mask, margin: float = 0.0) -> tuple[slice, slice]:
    """Give the rows and columns that hold a mask, wider by a share of its size."""
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    more_x, more_y = round(width * margin), round(height * margin)
    return slice(max(0, y - more_y), y + height + more_y), slice(max(0, x - more_x), x + width + more_x)


class Untouched:
    """Remembers which pixels any frame has changed."""

    def __init__(self, still: Frame) -> None:
        self._still = still
        self._touched = np.zeros(still.shape[:2], np.uint8)

    def look(self, frame: Frame) -> None:
        """Look at one frame of the still's size."""
        for channel in cv2.split(cv2.absdiff(frame, self._still)):
            cv2.max(self._touched, channel, self._touched)

    @property
    def share(self) -> float:
        """How many of all pixels no frame has changed, 0 to 1."""
        return float(np.mean(self._touched == 0))

    @property
    def border_px(self) -> int:
        """How wide the frame of pixels around the crop is that no frame has changed."""
        rows, columns = (np.flatnonzero(self._touched.any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            return min(self._touched.shape) // 2
        height, width = self._touched.shape
        return int(min(rows[0], height - 1 - rows[-1], columns[0], width - 1 - columns[-1]))


def _grey(picture: Frame, scale: float) -> Frame:
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
