"""Grounding: what supports a sentence and what does not, on a corpus written by us."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.artwork.metadata import Metadata, metadata_from_mapping
from speaking_engine.script.claims import centuries_in, durations_in, names_in, years_in
from speaking_engine.script.evidence import evidence_of
from speaking_engine.script.grounding import POLICIES, apply_policy, ground
from speaking_engine.script.lexicon import is_ordinary, written_in
from speaking_engine.script.script import Sentence

CORPUS = yaml.safe_load((Path(__file__).parent.parent / "data" / "script_grounding.yaml").read_text("utf8"))
CASES = [(block["label"], block["faces"], sentence) for block in CORPUS for sentence in block["sentences"]]
MELZI = metadata_from_mapping({"artist": "attributed to Francesco Melzi", "date": "c. 1515"}, "a test")


def test_the_corpus_is_large_enough():
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[2]["text"][:50])
def test_each_sentence_is_judged_as_a_curator_would(case):
    label, faces, wanted = case
    found = ground(Sentence(wanted["text"]), evidence_of(metadata_from_mapping(label, "the corpus"), faces))
    assert {doubt.partition(":")[0] for doubt in found.doubts} == set(wanted.get("doubts", []))
    assert set(wanted.get("grounds", [])) <= set(found.grounds)


@given(st.sampled_from(["painted", "drew", "made", "portrayed"]), st.sampled_from(["me", "us"]))
def test_attributed_to_never_becomes_painted_by(verb, whom):
    sentences = [Sentence(f"Francesco Melzi {verb} {whom}."), Sentence(f"I was {verb} by Melzi.")]
    instead = (Sentence("I am attributed to Francesco Melzi.", ("metadata.artist",)),)
    kept, news = apply_policy(sentences, "strict", evidence_of(MELZI, 1), instead)
    assert kept == instead
    assert len(news) == 2


def test_strict_removes_flag_marks_and_free_keeps():
    sentences = [Sentence("I look at you."), Sentence("I lived in Rome.")]
    evidence = evidence_of(MELZI, 1)
    kept = {policy: apply_policy(sentences, policy, evidence) for policy in POLICIES}
    assert [sentence.text for sentence in kept["strict"][0]] == ["I look at you."]
    assert "Removed" in kept["strict"][1][0]
    assert kept["flag"][0][1].doubts == ("name: Rome",)
    assert "Rome" in kept["flag"][1][0]
    assert kept["free"] == ((Sentence("I look at you."), Sentence("I lived in Rome.")), ())


def test_a_date_that_lost_its_about_gets_it_back():
    kept, news = apply_policy([Sentence("I was made in 1515.")], "strict", evidence_of(MELZI, 1))
    assert kept[0].text == "I was made about 1515."
    assert "Rewrote" in news[0]


def test_words_that_a_person_gave_are_left_alone():
    given_words = Sentence("I lived in Rome.", ("given",))
    assert ground(given_words, evidence_of(MELZI, 1)) == given_words


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Look at Johannes Vermeer, and at me.", ["Johannes Vermeer"]),
        ("The Duke of Urbino is here.", ["Duke of Urbino"]),
        ("Sunlight falls on the Louvre.", ["Louvre"]),
        ("I saw J. M. W. Turner. He saw me.", ["J. M. W. Turner"]),
        ("Dear Visitor, I am here.", []),
        ("Welcome. Come closer.", []),
        ("Suleiman the Magnificent is my name.", ["Suleiman the Magnificent"]),
        ("A follower waits.", []),
        ("May I ask you something?", []),
    ],
)
def test_what_is_written_like_a_name(sentence, names):
    assert names_in(sentence) == names


@pytest.mark.parametrize(
    ("language", "sentence", "kinds"),
    [
        ("fr", "Regardez-moi longtemps.", []),
        ("fr", "Attribué à Francesco Melzi, dit le cartel.", []),
        ("fr", "Francesco Melzi m'a dessiné.", ["attribution"]),
        ("fr", "J'ai vécu à Milan.", ["name"]),
        ("de", "Mein Gesicht und meine Hände sind aus Kreide.", []),
        ("de", "Man hat mich Francesco Melzi zugeschrieben.", []),
        ("de", "Ludovico Sforza war mein Herr.", ["name"]),
        ("es", "Nací en 1498.", ["date"]),
        ("ja", "私は絵の中にいます。", []),
    ],
)
def test_other_languages_are_checked_for_names_years_and_qualifiers(language, sentence, kinds):
    found = ground(Sentence(sentence), evidence_of(MELZI, 1, language))
    assert [doubt.partition(":")[0] for doubt in found.doubts] == kinds


def test_years_centuries_and_spans_in_figures_and_in_words():
    assert years_in("In 1665, or sixteen sixty-five, not in 670 or 16,650.") == [1665, 1665]
    assert years_in("It was nineteen hundred; nineteen oh five.") == [1900, 1905]
    assert years_in("I am fourteen years old.") == []
    assert centuries_in("The 16th century and the seventeenth century.") == [16, 17]
    assert durations_in("For three hundred years.") == ["three hundred years"]
    assert durations_in("In the sixteenth century.") == []


def test_ordinary_words_are_told_from_names_and_languages_from_each_other():
    assert all(map(is_ordinary, ["Sunlight", "Petals", "Gently", "The", "A", "Half-closed"]))
    assert not any(map(is_ordinary, ["Florence", "Vermeer", "Dutch", "Titian"]))
    assert written_in("Good day.", "en-us")
    assert written_in("Je suis là et je vous regarde.", "fr")
    assert not written_in("Je suis là et je vous regarde.", "en-gb")
    assert not written_in("I am here and I look at you.", "sw")


def test_an_empty_label_supports_nothing():
    found = ground(Sentence("I am the Mona Lisa, painted in 1503."), evidence_of(Metadata(), 1))
    assert found.grounds == ()
    assert found.doubts == ("name: Mona Lisa", "date: 1503")
