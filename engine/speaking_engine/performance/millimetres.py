"""What the channels do to lips and chin in millimetres, of a face whose mouth is 50 mm wide at rest.

One place of facts for the layers that ask (speech), the animators that draw and the measures that judge. Sums
are linear, as blend shapes are.
"""

from __future__ import annotations

import numpy as np

from speaking_engine.performance.performance import Performance
from speaking_engine.performance.prosody import Track

MOUTH_MM = 50.0
JAW_MM = 30.0
"""Drop of the middle of the lower lip for `jawOpen` = 1."""
CHIN_SHARE = 0.87
"""Of the jaw's drop at the lip that is seen at the chin, which lies nearer to the joint."""
LOWER_LIP_MM = 7.0
"""Drop of the lower lip for both `mouthLowerDown` = 1."""
UPPER_LIP_MM = 6.0
"""Rise of the upper lip for both `mouthUpperUp` = 1."""
BROW_MM = 8.0
"""Rise of the inner brow for `browInnerUp` = 1, of the outer for `browOuterUp`; fall for `browDown`."""
SHUT_BEYOND = 0.08
"""How far `mouthClose` exceeds `jawOpen` where lips are wholly shut, painted openings too."""

WIDTH_OF = {
    "mouthPucker": -0.28,
    "mouthFunnel": -0.22,
    "mouthStretch": 0.14,
    "mouthSmile": 0.24,
    "mouthPress": 0.06,
}
"""Change of the mouth's width for a channel (both sides) of 1, in widths at rest.

Drawn lips come out a little narrower than this (perspective, and the hole of a rounded mouth is narrower than
its lips), and a face mesh sees little of it: at -0.38 films showed /u w/ as a pinched hole of half the width.
"""


def _pair(performance: Performance, name: str) -> Track:
    return np.asarray((performance[f"{name}Left"] + performance[f"{name}Right"]) / 2)


def opening_mm(performance: Performance) -> Track:
    """Return how far the lips are apart in their middle beyond how they were painted, (N,), at least 0."""
    jaw = JAW_MM * (performance["jawOpen"] - performance["mouthClose"])
    lips = LOWER_LIP_MM * _pair(performance, "mouthLowerDown") + UPPER_LIP_MM * _pair(
        performance, "mouthUpperUp"
    )
    return np.asarray(np.maximum(jaw + lips * (1 - shut(performance)), 0.0))


def chin_mm(performance: Performance) -> Track:
    """Return how far the chin is down, (N,)."""
    return np.asarray(CHIN_SHARE * JAW_MM * performance["jawOpen"])


def shut(performance: Performance) -> Track:
    """Return how far the lips are asked to be shut, however they are painted, (N,) 0 to 1."""
    beyond = performance["mouthClose"] - performance["jawOpen"]
    return np.asarray(np.clip(beyond / SHUT_BEYOND, 0, 1))


def width_share(performance: Performance) -> Track:
    """Return the mouth's width in widths at rest, (N,)."""
    alone = ("mouthPucker", "mouthFunnel")
    change = sum(
        share * (performance[name] if name in alone else _pair(performance, name))
        for name, share in WIDTH_OF.items()
    )
    return np.asarray(1.0 + change)
