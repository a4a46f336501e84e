"""What a looker would see in a perfect clip, so that measures and reports can be tried on faults alone."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from painted_face import spoken

from speaking_engine.measure.refound import Refound
from speaking_engine.performance.articulation import articulate

RATE = Fraction(25)
UTTERANCE = spoken("mˈɑpi tukˈæsə bˈɑmi pˈɔ " * 4)
TIMES = np.arange(int(UTTERANCE.seconds * 25)) / 25


def seen(**changes):
    """Tracks of a perfect clip, with some changed."""
    count = len(TIMES)
    opening = articulate(UTTERANCE, TIMES).opening_mm * 0.009
    narrow = 0.55 * (1 - 0.3 * articulate(UTTERANCE, TIMES).pucker)
    brow = 0.4 + 0.03 * np.sin(2 * np.pi * TIMES)
    tracks = {
        "opening": opening,
        "eyes": np.ones(count),
        "shape": np.stack([narrow, 1.2 + 0.3 * opening, brow, brow]),
        "turn_deg": np.stack([3 * np.sin(2 * np.pi * 0.3 * TIMES), *np.zeros((2, count))]),
        "presence": 1.0,
        "mesh_sees": True,
        "image_opening": opening,
        "image_lids": np.where(TIMES % 3 < 0.12, 0.0, 1.0),
        "shift": 0.02 * np.abs(np.sin(2 * np.pi * 0.3 * TIMES)),
        "likeness": np.ones(count),
        "change": np.ones(count),
        "flicker": np.zeros(count),
        "upper_db": np.full(count, 99.0),
        "aligned_db": np.full(count, 99.0),
        "untouched_share": 0.5,
        "untouched_px": 3,
        "border_equal": True,
        "first_equal": True,
        "last_equal": True,
    }
    return Refound(**{**tracks, **changes})
