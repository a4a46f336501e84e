"""Basis fields: how the skin moves for one unit of each control, above and below the lip seam."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.animators.mesh import anatomy
from speaking_engine.clip.animators.mesh.head import Array, Head
from speaking_engine.clip.animators.mesh.lattice import Field, Lattice
from speaking_engine.clip.animators.mesh.seam import Seam

CONTROLS = (
    "jaw", "lift", "raise_upper", "lower_lower", "round", "spread", "tuck", "press", "corners",
    "brow", "brow_inner", "yaw", "pitch", "roll",
)  # fmt: skip
OF_HEAD = ("yaw", "pitch", "roll")
UPPER, LOWER = 0, 1

CORNER_SHARE = 0.25
"""Share of the jaw's drop that the mouth's corners follow."""
DROP = 0.62
"""Drop of the lower lip for jaw = 1, in half mouth widths."""
LIP_EDGE = 0.06
"""Share of the way to the chin that moves as one with the edge of the lip, so that closures meet exactly."""
PROFILE_SHARE = 0.7
"""Share of it in a profile, where the gap is seen from its open end."""
HEAD_DEG = {"yaw": 2.0, "pitch": 1.6, "roll": 1.0}
"""Turn of the head for one unit."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Every node of the lattice as a place on the head.

    Attributes
    ----------
    xyz : (nodes, nodes, 3) float64
        Head axes, pixels.
    along : (nodes, nodes) float64
        Along the seam: 0 in its middle, 1 at the corners, more beyond them; in front of a profile too.
    aside : (nodes, nodes) float64
        Like `along`, but measured so that the jaw's bone ends at about 2.9.
    below : (nodes, nodes) float64
        Pixels below the seam along the head's y; negative above.
    """

    xyz: Array
    along: Array
    aside: Array
    below: Array


def basis_fields(head: Head, seam: Seam, lattice: Lattice) -> npt.NDArray[np.float32]:
    """Compute all fields once.

    Returns
    -------
    (controls, 2, nodes, nodes, 2) float32
        Displacement in crop pixels of the picture's own points for one unit of each of `CONTROLS`;
        second axis `UPPER` for what hangs on the skull above the seam, `LOWER` for what hangs below it.
        Zero on the crop's border.
    """
    ground = _ground(head, seam, lattice)
    window = _border_window(lattice)
    fields = np.zeros((len(CONTROLS), 2, lattice.nodes, lattice.nodes, 2), np.float32)
    for side in (UPPER, LOWER):
        vectors = _mouth_vectors(head, _cut(ground, side), side) | _head_vectors(head, ground)
        for index, name in enumerate(CONTROLS):
            fields[index, side] = head.project(vectors[name]) * window[..., None]
    return fields


def combined(fields: npt.NDArray[np.float32], controls: dict[str, float]) -> tuple[Field, Field]:
    """Add up the fields for one frame: what is above the seam, and what is below it."""
    total = np.zeros(fields.shape[1:], np.float32)
    for name, field in zip(CONTROLS, fields, strict=True):
        if weight := controls.get(name, 0.0):
            cv2.scaleAdd(field.reshape(1, -1), weight, total.reshape(1, -1), total.reshape(1, -1))
    return total[UPPER], total[LOWER]


def _ground(head: Head, seam: Seam, lattice: Lattice) -> Ground:
    """Place the lattice on the head: depth from the landmarks, then the head's own axes."""
    places = lattice.places()
    depth = _depth(head, places)
    xyz = head.local(np.concatenate([places, depth[..., None]], axis=-1))
    middle = np.concatenate([seam.middle_px, _depth(head, seam.middle_px)[:, None]], axis=1)
    start, axis, length = seam.axis
    at, known = (places - start) @ axis, (seam.middle_px - start) @ axis
    below = xyz[..., 1] - np.interp(at, known, head.local(middle)[:, 1])
    before, after = np.maximum(-at, 0), np.maximum(at - length, 0)
    along = np.abs(np.interp(at, known, seam.along))
    if seam.front == 0:
        along = along + (before + after) / (length / 2)
        return Ground(xyz, along, along, below)
    ahead, behind = (before, after) if seam.front < 0 else (after, before)
    ear = max(float(np.abs((head.points[list(anatomy.EARS), :2] - start) @ axis).max()), 2 * length)
    back = (behind + length * along) / ear
    aside = 0.9 + 2 * np.clip((back - 0.3) / 0.7, 0, 1) + ahead / (0.8 * head.mouth_px)
    along = along + behind / length + ahead / (0.5 * head.mouth_px)
    return Ground(xyz, along, aside, below)


def _depth(head: Head, places: Array) -> Array:
    """Spread the landmarks' depth over places (..., 2) by a thin-plate spline, flat outside the face."""
    known = head.points[:468][head.seen()[:468]][::2]
    scale = head.face_px
    at = known[:, :2] / scale
    system = np.zeros((len(at) + 3, len(at) + 3))
    system[: len(at), : len(at)] = _bend(at, at) + 1e-3 * np.eye(len(at))
    system[: len(at), len(at) :] = np.c_[np.ones(len(at)), at]
    system[len(at) :, : len(at)] = system[: len(at), len(at) :].T
    weights = np.linalg.solve(system, np.r_[known[:, 2], 0, 0, 0])
    flat = places.reshape(-1, 2) / scale
    depth = _bend(flat, at) @ weights[:-3] + np.c_[np.ones(len(flat)), flat] @ weights[-3:]
    return np.asarray(np.clip(depth, known[:, 2].min(), known[:, 2].max()).reshape(places.shape[:-1]))


def _bend(left: Array, right: Array) -> Array:
    squared = ((left[:, None] - right[None]) ** 2).sum(-1)
    return np.asarray(0.5 * squared * np.log(np.maximum(squared, 1e-12)))


def _border_window(lattice: Lattice) -> Array:
    """Fall to exactly zero at the crop's border."""
    line = np.arange(lattice.nodes)
    inwards = np.minimum(line, line[::-1]) - 2.0
    edge = smoothstep(inwards / (0.14 * lattice.nodes))
    return edge[:, None] * edge[None]


def _cut(ground: Ground, side: int) -> Ground:
    """Between the corners, let each side of the seam go on past it unchanged, so that lips part cleanly."""
    inside = 1 - smoothstep((ground.along - 0.85) / 0.2)
    beyond = np.maximum(ground.below, 0) if side == UPPER else np.minimum(ground.below, 0)
    return replace(ground, below=ground.below - inside * beyond)


def _mouth_vectors(head: Head, ground: Ground, side: int) -> dict[str, Array]:
    """Fields around the mouth, (nodes, nodes, 3) each, in the head's axes."""
    half, chin = head.mouth_px, head.chin_px
    along, below = ground.along, ground.below
    apart = np.clip(1 - along**2, 0, 1) ** 0.9
    upward, downward = np.maximum(-below, 0), np.maximum(below, 0)
    # The lower lip goes as one piece, and the skin under it gives: a lip that stretched would swell.
    held = _lip_px(head) if side == LOWER else LIP_EDGE * chin
    reach = 0.95 * chin - held if side == LOWER else 0.5 * chin
    near_seam = 1 - smoothstep(((downward if side == LOWER else upward) - held) / reach)
    around = np.exp(-0.5 * (along / 1.05) ** 4) * (1 - smoothstep(np.abs(below) / (0.95 * half)))
    drawn = np.exp(-0.5 * (along / 1.35) ** 4) * (1 - smoothstep(np.abs(below) / (1.1 * half)))
    lip = np.exp(-0.5 * ((np.abs(below) - 0.2 * half) / (0.16 * half)) ** 2) * apart
    pressed = lip * smoothstep(np.abs(below) / (0.25 * half))  # the dark line between them stays
    down = np.array([0.0, 1.0, 0.0])
    swing = _jaw_swing(head, ground.xyz)
    is_lower = float(side == LOWER)
    outward = ground.xyz * (1.0, 0.0, 0.0)
    return {
        "jaw": swing * _jaw_weight(head, ground, is_lower)[..., None],
        "lift": -is_lower * (apart * near_seam)[..., None] * swing,
        "raise_upper": -(1 - is_lower) * (apart * near_seam)[..., None] * down * half,
        "lower_lower": is_lower * (apart * near_seam)[..., None] * down * half,
        "round": -0.30 * outward * drawn[..., None]
        + np.sign(is_lower - 0.5) * 0.05 * half * lip[..., None] * down,
        "spread": 0.16 * outward * around[..., None]
        - 0.05 * half * (around * np.clip(along, 0, 1) ** 2)[..., None] * down,
        "tuck": -is_lower * 0.16 * half * lip[..., None] * down,
        "press": -np.sign(is_lower - 0.5) * 0.09 * half * pressed[..., None] * down,
        "corners": (around * np.clip(along, 0, 1) ** 2)[..., None] * (0.12 * outward - 0.30 * half * down),
    }


def _lip_px(head: Head) -> float:
    """How thick the lower lip is, but no more than half of what lies above the chin."""
    inner, outer = (head.local(head.points[index])[1] for index in (14, 17))
    return float(np.clip(outer - inner, LIP_EDGE * head.chin_px, 0.5 * head.chin_px))


def _jaw_swing(head: Head, xyz: Array) -> Array:
    """Turn the jaw about a line from ear to ear; one unit lowers the lips by `DROP` half mouth widths."""
    hinge = head.local(head.points[list(anatomy.EARS)]).mean(axis=0)
    reach = max(float(hinge[2]), head.mouth_px)
    angle = DROP * head.mouth_px / reach * (PROFILE_SHARE if head.front else 1.0)
    forward = np.maximum(hinge[2] - xyz[..., 2], 0.2 * reach)
    return np.asarray(angle * np.stack([np.zeros_like(forward), forward, xyz[..., 1] - hinge[1]], axis=-1))


def _jaw_weight(head: Head, ground: Ground, is_lower: float) -> Array:
    """1 on the chin, the seam's own profile at the lips, fading over cheeks and neck."""
    chin = head.chin_px
    along = ground.along
    lateral = 1 - smoothstep((ground.aside - 0.9) / 2.0)
    apart = np.clip(1 - along**2, 0, 1) ** 0.9
    corner = CORNER_SHARE * (1 - apart) * (1 - smoothstep((along - 1.0) / 1.3))
    above = corner * (1 - smoothstep(-ground.below / (0.9 * head.mouth_px)))
    to_chin = smoothstep((ground.below - LIP_EDGE * chin) / (0.55 * chin))
    lower = (corner + is_lower * apart) * (1 - to_chin) + lateral * to_chin
    neck = 1 - smoothstep((ground.below - 1.05 * chin) / (1.3 * chin))
    return np.where(ground.below < 0, above, lower * neck)


def _head_vectors(head: Head, ground: Ground) -> dict[str, Array]:
    """Fields of the whole head and of the brows."""
    pivot = head.local(head.points[list(anatomy.EARS)]).mean(axis=0)
    pivot[1] += 0.15 * head.face_px
    arm = ground.xyz - pivot
    middle = head.local(head.points[anatomy.OVAL]).mean(axis=0)
    far = np.hypot(
        (ground.xyz[..., 0] - middle[0]) / head.face_px,
        (ground.xyz[..., 1] - middle[1]) / (1.25 * head.face_px),
    )
    whole = (1 - smoothstep((far - 0.5) / 0.5))[..., None]
    turn = {name: np.radians(degrees) for name, degrees in HEAD_DEG.items()}
    zero = np.zeros_like(arm[..., 0])
    brow_y = float(head.local(head.points[anatomy.LEFT_BROW + anatomy.RIGHT_BROW])[:, 1].mean())
    lid_y = float(head.local(head.points[anatomy.LEFT_LID_UPPER + anatomy.RIGHT_LID_UPPER])[:, 1].mean())
    height = max(lid_y - brow_y, 0.1 * head.eyes_px)
    offset = (ground.xyz[..., 1] - brow_y) / height
    raised = np.where(offset > 0, 1 - smoothstep(offset / 0.85), 1 - smoothstep(-offset / 2.2))
    inner = np.exp(-0.5 * ((ground.xyz[..., 0] - middle[0]) / (0.16 * head.face_px)) ** 2)
    raised = raised * (1 - smoothstep((np.abs(ground.xyz[..., 0] - middle[0]) / head.face_px - 0.38) / 0.2))
    return {
        "brow": np.stack([zero, -0.05 * head.eyes_px * raised, zero], axis=-1),
        "brow_inner": np.stack([zero, -0.05 * head.eyes_px * raised * inner, zero], axis=-1),
        "yaw": turn["yaw"] * np.stack([-arm[..., 2], zero, arm[..., 0]], axis=-1) * whole,
        "pitch": turn["pitch"] * np.stack([zero, arm[..., 2], -arm[..., 1]], axis=-1) * whole,
        "roll": turn["roll"] * np.stack([-arm[..., 1], arm[..., 0], zero], axis=-1) * whole,
    }


def smoothstep(share: Array) -> Array:
    """Rise smoothly from 0 at 0 to 1 at 1."""
    held = np.clip(share, 0, 1)
    return held * held * (3 - 2 * held)
