"""Panels of what is heard: script and voice."""

from __future__ import annotations

import bpy

from ..document import digest_of_words
from ..fields import fields_of
from ..lexicon import open_lexicon
from ..settings import SpeakingProduction, production
from ..words import faces_with_fields
from .looking import draw_choice, wrapped

MODEL_FIELDS = {"template": ("tone",), "openai": ("preset", "model", "model_url")}
OTHER_FIELDS = ("preset", "model", "projector")


class ScriptPanel:
    """What is said, what supports it, and whether somebody approved it."""

    name, title = "script", "Script"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        _draw_texts(layout, found)
        split = layout.column()
        split.use_property_split = True
        for name in ("writer", *MODEL_FIELDS.get(found.writer, OTHER_FIELDS)):
            split.prop(found, name)
        known = (*MODEL_FIELDS["template"], *MODEL_FIELDS["openai"], *OTHER_FIELDS, "writer")
        for one in fields_of("Words"):
            if one.name not in known:
                draw_choice(split, found, one)
        row = layout.row(align=True)
        row.operator("speaking.write_script", icon="GREASEPENCIL")
        row.operator("speaking.edit_script", icon="TEXT")
        for line in found.lines:
            box = layout.box()
            box.alert = not line.grounds
            for part in wrapped(f"{line.name}: {line.text}", context.region.width):
                box.label(text=part)
            box.label(text=line.grounds or "nothing supports this sentence", icon="LINKED")
        approved = bool(found.approved) and found.approved == digest_of_words(found)
        row = layout.row()
        row.operator("speaking.approve_script", icon="CHECKMARK", depress=approved)
        row.label(text="approved" if approved else "not approved")


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
    layout.prop(found, "text_block", text="")


class VoicePanel:
    """Who says it, and how fast."""

    name, title = "voice", "Voice"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        layout.use_property_split = True
        layout.prop(found, "recording", placeholder="Empty: a voice")
        column = layout.column()
        column.enabled = not found.recording
        for one in fields_of("Voice"):
            if one.name != "recording":
                draw_choice(column, found, one)
        row = layout.row(align=True)
        row.operator("speaking.speak", icon="SPEAKER")
        row.operator("speaking.listen", icon="PLAY")
        layout.operator("speaking.open_lexicon", icon="TEXT")
        text = open_lexicon(found)
        if text is not None and text.is_dirty:
            layout.label(text="The lexicon is not saved yet", icon="ERROR")
