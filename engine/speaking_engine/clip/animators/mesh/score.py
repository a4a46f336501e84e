"""Score: what a performance asks of every control of the mesh animator, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.clip.animators.mesh.fields import CONTROLS, DROP, HEAD_DEG
from speaking_engine.performance.millimetres import (
    BROW_MM,
    JAW_MM,
    LOWER_LIP_MM,
    UPPER_LIP_MM,
    WIDTH_OF,
    shut,
)
from speaking_engine.performance.performance import Performance
from speaking_engine.performance.prosody import Track

HALF_MOUTH_MM = 23.2
"""Between the middle and an inner corner of a mouth that is 50 mm wide between its outer corners."""
ROUND_SHARE, SPREAD_SHARE = 0.25, 0.10
"""Change of the mouth's width for `round` and `spread` = 1, as `fields` make it."""
BROW_UNIT_MM = 4.6
"""Rise of the brows for `brow` = 1: 0.05 of the distance between the outer corners of the eyes."""
MOST_DEG = {"yaw": 4.0, "pitch": 3.6, "roll": 2.4}
"""Furthest turns of the head: beyond them the ground beside a head that is only bent is seen to swim."""
GAZE_DEG, MOST_GAZE = 7.0, 1.2
"""Turn of an eye for `gaze` = 1, and the furthest it goes without the eye's white running out."""


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """What each frame does.

    Attributes
    ----------
    controls : dict of str to (N,) float64
        For each of `fields.CONTROLS`.
    blink, tongue, close : (N,) float64
        0 to 1; `close` is how far the lips are asked to shut, however they are painted.
    gaze : (N,) float64
        -1 to the left of the picture to 1 to the right.
    """

    controls: dict[str, Track]
    blink: Track
    tongue: Track
    close: Track
    gaze: Track

    def __len__(self) -> int:
        return len(self.blink)

    def at(self, frame: int) -> dict[str, float]:
        """Return the controls of one frame."""
        return {name: float(track[frame]) for name, track in self.controls.items()}

    def rests(self, frame: int) -> bool:
        """Return whether a frame is the still itself."""
        return frame in (0, len(self) - 1) or not any(
            track[frame] for track in (*self.controls.values(), self.blink, self.gaze)
        )


def score_of(performance: Performance) -> Score:
    """Read a performance as controls; the two sides of a face move alike here."""
    controls = _mouth(performance) | _brows(performance) | _head(performance)
    gaze = performance.gaze_deg[:, :, 0].mean(axis=1) / GAZE_DEG
    return Score(
        controls={name: controls[name] for name in CONTROLS},
        blink=(performance["eyeBlinkLeft"] + performance["eyeBlinkRight"]) / 2,
        tongue=np.clip(performance["tongueOut"] / 0.3, 0, 1),
        close=shut(performance),
        gaze=MOST_GAZE * np.tanh(gaze / MOST_GAZE),
    )


def _mouth(performance: Performance) -> dict[str, Track]:
    closing = shut(performance)
    jaw = performance["jawOpen"] * JAW_MM / (DROP * HALF_MOUTH_MM)
    back = np.minimum(performance["mouthClose"], performance["jawOpen"]) * JAW_MM / (DROP * HALF_MOUTH_MM)
    tuck = np.clip((performance["mouthRollLower"] - 0.15 * closing) / 0.7, 0, 1)
    narrow = (
        performance["mouthPucker"] * WIDTH_OF["mouthPucker"]
        + performance["mouthFunnel"] * WIDTH_OF["mouthFunnel"]
    )
    wide = (
        _both(performance, "mouthStretch") * WIDTH_OF["mouthStretch"]
        + _both(performance, "mouthSmile") * WIDTH_OF["mouthSmile"]
    )
    free = 1 - closing
    return {
        "jaw": jaw,
        "lift": np.maximum(back, 0.55 * tuck * jaw),
        "raise_upper": _both(performance, "mouthUpperUp") * free * UPPER_LIP_MM / HALF_MOUTH_MM,
        "lower_lower": _both(performance, "mouthLowerDown") * free * LOWER_LIP_MM / HALF_MOUTH_MM,
        "round": -narrow / ROUND_SHARE,
        "spread": wide / SPREAD_SHARE,
        "tuck": tuck,
        "press": np.maximum(closing, _both(performance, "mouthPress")),
        "corners": _both(performance, "mouthSmile") - _both(performance, "mouthFrown"),
    }


def _brows(performance: Performance) -> dict[str, Track]:
    outer, inner = _both(performance, "browOuterUp"), performance["browInnerUp"]
    down = _both(performance, "browDown")
    return {
        "brow": BROW_MM / BROW_UNIT_MM * (outer - 0.6 * down),
        "brow_inner": BROW_MM / BROW_UNIT_MM * (inner - outer - 0.25 * down),
    }


def _head(performance: Performance) -> dict[str, Track]:
    angles = zip(HEAD_DEG, performance.head_deg.T, strict=True)
    return {name: MOST_DEG[name] * np.tanh(angle / MOST_DEG[name]) / HEAD_DEG[name] for name, angle in angles}


def _both(performance: Performance, name: str) -> Track:
    return np.asarray((performance[f"{name}Left"] + performance[f"{name}Right"]) / 2)
