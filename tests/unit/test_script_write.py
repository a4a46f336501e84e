"""The door of the script room: who speaks, and what stops it."""

import itertools

import numpy as np
import pytest

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import FaceError, TextError
from speaking_engine.faces.face import Face
from speaking_engine.script.textfile import read_text_file
from speaking_engine.script.write import write_script

FACES = tuple(Face(f"f{index}", (0, 0, 10, 10), 0.9) for index in range(3))


def artwork(**fields):
    return Artwork(np.zeros((8, 8, 3), np.uint8), "0", Metadata(**fields))


def test_given_words_are_spoken_as_they_are():
    script = write_script(artwork(), FACES, text="Je suis là. Regardez!", language="fr")
    assert script.writer == "given"
    assert script.lines[0].text == "Je suis là. Regardez!"
    assert script.lines[0].language == "fr"
    assert {sentence.grounds for sentence in script.lines[0].sentences} == {("given",)}


def test_a_hold_stops_even_given_words():
    with pytest.raises(TextError, match="Contested since 1943"):
        write_script(artwork(hold="Contested since 1943."), FACES, text="I speak.")


def test_the_first_face_speaks_unless_others_are_named():
    assert [line.face_id for line in write_script(artwork(), FACES).lines] == ["f0"]
    lines = write_script(artwork(title="Three Sisters"), FACES, speaker_ids=("f2", "f0")).lines
    speaking = [line.face_id for line in lines]
    assert set(speaking) == {"f2", "f0"}
    assert speaking[0] == "f2"
    assert all(before != after for before, after in itertools.pairwise(speaking))  # they talk to each other


def test_a_face_that_is_not_there_is_a_sentence():
    with pytest.raises(FaceError, match="'f7'"):
        write_script(artwork(), FACES, speaker_ids=("f7",))
    with pytest.raises(FaceError, match="no face"):
        write_script(artwork(), ())


def test_given_words_are_dealt_by_their_cues_or_evenly(tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("Hush.\nf1: I am the younger one. So: yes.\n f0 : And I?\n\nf1: No.")
    cued = write_script(artwork(), FACES, text=read_text_file(words))
    assert [(line.face_id, line.text) for line in cued.lines] == [
        ("f0", "Hush."),
        ("f1", "I am the younger one. So: yes."),
        ("f0", "And I?"),
        ("f1", "No."),
    ]
    even = write_script(artwork(), FACES, text="One. Two. Three. Four.", speaker_ids=("f1", "f2"))
    assert [(line.face_id, line.text) for line in even.lines] == [("f1", "One. Two."), ("f2", "Three. Four.")]
    with pytest.raises(FaceError, match="'f9'"):
        write_script(artwork(), FACES, text="f9: I am not there.")


@pytest.mark.parametrize("choice", [{"tone": "baroque"}, {"policy": "lax"}, {"seconds": 0}, {"seconds": -1}])
def test_a_choice_that_cannot_be_is_a_sentence(choice):
    with pytest.raises(TextError, match=str(next(iter(choice.values())))):
        write_script(artwork(), FACES, **choice)


def test_a_text_that_misses_its_time_says_so():
    label = {"title": "A Girl", "artist": "Titian", "date": "1540", "technique": "oil on canvas"}
    assert write_script(artwork(**label, holder="Prado"), FACES, seconds=18).fallbacks == ()
    assert "there is no more to say" in write_script(artwork(), FACES, seconds=300).fallbacks[0]
    long = artwork(
        title="A title of very many words that nobody would ever think of in a museum", artist="Titian"
    )
    assert "it cannot well be shorter" in write_script(long, FACES, seconds=3).fallbacks[0]


@pytest.mark.parametrize("text", ["", "🎨", "\x00", "f0:\nf1: ", "a" * 60_000])
def test_words_that_cannot_be_spoken_are_a_sentence(text):
    with pytest.raises(TextError):
        write_script(artwork(), FACES, text=text)


def test_an_unknown_writer_is_a_sentence_that_lists_the_known():
    with pytest.raises(TextError) as caught:
        write_script(artwork(), FACES, writer="shakespeare")
    assert "template" in caught.value.hint


def test_the_template_refuses_a_language_that_it_cannot_write():
    with pytest.raises(TextError, match="but not sv"):
        write_script(artwork(), FACES, language="sv")


def test_the_same_seed_gives_the_same_words_and_another_seed_others():
    texts = [
        write_script(artwork(title="A", artist="B"), FACES, seed=seed).lines[0].text for seed in (1, 1, 2, 3)
    ]
    assert texts[0] == texts[1]
    assert len(set(texts)) > 1
