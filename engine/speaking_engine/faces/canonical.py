"""The canonical face: where the 478 landmarks lie on a face that is nobody's, seen from any side.

References
----------
MediaPipe's canonical face model (Apache-2.0), as `weights/canonical_face.npy`.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from speaking_engine.weights import locate

Points3 = npt.NDArray[np.float64]

# Inner edges of the lips, upper and lower, from the left of the picture to the right. The canonical face
# holds its mouth a little open; people in pictures mostly hold it closed.
UPPER_SEAM = [191, 80, 81, 82, 13, 312, 311, 310, 415]
LOWER_SEAM = [95, 88, 178, 87, 14, 317, 402, 318, 324]


@cache
def canonical_face() -> Points3:
    """Return the face with its mouth closed.

    Returns
    -------
    (478, 3) float64, read-only
        Centimetres; x right, y down, z away from the viewer; it looks at the viewer.
    """
    points: Points3 = np.load(locate("canonical_face.npy"), allow_pickle=False).astype(np.float64)
    seam = (points[UPPER_SEAM] + points[LOWER_SEAM]) / 2
    points[UPPER_SEAM] = points[LOWER_SEAM] = seam
    points.flags.writeable = False
    return points


def rotation(yaw_deg: float, pitch_deg: float, roll_deg: float) -> npt.NDArray[np.float64]:
    """Return the matrix that turns a face: first nods it, then turns it, then tilts it.

    Parameters
    ----------
    yaw_deg, pitch_deg, roll_deg : float
        Yaw > 0 looks to the right of the picture, pitch > 0 up, roll > 0 clockwise.

    Returns
    -------
    (3, 3) float64
        For column vectors with x right, y down, z away from the viewer.
    """
    yaw, pitch, roll = np.radians([yaw_deg, pitch_deg, roll_deg])
    turn = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    nod = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
    tilt = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return np.asarray(tilt @ turn @ nod)


def nearest_rotation(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the rotation closest to a 3 x 3 matrix (Schoenemann 1966)."""
    left, _, right = np.linalg.svd(matrix)
    sign = np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    return np.asarray(left @ sign @ right)
