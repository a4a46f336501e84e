"""Buttons of the Voice panel."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import bpy
from bpy.props import StringProperty

from speaking_engine.errors import ProjectError, VoiceError

from .. import pump
from ..guard import ASKS, Answer, Reasoned, told
from ..lexicon import lexicon_path, loaded_lexicon
from ..preferences import engine_command
from ..settings import production
from . import reasons
from .run import run_until
from .script import show_text


class SPEAKING_OT_speak(Reasoned, bpy.types.Operator):
    """Speak all lines"""

    bl_idname = "speaking.speak"
    bl_label = "Speak"
    bl_options = ASKS
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Run the speech room."""
        return run_until(context, "speech")


class SPEAKING_OT_listen(Reasoned, bpy.types.Operator):
    """Play what is said, speaker by speaker"""

    bl_idname = "speaking.listen"
    bl_label = "Listen"
    reasons = (reasons.no_sound,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Play the sound files one after another, without waiting for their end."""
        play(list(dict.fromkeys(line.sound for line in production(context).lines if line.sound)))
        return {"FINISHED"}


class SPEAKING_OT_try_voice(Reasoned, bpy.types.Operator):
    """Hear a sentence in the chosen voice, language and speed"""

    bl_idname = "speaking.try_voice"
    bl_label = "Try voice"
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone)

    voice: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="Another voice than the chosen one")

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Let the engine say it, then play it."""
        found = production(context)
        wish: dict[str, Any] = {name: getattr(found, name) for name in ("language", "speed")}
        wish |= {"voice": self.voice or found.voice, "folder": bpy.path.abspath(found.folder)}
        pump.ask(engine_command(), "say", wish, lambda value: play([value["path"]]))
        return {"FINISHED"}


class SPEAKING_OT_fall_silent(bpy.types.Operator):
    """Stop the sound"""

    bl_idname = "speaking.fall_silent"
    bl_label = "Stop"

    def execute(self, context: bpy.types.Context) -> Answer:
        """Stop what plays."""
        play([])
        return {"FINISHED"}


def play(paths: list[str]) -> None:
    """Play sounds one after another instead of what plays now.

    Raises
    ------
    VoiceError
        A file is missing, or there is no device to hear it by.
    """
    import aud

    if _playing:
        _playing.pop().stop()
    sounds = []
    for path in paths:
        if not Path(path).is_file():
            raise VoiceError(f"The sound {path} is missing.", hint="Speak the lines again.")
        sounds.append(aud.Sound(path))
    if not sounds:
        return
    try:
        handle = aud.Device().play(functools.reduce(lambda one, next_one: one.join(next_one), sounds))
    except aud.error as error:
        raise VoiceError(f"Blender cannot play the sound: {error}", hint=NO_DEVICE) from error
    if not handle.status:
        raise VoiceError("The sound is there, but Blender has no device to play it by.", hint=NO_DEVICE)
    _playing.append(handle)


NO_DEVICE = "Choose an audio device under Preferences > System > Sound."
_playing: list[Any] = []


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
        if not show_text(context, text):
            self.report({"INFO"}, f"{text.name} is among the texts of the Text Editor")
        return {"FINISHED"}


CLASSES = (
    SPEAKING_OT_speak,
    SPEAKING_OT_listen,
    SPEAKING_OT_try_voice,
    SPEAKING_OT_fall_silent,
    SPEAKING_OT_open_lexicon,
)
