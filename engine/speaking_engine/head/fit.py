"""Lays the head on a face: its pose, who it is and what it does, from landmarks or from a hand's few points.

References
----------
Blanz and Vetter, "A morphable model for the synthesis of 3D faces", 1999: coefficients with a Gaussian prior;
Gauss-Newton over pose and coefficients together. The rest is bent away by Gaussian-process regression with
a Matern kernel, over the head with its lips parted: what is above the seam is not pulled by what is below.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

from speaking_engine.errors import FaceError
from speaking_engine.faces.canonical import nearest_rotation, rotation
from speaking_engine.faces.face import Face
from speaking_engine.faces.handles import YAW_DEG, Handles, SetName, check_handles
from speaking_engine.faces.mesh import Points
from speaking_engine.faces.pose import head_pose
from speaking_engine.head.fitted import FittedHead
from speaking_engine.head.model import Anchors, Floats, HeadModel, load_head

Array = npt.NDArray[np.float64]

ROUNDS = 12
NOISE_CM = 0.22  # what a landmark of a painted face is off by
EXPRESSION_SPREAD = 0.25
STILL = ("eyeLook", "tongueOut", "jawLeft", "jawRight", "jawForward", "cheekPuff")  # not read off a still
BENDS = ((2.5, 0.05), (0.3, 0.01))  # of the last bend: reach in cm, and noise as a share of its variance
PARTED = 0.8  # of jawOpen, in the head over which the last bend is smooth
OVAL = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
]  # fmt: skip
FACE = list(range(468))  # the rest are irises, which turn with the gaze
OVAL_TRUST = 0.35  # MediaPipe draws it where it likes between cheek and hair
FURTHER = ("subnasale", "eye_inner", "brow_outer", "brow_inner")  # taken if given, though no handles
HANDLE_TRUST = {"jaw_angle": 0.3, "ear": 0.4, "jaw_left": 0.3, "jaw_right": 0.3}
PROFILE_YAW_SPREAD_DEG = 12.0
TILT_SPREAD_DEG = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Points of the head and where the picture shows them: (N, 2) pixels, (N,) trust from 0 to 1."""

    anchors: Anchors
    points_px: Array
    trust: Array


def fit_face(face: Face) -> FittedHead:
    """Lay the head on a face that has landmarks, or handles placed by hand; the hand's go first.

    Raises
    ------
    FaceError
        The face has neither; the person can place handles.
    """
    if face.handles is not None and face.handle_set:
        return fit_handles(face.handle_set, face.handles)
    if face.landmarks_px is None:
        raise FaceError(
            f"Face {face.id} has no landmarks, so no head can be laid on it.",
            hint="Place its handles by hand (docs/faces.md).",
        )
    return fit_landmarks(face.landmarks_px)


def fit_landmarks(landmarks_px: Points) -> FittedHead:
    """Lay the head on MediaPipe's (478, 3) landmarks; z is used for a first guess of the pose only."""
    model = load_head()
    trust = np.ones(len(FACE))
    trust[OVAL] = OVAL_TRUST
    pose = head_pose(landmarks_px)
    given = Given(_face_anchors(), landmarks_px[FACE, :2].astype(np.float64), trust)
    return _fitted(model, given, rotation(pose.yaw_deg, pose.pitch_deg, pose.roll_deg), None)


def fit_handles(handle_set: SetName, handles: Handles) -> FittedHead:
    """Lay the head on a hand's points; in profile also on subnasale, eye_inner and the brow's ends, if given.

    Raises
    ------
    FaceError
        See `faces.handles.check_handles`.
    """
    model = load_head()
    check_handles(handle_set, {name: at for name, at in handles.items() if name not in FURTHER})
    names = [name for name in handles if f"{handle_set}.{name}" in model.handles]
    anchors = [model.handles[f"{handle_set}.{name}"] for name in names]
    given = Given(
        Anchors(
            np.concatenate([anchor.triangle for anchor in anchors]),
            np.concatenate([anchor.weights for anchor in anchors]),
        ),
        np.array([handles[name] for name in names], np.float64),
        np.array([HANDLE_TRUST.get(name, 1.0) for name in names]),
    )
    return _fitted(model, given, rotation(YAW_DEG[handle_set], 0.0, 0.0), YAW_DEG[handle_set])


@dataclass(slots=True, eq=False)
class _State:
    """Pose and coefficients while they are being found."""

    turn: Array
    px_per_cm: float
    shift_px: Array
    identity: Array
    expression: Array


def _fitted(model: HeadModel, given: Given, turn: Array, yaw_deg: float | None) -> FittedHead:
    mean = given.anchors.on(model.mean, model.triangles).astype(np.float64)
    identity = given.anchors.on(model.identity, model.triangles).astype(np.float64)
    units = given.anchors.on(model.units, model.triangles).astype(np.float64)
    still = np.array([not name.startswith(STILL) for name in model.unit_names])
    units *= (still & (len(mean) > 20))[:, None, None]  # a hand's few points say nothing of an expression
    state = _started(mean, given, turn)
    for _ in range(ROUNDS):
        shape = mean + np.tensordot(state.identity, identity, 1) + np.tensordot(state.expression, units, 1)
        _step(state, shape, np.concatenate([identity, units]), given, yaw_deg)
    seen = (shape @ state.turn[:2].T) * state.px_per_cm + state.shift_px
    off = given.points_px - seen
    height = 11.0 * state.px_per_cm  # about brow to chin
    residual = float(np.sqrt((given.trust[:, None] * off**2).sum() / given.trust.sum())) / height
    return FittedHead(
        model,
        state.turn,
        state.px_per_cm,
        state.shift_px,
        state.identity.astype(np.float32),
        state.expression.astype(np.float32),
        _bent(model, given, off),
        residual,
    )


def _started(mean: Array, given: Given, turn: Array) -> _State:
    """Guess size and place of the mean head under the given turn."""
    flat = mean @ turn[:2].T
    weight = given.trust[:, None] / given.trust.sum()
    middle, target = (weight * flat).sum(axis=0), (weight * given.points_px).sum(axis=0)
    spread = np.sqrt((weight * (given.points_px - target) ** 2).sum() / (weight * (flat - middle) ** 2).sum())
    count = len(load_head().identity), len(load_head().units)
    return _State(turn, float(spread), target - spread * middle, np.zeros(count[0]), np.zeros(count[1]))


def _step(state: _State, shape: Array, moves: Array, given: Given, yaw_deg: float | None) -> None:
    """Take one Gauss-Newton step over pose and coefficients; residuals are in centimetres."""
    view = shape @ state.turn.T
    off = (given.points_px - state.shift_px) / state.px_per_cm - view[:, :2]
    zero, one = np.zeros(len(view)), np.ones(len(view))
    x, y, z = view.T
    pose = [
        (zero, -z),
        (z, zero),
        (-y, x),
        (x, y),
        (one, zero),
        (zero, one),
    ]  # turns about x, y, z; size; place
    columns = np.concatenate([np.array(pose).transpose(0, 2, 1), moves @ state.turn[:2].T])
    weight = given.trust / NOISE_CM
    left = (columns * weight[None, :, None]).reshape(len(columns), -1)
    normal = left @ left.T
    pull = left @ (off * weight[:, None]).ravel()
    held = np.concatenate([np.zeros(6), state.identity, state.expression])
    tight = np.concatenate(
        [
            np.full(6, 1e-6),
            np.ones(len(state.identity)),
            np.full(len(state.expression), EXPRESSION_SPREAD**-2),
        ]
    )
    if yaw_deg is not None:
        _hold_pose(state, normal, pull, yaw_deg)
    solved = np.linalg.solve(normal + np.diag(tight), pull - tight * held)
    count = len(state.identity)
    _turn(state, solved[:3])
    state.shift_px = state.shift_px + solved[4:6] * state.px_per_cm
    state.px_per_cm *= float(np.exp(np.clip(solved[3], -0.3, 0.3)))
    state.identity = state.identity + solved[6 : 6 + count]
    state.expression = np.clip(state.expression + solved[6 + count :], 0, 1)


def _turn(state: _State, by: Array) -> None:
    limited = by * min(1.0, 0.4 / max(float(np.linalg.norm(by)), 1e-9))
    a, b, c = limited
    state.turn = nearest_rotation((np.eye(3) + np.array([[0, -c, b], [c, 0, -a], [-b, a, 0]])) @ state.turn)


def _hold_pose(state: _State, normal: Array, pull: Array, yaw_deg: float) -> None:
    """Few points say little of turn and nod: hold them near what the set of handles means."""
    yaw = np.degrees(np.arctan2(state.turn[2, 0], np.hypot(state.turn[0, 0], state.turn[1, 0])))
    # A turn about the view's y axis by b radians lowers the yaw by b.
    tight = np.radians(PROFILE_YAW_SPREAD_DEG) ** -2
    normal[1, 1] += tight
    pull[1] += tight * np.radians(yaw - yaw_deg)
    normal[0, 0] += np.radians(TILT_SPREAD_DEG) ** -2


def _bent(model: HeadModel, given: Given, off: Array) -> Floats:
    """Spread what is left of every point over the vertices: whole at the points, fading away from them."""
    bends = _face_bends() if given.anchors is _face_anchors() else _bends(model, given.anchors)
    total, left = np.zeros((len(model.mean), 2)), off
    for bend in bends:
        share = np.linalg.solve(bend.own, left)
        total += bend.reached @ share
        left = left - bend.met @ share
    return np.asarray(total, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Bend:
    """Covariances of one bend: of points with points, with noise and as met, and of vertices with points."""

    own: Array
    met: Array
    reached: Array


@cache
def _face_anchors() -> Anchors:
    return load_head().landmarks.take(FACE)


@cache
def _face_bends() -> list[_Bend]:
    return _bends(load_head(), _face_anchors())


def _bends(model: HeadModel, anchors: Anchors) -> list[_Bend]:
    """Prepare the bends: first widely, where neighbours may differ a little; then near each point alone.

    So landmarks a millimetre apart that contradict each other do not bend the whole cheek.
    """
    over = model.mean + PARTED * model.units[model.unit_names.index("jawOpen")]
    used, corner = np.unique(model.triangles[anchors.triangle], return_inverse=True)
    corner = corner.reshape(-1, 3)
    far = cdist(over, over[used])
    bends = []
    for reach_cm, noise in BENDS:
        reached = np.einsum("vnc,nc->vn", _kernel(far / reach_cm)[:, corner], anchors.weights)
        met = np.einsum("nc,ncm->nm", anchors.weights, reached[used][corner])
        bends.append(_Bend(met + noise * np.eye(len(met)), met, reached))
    return bends


def _kernel(far: Array) -> Array:
    """Matern 3/2."""
    scaled = far * np.sqrt(3)
    return np.asarray((1 + scaled) * np.exp(-scaled))
