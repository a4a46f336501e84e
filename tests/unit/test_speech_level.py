"""Loudness, peaks and joins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speaking_engine.speech.join import HEAD_SECONDS, TAIL_SECONDS, heard, join
from speaking_engine.speech.level import LOUDNESS_LUFS, level, loudness_lufs
from speaking_engine.speech.voices import Sound

RATE = 24000


def noise(seconds, *, gain, seed=0):
    return (gain * np.random.default_rng(seed).normal(size=int(seconds * RATE))).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.05, 0.3, 1.0, 5.0])
@pytest.mark.parametrize("gain", [0.001, 0.05, 0.9])
def test_speech_is_brought_to_its_loudness(seconds, gain):
    made = level(noise(seconds, gain=gain), RATE)
    assert abs(loudness_lufs(made, RATE) - LOUDNESS_LUFS) <= 1.0
    assert 20 * np.log10(np.abs(made).max()) <= -1.0
    assert made.dtype == np.float32
    assert len(made) == int(seconds * RATE)


def test_a_spiky_sound_is_turned_down_and_not_clipped():
    samples = noise(2.0, gain=0.02)
    samples[::6000] = 1.0
    made = level(samples, RATE)
    assert np.abs(made).max() <= 10 ** (-1 / 20)
    assert np.count_nonzero(np.abs(made) > 0.99 * np.abs(made).max()) < 50


@pytest.mark.parametrize("length", [0, 1, 100, RATE])
def test_silence_stays_silence(length):
    assert not level(np.zeros(length, np.float32), RATE).any()


@settings(max_examples=25)
@given(
    lengths=st.lists(st.floats(0.05, 0.4), min_size=1, max_size=4),
    pause=st.floats(0.0, 1.0),
    seed=st.integers(0, 1000),
)
def test_joins_never_click(lengths, pause, seed):
    sounds = []
    for seconds in lengths:  # a tone that begins and ends at full swing: a bare cut of it would click
        time = np.arange(int(seconds * RATE)) / RATE
        samples = np.cos(2 * np.pi * 200 * time + seed).astype(np.float32)
        sounds.append(Sound(samples, np.array([0.0, seconds])))
    joined = join(sounds, [pause] * len(sounds), RATE)
    steepest = 2 * np.pi * 200 / RATE  # of the tone itself
    assert np.abs(np.diff(joined.samples)).max() < 1.2 * steepest
    for sound, bounds in zip(sounds, joined.bounds_seconds, strict=True):
        start = int(bounds[0] * RATE)
        assert np.abs(joined.samples[start : start + len(sound.samples)]).max() > 0.9


def test_pauses_are_heard_as_long_as_asked():
    tone = np.zeros(RATE, np.float32)
    tone[6000:18000] = 0.5 * np.sin(np.arange(12000))
    joined = join([Sound(tone, np.array([0.25, 0.75]))] * 2, [0.5, 0.2], RATE)
    loud = np.flatnonzero(np.abs(joined.samples) > 0.01) / RATE
    gap = np.diff(loud).max()
    assert abs(gap - 0.5) < 0.02
    assert abs(loud[0] - HEAD_SECONDS) < 0.06
    assert abs(len(joined.samples) / RATE - loud[-1] - TAIL_SECONDS) < 0.06


def test_what_is_heard_of_nothing_is_nothing():
    assert heard(np.zeros(0, np.float32), RATE) == (0, 0)
