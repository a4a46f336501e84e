"""Handles: the few named points a person places, and the whole face they stand for.

Left and right are those of the picture, not of the sitter. A face in profile shows one eye and half a mouth,
so it has a set of its own for each direction it can look in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from speaking_engine.errors import FaceError
from speaking_engine.faces.boxes import Box
from speaking_engine.faces.canonical import Points3, canonical_face, nearest_rotation, rotation
from speaking_engine.faces.face import Face
from speaking_engine.faces.mesh import Points

_Plane = npt.NDArray[np.float64]
SetName = Literal["frontal", "profile_left", "profile_right"]
Handles = dict[str, tuple[float, float]]
PROFILE_DEG = 90.0


@dataclass(frozen=True, slots=True)
class Handle:
    """One point to place: the landmark it stands for, what to tell the person, and if it may be left out."""

    landmark: int
    what: str
    optional: bool = False


FRONTAL = {
    "eye_left_outer": Handle(33, "outer corner of the eye at the left"),
    "eye_left_inner": Handle(133, "inner corner of the eye at the left"),
    "eye_left_upper": Handle(159, "middle of its upper lid's edge", optional=True),
    "eye_left_lower": Handle(145, "middle of its lower lid's edge", optional=True),
    "eye_right_inner": Handle(362, "inner corner of the eye at the right"),
    "eye_right_outer": Handle(263, "outer corner of the eye at the right"),
    "eye_right_upper": Handle(386, "middle of its upper lid's edge", optional=True),
    "eye_right_lower": Handle(374, "middle of its lower lid's edge", optional=True),
    "nose_tip": Handle(4, "tip of the nose"),
    "mouth_left": Handle(61, "corner of the mouth at the left"),
    "mouth_right": Handle(291, "corner of the mouth at the right"),
    "lip_upper": Handle(0, "middle of the upper lip's upper edge"),
    "lip_lower": Handle(17, "middle of the lower lip's lower edge"),
    "lip_seam": Handle(13, "middle of the line where the lips meet", optional=True),
    "chin": Handle(152, "lowest point of the chin"),
    "jaw_left": Handle(172, "angle of the jaw at the left", optional=True),
    "jaw_right": Handle(397, "angle of the jaw at the right", optional=True),
}

# A face that looks to the left shows the half that is at the right when it looks at us; and vice versa.
PROFILE_LEFT = {
    "eye_corner": Handle(263, "outer corner of the visible eye"),
    "lid_upper": Handle(386, "middle of its upper lid's edge", optional=True),
    "lid_lower": Handle(374, "middle of its lower lid's edge", optional=True),
    "nose_tip": Handle(4, "tip of the nose"),
    "lip_upper": Handle(0, "foremost point of the upper lip"),
    "lip_lower": Handle(17, "foremost point of the lower lip"),
    "lip_seam": Handle(13, "where the lips meet at the outline", optional=True),
    "mouth_corner": Handle(291, "visible corner of the mouth"),
    "chin": Handle(152, "lowest point of the chin"),
    "jaw_angle": Handle(397, "angle of the jaw below the ear", optional=True),
    "ear": Handle(454, "where the ear meets the cheek", optional=True),
}
_MIRRORED = {263: 33, 386: 159, 374: 145, 291: 61, 397: 172, 454: 234}
PROFILE_RIGHT = {
    name: Handle(_MIRRORED.get(handle.landmark, handle.landmark), handle.what, handle.optional)
    for name, handle in PROFILE_LEFT.items()
}

SETS: dict[SetName, dict[str, Handle]] = {
    "frontal": FRONTAL,
    "profile_left": PROFILE_LEFT,
    "profile_right": PROFILE_RIGHT,
}
YAW_DEG: dict[SetName, float] = {
    "frontal": 0.0,
    "profile_left": -PROFILE_DEG,
    "profile_right": PROFILE_DEG,
}


def canonical_mesh(handle_set: SetName) -> Points3:
    """Return canonical face as a set sees it: (478, 3) float64 centimetres, y down, z away from the viewer.

    In a profile all landmarks are there; those of the far side lie behind their mirror images.
    """
    return canonical_face() @ rotation(YAW_DEG[handle_set], 0.0, 0.0).T


def landmarks_from_handles(handle_set: SetName, handles: Handles) -> Points:
    """Make a complete, smooth set of landmarks from a few points.

    The canonical face is placed under the handles as a rigid head as well as it can be, then bent by a
    thin-plate spline so that every handle lies exactly where it was put.

    Parameters
    ----------
    handles : dict of str to (float, float)
        Names of `SETS[handle_set]`, x and y in artwork pixels; those marked optional may be missing.

    Returns
    -------
    (478, 3) float32
        MediaPipe v2 order, in artwork pixels; z in the same scale, smaller is nearer.

    Raises
    ------
    FaceError
        A name is unknown, a needed handle is missing, or the points fall together; the hint names them.
    """
    check_handles(handle_set, handles)
    known = SETS[handle_set]
    landmarks = [known[name].landmark for name in handles]
    target = np.array([handles[name] for name in handles], np.float64)
    fit = _placed_head if handle_set == "frontal" else _placed_flat
    placed = fit(canonical_mesh(handle_set), landmarks, target)
    flat = _bent(placed[landmarks, :2], target, placed[:, :2])
    return np.concatenate([flat, placed[:, 2:]], axis=1).astype(np.float32)


def _bent(source: _Plane, target: _Plane, points: _Plane) -> _Plane:
    """Carry points (N, 2) along as a thin plate bends that takes `source` to `target`.

    References
    ----------
    Bookstein, "Principal warps: thin-plate splines and the decomposition of deformations", 1989.
    """
    from scipy.interpolate import RBFInterpolator  # slow to load

    _, once = np.unique(source, axis=0, return_index=True)  # two on one point would leave the plate undefined
    bend = RBFInterpolator(source[once], target[once], kernel="thin_plate_spline", degree=1)
    return np.asarray(bend(points))


def check_handles(handle_set: str, handles: Handles) -> None:
    """Return what is wrong with a set of handles, if anything.

    Raises
    ------
    FaceError
        The set or a name is unknown, a needed handle is missing, a number is not finite, or points
        fall together.
    """
    if handle_set not in SETS:
        raise FaceError(
            f"There is no set of handles named {handle_set!r}.", hint=f"Use one of {', '.join(SETS)}."
        )
    known = SETS[handle_set]
    hint = (
        "The set has "
        + ", ".join(f"{name}{'*' * h.optional}" for name, h in known.items())
        + " (* optional)."
    )
    unknown = [name for name in handles if name not in known]
    if unknown:
        raise FaceError(f"The set {handle_set} has no handle {', '.join(unknown)}.", hint=hint)
    missing = [name for name, handle in known.items() if not handle.optional and name not in handles]
    if missing:
        raise FaceError(f"The set {handle_set} needs {', '.join(missing)} too.", hint=hint)
    points = np.array(list(handles.values()), np.float64)
    if not np.isfinite(points).all() or not _apart(points):
        raise FaceError(
            f"Some handles of the set {handle_set} fall together.",
            hint="Every handle needs a place of its own, and they cannot all lie on one line.",
        )


def _apart(points: npt.NDArray[np.float64]) -> bool:
    """Return whether the points differ, by a thousandth of their extent at least, and span a plane."""
    extent = float(np.ptp(points, axis=0).max())
    between = np.linalg.norm(points[:, None] - points[None], axis=2) + np.eye(len(points)) * extent
    across = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)[1]
    return bool(extent > 1 and between.min() > extent / 1000 and across > extent / 100)


def starting_handles(handle_set: SetName, box_px: Box) -> Handles:
    """Lay the canonical handles into a box, as a start for moving them by hand."""
    mesh = canonical_mesh(handle_set)[:, :2]
    low, high = mesh.min(axis=0), mesh.max(axis=0)
    x, y, width, height = box_px
    placed = (mesh - low) / (high - low) * [width, height] + [x, y]
    return {
        name: (float(placed[handle.landmark, 0]), float(placed[handle.landmark, 1]))
        for name, handle in SETS[handle_set].items()
    }


def handles_from_landmarks(handle_set: SetName, landmarks_px: Points) -> Handles:
    """Read the handles off a face whose landmarks are known, so that they can be corrected."""
    return {
        name: (float(landmarks_px[handle.landmark, 0]), float(landmarks_px[handle.landmark, 1]))
        for name, handle in SETS[handle_set].items()
    }


def handles_of(face: Face) -> dict[str, Any] | None:
    """Return a face's handles as an answer: {"set", "points", "by"}; None where nobody could read the face.

    `points` are those placed by hand or by the net; of the mesh's landmarks those that a frontal set names.
    What the net placed has "doubt" too, by name: how far off it may be in % of the face's height.
    """
    if face.landmarks_px is None:
        return None
    handle_set: SetName = face.handle_set or "frontal"
    points = face.handles or handles_from_landmarks(handle_set, face.landmarks_px)
    placed = {name: [round(x, 1), round(y, 1)] for name, (x, y) in points.items()}
    told = {"set": handle_set, "points": placed, "by": face.placed_by or "hand"}
    return told if face.doubt is None else told | {"doubt": face.doubt}


def _placed_flat(mesh: Points3, landmarks: list[int], target: npt.NDArray[np.float64]) -> Points3:
    """Turn, scale and shift the mesh in the plane of the picture, as well as it fits."""
    source = mesh[landmarks, :2]
    turn, scale = _similarity(source, target)
    shift = target.mean(axis=0) - scale * turn @ source.mean(axis=0)
    flat = scale * mesh[:, :2] @ turn.T + shift
    return np.concatenate([flat, scale * mesh[:, 2:]], axis=1)


def _placed_head(mesh: Points3, landmarks: list[int], target: npt.NDArray[np.float64]) -> Points3:
    """Turn the head in space too: scaled orthography, by way of the best affine camera."""
    source = mesh[landmarks]
    centred, goal = source - source.mean(axis=0), target - target.mean(axis=0)
    turn, scale = _similarity(source[:, :2], target)
    # A few handles say little of depth: where they say nothing, the head keeps looking at the viewer.
    guess = np.column_stack([scale * turn, np.zeros(2)])
    ridge = 0.1 * len(source) * np.eye(3)
    camera = np.linalg.solve(centred.T @ centred + ridge, centred.T @ goal + ridge @ guess.T).T
    rows = camera / max(float(np.linalg.norm(camera, axis=1).mean()), 1e-9)
    head = nearest_rotation(np.vstack([rows, np.cross(rows[0], rows[1])]))
    turned = mesh @ head.T
    placed = turned[landmarks, :2]
    flat = placed - placed.mean(axis=0)
    size = float((flat * goal).sum() / max(float((flat**2).sum()), 1e-9))
    shift = target.mean(axis=0) - size * placed.mean(axis=0)
    return np.asarray(turned * size + [*shift, 0.0], np.float64)


def _similarity(
    source: npt.NDArray[np.float64], target: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], float]:
    """Least-squares rotation (2, 2) and scale between two sets of points."""
    centred, goal = source - source.mean(axis=0), target - target.mean(axis=0)
    left, spread, right = np.linalg.svd(goal.T @ centred)
    sign = np.array([1.0, np.sign(np.linalg.det(left @ right))])
    turn: npt.NDArray[np.float64] = (left * sign) @ right
    return turn, float((spread * sign).sum() / max(float((centred**2).sum()), 1e-9))
