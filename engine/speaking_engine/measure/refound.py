"""Refound: what a clip shows, seen again in its frames alone, without knowing how they were made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Frame, Still
from speaking_engine.faces.face import Face
from speaking_engine.measure.by_image import ImageLooker
from speaking_engine.measure.by_mesh import MeshLooker
from speaking_engine.measure.fidelity import (
    EQUAL_DB,
    Mask,
    Untouched,
    aligned_psnr_db,
    psnr_db,
    upper_face,
    window_of,
)
from speaking_engine.performance.prosody import Track

_ALIGNED_EVERY = 3


@dataclass(frozen=True, slots=True, eq=False)
class Refound:
    """Tracks of one clip, one value a frame, (N,) float64.

    Attributes
    ----------
    opening : between the inner lips by the mesh, in distances between the outer corners of the eyes; like
        `eyes` and `turn_deg` NaN where the mesh does not see the face.
    eyes : openness of the lids by the mesh: 1 as in the still, 0 shut.
    shape : (4, N), width of the mouth, depth of the chin, height of the brows by the mesh; see `by_mesh.Fit`.
    turn_deg : (3, N), yaw, pitch and roll of the head against the still, by the mesh.
    presence : mean belief of the mesh that it sees a face, 0 to 1; that of the still where it sees none.
    mesh_sees : whether the mesh sees the still's face at all, and its lips where they are.
    image_opening : how much further than in the still the lips are apart, by patches of the picture.
    image_lids : share of the eyes' painted pattern that is still there; NaN where that cannot be told.
    shift : how far the skull has moved, in distances between the eyes, by patches.
    likeness : of the lips' patches to what was found of them, -1 to 1.
    change : mean absolute difference to the frame before, in 8-bit steps; 0 for the first.
    flicker : mean absolute difference of the upper face to the mean of both neighbours, in 8-bit steps; 0 at
        the ends.
    upper_db : PSNR of the upper face against the still, as it lies; 99 where equal.
    aligned_db : the same after the still was moved by smooth optical flow; NaN for frames not looked at.
    untouched_share : of the crop's pixels that never change, 0 to 1.
    untouched_px : width of the border that never changes.
    border_equal : whether the crop's outermost pixels are the still's, for all frames.
    first_equal, last_equal : whether the first and the last frame are the still itself.
    """

    opening: Track
    eyes: Track
    shape: npt.NDArray[np.float64]
    turn_deg: npt.NDArray[np.float64]
    presence: float
    mesh_sees: bool
    image_opening: Track
    image_lids: Track
    shift: Track
    likeness: Track
    change: Track
    flicker: Track
    upper_db: Track
    aligned_db: Track
    untouched_share: float
    untouched_px: int
    border_equal: bool
    first_equal: bool
    last_equal: bool

    def __len__(self) -> int:
        return len(self.opening)

    @property
    def lips(self) -> Track:
        """The mouth's opening as it is judged: by the mesh where it sees the face, else by the picture."""
        return self.opening if self.mesh_sees else self.image_opening

    @property
    def lids(self) -> Track:
        """The lids as they are judged: by the picture where the still's eyes tell, else by the mesh."""
        return self.image_lids if np.isfinite(self.image_lids).all() else self.eyes

    @property
    def shut_below(self) -> float:
        """Under which value `lids` are shut; the mesh hardly ever sees them wholly so."""
        return 0.35 if self.lids is self.image_lids else 0.7


class _Paint:
    """Compares each frame with the still and with its neighbours; holds three."""

    def __init__(self, still: Frame, upper: Mask) -> None:
        self.untouched = Untouched(still)
        self.equal: list[bool] = []
        self._still = still
        self._upper = upper
        self._window = window_of(upper)
        self._last: list[Frame] = []

    def look(self, frame: Frame, index: int) -> tuple[float, float, float, float]:
        """Return change, flicker of the frame before, upper_db and aligned_db of one frame."""
        self.untouched.look(frame)
        self.equal = [*self.equal[:1], cv2.norm(frame, self._still, cv2.NORM_INF) == 0]
        change = cv2.norm(frame, self._last[-1], cv2.NORM_L1) / frame.size if self._last else 0.0
        self._last = [*self._last[-2:], frame]
        upper = psnr_db(frame, self._still, self._upper)
        aligned = np.nan
        if index % _ALIGNED_EVERY == 0:
            aligned = aligned_psnr_db(frame, self._still, self._upper)
        return change, self._flicker(), upper, aligned

    def _flicker(self) -> float:
        if len(self._last) < 3:
            return 0.0
        before, here, after = (frame[self._window].astype(np.float32) for frame in self._last)
        between = cv2.addWeighted(before, 0.5, after, 0.5, 0)
        inside = np.ascontiguousarray(self._upper[self._window]).view(np.uint8)
        return cv2.norm(here, between, cv2.NORM_L1, inside) / max(3 * cv2.countNonZero(inside), 1)


def refind(frames: Iterable[Frame], still: Still, face: Face) -> Refound:
    """Look at a clip's frames one by one.

    Parameters
    ----------
    frames : iterable of (H, W, 3) uint8
        At least one; of the still's size.
    """
    mesh = MeshLooker(still, face)
    points = _landmarks(still, face)
    points = mesh.landmarks_px if points is None else points
    image = ImageLooker(still.pixels, points)
    paint = _Paint(still.pixels, upper_face(still.pixels.shape, points))
    rows: list[tuple[float, ...]] = []
    for index, frame in enumerate(frames):
        fit = mesh.look(frame) if mesh.sees else mesh.nothing
        sight = image.look(frame)
        seen = (sight.opening, sight.lids, sight.shift, sight.likeness)
        rows.append(
            (fit.opening, fit.eyes, fit.presence, *fit.turn_deg, *seen, *paint.look(frame, index), *fit.shape)
        )
    columns = np.array(rows, np.float64).T
    return Refound(
        opening=columns[0],
        eyes=columns[1],
        shape=columns[14:18],
        turn_deg=columns[3:6],
        presence=float(columns[2].mean()),
        mesh_sees=mesh.sees,
        image_opening=columns[6],
        image_lids=columns[7],
        shift=columns[8],
        likeness=columns[9],
        change=columns[10],
        flicker=np.append(columns[11, 1:], 0.0),
        upper_db=columns[12],
        aligned_db=columns[13],
        untouched_share=paint.untouched.share,
        untouched_px=paint.untouched.border_px,
        border_equal=paint.untouched.border_px > 0,
        first_equal=paint.equal[0],
        last_equal=paint.equal[-1],
    )


def resting(seen: Refound) -> npt.NDArray[np.bool_]:
    """Say of each frame whether its upper face is the still's, pixel for pixel, (N,)."""
    return np.asarray(seen.upper_db >= EQUAL_DB)


def _landmarks(still: Still, face: Face) -> npt.NDArray[np.float32] | None:
    if face.landmarks_px is None:
        return None
    return np.asarray(face.landmarks_px[:, :2] - np.array(still.crop_px[:2], np.float32), np.float32)
