"""Blender's frames against the engine's compositor, pixel by pixel, on every Blender that is named.

`SPEAKING_BLENDERS` holds more Blenders (programs, or Pythons with bpy), separated as in PATH.
"""

from __future__ import annotations

import json
import os
import sys
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "blender"))
from fake_film import FakeFilm

from speaking_engine.composite.compositor import compose_frame, patches
from speaking_engine.composite.mask import alpha_of
from speaking_engine.composite.prepare import media_at_film_size, read_png, write_png
from speaking_engine.protocol.plan import Mask, read_plan
from speaking_engine.protocol.progress import silent
from speaking_engine.render.blender import find_blender, render_frames

BLENDERS = ["", *filter(None, os.environ.get("SPEAKING_BLENDERS", "").split(os.pathsep))]

TWO_FACES = FakeFilm(
    (401, 303),
    8,
    Fraction(30000, 1001),
    [
        ((40, 30, 150, 161), 0, 5, Mask("rounded_box", 24.0, 3.0, 40.0)),
        ((130, 80, 171, 150), 2, 6, Mask("ellipse", 18.0, 0.0, 0.0)),
    ],
    blend=0.9,
)


@pytest.fixture(params=BLENDERS, ids=lambda name: Path(name).name or "found")
def blender(request, monkeypatch):
    find_blender.cache_clear()
    if request.param:
        monkeypatch.setenv("SPEAKING_BLENDER", request.param)
    if find_blender() is None:
        pytest.skip("there is no Blender here")
    yield
    find_blender.cache_clear()


@pytest.mark.blender
@pytest.mark.parametrize("way", ["planes", "strips"])
def test_blender_agrees_with_the_engine(blender, way, tmp_path):
    plan = media_at_film_size(read_plan(TWO_FACES.write(tmp_path)), tmp_path)
    plan_path = tmp_path / "placed.json"
    plan_path.write_text(json.dumps(plan.as_dict()), "utf8")
    render_frames(plan_path, tmp_path / "frames", way=way, report=silent)
    still = read_png(Path(plan.artwork))
    worst_outside, worst_feather = 0, 0.0
    for number, changes in enumerate(patches(plan, still)):
        got = read_png(tmp_path / "frames" / f"{number:06d}.png").astype(int)
        error = np.abs(got - compose_frame(still, changes))
        alpha = cover(plan, number)
        worst_outside = max(worst_outside, int(np.abs(got - still)[alpha == 0].max()))
        feather = error[(alpha > 0) & (alpha < 1)]
        worst_feather = max(worst_feather, float(feather.mean()))
        if error.max() > 1:  # what to look at when it fails
            write_png(tmp_path / f"difference_{number}.png", np.clip(error * 20, 0, 255).astype(np.uint8))
        assert error.max() <= 1, f"frame {number}, see {tmp_path}/difference_{number}.png"
    assert worst_outside == 0
    assert worst_feather <= 2.0


def cover(plan, number):
    """Return (H, W) float: how much of any mask lies on each pixel in this frame."""
    whole = np.zeros((plan.height_px, plan.width_px), np.float32)
    for layer in plan.layers:
        if not layer.start_frame <= number < layer.start_frame + layer.frame_count:
            continue
        x, y, width, height = layer.crop_px
        alpha = alpha_of(layer.mask, (width, height), np.arange(width) + 0.5, np.arange(height) + 0.5)
        part = whole[y : y + height, x : x + width]
        np.maximum(part, cv2.min(alpha, 1.0), out=part)
    return whole
