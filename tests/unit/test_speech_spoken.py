"""How written English is said, against what an educated speaker says."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.speech.languages.english import as_said, read_english
from speaking_engine.speech.languages.rewriting import groups_of, in_words, rewrite
from speaking_engine.speech.languages.romance import rules_of
from speaking_engine.speech.lexicon import Lexicon, shared_lexicon

DATA = Path(__file__).parents[1] / "data"
BRITISH = {"en": (False, True), "us": (False,), "gb": (True,)}


def phrases():
    for path in sorted(DATA.glob("spoken_english*.tsv")):
        for row in path.read_text("utf8").splitlines():
            if row and not row.startswith("# "):
                accents, written, said = row.split("\t")
                for british in BRITISH[accents]:
                    yield written, said.replace("(and)", "and" if british else ""), british


def bare(text):
    """Return the words alone; how they are hyphenated or begun makes no sound."""
    text = re.sub(r"\[([^\]]+)\]\(/[^)]*/\)", r"\1", text).casefold()
    return re.sub(r"[^\w\s]|_", "", re.sub("[-—–]", " ", text)).split()


def test_written_english_is_said_as_people_say_it():
    wrong = [
        (written, "British" if british else "American", " ".join(said))
        for written, expected, british in phrases()
        if (said := bare(as_said(written, british=british))) != bare(expected)
    ]
    assert wrong == []


def test_there_are_phrases_enough():
    assert len({written for written, _, _ in phrases()}) >= 600


def test_the_shipped_lexicon_is_large_and_whole():
    assert len(shared_lexicon().entries) >= 400


@pytest.mark.parametrize(
    ("written", "british", "phonemes"),
    [
        ("Monet", False, "mOnˈA"),
        ("Monet", True, "mQnˈA"),
        ("Goya's", True, "ɡˈYəz"),
        ("Gericault", False, "ʒˌɛɹɪkˈO"),
        ("Bosch", True, "bˈɒʃ"),
        ("Bosch", False, "bˈɑʃ"),
        ("VERMEER", True, "vəmˈɪə"),
        ("Pietà", False, "pjAtˈɑ"),
    ],
)
def test_names_of_art_history_are_known(written, british, phonemes):
    (reading,) = read_english(written, british=british, lexicon=shared_lexicon())
    assert reading.phonemes == phonemes


def test_a_name_is_told_from_a_word_and_a_month():
    readings = read_english("jean, Jan. 5", british=False, lexicon=shared_lexicon())
    assert readings == read_english("jean, Jan. 5", british=False, lexicon=Lexicon())


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "„{}“", "«{}»", "‹{}›", "‘{}’", "'{}'", "({})", "—{}"])
@pytest.mark.parametrize("words", ["I’m", "I'd", "You’re", "Don’t", "It’s", "We'll"])
def test_quotation_marks_do_not_change_a_word(marks, words):
    def said(text):
        (reading,) = read_english(text, british=False, lexicon=Lexicon())
        return re.sub("[“”()—]", "", reading.phonemes)

    assert said(marks.format(words)) == said(words)


@pytest.mark.parametrize(
    "text", ["J. M. W. Turner", "c. 1665 in Delft", "Mr. and Mrs. Andrews", "39 cm. wide"]
)
def test_a_dot_of_an_abbreviation_is_no_pause(text):
    readings = read_english(text, british=True, lexicon=Lexicon())
    assert not [reading for reading in readings if reading.phonemes.endswith(".")]


@pytest.mark.parametrize(
    "text", ["It is of the 17th c.", "44 x 39 cm.", "pearls, silk, etc. He smiled.", "by L. S."]
)
def test_a_dot_that_ends_the_sentence_is_kept(text):
    readings = read_english(text, british=True, lexicon=Lexicon())
    assert any(reading.phonemes.endswith(".") for reading in readings)


@given(st.text(alphabet="aIVXcdm.,’'“\"-–/:;()[]&£$€%½×° 0123456789sthnbJM", max_size=40))
def test_every_written_word_has_its_reading(text):
    readings = read_english(text, british=True, lexicon=Lexicon())
    assert [reading.text for reading in readings] == text.split()


@pytest.mark.parametrize(
    "sign", ["1", "I", "X", "A.", "“", "1-", "1/", "$1", "c. ", "½", "no. ", "a'", "1,1", "A-1"]
)
def test_long_nonsense_is_read_in_time(sign):
    text = sign * (5_000 // len(sign))
    assert read_english(text, british=False, lexicon=Lexicon())


def test_written_romance_languages_are_said_as_people_say_them():
    def bare(text):
        return re.sub(r"(?<!\d),|,(?!\d)|[^\w\s',-]", " ", text.casefold()).split()

    wrong = []
    for row in (DATA / "spoken_romance.tsv").read_text("utf8").splitlines():
        if not row.startswith("#"):
            language, written, said = row.split("\t")
            found = in_words(groups_of(written, written, rewrite(written, rules_of(language))))
            if bare(found) != bare(said):
                wrong.append((language, written, found))
    assert wrong == []


def test_a_letter_that_is_a_name_may_end_a_sentence():
    readings = read_english("I am Madame X. Composition X hangs there.", british=True, lexicon=Lexicon())
    assert readings[3].phonemes.endswith(".")
