"""Phonemes to mouth movement: closures close, vowels open, silence rests, nothing chatters."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from painted_face import spoken

from speaking_engine.clip.animators.mesh.score import score_of
from speaking_engine.clip.articulation import CHANNELS, Crispness, articulate, crispness_of
from speaking_engine.clip.clip import Motion
from speaking_engine.clip.visemes import BILABIALS, VOWELS, shapes_of
from speaking_engine.errors import ClipError

SYMBOLS = "ɑaæɒɔʌɐɛeɜəɪioʊuAIOQWYpbmfvwɹʃʒʧʤszTtdnlθðkɡŋhjɾʔ "


def moved(text, fps=100.0, **crispness):
    utterance = spoken(text)
    times = np.arange(int(utterance.seconds * fps)) / fps
    return utterance, times, articulate(utterance, times, Crispness(**crispness))


def during(utterance, times, symbol, track):
    phoneme = next(p for p in utterance.phonemes if p.symbol == symbol)
    return track[(times >= phoneme.start_seconds) & (times <= phoneme.end_seconds)]


@given(st.text(SYMBOLS, min_size=1, max_size=30))
def test_every_channel_stays_between_0_and_1_and_starts_and_ends_at_rest(text):
    _, _, mouth = moved(text)
    for name in CHANNELS:
        track = getattr(mouth, name)
        assert np.isfinite(track).all()
        assert track.min() >= -1e-9
        assert track.max() <= (1.15 if name == "jaw" else 1.0) + 1e-9
    assert mouth.opening[0] == pytest.approx(0, abs=1e-6)
    assert mouth.opening[-1] == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("sound", sorted(BILABIALS))
@pytest.mark.parametrize("fps", [12, 24, 25, 30])
def test_lips_shut_on_bilabials_at_any_rate(sound, fps):
    utterance, times, mouth = moved(f"ɑ{sound}ɑ", fps)
    phoneme = next(p for p in utterance.phonemes if p.symbol == sound)
    middle = (phoneme.start_seconds + phoneme.end_seconds) / 2
    near = np.abs(times - middle) <= 1 / fps + 0.02
    assert mouth.opening[near].min() == pytest.approx(0, abs=1e-6)
    assert mouth.opening.max() > 0.4


def test_vowels_open_in_the_order_of_their_height():
    open_, mid, close = (moved(f"t{vowel}t")[2].opening.max() for vowel in "ɑɛu")
    assert open_ > mid > close > 0.05


def test_rounding_begins_before_its_vowel_and_passes_through_consonants():
    utterance, times, mouth = moved("ikstu")
    before = during(utterance, times, "t", mouth.round)
    assert before.max() > 0.4
    assert during(utterance, times, "i", mouth.round)[:5].max() < 0.1


def test_lips_do_not_move_in_silence():
    utterance, times, mouth = moved("mɑ ɑm")
    pause = next(p for p in utterance.phonemes[1:-1] if not p.symbol)
    inside = (times > pause.start_seconds + 0.08) & (times < pause.end_seconds - 0.08)
    assert np.abs(mouth.opening[inside]).max() < 1e-3


def test_teeth_meet_the_lip_on_f_and_the_tongue_shows_on_th():
    utterance, times, mouth = moved("ɑfɑθɑ")
    assert during(utterance, times, "f", mouth.tuck).max() > 0.9
    assert during(utterance, times, "θ", mouth.tongue).max() > 0.9


def test_crisper_holds_stay_longer():
    soft, crisp = (moved("ɑtɑ", hold=hold)[2].jaw for hold in (0.0, 0.8))
    assert (crisp > 0.9 * crisp.max()).sum() > (soft > 0.9 * soft.max()).sum()


def test_loud_vowels_open_the_jaw_wider():
    utterance = spoken("ɑtɑ")
    first, second = (p for p in utterance.phonemes if p.symbol == "ɑ")
    utterance.samples[: int(first.end_seconds * 24000)] *= 0.1
    times = np.arange(0, utterance.seconds, 0.01)
    jaw = articulate(utterance, times).jaw
    at = [jaw[(times > p.start_seconds) & (times < p.end_seconds)].max() for p in (first, second)]
    assert at[0] < 0.9 * at[1]


def test_every_sound_has_a_shape_and_diphthongs_two():
    assert all(len(shapes_of(symbol)) == (2 if symbol in "AIOQWY" else 1) for symbol in SYMBOLS)
    assert shapes_of("☃")[0].jaw
    assert "ə" in VOWELS


def test_an_artist_sets_how_crisp_the_mouth_is():
    assert crispness_of(Motion()) == Crispness()
    chosen = Motion(options={"crispness": "0.8", "lead_s": "0.06", "soften_s": "0"})
    assert crispness_of(chosen) == Crispness(0.8, 0.06, 0.0)
    with pytest.raises(ClipError, match="crispness"):
        crispness_of(Motion(options={"crispness": "2"}))
    utterance = spoken("ɑtɑ")
    soft, crisp, early = (
        score_of(utterance, Motion(Fraction(100), options=options)).controls["jaw"]
        for options in ({"crispness": "0"}, {"crispness": "0.9"}, {"lead_s": "0.1"})
    )
    assert (crisp > 0.9 * crisp.max()).sum() > (soft > 0.9 * soft.max()).sum()
    assert np.argmax(early > 0.3) < np.argmax(crisp > 0.3)
