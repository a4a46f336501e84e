"""The template in other languages: whole sentences, enough of them, and nothing translated."""

# ruff: noqa: E501 - signs are as wide as two letters

import re
import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speaking_engine.artwork.metadata import Metadata, metadata_from_mapping
from speaking_engine.errors import TextError
from speaking_engine.faces.face import Face
from speaking_engine.script.cast import converse
from speaking_engine.script.commission import Commission
from speaking_engine.script.dates import century_of, read_date
from speaking_engine.script.first_person import said_by_the_sitter
from speaking_engine.script.phrasebook import left_out, phrasebook_of, technique_in, written_languages
from speaking_engine.script.phrases import SEEN
from speaking_engine.script.writers.template import TemplateWriter

LANGUAGES = ("fr", "it", "es", "pt-br")
SIGNED = ("ja", "zh")
WRITTEN = (*LANGUAGES, "de", "nl", *SIGNED)
FIELDS = {
    "title": ["Mona Lisa", "Dame à l'hermine (Cecilia)", "Untitled", "Self-portrait", "Ritratto d'uomo"],
    "artist": ["Eugène Delacroix", "Master of Flémalle", "French School", "Anonyme", "workshop of Titian",
               "Hans Holbein (?)", "after Raphael", "possibly Hans Memling", "manner of Goya",
               "Bottega di Tiziano", "someone like Titian"],
    "date": ["1665", "c. 1503-1519", "XVIIe siècle", "11th century", "antique", "before 1600", "May 1889",
             "1640?", "300 BC", "1st-2nd century", "c. 1590s", "late 16th century", "12 May 1889"],
    "place": ["Delft", "Florence, Italy", "West Africa: Benin", "France"],
    "technique": ["Oil on canvas, 44.5 x 39 cm", "Engraving", "fresco", "marble", "mixed media"],
    "holder": ["Mauritshuis, The Hague", "Private collection", "Tate", "Uffizi", "The Art Institute", "X"],
    "gender": ["female", "male"],
}  # fmt: skip
LABELS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in FIELDS.items()}
)


def commission(label, language, *, seed=0, speakers=1, faces=None, tone="", row=0):
    cast = tuple(Face(f"f{index}", (0, 0, 9, 9), 1.0) for index in range(speakers))
    pixels = np.full((30, 20, 3), (150, 30, 30), np.uint8)
    return Commission(label, pixels, cast, faces or speakers, 25.0, seed, language, tone=tone, row=row)


def write(label, language, **order):
    return TemplateWriter().write(commission(label, language, **order), lambda *_: None)


@settings(max_examples=100, deadline=None)
@given(LABELS, st.sampled_from(WRITTEN), st.integers(0, 50), st.integers(1, 3), st.integers(0, 2))
def test_every_sentence_is_whole_whatever_is_missing(fields, language, seed, speakers, others):
    label = metadata_from_mapping(fields, "a test")
    draft = write(label, language, seed=seed, speakers=speakers, faces=speakers + others)
    for sentence in (*draft.sentences, *draft.spare):
        assert re.match(r"[A-ZÀ-Ý¿«“„0-9《「\u3040-\u9fff]", sentence.text)
        assert re.search(r"[.!?。？]$", sentence.text)
        assert not re.search(r"、、|，，|[、，][。：]|^[、，]|[：。][、，]", sentence.text)
        assert not re.search(r"\s\s| [.,]|[{}<>|\[\]]|\.\.|,\.", sentence.text)
        assert not re.search(r"\b(?:de le|à le|di il|a el|em o|de el|nel a)\b", sentence.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_of_works_hears_many_sentences(language):
    book = phrasebook_of(language)
    for move in ("greeting", "title", "made", "century", "material", "holder", "closing"):
        frames = book.frames[move]
        assert len([*frames["any"], *frames.get("one", ())]) >= 10, move
    label = metadata_from_mapping({name: values[0] for name, values in FIELDS.items()}, "a test")
    drafts = [write(label, language, row=row) for row in range(1, 21)]
    assert len({sentence.text for draft in drafts for sentence in draft.sentences}) >= 60


@pytest.mark.parametrize("language", WRITTEN)
def test_a_phrasebook_knows_every_slot_and_every_sight(language):
    book = phrasebook_of(language)
    assert set(SEEN) <= set(book.frames)
    for kinds in book.frames.values():
        assert set(kinds) <= {"any", "one", "several", "alone", "sober"}
        for frame in (one for frames in kinds.values() for one in frames):
            assert [*string.Formatter().parse(frame)]
    assert {"qualifiers", "when"} <= set(vars(book))


def test_it_agrees_with_who_speaks_only_where_the_label_says_who():
    woman = Metadata(title="X", artist="Titien", gender="female")
    texts = {" ".join(s.text for s in write(woman, "fr", seed=seed).sentences) for seed in range(40)}
    assert any("m'a peinte" in text or "ai été peinte" in text or "m'a représentée" in text for text in texts)
    unknown = Metadata(title="X", artist="Titien")
    said = " ".join(write(unknown, "fr", seed=seed).text for seed in range(40))
    assert not re.search(r"m'a représenté|ai été représenté", said)


def test_notes_in_another_language_are_left_out_and_listed():
    label = metadata_from_mapping(
        {"title": "X", "notes": ["She wears a fur collar.", "Un col de fourrure et une robe de velours."]},
        "a test",
    )
    draft = write(label, "fr")
    assert "fur collar" not in draft.text
    assert "« Un col de fourrure et une robe de velours. »" in draft.text
    assert left_out(commission(label, "fr")) == (
        "Left out, for it cannot be told in French here: the note “She wears a fur collar.”.",
    )


def test_dead_christ_is_spoken_of_soberly():
    draft = write(Metadata(title="Christ mort", artist="Titien"), "fr")
    assert draft.sentences[0].text in phrasebook_of("fr").frames["greeting"]["sober"]


def test_speakers_ask_each_other_in_their_language():
    order = commission(Metadata(title="X", artist="Titien", date="1540"), "it", speakers=2)
    lines = converse(TemplateWriter().write(order, lambda *_: None).sentences, order)
    assert len(lines) > 2
    assert any(sentence.text.endswith("?") for line in lines for sentence in line.sentences)


def test_a_language_without_phrasebook_is_refused_with_those_there_are():
    assert {"French", "Italian", "Portuguese", "Spanish"} <= set(written_languages())
    with pytest.raises(TextError, match="French"):
        write(Metadata(title="X"), "ko")


@pytest.mark.parametrize(
    ("written", "french", "italian"),
    [
        ("Oil on oak panel", "huile sur panneau de chêne", "olio su tavola di quercia"),
        ("óleo sobre lienzo", "huile sur toile", "olio su tela"),
        ("huile sur toile marouflée", "huile sur toile marouflée", ""),
        ("mixed media on whatever", "", ""),
    ],
)
def test_a_technique_is_told_by_a_table_or_not_at_all(written, french, italian):
    assert technique_in(written, phrasebook_of("fr")) == french
    assert technique_in(written, phrasebook_of("it")) == italian


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("c. 1665", "vers 1665"),
        ("1884/86", "entre 1884 et 1886"),
        ("first half of the 16th century", "dans la première moitié du XVIe siècle"),
        ("17. Jahrhundert", "au XVIIe siècle"),
        ("siglo I", "au Ier siècle"),
        ("before c. 1600", "avant 1600 environ"),
        ("spring 1888", "au printemps 1888"),
        ("1640 or 1641", "en 1640 ou 1641"),
        ("first third of the 17th century", "dans le premier tiers du XVIIe siècle"),
        ("1st or 2nd century", "au Ier siècle ou au IIe siècle"),
        ("1533?", "peut-être en 1533"),
        ("c. 300 BC", "vers 300 avant notre ère"),
        ("May 12, 1889", "le 12 mai 1889"),
    ],
)  # fmt: skip
def test_dates_of_any_language_are_said_in_french(written, said):
    draft = write(Metadata(artist="Titien", date=written), "fr")
    assert said in draft.sentences[1].text


def test_the_century_is_said_where_all_years_are_of_one():
    assert century_of(read_date("1590-1610")) == 0
    assert century_of(read_date("c. 1665")) == 17
    assert century_of(read_date("1600")) == 0


@pytest.mark.parametrize(
    ("date", "first", "part"),
    [("2. Jh. v. Chr.", 2, ""), ("Ende des 18. Jahrhunderts", 18, "late"), ("siglos XVI-XVII", 16, ""),
     ("tweede helft 17de eeuw", 17, "second half"), ("3. Viertel 19. Jahrhundert", 19, "third quarter"),
     ("entre 1630 et 1640", 1630, ""), ("1480-1490 ca.", 1480, "")],
)  # fmt: skip
def test_every_language_reads_the_dates_that_english_does(date, first, part):
    dating = read_date(date)
    assert (dating.first, dating.part) == (first, part)


def test_a_town_behind_the_keeper_is_closed_with_a_comma_and_italian_says_ad():
    label = Metadata("X", "Artemisia Gentileschi", holder="Musée Carnavalet, Paris")
    book = [said for seed in range(12) for said in texts_in("fr", label, seed)]
    assert not any(re.search(r"Carnavalet, Paris \w", text) for text in book)
    italian = [said for seed in range(12) for said in texts_in("it", label, seed)]
    assert not any(re.search(r"\ba Artemisia", text) for text in italian)


def texts_in(language, label, seed):
    return [sentence.text for sentence in write(label, language, seed=seed).sentences]


def test_dutch_says_the_time_first_and_writes_centuries_out():
    label = Metadata("Meisje", "Titian", date="c. 1590-1595", place="Venice", technique="oil on walnut panel")
    said = " ".join(text for seed in range(20) for text in texts_in("nl", label, seed))
    assert "tussen ongeveer 1590 en 1595 in Venetië" in said
    assert "zestiende eeuw" in said
    assert "Titiaan" in said
    assert "olieverf op notenhouten paneel" in said


@pytest.mark.parametrize(
    ("language", "label", "wanted"),
    [
        (
            "ja",
            Metadata("Girl", "Johannes Vermeer", date="c. 1665", place="Delft", technique="oil on canvas, 44.5 x 39 cm"),
            ["1665年頃にデルフトで", "ヨハネス・フェルメール", "カンヴァスに油彩", "44.5センチかける39センチ", "「Girl」"],
        ),
        (
            "zh",
            Metadata("Girl", "Johannes Vermeer", date="c. 1665", place="Delft", technique="oil on canvas, 44.5 x 39 cm"),
            ["1665年前后在代尔夫特", "约翰内斯·维米尔", "布面油画", "44.5乘39厘米", "《Girl》"],
        ),
        (
            "ja",
            Metadata("自画像", "レンブラント工房", date="紀元前300年頃", technique="油彩・板", holder="東京国立博物館、東京"),
            ["紀元前300年頃に", "油彩・板", "レンブラント工房", "東京国立博物館"],
        ),
        (
            "zh",
            Metadata("自画像", "传 唐寅", date="19世纪80年代", place="苏州", technique="绢本设色"),
            ["19世纪80年代", "传 唐寅", "绢本设色", "苏州"],
        ),
    ],
)  # fmt: skip
def test_labels_are_told_in_signs(language, label, wanted):
    said = " ".join(text for seed in range(20) for text in texts_in(language, label, seed))
    for words in wanted:
        assert words in said, words
    assert "传 唐寅创作" not in said
    assert "レンブラント工房によって" not in said


def test_what_is_read_as_english_in_japanese_is_told():
    label = Metadata("Girl with a Pearl Earring", "Johannes Vermeer", holder="Mauritshuis, The Hague")
    (told,) = left_out(commission(label, "ja"))
    assert "“Girl with a Pearl Earring”" in told
    assert "Vermeer" not in told


@pytest.mark.parametrize(
    ("date", "kind", "first", "bc"),
    [("1665年頃", "year", 1665, False), ("紀元前300年頃", "year", 300, True), ("17世纪下半叶", "century", 17, False),
     ("公元前3世纪", "century", 3, True), ("1889年5月12日", "day", 1889, False), ("1600年以前", "before", 1600, False)],
)  # fmt: skip
def test_dates_are_read_in_signs(date, kind, first, bc):
    dating = read_date(date)
    assert (dating.kind, dating.first, dating.bc) == (kind, first, bc)


@pytest.mark.parametrize("title", ["キリストの磔刑", "圣母与圣子", "奴隷の肖像"])
def test_grave_subjects_in_signs_are_spoken_of_soberly(title):
    draft = write(Metadata(title=title, artist="X"), "ja")
    assert draft.sentences[0].text in phrasebook_of("ja").frames["greeting"]["sober"]


@pytest.mark.parametrize(
    ("language", "note", "said"),
    [
        ("fr", "Elle porte un turban et tient son livre.", "Je porte un turban et tiens mon livre."),
        ("de", "Sie hält einen Fächer und blickt uns an.", "Ich halte einen Fächer und blicke Sie an."),
        ("it", "Guarda verso sinistra e tiene un libro.", "Guardo verso sinistra e tengo un libro."),
        ("es", "Lleva una espada y una medalla.", "Llevo una espada y una medalla."),
        ("pt", "Usa um vestido azul e segura um jornal.", "Uso um vestido azul e seguro um jornal."),
        ("fr", "Elle est la fille du roi.", ""),
        ("de", "Er starb 1520 in Rom.", ""),
        ("it", "Porta la firma di Raffaello.", ""),
        ("es", "Murió de parto en 1488.", ""),
        ("fr", "Elle porte un turban et caresse un chien.", ""),
    ],
)
def test_what_a_sitter_wears_is_said_by_the_sitter(language, note, said):
    assert said_by_the_sitter(note, language) == said
    label = metadata_from_mapping({"title": "X", "notes": [note]}, "a test")
    text = write(label, language).text
    assert said in text
    assert not said or note not in text


def test_a_date_in_ones_own_words_is_quoted():
    label = Metadata(title="X", artist="Titien", date="nach 1729, vor 1750")
    assert "nach 1729, vor 1750" in write(label, "de").text
    assert "published" not in write(Metadata(title="X", date="published 1623"), "de").text
