"""What people hand in as text is read whole, or refused in our own words with line and field."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from speaking_engine.errors import TextError, UserError
from speaking_engine.project.document import Project
from speaking_engine.tables import csv_rows
from speaking_engine.text import parse_json, read_text, refusal_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_as_editors_save_it(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("Grüße 🎨 שלום".encode(encoding))
    assert read_text(tmp_path / "a.txt", "The file", UserError) == "Grüße 🎨 שלום"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"one\ntwo\nGr\xfc\xdfe", "not UTF-8 text: line 3"),
        (b"\xff\xfea\x00\x00\xd8", "not UTF-8 text"),
        (b"a\x00b", "binary"),
        (b"a" * 101, "larger"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(TextError, match=said) as caught:
        read_text(path, "The file", TextError, limit_bytes=100)
    assert str(path) in caught.value.sentence
    assert caught.value.hint


def test_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="there is no such file"):
        read_text(tmp_path / "none", "The file", TextError)
    with pytest.raises(TextError, match="it is a folder"):
        read_text(tmp_path, "The file", TextError)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ('{"a": 1,\n "b": 2,}', "line 2, column [89]"),
        ('{"a": 1, "a": 2}', "`a` twice"),
        ("[" * 100_000, "nested"),
        ("1" * 5000, "too long"),
    ],
)
def test_broken_json_is_told_in_our_words(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        parse_json(text, "The file a.json", UserError)
    assert caught.value.sentence.startswith("The file a.json")
    assert caught.value.hint


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_comes_through(value: object) -> None:
    assert parse_json(json.dumps(value), "It", UserError) == value


@given(
    st.lists(
        st.lists(
            st.from_regex(r'[a-z;,"\n]{1,8}', fullmatch=True).map(lambda cell: f"x{cell}x"),
            min_size=2,
            max_size=4,
        ),
        min_size=1,
    ),
    st.sampled_from(",;\t"),
)
def test_tables_come_through_whatever_parts_their_cells(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["one", "two", "three"], *rows])
    read = list(csv_rows(out.getvalue(), "The table", UserError))
    assert [cells for _, cells in read] == [["one", "two", "three"], *rows]


def test_tables_tell_the_line_of_each_row() -> None:
    text = 'sep=;\nimage;text\n\na.jpg;"two\nlines"\n;\nb.jpg;x\u2028y\n'
    assert [line for line, _ in csv_rows(text, "The table", UserError)] == [2, 4, 7]


@pytest.mark.parametrize("text", ['a,b\n1,2\n3,"open\n4,5\n', 'a,b\n1,2\n3,"x"y\n'])
def test_a_quotation_mark_that_stays_open_is_told(text: str) -> None:
    with pytest.raises(UserError, match="begins on line 3"):
        list(csv_rows(text, "The table", UserError))


@pytest.mark.parametrize(
    ("wrong", "place", "rule"),
    [
        ({"choices": {"speed": 9}}, "choices.speed", "must be at most 2, not 9"),
        ({"choices": {"seconds": 0}}, "choices.seconds", "must be above 0, not 0"),
        (
            {"choices": {"style": "mad"}},
            "choices.style",
            "must be 'portrait', 'restrained' or 'lively', not 'mad'",
        ),
        ({"choices": {"mood": 1}}, "choices.mood", "is not known"),
        ({"choices": {"seed": 1.5}}, "choices.seed", "must be a whole number, not 1.5"),
        ({"choices": {"text": 3}}, "choices.text", "must be text, not 3"),
        (
            {"hand_faces": [{"id": "x", "box_px": [1, 2, 3]}]},
            "hand_faces[0].box_px",
            "must have more entries, not [1, 2, 3]",
        ),
        (
            {"choices": {"amplitude_keys": [[0, 1, 2]]}},
            "choices.amplitude_keys[0]",
            "must have 2 entries at most, not [0, 1, 2]",
        ),
        (
            {"choices": {"amplitude_keys": [[0, 1], [2]]}},
            "choices.amplitude_keys[1]",
            "must have more entries, not [2]",
        ),
        (
            {"choices": {"amplitude_keys": [[1, 3]]}},
            "choices.amplitude_keys",
            "is wrong: the factor 3 at 1 s is not from 0 to 2",
        ),
        (
            {"choices": {"amplitude_keys": [[1, 1], [1, 0]]}},
            "choices.amplitude_keys",
            "is wrong: the key at 1 s does not come after the one at 1 s",
        ),
        ({"hand_faces": [{"box_px": [1, 2, 3, 4]}]}, "hand_faces[0].id", "is missing"),
        ({"approval": "me"}, "approval", "must be fields with values, not 'me'"),
    ],
)
def test_what_pydantic_refuses_is_said_in_our_words(wrong: dict[str, object], place: str, rule: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Project.model_validate({"name": "a", "picture": {"path": "a", "sha256": "b"}, **wrong})
    assert refusal_of(caught.value) == (place, rule)
