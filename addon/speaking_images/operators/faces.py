"""Buttons of the Faces panel."""

from __future__ import annotations

import json
from collections.abc import Sequence

import bpy

from ..document import removed_face
from ..gizmos.places import (
    Box,
    face_under,
    pixel_under_mouse,
    placing_in_region,
    shows_picture,
    zoom_to_face,
)
from ..guard import ASKS, Answer, Reasoned, told
from ..settings import SpeakingProduction, active_face, production
from . import reasons
from .run import run_until

NEW_BOX, LEAST_BOX = 0.25, 0.01  # of the picture's shorter side
MOVES_THE_VIEW = {"MIDDLEMOUSE", "WHEELUPMOUSE", "WHEELDOWNMOUSE"}


def box_between(one: Sequence[float], other: Sequence[float], side_px: float) -> Box:
    """Return the box between two corners; one of a given side round the first, if they are too near."""
    (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if min(right - left, bottom - top) < side_px * LEAST_BOX / NEW_BOX:
        return one[0] - side_px / 2, one[1] - side_px / 2, side_px, side_px
    return left, top, right - left, bottom - top


class SPEAKING_OT_find_faces(Reasoned, bpy.types.Operator):
    """Find the faces in the picture; boxes and handles placed by hand stay"""

    bl_idname = "speaking.find_faces"
    bl_label = "Detect"
    bl_options = ASKS
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Run the faces room."""
        return run_until(context, "faces")


class SPEAKING_OT_add_face(Reasoned, bpy.types.Operator):
    """Add a face by hand: draw its box over the picture, from corner to corner; a click lays a small one"""

    bl_idname = "speaking.add_face"
    bl_label = "Add by hand"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_artwork,)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Wait for the mouse; where no editor shows the picture, lay a box in its middle."""
        if not shows_picture(context, production(context)):
            return self.execute(context)
        self.corner: tuple[float, float] | None = None
        context.window.cursor_modal_set("CROSSHAIR")
        context.workspace.status_text_set("Draw a box over the face    Esc: cancel")
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Follow the mouse from corner to corner."""
        found = production(context)
        at = pixel_under_mouse(context, found, (event.mouse_x, event.mouse_y))
        if event.type in {"ESC", "RIGHTMOUSE"}:
            return self._end(context, {"CANCELLED"})
        if event.type == "LEFTMOUSE" and event.value == "PRESS":
            self.corner = at
            return {"RUNNING_MODAL"} if at else {"PASS_THROUGH"}
        if self.corner is None or at is None:
            return {"PASS_THROUGH"} if event.type in MOVES_THE_VIEW else {"RUNNING_MODAL"}
        if event.type == "LEFTMOUSE" and event.value == "RELEASE":
            self._add(found, box_between(self.corner, at, NEW_BOX * min(found.size_px)))
            return self._end(context, {"FINISHED"})
        return {"RUNNING_MODAL"}

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Add the box in the middle and select it."""
        found = production(context)
        width, height = found.size_px
        middle = (width / 2, height / 2)
        self._add(found, box_between(middle, middle, NEW_BOX * min(width, height)))
        return {"FINISHED"}

    def _end(self, context: bpy.types.Context, answer: Answer) -> Answer:
        context.window.cursor_modal_restore()
        context.workspace.status_text_set(None)
        for area in context.screen.areas:
            area.tag_redraw()
        return answer

    def _add(self, found: SpeakingProduction, box_px: Box) -> None:
        names = {face.name for face in found.faces}
        face = found.faces.add()
        face.name = next(f"h{number}" for number in range(len(names) + 1) if f"h{number}" not in names)
        face.added = face.speaks = True
        face.confidence = 1.0
        face.box_px = face.found_box_px = box_px
        face.found_gender = face.gender
        found.active_face = len(found.faces) - 1


class SPEAKING_OT_remove_face(Reasoned, bpy.types.Operator):
    """Take the selected face out of the production; undo brings it back"""

    bl_idname = "speaking.remove_face"
    bl_label = "Remove"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_active_face,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Forget a face added by hand; remember that a found one is not wanted."""
        found = production(context)
        face = active_face(context)
        if not face.added:
            found.removed = json.dumps([*json.loads(found.removed), removed_face(face)])
        found.faces.remove(found.active_face)
        found.active_face = max(0, min(found.active_face, len(found.faces) - 1))
        return {"FINISHED"}


class SPEAKING_OT_pick_face(Reasoned, bpy.types.Operator):
    """Select the face under the mouse"""

    bl_idname = "speaking.pick_face"
    bl_label = "Select face"
    bl_options = {"INTERNAL", "UNDO"}
    reasons = (reasons.no_face,)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Select it and let the editor have the click, too; handles have had theirs before."""
        found = production(context)
        place = placing_in_region(context, found)
        at = (event.mouse_region_x, event.mouse_region_y)
        index = face_under(found, place, at) if place is not None else None
        if index is None or index == found.active_face:
            return {"PASS_THROUGH"}
        found.active_face = index
        for area in context.screen.areas:
            area.tag_redraw()
        return {"FINISHED", "PASS_THROUGH"}


class SPEAKING_OT_zoom_to_face(Reasoned, bpy.types.Operator):
    """Show the selected face large, in this editor or in those of this window that show the picture"""

    bl_idname = "speaking.zoom_to_face"
    bl_label = "Zoom to face"
    reasons = (reasons.no_active_face,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Turn each editor to it."""
        zoom_to_face(context, production(context), active_face(context))
        return {"FINISHED"}


CLASSES = (
    SPEAKING_OT_find_faces,
    SPEAKING_OT_add_face,
    SPEAKING_OT_remove_face,
    SPEAKING_OT_pick_face,
    SPEAKING_OT_zoom_to_face,
)
