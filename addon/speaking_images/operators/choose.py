"""Choosing by name from long lists: searched as one types; of voices each can be heard first."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from ..fields import LISTED, NONE, Item, items_of, short_title, voice_rows
from ..guard import Answer, Reasoned
from ..settings import production, voices
from . import reasons

_offered: list[Item] = []
"""The items that are shown now; Blender does not keep their words."""


def _items(operator: SPEAKING_OT_choose, context: bpy.types.Context) -> list[Item]:
    _offered[:] = items_of(operator.choice, production(context)) if operator.choice in LISTED else ()
    return _offered


class SPEAKING_OT_choose(Reasoned, bpy.types.Operator):
    """Choose from all there are; type to search"""

    bl_idname = "speaking.choose"
    bl_label = "Choose"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}
    bl_property = "name"
    reasons = (reasons.no_artwork,)

    choice: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="What is chosen")
    name: EnumProperty(name="Name", items=_items, options={"SKIP_SAVE"}, description="What there is")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Open the search."""
        context.window_manager.invoke_search_popup(self)
        return {"FINISHED"}

    def execute(self, context: bpy.types.Context) -> Answer:
        """Set it."""
        setattr(production(context), self.choice, "" if self.name == NONE else self.name)
        return {"FINISHED"}


class SPEAKING_OT_choose_voice(Reasoned, bpy.types.Operator):
    """Choose among all voices, those of the language first; each can be heard, and searched for by name"""

    bl_idname = "speaking.choose_voice"
    bl_label = "Choose a voice"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_artwork,)

    face: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="Whose voice; empty for all faces")
    voice: StringProperty(
        name="By name",
        options={"SKIP_SAVE"},
        description="A mixture, a Piper voice's file or a server's voice; empty for the one in the list",
    )
    is_listed: BoolProperty(options={"HIDDEN", "SKIP_SAVE"}, description="Chosen in the list")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Show the list."""
        found = production(context)
        chosen = found.faces[self.face].voice if self.face in found.faces else found.voice
        list_voices(context, chosen)
        known = [row.voice for row in voices(context)]
        context.window_manager.speaking_voice = known.index(chosen)
        self.is_listed = True
        return context.window_manager.invoke_props_dialog(self, width=WIDTH_PX)

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the list."""
        manager = context.window_manager
        self.layout.template_list(
            "SPEAKING_UL_voices", "", manager, "speaking_voices", manager, "speaking_voice", rows=9
        )
        self.layout.prop(self, "voice", placeholder=MIXTURE)

    def execute(self, context: bpy.types.Context) -> Answer:
        """Give the voice to the face, or to all."""
        rows, place = voices(context), context.window_manager.speaking_voice
        found = production(context)
        voice = self.voice.strip()
        if self.is_listed and not voice and 0 <= place < len(rows):
            voice = rows[place].voice
        if self.face in found.faces:
            found.faces[self.face].voice = voice
        else:
            found.voice = voice
        self.voice, self.is_listed = voice, False  # what is repeated, and written in Blender's log
        return {"FINISHED"}


WIDTH_PX = 340
MIXTURE = "af_heart:0.6+bf_emma:0.4"


def list_voices(context: bpy.types.Context, chosen: str = "") -> None:
    """List the voices anew, for the language that is chosen now, and the one that is chosen anyway."""
    rows = voices(context)
    rows.clear()
    told = voice_rows(production(context))
    if all(voice != chosen for voice, *_ in told):
        told.append((chosen, short_title(chosen), chosen))
    for voice, title, about in told:
        row = rows.add()
        row.name, row.voice, row.title, row.about = f"{title} {about} {voice}", voice, title, about


CLASSES = (SPEAKING_OT_choose, SPEAKING_OT_choose_voice)
