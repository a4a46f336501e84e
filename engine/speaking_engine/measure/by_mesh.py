"""What lips, lids and head do by the face mesh: landmarks found again in a frame by a model of faces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Frame, Still
from speaking_engine.faces.face import Face
from speaking_engine.faces.mesh import Mesh, fit_mesh
from speaking_engine.faces.pose import head_pose

Points = npt.NDArray[np.float32] | npt.NDArray[np.float64]

LEAST_PRESENCE = 0.5
_INNER_LIPS = ((13, 14), (82, 87), (312, 317))
_EYES = ((159, 145, 33, 133), (386, 374, 362, 263))
_EYE_CORNERS = (33, 263)
_LIPS = (61, 291, 0, 17)
_MOST_ASTRAY = 0.35
_CORNERS, _CHIN = (61, 291), 152
_EYE_RINGS = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398),
)
_BROWS = ((46, 53, 52, 65, 55, 70, 63, 105, 66, 107), (276, 283, 282, 295, 285, 300, 293, 334, 296, 336))


@dataclass(frozen=True, slots=True)
class Fit:
    """One frame as the mesh sees it.

    Attributes
    ----------
    opening : between the inner lips, in distances between the outer corners of the eyes.
    eyes : openness of the lids against the still: 1 as in the still, 0 shut.
    turn_deg : yaw, pitch and roll against the still.
    presence : belief that there is a face, 0 to 1.
    shape : width of the mouth and depth of the chin under the eyes, in distances between the still's outer
        corners of the eyes; height of the left and the right brow over their eyes, in the eyes' distance.
    """

    opening: float
    eyes: float
    turn_deg: tuple[float, float, float]
    presence: float
    shape: tuple[float, float, float, float]


class MeshLooker:
    """Fits the mesh to one frame after the other.

    Attributes
    ----------
    landmarks_px : (478, 3) float32
        Of the still, in its own pixels, as the mesh sees them.
    sees : bool
        Whether the mesh believes in the still's face, and sees its lips where its landmarks are.
    nothing : Fit
        What stands for a frame that it is of no use to look at.
    """

    def __init__(self, still: Still, face: Face) -> None:
        first = fit_mesh(still.pixels, _box(face, still), angle=_roll(face))
        self.landmarks_px = first.landmarks_px
        self.sees = first.presence >= LEAST_PRESENCE and not _astray(first, still, face)
        low, high = (edge(first.landmarks_px[:, :2], axis=0) for edge in (np.min, np.max))
        self._box = (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
        self._angle = _roll(face)
        self.nothing = Fit(np.nan, np.nan, (np.nan,) * 3, first.presence, (np.nan,) * 4)
        rest = self._mesh(still.pixels)
        self._rest_eyes = [max(_open(rest.landmarks_px, eye), 1e-6) for eye in _EYES]
        self._rest_deg = _turn(rest)
        self._between = between_eyes(rest.landmarks_px)

    def look(self, frame: Frame) -> Fit:
        """Look at one frame (H, W, 3) uint8 of the still's size."""
        mesh = self._mesh(frame)
        points = mesh.landmarks_px[:, :2]
        eyes = [_open(points, eye) / rest for eye, rest in zip(_EYES, self._rest_eyes, strict=True)]
        yaw, pitch, roll = (now - rest for now, rest in zip(_turn(mesh), self._rest_deg, strict=True))
        return Fit(
            opening=opening_of(points),
            eyes=float(np.mean(eyes)),
            turn_deg=(yaw, pitch, roll),
            presence=mesh.presence,
            shape=shape_of(points, self._between),
        )

    def _mesh(self, frame: Frame) -> Mesh:
        return fit_mesh(frame, self._box, angle=self._angle, passes=1)


def _astray(mesh: Mesh, still: Still, face: Face) -> bool:
    """Return whether the face is seen from the side, or the mesh sees its lips somewhere else."""
    if face.landmarks_px is None:
        return False
    if face.handle_set.startswith("profile"):
        return True
    known = face.landmarks_px[:, :2] - np.array(still.crop_px[:2], np.float32)
    astray = np.linalg.norm(mesh.landmarks_px[list(_LIPS), :2] - known[list(_LIPS)], axis=1).mean()
    return bool(astray > _MOST_ASTRAY * _apart(known, _EYE_CORNERS))


def _box(face: Face, still: Still) -> tuple[float, float, float, float]:
    """Return the face's box in the crop's own pixels."""
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


def _turn(mesh: Mesh) -> tuple[float, float, float]:
    pose = head_pose(mesh.landmarks_px)
    return pose.yaw_deg, pose.pitch_deg, pose.roll_deg


def between_eyes(points: Points) -> float:
    """Return the distance between the outer corners of the eyes."""
    return max(_apart(points, _EYE_CORNERS), 1e-6)


def opening_of(points: Points) -> float:
    """Return how far the inner lips are apart, in distances between the outer corners of the eyes."""
    return float(np.mean([_apart(points, pair) for pair in _INNER_LIPS])) / between_eyes(points)


def _apart(points: Points, pair: tuple[int, int]) -> float:
    return float(np.linalg.norm(points[pair[0], :2] - points[pair[1], :2]))


def shape_of(points: Points, rest_between: float) -> tuple[float, float, float, float]:
    """Measure mouth, chin and brows; see `Fit.shape`."""
    eyes = [points[list(ring)].mean(axis=0) for ring in _EYE_RINGS]
    apart = max(float(np.linalg.norm(eyes[1] - eyes[0])), 1e-6)
    middle = (points[_EYE_CORNERS[0]] + points[_EYE_CORNERS[1]]) / 2
    left, right = (
        float(np.linalg.norm(points[list(brow)].mean(axis=0) - eye)) / apart
        for brow, eye in zip(_BROWS, eyes, strict=True)
    )
    return (
        _apart(points, _CORNERS) / rest_between,
        float(np.linalg.norm(points[_CHIN] - middle)) / rest_between,
        left,
        right,
    )


def _open(points: Points, eye: tuple[int, int, int, int]) -> float:
    return _apart(points, eye[:2]) / max(_apart(points, eye[2:]), 1e-6)
