"""Buttons of the Voice panel."""

from __future__ import annotations

from pathlib import Path

import bpy

from speaking_engine.errors import ProjectError, VoiceError

from ..guard import Answer, Reasoned, told
from ..lexicon import lexicon_path, loaded_lexicon
from ..settings import production
from . import reasons
from .run import run_until


class SPEAKING_OT_speak(Reasoned, bpy.types.Operator):
    """Speak all lines"""

    bl_idname = "speaking.speak"
    bl_label = "Speak"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Run the speech room."""
        return run_until(context, "speech")


class SPEAKING_OT_listen(Reasoned, bpy.types.Operator):
    """Play what the first speaker says"""

    bl_idname = "speaking.listen"
    bl_label = "Listen"
    reasons = (reasons.no_sound,)

    playing = None

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Play the sound file, without waiting for its end."""
        import aud

        path = next(line.sound for line in production(context).lines if line.sound)
        if not Path(path).is_file():
            raise VoiceError(f"The sound {path} is missing.", hint="Speak the lines again.")
        SPEAKING_OT_listen.playing = aud.Device().play(aud.Sound(path))
        return {"FINISHED"}


class SPEAKING_OT_open_lexicon(Reasoned, bpy.types.Operator):
    """Open the production's lexicon.csv, a word and how it is said in each row; save it in the Text Editor"""

    bl_idname = "speaking.open_lexicon"
    bl_label = "Lexicon"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_artwork, reasons.folder_is_gone)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Make the file where there is none, and show it."""
        found = production(context)
        try:
            text = loaded_lexicon(found)
        except (OSError, RuntimeError) as error:
            raise ProjectError(f"The lexicon {lexicon_path(found)} cannot be opened: {error}.") from error
        if not _show_text(context, text):
            self.report({"INFO"}, f"{text.name} is among the texts of the Text Editor")
        return {"FINISHED"}


def _show_text(context: bpy.types.Context, text: bpy.types.Text) -> bool:
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
    return editor is not None


CLASSES = (SPEAKING_OT_speak, SPEAKING_OT_listen, SPEAKING_OT_open_lexicon)
