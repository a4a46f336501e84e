"""The film: a scene whose sequencer holds the stage (or flat strips), the sound, captions and markers."""

from __future__ import annotations

from pathlib import Path

import bpy

from speaking_engine.errors import ProjectError
from speaking_engine.protocol.plan import RenderPlan

from . import compat, keep
from .output import exact_colours, set_format
from .units import FIRST_FRAME

PICTURE_CHANNEL, SOUND_CHANNEL, CAPTION_CHANNEL = 1, 10, 12


def film_scene(plan: RenderPlan, role: str = "film") -> bpy.types.Scene:
    """Make or update the scene with the sequencer, still without pictures."""
    scene = keep.ours(bpy.data.scenes, role)
    if scene is None:
        scene = keep.mark(bpy.data.scenes.new("Speaking Film"), role)
        exact_colours(scene)
        scene.render.sequencer_gl_preview = "MATERIAL"
    set_format(plan, scene)
    compat.show_in_sequencer(scene)
    scene.sequence_editor_create()
    scene.render.use_sequencer, scene.render.use_compositing = True, False
    return scene


def add_stage(plan: RenderPlan, film: bpy.types.Scene, stage: bpy.types.Scene) -> None:
    """Put the stage into the film as a scene strip."""
    strips = film.sequence_editor.strips
    strip = ours(strips, "stage")
    if strip is None:
        strip = strips.new_scene(name="Stage", scene=stage, channel=PICTURE_CHANNEL, frame_start=FIRST_FRAME)
        strip.scene_input = "CAMERA"
        keep.mark(strip, "stage")
    compat.set_length(strip, plan.frame_count)


def add_sound(plan: RenderPlan, film: bpy.types.Scene) -> None:
    """Put the mixed sound under the pictures."""
    strips = film.sequence_editor.strips
    strip = ours(strips, "sound")
    if strip is not None:
        strips.remove(strip)
    if plan.sound is None:
        return
    if not Path(plan.sound).is_file():
        raise ProjectError(f"The sound {plan.sound} is missing.", hint="Speak the lines again.")
    strip = strips.new_sound(
        name="Voices", filepath=plan.sound, channel=SOUND_CHANNEL, frame_start=FIRST_FRAME
    )
    keep.mark(strip, "sound")
    film.render.ffmpeg.audio_mixrate = 48000
    film.sync_mode = "AUDIO_SYNC"


def ours(strips: bpy.types.bpy_prop_collection, role: str) -> bpy.types.Strip | None:
    """Return the first strip whose role starts so; None if there is none."""
    return next((strip for strip in strips if str(strip.get(keep.KEY, "")).startswith(role)), None)
