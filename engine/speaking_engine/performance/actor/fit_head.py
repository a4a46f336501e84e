"""Fits the head model to all frames of a take at once: how it is turned, and how strong each unit is.

Turning the head and raising the brows move the same landmarks; only asked together can they be told apart.
The actor's own neutral face gives identity and depth, so what is found is counted from it.

References
----------
Scaled orthography with shapes that add up: C. Bregler, A. Hertzmann, H. Biermann, Recovering non-rigid 3D
shape from image streams, CVPR 2000; strengths are held at or above 0 by projected Gauss-Seidel.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from speaking_engine.faces.canonical import nearest_rotation
from speaking_engine.head.fit import OVAL, fit_landmarks
from speaking_engine.performance.millimetres import JAW_MM, MOUTH_MM
from speaking_engine.performance.prosody import Track

Rows = npt.NDArray[np.bool_]

UNITS = (
    "jawOpen", "jawLeft", "jawRight", "mouthClose", "mouthFunnel", "mouthPucker", "mouthSmileLeft",
    "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight", "mouthLowerDownLeft", "mouthLowerDownRight",
    "mouthUpperUpLeft", "mouthUpperUpRight", "browDownLeft", "browDownRight", "browInnerUp",
    "browOuterUpLeft", "browOuterUpRight", "cheekSquintLeft", "cheekSquintRight", "mouthStretchLeft",
    "mouthStretchRight",
)  # fmt: skip
"""Fewer than there are: what rolls and shrugs lips looks much like what opens and smiles.

What stretches them is asked so that an /i/ is taken for no frown; how wide they are is measured elsewhere.
"""
BROWS = (46, 53, 52, 65, 55, 70, 63, 105, 66, 107, 276, 283, 282, 295, 285, 300, 293, 334, 296, 336)
FOREHEAD_AND_NOSE = (
    168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 8, 9, 151, 10, 108, 337, 69, 299, 104, 333, 67, 297, 109, 338, 193,
    417, 122, 351,
)  # fmt: skip
"""With the brows, what shows how the head is turned: neither lips nor jaw pull at it."""
CORNERS = (
    291, 287, 410, 436, 426, 322, 432, 434, 416, 411, 427, 425, 280, 352, 376, 61, 57, 186, 216, 206, 92, 212,
    214, 192, 187, 207, 205, 50, 123, 147,
)  # fmt: skip
"""Of the mouth, with the cheeks that a smile lifts."""
CHIN = (152, 148, 176, 377, 400, 171, 396, 175, 140, 369)
"""The tip, which the jaw moves and lips hardly do, under a beard too."""
_EYES = {  # rings of both eyes: a shut lid takes the mesh's corners along, which no head does
    33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24, 23, 22, 26,
    112, 243, 190, 56, 28, 27, 29, 30, 247, 226, 31, 228, 229, 230, 231, 232, 233, 244, 189, 221, 222, 223,
    224, 225, 113, 263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255,
    339, 254, 253, 252, 256, 341, 463, 414, 286, 258, 257, 259, 260, 467, 446, 261, 448, 449, 450, 451, 452,
    453, 464, 413, 441, 442, 443, 444, 445, 342,
}  # fmt: skip
_LIPS_INSIDE = {78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 95, 88, 178, 87, 14, 317, 402, 318, 324}
_OUTLINE = set(OVAL) - {148, 149, 152, 176, 377, 378, 400}  # cheeks and temples end there, and hair begins
_UNDER_EYES = {33, 133, 362, 263, 31, 228, 229, 230, 231, 232, 233, 261, 448, 449, 450, 451, 452, 453}
SKIN = tuple(row for row in range(468) if row not in (_EYES - _UNDER_EYES) | _LIPS_INSIDE | _OUTLINE)
"""What can be followed by its own paint."""
_BY_MESH = 0.05  # of what is not followed: the mesh calms it, and sees raised brows as a bent head
_SOFT_TRUST = 0.5  # of cheeks, lips and jaw, which would pull the whole head along
_RIDGE, _SOFT_RIDGE = 7e-6, 9e-6  # eye distances squared, for a unit of 1: what hardly shows stays small
_LIFTED = ("browInnerUp", "browOuterUpLeft", "browOuterUpRight", "mouthSmileLeft", "mouthSmileRight")
"""What lifts now and then, and mostly rests."""
_LEAST_LIFT = 1e-6
_STILL_DEG = 0.05  # a head that turns no further is not asked what its turns do
_ONE_WAY = 0.25  # of what it rises: what falls no further, and would be no more than a turn, is held instead
_RESTING_ROUNDS, _LEAST_OFF = 15, 0.02
_TURNS, _SWEEPS, _AT_ONCE = 3, 14, 64
_ASTRAY = 0.012  # eye distances off the model at which a landmark is half believed


def fit_head(
    points: Track, followed: npt.NDArray[np.bool_], neutral: npt.NDArray[np.bool_], aligned: Track
) -> tuple[dict[str, Track], Track]:
    """Return the strength of each of `UNITS` in each frame, (N,), and yaw, pitch, roll in degrees, (N, 3).

    Parameters
    ----------
    points : (N, 478, 3) float64
        Landmarks in pixels.
    followed : (N, 478) bool
        Which of them were found by their paint.
    neutral : (N,) bool
        Frames in which the actor rests.
    aligned : (N, 478, 2) float64
        The same landmarks laid over one another by a shift, a turn and a scale of the picture.
    """
    rows = np.array([row for row in range(468) if row not in _EYES - _UNDER_EYES])
    rest = np.median(aligned[neutral], axis=0)
    depth = np.median(points[neutral, :, 2], axis=0)
    head = fit_landmarks(np.column_stack([rest, depth]).astype(np.float32))
    model = head.model
    solid = model.landmarks.on(head.points_px, model.triangles).astype(np.float64)
    unit_px = float(np.linalg.norm(rest[263] - rest[33]))
    own = np.column_stack([rest, solid[:, 2]])
    middle = own[rows].mean(axis=0)
    shape = (own[rows] - middle) / unit_px
    moves = model.landmarks.on(head.unit_px, model.triangles).astype(np.float64)
    names = [model.unit_names.index(name) for name in UNITS]
    mouth_px = float(np.linalg.norm(rest[61] - rest[291]))
    jaw = model.unit_names.index("jawOpen")
    moves[jaw] *= JAW_MM / MOUTH_MM * mouth_px / max(float(moves[jaw, 17, 1]), 1.0)
    units = moves[names][:, rows] / unit_px
    seen = (points[:, rows, :2] - middle[:2]) / unit_px
    hard = np.where(np.isin(rows, [*BROWS, *FOREHEAD_AND_NOSE, *_UNDER_EYES]), 1.0, _SOFT_TRUST)
    trust = hard * np.where(followed[:, rows], 1.0, _BY_MESH)
    parts = np.isin(rows, CHIN), np.isin(rows, [*BROWS, *CORNERS])
    _, _, off, *_ = _solved(shape, units, seen, trust, *parts)
    trust = trust / (1 + (off / _ASTRAY) ** 2)
    strengths, turns, _, jaws, lifts = _solved(shape, units, seen, trust, *parts)
    strengths[:, UNITS.index("jawOpen")] = jaws
    own_turns = np.einsum("ji,njk,kl->nil", head.turn, turns, head.turn)
    tracks, angles = dict(zip(UNITS, strengths.T, strict=True)), _angles(own_turns)
    for name, lift in zip(_LIFTED, lifts.T, strict=True):
        risen, freed = (one - np.median(one[neutral]) for one in (lift, _without_turns(lift, angles)))
        low, high = np.percentile(risen, [5, 95])
        held = -low < _ONE_WAY * high and np.percentile(freed, 95) < _ONE_WAY * high
        tracks[name] = np.maximum(risen if held else freed, 0)
    return tracks, angles


def _without_turns(track: Track, turned_deg: Track) -> Track:
    """Take out of a track that mostly rests what goes along with the head's turns.

    Beard, neck and depth are not the model's, and a picture's outline is held. What rises now and then is no
    part of it, by Cauchy's weights, and what falls below rest is.
    """
    ways = np.column_stack([turned_deg - turned_deg.mean(axis=0), np.ones(len(track))])
    firm = np.diag([_STILL_DEG**2 * len(track)] * 3 + [0.0])
    rest = np.full(len(track), np.median(track))
    for _ in range(_RESTING_ROUNDS):
        off = track - rest
        usual = max(float(np.median(np.abs(off))), _LEAST_OFF)
        believed = np.where(off > 0, 1.0, 2.0) / (1 + (off / usual) ** 2)
        believed = (believed / believed.mean())[:, None]
        rest = ways @ np.linalg.solve((ways * believed).T @ ways + firm, (ways * believed).T @ track)
    return np.asarray(track - rest)


def _solved(
    shape: Track, units: Track, seen: Track, trust: Track, chin: Rows, lifted: Rows
) -> tuple[Track, ...]:
    """Return strengths (N, K), turns (N, 3, 3), how far landmarks lie off the model (N, L), and two others.

    Jaws by the chin alone, (N,), and `_LIFTED` by brows and cheeks alone, (N, 5), which may lie below 0.
    """
    spans = [slice(first, first + _AT_ONCE) for first in range(0, len(seen), _AT_ONCE)]
    parts = [_part(shape, units, seen[span], trust[span], chin, lifted) for span in spans]
    return tuple(np.concatenate(list(part)) for part in zip(*parts, strict=True))


def _part(
    shape: Track, units: Track, seen: Track, trust: Track, chin: Rows, lifted: Rows
) -> tuple[Track, ...]:
    count, kinds = len(seen), len(units)
    strengths = np.zeros((count, kinds))
    shift = seen.mean(axis=1) - shape[:, :2].mean(axis=0)
    turns = np.broadcast_to(np.eye(3), (count, 3, 3)).copy()
    scale = np.ones(count)
    weight = np.sqrt(trust)[..., None]
    ridge = len(shape) * np.diag([_RIDGE if name.startswith("brow") else _SOFT_RIDGE for name in UNITS])
    placed = _placed(shape, units, strengths, turns, scale)
    for _ in range(_TURNS):
        away = (seen - shift[:, None] - placed[..., :2]) * weight
        pose = np.zeros((count, *placed.shape[1:2], 2, 6))
        pose[..., 0, 0] = pose[..., 1, 1] = 1
        pose[..., 2] = placed[..., :2]
        pose[..., 1, 3], pose[..., 0, 4] = -placed[..., 2], placed[..., 2]
        pose[..., 0, 5], pose[..., 1, 5] = -placed[..., 1], placed[..., 0]
        moved = np.einsum("n,nij,klj->nlik", scale, turns[:, :2], units, optimize=True)
        pose, moved = (part * weight[..., None] for part in (pose, moved))
        pose, moved, away = (part.reshape(count, 2 * len(shape), -1) for part in (pose, moved, away))
        wanted = away + moved @ strengths[..., None]
        of_pose = np.linalg.inv(pose.transpose(0, 2, 1) @ pose)
        mixed = pose.transpose(0, 2, 1) @ moved
        back = of_pose @ mixed
        gram = moved.transpose(0, 2, 1) @ moved - mixed.transpose(0, 2, 1) @ back + ridge
        target = moved.transpose(0, 2, 1) @ wanted - back.transpose(0, 2, 1) @ (
            pose.transpose(0, 2, 1) @ wanted
        )
        strengths = _at_least_nothing(gram, target[..., 0], strengths)
        step = (of_pose @ (pose.transpose(0, 2, 1) @ (wanted - moved @ strengths[..., None])))[..., 0]
        shift, scale = shift + step[:, :2], scale * (1 + step[:, 2])
        turns = np.stack(
            [nearest_rotation(_small(one) @ turn) for one, turn in zip(step[:, 3:], turns, strict=True)]
        )
        placed = _placed(shape, units, strengths, turns, scale)
    off = np.linalg.norm(seen - shift[:, None] - placed[..., :2], axis=2)
    unmoved = strengths * [not name.startswith(("brow", "mouthSmile")) for name in UNITS]
    left = seen - shift[:, None] - _placed(shape, units, unmoved, turns, scale)[..., :2]
    still = strengths * [name.startswith("brow") for name in UNITS]
    down = (seen - shift[:, None] - _placed(shape, units, still, turns, scale)[..., :2])[:, chin]
    asked = np.einsum("n,nij,lj->nli", scale, turns[:, :2], units[UNITS.index("jawOpen")])[:, chin]
    believed = trust[:, chin, None]
    jaws = (believed * down * asked).sum(axis=(1, 2)) / (believed * asked**2).sum(axis=(1, 2))
    up = units[[UNITS.index(name) for name in _LIFTED]][:, lifted]
    lifts = np.einsum("n,nij,klj->nkli", scale, turns[:, :2], up, optimize=True)
    return strengths, turns, off, jaws, _explained(lifts, left[:, lifted])


def _explained(lifts: Track, left: Track) -> Track:
    """Return how much of each lift (N, K, L, 2) explains best what is left (N, L, 2): (N, K)."""
    gram = np.einsum("nkli,nmli->nkm", lifts, lifts) + _LEAST_LIFT * np.eye(lifts.shape[1])
    target = np.einsum("nkli,nli->nk", lifts, left)
    return np.asarray(np.linalg.solve(gram, target[..., None])[..., 0])


def _placed(shape: Track, units: Track, strengths: Track, turns: Track, scale: Track) -> Track:
    bodies = shape + np.tensordot(strengths, units, 1)
    return np.asarray(scale[:, None, None] * (bodies @ turns.transpose(0, 2, 1)))


def _at_least_nothing(gram: Track, target: Track, start: Track) -> Track:
    """Minimise x @ gram @ x / 2 - x @ target over x >= 0, frame by frame: (N, K)."""
    found = start.copy()
    for _ in range(_SWEEPS):
        for kind in range(gram.shape[1]):
            slope = target[:, kind] - np.einsum("nk,nk->n", gram[:, kind], found)
            found[:, kind] = np.maximum(found[:, kind] + slope / gram[:, kind, kind], 0)
    return found


def _small(turn: Track) -> Track:
    x, y, z = turn
    return np.array([[1.0, -z, y], [z, 1.0, -x], [-y, x, 1.0]])


def _angles(turns: Track) -> Track:
    """Return yaw, pitch and roll of turns in the head's own axes, with the signs of `Performance`."""
    yaw = np.degrees(np.arctan2(turns[:, 2, 0], turns[:, 2, 2]))
    pitch = np.degrees(np.arcsin(np.clip(-turns[:, 2, 1], -1, 1)))
    roll = np.degrees(np.arctan2(-turns[:, 0, 1], turns[:, 1, 1]))
    return np.asarray(np.stack([yaw, pitch, roll], axis=1))
