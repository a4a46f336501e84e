"""Blending: mixes moving frames with the still, and calms flicker without softening lips and lids."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Frame, Still
from speaking_engine.faces.face import Face

_STILL_STEPS = 6.0  # changes of this many 8-bit steps are flicker; much larger ones are movement
_MOUTH_OUTER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185]
_LEFT_EYE = [33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246]
_RIGHT_EYE = [362, 382, 381, 380, 374, 373, 390, 249, 263, 466, 388, 387, 386, 385, 384, 398]


def blended(frames: Iterator[Frame], still: Still, weights: npt.NDArray[np.float64]) -> Iterator[Frame]:
    """Mix each frame with the still: 0 gives the still, 1 the frame.

    Parameters
    ----------
    weights : (N,) float64
        One weight a frame.
    """
    base = still.pixels.astype(np.float32)
    for frame, weight in zip(frames, weights, strict=True):
        if weight >= 1:
            yield frame
        else:
            mixed = base + np.float32(weight) * (frame - base)
            yield np.asarray(mixed + np.float32(0.5), np.uint8)


def ramp(count: int, frames: float, level: float) -> npt.NDArray[np.float64]:
    """Rise from 0 to `level` over some frames, and fall again at the end; (count,) float64."""
    if frames <= 0:
        return np.full(count, level)
    place = np.arange(count)
    share = np.clip(np.minimum(place, count - 1 - place) / frames, 0, 1)
    return np.asarray(level * share * share * (3 - 2 * share))


def smoothed(frames: Iterator[Frame], still: Still, face: Face, strength: float) -> Iterator[Frame]:
    """Average each frame with its neighbours where nothing moves and neither mouth nor eyes are.

    Holds three frames. The first and the last frame pass unchanged.

    Parameters
    ----------
    strength : float
        0 to 1.
    """
    calm = strength * calm_mask(still, face)[..., None]
    before: Frame | None = None
    now: Frame | None = None
    for after in frames:
        if now is not None:
            yield now if before is None else _averaged(before, now, after, calm)
        before, now = now, after
    if now is not None:
        yield now


def calm_mask(still: Still, face: Face) -> npt.NDArray[np.float32]:
    """Return 1 where neither mouth nor eyes are, falling smoothly to 0 there; (H, W) float32."""
    mask = np.ones(still.pixels.shape[:2], np.float32)
    if face.landmarks_px is None:
        return mask
    points = face.landmarks_px[:, :2] - np.array(still.crop_px[:2], np.float32)
    reach = float(np.ptp(points[:, 0])) * 0.04
    for outline in (_MOUTH_OUTER, _LEFT_EYE, _RIGHT_EYE):
        middle = points[outline].mean(axis=0)
        wider = middle + 1.5 * (points[outline] - middle)
        hull = cv2.convexHull(np.round(wider).astype(np.int32))
        cv2.fillConvexPoly(mask, hull, 0.0)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(reach, 1.0)), np.float32) * mask


def _averaged(before: Frame, now: Frame, after: Frame, calm: npt.NDArray[np.float32]) -> Frame:
    neighbours = (before.astype(np.float32) + after) / 2
    change = neighbours - now
    moving = np.abs(change).max(axis=-1, keepdims=True) / np.float32(_STILL_STEPS)
    weight = calm * np.exp(-moving * moving) * np.float32(2 / 3)
    return np.asarray(now + weight * change + np.float32(0.5), np.uint8)
