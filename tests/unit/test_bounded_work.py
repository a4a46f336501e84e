"""Work on text from outside grows with the text and no faster: twice as much takes about twice as long.

Nothing here asserts a time: each hostile text is so long that the old, quadratic code took minutes, and the
time limit of the tests would end it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.artwork.markup import without_tags
from speaking_engine.artwork.metadata import metadata_from_mapping
from speaking_engine.doors.batch.table import read_table
from speaking_engine.script.markup import without_markup
from speaking_engine.script.sentences import split_sentences
from speaking_engine.script.textfile import words_of_file

MB = 300_000
HOSTILE = [
    *("<!--", "<script>", "<style ", "<?xml ", "<!doctype ", "<a ", "<b a=b ", "<em>", "<break ", "<"),
    *("&", "&#1", "[", "![", "[a](", "[pause ", "**a ", "_a ", "~~a", "`", "# ", "- ", "> ", "\n", " ", "a/"),
    *(".", "...", ". ", "no. ", "J. ", '."', "\u3002", "{", "{\\rtf1", "WEBVTT\n\n", "00:00.000 --> "),
]


@pytest.mark.timeout(200)
@pytest.mark.parametrize("unit", HOSTILE)
def test_much_of_anything_is_read(unit: str) -> None:
    text = unit * (MB // len(unit)) + "a"
    without_tags(text)
    without_markup(text)
    split_sentences(text)
    words_of_file(text)
    metadata_from_mapping({"title": text}, "it")


@pytest.mark.timeout(200)
def test_fifty_thousand_rows_of_one_picture_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    (tmp_path / "t.csv").write_text("image,title,text\n" + 'a.jpg,A,"Hello, you."\n' * 50_000)
    rows = read_table(tmp_path / "t.csv").rows
    assert len({row.name for row in rows}) == 50_000


@given(
    st.lists(st.sampled_from(["<!--", "-->", "<script>", "</script>", "<b>", "x", " ", "<head>", "</head>"]))
)
def test_what_is_hidden_is_taken_out_whole(parts: list[str]) -> None:
    text = "".join(parts)
    found = without_tags(text)
    assert "<b>" not in found
    assert found.count("x") <= text.count("x")
    if not {"<!--", "<script>", "<head>"} & set(parts):
        assert found.count("x") == text.count("x")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a <!-- b --> c", "a  c"),
        ("a <!-- b <!-- c", "a <!-- b <!-- c"),
        ("a<SCRIPT x='1'>b</script >c", "ac"),
        ("<style>a</style><style>b", " b"),
        ('<?xml version="1.0"?><!DOCTYPE html>a', "a"),
        ("<script><!-- a --></script>b", "b"),
        ("a --> b", "a --> b"),
    ],
)
def test_hidden_parts(text: str, plain: str) -> None:
    assert without_tags(text) == plain


def test_titles_hold_nothing_that_turns_them_round() -> None:
    title = metadata_from_mapping({"title": "A\u202eB\x07\u2066C\u200b\ufeff\u00adD 👩\u200d🎨"}, "it").title
    assert title == "ABCD 👩\u200d🎨"
