"""Files of words are read for their words, whatever program wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.errors import TextError
from speaking_engine.media.captions import Caption, srt, webvtt
from speaking_engine.script.textfile import read_text_file, words_of_file


@pytest.mark.parametrize(
    ("data", "words", "said"),
    [
        (b"Hello there.", "Hello there.", ""),
        ("Größe".encode("cp1252"), "Größe", "Windows-1252"),
        ("Größe".encode("utf-16"), "Größe", ""),
        (b"Hello.\r\n\x1a\x00", "Hello.", ""),
        (
            rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator X;}\f0 Hello "
            rb"\b there\b0 , M\'e4dchen.\par B.}",
            "Hello there, Mädchen.\nB.",
            "RTF",
        ),
        (
            b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\nthere.\r\n\r\n"
            b"2\r\n00:00:03,000 --> 00:00:04,000\r\n<i>1665</i> it is.\r\n",
            "Hello there. 1665 it is.",
            "captions",
        ),
        (
            b"WEBVTT\nKind: captions\n\nNOTE not\nthis\n\nSTYLE\n::cue {}\n\nintro\n"
            b"00:01.000 --> 00:02.000 align:left\n<v Girl>Hello <00:01.500>there.</v>\n",
            "Hello there.",
            "captions",
        ),
        (b"At 10:30 --> go on.", "At 10:30 --> go on.", ""),
    ],
)
def test_words_are_taken_out_and_the_kind_is_said(tmp_path: Path, data: bytes, words: str, said: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    remarks: list[str] = []
    assert read_text_file(tmp_path / "a.txt", remarks) == words
    assert [said in remark for remark in remarks] == ([True] if said else [])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04word", "Word and LibreOffice"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Word"),
        (b"a\x00b", "binary"),
        (b"{\\rtf1 }", "empty"),
        (b"WEBVTT\n", "empty"),
    ],
)
def test_what_holds_no_words_is_a_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(TextError, match=said) as caught:
        read_text_file(tmp_path / "a.txt", [])
    assert caught.value.hint


@given(
    st.lists(
        st.from_regex(r"[A-Za-zäé][A-Za-zäé ,.!?0-9]{0,30}[a-z.]", fullmatch=True), min_size=1, max_size=6
    )
)
def test_our_own_captions_give_their_words_back(lines: list[str]) -> None:
    cues = [Caption(float(at), at + 0.9, (line,)) for at, line in enumerate(lines)]
    for written in (srt(cues), webvtt(cues)):
        assert words_of_file(written)[0].split() == " ".join(lines).split()
