"""Chooses who places a face's landmarks: the mesh, which knows faces from the front, or the net.

The rule, in the order in which it is asked:

1. the mesh, where it is sure of a face (presence 0.9) that is turned by no more than 45 degrees;
2. the net, where it can read the face;
3. the mesh, where it believes in a face at all (presence 0.5);
4. nobody: the face cannot be read, and is not guessed at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from speaking_engine.errors import FaceError
from speaking_engine.faces.boxes import Box, from_edges, iou_of
from speaking_engine.faces.handles import (
    SETS,
    Handles,
    SetName,
    check_handles,
    landmarks_from_handles,
)
from speaking_engine.faces.mesh import Mesh, Points
from speaking_engine.faces.pose import PROFILE_DEG, head_pose
from speaking_engine.faces.reading import POINTS, NetReading

SURE_PRESENCE = 0.9
LEAST_PRESENCE = 0.5  # below, the mesh is a guess at a face that is not there, or not seen from the front
SAME_PLACE = 0.3  # a mesh that overlaps the box by less has wandered to another face
LEAST_READABLE = 0.6  # on drawn heads 1.3 % of faces are refused so, and 3.6 % of what is none is read

# What the net calls a handle: "near" is the side of the face that is turned to us.
PROFILE_NAMES = {name: name for name in SETS["profile_left"]}
MIDDLE_NAMES = {name: name for name in ("nose_tip", "lip_upper", "lip_lower", "lip_seam", "chin")}
NEAR_NAMES = {
    "eye_{}_outer": "eye_corner",
    "eye_{}_inner": "eye_inner",
    "eye_{}_upper": "lid_upper",
    "eye_{}_lower": "lid_lower",
    "mouth_{}": "mouth_corner",
    "jaw_{}": "jaw_angle",
}
FAR_NAMES = {
    "eye_{}_outer": "far_eye_outer",
    "eye_{}_inner": "far_eye_inner",
    "eye_{}_upper": "far_lid_upper",
    "eye_{}_lower": "far_lid_lower",
    "mouth_{}": "far_mouth_corner",
}


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Landmarks, who placed them, and the few points they stand on.

    Attributes
    ----------
    landmarks_px : (478, 3) float32
        MediaPipe v2 order, in picture pixels.
    by : str
        "mesh" or "net".
    handle_set, handles, doubt
        What the net placed, and how far off each handle may be in % of the face's height; "" and None where
        the mesh did.
    """

    landmarks_px: Points
    by: Literal["mesh", "net"]
    handle_set: SetName | Literal[""] = ""
    handles: Handles | None = None
    doubt: dict[str, float] | None = None


def place(mesh: Mesh, reading: NetReading, box_px: Box) -> Placed | None:
    """Return a face with its landmarks by the rule above; None where nobody can read it."""
    believed = mesh.presence >= LEAST_PRESENCE and _stayed(mesh, box_px)
    turned = abs(head_pose(mesh.landmarks_px).yaw_deg) > PROFILE_DEG
    if believed and mesh.presence >= SURE_PRESENCE and not turned:
        return Placed(mesh.landmarks_px, "mesh")
    read = _read(reading) if can_read(reading) else None
    if read is None and believed:
        return Placed(mesh.landmarks_px, "mesh")
    return read


def can_read(reading: NetReading) -> bool:
    """Return whether the net's points are to be taken, or the face is covered, too small, or none."""
    return reading.readable >= LEAST_READABLE and reading.legible >= 0


def handle_set_of(reading: NetReading) -> SetName:
    """Name the set of handles that suits the turn of a face."""
    if reading.turn_deg <= PROFILE_DEG:
        return "frontal"
    return "profile_left" if reading.looks_left else "profile_right"


def names_in(handle_set: SetName, reading: NetReading) -> dict[str, str]:
    """Return for each handle of a set the net's point that it is, as far as the net has one."""
    if handle_set != "frontal":
        return PROFILE_NAMES
    near, far = ("right", "left") if reading.looks_left else ("left", "right")
    sided = {name.format(near): point for name, point in NEAR_NAMES.items()}
    sided |= {name.format(far): point for name, point in FAR_NAMES.items()}
    return MIDDLE_NAMES | sided


def hidden_handles(handle_set: SetName, reading: NetReading) -> tuple[str, ...]:
    """Name the handles of a set that the picture does not show."""
    return tuple(name for name, point in names_in(handle_set, reading).items() if not reading.sees(point))


def _read(reading: NetReading) -> Placed | None:
    handle_set = handle_set_of(reading)
    hidden = hidden_handles(handle_set, reading)
    shown = {
        name: point
        for name, point in names_in(handle_set, reading).items()
        if not (SETS[handle_set][name].optional and name in hidden)
    }
    handles = {name: reading.point(point) for name, point in shown.items()}
    doubt = {name: round(float(reading.doubt[POINTS.index(point)]), 1) for name, point in shown.items()}
    try:
        check_handles(handle_set, handles)
    except FaceError:  # the points fall together: what the net saw is no face
        return None
    landmarks = landmarks_from_handles(handle_set, handles)
    return Placed(landmarks, "net", handle_set, handles, doubt)


def _stayed(mesh: Mesh, box_px: Box) -> bool:
    """Return whether the mesh is still where the face was found."""
    flat = mesh.landmarks_px[:, :2]
    return iou_of(from_edges(*flat.min(axis=0), *flat.max(axis=0)), box_px) >= SAME_PLACE
