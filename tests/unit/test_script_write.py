"""The door of the script room: who speaks, and what stops it."""

import numpy as np
import pytest

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import FaceError, TextError
from speaking_engine.faces.face import Face
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
    assert [line.face_id for line in lines] == ["f2", "f0"]


def test_a_face_that_is_not_there_is_a_sentence():
    with pytest.raises(FaceError, match="'f7'"):
        write_script(artwork(), FACES, speaker_ids=("f7",))
    with pytest.raises(FaceError, match="no face"):
        write_script(artwork(), ())


def test_an_unknown_writer_is_a_sentence_that_lists_the_known():
    with pytest.raises(TextError) as caught:
        write_script(artwork(), FACES, writer="shakespeare")
    assert "template" in caught.value.hint


def test_the_template_refuses_a_language_that_it_cannot_write():
    with pytest.raises(TextError, match="English only"):
        write_script(artwork(), FACES, language="fr")


def test_the_same_seed_gives_the_same_words_and_another_seed_others():
    texts = [
        write_script(artwork(title="A", artist="B"), FACES, seed=seed).lines[0].text for seed in (1, 1, 2, 3)
    ]
    assert texts[0] == texts[1]
    assert len(set(texts)) > 1
