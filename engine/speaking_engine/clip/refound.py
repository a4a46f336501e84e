"""Refound: what a clip shows, seen again in its frames alone, without knowing how they were made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Frame, Still
from speaking_engine.clip.prosody import Track
from speaking_engine.faces.face import Face
from speaking_engine.faces.mesh import fit_mesh

_INNER_LIPS = ((13, 14), (82, 87), (312, 317))
_EYES = ((159, 145, 33, 133), (386, 374, 362, 263))
_EYE_CORNERS = (33, 263)
_BROWS = [70, 63, 105, 66, 107, 336, 296, 334, 293, 300]
_UNDER_EYES = [117, 118, 119, 348, 347, 346]
_FOREHEAD = [54, 103, 67, 109, 10, 338, 297, 332, 284]
_ALIGNED_EVERY = 3
_LOUDEST_DB = 99.0


@dataclass(frozen=True, slots=True, eq=False)
class Refound:
    """Tracks of one clip, one value a frame, (N,) float64.

    Attributes
    ----------
    opening : between the inner lips, in distances between the outer corners of the eyes.
    eyes : openness of the lids against the still: 1 as in the still, 0 shut.
    change : mean absolute difference to the frame before, in 8-bit steps; 0 for the first.
    upper_db : PSNR of the upper face against the still, as it lies; 99 where equal.
    aligned_db : the same after the best small affine move of the frame; NaN for frames not looked at.
    border_equal : whether the crop's outermost pixels are the still's, for all frames.
    first_equal, last_equal : whether the first and the last frame are the still itself.
    presence : mean belief of the mesh that it sees a face.
    """

    opening: Track
    eyes: Track
    change: Track
    upper_db: Track
    aligned_db: Track
    border_equal: bool
    first_equal: bool
    last_equal: bool
    presence: float

    def __len__(self) -> int:
        return len(self.opening)


class _Looker:
    """Looks at one frame after the other; holds two."""

    def __init__(self, still: Still, face: Face) -> None:
        self._still = still.pixels
        first = fit_mesh(still.pixels, _box(face, still), angle=_roll(face))
        flat = first.landmarks_px[:, :2]
        low, high = flat.min(axis=0), flat.max(axis=0)
        self._box = (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
        self._angle = _roll(face)
        self._rest = self._points(still.pixels)[0]
        self._upper = _hull(still.pixels.shape, flat[_FOREHEAD + _BROWS + _UNDER_EYES])
        self._before: Frame | None = None

    def look(self, frame: Frame, index: int) -> tuple[float, ...]:
        """Give opening, eyes, change, upper_db, aligned_db, border_equal and presence of one frame."""
        points, presence = self._points(frame)
        between = float(np.linalg.norm(np.subtract(*points[list(_EYE_CORNERS)])))
        opening = float(np.mean([_apart(points, pair) for pair in _INNER_LIPS])) / max(between, 1e-6)
        eyes = float(np.mean([_eye(points, eye) / max(_eye(self._rest, eye), 1e-6) for eye in _EYES]))
        change = 0.0 if self._before is None else float(cv2.absdiff(frame, self._before).mean())
        self._before = frame
        aligned = np.nan
        if index % _ALIGNED_EVERY == 0:
            aligned = _psnr(_aligned(frame, self._still, self._upper), self._still, self._upper)
        upper = _psnr(frame, self._still, self._upper)
        return opening, eyes, change, upper, aligned, float(_border_equal(frame, self._still)), presence

    def _points(self, frame: Frame) -> tuple[npt.NDArray[np.float32], float]:
        mesh = fit_mesh(frame, self._box, angle=self._angle, passes=1)
        return mesh.landmarks_px[:, :2], mesh.presence


def refind(frames: Iterable[Frame], still: Still, face: Face) -> Refound:
    """Look at a clip's frames one by one.

    Parameters
    ----------
    frames : iterable of (H, W, 3) uint8
        At least one; of the still's size.
    """
    looker = _Looker(still, face)
    rows: list[tuple[float, ...]] = []
    equal: list[bool] = []
    for index, frame in enumerate(frames):
        rows.append(looker.look(frame, index))
        equal = [*equal[:1], bool(np.array_equal(frame, still.pixels))]
    columns = np.array(rows, np.float64).T
    return Refound(
        opening=columns[0],
        eyes=columns[1],
        change=columns[2],
        upper_db=columns[3],
        aligned_db=columns[4],
        border_equal=bool(columns[5].all()),
        first_equal=equal[0],
        last_equal=equal[-1],
        presence=float(columns[6].mean()),
    )


def _box(face: Face, still: Still) -> tuple[float, float, float, float]:
    """Give the face's box in the crop's own pixels."""
    x, y, width, height = face.box_px
    if face.landmarks_px is not None:
        low, high = face.landmarks_px[:, :2].min(axis=0), face.landmarks_px[:, :2].max(axis=0)
        (x, y), (width, height) = low, high - low
    return float(x - still.crop_px[0]), float(y - still.crop_px[1]), float(width), float(height)


def _roll(face: Face) -> float:
    if face.landmarks_px is None:
        return 0.0
    across = np.subtract(*face.landmarks_px[[_EYE_CORNERS[1], _EYE_CORNERS[0]], :2])
    return float(np.arctan2(across[1], across[0]))


def _apart(points: npt.NDArray[np.float32], pair: tuple[int, int]) -> float:
    return float(np.linalg.norm(points[pair[0]] - points[pair[1]]))


def _eye(points: npt.NDArray[np.float32], eye: tuple[int, int, int, int]) -> float:
    return _apart(points, eye[:2]) / max(_apart(points, eye[2:]), 1e-6)


def _hull(shape: tuple[int, ...], points: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, np.round(cv2.convexHull(points)).astype(np.int32), 1)
    return mask > 0


def _psnr(frame: Frame, still: Frame, where: npt.NDArray[np.bool_]) -> float:
    error = float(np.mean((frame[where].astype(np.float32) - still[where]) ** 2)) if where.any() else 0.0
    return _LOUDEST_DB if error == 0 else min(10 * float(np.log10(255**2 / error)), _LOUDEST_DB)


def _aligned(frame: Frame, still: Frame, where: npt.NDArray[np.bool_]) -> Frame:
    """Move the frame onto the still by the best affine map of its upper face."""
    if np.array_equal(frame, still):
        return frame
    scale = min(1.0, 256 / frame.shape[0])
    small = [_grey(picture, scale) for picture in (still, frame)]
    mask = cv2.resize(where.astype(np.uint8), small[0].shape[::-1], interpolation=cv2.INTER_NEAREST)
    move = np.eye(2, 3, dtype=np.float32)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 30, 1e-4)
    try:
        _, move = cv2.findTransformECC(small[0], small[1], move, cv2.MOTION_AFFINE, stop, mask, 3)
    except cv2.error:  # it finds nothing in a face without any contrast
        return frame
    middle = 0.5 / scale - 0.5
    move[:, 2] = move[:, 2] / scale + middle - move[:, :2] @ np.full(2, middle, np.float32)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    size = (frame.shape[1], frame.shape[0])
    moved = cv2.warpAffine(frame, move, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def _grey(picture: Frame, scale: float) -> Frame:
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)


def _border_equal(frame: Frame, still: Frame) -> bool:
    edges = (slice(0, 1), slice(-1, None))
    rows = all(np.array_equal(frame[edge], still[edge]) for edge in edges)
    return rows and all(np.array_equal(frame[:, edge], still[:, edge]) for edge in edges)
