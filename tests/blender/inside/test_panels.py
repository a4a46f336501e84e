"""The panels, drawn on a layout that only notes what it is asked for."""

from __future__ import annotations

from types import SimpleNamespace

import bpy
import pytest

from speaking_images import lexicon, panels, settings
from speaking_images.panels import film


class Layout:
    """Stands in for `UILayout`; notes properties and buttons, and refuses what is not there."""

    def __init__(self):
        self.noted = []

    def row(self, **how):
        inner = Layout()
        inner.noted = self.noted
        return inner

    column = box = split = row

    def prop(self, owner, name, **how):
        assert name in owner.bl_rna.properties, name
        self.noted.append(f"{owner.name}.{name}" if isinstance(owner, settings.SpeakingFace) else name)

    template_ID = prop_decorator = prop  # noqa: N815 - Blender's name

    def operator(self, name, **how):
        assert hasattr(bpy.types, name.replace("speaking.", "SPEAKING_OT_")), name
        self.noted.append(name)
        return SimpleNamespace()

    def operator_menu_enum(self, name, property_name, **how):
        self.operator(name)

    def label(self, *, text="", **how):
        self.noted.append(text)

    def panel(self, name, **how):
        return self, self.row()

    def separator(self):
        pass

    def template_list(self, *what, **how):
        pass

    template_icon = progress = template_list


pytestmark = pytest.mark.usefixtures("extension")


@pytest.fixture
def found():
    return settings.production(bpy.context)


def drawn(name):
    """Draw a panel and give what is on it."""
    layout = Layout()
    room = next(room for room in panels.ROOMS if room.name == name)
    context = SimpleNamespace(
        scene=bpy.context.scene, window_manager=bpy.context.window_manager, region=SimpleNamespace(width=300)
    )
    room.draw(SimpleNamespace(layout=layout), context)
    return layout.noted


def add_faces(found, *names):
    for name in names:
        face = found.faces.add()
        face.name, face.speaks = name, True


@pytest.mark.parametrize("room", panels.ROOMS, ids=lambda room: room.name)
def test_every_panel_draws_with_and_without_a_production(room, found, tmp_path):
    assert drawn(room.name)
    found.folder = str(tmp_path)
    add_faces(found, "f0", "f1")
    assert drawn(room.name)


@pytest.mark.parametrize(
    ("writer", "fields"),
    [
        ("template", {"tone"}),
        ("openai", {"preset", "model", "model_url"}),
        ("llama", {"preset", "model", "projector"}),
    ],
)
def test_each_writer_has_its_own_fields(found, writer, fields):
    found.writer = writer
    assert {"tone", "model", "model_url", "preset", "projector"} & set(drawn("script")) == fields


def test_each_speaker_has_a_field_where_several_speak(found):
    add_faces(found, "f0")
    assert "f0.text" not in drawn("script")
    add_faces(found, "f1")
    assert {"f0.text", "f1.text", "text"} <= set(drawn("script"))


def test_the_selected_face_can_have_a_drawn_mask(found):
    assert "f0.drawn_mask" not in drawn("composite")
    add_faces(found, "f0")
    assert "f0.drawn_mask" in drawn("composite")


def test_a_lexicon_that_is_not_saved_is_told(found, tmp_path):
    found.folder = str(tmp_path)
    bpy.ops.speaking.open_lexicon()
    assert not any("not saved" in word for word in drawn("voice"))
    lexicon.open_lexicon(found).write("Vermeer,ver-MEER")
    assert any("not saved" in word for word in drawn("voice"))


def test_words_are_listed_with_what_is_wrong(found):
    assert "speaking.take_over_corrections" not in drawn("motion")
    found.performances = "[]"
    cue = found.cues.add()
    cue.name, cue.phonemes, cue.seconds, cue.opening_mm = "harbour", "hˈɑbə", 1.5, 6.04
    cue.told_mm, cue.fault = cue.opening_mm, "The lips do not meet on /b/."
    assert {"speaking.take_over_corrections", cue.fault} <= set(drawn("motion"))
    row = Layout()
    film.SPEAKING_UL_cues.draw_item(None, None, row, found, cue, 0, found, "active_cue")
    assert row.noted == ["harbour", "hˈɑbə", "1.50 s", "6.0 mm"]
    cue.opening_mm = 9
    assert {"opening_mm", "Animate draws it", cue.fault} <= set(drawn("motion"))


def test_recording_lexicon_fit_and_motion_are_there():
    assert {"recording", "speaking.open_lexicon"} <= set(drawn("voice"))
    assert "speaking.fit_colour" in drawn("composite")
    assert {"own_segment_s", "segment_s", "join_s", "ramp_s", "smooth"} <= set(drawn("motion"))
