"""Buttons of the Motion, Composite and Render panels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty

from speaking_engine.errors import UserError

from .. import pump, stage
from ..guard import ASKS, Answer, Reasoned, told
from ..preferences import engine_command
from ..settings import SpeakingProduction, active_face, production, production_at
from ..stage import compat, keep
from . import reasons
from .run import building_scene, plan_of, remember, run_until, take_over

WAYS = (
    ("AUTO", "As the scene needs", "The engine, unless this scene has what only Blender can render"),
    ("ENGINE", "Engine", "The engine's film, without what is in this scene alone"),
    ("SCENE", "Scene", "This scene, as it is here"),
)
FORMATS = (
    ("H264", "H.264", "MP4 with H.264 and AAC"),
    ("PRORES", "ProRes", "MOV with ProRes 422 HQ, for editing programs"),
    ("PNG", "PNG", "A folder of pictures and a WAV"),
)


ON_STAGE = (
    reasons.engine_is_busy,
    reasons.no_active_face,
    reasons.folder_is_gone,
    reasons.no_plan,
    reasons.no_stage,
)
"""What keeps a face in the stage from being worked on."""


class SPEAKING_OT_animate(Reasoned, bpy.types.Operator):
    """Move the faces to their words"""

    bl_idname = "speaking.animate"
    bl_label = "Animate"
    bl_options = ASKS
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone, reasons.no_speaker)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Take over the curves that were edited, then run the line up to the plan."""
        take_over(context, lambda: run_until(bpy.context, "composite"))
        return {"FINISHED"}


class SPEAKING_OT_take_over_corrections(Reasoned, bpy.types.Operator):
    """Keep what you changed in curves and words of the faces as corrections; Animate does so, too"""

    bl_idname = "speaking.take_over_corrections"
    bl_label = "Take over corrections"
    bl_options = ASKS
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
            f"{count} edits are taken over; Animate draws them"
            if count
            else "No curve and no word was edited"
        )
        self.report({"INFO"}, words)
        return {"FINISHED"}


class SPEAKING_OT_build_stage(Reasoned, bpy.types.Operator):
    """Make the scene from the animated faces, or bring it up to date; what you added to it stays"""

    bl_idname = "speaking.build_stage"
    bl_label = "Build scene"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.folder_is_gone, reasons.no_plan)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Build planes, camera and film."""
        found = production(context)
        for _ in building_scene(found.id_data.name):
            pass
        built, film = (keep.ours(bpy.data.scenes, role, found.key) for role in ("stage", "film"))
        if context.window is not None:
            context.window.scene = built
        compat.show_in_sequencer(film)
        return {"FINISHED"}


class SPEAKING_OT_build_head(Reasoned, bpy.types.Operator):
    """Put the selected face's head before the painting: shape keys by ARKit's names, driven by its curves"""

    bl_idname = "speaking.build_head"
    bl_label = "Head as object"
    bl_options = ASKS
    reasons = ON_STAGE

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Ask the engine for the fit, then build."""
        found, face = production(context), active_face(context)
        folder = found.folder

        def done(value: dict[str, Any]) -> None:
            now = production_at(folder)
            head = stage.build_head(plan_of(now), Path(value["head"]), value["face"], now.key)
            stage.show_head(value["face"], now.key, shown=True)
            built = keep.ours(bpy.data.scenes, "stage", now.key)
            if bpy.context.window is not None and built is not None:
                bpy.context.window.scene = built
                bpy.context.view_layer.objects.active = head
            remember("Speaking: head")

        pump.ask(engine_command(), "head", {"folder": folder, "face": face.name}, done)
        return {"FINISHED"}


class SPEAKING_OT_draw_matte(Reasoned, bpy.types.Operator):
    """Draw on the whole work, white on black: what lies before the selected face, or what is its head"""

    bl_idname = "speaking.draw_matte"
    bl_label = "Draw matte"
    bl_options = ASKS
    reasons = ON_STAGE

    kind: EnumProperty(
        name="Matte",
        items=(
            ("occluder", "Before it", "A hand, a book, a veil: it stays, and the face moves behind it"),
            ("head_matte", "Its head", "Face, hair and what it wears: this turns"),
        ),
        description="What is drawn",
    )

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Show the matte there is, or a black one; the head's starts from what the engine sees."""
        found, face, kind = production(context), active_face(context), self.kind
        if getattr(face, kind) is not None or kind == "occluder":
            return _begin(found, face.name, kind, None)
        folder = found.folder

        def done(value: dict[str, Any]) -> None:
            _begin(production_at(folder), value["face"], kind, Path(value["matte"]))

        pump.ask(engine_command(), "head", {"folder": folder, "face": face.name}, done)
        return {"FINISHED"}


def _begin(found: SpeakingProduction, face_id: str, kind: str, file: Path | None) -> Answer:
    """Let a person paint: the plane is selected in the stage, in Texture Paint where there is a window."""
    face = found.faces[face_id]
    picture = getattr(face, kind) or stage.matte_picture(plan_of(found), kind, face_id, file)
    setattr(face, kind, picture)
    plane = keep.ours(bpy.data.objects, f"matte:{kind}:{face_id}", found.key)
    built = keep.ours(bpy.data.scenes, "stage", found.key)
    if bpy.context.window is not None and built is not None and plane is not None:
        bpy.context.window.scene = built
        if bpy.context.mode != "OBJECT":  # two planes in Texture Paint at once can crash Blender
            bpy.ops.object.mode_set(mode="OBJECT")
        for thing in bpy.context.selected_objects:
            thing.select_set(False)
        plane.select_set(True)
        bpy.context.view_layer.objects.active = plane
        if not bpy.app.background:
            bpy.ops.object.mode_set(mode="TEXTURE_PAINT")
            compat.paint_white(built)
    remember("Speaking: matte")
    return {"FINISHED"}


class SPEAKING_OT_fit_colour(Reasoned, bpy.types.Operator):
    """Measure each clip against the picture at its border, and set its exposure and saturation by that"""

    bl_idname = "speaking.fit_colour"
    bl_label = "Fit colour"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.folder_is_gone, reasons.no_plan, reasons.no_stage)

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


class SPEAKING_OT_mask_strip(Reasoned, bpy.types.Operator):
    """Show the active strip within a soft mask only; shape, feather and blend can be keyed (Blender 5.2)"""

    bl_idname = "speaking.mask_strip"
    bl_label = "Mask strip"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_masks_on_strips, reasons.no_strip)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Add the modifier; the strip of a face's clip gets the numbers of that face."""
        strip = compat.sequencer_scene(context).sequence_editor.active_strip
        found = production(context)
        path = bpy.path.abspath(getattr(strip, "filepath", ""))
        layers = plan_of(found).layers if found.plan else ()
        layer = next((one for one in layers if one.clip == path), None)
        stage.mask_strip(strip, layer.mask if layer else None)
        return {"FINISHED"}


class SPEAKING_OT_render_film(Reasoned, bpy.types.Operator):
    """Render the film in the background; this window stays free"""

    bl_idname = "speaking.render_film"
    bl_label = "Render film"
    bl_options = ASKS
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone, reasons.no_speaker)

    way: EnumProperty(name="Way", items=WAYS, description="Who renders")
    file_format: EnumProperty(name="Format", items=FORMATS, description="Of a film of this scene")
    draft: BoolProperty(
        name="Draft", description="This scene at half its size, and every second frame", default=False
    )
    excerpt: BoolProperty(
        name="Excerpt", description="This scene, from the first to the last frame of the preview range"
    )

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Render the scene if it has what the engine cannot do, else run the whole line."""
        found = production(context)
        if self.way == "SCENE" or (
            self.way == "AUTO" and (self.draft or self.excerpt or own_doings_in(found))
        ):
            return self._render_scene(context, found)
        take_over(context, lambda: run_until(bpy.context, "render"))
        return {"FINISHED"}

    def _render_scene(self, context: bpy.types.Context, found: SpeakingProduction) -> Answer:
        film = keep.ours(bpy.data.scenes, "film", found.key)
        if film is None:
            raise UserError("There is no scene yet.", hint="Press Build scene first.")
        span, name = "", "film"
        if self.excerpt:
            if not film.use_preview_range:
                raise UserError(
                    "No excerpt is marked.", hint="Set the preview range in the sequencer's timeline (P)."
                )
            first, last = (
                film.frame_preview_start - film.frame_start,
                film.frame_preview_end - film.frame_start,
            )
            span, name = f"{max(0, first)}-{min(last, film.frame_end - film.frame_start)}", "excerpt"
        folder = Path(found.folder)
        copy = folder / "blender" / "scene.blend"
        copy.parent.mkdir(exist_ok=True)
        for scene in filter(None, (film, keep.ours(bpy.data.scenes, "stage", found.key))):
            scene[stage.FOLDER] = found.folder
        bpy.ops.wm.save_as_mainfile(filepath=str(copy), copy=True)
        suffix = {"H264": ".mp4", "PRORES": ".mov", "PNG": ""}[self.file_format]
        out = folder / f"{'draft' if self.draft else name}{suffix}"

        def done(value: dict[str, Any]) -> None:
            production_at(str(folder)).film = value["film"]

        wish = {"blend": str(copy), "draft": self.draft, "span": span, "out": str(out)}
        pump.ask(engine_command(), "film", {"folder": found.folder, **wish}, done)
        return {"FINISHED"}


class SPEAKING_OT_still(Reasoned, bpy.types.Operator):
    """Render the film's frame that is looked at, as Render my scene makes it: with captions and all strips"""

    bl_idname = "speaking.still"
    bl_label = "Still"
    reasons = (reasons.no_film_scene,)

    is_key: BoolProperty(options={"HIDDEN", "SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Render in the background; a key in a scene of somebody else's goes on to what it is there."""
        shown = _scene_looked_at(context)
        if self.is_key and (shown is None or keep.KEY not in shown):
            return {"PASS_THROUGH"}
        return compat.render_film(self._prepared(context), "INVOKE_DEFAULT")

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Render at once."""
        return compat.render_film(self._prepared(context))

    def _prepared(self, context: bpy.types.Context) -> bpy.types.Scene:
        """Return the film, at the frame that is looked at, sampled as it will be."""
        found = production(context)
        film, built = (keep.ours(bpy.data.scenes, role, found.key) for role in ("film", "stage"))
        if built is not None and _scene_looked_at(context) == built:
            film.frame_set(built.frame_current)
        if built is not None:
            stage.sample(built)
        return film


def _scene_looked_at(context: bpy.types.Context) -> bpy.types.Scene | None:
    """Return the scene of the editor under the mouse: the sequencer may show another one than its window."""
    in_sequencer = context.area is not None and context.area.type == "SEQUENCE_EDITOR"
    return compat.sequencer_scene(context) if in_sequencer else context.scene


def own_doings_in(found: SpeakingProduction) -> list[str]:
    """Return what in the scenes of a production only Blender can render."""
    film, built = (keep.ours(bpy.data.scenes, role, found.key) for role in ("film", "stage"))
    return stage.own_doings(film, built)


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
    SPEAKING_OT_build_head,
    SPEAKING_OT_draw_matte,
    SPEAKING_OT_fit_colour,
    SPEAKING_OT_mask_strip,
    SPEAKING_OT_render_film,
    SPEAKING_OT_still,
    SPEAKING_OT_show_film,
)
