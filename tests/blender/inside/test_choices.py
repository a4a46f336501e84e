"""What is chosen in the panels and what the project holds: there and back without loss."""

from __future__ import annotations

import json

import bpy
import pytest

from speaking_engine.project.document import Choices
from speaking_images import choices, document, lexicon, settings, words
from speaking_images.operators import choose

pytestmark = pytest.mark.usefixtures("extension")


@pytest.fixture
def found():
    return settings.production(bpy.context)


@pytest.fixture
def talking(found):
    for name in ("f0", "f1", "f2"):
        face = found.faces.add()
        face.name, face.speaks = name, name != "f2"
    return found


def kept(found, **chosen):
    """Return what comes back of choices that were shown."""
    choices.show_choices(Choices(**chosen).model_dump(mode="json"), found)
    return Choices(**choices.edited_choices(found))


def test_nothing_chosen_stays_nothing_chosen(found):
    assert kept(found) == Choices()


@pytest.mark.parametrize(
    "chosen",
    [
        {"recording": "/sounds/actor.wav"},
        {"preset": "paper-metadata", "writer": "openai", "model": "qwen2.5vl"},
        {"model_url": "http://127.0.0.1:11434/v1"},
        {"writer": "llama", "model": "/models/a.gguf", "projector": "/models/mmproj.gguf"},
        {"tone": "wry"},
        {"segment_s": 0, "join_s": 0.25, "ramp_s": 1.5, "smooth": 0.3},
        {"crispness": 0.7, "lead_s": 0.05},
        {"animator": "hallo", "motion": {"steps": "20"}},
        {"seconds": 0.5},
    ],
    ids=str,
)
def test_what_is_chosen_comes_back(found, chosen):
    assert kept(found, **chosen) == Choices(**chosen)


def test_an_option_taken_back_is_sent_no_more(found):
    kept(found, segment_s=12, smooth=0.5, motion={"steps": "20"})
    assert found.segment_s == 12
    found.own_segment_s, found.smooth = False, 0.0
    edited = choices.edited_choices(found)
    assert (edited["segment_s"], edited["smooth"], edited["motion"]) == (None, 0.0, {"steps": "20"})
    kept(found, ramp_s=2)
    kept(found)
    assert found.ramp_s == 0.0


def test_each_face_that_speaks_has_its_own_words(talking):
    talking.faces["f0"].text, talking.faces["f1"].text = "Who is there?", " A visitor. "
    talking.faces["f2"].text = "I am not asked."
    assert words.text_of(talking) == "f0: Who is there?\nf1: A visitor."
    talking.faces["f0"].text = ""
    assert words.text_of(talking) == "f1: A visitor."
    talking.faces["f1"].text, talking.text = "", "Dealt among us."
    assert words.text_of(talking) == "Dealt among us."


def test_one_face_alone_needs_no_cue(talking):
    talking.faces["f1"].speaks = False
    talking.faces["f0"].text = "Only me."
    assert words.text_of(talking) == "Only me."
    talking.text = "Words of all."
    assert words.text_of(talking) == "Words of all."


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("f0: Who is there?\nf1: A visitor.", ("", "Who is there?", "A visitor.")),
        ("f1: Only I speak.", ("", "", "Only I speak.")),
        ("f0: Who?\nf1: I.\nf0: Ah.", ("f0: Who?\nf1: I.\nf0: Ah.", "", "")),
        ("f1: I first.\nf0: Then I.", ("f1: I first.\nf0: Then I.", "", "")),
        ("f2: I do not speak.", ("f2: I do not speak.", "", "")),
        ("No cue.", ("No cue.", "", "")),
        ("", ("", "", "")),
    ],
)
def test_words_go_where_they_fit_and_come_back_whole(talking, text, fields):
    talking.faces["f0"].text = "Something older."
    words.show_text(text, talking)
    assert (talking.text, talking.faces["f0"].text, talking.faces["f1"].text) == fields
    assert words.text_of(talking) == text


def test_a_script_of_several_is_edited_with_cues(talking):
    for name, said in (("f0", "One."), ("f0", "Two."), ("f1", "Three.")):
        line = talking.lines.add()
        line.name, line.text = name, said
    assert words.script_with_cues(talking) == "f0: One. Two.\nf1: Three."


def test_words_outlive_another_list_of_faces(talking):
    talking.faces["f1"].text = "Kept."
    faces = [
        {"id": name, "box_px": [0, 0, 9, 9], "gender": "unknown", "confidence": 1.0} for name in ("f1", "f3")
    ]
    document._show_faces(
        {"faces": faces, "hand_faces": [], "choices": {"speakers": []}, "handle_sets": {}}, talking
    )
    assert [face.text for face in talking.faces] == ["Kept.", ""]


def shown(found, cast, sent=None):
    """Show two faces, one with a voice of its own as the engine keeps it."""
    faces = [
        {"id": name, "box_px": [0, 0, 9, 9], "gender": "unknown", "confidence": 1.0} for name in ("f0", "f1")
    ]
    speakers = {"speakers": ["f0", "f1"]}
    state = {"faces": faces, "hand_faces": [], "choices": speakers, "handle_sets": {}, "cast": cast}
    document._show_faces(state, found, sent)


def test_each_face_may_have_a_voice_of_its_own_and_lose_it_again(talking, tmp_path):
    talking.folder = str(tmp_path / "a")
    assert document.edited(talking)["cast"] == {}
    bpy.ops.speaking.choose_voice(face="f1", voice="bm_george")
    sent = document.edited(talking)
    assert sent["cast"] == {"f1": {"voice": "bm_george"}}
    assert talking.voice == ""
    document.remember_told(talking, sent)
    shown(talking, sent["cast"], sent)
    assert talking.faces["f1"].voice == "bm_george"
    talking.faces["f1"].voice = ""  # as an undo has it
    assert document.edited(talking)["cast"] == {"f1": {"voice": None}}
    bpy.ops.speaking.choose_voice(voice="bf_emma")
    assert (talking.voice, talking.faces["f1"].voice) == ("bf_emma", "")


def test_a_voice_that_is_chosen_while_the_engine_works_stays(talking, tmp_path):
    talking.folder = str(tmp_path / "b")
    sent = document.edited(talking)
    talking.faces["f1"].voice = "bf_emma"
    shown(talking, {"f0": {"voice": "am_michael"}}, sent)
    assert [face.voice for face in talking.faces] == ["am_michael", "bf_emma"]


def test_voices_of_the_language_come_first_and_are_found_by_what_they_are(talking):
    talking.folder, talking.language = "/somewhere", "fr"
    talking.offers = json.dumps({"voice": {"hibari:heart": "female, en-us"}})
    choose.list_voices(bpy.context)
    rows = settings.voices(bpy.context)
    assert [row.voice for row in rows][:2] == ["", "ff_siwis"]
    assert "Siwis female, French ff_siwis" in rows.keys()  # noqa: SIM118 - Blender's collection
    assert "hibari:heart" in [row.voice for row in rows]
    choose.list_voices(bpy.context, "af_heart:0.6+bf_emma:0.4")
    assert (rows[-1].title, rows[-1].voice) == ("Heart + Emma", "af_heart:0.6+bf_emma:0.4")


def test_the_lexicon_is_made_once_and_opened(found, tmp_path):
    found.folder = str(tmp_path)
    assert bpy.ops.speaking.open_lexicon() == {"FINISHED"}
    path = tmp_path / lexicon.NAME
    assert path.read_text("utf8") == "word,said\n"
    path.write_text("word,said\nVermeer,ver-MEER\n", "utf8")
    bpy.data.texts.remove(lexicon.open_lexicon(found))
    bpy.ops.speaking.open_lexicon()
    bpy.ops.speaking.open_lexicon()
    assert [text.as_string() for text in bpy.data.texts] == ["word,said\nVermeer,ver-MEER\n"]


def test_a_lexicon_that_cannot_be_opened_is_told(found, tmp_path):
    found.folder = str(tmp_path)
    (tmp_path / lexicon.NAME).mkdir()
    with pytest.raises(RuntimeError, match=r"lexicon\.csv cannot be opened"):
        bpy.ops.speaking.open_lexicon()


def test_another_production_shows_nothing_of_the_one_before(talking, tmp_path):
    talking.folder, talking.plan, talking.text = "/one.speaking", "/one.speaking/plan.json", "Words of one."
    document._settle("/one.speaking", talking)
    assert (len(talking.faces), talking.text) == (3, "Words of one.")
    document._settle("/two.speaking", talking)
    assert (len(talking.faces), talking.plan, talking.text) == (0, "", "")
