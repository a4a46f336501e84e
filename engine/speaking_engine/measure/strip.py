"""Strip: a picture of a clip's telling moments, for people who judge by looking."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Frame, Still
from speaking_engine.faces.face import Face
from speaking_engine.measure.refound import Refound

_MOUTH = [61, 291, 0, 17, 164, 18]
_EYES = [33, 263, 105, 334, 145, 374]


def telling_frames(seen: Refound) -> tuple[int, ...]:
    """Choose the still, four openings from shut to wide, mid-blink and blink, in this order."""
    order = np.argsort(seen.lips, kind="stable")
    share = [order[int(part * (len(order) - 1))] for part in (0.2, 0.6, 0.85, 1.0)]
    shut = int(np.argmin(seen.lids))
    closing = range(max(0, shut - 4), shut + 1)
    half = min(closing, key=lambda index: abs(float(seen.lids[index]) - 0.5))
    return (0, *(int(index) for index in share), half, shut)


def film_strip(
    frames: Iterable[Frame], chosen: tuple[int, ...], still: Still, face: Face, tile_px: int = 320
) -> Frame:
    """Draw the chosen frames side by side: the whole crop, the eyes enlarged, the mouth enlarged.

    Parameters
    ----------
    frames : iterable of (H, W, 3) uint8
        All frames, in order; read once.

    Returns
    -------
    (h, w, 3) uint8
        Three rows; one column for each of `chosen`.
    """
    wanted = set(chosen)
    kept = {index: frame for index, frame in enumerate(frames) if index in wanted}
    columns = []
    for index in chosen:
        frame = kept[index]
        parts = [_tile(frame, (0, 0, frame.shape[1], frame.shape[0]), tile_px)]
        if face.landmarks_px is not None:
            points = face.landmarks_px[:, :2] - np.array(still.crop_px[:2], np.float32)
            parts += [_tile(frame, _around(points[group], frame), tile_px) for group in (_EYES, _MOUTH)]
        columns.append(np.vstack(parts))
    return np.hstack(columns)


def _around(points: npt.NDArray[np.float32], frame: Frame) -> tuple[int, int, int, int]:
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    reach = 0.62 * float(np.ptp(points, axis=0).max()) + 3
    left, top = (int(max(0, v)) for v in middle - reach)
    right = int(min(frame.shape[1], middle[0] + reach))
    bottom = int(min(frame.shape[0], middle[1] + reach))
    return left, top, max(right, left + 2), max(bottom, top + 2)


def _tile(frame: Frame, box: tuple[int, int, int, int], size_px: int) -> Frame:
    left, top, right, bottom = box
    part = frame[top:bottom, left:right]
    way = cv2.INTER_AREA if part.shape[1] > size_px else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, (size_px, size_px), interpolation=way), np.uint8)
