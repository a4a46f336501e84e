"""Buttons for landmarks placed by hand."""

from __future__ import annotations

import bpy
from bpy.props import EnumProperty

from ..document import starting_handles
from ..gizmos.places import zoom_to_face
from ..guard import Answer, Reasoned, told
from ..menus import HANDLE_SETS
from ..settings import active_face, production
from . import reasons


class SPEAKING_OT_place_handles(Reasoned, bpy.types.Operator):
    """Give the selected face handles, to be dragged onto eye, nose, mouth and chin"""

    bl_idname = "speaking.place_handles"
    bl_label = "Place handles"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_active_face,)

    handle_set: EnumProperty(name="Seen from", items=HANDLE_SETS[1:], default="frontal")

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Lay the handles into the face's box, and show it so large that they can be told apart."""
        found, face = production(context), active_face(context)
        starting_handles(found, face, self.handle_set)
        zoom_to_face(context, found, face)
        return {"FINISHED"}


class SPEAKING_OT_clear_handles(Reasoned, bpy.types.Operator):
    """Take the selected face's handles away; its landmarks are then what the detector finds"""

    bl_idname = "speaking.clear_handles"
    bl_label = "Clear handles"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_active_face,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Forget the handles."""
        face = active_face(context)
        face.handle_set = "none"
        face.handles.clear()
        return {"FINISHED"}


CLASSES = (SPEAKING_OT_place_handles, SPEAKING_OT_clear_handles)
