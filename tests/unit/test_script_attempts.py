"""Attempts: a model that refuses is asked again, twice, and then the template writes; all of it is kept."""

import dataclasses

import numpy as np
import pytest

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import TextError
from speaking_engine.faces.face import Face
from speaking_engine.script import write as room
from speaking_engine.script.commission import Draft
from speaking_engine.script.script import Sentence
from speaking_engine.script.sentences import split_sentences
from speaking_engine.script.write import write_script

FACES = (Face("f0", (0, 0, 9, 9), 0.9),)
ARTWORK = Artwork(
    np.zeros((8, 8, 3), np.uint8), "0", Metadata("A Lady", "Titian", artist_qualifier="workshop of")
)
GOOD = "Good day. I come from the workshop of Titian. I am glad that you came to look at me."


class Scripted:
    """A writer that answers from a list."""

    name = "scripted"

    def __init__(self, *answers, finish="stop"):
        self.answers, self.finish, self.asked = list(answers), finish, []

    def write(self, commission, report):
        self.asked.append(commission)
        text = self.answers.pop(0)
        return Draft(
            tuple(map(Sentence, split_sentences(text))),
            prompt=f"try {commission.attempt}",
            finish=self.finish,
        )


@pytest.fixture
def hire(monkeypatch):
    def hired(writer):
        monkeypatch.setattr(room, "writer_named", lambda name, settings: writer)
        return writer

    return hired


def test_a_good_answer_is_taken_at_once(hire):
    writer = hire(Scripted(GOOD))
    script = write_script(ARTWORK, FACES, writer="scripted", seconds=6)
    assert script.lines[0].text == GOOD
    assert script.writer == "scripted"
    assert script.fallbacks == ()
    assert [attempt.category for attempt in script.attempts] == ["accepted"]
    assert [order.attempt for order in writer.asked] == [0]


def test_a_refusal_is_asked_again_with_a_new_number(hire):
    writer = hire(Scripted("I cannot do that.", "", GOOD))
    script = write_script(ARTWORK, FACES, writer="scripted", seconds=6)
    assert script.lines[0].text == GOOD
    assert [news.split("; ")[0] for news in script.fallbacks] == [
        "The writer 'scripted' refused",
        "The writer 'scripted' wrote nothing",
    ]
    assert [attempt.category for attempt in script.attempts] == ["refusal", "empty", "accepted"]
    assert [attempt.prompt for attempt in script.attempts] == ["try 0", "try 1", "try 2"]
    assert [order.attempt for order in writer.asked] == [0, 1, 2]


def test_after_three_tries_the_template_writes_and_it_is_said(hire):
    writer = hire(Scripted(*["I am not able to provide information about real people."] * 4))
    script = write_script(ARTWORK, FACES, writer="scripted")
    assert len(writer.asked) == 3
    assert script.writer == "template"
    assert "Titian" in script.lines[0].text
    assert "'scripted' refused (3 tries); the template wrote instead" in script.fallbacks[0]
    assert {attempt.answer for attempt in script.attempts} == {
        "I am not able to provide information about real people."
    }


def test_a_text_without_support_is_a_failed_try(hire):
    hire(Scripted(*["I am Mona Lisa and I live in Rome."] * 3))
    script = write_script(ARTWORK, FACES, writer="scripted")
    assert {attempt.category for attempt in script.attempts} == {"ungrounded"}
    assert script.writer == "template"


def test_what_was_removed_is_told(hire):
    hire(Scripted(f"{GOOD} I once lived in Rome. Titian painted me himself."))
    script = write_script(ARTWORK, FACES, writer="scripted", seconds=8)
    assert "Rome" not in script.lines[0].text
    assert "painted me himself" not in script.lines[0].text
    assert "workshop of Titian" in script.lines[0].text
    assert [news.split()[0] for news in script.fallbacks[:2]] == ["Removed", "Rewrote"]


def test_words_of_the_template_in_a_models_text_are_told(hire):
    hire(Scripted(GOOD))
    script = write_script(ARTWORK, FACES, writer="scripted", seconds=15)
    assert "came from the template, to fill the time" in script.fallbacks[0]


def test_free_keeps_what_strict_removes(hire):
    hire(Scripted("I once lived in Rome, and I was happy there."))
    script = write_script(ARTWORK, FACES, writer="scripted", seconds=3, policy="free")
    assert "Rome" in script.lines[0].text


def test_a_cut_off_answer_is_not_taken(hire):
    hire(Scripted(*["I was painted by the light of a"] * 3, finish="length"))
    assert {a.category for a in write_script(ARTWORK, FACES, writer="scripted").attempts} == {"cut off"}


def test_where_the_template_has_no_words_the_refusal_is_an_error_with_a_way_out(hire):
    hire(Scripted(*["I cannot do that."] * 3))
    with pytest.raises(TextError) as caught:
        write_script(ARTWORK, FACES, writer="scripted", language="ko")
    assert "refused" in caught.value.sentence
    assert "Type the words" in caught.value.hint


def test_a_hold_asks_no_writer(hire):
    writer = hire(Scripted(GOOD))
    held = dataclasses.replace(ARTWORK, metadata=Metadata(hold="Claimed by its community."))
    with pytest.raises(TextError, match="Claimed by its community"):
        write_script(held, FACES, writer="scripted")
    assert writer.asked == []
