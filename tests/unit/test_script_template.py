"""The template writer: grammatical whatever is missing, and never more than the label says."""

import dataclasses
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speaking_engine.artwork.metadata import Metadata, Note, metadata_from_mapping
from speaking_engine.faces.face import Face
from speaking_engine.script.commission import Commission
from speaking_engine.script.evidence import evidence_of
from speaking_engine.script.facts import as_material, making, spoken_artist, spoken_title, when, with_article
from speaking_engine.script.grounding import ground
from speaking_engine.script.phrases import GREETINGS, SEEN, TONES
from speaking_engine.script.script import Sentence
from speaking_engine.script.writers.template import TemplateWriter

FIELDS = {
    "title": ["Mona Lisa", "Lady with an Ermine (Cecilia Gallerani)", "Untitled", "Self-portrait", "Why?"],
    "artist": ["Jan van Eyck", "Master of Flémalle", "French School", "Florentine 15th Century", "Unknown",
               "workshop of Titian", "after Raphael", "possibly Hans Memling", "circle of Giorgione",
               "Vermeer, Johannes (Dutch, 1632-1675)", "imitator of Frans Hals"],
    "date": ["1665", "c. 1503-1519", "16th century", "antique", "n.d.", "before 1600", "May 1889", "1640?"],
    "place": ["Delft", "Florence, Italy", "West Africa: Benin"],
    "technique": ["Oil on canvas", "Engraving", "Woodblock print; ink on paper", "marble", "mixed media"],
    "holder": ["Mauritshuis, The Hague", "Private collection", "Tate", "The Met"],
    "inventory_number": ["670", "NG.186"],
    "credit": ["Bequest of A. Person, 1902."],
    "gender": ["female", "male"],
}  # fmt: skip
LABELS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in FIELDS.items()}
)


def commission(label, *, seed=0, speakers=1, faces=None, seconds=18.0, language="en-us", tone=""):
    cast = tuple(Face(f"f{index}", (0, 0, 9, 9), 1.0) for index in range(speakers))
    pixels = np.zeros((8, 8, 3), np.uint8)
    return Commission(label, pixels, cast, faces or speakers, seconds, seed, language, tone=tone)


def write(label, **order):
    return TemplateWriter().write(commission(label, **order), lambda *_: None)


@settings(max_examples=300)
@given(LABELS, st.integers(0, 50), st.integers(1, 3), st.integers(0, 2), st.sampled_from(sorted(TONES)))
def test_every_sentence_is_whole_whatever_is_missing(fields, seed, speakers, others, tone):
    label = metadata_from_mapping(fields, "a test")
    draft = write(label, seed=seed, speakers=speakers, faces=speakers + others, tone=tone)
    for sentence in (*draft.sentences, *draft.spare):
        text = sentence.text
        assert re.match(r"[A-ZÀ-Ý0-9]", text)
        assert re.search(r"[.!?]$", text)
        assert not re.search(r"\s\s|\s[.,;:!?]|[{}]|\.\.|,\.| by in | in in | the the ", text)
        assert not re.search(r"\ba (?:art|oil|engraving|imitator|etching)\b", text)
    assert len(draft.weights) == len(draft.sentences)


@settings(max_examples=100)
@given(LABELS, st.integers(0, 50), st.integers(2, 3))
def test_several_speakers_say_we(fields, seed, speakers):
    fields = {name: value for name, value in fields.items() if name != "credit"}
    draft = write(metadata_from_mapping(fields, "a test"), seed=seed, speakers=speakers)
    assert not re.search(r"\b(?:I|me|my|mine)\b", draft.text.replace("Frans", ""))


@settings(max_examples=200)
@given(LABELS, st.integers(0, 50))
def test_the_checker_of_models_finds_no_fault_in_the_template(fields, seed):
    label = metadata_from_mapping(fields, "a test")
    draft = write(label, seed=seed)
    evidence = evidence_of(label, 1)
    for sentence in (*draft.sentences, *draft.spare):
        doubts = ground(Sentence(sentence.text), evidence).doubts
        assert not doubts, sentence.text


QUALIFIERS = ["attributed to", "workshop of", "after", "circle of", "follower of", "manner of", "possibly by"]


@given(st.integers(0, 200), st.sampled_from([*QUALIFIERS, "Roman copy after", "a friend of"]))
def test_a_qualifier_is_always_said(seed, qualifier):
    draft = write(Metadata(title="A", artist="Titian", artist_qualifier=qualifier, date="1530"), seed=seed)
    word = qualifier.removesuffix(" by")
    spoken = [sentence.text for sentence in draft.sentences if "Titian" in sentence.text]
    assert spoken
    assert all(word in text for text in spoken)


def test_what_supports_a_sentence_is_written_beside_it():
    notes = (Note("She waits."), Note("I wait."))
    label = Metadata("A Title", "An Artist", date="1665", notes=notes, holder="Tate")
    grounds = {ground for sentence in write(label, faces=2).sentences for ground in sentence.grounds}
    of_fields = {f"metadata.{name}" for name in ("title", "artist", "date", "holder")}
    told = {ground for ground in grounds if not ground.startswith("seen: face takes")}
    assert told == {*of_fields, "notes[0]", "notes[1]", "seen: 2 faces", "metadata: no technique"}


def test_nothing_known_is_said_honestly():
    texts = {write(Metadata(), seed=seed).text for seed in range(8)}
    assert any("Nobody has told me my name" in text for text in texts)
    assert all(re.search(r"no name|my name|says nothing", text) for text in texts)


def test_who_was_photographed_does_not_say_that_the_technique_is_photograph():
    label = Metadata("Grace Hopper", "James S. Davis", date="1984", technique="photograph")
    alone = dataclasses.replace(label, artist="", date="")
    told = [
        "metadata.technique" in {g for s in write(one, seed=3).sentences for g in s.grounds}
        for one in (label, alone)
    ]
    assert told == [False, True]


def test_a_joke_is_only_made_on_request():
    wry = {wording.replace("{I}", "I").replace("{am}", "am") for wording in GREETINGS["wry"]}
    texts = [write(Metadata(title="The Third of May"), seed=seed).text for seed in range(60)]
    assert not [text for text in texts if any(text.startswith(greeting) for greeting in wry)]
    assert write(Metadata(), tone="wry").sentences[0].text in wry


def test_a_man_or_a_woman_speaks_only_if_the_label_says_so():
    texts = [write(Metadata("A", gender="female"), seed=seed).text for seed in range(20)]
    assert any("the woman's face" in text for text in texts)
    label = dataclasses.replace(Metadata("Girl with a Pearl", gender="female"))
    assert not any("woman" in write(label, seed=seed).text for seed in range(20))
    assert not any(re.search(r"\b(?:wo)?man\b", write(Metadata("A"), seed=seed).text) for seed in range(20))


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("1665", "in 1665"),
        ("c. 1665", "about 1665"),
        ("c. 1503-1519", "between about 1503 and 1519"),
        ("1509/11", "between 1509 and 1511"),
        ("1509–1511", "between 1509 and 1511"),
        ("ca. 1490-91", "between about 1490 and 1491"),
        ("16th century", "in the 16th century"),
        ("1st-2nd century", "in the 1st to 2nd century"),
        ("late 15th century", "in the late 15th century"),
        ("2nd century BC", "in the 2nd century BC"),
        ("1650s", "in the 1650s"),
        ("c. 1480s", "in about the 1480s"),
        ("before 1600", "before 1600"),
        ("June 1889", "in June 1889"),
        ("12 May 1808", "on 12 May 1808"),
        ("1640?", "perhaps in 1640"),
        ("antique", None),
        ("n.d.", None),
        ("", None),
    ],
)
def test_how_a_date_is_said(date, words):
    assert when(date) == words


@pytest.mark.parametrize(
    ("technique", "noun", "material"),
    [
        ("Oil on canvas", "painting", "oil on canvas"),
        ("Woodblock print; ink on paper", "print", "a woodblock print, ink on paper"),
        ("albumen silver print", "photograph", "an albumen silver print"),
        ("red chalk on paper", "drawing", "red chalk on paper"),
        ("Engraving", "engraving", "an engraving"),
        ("marble", "sculpture", "marble"),
        ("mixed media", "work", "mixed media"),
        ("", "work", ""),
    ],
)
def test_how_a_technique_is_said(technique, noun, material):
    assert making(technique).noun == noun
    assert as_material(technique) == material


@pytest.mark.parametrize(
    ("artist", "spoken"),
    [
        ("Vermeer, Johannes (Dutch, 1632-1675)", "Johannes Vermeer"),
        ("Vincent van Gogh, Dutch, 1853-1890", "Vincent van Gogh"),
        ("Bruegel the Elder, Pieter", "Pieter Bruegel the Elder"),
        ("Pieter Bruegel, the Elder", "Pieter Bruegel the Elder"),
        ("Lysippos; photo by Jastrow", "Lysippos"),
        ("Rembrandt", "Rembrandt"),
        ("JOHANNES VERMEER", "Johannes Vermeer"),
        ("Master of Flémalle", "the Master of Flémalle"),
        ("(unknown)", "(unknown)"),
    ],
)
def test_how_an_artist_is_said(artist, spoken):
    assert spoken_artist(artist) == spoken


def test_a_school_is_quoted_and_two_makers_are_no_self_portrait():
    texts = [write(Metadata("A", "French School", date="1700"), seed=seed).text for seed in range(9)]
    assert all(re.search(r"(?:says|has): French School\.", text) for text in texts)
    assert not any("French School made" in text or "by French School" in text for text in texts)
    both = write(Metadata("Self-portrait", "Rubens and Jan Brueghel the Elder"))
    one = re.compile("one person|one here|mirror")
    assert not one.search(both.text)
    assert one.search(write(Metadata("Self-portrait", "Rubens")).text)


def test_how_titles_and_holders_are_said():
    assert spoken_title("Rest (Hvile)") == ("Rest", "Hvile")
    assert spoken_title('The "Mona Lisa".') == ("The Mona Lisa", "")
    assert with_article("Mauritshuis, The Hague") == "the Mauritshuis, The Hague"
    assert with_article("Private collection") == "a private collection"
    assert with_article("The Metropolitan Museum of Art") == "the Metropolitan Museum of Art"
    assert with_article("Tate Britain") == "Tate Britain"


@pytest.mark.parametrize("seen", ["left", "right", "front"])
def test_where_a_face_is_turned_says_nothing_of_where_its_eyes_look(seen):
    assert not [phrase for phrase in SEEN[seen] if re.search(r"\b(?:look|gaze)", phrase)]
