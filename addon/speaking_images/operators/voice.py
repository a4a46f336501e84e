"""Buttons of the Voice panel."""

from __future__ import annotations

from pathlib import Path

import bpy

from speaking_engine.errors import VoiceError

from ..guard import Answer, Reasoned, told
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
        import aud  # noqa: PLC0415 - opens the sound card; and some builds have none

        path = next(line.sound for line in production(context).lines if line.sound)
        if not Path(path).is_file():
            raise VoiceError(f"The sound {path} is missing.", hint="Speak the lines again.")
        SPEAKING_OT_listen.playing = aud.Device().play(aud.Sound(path))
        return {"FINISHED"}


CLASSES = (SPEAKING_OT_speak, SPEAKING_OT_listen)
