"""Cutting text into what is said in one breath."""

from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.speech.chunks import CLAUSE_PAUSE_SECONDS, SENTENCE_PAUSE_SECONDS, breaths, cut, spoken
from speaking_engine.speech.reading import Reading

readings = st.lists(
    st.builds(
        Reading,
        st.just("w"),
        st.text(alphabet="abɪˈ.,!", max_size=30),
        st.one_of(st.none(), st.floats(0, 2)),
    ),
    max_size=60,
)


@given(readings=readings, max_symbols=st.integers(5, 80))
def test_nothing_is_lost_and_no_chunk_is_too_long(readings, max_symbols):
    chunks = cut(readings, max_symbols=max_symbols)
    assert all(0 < len(chunk.phonemes) <= max_symbols for chunk in chunks)
    said = ["" for _ in readings]
    for chunk in chunks:
        for piece in chunk.pieces:
            said[piece.word] += piece.phonemes
    assert said == [reading.phonemes for reading in readings]


def test_sentences_are_chunks_with_a_pause():
    words = [
        Reading("w", "wˈʌnzəpˈɑnətˈIm."),
        Reading("w", "ðɛɹwəzəpˈAntəɹ."),
        Reading("w", "ænd hi pˈAntᵻd mˌi."),
    ]
    chunks = cut(words, max_symbols=30)
    assert [chunk.pause_seconds for chunk in chunks] == [SENTENCE_PAUSE_SECONDS] * len(chunks)
    assert chunks[-1].phonemes.endswith("mˌi.")


def test_a_long_sentence_is_cut_after_a_clause():
    words = [
        Reading("w", "abcdefgh"),
        Reading("w", "abcdefgh,"),
        Reading("w", "abcdefgh"),
        Reading("w", "abcdefgh."),
    ]
    first, second = cut(words, max_symbols=30)
    assert first.phonemes == "abcdefgh abcdefgh,"
    assert first.pause_seconds == CLAUSE_PAUSE_SECONDS
    assert second.phonemes == "abcdefgh abcdefgh."


def test_a_pause_asked_for_parts_a_sentence():
    words = [Reading("w", "abc", 1.5), Reading("w", ""), Reading("w", "abc.")]
    first, second = cut(words, max_symbols=30)
    assert (first.phonemes, first.pause_seconds, second.phonemes) == ("abc", 1.5, "abc.")


def test_a_very_short_sentence_is_said_with_the_next_and_parted_from_it():
    chunks = cut([Reading("No.", "nˈO."), Reading("w", "nˈɛvəɹ əɡˈɛn, sˈɛd hi.")], max_symbols=100)
    assert [chunk.phonemes for chunk in chunks] == ["nˈO.", "nˈɛvəɹ əɡˈɛn, sˈɛd hi."]
    assert chunks[0].pause_seconds == SENTENCE_PAUSE_SECONDS
    (breath,) = breaths(chunks, max_symbols=100)
    assert spoken(breath) == "nˈO. nˈɛvəɹ əɡˈɛn, sˈɛd hi."


@given(readings=readings, max_symbols=st.integers(5, 80))
def test_breaths_keep_every_chunk_and_fit_the_voice(readings, max_symbols):
    chunks = cut(readings, max_symbols=max_symbols)
    said = list(breaths(chunks, max_symbols=max_symbols))
    assert [chunk for breath in said for chunk in breath] == list(chunks)
    assert all(len(spoken(breath)) <= max_symbols for breath in said)
