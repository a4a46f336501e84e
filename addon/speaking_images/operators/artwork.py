"""Buttons of the Artwork panel."""

from __future__ import annotations

import bpy
from bpy.props import StringProperty

from ..guard import Answer, Reasoned, told
from ..preferences import productions_folder
from . import reasons
from .run import run_until


class SPEAKING_OT_open_artwork(Reasoned, bpy.types.Operator):
    """Open a picture and make a production for it, or go on with the one it has"""

    bl_idname = "speaking.open_artwork"
    bl_label = "Open artwork"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.engine_is_busy,)

    filepath: StringProperty(subtype="FILE_PATH")
    filter_glob: StringProperty(default="*.jpg;*.jpeg;*.png;*.tif;*.tiff;*.webp", options={"HIDDEN"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Ask for the file."""
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Make or open its production."""
        folder = productions_folder()
        folder.mkdir(parents=True, exist_ok=True)
        return run_until(context, "known", picture=bpy.path.abspath(self.filepath), folder=str(folder))


class SPEAKING_OT_open_production(Reasoned, bpy.types.Operator):
    """Open a production folder (NAME.speaking)"""

    bl_idname = "speaking.open_production"
    bl_label = "Open production"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.engine_is_busy,)

    directory: StringProperty(subtype="DIR_PATH")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Ask for the folder."""
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Read it as it is on disk."""
        return run_until(context, "known", folder=bpy.path.abspath(self.directory))


class SPEAKING_OT_reload(Reasoned, bpy.types.Operator):
    """Read the production again as it is on disk; changes that were not run yet are lost"""

    bl_idname = "speaking.reload"
    bl_label = "Reload"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Read without sending what was edited here."""
        return run_until(context, "known", reload=True)


CLASSES = (SPEAKING_OT_open_artwork, SPEAKING_OT_open_production, SPEAKING_OT_reload)
