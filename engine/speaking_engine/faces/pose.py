"""Head pose from the mesh: which way the head is turned, in degrees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.faces.face import YawClass
from speaking_engine.faces.mesh import Points

FRONTAL_DEG = 15.0
PROFILE_DEG = 45.0

# Pairs of landmarks that mirror each other, left and right in the picture, and a line down the middle.
LEFT = [33, 133, 61, 234, 127, 172]
RIGHT = [263, 362, 291, 454, 356, 397]
TOP, CHIN = 10, 152


@dataclass(frozen=True, slots=True)
class Pose:
    """Yaw > 0 looks to the right of the picture, pitch > 0 up, roll > 0 clockwise, all in degrees."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


def head_pose(landmarks_px: Points) -> Pose:
    """Read the pose off two axes of the head: ear to ear, and forehead to chin.

    Parameters
    ----------
    landmarks_px : (478, 3) float32
        MediaPipe v2 order.
    """
    points = landmarks_px.astype(np.float64)
    across = _unit((points[RIGHT] - points[LEFT]).mean(axis=0))
    down = points[CHIN] - points[TOP]
    down = _unit(down - across * (down @ across))
    forward = np.cross(down, across)  # out of the face, towards the viewer where z is negative
    yaw = np.degrees(np.arctan2(forward[0], -forward[2]))
    pitch = np.degrees(np.arcsin(np.clip(-forward[1], -1, 1)))
    roll = np.degrees(np.arctan2(across[1], across[0]))
    return Pose(float(yaw), float(pitch), float(roll))


def yaw_class(yaw_deg: float) -> YawClass:
    """Name the turn: frontal, three-quarter or profile."""
    turn = abs(yaw_deg)
    if turn < FRONTAL_DEG:
        return "frontal"
    return "three-quarter" if turn <= PROFILE_DEG else "profile"


def _unit(
    vector: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
