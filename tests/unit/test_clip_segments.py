"""Segments and joins: pieces cover the clip exactly, whatever the rate and the speech."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from painted_face import moving, spoken

from speaking_engine.clip.clip import Still
from speaking_engine.clip.finish import Finished
from speaking_engine.clip.segments import joined, overlap_of, segments_of
from speaking_engine.media.rate import frames_to_cover
from speaking_engine.protocol.progress import silent

RATES = st.sampled_from([Fraction(12), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60)])


@settings(deadline=None)
@given(
    text=st.text("mɑpits ", min_size=4, max_size=60),
    rate=RATES,
    longest=st.floats(0.8, 4),
    overlap=st.integers(0, 8),
)
def test_pieces_cover_the_clip_and_carry_as_much_sound_as_frames(text, rate, longest, overlap):
    utterance = spoken(text)
    count = frames_to_cover(utterance.seconds, rate)
    pieces = segments_of(utterance, rate, longest, overlap)
    assert pieces[0].first == 0
    assert pieces[-1].last == count
    for piece in pieces:
        assert frames_to_cover(piece.utterance.seconds, rate) == piece.last - piece.first
        end = piece.utterance.seconds + 1e-4
        assert all(0 <= p.start_seconds <= p.end_seconds <= end for p in piece.utterance.phonemes)
    for left, right in pairwise(pieces):
        assert left.first < right.first <= left.last < right.last

    def numbered(index, piece):
        return (np.full((1, 1, 3), n % 251, np.uint8) for n in range(piece.first, piece.last))

    values = [int(frame[0, 0, 0]) for frame in joined(pieces, numbered)]
    assert values == [n % 251 for n in range(count)]


def test_cuts_lie_in_silences():
    utterance = spoken("mɑpimɑpi tutututu sisisisi")
    pieces = segments_of(utterance, Fraction(25), 1.4, 0)
    assert len(pieces) == 3
    for piece in pieces[1:]:
        time = piece.first / 25
        phoneme = next(p for p in utterance.phonemes if p.start_seconds <= time <= p.end_seconds)
        assert phoneme.symbol == ""


def test_no_limit_is_one_piece_with_the_utterance_itself():
    utterance = spoken("mɑpi")
    (piece,) = segments_of(utterance, Fraction(25), 0, 4)
    assert piece.utterance is utterance


def test_a_join_passes_from_one_piece_to_the_next_without_a_jump():
    utterance = spoken("mɑpimɑpi tutututu")
    pieces = segments_of(utterance, Fraction(25), 1.4, 6)
    assert len(pieces) == 2
    frames = joined(
        pieces,
        lambda index, piece: (
            np.full((1, 1, 3), 200 * index, np.uint8) for _ in range(piece.first, piece.last)
        ),
    )
    values = [int(frame[0, 0, 0]) for frame in frames]
    assert values[0] == 0
    assert values[-1] == 200
    assert max(np.diff(values)) == pytest.approx(200 / 7, abs=2)


def test_each_piece_plays_its_own_part_of_the_performance():
    """Pieces that overlap do the same at the same moment, but where they pass from and to the still."""
    utterance, heard = spoken("mˈɑpi tˈuki sˈɑmi bˈɔmi "), []

    class Listening:
        name, follows = "listening", frozenset({"performance"})
        segment_seconds = ramp_seconds = 0.0

        def refuses(self, face):
            return ""

        def frames(self, still, face, utterance, motion, report):
            heard.append(motion.performance)
            yield from [still.pixels] * len(motion.performance)

    still = Still(np.zeros((8, 8, 3), np.uint8), (0, 0, 8, 8))
    motion = moving(utterance, options={"segment_s": "1"})
    count = len(list(Finished(Listening()).frames(still, None, utterance, motion, silent)))
    assert count == len(motion.performance)
    pieces = segments_of(utterance, motion.rate, 1.0, 4)
    assert len(pieces) > 2
    for piece, own in zip(pieces, heard, strict=True):
        inner = motion.performance.part(piece.first + 7, piece.last - 7)
        np.testing.assert_allclose(own.channels[7:-7], inner.channels)
        assert own.rests(0)
        assert own.rests(len(own) - 1)


def test_what_an_animator_does_at_its_ends_is_no_part_of_a_join():
    utterance = spoken("mɑpimɑpi tutututu")
    overlap, ramp = overlap_of(0.16, 0.2, Fraction(25))
    assert (overlap, ramp) == (14, 5)
    pieces = segments_of(utterance, Fraction(25), 1.4, overlap)

    def faded(index, piece):
        """Drifted pieces (100 and 110) that pass from and to the still (0) in 5 frames."""
        length = piece.last - piece.first
        for place in range(length):
            share = min(place, length - 1 - place, ramp) / ramp
            yield np.full((1, 1, 3), round(share * (100 + 10 * index)), np.uint8)

    values = [int(frame[0, 0, 0]) for frame in joined(pieces, faded, ramp)]
    assert min(values[ramp:-ramp]) == 100
    assert max(np.abs(np.diff(values[ramp:-ramp]))) <= 10 / 5 + 1
