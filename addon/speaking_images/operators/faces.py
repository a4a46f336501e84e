"""Buttons of the Faces panel."""

from __future__ import annotations

import json

import bpy

from ..document import removed_face
from ..gizmos.places import face_under, placing_in_region, zoom_to_face
from ..guard import Answer, Reasoned, told
from ..settings import active_face, production
from . import reasons
from .run import run_until

NEW_BOX = 0.25  # of the picture's shorter side


class SPEAKING_OT_find_faces(Reasoned, bpy.types.Operator):
    """Find the faces in the picture; boxes and handles placed by hand stay"""

    bl_idname = "speaking.find_faces"
    bl_label = "Detect"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Run the faces room."""
        return run_until(context, "faces")


class SPEAKING_OT_add_face(Reasoned, bpy.types.Operator):
    """Add a face by hand: a box in the middle of the picture, to be dragged onto the face"""

    bl_idname = "speaking.add_face"
    bl_label = "Add by hand"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_artwork,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Add the box and select it."""
        found = production(context)
        width, height = found.size_px
        side = NEW_BOX * min(width, height)
        names = {face.name for face in found.faces}
        face = found.faces.add()
        face.name = next(f"h{number}" for number in range(len(names) + 1) if f"h{number}" not in names)
        face.added = face.speaks = True
        face.confidence = 1.0
        face.box_px = face.found_box_px = ((width - side) / 2, (height - side) / 2, side, side)
        face.found_gender = face.gender
        found.active_face = len(found.faces) - 1
        return {"FINISHED"}


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
