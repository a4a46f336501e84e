"""Life beside the mouth: blinks, nods, posture, brows and eyes, led by the voice, from a seed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from painted_face import spoken

from speaking_engine.errors import ClipError
from speaking_engine.performance.channels import GROUPS
from speaking_engine.performance.life import blink_times, live
from speaking_engine.performance.manner import Manner, parse_regions, seed_of
from speaking_engine.performance.perform import perform
from speaking_engine.performance.prosody import accents, lift, loudness, pauses, phrases, pitch_hz
from speaking_engine.speech.utterance import Word

MINUTE = spoken("mˈɑpi tukˈæsə nˈoliðəlˈaɪtə " * 16)
RATE = Fraction(25)


def longest_run(flags):
    edges = np.flatnonzero(np.diff(np.r_[0, flags.astype(int), 0]))
    return int((edges[1::2] - edges[::2]).max(initial=0))


@pytest.mark.parametrize("words", [2, 3, 5, 9, 16])
def test_blinks_are_15_to_30_a_minute_in_clips_of_every_length(words):
    utterance = spoken("mˈɑpi tukˈæsə nˈoliðəlˈaɪtə " * words)
    for seed in range(12):
        starts = np.array(blink_times(utterance, np.random.default_rng(seed)))
        assert 15 <= len(starts) / utterance.seconds * 60 <= 30
        assert np.diff(starts).min(initial=1.0) > 0.6


def test_blinks_are_irregular_and_drawn_to_phrase_ends():
    ends = np.array([phrase.end for phrase in phrases(MINUTE)])
    chosen = [blink_times(MINUTE, np.random.default_rng(seed)) for seed in range(6)]
    assert min(np.diff(starts).std() for starts in chosen) > 0.3
    near = [
        -0.1 < (start - ends)[np.abs(ends - start).argmin()] < 0.35 for starts in chosen for start in starts
    ]
    assert np.mean(near) > 1.4 * 0.45 * len(ends) / MINUTE.seconds


def test_a_blink_shuts_the_eye_for_100_to_300_ms():
    shut = live(MINUTE, np.arange(0, MINUTE.seconds, 0.005), seed=1)["eyeBlinkLeft"]
    edges = np.flatnonzero(np.diff((shut > 0.05).astype(int), prepend=0, append=0))
    lengths = (edges[1::2] - edges[::2]) * 0.005
    assert shut.max() == pytest.approx(1.0)
    assert lengths.min() > 0.1
    assert lengths.max() < 0.33


@pytest.mark.parametrize("seed", range(8))
def test_the_head_of_a_portrait_turns_3_to_8_degrees_and_never_rests_for_a_second(seed):
    head = perform(MINUTE, RATE, Manner(seed=seed)).head_deg
    for start in range(0, len(head) - 500, 250):
        assert 3 <= np.ptp(head[start : start + 500, 0]) <= 8
    still = np.abs(np.diff(head[10:-10], axis=0)).max(axis=1) < 0.01
    assert longest_run(still) < 25


def test_eyes_hold_what_they_look_at_while_the_head_turns():
    made = perform(MINUTE, RATE, Manner(seed=1))
    assert np.corrcoef(made["headYaw"], made["leftEyeYaw"])[0, 1] < -0.15


def test_styles_scale_and_regions_switch():
    spread = {
        style: perform(MINUTE, RATE, Manner(style=style, seed=3)).head_deg.std()
        for style in ("restrained", "portrait", "lively")
    }
    assert spread["restrained"] < spread["portrait"] < spread["lively"]
    mouth_only = perform(MINUTE, RATE, Manner(regions=parse_regions("mouth"), seed=3))
    whole = perform(MINUTE, RATE, Manner(seed=3))
    np.testing.assert_array_equal(mouth_only["jawOpen"], whole["jawOpen"])
    assert not mouth_only.head_deg.any()
    assert not any(mouth_only[name].any() for name in (*GROUPS["brows"], "eyeBlinkLeft"))
    with pytest.raises(ClipError, match="'nose'"):
        parse_regions("mouth,nose")


def test_pictures_and_words_decide_so_that_a_room_of_portraits_never_blinks_together():
    seeds = {seed_of(f"{picture:064x}", "Good evening.", 0) for picture in range(20)}
    assert len(seeds) == 20
    assert seed_of("a", "One.", 0) != seed_of("a", "Two.", 0) != seed_of("a", "Two.", 1)
    firsts = [blink_times(MINUTE, np.random.default_rng(seed))[0] for seed in seeds]
    assert np.median(np.diff(np.sort(firsts))) > 0.01
    assert np.ptp(firsts) > 0.7


def test_seed_decides():
    first, second, other = (perform(MINUTE, RATE, Manner(seed=seed)) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first.channels, second.channels)
    np.testing.assert_array_equal(first.head_deg, second.head_deg)
    assert not np.array_equal(first.head_deg, other.head_deg)


def test_a_question_lifts_brows_and_head_at_its_end():
    words = (Word("where?", 0.3, 1.5),)
    asked = replace(spoken("wˈɛɹɑɹmˈIˈæpəlz"), words=words)
    said = replace(asked, words=(Word("there.", 0.3, 1.5),))
    times = np.arange(0, asked.seconds, 0.04)
    end = slice(int(25 * (phrases(asked)[-1].end - 0.3)), int(25 * phrases(asked)[-1].end))
    question, statement = (live(one, times, 4) for one in (asked, said))
    assert question["browInnerUp"][end].mean() > statement["browInnerUp"][end].mean() + 0.1
    assert question["headPitch"][end].mean() > statement["headPitch"][end].mean() + 0.5


def test_the_melody_of_a_voice_is_found():
    hz, rate_hz = 180.0, 24000
    times = np.arange(rate_hz) / rate_hz
    rising = hz * (1 + 0.3 * times)
    voice = 0.2 * np.sign(np.sin(2 * np.pi * np.cumsum(rising) / rate_hz)).astype(np.float32)
    utterance = replace(spoken("ɑ"), samples=voice, sample_rate_hz=rate_hz)
    at = np.array([0.2, 0.5, 0.8])
    np.testing.assert_allclose(pitch_hz(utterance, at), hz * (1 + 0.3 * at), rtol=0.05)
    assert np.diff(lift(utterance, at)).min() > 0.2
    assert np.isnan(pitch_hz(spoken("ɑ "), np.array([0.1]))).all()


def test_pauses_accents_and_loudness_are_read_from_the_utterance():
    utterance = spoken("mˈɑ pi")
    silences = pauses(utterance)
    assert [round(pause.seconds, 2) for pause in silences] == [0.3, 0.4, 0.4]
    assert len(accents(utterance)) == 1
    level = loudness(utterance, np.array([0.15, 0.42]))
    assert level[0] == 0
    assert level[1] > 0.5
