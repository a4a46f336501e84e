"""The amplitude keyed over the film's frames: the curve becomes keys, and keys become a curve."""

from __future__ import annotations

import bpy
import numpy as np
import pytest

from speaking_engine.project.document import Choices
from speaking_images import choices, keyed, settings
from speaking_images.stage import keep

pytestmark = pytest.mark.usefixtures("extension")


@pytest.fixture
def found():
    return settings.production(bpy.context)


def key(found, *keys, interpolation="LINEAR"):
    """Insert key frames as the key button of the panel does."""
    for frame, value in keys:
        found.amplitude = value
        found.id_data.keyframe_insert("speaking.amplitude", frame=frame)
    for point in keyed._curve(found).curve.keyframe_points:
        point.interpolation = interpolation
    return keyed._curve(found).curve


def sent(found):
    return Choices(**choices.edited_choices(found))


def shown(found, **chosen):
    choices.show_choices(Choices(**chosen).model_dump(mode="json"), found)


def test_without_key_frames_there_are_no_keys(found):
    found.amplitude = 0.7
    found.id_data.keyframe_insert("audio_volume", frame=3)
    assert (sent(found).amplitude, sent(found).amplitude_keys) == (0.7, ())


def test_frame_one_is_the_film_s_beginning_at_the_film_s_rate(found):
    found.id_data.render.fps = 24
    key(found, (1, 1.0), (26, 0.5), (51, 1.5))
    assert sent(found).amplitude_keys == ((0, 1), (1, 0.5), (2, 1.5))
    assert sent(found).amplitude == 1.0
    found.rate = "50"
    assert sent(found).amplitude_keys == ((0, 1), (0.5, 0.5), (1, 1.5))
    found.rate = "a lot"
    assert keyed.keys_of(found)[1] == [1, 0.5]


def test_only_bends_become_keys(found):
    key(found, (1, 1.0), (11, 0.8), (21, 0.6), (31, 0.6), (41, 1.0))
    assert sent(found).amplitude_keys == ((0, 1), (0.8, 0.6), (1.2, 0.6), (1.6, 1))


def test_a_curve_is_followed_within_the_tolerance_and_the_range(found):
    curve = key(found, (1, 0.0), (41, 2.0), (81, 0.1), interpolation="ELASTIC")
    keys = sent(found).amplitude_keys
    assert 10 < len(keys) < 75
    assert all(0 <= value <= 2 for _, value in keys)
    seconds, values = zip(*keys, strict=True)
    for frame in range(1, 82):
        wanted = min(max(curve.evaluate(frame), 0.0), 2.0)
        assert np.interp((frame - 1) / 25, seconds, values) == pytest.approx(wanted, abs=0.006)


def test_steps_before_the_film_and_muted_curves(found):
    curve = key(found, (-20, 0.0), (11, 1.0), (21, 0.5), interpolation="CONSTANT")
    assert sent(found).amplitude_keys == ((0, 0), (0.36, 0), (0.4, 1), (0.76, 1), (0.8, 0.5))
    curve.mute = True
    assert sent(found).amplitude_keys == ()


def test_a_curve_that_goes_on_is_read_to_the_end_of_the_film(found):
    film = keep.mark(bpy.data.scenes.new("Speaking Film"), "film")
    film.frame_end = 101
    curve = key(found, (1, 0.0), (11, 0.5), (21, 0.0))
    curve.modifiers.new("CYCLES")
    assert sent(found).amplitude_keys[-1][0] == 4.0
    assert len(sent(found).amplitude_keys) == 11


@pytest.mark.parametrize(
    "chosen",
    [
        {"amplitude_keys": [(0.0, 1.0), (4.5, 0.3), (6.0, 1.0)]},
        {"amplitude_keys": [(2.123, 0.25), (2.8, 2.0)], "rate": "29.97"},
        {"amplitude_keys": [(1.0, 0.0)], "rate": "24"},
        {"amplitude": 0.4},
    ],
    ids=str,
)
def test_keys_of_a_production_come_back_as_key_frames_and_as_keys(found, chosen):
    shown(found, **chosen)
    assert sent(found) == Choices(**chosen)
    keys = chosen.get("amplitude_keys", [])
    curve = keyed._curve(found) and keyed._curve(found).curve
    assert len(curve.keyframe_points if curve else ()) == len(keys)


def test_keys_over_an_amplitude_are_shown_as_what_both_make(found):
    shown(found, amplitude=0.5, amplitude_keys=[(0.0, 1.0), (1.0, 0.4)])
    assert [tuple(point.co) for point in keyed._curve(found).curve.keyframe_points] == [
        (1.0, 0.5),
        (26.0, pytest.approx(0.2)),
    ]
    assert (sent(found).amplitude, sent(found).amplitude_keys) == (1.0, ((0, 0.5), (1, 0.2)))


def test_an_artist_s_curve_outlives_what_the_engine_answers(found):
    key(found, (1, 1.0), (40, 0.2), (80, 1.0), interpolation="BEZIER")
    shown(found, **sent(found).model_dump(include={"amplitude", "amplitude_keys"}))
    points = keyed._curve(found).curve.keyframe_points
    assert [point.interpolation for point in points] == ["BEZIER"] * 3
    shown(found, amplitude_keys=[(0.0, 1.0), (1.0, 0.5)])
    assert [point.interpolation for point in keyed._curve(found).curve.keyframe_points] == ["LINEAR"] * 2
    shown(found, amplitude=0.8)
    assert keyed._curve(found) is None
    assert found.amplitude == pytest.approx(0.8)


def test_scrubbing_changes_nothing_that_is_sent(found):
    key(found, (1, 1.0), (51, 0.0))
    before = choices.edited_choices(found)
    found.id_data.frame_set(40)
    assert found.amplitude != 1.0
    assert choices.edited_choices(found) == before
