"""Buttons of the Motion, Composite and Render panels."""

from __future__ import annotations

from pathlib import Path

import bpy

from speaking_engine.errors import ProjectError
from speaking_engine.protocol.plan import read_plan

from .. import stage
from ..guard import Answer, Reasoned, told
from ..settings import production
from . import reasons
from .run import run_until


class SPEAKING_OT_animate(Reasoned, bpy.types.Operator):
    """Move the faces to their words"""

    bl_idname = "speaking.animate"
    bl_label = "Animate"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone, reasons.no_speaker)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Run the line up to the plan."""
        return run_until(context, "composite")


class SPEAKING_OT_build_stage(Reasoned, bpy.types.Operator):
    """Make the scene from the animated faces, or bring it up to date; what you added to it stays"""

    bl_idname = "speaking.build_stage"
    bl_label = "Build scene"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_plan,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Build planes, camera and film."""
        path = Path(bpy.path.abspath(production(context).plan))
        try:
            plan = read_plan(path)
        except (OSError, ValueError) as error:
            raise ProjectError(f"The plan {path} cannot be read: {error}.", hint="Animate again.") from error
        built = stage.build(plan)
        if context.window is not None:
            context.window.scene = built.stage
        return {"FINISHED"}


class SPEAKING_OT_render_film(Reasoned, bpy.types.Operator):
    """Render the film in the background; this window stays free"""

    bl_idname = "speaking.render_film"
    bl_label = "Render film"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone, reasons.no_speaker)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Run the whole line."""
        return run_until(context, "render")


class SPEAKING_OT_show_film(Reasoned, bpy.types.Operator):
    """Open the film with the program that plays movies here"""

    bl_idname = "speaking.show_film"
    bl_label = "Show film"
    reasons = (reasons.no_film,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Open the file."""
        bpy.ops.wm.path_open(filepath=production(context).film)
        return {"FINISHED"}


CLASSES = (SPEAKING_OT_animate, SPEAKING_OT_build_stage, SPEAKING_OT_render_film, SPEAKING_OT_show_film)
