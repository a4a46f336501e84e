"""The Python API: edits are checked and saved at once, and nothing older than an edit is ever read."""

from __future__ import annotations

import json
from pathlib import Path

import av
import pytest
from PIL import Image

import speaking_engine as si
from speaking_engine.project.production import PROJECT_FILE


@pytest.fixture
def work(two_squares: Path, tmp_path: Path):
    with si.open(two_squares, tmp_path / "two.speaking") as work:
        work.choose(detector="fake", animator="fake", voice="fake", seconds=4)
        yield work


def saved(work: si.Work) -> dict:
    return json.loads((work.folder / PROJECT_FILE).read_text("utf8"))


def test_a_film_is_made_and_shows_itself(work: si.Work) -> None:
    work.label(title="Two Squares", artist="Nobody")
    work.words.text = "Good evening."
    film = work.render(resolution="720p")
    assert film.path.is_file()
    assert film.text == ("Good evening.",)
    assert film.seconds > 1
    assert "<video" in film._repr_html_()
    assert "Two Squares" in work._repr_html_()
    assert saved(work)["choices"]["resolution"] == "720p"


def test_nothing_older_than_an_edit_is_read(work: si.Work) -> None:
    work.words.text = "Good evening."
    assert work.words.spoken == ("Good evening.",)
    work.words.text = "Good night."
    assert work.words.spoken == ("Good night.",)
    french = work.version("fr")
    french.words.text = "Bonsoir."
    assert (french.words.spoken, work.words.spoken) == (("Bonsoir.",), ("Good night.",))
    face = work.faces[0]
    face.correct(gender="female")
    assert face.gender == "female"
    assert len(work.faces) == 2
    work.faces.add((10, 10, 30, 40))
    assert len(work.faces) == 3
    face.remove()
    assert len(work.faces) == 2


def test_each_speaker_has_a_voice_of_its_own(work: si.Work) -> None:
    work.cast.choose("f0", "f1")
    work.words.text = "f0: Who is there?\nf1: A visitor."
    work.choose(voice=None)
    work.cast["f0"].voice = "bf_emma"
    work.cast["f1"].voice = "am_michael"
    assert [work.line.voice_of(name) for name in work.cast] == ["bf_emma", "am_michael"]
    work.cast["f1"].voice = None
    assert work.cast["f1"].voice is None
    with pytest.raises(AttributeError, match="has no 'resolution' of its own"):
        work.cast["f1"].resolution = "720p"
    with pytest.raises(si.UserError, match="--speed"):
        work.cast["f1"].speed = 9


def test_two_sitters_whom_nobody_gave_a_voice_have_two(work: si.Work) -> None:
    work.choose(voice=None)
    for gender in ("female", "male", "unknown"):
        for place in (0, 1):
            work.faces[place].correct(gender=gender)
        work.cast.choose("f0", "f1")
        one, other = (work.line.voice_of(name) for name in work.cast)
        assert one != other


def test_a_hand_beats_the_label_and_that_beats_a_guess(work: si.Work) -> None:
    work.choose(voice=None)
    work.label(gender="female")
    assert work.line.voice_of("f0")[1] == "f"
    work.faces[0].correct(gender="male")
    assert work.line.voice_of("f0")[1] == "m"
    work.faces[1].correct(gender="female")
    work.cast.choose("f0", "f1")
    assert [work.line.voice_of(name)[1] for name in work.cast] == ["m", "f"]


def test_a_face_that_nothing_is_told_of_gets_the_voice_that_it_leans_to(work: si.Work, monkeypatch) -> None:
    import numpy as np

    from speaking_engine.faces import gender

    work.choose(voice=None)
    work.cast.choose("f0", "f1")
    genders = {"f0": ("male", 0.95), "f1": ("unknown", 0.6)}
    for face in work.line.faces:
        told = dict(zip(("gender", "gender_confidence"), genders[face.id], strict=True))
        for name, value in (*told.items(), ("landmarks_px", np.zeros((478, 3), np.float32))):
            object.__setattr__(face, name, value)
    for leaning in ("female", "male"):
        monkeypatch.setattr(gender, "leaning_gender", lambda *_, leaning=leaning: (leaning, 0.6))
        assert [work.line.voice_of(name)[1] for name in work.cast] == ["m", leaning[0]]
    work.label(title="The Duke and Duchess")
    assert [work.line.voice_of(name)[1] for name in work.cast] == ["m", "f"]


@pytest.mark.parametrize(
    "wrong", [{"resolution": "900p"}, {"voice": "zz_bob"}, {"resolutoin": "720p"}, {"speed": "fast"}]
)
def test_what_is_wrong_is_refused_at_once_and_nothing_is_changed(work: si.Work, wrong: dict) -> None:
    before = saved(work)
    with pytest.raises(si.UserError):
        work.choose(**wrong)
    assert saved(work) == before


def test_a_film_in_every_language_is_of_one_picture(work: si.Work) -> None:
    work.words.text = "Good evening."
    work.version("fr").words.text = "Bonsoir."
    films = work.render_all()
    assert {tag: film.path.name for tag, film in films.items()} == {"en-us": "film.mp4", "fr": "film.fr.mp4"}
    assert films["fr"].text == ("Bonsoir.",)
    assert len(list((work.folder / "store" / "faces").iterdir())) == 1
    work.version("fr").words.approve("M. Duval")
    assert work.version("fr").words.is_approved
    assert not work.words.is_approved


def test_a_word_of_one_language_leaves_the_other_film_alone(work: si.Work) -> None:
    work.words.text = "Good evening."
    work.version("fr").words.text = "Bonsoir."
    before = {tag: film.path.stat().st_mtime_ns for tag, film in work.render_all().items()}
    clips = {path.name for path in (work.folder / "store" / "clip").iterdir()}
    work.version("fr").words.text = "Bonne nuit."
    after = {tag: film.path.stat().st_mtime_ns for tag, film in work.render_all().items()}
    assert len({path.name for path in (work.folder / "store" / "clip").iterdir()} - clips) == 1
    assert after["fr"] != before["fr"]


def test_a_production_is_opened_by_its_folder_and_alone(work: si.Work) -> None:
    with pytest.raises(si.UserError, match="open in another"):
        si.open(work.folder)
    folder = work.folder
    work.close()
    with si.open(folder) as again:
        assert again.choices.detector == "fake"


def test_names_of_the_module_are_what_it_says() -> None:
    assert all(getattr(si, name) is not None for name in si.__all__)
    with pytest.raises(AttributeError):
        _ = si.nothing


def test_a_record_is_read_in_the_language_that_the_first_command_chose(tmp_path: Path) -> None:
    def said(**words: str) -> dict[str, list[str]]:
        return {language: [text] for language, text in words.items()}

    manifest = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "type": "Manifest",
        "label": said(en="Girl", fr="Jeune fille"),
        "metadata": [
            {"label": said(en="Technique"), "value": said(en="oil on canvas", fr="huile sur toile")}
        ],
    }
    picture = tmp_path / "girl.png"
    Image.new("RGB", (64, 64)).save(picture)
    (tmp_path / "girl.json").write_text(json.dumps(manifest), "utf8")
    with si.open(picture, production=tmp_path / "girl.speaking") as opened:
        assert opened.metadata["title"] == "Girl"
        opened.choose(language="fr")
        assert opened.metadata["title"] == "Jeune fille"
        assert opened.metadata["technique"] == "huile sur toile"
        opened.label(title="La perle")
        opened.choose(language="en-us")
        assert opened.metadata["title"] == "La perle"


def test_each_language_has_the_labels_words_in_it_until_a_person_corrects_them(
    two_squares: Path, tmp_path: Path
) -> None:
    label = {
        "title": {"en": "Girl", "fr": "Jeune fille"},
        "artist": {"en": "workshop of Titian", "fr": "atelier de Titien"},
        "technique": {"en-GB": "oil on canvas", "fr": "huile sur toile"},
        "date": 1665,
        "notes": [
            {"text": {"en": "She wears a pearl.", "fr": "Elle porte une perle."}, "source": "Catalogue"},
            "A gift.",
        ],
    }
    sidecar = two_squares.with_suffix(".json")
    sidecar.write_text(json.dumps(label), "utf8")
    folder = tmp_path / "girl.speaking"
    with si.open(two_squares, folder) as work:
        work.choose(detector="fake")
        french = work.version("fr")
        assert (work.metadata["title"], french.metadata["title"]) == ("Girl", "Jeune fille")
        assert french.line.metadata.technique == "huile sur toile"
        assert (french.metadata["artist_qualifier"], french.metadata["artist"]) == ("atelier de", "Titien")
        assert [note["text"] for note in french.metadata["notes"]] == ["Elle porte une perle.", "A gift."]
        assert "date" not in saved(work)["versions"]["fr"]["label"]
        french.words.text = work.words.text = "Je suis la Jeune Fille."
        assert "metadata.title" in french.line.script.lines[0].sentences[0].grounds
        assert "metadata.title" not in work.line.script.lines[0].sentences[0].grounds
        work.label(title="The Pearl")
        assert (work.metadata["title"], french.metadata["title"]) == ("The Pearl", "The Pearl")
        assert french.metadata["technique"] == "huile sur toile"
    sidecar.unlink()
    with si.open(folder) as again:
        assert again.version("fr").metadata["technique"] == "huile sur toile"
        again.label(technique="tempera")
        assert again.version("fr").metadata["technique"] == "tempera"


def test_two_speakers_are_named_in_captions_and_a_film_carries_its_languages(work: si.Work) -> None:
    work.cast.choose("f0", "f1")
    work.words.text = "f0: Who is there?\nf1: A visitor."
    french = work.version("fr")
    french.words.text = "f0: Qui est là ?\nf1: Une visiteuse."
    work.choose(subtitles="track")
    work.cast["f1"].caption_name = "The <old> guard"
    films = work.render_all()
    told = {}
    for tag, first in (("en-us", "The face on the left"), ("fr", "Le visage à gauche")):
        with av.open(str(films[tag].path)) as film:
            assert [stream.type for stream in film.streams] == ["video", "audio", "subtitle"]
            sound, words = film.streams.audio[0], film.streams.subtitles[0]
            assert words.codec_context.name == "mov_text"
            shown = [bytes(packet)[2:].decode() for packet in film.demux(words) if packet.pts is not None]
            told[tag] = (sound.language, words.language, [text for text in shown if text])
        vtt = films[tag].path.with_suffix(".vtt").read_text("utf8")
        assert f"Language: {tag}\n" in vtt
        assert [line for line in vtt.splitlines() if line.startswith("<v ")] == [
            f"<v {name}>{text}"
            for name, text in zip((first, "The &lt;old&gt; guard"), told[tag][2], strict=True)
        ]
    assert told == {
        "en-us": ("eng", "eng", ["Who is there?", "A visitor."]),
        "fr": ("fra", "fra", ["Qui est là ?", "Une visiteuse."]),
    }


def test_a_label_of_a_version_holds_in_its_language_alone(work: si.Work) -> None:
    work.label(title="Girl", holder="Mauritshuis")
    french = work.version("fr")
    french.label(title="La Jeune Fille", gender="female")
    assert (work.metadata["title"], french.metadata["title"]) == ("Girl", "La Jeune Fille")
    assert french.metadata["holder"] == "Mauritshuis"
    assert work.metadata["gender"] == "female"
    french.label(title="")
    assert french.metadata["title"] == "Girl"
    french.label(title="La Jeune Fille")
    work.label(title="Woman")
    assert (work.metadata["title"], french.metadata["title"]) == ("Woman", "Woman")
