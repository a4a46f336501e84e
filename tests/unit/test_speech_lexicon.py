"""The pronunciation lexicon."""

import pytest

from speaking_engine.errors import TextError
from speaking_engine.speech.languages.english import read_english
from speaking_engine.speech.lexicon import Lexicon, read_lexicon, shared_lexicon


def said(text, lexicon, *, british=False):
    return [reading.phonemes for reading in read_english(text, british=british, lexicon=lexicon)]


def test_phonemes_are_taken_as_written():
    assert said("Kiefer, here", Lexicon({"Kiefer": "/kˈifəɹ/"}))[0] == "kˈifəɹ,"


def test_a_respelling_puts_the_stress_on_the_capitals():
    phonemes = said("Frobisher", Lexicon({"Frobisher": "FROH-bih-sher"}))[0]
    assert phonemes.index("ˈ") < phonemes.index("b")
    assert phonemes.count("ˈ") == 1


def test_genitive_case_and_missing_accents_are_understood():
    lexicon = Lexicon({"Dürer": "/dˈʊɹəɹ/", "Hals": "/hˈɑls/"})
    assert said("HALS’s and Durer's", lexicon) == ["hˈɑlsᵻz", "ænd", "dˈʊɹəɹz"]


def test_a_name_of_several_words_wins_over_its_parts():
    lexicon = Lexicon({"van Gogh": "/væn ɡˈO/", "van": "/fˈʌn/"})
    assert said("Vincent van Gogh and van", lexicon)[1:] == ["væn", "ɡˈO", "ænd", "fˈʌn"]


def test_a_word_inside_another_word_is_left_alone():
    assert said("Halstead", Lexicon({"Hals": "/hˈɑls/"})) == said("Halstead", Lexicon())


def test_the_production_has_the_last_word():
    lexicon = Lexicon({"van Gogh": "/væn xˈɔx/"}).over(shared_lexicon())
    assert said("van Gogh", lexicon) == ["væn", "xˈɔx"]


def test_american_phonemes_are_moved_over_for_british_voices():
    assert said("van Gogh", shared_lexicon(), british=True) == ["van", "ɡˈQ"]


@pytest.mark.parametrize(
    "name",
    ["Johannes", "Jan van Eyck", "Velázquez", "Duerer", "Schiele", "Hammershoi", "Fantin-Latour"],
)
def test_the_shared_lexicon_corrects_the_artists_of_the_samples(name):
    assert said(name, shared_lexicon()) != said(name, Lexicon())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Vermeer", "has no pronunciation"),
        ("Vermeer,/vɜɹmˈɪɹ", "without a closing slash"),
        ("Vermeer,/v9m/", "phonemes the voice does not know: 9"),
        ("van Gogh,/ɡˈO/", "2 words but 1 pronunciation\\."),
        ("Vermeer,ver_MEER!", "not made of letters and hyphens"),
        ("a,b,c,d", "has 4 columns"),
        ('"Vermeer,ver-MEER', "begins on line 4 breaks off"),
        (",ver-MEER", "has no word"),
        ("Vermeer,one\nVermeer,two", "Line 5 .* otherwise than line 4"),
    ],
)
def test_a_broken_row_is_named(tmp_path, row, message):
    path = tmp_path / "lexicon.csv"
    path.write_text(f"word,said\n# names\n\n{row}\n", "utf8")
    with pytest.raises(TextError, match=message) as caught:
        read_lexicon(path)
    assert str(path) in caught.value.sentence
    assert caught.value.hint


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "lexicon.csv"
    path.write_bytes(b"Cezanne,se-ZAN\nC\xe9zanne,se-ZAN\n")
    with pytest.raises(TextError, match="not UTF-8 text: line 2"):
        read_lexicon(path)
    with pytest.raises(TextError, match="cannot be read"):
        read_lexicon(tmp_path / "none.csv")
