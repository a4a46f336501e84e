"""Panels of what is heard: script and voice."""

from __future__ import annotations

import bpy
from bpy.app.translations import pgettext_iface

from ..fields import fields_of, listed
from ..lexicon import open_lexicon
from ..settings import SpeakingLine, SpeakingProduction, production
from ..words import faces_with_fields, is_approved, wrapped
from .looking import draw_choice, folded

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
    for name in (listed("writer"), *MODEL_FIELDS.get(found.writer, OTHER_FIELDS)):
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
        column.prop(found, listed("language"))
        row = column.row(align=True)
        row.prop(found, listed("voice"))
        row.operator("speaking.try_voice", text="", icon="PLAY")
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
