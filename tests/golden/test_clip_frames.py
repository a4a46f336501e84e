"""Frames of the painted face against pictures that people looked at; a difference picture shows what changed.

To renew them after looking: `SPEAKING_RENEW_GOLDEN=1 pytest tests/golden/test_clip_frames.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from painted_face import painted
from PIL import Image

from speaking_engine.clip.animators.mesh.animator import draw, rig_of

DATA = Path(__file__).parents[1] / "data"
GOLDEN = DATA / "clip_golden.png"
SHAPES = {
    "open": ({"jaw": 0.85, "raise_upper": 0.05, "lower_lower": 0.05}, 0.0),
    "round": ({"jaw": 0.3, "round": 0.85}, 0.0),
    "half blink": ({"brow": 0.5}, 0.5),
    "shut, turned": ({"yaw": 0.8, "pitch": -0.5, "press": 0.8, "jaw": 0.3, "lift": 0.3}, 1.0),
}
SIDE_PX = 192
MEAN_STEPS, FAR_STEPS, FAR_SHARE = 0.5, 24, 0.002  # other builds of OpenCV round differently at a few edges


def test_frames_look_as_they_did(tmp_path):
    still, face = painted(SIDE_PX)
    rig = rig_of(face, still)
    drawn = np.hstack([draw(rig, controls, blink=blink) for controls, blink in SHAPES.values()])
    if os.environ.get("SPEAKING_RENEW_GOLDEN"):
        Image.fromarray(drawn).save(GOLDEN)
        pytest.skip("golden frames renewed; look at them")
    golden = np.asarray(Image.open(GOLDEN).convert("RGB"))
    apart = np.abs(drawn.astype(int) - golden)
    difference = tmp_path / "difference.png"
    Image.fromarray(np.vstack([golden, drawn, np.clip(apart * 8, 0, 255).astype(np.uint8)])).save(difference)
    assert apart.mean() < MEAN_STEPS, f"look at {difference}"
    assert (apart.max(axis=-1) > FAR_STEPS).mean() < FAR_SHARE, f"look at {difference}"
