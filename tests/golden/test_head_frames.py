"""Frames of the painted face by the head animator against pictures that people looked at.

To renew them after looking: `SPEAKING_RENEW_GOLDEN=1 pytest tests/golden/test_head_frames.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from painted_face import painted
from PIL import Image

from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.rig import HeadPose, rig_of

GOLDEN = Path(__file__).parents[1] / "data" / "head_golden.png"
POSES = {
    "wide": HeadPose({"jawOpen": 0.35, "mouthUpperUpLeft": 0.2, "mouthUpperUpRight": 0.2}, opening_mm=12.0),
    "round": HeadPose({"jawOpen": 0.15, "mouthPucker": 0.8, "mouthFunnel": 0.3}, opening_mm=5.0),
    "blink": HeadPose({"eyeBlinkLeft": 1.0, "eyeBlinkRight": 0.5}),
    "shut, turned": HeadPose({"mouthClose": 0.1}, np.array([6.0, -4.0, 3.0]), shut=1.0),
}
SIDE_PX = 192
MEAN_STEPS, FAR_STEPS, FAR_SHARE = 0.5, 24, 0.002  # other builds of OpenCV round differently at a few edges


def test_frames_look_as_they_did(tmp_path):
    still, face = painted(SIDE_PX)
    rig = rig_of(still.pixels, figure_of(face, still.crop_px))
    drawn = np.hstack([rig.draw(pose) for pose in POSES.values()])
    if os.environ.get("SPEAKING_RENEW_GOLDEN"):
        Image.fromarray(drawn).save(GOLDEN)
        pytest.skip("golden frames renewed; look at them")
    golden = np.asarray(Image.open(GOLDEN).convert("RGB"))
    apart = np.abs(drawn.astype(int) - golden)
    difference = tmp_path / "difference.png"
    Image.fromarray(np.vstack([golden, drawn, np.clip(apart * 8, 0, 255).astype(np.uint8)])).save(difference)
    assert apart.mean() < MEAN_STEPS, f"look at {difference}"
    assert (apart.max(axis=-1) > FAR_STEPS).mean() < FAR_SHARE, f"look at {difference}"


def test_rest_is_the_still_and_nearly_resting_is_nearly_it():
    still, face = painted(SIDE_PX)
    rig = rig_of(still.pixels, figure_of(face, still.crop_px))
    np.testing.assert_array_equal(rig.draw(HeadPose({})), still.pixels)
    hardly = rig.draw(HeadPose({"jawOpen": 1e-6, "eyeBlinkLeft": 0.01}, np.full(3, 1e-4)))
    assert np.abs(hardly.astype(int) - still.pixels).max() <= 2
