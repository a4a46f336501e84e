"""Head: the landmarks in the head's own axes, so that turned faces foreshorten by themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speaking_engine.clip.animators.mesh import anatomy
from speaking_engine.clip.clip import Still
from speaking_engine.errors import FaceError
from speaking_engine.faces.face import Face

PROFILE_DEG = 60.0
"""From this turn on, one half of the mouth lies behind the other."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A face in its own axes: for a frontal one x to the right of the picture, y down, z away from us.

    Attributes
    ----------
    points : (478, 3) float64
        Landmarks in crop pixels, z in the same scale.
    axes : (3, 3) float64
        Rows are the head's x, y and z in picture axes, orthonormal.
    origin : (3,) float64
        Middle of the mouth in crop pixels, where the head's axes have their zero.
    mouth_px : float
        Half the width of the mouth between its inner corners, not foreshortened.
    chin_px : float
        From the lips to the chin.
    eyes_px : float
        Between the outer corners of the eyes.
    face_px : float
        Between the ears.
    """

    points: Array
    axes: Array
    origin: Array
    mouth_px: float
    chin_px: float
    eyes_px: float
    face_px: float

    @property
    def yaw_deg(self) -> float:
        """Turn of the head: > 0 looks to the right of the picture."""
        return float(np.degrees(np.arctan2(-self.axes[2, 0], self.axes[2, 2])))

    @property
    def front(self) -> int:
        """Side to which a profile looks: -1 left, 1 right; 0 for a face that shows both eyes."""
        return 0 if abs(self.yaw_deg) < PROFILE_DEG else int(np.sign(self.yaw_deg))

    def seen(self) -> npt.NDArray[np.bool_]:
        """Return which landmarks are on the side that we see, (478,) bool; all but in a profile."""
        across = self.local(self.points)[:, 0]
        return np.asarray(across * self.front <= 0.03 * self.face_px)

    def local(self, points: Array) -> Array:
        """Turn crop pixels (..., 3) into the head's axes (..., 3)."""
        return np.asarray((points - self.origin) @ self.axes.T)

    def project(self, vectors: Array) -> Array:
        """Turn vectors in the head's axes (..., 3) into crop pixels (..., 2)."""
        return np.asarray(vectors @ self.axes[:, :2])


def head_of(face: Face, still: Still) -> Head:
    """Read the head's axes and sizes off the landmarks.

    Raises
    ------
    FaceError
        The face has no landmarks; the user places handles.
    """
    if face.landmarks_px is None:
        raise FaceError(
            f"Face {face.id} has no landmarks.",
            hint="Place the face's handles by hand (`faces --handles`).",
            place=f"faces[{face.id}].landmarks",
        )
    x, y = still.crop_px[:2]
    points = face.landmarks_px.astype(np.float64) - (x, y, 0)
    across = _unit(
        points[anatomy.EYE_OUTER[1]] - points[anatomy.EYE_OUTER[0]]
        + points[anatomy.EARS[1]] - points[anatomy.EARS[0]]
    )  # fmt: skip
    down = points[anatomy.CHIN] - points[anatomy.FOREHEAD]
    down = _unit(down - across * (down @ across))
    axes = np.stack([across, down, np.cross(across, down)])
    left, right = points[anatomy.LIP_UPPER_INNER[0]], points[anatomy.LIP_UPPER_INNER[-1]]
    origin = (left + right) / 2
    local = (points - origin) @ axes.T
    return Head(
        points=points,
        axes=axes,
        origin=origin,
        mouth_px=float(np.linalg.norm(right - left)) / 2,
        chin_px=float(local[anatomy.CHIN, 1] - local[[13, 14], 1].mean()),
        eyes_px=float(np.linalg.norm(np.subtract(*points[list(anatomy.EYE_OUTER)]))),
        face_px=float(np.linalg.norm(np.subtract(*points[list(anatomy.EARS)]))),
    )


def _unit(vector: Array) -> Array:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))
