"""The label: what comes in, what stays missing, and what is refused with a sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.artwork.attribution import QUALIFIERS, split_artist
from speaking_engine.artwork.iiif import metadata_from_manifest, without_markup
from speaking_engine.artwork.metadata import KNOWN_FIELDS, Metadata, Note, merge, metadata_from_mapping
from speaking_engine.artwork.sidecar import find_sidecar, read_label, read_sidecar, read_table_row
from speaking_engine.errors import PictureError


@pytest.mark.parametrize(
    ("field", "qualifier", "name"),
    [
        ("attributed to Francesco Melzi", "attributed to", "Francesco Melzi"),
        ("Workshop of Rembrandt van Rijn", "workshop of", "Rembrandt van Rijn"),
        ("After Raphael", "after", "Raphael"),
        ("Follower of Titian", "follower of", "Titian"),
        ("Circle of Hans Holbein the Younger", "circle of", "Hans Holbein the Younger"),
        ("Rembrandt (workshop of)", "workshop of", "Rembrandt"),
        ("Giorgione, attributed", "attributed to", "Giorgione"),
        ("Roman copy after Lysippos", "Roman copy after", "Lysippos"),
        ("Traditionally attributed to Jan van Eyck", "traditionally attributed to", "Jan van Eyck"),
        ("Johannes Vermeer", "", "Johannes Vermeer"),
        (
            "Hendrick Goltzius after Bartholomeus Spranger",
            "",
            "Hendrick Goltzius after Bartholomeus Spranger",
        ),
        ("Master of the School of Bologna", "", "Master of the School of Bologna"),
        ("", "", ""),
    ],
)
def test_a_qualifier_in_the_artists_field_is_kept_apart(field, qualifier, name):
    assert split_artist(field) == (qualifier, name)
    metadata = metadata_from_mapping({"artist": field}, "a test")
    assert (metadata.artist_qualifier, metadata.artist) == (qualifier, name)


@given(st.sampled_from(QUALIFIERS), st.from_regex(r"[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", fullmatch=True))
def test_no_qualifier_is_ever_lost(qualifier, name):
    found, rest = split_artist(f"{qualifier} {name}")
    assert f"{found} {rest}" == f"{qualifier} {name}"
    assert found


def test_missing_fields_stay_missing():
    assert metadata_from_mapping({}, "a test") == Metadata()
    assert metadata_from_mapping({"title": None, "notes": None}, "a test") == Metadata()


def test_other_words_for_a_field_and_numbers_are_understood():
    metadata = metadata_from_mapping({"Year": 1665, "Medium": " oil  on canvas", "gender": "F"}, "a test")
    assert (metadata.date, metadata.technique, metadata.gender) == ("1665", "oil on canvas", "female")


def test_control_characters_and_broken_letters_are_dropped():
    metadata = metadata_from_mapping({"title": "A\x07 \udcffB\n C", "artist": "ش\u200cی"}, "a test")
    assert (metadata.title, metadata.artist) == ("A B C", "ش\u200cی")


def test_notes_keep_their_sources():
    metadata = metadata_from_mapping(
        {"notes": ["One.", {"text": "Two.", "source": "Catalogue, p. 3"}]}, "a test"
    )
    assert metadata.notes == (Note("One."), Note("Two.", "Catalogue, p. 3"))


def test_a_hold_without_a_reason_still_holds():
    assert metadata_from_mapping({"hold": True}, "a test").hold
    assert not metadata_from_mapping({"hold": False}, "a test").hold


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"autor": "X"}, "`autor`"),
        ({"title": ["a"]}, "`title`"),
        ({"title": True}, "`title`"),
        ({"speaker_gender": "duchess"}, "`gender` must be '', 'female' or 'male', not 'duchess'"),
        ({"notes": [{"txt": "a"}]}, "`notes[0].text` is missing"),
        ({"date": "1665", "year": "1666"}, "twice"),
    ],
)
def test_what_cannot_be_used_is_named(mapping, words):
    with pytest.raises(PictureError) as caught:
        metadata_from_mapping(mapping, "the file label.json")
    assert words in caught.value.sentence
    assert "label.json" in caught.value.sentence


def test_the_hint_lists_the_known_fields():
    with pytest.raises(PictureError) as caught:
        metadata_from_mapping({"autor": "X"}, "a test")
    assert all(name in caught.value.hint for name in KNOWN_FIELDS)


def test_merge_lets_filled_fields_win_and_never_mixes_attributions():
    base = Metadata(title="Old", artist="Titian", artist_qualifier="workshop of", date="1530")
    assert merge(base, Metadata(title="New")) == Metadata("New", "Titian", "workshop of", "1530")
    assert merge(base, Metadata(artist="Titian")).artist_qualifier == "workshop of"
    assert merge(base, Metadata(artist="Giorgione")).artist_qualifier == ""
    assert merge(base, Metadata(artist="Titian", artist_qualifier="after")).artist_qualifier == "after"


def test_sidecars_are_found_beside_the_picture(tmp_path):
    picture = tmp_path / "mona.lisa.jpg"
    assert find_sidecar(picture) is None
    (tmp_path / "mona.lisa.yaml").write_text("title: Mona Lisa\ndate: 1503\n")
    assert find_sidecar(picture) == tmp_path / "mona.lisa.yaml"
    assert read_sidecar(tmp_path / "mona.lisa.yaml") == Metadata(title="Mona Lisa", date="1503")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{"),
        ("a.json", b"[1]"),
        ("a.json", b""),
        ("a.yaml", b"a: [1"),
        ("a.yaml", b"just words"),
        ("a.json", b"\xff\xfe\x00"),
        ("a.json", b"[" * 100_000),
        ("a.yaml", b"[" * 100_000),
        ("a.yaml", b"title: A\n  artist: B"),
        ("a.yaml", b"title: A\ntitle: B"),
        ("a.yaml", b"? [a]\n: b"),
        ("a.yaml", b"title: &a [*a]"),
        ("a.yaml", b"title: !!python/object/apply:os.getcwd []"),
        ("a.yaml", b"title: \x07"),
    ],
)
def test_a_broken_sidecar_is_a_sentence(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PictureError, match=r"a\.(json|yaml)") as caught:
        read_sidecar(path)
    assert caught.value.hint


def test_yaml_values_stay_what_was_typed(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("title: No\ndate: 1503-13\ninventory_number: 0123\ncredit:\nhold: false\n")
    assert read_sidecar(path) == Metadata(title="No", date="1503-13", inventory_number="0123")


def test_a_misspelt_field_is_guessed():
    with pytest.raises(PictureError, match="Did you mean `title`"):
        metadata_from_mapping({"tilte": "X"}, "a test")


def test_a_missing_sidecar_is_a_sentence(tmp_path):
    with pytest.raises(PictureError, match="cannot be read"):
        read_sidecar(tmp_path / "none.json")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_row_of_a_table(tmp_path, delimiter):
    table = tmp_path / "works.csv"
    rows = [
        ["file", "Title", "artist", "year", "sha256"],
        ["images/b.jpg", "B", "after Raphael", "1500", "00"],
    ]
    table.write_text("\n".join(delimiter.join(row) for row in rows), "utf-8-sig")
    assert read_table_row(table, "b.png") == Metadata("B", "Raphael", "after", "1500")
    assert read_label(table, tmp_path / "b.jpg").title == "B"
    with pytest.raises(PictureError, match=r"no row for c\.jpg"):
        read_table_row(table, "c.jpg")


MANIFEST_3 = {
    "@context": "http://iiif.io/api/presentation/3/context.json",
    "type": "Manifest",
    "label": {"nl": ["Meisje met de parel"], "en": ["Girl with a Pearl Earring"]},
    "metadata": [
        {
            "label": {"en": ["Artist"], "nl": ["Kunstenaar"]},
            "value": {"none": ["circle of Johannes Vermeer"]},
        },
        {"label": {"en": ["Date:"]}, "value": {"en": ["c. 1665"]}},
        {"label": {"en": ["Medium"]}, "value": {"en": ["<span>oil on<br>canvas</span>"]}},
        {"label": {"en": ["Dimensions"]}, "value": {"en": ["44.5 x 39 cm"]}},
    ],
    "requiredStatement": {"label": {"en": ["Attribution"]}, "value": {"en": ["Mauritshuis, The Hague"]}},
    "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
    "summary": {"en": ["<p>She wears a turban.</p>"]},
}

MANIFEST_2 = {
    "@context": "http://iiif.io/api/presentation/2/context.json",
    "@type": "sc:Manifest",
    "label": "Girl with a Pearl Earring",
    "metadata": [
        {"label": [{"@value": "Künstler", "@language": "de"}], "value": "Johannes Vermeer"},
        {
            "label": "Date",
            "value": [{"@value": "um 1665", "@language": "de"}, {"@value": "c. 1665", "@language": "en"}],
        },
    ],
    "attribution": "<b>Mauritshuis</b>",
    "license": "http://creativecommons.org/publicdomain/mark/1.0/",
    "description": ["She wears a turban."],
}


def test_a_presentation_3_manifest(tmp_path):
    path = tmp_path / "girl.json"
    path.write_text(json.dumps(MANIFEST_3), "utf8")
    metadata = read_sidecar(path)
    assert (metadata.title, metadata.artist, metadata.artist_qualifier) == (
        "Girl with a Pearl Earring",
        "Johannes Vermeer",
        "circle of",
    )
    assert (metadata.date, metadata.technique) == ("c. 1665", "oil on canvas")
    assert metadata.credit == "Mauritshuis, The Hague"
    assert metadata.rights.startswith("http://creativecommons.org/")
    assert metadata.notes == (Note("She wears a turban.", "the manifest girl.json / summary"),)
    assert metadata.holder == ""


def test_a_presentation_2_manifest():
    metadata = metadata_from_manifest(MANIFEST_2, "m")
    assert (metadata.artist, metadata.date, metadata.credit) == ("Johannes Vermeer", "c. 1665", "Mauritshuis")
    assert metadata.notes == (Note("She wears a turban.", "m / description"),)


def test_a_collection_is_not_a_manifest(tmp_path):
    path = tmp_path / "all.json"
    path.write_text(json.dumps({"@context": MANIFEST_3["@context"], "type": "Collection"}))
    with pytest.raises(PictureError, match="Collection"):
        read_sidecar(path)


@pytest.mark.parametrize(
    "broken", [{"metadata": 3}, {"metadata": [3]}, {"label": 4}, {"requiredStatement": []}]
)
def test_odd_manifests_do_not_crash(broken):
    assert metadata_from_manifest({"type": "Manifest", **broken}, "m").artist == ""


def test_markup_is_taken_out():
    assert without_markup('A <a href="x">B</a> &amp; C<br/>D') == "A B & C D"


@pytest.mark.parametrize(
    ("language", "title", "notes"),
    [
        ("fr", "Jeune fille", ("Elle porte une perle.", "Un don.")),
        ("en-us", "Girl", ("She wears a pearl.", "A gift.")),
        ("ja", "Girl", ("She wears a pearl.", "A gift.")),
    ],
)
def test_a_label_of_our_own_may_be_given_in_several_languages(tmp_path, language, title, notes):
    path = tmp_path / "girl.yaml"
    path.write_text(
        "title: {en: Girl, fr: Jeune fille}\n"
        "notes:\n"
        "  - {text: {en: She wears a pearl., fr: Elle porte une perle.}, source: Catalogue}\n"
        "  - {fr: Un don., en: A gift.}\n"
        "hold: {de: Ein Grund}\n",
        "utf8",
    )
    label = read_sidecar(path, language)
    assert (label.title, tuple(note.text for note in label.notes)) == (title, notes)
    assert label.notes[0].source == "Catalogue"
    assert label.hold == "Ein Grund"


def test_a_field_that_is_neither_text_nor_texts_by_language_is_named(tmp_path):
    path = tmp_path / "girl.json"
    for wrong in ({"english": "Girl"}, {"txt": "Girl"}, {}):
        path.write_text(json.dumps({"title": wrong}), "utf8")
        with pytest.raises(PictureError, match="`title`"):
            read_sidecar(path)


def test_words_of_a_yaml_label_that_begin_as_true_or_null_do_stay_themselves(tmp_path):
    path = tmp_path / "girl.yaml"
    path.write_text("title: True love\ntechnique: nullified print\nplace: nowhere\ndate: null\nartist: ~\n")
    label = read_sidecar(path)
    assert (label.title, label.technique, label.place) == ("True love", "nullified print", "nowhere")
    assert (label.date, label.artist) == ("", "")


@pytest.mark.parametrize(
    ("label", "qualifier", "name"),
    [
        ("Umkreis des Meisters von Messkirch (?)", "possibly circle of", "Meister von Messkirch"),
        ("Workshop of Titian (?)", "possibly workshop of", "Titian"),
        ("possibly attributed to Hans Memling (?)", "possibly attributed to", "Hans Memling"),
        ("Hans Holbein (?)", "?", "Hans Holbein"),
    ],
)
def test_a_doubt_about_a_qualifier_leaves_the_qualifier(label: str, qualifier: str, name: str) -> None:
    assert split_artist(label) == (qualifier, name)


def test_a_table_has_columns_for_each_language(tmp_path):
    table = tmp_path / "works.csv"
    table.write_text("image,title,title_fr,Title (it),artist,artist_id\na.jpg,The Cup,La Coupe,,Anna,77\n")
    titles = {tag: read_table_row(table, "a.jpg", tag).title for tag in ("en-us", "fr", "it", "de")}
    assert titles == {"en-us": "The Cup", "fr": "La Coupe", "it": "The Cup", "de": "The Cup"}
    assert read_table_row(table, "a.jpg", "id").artist == "Anna"
