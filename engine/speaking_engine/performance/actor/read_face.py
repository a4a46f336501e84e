"""Reads channels off the landmarks of an actor: millimetres of an upright face, and a net for the rest.

The head model is fitted to every frame (`fit_head`): turn of the head, jaw, corners, brows. How far the lips
part and where the eyes look is measured in millimetres; lids are read off their look (`read_lids`). For what
landmarks show only faintly (cheeks, nose, pressed and rolled lips) MediaPipe's blend shape net is asked. All
is counted from the actor's own neutral face.

References
----------
MediaPipe Face Blendshapes V2 (Apache-2.0), as plain ONNX in `weights/face_blendshapes.onnx`; W. Kabsch 1976
for the pose; A. Savitzky and M. Golay 1964 for smoothing that does not lag.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d, median_filter
from scipy.signal import savgol_filter

from speaking_engine.faces.canonical import canonical_face, nearest_rotation
from speaking_engine.faces.onnx_model import open_model
from speaking_engine.performance.actor.fit_head import CHIN, fit_head
from speaking_engine.performance.actor.look import RIGID, Looked
from speaking_engine.performance.actor.read_lids import lids_of
from speaking_engine.performance.channels import CHANNELS
from speaking_engine.performance.millimetres import (
    JAW_MM,
    LOWER_LIP_MM,
    MOUTH_MM,
    SHUT_BEYOND,
    UPPER_LIP_MM,
    WIDTH_OF,
)
from speaking_engine.performance.performance import Performance, Stretch, performed
from speaking_engine.performance.prosody import Track

_SUBSET = [  # landmarks that the net was trained on
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66, 67,
    70, 78, 80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144, 145, 146,
    148, 149, 150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173, 176, 178, 181,
    185, 191, 195, 197, 234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283, 284, 285, 288, 291, 293,
    295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318, 321, 323, 324, 332, 334, 336, 338, 356, 361,
    362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385, 386, 387, 388, 389, 390, 397, 398,
    400, 402, 405, 409, 415, 454, 466, *range(468, 478),
]  # fmt: skip
_NET_ORDER = (
    "_neutral", *sorted((name for name in CHANNELS if name != "tongueOut"), key=lambda name: name.lower()),
)  # fmt: skip
_BY_NET = (
    "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "eyeSquintLeft", "eyeSquintRight",
    "eyeWideLeft", "eyeWideRight", "mouthDimpleLeft", "mouthDimpleRight", "mouthPressLeft",
    "mouthPressRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
    "noseSneerLeft", "noseSneerRight", "mouthLeft", "mouthRight", "jawLeft", "jawRight", "jawForward",
)  # fmt: skip
_AS_A_CHANNEL = {
    "jawOpen": 1.0,
    "mouthSmile": 1.3,
    "mouthFrown": 1.3,
    "mouthPucker": 1.2,
    "mouthFunnel": 1.2,
    "browDown": 1.2,
    "browInnerUp": 1.0,
    "browOuterUp": 1.3,
}
"""Channels for a unit of 1 of the head: so much that a painting that plays a film of ours does as much."""
_LOWER_LIP, _UPPER_LIP = [15, 86, 316, 16, 85, 315], [12, 38, 268, 11, 72, 302]
_CALMED = (1.0, 2.0)
_BY_CHIN = 0.5  # of the jaw, as far as a chin is followed: lips part by the jaw for the most part
_STILL_DEG = 0.5  # a head that turns no further is not asked what its turns do
_EYE_RADIUS_MM = 12.0
_NEUTRAL_PERCENT = 25.0
_RESTS_SECONDS = 0.4  # at least, of an actor who begins with a face at rest
_RESTS_MM, _RESTS_DEG = 1.2, 1.0  # about its middle, within which a face rests: the mesh settles
_SKIN_SECONDS, _HEAD_SECONDS = 0.14, 0.07


def channels_of(looked: Looked, name: str) -> Performance:
    """Read a performance off what was seen, at the take's own rate, from the actor's own neutral face."""
    upright, turns_deg = _upright(looked.by_mesh)
    rate = float(looked.rate)
    neutral = _neutral_frames(upright, turns_deg, rate)
    lids = lids_of(upright, looked.eyes)
    units, turned_deg = fit_head(
        looked.points, looked.followed, neutral, _aligned(looked.points, turns_deg, neutral)
    )
    parted_mm = _parted_mm(looked, upright)
    units["jawOpen"] = _still(units["jawOpen"], turned_deg, parted_mm)
    by_chin = _BY_CHIN * float(looked.followed[:, CHIN].mean())
    net = _by_net(looked)
    smiles = {name: _above(net[name], neutral) for name in ("mouthSmileLeft", "mouthSmileRight")}
    tracks = _mouth(upright, parted_mm, neutral, units, by_chin, smiles) | _brows(units, neutral)
    for channel in _BY_NET:
        tracks[channel] = _above(net[channel], neutral)
    tracks = {channel: _smoothed(track, rate) for channel, track in tracks.items()}
    for side in ("Left", "Right"):  # the net sees a lid that shuts as one that squints
        tracks[f"eyeSquint{side}"] = tracks[f"eyeSquint{side}"] * (1 - lids[f"eyeBlink{side}"])
    tracks |= lids | _gaze(upright, neutral, lids)
    angles = turned_deg - np.median(turned_deg[neutral], axis=0)
    angles = gaussian_filter1d(angles, _HEAD_SECONDS * rate, axis=0, mode="nearest")
    tracks |= dict(zip(("headYaw", "headPitch", "headRoll"), angles.T, strict=True))
    count = len(upright)
    return performed(tracks, count, looked.rate, (Stretch("actor", 0, count, name),))


def _upright(points: Track) -> tuple[Track, Track]:
    """Turn every face upright, in millimetres (N, 478, 3), x right, y down; give its angles (N, 3)."""
    face = canonical_face()
    middle = face[RIGID].mean(axis=0)
    own = face[RIGID] - middle
    upright, angles = np.empty_like(points), np.empty((len(points), 3))
    for frame, seen in enumerate(points):
        centre = seen[RIGID].mean(axis=0)
        turn = nearest_rotation((seen[RIGID] - centre).T @ own)
        upright[frame] = (seen - centre) @ turn
        angles[frame] = np.degrees(
            [
                np.arctan2(turn[2, 0], np.hypot(turn[0, 0], turn[1, 0])),
                np.arctan2(-turn[2, 1], turn[2, 2]),
                np.arctan2(turn[1, 0], turn[0, 0]),
            ]
        )
    eyes = np.linalg.norm(upright[:, 263] - upright[:, 33], axis=1)
    known_mm = 10 * np.linalg.norm(face[263] - face[33])
    smooth = gaussian_filter1d(eyes, 5, mode="nearest")
    return upright * (known_mm / smooth)[:, None, None], angles


def _aligned(points: Track, turns_deg: Track, neutral: Track) -> Track:
    """Lay all faces over the one most like the others by shift, turn and scale, (N, 478, 2)."""
    resting = np.flatnonzero(neutral)
    away = np.abs(turns_deg[resting] - np.median(turns_deg[resting], axis=0)).sum(axis=1)
    flat = points[..., 0] + 1j * points[..., 1]
    known = flat[resting[away.argmin()], RIGID]
    middle = flat[:, RIGID].mean(axis=1, keepdims=True)
    own, other = flat[:, RIGID] - middle, known - known.mean()
    turn = (own.conj() * other).sum(axis=1) / (np.abs(own) ** 2).sum(axis=1)
    laid = (flat - middle) * turn[:, None] + known.mean()
    return np.asarray(np.stack([laid.real, laid.imag], axis=-1))


def _neutral_frames(upright: Track, turns_deg: Track, rate: float) -> np.ndarray:  # type: ignore[type-arg]
    """Return in which frames the actor rests: those still ones with which the take begins, if it does.

    Otherwise those in which lips and corners are nearest to how they mostly are, which makes an expression
    that is held throughout the neutral one.
    """
    marks = np.stack(
        [
            upright[:, 14, 1] - upright[:, 13, 1],
            upright[:, 152, 1],
            (upright[:, 61, 1] + upright[:, 291, 1]) / 2,
            upright[:, 291, 0] - upright[:, 61, 0],
        ],
        axis=1,
    )
    rests = np.arange(len(marks)) < max(_RESTS_SECONDS * rate, 3)
    still = [
        (np.abs(track - np.median(track[rests], axis=0)) < most).all(axis=1)
        for track, most in ((marks, _RESTS_MM), (turns_deg, _RESTS_DEG))
    ]
    shut_mm = np.percentile(marks[:, 0], 10) + _RESTS_MM
    if (still[0] & still[1] & (marks[:, 0] < shut_mm))[rests].all():
        return np.asarray(rests)
    spread = np.maximum(marks.std(axis=0), 0.3)
    rest = np.array(
        [np.percentile(marks[:, 0], 10), np.percentile(marks[:, 1], 15), *np.median(marks[:, 2:], axis=0)]
    )
    away = (np.abs(marks - rest) / spread).sum(axis=1)
    return np.asarray(away <= np.percentile(away, _NEUTRAL_PERCENT))


def _parted_mm(looked: Looked, upright: Track) -> Track:
    """Return how far the lips are apart in their middle, (N,) millimetres, from some closed mouth.

    The paint of the lips tells when: the mesh of a painted face errs there. The mesh tells how far, for flow
    calms what parts.
    """
    across = looked.by_mesh[:, 263] - looked.by_mesh[:, 33]
    down = np.stack([-across[:, 1], across[:, 0]], axis=1)
    down /= np.linalg.norm(down, axis=1, keepdims=True)
    mm = np.linalg.norm(upright[:, 263] - upright[:, 33], axis=1) / np.linalg.norm(across, axis=1)
    lower, upper = (looked.points[:, rows, :2].mean(axis=1) for rows in (_LOWER_LIP, _UPPER_LIP))
    by_paint = mm * ((lower - upper) * down).sum(axis=1)
    by_mesh = np.mean(
        [upright[:, low, 1] - upright[:, high, 1] for high, low in ((13, 14), (82, 87), (312, 317))], axis=0
    )
    away = by_paint - by_paint.mean()
    share = float(away @ by_mesh) / max(float(away @ away), 1e-9)
    return np.asarray(by_paint * np.clip(share, *_CALMED))


def _still(jaw: Track, turned_deg: Track, parted_mm: Track) -> Track:
    """Take out of the jaw what goes along with the head's turns, and not with the lips that it parts.

    Beard, neck and depth are not the model's. Without lips, who speaks and turns at once would be stilled.
    """
    known = np.column_stack([turned_deg, parted_mm])
    known -= known.mean(axis=0)
    gram = known.T @ known + _STILL_DEG**2 * len(known) * np.diag([1.0, 1.0, 1.0, 0.0])
    share = np.linalg.lstsq(gram, known.T @ (jaw - jaw.mean()), rcond=None)[0]
    return np.asarray(jaw - known[:, :3] @ share[:3])


def _mouth(
    upright: Track,
    parted_mm: Track,
    neutral: Track,
    units: dict[str, Track],
    by_chin: float,
    seen_smiles: dict[str, Track],
) -> dict[str, Track]:
    def from_rest(values: Track) -> Track:
        return np.asarray(values - np.median(values[neutral]))

    opening = np.maximum(from_rest(parted_mm), 0)
    chin_mm = JAW_MM * _counted("jawOpen", units, neutral)
    jaw_mm = by_chin * chin_mm + (1 - by_chin) * opening
    shut = 1 - np.clip((opening - 0.4) / 1.2, 0, 1)
    jaw_mm = np.minimum(jaw_mm, opening + 8 * shut + 4)
    rest_mm = opening - jaw_mm
    wide = from_rest(upright[:, 291, 0] - upright[:, 61, 0]) / MOUTH_MM
    # Paint loses a grin that comes at once; where the net sees one and the mouth is wide, it is no stretch.
    smiles = {
        name: np.maximum(_counted(name, units, neutral), np.minimum(seen, wide / WIDTH_OF["mouthSmile"]))
        for name, seen in seen_smiles.items()
    }
    smiled = WIDTH_OF["mouthSmile"] * np.mean(list(smiles.values()), axis=0)
    pressed = SHUT_BEYOND * shut * np.clip(jaw_mm / 1.5, 0, 1)
    parted = np.maximum(rest_mm, 0)
    both = {
        "mouthLowerDown": 0.55 * parted / LOWER_LIP_MM,
        "mouthUpperUp": 0.45 * parted / UPPER_LIP_MM,
        "mouthStretch": np.maximum(wide - smiled, 0) / WIDTH_OF["mouthStretch"],
    }
    alone = ("mouthPucker", "mouthFunnel", "mouthFrownLeft", "mouthFrownRight")
    return {
        "jawOpen": jaw_mm / JAW_MM,
        "mouthClose": np.maximum(-rest_mm, 0) / JAW_MM + pressed,
        **smiles,
        **{name: _counted(name, units, neutral) for name in alone},
        **{f"{name}{side}": track for name, track in both.items() for side in ("Left", "Right")},
    }


def _brows(units: dict[str, Track], neutral: Track) -> dict[str, Track]:
    names = ("browInnerUp", "browOuterUpLeft", "browOuterUpRight", "browDownLeft", "browDownRight")
    return {name: _counted(name, units, neutral) for name in names}


def _counted(name: str, units: dict[str, Track], neutral: Track) -> Track:
    """Count a unit of the head from the actor's own neutral face, as a channel."""
    plain = name.removesuffix("Left").removesuffix("Right")
    return np.asarray(_AS_A_CHANNEL[plain] * np.maximum(units[name] - np.median(units[name][neutral]), 0))


def _gaze(upright: Track, neutral: Track, lids: dict[str, Track]) -> dict[str, Track]:
    """Read where the irises stand between the corners of the eyes."""
    tracks: dict[str, Track] = {}
    every = np.arange(len(upright))
    seen = np.flatnonzero((lids["eyeBlinkLeft"] < 0.4) & (lids["eyeBlinkRight"] < 0.4))
    seen = seen if len(seen) else every
    for side, iris, corners in (("left", 473, (362, 263)), ("right", 468, (33, 133))):
        middle = upright[:, corners].mean(axis=1)
        away = upright[:, iris, :2] - middle[:, :2]
        away = away - np.median(away[neutral], axis=0)
        away = np.stack([np.interp(every, seen, column[seen]) for column in away.T], axis=1)
        turn = np.degrees(np.arcsin(np.clip(away / _EYE_RADIUS_MM, -0.6, 0.6)))
        turn = median_filter(turn, (5, 1), mode="nearest")
        tracks[f"{side}EyeYaw"], tracks[f"{side}EyePitch"] = turn[:, 0], -turn[:, 1]
    both = {way: (tracks[f"left{way}"] + tracks[f"right{way}"]) / 2 for way in ("EyeYaw", "EyePitch")}
    return {f"{side}{way}": track for way, track in both.items() for side in ("left", "right")}


def _by_net(looked: Looked) -> dict[str, Track]:
    """Ask the blend shape net, frame by frame."""
    model = open_model("face_blendshapes.onnx")
    scores = [np.ravel(model(points[None, _SUBSET, :2].astype(np.float32))[0]) for points in looked.by_mesh]
    return dict(zip(_NET_ORDER, np.array(scores, np.float64).T, strict=True))


def _above(track: Track, neutral: Track) -> Track:
    """Count a score from the actor's own neutral face, with 1 staying 1."""
    rest = float(np.median(track[neutral]))
    return np.asarray(np.maximum(track - rest, 0) / max(1 - rest, 0.2))


def _smoothed(track: Track, rate: float) -> Track:
    window = max(int(_SKIN_SECONDS * rate) | 1, 5)
    if len(track) < window:
        return track
    return np.asarray(np.maximum(savgol_filter(track, window, 2, mode="nearest"), 0))
