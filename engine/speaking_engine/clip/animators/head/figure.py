"""Figure: the head that was fitted to the painted one, in crop pixels, as the sheets need it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speaking_engine.clip.animators.head.lattice import Array, Field, Mask
from speaking_engine.clip.clip import Frame
from speaking_engine.faces.face import Face
from speaking_engine.head.fit import fit_face
from speaking_engine.head.fitted import FittedHead
from speaking_engine.head.model import OUTSIDE, HeadModel
from speaking_engine.performance.millimetres import BROW_MM, JAW_MM, MOUTH_MM, WIDTH_OF

Triangles = npt.NDArray[np.int32]

_UPPER_INNER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
_LOWER_LIP = 17
_CORNERS = [61, 291]
_BROWS = {  # where each is counted, as `millimetres.BROW_MM` says
    "browInnerUp": [107, 66, 336, 296],
    "browOuterUpLeft": [300, 293],
    "browOuterUpRight": [70, 63],
    "browDownLeft": [336, 296, 334, 293],
    "browDownRight": [107, 66, 105, 63],
}
_FACE_CM = 13.0
PROFILE_DEG = 55.0
"""From this turn on, one half of the mouth and one eye lie behind the other."""
_ZONE_CM = 2.15  # to each side of the mouth's middle, where skin hangs on one lip or the other


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A head at rest as the picture shows it: x to the right, y down, z away from us, all in crop pixels.

    Attributes
    ----------
    head : FittedHead
        In the picture's pixels.
    names : tuple of str
        The units, by their ARKit names.
    points : (V, 3) float64
        Every vertex at rest, laid over the painted head.
    units : (K, V, 3) float32
        How far a unit of 1 carries each vertex.
    arms : (V, 3) float32
        From the pivot of the neck to each vertex, 0 where the neck does not turn.
    axes : (3, 3) float64
        Columns are the head's own x (to its left), y (down) and z (back) as the picture shows them.
    skin : (T, 3) int
        Triangles of the skin that is seen from outside.
    body : (T, 3) int
        All triangles of the skin, also those inside the lips; what hides what is judged by these.
    lower_lip, upper_lip : (T,) bool
        Of the triangles of `skin`, those round the mouth that hang on the jaw and those that do not.
    upper_teeth, lower_teeth, tongue : (T, 3) int
    pivot, joint : (3,) float64
        Where the head turns on its neck, and the jaw on the skull, in crop pixels.
    jaw_radians : float
        Turn of the jaw for `jawOpen` = 1.
    landmarks : (478, 2) float64
        Where the landmarks are painted.
    px_per_cm : float
    width_px, mouth_px : float
        Of the face, from ear to ear as it is seen, and of the mouth; of a profile as it would be seen from
        the front.
    """

    head: FittedHead
    names: tuple[str, ...]
    points: Array
    units: Field
    arms: Field
    axes: Array
    skin: Triangles
    body: Triangles
    lower_lip: Mask
    upper_lip: Mask
    upper_teeth: Triangles
    lower_teeth: Triangles
    tongue: Triangles
    pivot: Array
    joint: Array
    jaw_radians: float
    landmarks: Array
    px_per_cm: float
    width_px: float
    mouth_px: float

    @property
    def in_profile(self) -> bool:
        """Whether one half of the face hides the other."""
        return abs(self.yaw_deg) > PROFILE_DEG

    @property
    def yaw_deg(self) -> float:
        """Turn of the painted head, > 0 to the right of the picture."""
        return float(np.degrees(np.arctan2(self.axes[2, 0], np.hypot(self.axes[0, 0], self.axes[1, 0]))))

    def turn(self, yaw_deg: float, pitch_deg: float, roll_deg: float) -> Array:
        """Return the rotation (3, 3) in the picture's axes for a turn in the head's own axes.

        Parameters
        ----------
        yaw_deg : float
            > 0 turns to the right of the picture.
        pitch_deg : float
            > 0 lifts the face.
        roll_deg : float
            > 0 leans clockwise.
        """
        yaw, pitch, roll = np.radians([-yaw_deg, pitch_deg, roll_deg])
        about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
        about_x = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
        about_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
        return np.asarray(self.axes @ about_z @ about_x @ about_y @ self.axes.T)


def figure_of(face: Face, crop_px: tuple[int, int, int, int], pixels: Frame | None = None) -> Figure:
    """Fit the head to a face and bring it into the crop.

    Parameters
    ----------
    pixels : (H, W, 3) uint8, or None
        The crop; with it, the front of a profile is laid on the painted one.

    Raises
    ------
    FaceError
        The face has neither landmarks nor handles; the user places handles.
    """
    head = fit_face(face, pixels, (float(crop_px[0]), float(crop_px[1])))
    model = head.model
    origin = np.array([crop_px[0], crop_px[1], 0.0])
    points = head.points_px.astype(np.float64) - origin
    own = model.landmarks.on(head.points_px, model.triangles)
    # Landmarks that only stand for a hand's few points are better read off the head.
    marks = own if face.landmarks_px is None or face.handle_set.startswith("profile") else face.landmarks_px
    landmarks = marks[:, :2].astype(np.float64) - origin[:2]
    width_px = float(np.linalg.norm(landmarks[234] - landmarks[454]))
    mouth_px = float(np.linalg.norm(landmarks[61] - landmarks[291]))
    if abs(head.yaw_deg) > PROFILE_DEG:  # from the side, widths lie in the depth
        width_px, mouth_px = _FACE_CM * head.px_per_cm, 0.1 * MOUTH_MM * head.px_per_cm
    units, drop_cm = _units(head, mouth_px)
    skin, lower, upper = _skin(model)
    joint = _placed(head, model.jaw_joint) - origin
    lip = model.landmarks.take([_LOWER_LIP]).on(model.mean, model.triangles)[0]
    return Figure(
        head=head,
        names=model.unit_names,
        points=points,
        units=units,
        arms=head.arm_px,
        axes=head.turn,
        skin=skin,
        body=model.triangles[model.triangles_in(*OUTSIDE, "cavity")],
        lower_lip=lower,
        upper_lip=upper,
        upper_teeth=model.triangles[model.triangles_in("teeth_upper")],
        lower_teeth=model.triangles[model.triangles_in("teeth_lower")],
        tongue=model.triangles[model.triangles_in("tongue")],
        pivot=_placed(head, np.zeros(3, np.float32)) - origin,
        joint=joint,
        jaw_radians=drop_cm / max(float(model.jaw_joint[2] - lip[2]), 1.0),
        landmarks=landmarks,
        px_per_cm=head.px_per_cm,
        width_px=width_px,
        mouth_px=mouth_px,
    )


def _units(head: FittedHead, mouth_px: float) -> tuple[Field, float]:
    """Return the units in pixels, the jaw opening as far as a performance means it, and how far that is.

    Lips are drawn in and apart, brows up and down as far as it means it, too; the rest is the model's.
    """
    model = head.model
    units = head.unit_px.copy()
    corners = model.landmarks.take(_CORNERS)
    at_rest = corners.on(model.mean, model.triangles)[:, 0]
    for name, share in WIDTH_OF.items():
        for both, side in ((0.5, "Left"), (0.5, "Right"), (1.0, "")):
            if name + side in model.unit_names:
                k = model.unit_names.index(name + side)
                own = np.diff(corners.on(model.units[k], model.triangles)[:, 0])[0] / np.diff(at_rest)[0]
                aside = units[k] @ head.turn[:, 0]
                units[k] += (both * share / own - 1) * aside[:, None] * head.turn[:, 0]
    jaw = model.unit_names.index("jawOpen")
    lip = model.landmarks.take([_LOWER_LIP]).on(model.units[jaw], model.triangles)[0]
    wanted_cm = 0.1 * JAW_MM * mouth_px / head.px_per_cm / (0.1 * MOUTH_MM)
    units[jaw] *= wanted_cm / max(float(lip[1]), 0.1)
    for name, marks in _BROWS.items():
        k = model.unit_names.index(name)
        own_cm = abs(float(model.landmarks.take(marks).on(model.units[k], model.triangles)[:, 1].mean()))
        units[k] *= BROW_MM / JAW_MM * wanted_cm / own_cm
    return units, wanted_cm


def _skin(model: HeadModel) -> tuple[Triangles, Mask, Mask]:
    """Return the triangles seen from outside, and which of them hang on the lower and the upper lip."""
    rows = model.triangles_in(*OUTSIDE)
    triangles = model.triangles[rows]
    middle = model.mean[triangles].mean(axis=1)
    line = model.landmarks.take(_UPPER_INNER).on(model.mean, model.triangles)
    height, depth = (np.interp(middle[:, 0], line[:, 0], line[:, axis]) for axis in (1, 2))
    below = middle[:, 1] - height
    zone = (np.abs(middle[:, 0]) < _ZONE_CM) & (middle[:, 2] < line[:, 2].max() + 1.5)
    inside = zone & (np.abs(below) < 1.3) & (middle[:, 2] > depth + 0.15)
    hangs = model.lower_lip[triangles]
    lower = zone & (below < 2.6) & (below > -0.8) & (hangs > 0.5).any(axis=1)
    upper = zone & (below > -2.2) & (below < 0.8) & (hangs <= 0.5).any(axis=1)
    return triangles[~inside], lower[~inside], upper[~inside]


def _placed(head: FittedHead, place_cm: npt.NDArray[np.float32]) -> Array:
    """Lay a place of head space into the picture, without the last bend."""
    view = head.turn @ place_cm.astype(np.float64) * head.px_per_cm
    view[:2] += head.shift_px
    return np.asarray(view)
