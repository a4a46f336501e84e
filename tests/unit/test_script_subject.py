"""What a label says of maker and subject, in several languages; what must be said soberly; what is seen."""

from __future__ import annotations

import collections
import re

import numpy as np
import pytest

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.attribution import english_qualifier, split_artist
from speaking_engine.artwork.metadata import Metadata, Note, metadata_from_mapping
from speaking_engine.faces.face import Face
from speaking_engine.script.facts import (
    century_of,
    copied_from,
    is_anonymous,
    is_group,
    making,
    making_of,
    place_and_date,
    spoken_artist,
    spoken_technique,
    technique_told,
    when,
)
from speaking_engine.script.passages import is_apparatus
from speaking_engine.script.seen import sights_of
from speaking_engine.script.subject import (
    grave_words,
    in_first_person,
    is_self_portrait,
    names_a_couple,
    speaks_itself,
)
from speaking_engine.script.terms import english_technique
from speaking_engine.script.write import write_script

FACE = Face("f0", (10, 10, 20, 24), 1.0)


def spoken(label: dict, seed: int = 0, **order) -> str:
    pixels = np.full((80, 60, 3), (120, 80, 40), np.uint8)
    picture = Artwork(pixels, "0" * 64, metadata_from_mapping(label, "a test"))
    script = write_script(picture, [FACE], seed=seed, **{"seconds": 30, **order})
    return " ".join(line.text for line in script.lines)


@pytest.mark.parametrize(
    ("label", "qualifier", "name"),
    [
        ("Hans Holbein (?)", "possibly", "Hans Holbein"),
        ("Hans Holbein?", "possibly", "Hans Holbein"),
        ("Attribué à François Clouet", "attributed to", "François Clouet"),
        ("Attribuito a Giorgione", "attributed to", "Giorgione"),
        ("Atribuido a Francisco de Zurbarán", "attributed to", "Francisco de Zurbarán"),
        ("Hans Holbein d. J. zugeschrieben", "attributed to", "Hans Holbein d. J."),
        ("toegeschreven aan Frans Hals", "attributed to", "Frans Hals"),
        ("Werkstatt Lucas Cranachs d. Ä.", "workshop of", "Lucas Cranach d. Ä."),
        ("Bottega di Tiziano", "workshop of", "Tiziano"),
        ("Taller de Velázquez", "workshop of", "Velázquez"),
        ("Weyden, Rogier van der, Werkstatt", "workshop of", "Weyden, Rogier van der"),
        ("Thutmose (workshop of)", "workshop of", "Thutmose"),
        ("Umkreis des Hieronymus Bosch", "circle of", "Hieronymus Bosch"),
        ("Kopie nach Albrecht Dürer", "copy after", "Albrecht Dürer"),
        ("formerly attributed to Rembrandt", "formerly attributed to", "Rembrandt"),
        ("Nach Peter Paul Rubens", "after", "Peter Paul Rubens"),
        ("Vermutlich Hans Memling", "probably", "Hans Memling"),
        ("Roman copy after Polykleitos", "Roman copy after", "Polykleitos"),
        ("Leonardo da Vinci", "", "Leonardo da Vinci"),
        ("Master of Flémalle", "", "Master of Flémalle"),
        ("Jan van Eyck", "", "Jan van Eyck"),
    ],
)
def test_doubt_is_heard_in_every_language(label: str, qualifier: str, name: str) -> None:
    found, rest = split_artist(label)
    assert (english_qualifier(found), rest) == (qualifier, name)


@pytest.mark.parametrize(
    "artist", ["Hans Holbein (?)", "Werkstatt Lucas Cranachs d. Ä.", "Attribué à F. Clouet"]
)
def test_nothing_doubtful_is_said_plainly(artist: str) -> None:
    for seed in range(20):
        text = spoken({"title": "A Man", "artist": artist, "date": "1533"}, seed)
        assert any(word in text for word in ("possibly", "workshop of", "attributed to")), text


def test_a_print_says_whom_it_is_after() -> None:
    assert copied_from("Lucas Vorsterman the Elder, after Hans Holbein") == "Hans Holbein"
    assert spoken_artist("Lucas Vorsterman the Elder, after Hans Holbein") == "Lucas Vorsterman the Elder"
    label = {"title": "A Man", "artist": "Lucas Vorsterman, after Hans Holbein", "technique": "Engraving"}
    assert all("after Hans Holbein" in spoken(label, seed) for seed in range(12))


@pytest.mark.parametrize(
    ("technique", "verb"),
    [
        ("Limestone, painted stucco", "carved"),
        ("Painted limewood", "carved"),
        ("Photogravure after an oil painting", "made"),
        ("Oil on oak panel", "painted"),
        ("Polychromed terracotta", "made"),
        ("Marble", "carved"),
    ],
)
def test_how_a_work_came_about(technique: str, verb: str) -> None:
    assert making(technique).participle == verb


@pytest.mark.parametrize(
    ("field", "qualifier", "name"),
    [
        ("El Greco (Domenikos Theotokopoulos) and workshop", "and workshop", "El Greco"),
        ("Giovanni Bellini e bottega", "and workshop", "Giovanni Bellini"),
        ("Jean-Antoine Houdon (d'après)", "after", "Jean-Antoine Houdon"),
        ("Frans Hals (omgeving van)", "circle of", "Frans Hals"),
        ("Nicolas de Largillierre (atelier de)", "workshop of", "Nicolas de Largillierre"),
        ("Rembrandt (richting van)", "richting van", "Rembrandt"),
        ("engraved by Martin Droeshout", "", "Martin Droeshout"),
        ("Agnolo di Cosimo, detto il Bronzino (Firenze 1503-1572)", "", "Agnolo di Cosimo called Bronzino"),
        ("Sir Joshua Reynolds, P.R.A. (Plympton 1723-1792 London)", "", "Sir Joshua Reynolds"),
        ("BENOIST, Marie-Guillemine", "", "Marie-Guillemine Benoist"),
        ("John Singer Sargent 1856–1925", "", "John Singer Sargent"),
        ("Lucas Cranach d. Ä. (Werkstatt)", "workshop of", "Lucas Cranach the Elder"),
    ],
)
def test_no_doubt_behind_a_name_is_lost(field: str, qualifier: str, name: str) -> None:
    said, artist = split_artist(field)
    assert (english_qualifier(said), spoken_artist(artist)) == (qualifier, name)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Huile sur toile. H. 80 cm ; L. 65 cm", "oil on canvas"),
        ("olio su tela, cm 135 x 88", "oil on canvas"),
        ("Öl/Lw.", "oil on canvas"),
        ("Öl auf Leinwand, doubliert", "oil on canvas"),
        ("canvas, oil", "oil on canvas"),
        ("Malerei auf Rotbuchenholz", "painting on beech"),
        ("Feder in Braun, mit Deckweiß gehöht", "pen and brown ink"),
    ],
)
def test_a_technique_is_told_without_size_and_short_forms(written: str, told: str) -> None:
    assert technique_told(written) == told


def test_a_panel_alone_makes_no_sculpture() -> None:
    assert making_of(Metadata("Bildnis", technique="Fichtenholz, 32,5 × 24,2 cm × 0,4 cm")).noun == "work"
    assert making_of(Metadata("Buste d'homme", technique="terre cuite patinée")).noun == "sculpture"


def test_what_is_for_scholars_is_not_spoken() -> None:
    label = {
        "title": "A Man",
        "notes": ["Provenance: Christie's, London, 12 July 1912, lot 45. He wears a hat."],
    }
    assert not any("lot 45" in spoken(label, seed) for seed in range(4))
    assert is_apparatus("height 44.5 cm x width 39 cm; signed top left: IVMeer")
    assert not is_apparatus(
        "He is about to cut a piece of cloth, marked with lines; his shears are 20 cm long."
    )


def test_who_was_enslaved_belongs_to_nobody() -> None:
    label = {
        "title": "Enslaved Woman Holding a Child",
        "gender": "female",
        "holder": "Private collection",
        "technique": "Daguerreotype",
        "notes": ["She was sold with the plantation. She wears a striped dress."],
    }
    texts = [spoken(label, seed) for seed in range(12)]
    assert not any("belong" in text or "I was sold" in text for text in texts)
    assert any("I wear a striped dress" in text for text in texts)


def test_a_place_beside_the_date_is_the_place() -> None:
    assert place_and_date(Metadata(date="January 1889, Arles")) == ("Arles", "January 1889")
    assert place_and_date(Metadata(date="Paris, Autumn 1887")) == ("Paris", "Autumn 1887")
    assert place_and_date(Metadata(date="1640, Amsterdam?", place="")) == ("", "1640, Amsterdam?")


def test_an_unknown_hand_keeps_its_model() -> None:
    label = {
        "title": "A Poet",
        "artist": "Unidentified engraver, after Martin Droeshout",
        "technique": "engraving",
    }
    assert all("after Martin Droeshout" in spoken(label, seed) for seed in range(4))


def test_a_people_is_no_person() -> None:
    assert is_group("Bourgogne")
    for artist in ("Roman", "Italian", "Edo people", "Ming dynasty", "Northern Netherlandish"):
        assert is_group(artist), artist
    assert not is_group("Titian")


@pytest.mark.parametrize(
    ("date", "century"),
    [("c. 1665", "seventeenth"), ("1503-1519", "sixteenth"), ("1590-1610", ""), ("300 BC", ""), ("1600", "")],
)
def test_a_century_is_named_where_all_years_are_of_it(date: str, century: str) -> None:
    assert century_of(date) == century


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("um 1870", "about 1870"),
        ("1620 ca.", "about 1620"),
        ("1. Drittel 16. Jh.", "in the first third of the 16th century"),
        ("17. Jahrhundert, 2. Hälfte", "in the second half of the 17th century"),
        ("fin du XVIe siècle", "in the late 16th century"),
        ("secondo decennio del XVI secolo", "in the second decade of the 16th century"),
        ("siglo XVII", "in the 17th century"),
        ("década de 1870", "in the 1870s"),
        ("2de helft 17de eeuw", "in the second half of the 17th century"),
        ("nach 1520", "after 1520"),
        ("ante 1450", "before 1450"),
        ("12. März 1867", "on 12 March 1867"),
        ("A.D. 100–150", "between AD 100 and 150"),
        ("probably c. 1438-1440", "probably between 1438 and 1440"),
        ("an II", None),
        ("1505 datiert", "in 1505"),
        ("1er quart du XIXe siècle (1800)", "in the first quarter of the 19th century"),
        ("ultimo quarto del XV secolo", "in the last quarter of the 15th century"),
        ("último quartel do século XV", "in the last quarter of the 15th century"),
        ("XIXe siècle (1re moitié)", "in the first half of the 19th century"),
        ("prima metà del Seicento", "in the first half of the 17th century"),
        ("fin XVIIIe s.", "in the late 18th century"),
        ("été 1888", "in the summer of 1888"),
        ("Otoño de 1901", "in the autumn of 1901"),
        ("1640 oder 1641", "in 1640 or 1641"),
        ("1889, juin", "in June 1889"),
        ("between c. 1640 and 1650", "between about 1640 and 1650"),
        ("before c. 1600", "before about 1600"),
        ("1st or 2nd century CE", "in the 1st or 2nd century AD"),
        ("the 1500s", "in the 1500s"),
        ("late 1490s", "in the late 1490s"),
        ("1878, reworked 1890", None),
        ("published 1623", None),
        ("1650-1640", None),
    ],
)
def test_a_date_is_said_in_english_whatever_its_language(date: str, said: str | None) -> None:
    assert when(date) == said


@pytest.mark.parametrize(
    "artist",
    [
        "unbekannter Meister",
        "Künstler unbekannt",
        "Anonyme français",
        "autor desconhecido",
        "ignoto",
        "onbekend",
    ],
)
def test_nobody_is_nobody_in_every_language(artist: str) -> None:
    assert is_anonymous(artist)


def test_an_artist_is_named_as_people_say_it() -> None:
    assert spoken_artist("Meister von Messkirch") == "the Master of Messkirch"
    assert spoken_artist("Hans Baldung gen. Grien") == "Hans Baldung called Grien"
    assert spoken_artist("British (English) School") == "British School"
    assert spoken_technique("Carrara marble") == "Carrara marble"
    assert spoken_technique("Oil on panel") == "oil on panel"


@pytest.mark.parametrize(
    "title", ["The Third of May 1808", "El 3 de mayo", "Giuditta con la testa di Oloferne"]
)
def test_a_day_of_history_and_a_severed_head_are_grave(title: str) -> None:
    assert grave_words(Metadata(title))


def test_notes_in_another_language_are_left_out_of_an_english_text_and_told() -> None:
    note = Note("Sein Blick geht aus dem Bild hinaus.")
    artwork = Artwork(np.zeros((8, 8, 3), np.uint8), "0", Metadata("Bildnis", notes=(note,)))
    script = write_script(artwork, (Face("f0", (0.0, 0.0, 4.0, 4.0), 1.0),), seconds=40)
    assert "Blick" not in script.lines[0].text
    assert any("Sein Blick" in news and "not in English" in news for news in script.fallbacks)


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        ("She wears a turban.", "I wear a turban."),
        ("She holds a fan in her left hand.", "I hold a fan in my left hand."),
        ("The woman is seated.", "I am seated."),
        ("She carries her child.", "I carry my child."),
        ("She was twenty years old.", "I was twenty years old."),
        ("She watches him.", ""),
        ("Her dress is black.", "My dress is black."),
        ("Her mother gave it to him.", ""),
        ("She wears a gown and holds a book.", "I wear a gown and hold a book."),
        ("She wears a gown and gloves at the wrist.", ""),
        ("She wears Turkish dress.", "I wear Turkish dress."),
        ("She wears the ring of Charles.", ""),
        ("Vermeer painted her in Delft.", ""),
        ('She says "I am here".', ""),
        ("The pearl is large.", ""),
    ],
)
def test_the_third_person_becomes_the_first_only_where_it_is_sure(sentence: str, turned: str) -> None:
    assert in_first_person(sentence, Metadata("Portrait of a Woman")) == turned


def test_a_note_in_another_voice_is_quoted() -> None:
    assert not speaks_itself("Painted for King Charles I of England.")
    assert not speaks_itself("The frame says “Whoever buys me is a fool”.")
    assert speaks_itself("I was painted in a hurry.")
    assert "as" in spoken({"title": "A", "notes": ["Painted for King Charles I of England."]})


def test_all_sentences_of_a_note_are_used() -> None:
    note = "She wears a black dress. Her collar is of lace. The fan is closed."
    text = spoken({"title": "Portrait of a Woman", "artist": "Frans Hals", "notes": [note]}, seconds=40)
    assert "I wear a black dress." in text
    assert "lace" in text
    assert "fan" in text


@pytest.mark.parametrize(
    "title",
    [
        "Dead Christ",
        "Head of John the Baptist on a Charger",
        "Portrait of an Enslaved Man",
        "Der tote Christus",
        "La Mort de Marat",
        "San Sebastiano",
        "Virgen con el Niño",
        "Totenmaske",
        "The Massacre of the Innocents",
    ],
)
def test_a_grave_subject_is_spoken_of_soberly(title: str) -> None:
    assert grave_words(Metadata(title))
    for seed in range(12):
        text = spoken({"title": title}, seed, tone="wry")
        for light in ("nobody asked", "glad", "Hello", "Ah, a visitor", "Welcome", "Do come again", "blink"):
            assert light not in text, text


def test_a_light_subject_is_not_taken_for_a_grave_one() -> None:
    for title in (
        "The Laughing Cavalier",
        "Girl with a Pearl Earring",
        "Portrait of a Young Man",
        "Mona Lisa",
    ):
        assert not grave_words(Metadata(title)), title


def test_a_self_portrait_is_believed_without_doubt_only() -> None:
    for title in ("Self-portrait", "Selbstbildnis", "Autoportrait", "Autoritratto", "Zelfportret"):
        assert is_self_portrait(Metadata(title, "Rembrandt")), title
    assert not is_self_portrait(Metadata("Self-portrait with Saskia", "Rembrandt"))
    assert not is_self_portrait(Metadata("Self-portrait", "Rembrandt", "attributed to"))
    note = Note("Formerly called a self-portrait; now thought to show a pupil.")
    assert not is_self_portrait(Metadata("Self-portrait", "Rembrandt", notes=(note,)))


def test_a_row_of_works_does_not_repeat_itself() -> None:
    frames: collections.Counter[str] = collections.Counter()
    for turn in range(1, 21):
        label = {"title": f"Zq{turn}zq", "artist": f"Xk{turn}xk", "date": f"{1500 + turn}"}
        text = spoken(label, turn, row=turn)
        for name, slot in ((label["title"], "T"), (label["artist"], "A"), (label["date"], "D")):
            text = text.replace(name, slot)
        frames.update(part.strip() for part in text.split(". "))
    seen = {frame: count for frame, count in frames.items() if count > 3}
    assert not seen, seen
    assert len(frames) >= 55


def test_what_is_seen_is_what_is_there() -> None:
    red = np.zeros((100, 60, 3), np.uint8)
    red[:, :, 0] = 190
    side = Face("f0", (0, 0, 10, 12), 1.0, yaw_deg=-70.0, yaw_class="profile")
    moves = {sight.move: sight for sight in sights_of(red, (side,), 3)}
    assert moves["others"].slots["count"] == "three"
    assert "profile_left" in moves
    assert moves["one_colour"].slots["colour"] == "red"
    assert "tall" in moves
    grey = np.repeat(np.random.default_rng(0).integers(0, 255, (64, 64, 1), np.uint8), 3, axis=2)
    assert "grey" in {sight.move for sight in sights_of(grey, (FACE,), 1)}


@pytest.mark.parametrize(
    ("technique", "said"),
    [
        ("Öl auf Eichenholz", "oil on oak"),
        ("Öl auf Leinwand, auf Holz aufgezogen", "oil on canvas, mounted on wood"),
        ("Huile sur toile", "oil on canvas"),
        ("Olio su tavola", "oil on panel"),
        ("Olieverf op paneel", "oil on panel"),
        ("Eau-forte", "etching"),
        ("Marmor", "marble"),
        ("Oil on canvas", "Oil on canvas"),
        ("albumen silver print", "albumen silver print"),
        ("Feder in Braun, laviert", "pen and brown ink, wash"),
        ("Feder in Braun, mit Deckweiß gehöht", None),
        ("huile sur toile marouflée sur bois", "oil on canvas mounted on wood"),
        ("óleo sobre madeira de carvalho", "oil on oak"),
        ("", ""),
    ],
)
def test_a_foreign_technique_is_said_in_english_or_not_at_all(technique, said):
    assert english_technique(technique) == said


def test_an_english_text_never_speaks_a_technique_raw():
    for technique in ("Öl auf Holz", "Feder in Braun, mit Deckweiß gehöht"):
        label = Metadata("Bildnis", "Hans Muster", technique=technique)
        artwork = Artwork(np.zeros((8, 8, 3), np.uint8), "0", label)
        script = write_script(artwork, (Face("f0", (0.0, 0.0, 4.0, 4.0), 1.0),), seconds=40)
        text = script.lines[0].text
        assert not re.search("auf|Deckweiß|material is not|names no material", text)
        assert any(technique in news for news in script.fallbacks)


@pytest.mark.parametrize(
    ("title", "couple"),
    [
        ("The Duke and Duchess of Urbino", True),
        ("Adam and Eve", True),
        ("The Duke of Urbino", False),
        ("", False),
    ],
)
def test_a_title_names_a_couple_or_not(title, couple):
    assert names_a_couple(Metadata(title=title)) is couple


@pytest.mark.parametrize(
    "title",
    ["Migrant Mother", "Die Auswanderer", "Les Émigrants", "Gli esuli", "Los pobres", "Retirantes",
     "De bedelaar", "The Irish Famine", "Armut"],
)  # fmt: skip
def test_poverty_migration_famine_and_exile_are_grave(title):
    assert grave_words(Metadata(title))


def test_of_a_sculpture_its_photograph_tells_only_the_faces():
    red = np.full((30, 20, 3), (150, 30, 30), np.uint8)
    assert {sight.move for sight in sights_of(red, (FACE,), 1, is_flat=False)} == {"alone"}
