"""The script on disk: it comes back as it was, or is refused with a sentence."""

import json

import pytest

from speaking_engine.errors import OutputError, TextError
from speaking_engine.script.script import (
    Approval,
    Attempt,
    Script,
    Sentence,
    SpokenLine,
    script_from_disk,
    script_to_disk,
)

SCRIPT = Script(
    lines=(
        SpokenLine(
            "f0", (Sentence("I am here.", ("metadata.title",)), Sentence("In Rome.", (), ("name: Rome",)))
        ),
        SpokenLine("f1", (Sentence("Ich bin hier — ünd 我在这里。"),), "de"),
    ),
    writer="openai",
    fallbacks=("The model refused.",),
    attempts=(Attempt("openai", "Speak.", "I cannot.", "refusal"),),
    approval=Approval("A. Curator", "2026-11-22", "00"),
)


def test_a_script_comes_back_as_it_was(tmp_path):
    path = script_to_disk(tmp_path / "new", SCRIPT)
    assert script_from_disk(tmp_path / "new") == SCRIPT
    assert "我在这里" in path.read_text("utf8")
    assert [file.name for file in path.parent.iterdir()] == ["script.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"schema": 2}',
        '{"schema": 1, "lines": 3, "writer": "x"}',
        '{"schema": 1, "lines": []}',
    ],
)
def test_a_broken_script_is_a_sentence(tmp_path, content):
    (tmp_path / "script.json").write_text(content)
    with pytest.raises(TextError, match=r"script\.json"):
        script_from_disk(tmp_path)


def test_a_field_that_nobody_knows_is_named(tmp_path):
    path = script_to_disk(tmp_path, SCRIPT)
    path.write_text(json.dumps({**json.loads(path.read_text("utf8")), "mood": "gay"}))
    with pytest.raises(TextError, match="mood"):
        script_from_disk(tmp_path)


def test_a_missing_script_is_a_sentence(tmp_path):
    with pytest.raises(TextError, match="cannot be read"):
        script_from_disk(tmp_path)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        script_to_disk(tmp_path / "file", SCRIPT)


def test_lines_are_kept_per_face_and_language():
    french = SpokenLine("f0", (Sentence("Je suis là."),), "fr")
    both = SCRIPT.with_lines((french, SpokenLine("f0", (Sentence("New."),))))
    assert both.languages == ("en-us", "de", "fr")
    assert [line.text for line in both.in_language("en-us").lines] == ["New."]
    assert both.in_language("fr").lines == (french,)
