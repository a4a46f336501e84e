"""Buttons of the Script panel."""

from __future__ import annotations

import bpy
from bpy.props import StringProperty

from ..document import edited
from ..guard import ASKS, Answer, Reasoned, told
from ..settings import production
from ..words import script_with_cues, text_of
from . import reasons
from .run import ask_and_show, run_until

TEXT_NAME = "Speaking Text"


class SPEAKING_OT_write_script(Reasoned, bpy.types.Operator):
    """Write what the picture says; words of your own are taken as they are"""

    bl_idname = "speaking.write_script"
    bl_label = "Write"
    bl_options = ASKS
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Run the script room."""
        return run_until(context, "script")


class SPEAKING_OT_edit_script(Reasoned, bpy.types.Operator):
    """Open the words in a Text Editor; they are spoken instead of what the writer wrote"""

    bl_idname = "speaking.edit_script"
    bl_label = "Edit words"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_artwork,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Make the text."""
        found = production(context)
        words = text_of(found) or script_with_cues(found)
        if found.text_block is None:
            found.text_block = bpy.data.texts.new(TEXT_NAME)
            found.text_block.from_string(words)
        if not show_text(context, found.text_block):
            self.report({"INFO"}, f"{found.text_block.name} is among the texts of the Text Editor")
        return {"FINISHED"}


def show_text(context: bpy.types.Context, text: bpy.types.Text) -> bool:
    """Show a text in an open Text Editor, else in a window of its own; False where there are no windows."""
    windows = context.window_manager.windows
    areas = [area for window in windows for area in window.screen.areas]
    editor = next((area for area in areas if area.type == "TEXT_EDITOR"), None)
    if editor is None and not bpy.app.background:
        bpy.ops.wm.window_new()
        editor = windows[-1].screen.areas[0]
        editor.type = "TEXT_EDITOR"
    if editor is not None:
        editor.spaces.active.text = text
        editor.spaces.active.show_word_wrap = True
    return editor is not None


class SPEAKING_OT_approve_script(Reasoned, bpy.types.Operator):
    """Say that these words may be shown; other words need another approval"""

    bl_idname = "speaking.approve_script"
    bl_label = "Sign the words"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone, reasons.no_lines)

    name: StringProperty(name="Name", description="Who answers for these words")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Ask for the name."""
        return context.window_manager.invoke_props_dialog(self)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Let the engine keep the signature."""
        found = production(context)
        wish = {"name": self.name, "folder": bpy.path.abspath(found.folder)}
        return ask_and_show(context, "approve", wish, edited(found))


CLASSES = (SPEAKING_OT_write_script, SPEAKING_OT_edit_script, SPEAKING_OT_approve_script)
