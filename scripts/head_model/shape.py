"""How the head can differ: who it is (identity) and what it does (52 ARKit units)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from head_model.anatomy import JAW_JOINT, PIVOT, REGIONS, Anatomy
from head_model.wheel import HUMAN, UNITS, Array, Wheel
from scipy.spatial import cKDTree

SHAPE_FOLDERS = (
    "nose",
    "mouth",
    "chin",
    "cheek",
    "head",
    "forehead",
    "eyes",
    "eyebrows",
    "asym",
    "neck",
    "ears",
)
JAW_OPEN_DEG = (
    8.6  # what `jawOpen` = 1 turns the jaw by: lips 12 to 13 mm apart, the most a spoken vowel asks
)
GLIDE_CM_PER_DEG = np.array([0.0, 0.006, -0.025])  # the condyle slides forward and down as it turns
LIP_REACH_CM = 2.2
COMPONENTS = 140
SPREAD = 0.5  # standard deviation of a slider that MakeHuman lets run from 0 to 1
MACRO_SPREAD = 0.6
BUILDS = ("averagemuscle-minweight", "averagemuscle-maxweight", "minmuscle-averageweight")


@dataclass(frozen=True)
class Identity:
    """Principal components of identity: (K, V, 3) centimetres, each for one standard deviation."""

    components: Array
    kept: float


def units(wheel: Wheel, head: Anatomy) -> dict[str, Array]:
    """Return the 52 units, (V, 3) each, with a jaw that turns about its joint."""
    found = {name: moved[head.rows] for name, moved in wheel.targets(UNITS).items()}
    found["jawOpen"] = jaw_open(head)
    found["mouthClose"] = _mouth_close(head, found["jawOpen"])
    return {name: found[name] for name in sorted(found)}


def jaw_open(head: Anatomy) -> Array:
    """Turn the lower jaw about its joint and let the joint glide, as far as `jawOpen` = 1 goes."""
    angle = np.radians(JAW_OPEN_DEG)
    cosine, sine = np.cos(angle), np.sin(angle)
    turn = np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
    joint = JAW_JOINT - PIVOT
    turned = (head.mean - joint) @ turn.T + joint + GLIDE_CM_PER_DEG * JAW_OPEN_DEG
    return head.jaw_weight[:, None] * (turned - head.mean)


def _mouth_close(head: Anatomy, opened: Array) -> Array:
    """Undo at the lips what `jawOpen` does there: four fifths by the lower lip, the rest by the upper one."""
    lower = np.flatnonzero(head.region == REGIONS.index("lip_lower"))
    upper = np.flatnonzero(head.region == REGIONS.index("lip_upper"))
    closed = np.zeros_like(opened)
    for lip, share in ((lower, -0.8), (upper, 0.2)):
        far, nearest = cKDTree(head.mean[lip]).query(head.mean)
        over = cKDTree(head.mean[lower]).query(head.mean[lip])[1]
        fade = np.clip(1 - far / LIP_REACH_CM, 0, 1) ** 2
        own = np.isin(np.arange(len(far)), lip) | (
            far < cKDTree(head.mean[_other(lip, lower, upper)]).query(head.mean)[0]
        )
        moved = share * fade[:, None] * opened[lower][over][nearest]
        closed += np.where(own[:, None] & _skin(head)[:, None], moved, 0)
    return closed


def _other(
    lip: npt.NDArray[np.int64], lower: npt.NDArray[np.int64], upper: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    return upper if lip is lower else lower


def _skin(head: Anatomy) -> npt.NDArray[np.bool_]:
    return head.region < REGIONS.index("eye_right")


def identity(wheel: Wheel, head: Anatomy) -> Identity:
    """Find the principal components of all ways in which MakeHuman's heads, and painters', differ.

    Every slider is taken as independent with a spread of its own; what a change of pose would do as well
    (place, size, turn) is taken out first.
    """
    moves = [SPREAD * moved for moved in _sliders(wheel, head)]
    moves += [MACRO_SPREAD * moved for moved in _macros(wheel, head)]
    moves += _painters(head)
    weight = np.where(np.isin(head.region, [REGIONS.index("scalp"), REGIONS.index("neck")]), 0.5, 1.0)
    posed = _without_pose(np.array(moves), head.mean, weight)
    flat = (posed * weight[None, :, None]).reshape(len(posed), -1)
    left, spread, _ = np.linalg.svd(flat, full_matrices=False)
    kept = float((spread[:COMPONENTS] ** 2).sum() / (spread**2).sum())
    return Identity(np.einsum("nk,nvc->kvc", left[:, :COMPONENTS], posed), kept)


def _sliders(wheel: Wheel, head: Anatomy) -> list[Array]:
    moves = []
    for folder in SHAPE_FOLDERS:
        for name, moved in wheel.targets(f"{HUMAN}/targets/{folder}").items():
            if "breast" not in name and "trunk" not in name:
                moves.append(moved[head.rows])
    return [moved for moved in moves if np.abs(moved).max() > 0]


def _macros(wheel: Wheel, head: Anatomy) -> list[Array]:
    """Ages, origins, sexes and builds, each as it differs from their mean."""
    ages, sexes = ("child", "young", "old"), ("female", "male")
    names = [f"{o}-{s}-{a}" for o in ("african", "asian", "caucasian") for s in sexes for a in ages]
    origins = np.array([wheel.target(f"macrodetails/{name}")[head.rows] for name in names])
    names = [f"universal-{s}-{a}-{build}" for s in sexes for a in ages for build in BUILDS]
    builds = np.array([wheel.target(f"macrodetails/{name}")[head.rows] for name in names])
    return [*(origins - origins.mean(axis=0)), *(builds - builds.mean(axis=0))]


def _painters(head: Anatomy) -> list[Array]:
    """Smooth liberties that painters take with proportions: stretched, sheared, bent, tapered heads."""
    x, y, z = (head.mean / 10).T  # about -1 to 1
    zero = np.zeros_like(x)
    bent = np.sqrt((10 * x) ** 2 + 1) - 1  # a face that turns back faster at its sides
    fields = {
        "wide": (0.4 * x, zero, zero),
        "deep": (zero, zero, 0.5 * z),
        "bent": (zero, zero, 0.3 * bent * np.clip(-z, 0, 1)),
        "tapered": (0.35 * x * y, zero, zero),
        "leaning": (zero, zero, 0.4 * y),
        "sheared": (0.15 * y, zero, zero),
        "aslant": (zero, 0.15 * x, zero),
        "long below": (zero, 0.4 * np.clip(y, 0, 1.5), zero),
        "long above": (zero, 0.4 * np.clip(y, -1.5, 0), zero),
        "bulging": (0.2 * x * (1 - y * y), zero, 0.2 * z * (1 - y * y)),
        "one side wide": (0.2 * x * x, zero, zero),
        "hooked": (zero, zero, 0.25 * y * y),
        "twisted": (0.2 * y * z, zero, zero),
    }
    fade = np.clip(head.turn_weight * 1.5, 0, 1)[:, None]
    return [fade * np.column_stack(field) for field in fields.values()]


def _without_pose(moves: Array, mean: Array, weight: Array) -> Array:
    """Take out of every move what a shift, a turn and a change of size would do."""
    x, y, z = mean.T
    zero, one = np.zeros_like(x), np.ones_like(x)
    pose = [(one, zero, zero), (zero, one, zero), (zero, zero, one), (x, y, z)]
    pose += [(zero, -z, y), (z, zero, -x), (-y, x, zero)]
    basis = np.array([np.column_stack(field).ravel() for field in pose]).T
    each = np.repeat(weight, 3)
    flat = moves.reshape(len(moves), -1)
    share = np.linalg.lstsq(basis * each[:, None], (flat * each).T, rcond=None)[0]
    return (flat - (basis @ share).T).reshape(moves.shape)
