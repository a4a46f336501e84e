"""The score: one amplitude over everything that moves, by the artist's keys, and never over blinks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from painted_face import spoken

from speaking_engine.clip.animators.mesh.score import score_of
from speaking_engine.clip.clip import Motion

UTTERANCE = spoken("pˈɑpi mˈukə bˈɔmi pˈɑtu mˈɑpi sˈɑmi bˈɑbu")
LINEAR = ("jaw", "round", "spread", "brow", "yaw", "pitch", "roll")
"""Controls that are as many times larger as the amplitude is."""


def scored(*keys, style="lively", **motion):
    return score_of(UTTERANCE, Motion(style=style, amplitude_keys=keys, seed=1, **motion))


@pytest.fixture(scope="module")
def plain():
    return scored()


def test_keys_scale_mouth_gestures_brows_sway_and_gaze_but_never_blinks(plain):
    half = scored((0.0, 0.5))
    for name in LINEAR:
        assert np.abs(plain.controls[name]).max() > 0
        np.testing.assert_allclose(half.controls[name], 0.5 * plain.controls[name], atol=1e-12)
    assert np.abs(plain.gaze).max() > 0
    assert np.abs(half.gaze).max() < np.abs(plain.gaze).max()
    assert plain.blink.max() == 1
    np.testing.assert_array_equal(half.blink, plain.blink)


def test_between_keys_of_nought_the_face_rests_but_for_its_blinks(plain):
    still = scored((1.0, 1.0), (1.2, 0.0), (2.4, 0.0), (2.6, 1.0))
    resting = np.arange(len(still)) / 25
    inside, outside = (resting >= 1.2) & (resting <= 2.4), (resting <= 1.0) | (resting >= 2.6)
    for name, track in still.controls.items():
        assert not track[inside].any()
        np.testing.assert_array_equal(track[outside], plain.controls[name][outside])
    assert not still.close[inside].any()
    assert not still.gaze[inside].any()
    np.testing.assert_array_equal(still.blink, plain.blink)
    assert all(still.rests(frame) for frame in np.flatnonzero(inside & (plain.blink == 0)))


def test_a_constant_key_and_an_amplitude_are_one(plain):
    for name, track in scored((0.0, 0.4)).controls.items():
        np.testing.assert_allclose(track, scored(amplitude=0.4).controls[name], atol=1e-12)
    most = scored((0.0, 2.0), amplitude=2.0)
    np.testing.assert_array_equal(most.controls["jaw"], scored(amplitude=2.0).controls["jaw"])


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.integers(0, 100), st.integers(0, 20), min_size=1, max_size=8))
def test_closures_stay_shut_under_any_keys(found):
    keys = tuple((place / 20, factor / 10) for place, factor in sorted(found.items()))
    score = scored(*keys)
    shut = np.flatnonzero(scored().close == 1)
    assert len(shut) >= 10
    for name in ("raise_upper", "lower_lower"):
        np.testing.assert_allclose(score.controls[name][shut], 0, atol=1e-9)
    np.testing.assert_allclose(score.controls["lift"][shut], score.controls["jaw"][shut], atol=1e-9)
