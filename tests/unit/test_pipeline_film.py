"""From words and sounds to moving faces: who moved them, what was recorded, and what is made again."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
from hallo_install import installation, variables
from painted_face import painted, spoken
from PIL import Image

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.media.movie import frame_count_of, read_frames
from speaking_engine.pipeline.film import clip_in
from speaking_engine.pipeline.line import Line
from speaking_engine.project.production import PROJECT_FILE, created


@pytest.fixture
def production(tmp_path):
    path = tmp_path / "face.png"
    Image.fromarray(painted(128)[0].pixels).save(path)
    with created(tmp_path / "a.speaking", path) as production:
        yield production


def line_over(production, *sounding):
    """Return the line over a painted face that says these phonemes, a spoken line each."""
    still, face = painted(128)
    line = Line(production)
    vars(line).update(
        artwork=Artwork(still.pixels, "0" * 64, Metadata()),
        picture=SimpleNamespace(digest="picture"),
        face=lambda face_id: face,
        script=SimpleNamespace(
            lines=[
                SimpleNamespace(face_id="f0", text=text, language="en-us", sentences=()) for text in sounding
            ]
        ),
        sounds=[SimpleNamespace(digest=text) for text in sounding],
        pauses=(),
        utterances=tuple(spoken(text) for text in sounding),
    )
    return line


@pytest.fixture
def hallo(tmp_path, monkeypatch):
    """Install the stand-in."""
    for name, value in variables(installation(tmp_path / "hallo")).items():
        monkeypatch.setenv(name, value)


def test_a_face_that_hallo_cannot_see_is_moved_by_the_head_and_the_reason_is_kept(
    production, hallo, monkeypatch
):
    monkeypatch.setenv("STAND_IN", "noface")
    production.project.choices.animator = "hallo"
    shown = line_over(production, "mˈɑpi")
    reason = (
        "Face f0 is moved by 'head' instead of 'hallo': the animator 'hallo' sees no face in this picture."
    )
    product = shown.clips[0]
    clip = clip_in(product.folder)
    assert (clip.animator, clip.fallbacks[0]) == ("head", reason)
    assert frame_count_of(clip.path) == clip.frame_count > 0
    assert json.loads((product.folder / "clip.json").read_text("utf8"))["fallbacks"][0] == reason
    shown.run.save()
    saved = json.loads((production.folder / PROJECT_FILE).read_text("utf8"))
    assert saved["stages"]["clip"]["fallbacks"][0] == reason
    again = line_over(production, "mˈɑpi")
    assert not again.clips[0].made
    assert again.run.tallies["clip"].record.fallbacks[0] == reason


def test_what_the_animator_does_not_follow_is_kept(production, hallo):
    production.project.choices.animator = "hallo"
    production.project.choices.style = "lively"
    shown = line_over(production, "mˈɑ")
    assert clip_in(shown.clips[0].folder).fallbacks == (
        "The animator 'hallo' does not follow the style 'lively'.",
    )


def made_lines(production, *sounding):
    shown = line_over(production, *sounding)
    return [product.made for product in shown.clips]


def test_a_changed_key_makes_only_the_clip_of_its_line_again(production):
    choices, lines = production.project.choices, ("mˈɑpi", "sˈɑmi mˈɑ", "bˈɔmi")
    assert made_lines(production, *lines) == [True, True, True]
    first, second, third = (span.start / 25 for span in line_over(production, *lines).spans[0])
    choices.amplitude_keys = [(first, 1.0), (second + 0.3, 1.0), (second + 0.8, 0.2), (third - 0.1, 1.0)]
    assert made_lines(production, *lines) == [False, True, False]
    choices.amplitude_keys = [*choices.amplitude_keys, (third + 0.2, 1.0), (third + 0.5, 0.0)]
    assert made_lines(production, *lines) == [False, False, True]
    choices.amplitude_keys = []
    assert made_lines(production, *lines) == [False, False, False]


def test_keys_are_of_the_film_s_time_and_a_clip_sees_its_own_part(production):
    production.project.choices.amplitude_keys = [(0.0, 1.0), (20.0, 0.0)]
    shown = line_over(production, "mˈɑpi", "sˈɑmi mˈɑ")
    spans, _ = shown.spans
    for manner, span in zip(shown.manners, spans, strict=True):
        (start, first), (end, last) = manner.amplitude_keys
        assert (start, end) == (0.0, pytest.approx(len(span) / 25))
        assert first == pytest.approx(1 - span.start / 25 / 20, abs=1e-6)
        assert last == pytest.approx(1 - span.stop / 25 / 20, abs=1e-6)


def test_a_line_keyed_to_nought_is_the_still_but_for_blinks(production):
    lines = ("mˈɑpi mˈɑpi", "sˈɑmi")
    spans, _ = line_over(production, *lines).spans
    moved = line_over(production, *lines).clips
    production.project.choices.amplitude_keys = [(spans[0].stop / 25, 0.0), (spans[1].start / 25, 1.0)]
    rested = line_over(production, *lines).clips
    assert [product.made for product in rested] == [True, False]
    largest = []
    for product in (moved[0], rested[0]):
        frames = np.stack(list(read_frames(clip_in(product.folder).path)))[:, 60:]  # from under the eyes
        largest.append(int(np.abs(frames.astype(int) - frames[0]).max()))
    assert largest[0] > 40
    assert largest[1] == 0
