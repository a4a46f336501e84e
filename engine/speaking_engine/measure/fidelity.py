"""Fidelity: how much of the still's paint a frame keeps, pixel by pixel."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Frame

Mask = npt.NDArray[np.bool_]
Points = npt.NDArray[np.float32]

EQUAL_DB = 99.0
"""What stands for infinite, so that means and plots can be made of it."""

_UPPER_FACE = [54, 103, 67, 109, 10, 338, 297, 332, 284, 70, 63, 105, 66, 107, 336, 296, 334, 293, 300,
               117, 118, 119, 348, 347, 346]  # fmt: skip
_EYES = ([33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
         [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249])  # fmt: skip
_EYES_WIDER = 1.6
_FLOW_AT_PX = 600.0
_FLOW_SIGMA_PX = 3.0  # paint moves smoothly; flow that follows every grain would explain away what is lost


def upper_face(shape: tuple[int, ...], points: Points) -> Mask:
    """Return the hull of forehead, brows and the skin under the eyes without the eyes, (H, W).

    Eyes that blink and look elsewhere are meant to change.
    """
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, _hull(points[_UPPER_FACE, :2]), 1)
    for eye in _EYES:
        middle = points[eye, :2].mean(axis=0)
        cv2.fillConvexPoly(mask, _hull(middle + _EYES_WIDER * (points[eye, :2] - middle)), 0)
    return mask > 0


def _hull(points: Points) -> npt.NDArray[np.int32]:
    return np.asarray(cv2.convexHull(np.round(points).astype(np.int32)), np.int32)


def psnr_db(frame: Frame, still: Frame, where: Mask) -> float:
    """Return the peak signal-to-noise ratio over some pixels; `EQUAL_DB` where they are equal."""
    mask = where.view(np.uint8)
    count = cv2.countNonZero(mask)
    error = cv2.norm(frame, still, cv2.NORM_L2SQR, mask) / max(3 * count, 1)
    return EQUAL_DB if error == 0 else min(10 * float(np.log10(255**2 / error)), EQUAL_DB)


def aligned_psnr_db(frame: Frame, still: Frame, where: Mask) -> float:
    """Return the ratio after the still was moved onto the frame by smooth optical flow.

    What moved is not taken for what is lost: blur, doubling, seams and other colours remain. The still is
    resampled once, as the frame was. An affine map is not enough, for a nod and a lifted brow are none.

    References
    ----------
    Kroeger et al., "Fast optical flow using dense inverse search", 2016.
    """
    window = window_of(where, margin=0.15)
    frame, still = np.ascontiguousarray(frame[window]), np.ascontiguousarray(still[window])
    where = np.ascontiguousarray(where[window])
    as_it_lies = psnr_db(frame, still, where)
    if as_it_lies == EQUAL_DB:
        return EQUAL_DB
    scale = min(1.0, _FLOW_AT_PX / max(frame.shape[:2]))
    seek = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow = cv2.GaussianBlur(seek.calc(_grey(frame, scale), _grey(still, scale), None), (0, 0), _FLOW_SIGMA_PX)
    height, width = frame.shape[:2]
    flow = cv2.resize(flow, (width, height), interpolation=cv2.INTER_CUBIC) / np.float32(scale)
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    moved = cv2.remap(
        still, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REPLICATE
    )
    return max(psnr_db(frame, np.asarray(moved, np.uint8), where), as_it_lies)


def window_of(mask: Mask, margin: float = 0.0) -> tuple[slice, slice]:
    """Return the rows and columns that hold a mask, wider by a share of its size."""
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
