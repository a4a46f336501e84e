"""A report says in words what is kept, what is missed, and what could not be measured and why."""

from __future__ import annotations

import dataclasses
import math
import re
from fractions import Fraction

import cv2
import numpy as np
import pytest
from perfect_clip import RATE, UTTERANCE, seen

from speaking_engine.composite.prepare import write_png
from speaking_engine.measure import report
from speaking_engine.measure.asked import Asked
from speaking_engine.measure.judge import Measures, judged
from speaking_engine.measure.limits import LIMITS, remarks, verdicts
from speaking_engine.measure.report import Reported, tracks_png, write_report
from speaking_engine.media.movie import write_lossless
from speaking_engine.protocol.plan import FaceLayer, Mask, RenderPlan


@pytest.fixture(scope="module")
def measures() -> Measures:
    return judged(seen(), UTTERANCE, RATE, Asked(joins=(50,)))


def outcomes(measures):
    return {verdict.limit.measure: verdict for verdict in verdicts(measures)}


def test_every_limit_is_of_a_measure():
    fields = {field.name for field in dataclasses.fields(Measures)}
    assert {limit.measure for limit in LIMITS} <= fields


def test_a_perfect_clip_misses_nothing(measures):
    found = outcomes(measures)
    assert not [name for name, verdict in found.items() if verdict.outcome == "missed"]
    assert found["correlation"].outcome == "kept"
    assert found["first_equal"].shown == "yes"


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.measure)
def test_each_limit_is_missed_just_beyond_it(measures, limit):
    beyond = limit.low - 0.01 if limit.high in (1, math.inf) else limit.high + 0.01
    worse = dataclasses.replace(measures, seconds=60.0, **{limit.measure: beyond})
    assert outcomes(worse)[limit.measure].outcome == "missed"


def test_what_is_missing_says_why(measures):
    untaken = outcomes(dataclasses.replace(measures, closure_share=math.nan, seconds=3.0))
    assert untaken["closure_share"].reason.startswith("there is no /p b m/ in these words")
    assert untaken["blinks_per_minute"].outcome == "not measured"
    assert untaken["moving_db"].reason == "the upper face never moves"


def test_remarks_warn_of_ways_to_be_misled(measures):
    assert len(remarks(measures)) == 1
    doubtful = dataclasses.replace(
        measures, lips_by="image", likeness=0.1, lids_by="mesh", resting_share=0.2, agreement=0.1
    )
    assert len(remarks(doubtful)) == 3
    assert "agree little" in remarks(dataclasses.replace(measures, agreement=0.5))[0]


def test_the_page_needs_nothing_beside_itself(measures, tmp_path):
    plot = tracks_png(seen(), UTTERANCE, RATE, Asked(blinks=(1.0,)))
    assert cv2.imdecode(np.frombuffer(plot, np.uint8), cv2.IMREAD_COLOR).shape[1] > 800
    strip = np.zeros((30, 70, 3), np.uint8)
    missed = dataclasses.replace(measures, correlation=0.5)
    clips = [
        Reported("good", "3 s", measures, strip, plot),
        Reported("<bad>", "3 s", missed, strip, plot, ("Moved by another animator.",)),
    ]
    write_report(tmp_path / "report" / "index.html", "Measures", clips, ["more"])
    page = (tmp_path / "report" / "index.html").read_text("utf8")
    assert "&lt;bad&gt; (0.5)" in page
    assert "<bad>" not in page
    assert "Moved by another animator." in page
    assert "not measured: the upper face never moves" in page
    assert all(source.startswith("data:image/") for source in re.findall(r'src="([^"]*)"', page))
    assert "<p>more</p>" in page
    assert not re.search(r"https?://|href=|<link|<script", page)


def test_outside_of_masks_the_film_is_the_artwork(tmp_path, monkeypatch):
    artwork = np.random.default_rng(0).integers(0, 255, (60, 80, 3), np.uint8)
    write_png(tmp_path / "artwork.png", artwork)
    crop = artwork[10:50, 20:60]
    frames = [crop, np.clip(crop.astype(int) + 40, 0, 255).astype(np.uint8), crop]
    write_lossless(tmp_path / "clip.mkv", frames, Fraction(25))
    layer = FaceLayer(str(tmp_path / "clip.mkv"), (20, 10, 40, 40), 0, 3, Mask(feather_px=6, inset_px=4))
    plan = RenderPlan(str(tmp_path / "artwork.png"), 80, 60, 80, 60, (25, 1), 3, (layer,))
    assert report.most_difference_outside(plan) == 0
    monkeypatch.setattr(report, "alpha_of", lambda mask, size, x, y: np.zeros((len(y), len(x)), np.float32))
    assert report.most_difference_outside(plan) == 40
