"""Lays the head on a face: from MediaPipe's landmarks, or from the few points that a hand has placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

from speaking_engine.errors import FaceError
from speaking_engine.faces.canonical import rotation
from speaking_engine.faces.face import Face
from speaking_engine.faces.handles import Handles, SetName
from speaking_engine.faces.mesh import Points
from speaking_engine.faces.pose import head_pose
from speaking_engine.head.fitted import FittedHead
from speaking_engine.head.model import Anchors, Floats, HeadModel, load_head
from speaking_engine.head.outline import Edge, painted_front
from speaking_engine.head.solve import Expected, Pull, Solver

FACE = list(range(468))  # the rest are irises, which turn with the gaze
OVAL = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
]  # fmt: skip
EDGE_ROUNDS, EDGE_TRUST, MOST_OF_EDGE = 2, 0.5, 60
FEWEST = 5  # handles that say where a head is
OVAL_TRUST = 0.35  # MediaPipe draws it where it likes between cheek and hair
FURTHER = ("subnasale", "eye_inner", "brow_outer", "brow_inner")  # taken if given, though no handles
HANDLE_TRUST = {"jaw_angle": 0.3, "ear": 0.4, "jaw_left": 0.3, "jaw_right": 0.3}
SURE_DOUBT, LEAST_TRUST = 2.5, 0.3  # % of the face's height up to which a point is wholly believed
# A person who places a profile's handles sees a profile; a front's may still be turned by forty degrees.
EXPECTED: dict[SetName, Expected] = {
    "frontal": Expected(0.0, 30.0, 15.0),
    "profile_left": Expected(-85.0, 15.0, 15.0),
    "profile_right": Expected(85.0, 15.0, 15.0),
}
STARTS_DEG: dict[SetName, tuple[float, ...]] = {
    "frontal": (-30.0, 0.0, 30.0),
    "profile_left": (-90.0, -65.0),
    "profile_right": (90.0, 65.0),
}


def fit_face(
    face: Face, pixels: npt.NDArray[np.uint8] | None = None, origin_px: tuple[float, float] = (0.0, 0.0)
) -> FittedHead:
    """Lay the head on a face that has landmarks, or handles placed by hand; the hand's go first.

    Parameters
    ----------
    pixels : (H, W, 3) uint8, or None
        The picture or a part of it; with it, a profile's front is laid on the painted one too.
    origin_px : (x, y)
        Where the part's left top lies in the picture.

    Raises
    ------
    FaceError
        The face has neither; the person can place handles.
    """
    if face.handles is not None and face.handle_set:
        return fit_handles(face.handle_set, face.handles, pixels, origin_px, face.doubt)
    if face.landmarks_px is None:
        raise FaceError(
            f"Face {face.id} has no landmarks, so no head can be laid on it.",
            hint="Place its handles by hand (docs/faces.md).",
        )
    return fit_landmarks(face.landmarks_px)


def fit_landmarks(landmarks_px: Points) -> FittedHead:
    """Lay the head on MediaPipe's (478, 3) landmarks; z is used for a first guess of the pose only."""
    trust = np.ones(len(FACE))
    trust[OVAL] = OVAL_TRUST
    pose = head_pose(landmarks_px)
    given = Pull(_face_bend().anchors, landmarks_px[FACE, :2].astype(np.float64), trust)
    start = rotation(pose.yaw_deg, pose.pitch_deg, pose.roll_deg)
    return _fitted(given, None, [start], _face_bend())


def fit_handles(
    handle_set: SetName,
    handles: Handles,
    pixels: npt.NDArray[np.uint8] | None = None,
    origin_px: tuple[float, float] = (0.0, 0.0),
    doubt: Mapping[str, float] | None = None,
) -> FittedHead:
    """Lay the head on a hand's points; in profile also on subnasale, eye_inner and the brow's ends, if given.

    With the picture, the front of a profile is then laid on the edge that is painted near it.

    Parameters
    ----------
    doubt : mapping of str to float, optional
        How far off the points may be, in % of the face's height; what is doubtful pulls less.

    Raises
    ------
    FaceError
        The set or a name is unknown, a number is not finite, or fewer than `FEWEST` points are given.
    """
    model = load_head()
    _check(handle_set, handles)
    anchors = [model.handles[f"{handle_set}.{name}"] for name in handles]
    laid = Anchors(
        np.concatenate([anchor.triangle for anchor in anchors]),
        np.concatenate([anchor.weights for anchor in anchors]),
    )
    trust = np.array([_trust(name, doubt or {}) for name in handles])
    given = Pull(laid, np.array(list(handles.values()), np.float64), trust)
    starts = [rotation(yaw_deg, 0.0, 0.0) for yaw_deg in STARTS_DEG[handle_set]]
    fitted = _fitted(given, EXPECTED[handle_set], starts, Bend(model, laid))
    if pixels is None or handle_set == "frontal":
        return fitted
    for _ in range(EDGE_ROUNDS):
        edge = painted_front(fitted, pixels, origin_px)
        if edge is None:
            break
        fitted = _with_edge(given, edge, EXPECTED[handle_set], fitted)
    return fitted


def _trust(name: str, doubt: Mapping[str, float]) -> float:
    """Return how much a handle is believed, 0 to 1: by its doubt where that is told, else by its name."""
    if name in doubt:
        return float(np.clip(SURE_DOUBT / max(doubt[name], SURE_DOUBT), LEAST_TRUST, 1.0))
    return HANDLE_TRUST.get(name, 1.0)


def _with_edge(given: Pull, edge: Edge, expected: Expected, before: FittedHead) -> FittedHead:
    """Lay the head anew on its handles and on an edge, across which alone it is known."""
    every = slice(None, None, max(1, len(edge.points_px) // MOST_OF_EDGE))
    laid = Anchors(
        np.concatenate([given.anchors.triangle, edge.anchors.triangle[every]]),
        np.concatenate([given.anchors.weights, edge.anchors.weights[every]]),
    )
    more = Pull(
        laid,
        np.concatenate([given.points_px, edge.points_px[every]]),
        np.concatenate([given.trust, np.full(len(edge.points_px[every]), EDGE_TRUST)]),
        np.concatenate([np.zeros_like(given.points_px), edge.normals[every]]),
    )
    return _fitted(more, expected, [before.turn], Bend(load_head(), laid))


def _check(handle_set: str, handles: Handles) -> None:
    """Refuse what says nothing; handles that `faces.handles` needs but a beard hides may be missing here."""
    unknown = [name for name in handles if f"{handle_set}.{name}" not in load_head().handles]
    if unknown or len(handles) < FEWEST or not np.isfinite(list(handles.values())).all():
        raise FaceError(
            f"A head cannot be laid on these points of the set {handle_set}: {', '.join(handles) or 'none'}.",
            hint=f"Give at least {FEWEST} of its handles, each with finite numbers.",
        )


def _fitted(
    given: Pull, expected: Expected | None, starts: list[npt.NDArray[np.float64]], bend: Bend
) -> FittedHead:
    model = load_head()
    solver = Solver(model, given, expected)
    best = min((solver.solve(start) for start in starts), key=lambda solution: solution.cost)
    square = (given.trust[:, None] * best.off_px**2).sum() / given.trust.sum()
    return FittedHead(
        model,
        best.turn,
        best.px_per_cm,
        best.shift_px,
        best.identity.astype(np.float32),
        best.expression.astype(np.float32),
        bend.over_vertices(best.off_px),
        float(np.sqrt(square)),
    )


@cache
def _face_bend() -> Bend:
    model = load_head()
    return Bend(model, model.landmarks.take(FACE))


Array = npt.NDArray[np.float64]

PARTED = 0.8  # of jawOpen
# Reach in centimetres, and noise as a share of the variance: first widely, where neighbours may differ a
# little; then near each point alone, so that two points a millimetre apart that contradict each other do not
# bend a whole cheek.
STAGES = ((2.5, 0.05), (0.3, 0.01))


@dataclass(frozen=True, eq=False)
class Bend:
    """The bends of one model at one set of points; what is costly is computed once."""

    model: HeadModel
    anchors: Anchors

    def over_vertices(self, off: Array) -> Floats:
        """Spread what points have, (N, D), over the vertices, (V, D): whole there, fading with distance."""
        total, left = np.zeros((len(self.model.mean), off.shape[1])), off
        for noise, met, reached in self._covariances:
            share = np.linalg.solve(met + noise * np.eye(len(met)), left)
            total += reached @ share.astype(np.float32)
            left = left - met @ share
        return np.asarray(total, np.float32)

    @cached_property
    def _covariances(self) -> list[tuple[float, Array, Floats]]:
        """For each stage its noise, the covariance of points with points, and of vertices with points."""
        model, anchors = self.model, self.anchors
        over = model.mean + PARTED * model.units[model.unit_names.index("jawOpen")]
        used, corner = np.unique(model.triangles[anchors.triangle], return_inverse=True)
        corner = corner.reshape(-1, 3)
        far = cdist(over, over[used]).astype(np.float32)
        stages = []
        for reach_cm, noise in STAGES:
            scaled = far * np.float32(np.sqrt(3) / reach_cm)
            covariance = (1 + scaled) * np.exp(-scaled)  # Matern 3/2
            reached = np.zeros((len(over), len(corner)), np.float32)
            for number in range(3):
                reached += covariance[:, corner[:, number]] * anchors.weights[:, number]
            met = np.einsum("nc,ncm->nm", anchors.weights, reached[used][corner]).astype(np.float64)
            stages.append((noise, met, reached))
        return stages
