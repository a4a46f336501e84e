"""Buttons of the Motion, Composite and Render panels."""

from __future__ import annotations

from pathlib import Path

import bpy

from speaking_engine.errors import ProjectError
from speaking_engine.protocol.plan import RenderPlan, read_plan

from .. import stage
from ..guard import Answer, Reasoned, told
from ..performance import show_in
from ..settings import SpeakingProduction, production
from . import reasons
from .run import remember, run_until, take_over


class SPEAKING_OT_animate(Reasoned, bpy.types.Operator):
    """Move the faces to their words"""

    bl_idname = "speaking.animate"
    bl_label = "Animate"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone, reasons.no_speaker)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Take over the curves that were edited, then run the line up to the plan."""
        take_over(context, lambda: run_until(bpy.context, "composite"))
        return {"FINISHED"}


class SPEAKING_OT_take_over_corrections(Reasoned, bpy.types.Operator):
    """Keep what you changed in the curves of the faces as corrections of their words; Animate does so, too"""

    bl_idname = "speaking.take_over_corrections"
    bl_label = "Take over corrections"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (
        reasons.engine_is_busy,
        reasons.no_artwork,
        reasons.folder_is_gone,
        reasons.no_performance,
    )

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Send the differences, and say how many curves differ."""
        count = take_over(context, lambda: remember("Speaking: corrections"))
        words = (
            f"{count} edited curves are taken over; Animate draws them" if count else "No curve was edited"
        )
        self.report({"INFO"}, words)
        return {"FINISHED"}


class SPEAKING_OT_build_stage(Reasoned, bpy.types.Operator):
    """Make the scene from the animated faces, or bring it up to date; what you added to it stays"""

    bl_idname = "speaking.build_stage"
    bl_label = "Build scene"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_plan,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Build planes, camera and film."""
        found = production(context)
        built = stage.build(plan_of(found), found.key)
        for face in found.faces:
            stage.use_drawn_mask(face.name, face.drawn_mask, found.key)
        show_in(built.stage, found.key)
        for scene in (built.stage, built.film):
            scene[stage.FOLDER] = found.folder
        if context.window is not None:
            context.window.scene = built.stage
        return {"FINISHED"}


class SPEAKING_OT_fit_colour(Reasoned, bpy.types.Operator):
    """Measure each clip against the picture at its border, and set its exposure and saturation by that"""

    bl_idname = "speaking.fit_colour"
    bl_label = "Fit colour"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_plan, reasons.no_stage)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Set the trims, and say what they are."""
        found = production(context)
        for face_id, trim in stage.fit_colours(plan_of(found), found.key):
            if trim is None:
                self.report({"WARNING"}, f"{face_id}: too dark at its border to compare; trim it by hand")
            else:
                words = f"{trim.exposure_stops:+.2f} stops, saturation {trim.saturation:.2f}"
                self.report({"INFO"}, f"{face_id}: {words}")
        return {"FINISHED"}


class SPEAKING_OT_render_film(Reasoned, bpy.types.Operator):
    """Render the film in the background; this window stays free"""

    bl_idname = "speaking.render_film"
    bl_label = "Render film"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone, reasons.no_speaker)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Take over the curves that were edited, then run the whole line."""
        take_over(context, lambda: run_until(bpy.context, "render"))
        return {"FINISHED"}


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


CLASSES = (
    SPEAKING_OT_animate,
    SPEAKING_OT_take_over_corrections,
    SPEAKING_OT_build_stage,
    SPEAKING_OT_fit_colour,
    SPEAKING_OT_render_film,
    SPEAKING_OT_show_film,
)


def plan_of(found: SpeakingProduction) -> RenderPlan:
    """Return the plan that the engine made last.

    Raises
    ------
    ProjectError
        It is missing or damaged.
    """
    path = Path(bpy.path.abspath(found.plan))
    try:
        return read_plan(path)
    except (OSError, ValueError) as error:
        raise ProjectError(f"The plan {path} cannot be read: {error}.", hint="Animate again.") from error
