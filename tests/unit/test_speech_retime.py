"""Sentences that a hand moves, cuts and stretches."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from speaking_engine.composite.arrange import Timing, spans_of
from speaking_engine.errors import UserError
from speaking_engine.pipeline import film
from speaking_engine.speech.retime import TimedPart, pieces_of, retimed, sentence_spans
from speaking_engine.speech.utterance import Phoneme, Utterance, Word

TEXTS = ["Hi.", "You there."]
WORDS = (Word("Hi.", 0.0, 0.5), Word("You", 0.7, 1.0), Word("there.", 1.0, 1.5))
RATE_HZ = 8000


@pytest.fixture
def spoken():
    tone = np.sin(np.arange(2 * RATE_HZ) * 2 * np.pi * 440 / RATE_HZ).astype(np.float32)
    phonemes = (Phoneme("h", 0.0, 0.5), Phoneme("", 0.5, 0.7), Phoneme("j", 0.7, 1.5), Phoneme("", 1.5, 2.0))
    return Utterance(tone, RATE_HZ, phonemes, WORDS, " ".join(TEXTS), "a voice")


def test_sentences_touch_in_the_silence_between(spoken):
    assert sentence_spans(spoken, TEXTS) == ((0.0, pytest.approx(0.6)), (pytest.approx(0.6), 2.0))
    assert sentence_spans(spoken, [spoken.text]) == ((0.0, 2.0),)


def test_what_nobody_touched_is_as_it_was_spoken(spoken):
    same = retimed(spoken, TEXTS, [(), ()])
    assert np.array_equal(same.samples, spoken.samples)
    assert same.words == spoken.words


def test_a_sentence_can_be_moved_and_its_words_and_sounds_go_along(spoken):
    moved = retimed(spoken, TEXTS, [(), (TimedPart(0.0, 1.4, 0.5, 1.4),)])
    assert moved.seconds == pytest.approx(2.5)
    assert [word.start_seconds for word in moved.words] == pytest.approx([0.0, 1.2, 1.5])
    assert np.abs(moved.samples[round(0.6 * RATE_HZ) : round(1.1 * RATE_HZ)]).max() == 0
    edges = [(one.start_seconds, one.end_seconds) for one in moved.phonemes]
    assert edges[0][0] == 0
    assert edges[-1][1] == pytest.approx(2.5)
    assert all(one[1] == pytest.approx(two[0]) for one, two in pairwise(edges))


def test_what_is_cut_away_is_gone(spoken):
    cut = retimed(spoken, TEXTS, [(), (TimedPart(0.4, 1.4, 0.0, 1.0),)])
    assert [word.text for word in cut.words] == ["Hi.", "there."]
    with pytest.raises(UserError, match="cut away"):
        retimed(spoken, ["All."], [(TimedPart(3.0, 4.0, 0.0, 1.0),)])


def test_a_stretched_sentence_keeps_its_pitch(spoken):
    slow = retimed(spoken, TEXTS, [(), (TimedPart(0.0, 1.4, 0.0, 2.1),)])
    assert slow.seconds == pytest.approx(2.7, abs=0.01)
    assert slow.words[2].end_seconds == pytest.approx(0.6 + 0.9 * 1.5, abs=0.01)
    part = slow.samples[round(1.0 * RATE_HZ) : round(2.0 * RATE_HZ)]
    loudest = np.abs(np.fft.rfft(part * np.hanning(len(part)))).argmax()
    assert loudest * RATE_HZ / len(part) == pytest.approx(440, abs=5)


def test_pieces_say_where_everything_is_heard(spoken):
    wish = (TimedPart(0.0, 0.4, 0.5, 0.4), TimedPart(0.4, 1.4, 0.2, 1.0))
    one, two = pieces_of(spoken, TEXTS, [(), wish])
    assert one == [pytest.approx((0.0, 0.6, 0.0, 0.6))]
    assert two == [pytest.approx((0.0, 0.4, 1.1, 1.5)), pytest.approx((0.4, 1.4, 1.7, 2.7))]


def test_a_pause_moves_a_line_and_lets_two_speak_at_once():
    rate, timing = Fraction(25), Timing(0.4, 0.4, 0.4)
    spans, count = spans_of([10, 20], rate, timing, (2.0, None))
    assert ([span.start for span in spans], count) == ([50, 70], 100)
    spans, count = spans_of([40, 10], rate, timing, (None, -1.0))
    assert ([span.start for span in spans], count) == ([10, 25], 60)


def test_a_line_s_last_sentence_ends_with_its_clip_so_that_no_pause_grows(spoken, monkeypatch):
    monkeypatch.setattr(film, "utterance_in", lambda folder: spoken)
    monkeypatch.setattr(film, "sentences_of", lambda said, utterance: TEXTS)
    rate = Fraction(24000, 1001)
    spans = spans_of([49, 49], rate, Timing(), (None, 0.6))
    line = SimpleNamespace(
        script=SimpleNamespace(lines=[SimpleNamespace(face_id=name) for name in ("f0", "f1")]),
        spoken=("", ""), spans=spans, wishes=(((), ()), ((), ())), timing=Timing(), rate=rate,
    )  # fmt: skip
    found = list(film._sentences(line))
    assert [one.pieces[-1].end_frame for one in found[1::2]] == [span.stop for span in spans[0]]
    pause = (found[2].pieces[0].start_frame - found[1].pieces[-1].end_frame) / rate
    assert pause == pytest.approx(0.6, abs=0.5 / float(rate))
