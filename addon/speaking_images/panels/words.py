"""Panels of what is heard: script and voice."""

from __future__ import annotations

import bpy
from bpy.app.translations import pgettext_iface

from ..fields import UNSET, fields_of, short_title
from ..lexicon import open_lexicon
from ..settings import SpeakingFace, SpeakingLine, SpeakingProduction, SpeakingVoice, production
from ..words import faces_with_fields, is_approved, wrapped
from .looking import draw_choice, draw_listed, folded, labelled, search_icon

MODEL_FIELDS = {"template": ("tone",), "openai": ("preset", "model", "model_url")}
OTHER_FIELDS = ("preset", "model", "projector")
IN_VIEW = ("language", "voice", "speed")
"""What is chosen of a voice every day."""


class ScriptPanel:
    """What is said, what supports it, and whether somebody approved it."""

    name, title = "script", "Script"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        _draw_texts(layout, found)
        row = layout.row(align=True)
        row.operator("speaking.write_script", icon="GREASEPENCIL")
        row.operator("speaking.edit_script", icon="TEXT")
        body = folded(layout, "speaking_writer", "Writer")
        if body is not None:
            _draw_writer(body, found)
        for line in found.lines:
            _draw_line(layout, line, context.region.width)
        _draw_approval(layout, found)


def _draw_texts(layout: bpy.types.UILayout, found: SpeakingProduction) -> None:
    """Draw a field for all, one for each face where several speak, and the chooser of a text file."""
    faces = faces_with_fields(found)
    own = any(face.text.strip() for face in faces)
    column = layout.column(align=True)
    column.enabled = found.text_block is None
    for face in faces:
        column.prop(face, "text", text=face.name, placeholder="What this face says")
    row = column.row()
    row.enabled = not own
    row.prop(found, "text", text="", placeholder="Not spoken" if own else "Empty: the writer writes it")
    if found.text_block is not None:
        layout.prop(found, "text_block", text="")


def _draw_writer(layout: bpy.types.UILayout, found: SpeakingProduction) -> None:
    layout.use_property_split = True
    layout.use_property_decorate = False
    draw_listed(layout, found, "writer")
    for name in MODEL_FIELDS.get(found.writer, OTHER_FIELDS):
        layout.prop(found, name)
    known = (*MODEL_FIELDS["template"], *MODEL_FIELDS["openai"], *OTHER_FIELDS, "writer")
    for one in fields_of("Words"):
        if one.name not in known:
            draw_choice(layout, found, one)
    layout.prop(found, "text_block", text="Text file")


def _draw_line(layout: bpy.types.UILayout, line: SpeakingLine, width_px: int) -> None:
    """Draw a sentence; red only where it states what nothing supports."""
    box = layout.box().column(align=True)
    box.alert = bool(line.doubts)
    for part in wrapped(f"{line.name}: {line.text}", width_px - BOX_MARGIN_PX):
        box.label(text=part, translate=False)
    below = f"nothing supports {line.doubts}" if line.doubts else line.grounds or "states nothing"
    for place, part in enumerate(wrapped(below, width_px - BOX_MARGIN_PX - ICON_PX)):
        row = box.row()
        row.active = bool(line.doubts)  # grey: it is about the sentence
        row.label(text=part, icon="BLANK1" if place else "ERROR" if line.doubts else "LINKED")


BOX_MARGIN_PX, ICON_PX = 30, 20


def _draw_approval(layout: bpy.types.UILayout, found: SpeakingProduction) -> None:
    if is_approved(found):
        layout.label(text=pgettext_iface("Signed: {}").format(found.approved_by), icon="CHECKMARK")
    elif found.approved_by:
        column = layout.column(align=True)
        column.label(text="Changed since it was signed", icon="ERROR")
        column.label(text=found.approved_by, icon="BLANK1", translate=False)
        column.operator("speaking.approve_script", text="Sign again")
    else:
        layout.operator("speaking.approve_script", icon="CHECKMARK")


class SPEAKING_UL_voices(bpy.types.UIList):
    """The voices: name, what it is, and a button to hear it; searched by all of it."""

    def draw_item(
        self,
        context: bpy.types.Context,
        layout: bpy.types.UILayout,
        data: bpy.types.AnyType,
        item: SpeakingVoice,
        icon: int,
        active_data: bpy.types.AnyType,
        active_property: str,
    ) -> None:
        """Draw one voice."""
        self.use_filter_show = True
        row = layout.row(align=True)
        row.label(text=item.title, translate=False)
        row.label(text=item.about, translate=False)
        if item.voice:
            row.operator("speaking.try_voice", text="", icon="PLAY", emboss=False).voice = item.voice


def _draw_voices(layout: bpy.types.UILayout, found: SpeakingProduction) -> None:
    """Draw the voice of all, and where several speak that of each."""
    speakers = [face for face in found.faces if face.speaks]
    alone = speakers[0] if len(speakers) == 1 else None
    own = (alone.voice or found.voice) if alone else found.voice
    _draw_voice(layout, pgettext_iface("Voice"), own, alone)
    for face in speakers if alone is None else ():
        _draw_voice(layout, face.name, face.voice or found.voice, face, is_own=True)


def _draw_voice(
    layout: bpy.types.UILayout,
    label: str,
    voice: str,
    face: SpeakingFace | None,
    *,
    is_own: bool = False,
) -> None:
    """Draw a button with the voice, or the one heard last where none is chosen, and one to hear it."""
    heard = face.heard if face is not None else ""
    words = short_title(voice) if voice else UNSET["voice"]
    if heard and not voice:
        words = pgettext_iface("{} (auto)").format(short_title(heard))
    row = labelled(layout, label)
    how = row.operator("speaking.choose_voice", text=words, icon=search_icon())
    how.face = face.name if face is not None and (is_own or face.voice) else ""
    row.operator("speaking.try_voice", text="", icon="PLAY").voice = voice or heard


class VoicePanel:
    """Who says it, and how fast."""

    name, title = "voice", "Voice"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        column = layout.column()
        column.enabled = not found.recording
        draw_listed(column, found, "language")
        _draw_voices(column, found)
        column.prop(found, "speed")
        for one in fields_of("Voice"):
            if one.name not in (*IN_VIEW, "recording"):
                draw_choice(column, found, one)
        layout.prop(found, "recording", placeholder="Empty: a voice")
        row = layout.row(align=True)
        row.operator("speaking.speak", icon="SPEAKER")
        row.operator("speaking.listen", icon="PLAY")
        row.operator("speaking.fall_silent", text="", icon="SNAP_FACE")
        layout.operator("speaking.open_lexicon", icon="TEXT")
        text = open_lexicon(found)
        if text is not None and text.is_dirty:
            layout.label(text="The lexicon is not saved yet", icon="ERROR")
