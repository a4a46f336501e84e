"""Written words and how they are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.speech.languages.english import plain_phonemes, read_english
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.reading import share

NONE = Lexicon()


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("1665", "sixteen sixty-five"),
        ("1904", "nineteen oh four"),
        ("the 17th century", "the seventeenth century"),
        ("1,250 visitors", "one thousand two hundred fifty visitors"),
        ("Philip IV", "Philip the fourth"),
    ],
)
def test_numbers_sound_as_their_words_do(text, spelled):
    said = " ".join(reading.phonemes for reading in read_english(text, british=False, lexicon=NONE))
    bare = str.maketrans("", "", "ˈˌ ")
    assert said.translate(bare) == plain_phonemes(spelled, british=False).translate(bare)


def test_each_written_word_keeps_its_own_sounds():
    readings = read_english("Painted 1503–19; b. 1632 (inv. no. 670)", british=False, lexicon=NONE)
    assert [reading.text for reading in readings] == [
        "Painted",
        "1503–19;",
        "b.",
        "1632",
        "(inv.",
        "no.",
        "670)",
    ]
    said = {reading.text: reading.phonemes for reading in readings}
    assert said["1503–19;"].endswith("nˌIntˈin;")
    assert said["b."] == "bˈɔɹn"
    assert said["no."] == "nˈʌmbəɹ"


def test_accents_differ():
    american, british = (read_english("dance", british=accent, lexicon=NONE) for accent in (False, True))
    assert american != british


words = st.lists(st.text(alphabet="abc1.,", min_size=1, max_size=4), max_size=12)


@given(written=words.filter(len), said=words)
def test_sharing_out_loses_nothing_and_keeps_order(written, said):
    readings = share(written, [(word, f"<{index}>") for index, word in enumerate(said)])
    assert [reading.text for reading in readings] == written
    shared = " ".join(reading.phonemes for reading in readings).split()
    assert shared == [f"<{index}>" for index in range(len(said))]
