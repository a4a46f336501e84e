"""The speech layer: closures that hold, jaws that come up, rounding that is seen, speeds of muscles."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from painted_face import spoken as said

from speaking_engine.performance.articulation import articulate, spoken
from speaking_engine.performance.channels import CHANNELS
from speaking_engine.performance.millimetres import chin_mm, opening_mm, shut, width_share
from speaking_engine.performance.visemes import BILABIALS

SYMBOLS = "ɑaæɒɔʌɐɛeɜəɪioʊuAIOQWYpbmfvwɹʃʒʧʤszTtdnlθðkɡŋhjɾʔ "
RATE = Fraction(25)


def middle(utterance, symbol):
    phoneme = next(p for p in utterance.phonemes if p.symbol == symbol)
    return (phoneme.start_seconds + phoneme.end_seconds) / 2


@settings(max_examples=60)
@given(st.text(SYMBOLS, min_size=1, max_size=30))
def test_nothing_is_faster_than_muscles_and_the_face_rests_at_both_ends(text):
    made = spoken(said(text), RATE)
    assert np.isfinite(made.channels).all()
    assert made.channels.min() >= 0
    assert made.channels.max() <= 1
    lips, chin = opening_mm(made), chin_mm(made)
    assert np.abs(np.diff(lips)).max(initial=0) * 25 <= 200
    assert np.abs(np.diff(chin)).max(initial=0) * 25 <= 120
    assert lips.max() <= 14
    assert lips[0] == pytest.approx(0, abs=0.3)


@pytest.mark.parametrize("sound", sorted(BILABIALS))
@pytest.mark.parametrize("fps", [12, 24, 25, 30, 50])
def test_bilabials_shut_the_lips_for_at_least_70_ms_with_the_jaw_up(sound, fps):
    utterance = said(f"ɑ{sound}ɑ")
    made = spoken(utterance, Fraction(fps))
    near = np.abs(made.times - middle(utterance, sound)) < 0.09
    closed = near & (opening_mm(made) < 0.3)
    assert closed.sum() / fps >= 0.07
    assert shut(made)[near].max() == pytest.approx(1)
    assert chin_mm(made)[closed].max() <= 0.15 * chin_mm(made).max() if fps >= 24 else True


def test_an_open_vowel_is_10_to_14_mm_wide():
    assert 10 <= opening_mm(spoken(said("hɑrd"), RATE)).max() <= 14


def test_vowels_open_in_the_order_of_their_height():
    open_, mid, close = (opening_mm(spoken(said(f"t{vowel}t"), RATE)).max() for vowel in "ɑɛu")
    assert open_ > mid > close > 2


@pytest.mark.parametrize("vowel", ["u", "o", "O"])
def test_rounded_vowels_narrow_the_mouth(vowel):
    assert width_share(spoken(said(f"t{vowel}t"), RATE)).min() <= 0.8


def test_f_tucks_the_lower_lip_and_nearly_shuts():
    utterance = said("ɑfɑ")
    mouth = articulate(utterance, np.array([middle(utterance, "f") - 0.015]))
    assert mouth.tuck[0] > 0.6
    assert mouth.opening_mm[0] < 4


def test_silence_is_rest():
    made = spoken(said("ɑ" + " " * 8 + "ɑ"), RATE)
    assert opening_mm(made)[len(made) // 2] < 0.2


def test_channels_keep_their_range_whatever_the_amount():
    made = spoken(said("ɑmɑu"), RATE, 2.0)
    assert set(made.at(5)) <= set(CHANNELS)
    assert made.channels.max() <= 1
