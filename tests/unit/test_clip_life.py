"""Blinks, gestures and brows: like a speaker's, and from a seed."""

from __future__ import annotations

import numpy as np
import pytest
from painted_face import spoken

from speaking_engine.clip.life import blink_times, live
from speaking_engine.performance.prosody import accents, loudness, pauses

MINUTE = spoken("mˈɑpi tukˈæsə nˈoliðəlˈaɪtə " * 16)


def test_blinks_are_as_many_as_a_speakers_and_irregular():
    assert MINUTE.seconds > 50
    for seed in range(6):
        starts = np.array(blink_times(MINUTE, np.random.default_rng(seed)))
        assert 12 <= len(starts) / MINUTE.seconds * 60 <= 32
        gaps = np.diff(starts)
        assert gaps.min() > 0.6
        assert gaps.std() > 0.3


def test_blinks_come_at_phrase_ends_more_often_than_by_chance():
    ends = np.array([pause.start for pause in pauses(MINUTE)])
    near = [
        np.abs(ends - start).min() < 0.12
        for seed in range(6)
        for start in blink_times(MINUTE, np.random.default_rng(seed))
    ]
    chance = 0.24 * len(ends) / MINUTE.seconds
    assert np.mean(near) > 1.5 * chance


def test_a_blink_shuts_the_eye_for_100_to_300_ms():
    times = np.arange(0, MINUTE.seconds, 0.005)
    shut = live(MINUTE, times, seed=1).blink
    edges = np.flatnonzero(np.diff((shut > 0.05).astype(int), prepend=0, append=0))
    lengths = (edges[1::2] - edges[::2]) * 0.005
    assert shut.max() == pytest.approx(1.0)
    assert lengths.min() > 0.1
    assert lengths.max() < 0.32


def test_head_rests_between_gestures():
    times = np.arange(0, MINUTE.seconds, 0.04)
    life = live(MINUTE, times, seed=2)
    still = np.abs(life.gesture).max(axis=0) == 0
    assert 0.4 < still.mean() < 0.9
    assert np.abs(life.gesture).max() <= 1.0
    assert np.abs(np.diff(life.sway, axis=1)).max() < 0.12


def test_seed_decides():
    times = np.arange(0, 20, 0.04)
    first, second, other = (live(MINUTE, times, seed) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first.blink, second.blink)
    np.testing.assert_array_equal(first.gesture, second.gesture)
    assert not np.array_equal(first.blink, other.blink)


def test_pauses_accents_and_loudness_are_read_from_the_utterance():
    utterance = spoken("mˈɑ pi")
    silences = pauses(utterance)
    assert [round(pause.seconds, 2) for pause in silences] == [0.3, 0.4, 0.4]
    assert len(accents(utterance)) == 1
    level = loudness(utterance, np.array([0.15, 0.42]))
    assert level[0] == 0
    assert level[1] > 0.5
