"""Sign-off: exactly these words, by this person, on this day."""

import dataclasses
import datetime

import pytest

from speaking_engine.errors import TextError
from speaking_engine.script.script import Script, Sentence, SpokenLine, script_from_disk, script_to_disk
from speaking_engine.script.signoff import approve, is_approved, require_approval, state, text_sha256

SCRIPT = Script((SpokenLine("f0", (Sentence("I am here."),)),), "template")
DAY = datetime.date(2026, 11, 22)


def test_an_approval_survives_the_disk_and_no_edit(tmp_path):
    signed = approve(SCRIPT, " A.  Curator ", DAY)
    script_to_disk(tmp_path, signed)
    again = script_from_disk(tmp_path)
    assert is_approved(again)
    assert state(again) == "approved by A. Curator on 2026-11-22"
    require_approval(again)
    edited = again.with_lines((SpokenLine("f0", (Sentence("I am there."),)),))
    assert not is_approved(edited)
    assert state(edited) == "draft (was approved by A. Curator on 2026-11-22, then edited)"


@pytest.mark.parametrize(
    "change",
    [
        SpokenLine("f1", (Sentence("I am here."),)),
        SpokenLine("f0", (Sentence("I am here."),), "fr"),
        SpokenLine("f0", (Sentence("I am here!"),)),
    ],
)
def test_who_speaks_what_in_which_language_is_part_of_what_is_signed(change):
    assert text_sha256(dataclasses.replace(SCRIPT, lines=(change,))) != text_sha256(SCRIPT)


def test_grounds_are_not_part_of_what_is_signed():
    grounded = dataclasses.replace(SCRIPT, lines=(SpokenLine("f0", (Sentence("I am here.", ("given",)),)),))
    assert text_sha256(grounded) == text_sha256(SCRIPT)


def test_a_draft_is_refused_with_what_to_do():
    with pytest.raises(TextError) as caught:
        require_approval(SCRIPT)
    assert "draft" in caught.value.sentence
    assert "--unapproved" in caught.value.hint


def test_nobody_cannot_approve_and_nothing_cannot_be_approved():
    with pytest.raises(TextError, match="name"):
        approve(SCRIPT, "  ", DAY)
    with pytest.raises(TextError, match="no words"):
        approve(Script((), "given"), "A. Curator", DAY)
