"""Names in captions: the label's where it can only be theirs, else a description."""

import pytest

from speaking_engine.artwork.metadata import Metadata
from speaking_engine.script.sitters import Sitter, caption_names, named_sitters

MAN, WOMAN = Sitter("f0", "male", 500.0), Sitter("f1", "female", 40.0)


@pytest.mark.parametrize(
    ("title", "man", "woman"),
    [
        (
            "Diptych of the Duke and Duchess of Urbino (Federico da Montefeltro and Battista Sforza)",
            "Federico da Montefeltro",
            "Battista Sforza",
        ),
        ("Wedding Portrait of Isaac Massa and Beatrix van der Laen", "Isaac Massa", "Beatrix van der Laen"),
        ("Mr and Mrs Robert Andrews", "Mr Robert Andrews", "Mrs Robert Andrews"),
        ("Bildnis des Hans Thenn und seiner Frau Barbara Thenn", "Hans Thenn", "Barbara Thenn"),
        ("Martin Luther and Katharina von Bora", "Martin Luther", "Katharina von Bora"),
        ("Portrait de Ferdinand VII et Isabelle de Bragance", "Ferdinand VII", "Isabelle de Bragance"),
        ("Portrait of Quentin Quist and his wife Mette Lund", "Quentin Quist", "Mette Lund"),
        ("The Arnolfini Portrait", "", ""),
        ("Giovanni Arnolfini and his Wife", "", ""),
        ("Jean de Dinteville and Georges de Selve (The Ambassadors)", "", ""),
        ("Arrangement in Grey and Black", "", ""),
        ("Portrait of Marten and Oopjen", "", ""),
        ("Louise and Caroline", "", ""),
    ],
)
def test_a_title_names_a_woman_and_a_man_or_nobody(title, man, woman):
    found = named_sitters(Metadata(title))
    assert (found.get("male", ""), found.get("female", "")) == (man, woman)


def test_names_go_to_the_faces_they_can_only_belong_to():
    label = Metadata("The Duke and Duchess of Urbino (Federico da Montefeltro and Battista Sforza)")
    assert caption_names(label, [MAN, WOMAN], 2, "en-us") == {
        "f0": "Federico da Montefeltro",
        "f1": "Battista Sforza",
    }
    assert caption_names(label, [MAN, WOMAN], 3, "en-us") == {"f0": "The man", "f1": "The woman"}
    unsure = Sitter("f1", "unknown", 40.0)
    assert caption_names(label, [MAN, unsure], 2, "fr") == {"f0": "L'homme", "f1": "Le visage à gauche"}


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en-gb", ["The man on the right", "The man on the left"]),
        ("ja", ["右の男性", "左の男性"]),
        ("pl", ["The man on the right", "The man on the left"]),
    ],
)
def test_two_alike_are_told_apart_by_their_side(language, names):
    two = [MAN, Sitter("f1", "male", 40.0)]
    assert list(caption_names(Metadata("The Ambassadors"), two, 2, language).values()) == names


def test_three_are_numbered_from_the_left_and_no_child_is_called_a_woman():
    three = [Sitter(f"f{place}", "female", 100.0 - place) for place in range(3)]
    assert caption_names(Metadata("Sisters"), three, 3, "en") == {
        "f0": "The woman 3",
        "f1": "The woman 2",
        "f2": "The woman 1",
    }
    assert set(caption_names(Metadata("Two Girls"), three[:2], 2, "en").values()) == {
        "The face on the left",
        "The face on the right",
    }
