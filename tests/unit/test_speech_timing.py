"""Times of phonemes and words."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.speech.chunks import cut
from speaking_engine.speech.reading import Reading
from speaking_engine.speech.timing import marks_of, phonemes_of, sounds_of, words_of
from speaking_engine.speech.voices.fake import FakeVoice

phonemes = st.text(alphabet="abɪˈˌː.,n", max_size=12)


def timed(readings):
    (chunk,) = cut(readings, max_symbols=10_000)
    bounds = FakeVoice().sound(chunk.phonemes, 1.0).bounds_seconds
    sounds = tuple(sounds_of(marks_of(chunk, bounds)))
    seconds = float(bounds[-1]) + 0.1
    return phonemes_of(sounds, seconds), words_of(sounds, readings), seconds


@given(st.lists(phonemes.filter(lambda s: "." not in s), min_size=1, max_size=8).filter(any))
def test_phonemes_touch_and_words_are_in_order(texts):
    readings = [Reading(f"w{index}", text) for index, text in enumerate(texts)]
    found, words, seconds = timed(readings)
    assert found[0].start_seconds == 0
    assert found[-1].end_seconds <= seconds + 1e-9
    assert all(abs(a.end_seconds - b.start_seconds) < 1e-9 for a, b in pairwise(found))
    assert all(phoneme.end_seconds > phoneme.start_seconds for phoneme in found)
    assert [word.text for word in words] == [reading.text for reading in readings]
    assert all(word.start_seconds <= word.end_seconds for word in words)
    assert all(a.end_seconds <= b.start_seconds + 1e-9 for a, b in pairwise(words))


def test_stress_and_length_marks_give_their_time_to_the_sound():
    found, _, _ = timed([Reading("aː", "ˈaːb.")])
    silence, a, b, end = found
    assert (silence.symbol, a.symbol, b.symbol, end.symbol) == ("", "a", "b", "")
    assert (a.stress, b.stress) == (1, 0)
    assert np.isclose(a.end_seconds - a.start_seconds, 0.12 + 0.08 + 0.12)


def test_words_that_run_on_share_the_space():
    _, (first, second), _ = timed([Reading("a", "a"), Reading("b", "b")])
    assert np.isclose(first.end_seconds, second.start_seconds)


def test_a_silent_word_takes_no_time_at_its_place():
    _, (first, silent, last), _ = timed([Reading("a", "a"), Reading("—", ""), Reading("b", "b")])
    assert silent.start_seconds == silent.end_seconds == first.end_seconds <= last.start_seconds
