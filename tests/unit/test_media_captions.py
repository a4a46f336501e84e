"""Captions: limits, breaks, times and file formats, against a reader of our own."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speaking_engine.media.captions import Caption, limits_of, make_cues, problems, srt, webvtt

TEXT = (
    "People remember the pearl, but I am watching you. Johannes painted me in Delft, with two colours and "
    "a lot of patience. When the war began, they carried me down to the cellar and wrapped me in a blanket "
    "like a child; nobody asked. I stayed there for years and years without a window."
)


def spoken(text, *, characters_per_second=14.0, pause_seconds=0.4):
    """Time the words of a text as if they were said at an even pace."""
    words, at = [], 0.2
    for word in text.split():
        seconds = (len(word) + 1) / characters_per_second
        words.append((word, at, at + seconds))
        at += seconds + (pause_seconds if word[-1] in ".!?" else 0)
    return words


def read_vtt(text):
    """Read WebVTT strictly: header, blank lines, numbers, times that rise, text."""
    header, *blocks = text.rstrip("\n").split("\n\n")
    assert header.split("\n")[0] == "WEBVTT"
    cues = []
    for number, block in enumerate(blocks, start=1):
        name, times, *lines = block.split("\n")
        assert name == str(number)
        assert lines
        match = re.fullmatch(r"(\d{2}):(\d{2}):(\d{2}\.\d{3}) --> (\d{2}):(\d{2}):(\d{2}\.\d{3})", times)
        assert match, times
        clock = [float(part) for part in match.groups()]
        assert all(part < 60 for part in clock[1:3] + clock[4:])
        start, end = (clock[i] * 3600 + clock[i + 1] * 60 + clock[i + 2] for i in (0, 3))
        assert end > start
        assert not any("-->" in line for line in lines)
        cues.append((start, end, lines))
    assert all(a[1] <= b[0] for a, b in pairwise(cues))
    return cues


def check(cues, words):
    """Hold cues against the limits, counting for ourselves."""
    for start, end, lines in cues:
        assert len(lines) <= 2
        assert all(len(line) <= 42 for line in lines)
        assert len(" ".join(lines)) / (end - start) <= 17.1
    assert " ".join(line for _, _, lines in cues for line in lines).split() == [word for word, _, _ in words]


@pytest.mark.parametrize("pace", [8.0, 14.0, 16.5])
def test_speech_at_a_human_pace_becomes_good_captions(pace):
    words = spoken(TEXT, characters_per_second=pace)
    cues = make_cues(words, until_seconds=words[-1][2] + 0.5)
    assert problems(cues) == ()
    check(read_vtt(webvtt(cues)), words)
    first = 0
    for cue in cues:
        assert abs(cue.start_seconds - words[first][1]) < 1.0
        first += len(" ".join(cue.lines).split())


def test_sentences_and_phrases_stay_together():
    cues = make_cues(spoken(TEXT))
    assert cues[0].lines == ("People remember the pearl,", "but I am watching you.")
    ends = [cue.lines[-1][-1] for cue in cues]
    assert sum(end in ".;,!" for end in ends) >= len(ends) - 1
    for cue in cues:
        for line in cue.lines[:-1]:
            assert line.split()[-1].lower() not in {"the", "a", "of", "and", "in", "to"}


def test_too_fast_speech_is_spread_evenly_and_told():
    words = spoken(TEXT, characters_per_second=30.0, pause_seconds=0.0)
    end = words[-1][2] + 0.2
    cues = make_cues(words, until_seconds=end)
    assert cues[-1].end_seconds <= end + 1e-6
    assert cues[0].start_seconds >= 0
    assert any("characters a second" in problem for problem in problems(cues))
    assert all(a.end_seconds <= b.start_seconds + 1e-6 for a, b in pairwise(cues))


def test_captions_go_when_nobody_speaks():
    first, second = make_cues([("Hello.", 0.0, 0.6), ("Yes.", 9.0, 9.4)])
    assert first.end_seconds < 3
    assert second.start_seconds > 8.5


word = st.text(alphabet="abc,.é—", min_size=1, max_size=60)


@settings(max_examples=60)
@given(st.lists(word, min_size=1, max_size=40), st.floats(3, 16))
def test_any_words_fit_the_limits(words, pace):
    timed = spoken(" ".join(words), characters_per_second=pace)
    cues = make_cues(timed)
    assert problems(cues) == ()
    assert "".join("".join(cue.lines) for cue in cues).replace(" ", "") == "".join(words)


def test_no_words_no_captions():
    assert make_cues([]) == ()
    assert make_cues([("", 0, 1), ("  ", 1, 2)]) == ()
    assert read_vtt(webvtt([])) == []
    assert srt([]) == ""


def test_languages_without_spaces_are_joined_without_them():
    (cue,) = make_cues([("私は", 0.0, 0.5), ("少女です。", 0.5, 1.5)], language="ja")
    assert cue.lines == ("私は少女です。",)


def test_webvtt_names_languages_and_speakers_and_escapes():
    text = webvtt(
        [Caption(0, 1, ("Oil & wood <1665>",), "en"), Caption(1, 2, ("Bonjour.",), "fr", "La Joconde")],
        language="en",
    )
    assert "Language: en\n" in text
    assert "Oil &amp; wood &lt;1665&gt;" in text
    assert "<v La Joconde><lang fr>Bonjour.</lang>" in text


def test_subrip_counts_from_one_with_commas():
    text = srt([Caption(0.0, 1.25, ("One", "two")), Caption(3661.5, 3662.0, ("three",))])
    assert text == "1\n00:00:00,000 --> 00:00:01,250\nOne\ntwo\n\n2\n01:01:01,500 --> 01:01:02,000\nthree\n"


@pytest.mark.parametrize(
    ("cue", "message"),
    [
        (Caption(0, 3, ("x" * 43,)), "does not fit"),
        (Caption(0, 9, ("a", "b", "c")), "does not fit"),
        (Caption(0, 1, ("twenty characters at",)), "20.0 characters a second"),
        (Caption(2, 2, ("a",)), "takes no time"),
    ],
)
def test_broken_limits_are_told(cue, message):
    assert message in problems([cue])[0]


def test_a_later_turn_never_comes_before_it():
    words = [(word, start + 60, end + 60) for word, start, end in spoken(TEXT, characters_per_second=30.0)]
    cues = make_cues(words, until_seconds=words[-1][2])
    assert cues[0].start_seconds > words[0][1] - 0.6
    assert cues[-1].end_seconds <= words[-1][2] + 1e-6
    assert all(a.end_seconds <= b.start_seconds + 1e-6 for a, b in pairwise(cues))


def test_a_number_and_an_initial_stay_with_what_follows():
    said = "On the label I am called Arrangement in Grey and Black No. 1, and J. Whistler made me."
    words = [(word, 0.4 * at, 0.4 * at + 0.4) for at, word in enumerate(said.split())]
    lines = [line for cue in make_cues(words) for line in cue.lines]
    assert not any(line.endswith(("No.", "J.")) for line in lines), lines


def test_lines_of_signs_are_short_and_keep_numbers_and_names_whole():
    words = [("この", 0.0, 0.3), ("絵", 0.3, 0.5), ("は", 0.5, 0.6), ("1665", 0.6, 2.0), ("年頃に", 2.0, 2.6)]
    words += [("フィンセント・ファン・ゴッホ", 2.6, 4.2), ("が描いた。", 4.2, 5.0)]
    cues = make_cues(words, language="ja")
    lines = [line for cue in cues for line in cue.lines]
    assert problems(cues) == ()
    assert all(len(line) <= 13 for line in lines)
    assert any("1665年" in line for line in lines)
    assert any(line.endswith("ファン・") for line in lines)
    assert limits_of("zh") == (16, 9.0)
    assert limits_of("en-us") == (42, 17.0)
