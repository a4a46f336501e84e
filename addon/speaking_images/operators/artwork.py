"""Buttons of the Artwork panel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import bpy
from bpy.props import StringProperty

from speaking_engine.errors import ProjectError
from speaking_engine.protocol.plan import RenderPlan

from .. import stage
from ..guard import ASKS, Answer, Reasoned, told
from ..moving import settle
from ..performance import show_in
from ..preferences import productions_folder
from ..settings import SpeakingProduction, production, production_in
from ..stage import keep
from ..stage.media import load_artwork
from . import reasons
from .run import run_until

PICTURES = "*.jpg;*.jpeg;*.jp2;*.png;*.tif;*.tiff;*.webp;*.heic;*.avif;*.jxl"


class SPEAKING_OT_open_artwork(Reasoned, bpy.types.Operator):
    """Open a picture and make a production for it, or go on with the one it has"""

    bl_idname = "speaking.open_artwork"
    bl_label = "Open artwork"
    bl_options = ASKS
    reasons = (reasons.engine_is_busy,)

    filepath: StringProperty(subtype="FILE_PATH")
    filter_glob: StringProperty(default=PICTURES, options={"HIDDEN"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Ask for the file."""
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Make or open its production."""
        folder = productions_folder()
        folder.mkdir(parents=True, exist_ok=True)
        wish = {"picture": bpy.path.abspath(self.filepath), "folder": str(folder)}
        return run_until(context, "known", then=showing_picture, **wish)


class SPEAKING_OT_open_production(Reasoned, bpy.types.Operator):
    """Open a production folder (NAME.speaking)"""

    bl_idname = "speaking.open_production"
    bl_label = "Open production"
    bl_options = ASKS
    reasons = (reasons.engine_is_busy,)

    directory: StringProperty(subtype="DIR_PATH")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Ask for the folder."""
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Read it as it is on disk."""
        return run_until(context, "known", then=showing_picture, folder=bpy.path.abspath(self.directory))


class SPEAKING_OT_reload(Reasoned, bpy.types.Operator):
    """Read the production again as it is on disk; changes that were not run yet are lost"""

    bl_idname = "speaking.reload"
    bl_label = "Reload"
    bl_options = ASKS
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Read without sending what was edited here."""
        return run_until(context, "known", reload=True)


class SPEAKING_OT_show_artwork(Reasoned, bpy.types.Operator):
    """Show the artwork in viewports and image editors, to place boxes and handles on it"""

    bl_idname = "speaking.show_artwork"
    bl_label = "Show artwork"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.no_artwork,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Build the stage where there is none yet, and turn the editors to it."""
        show_picture(production(context))
        return {"FINISHED"}


def show_picture(found: SpeakingProduction) -> None:
    """Show the artwork at once; see `showing_picture`."""
    for _ in showing_picture(found.id_data.name):
        pass


def showing_picture(home: str) -> Iterator[None]:
    """Show the artwork in every window, a part a step: through the stage's camera, and in the image editors.

    Raises
    ------
    PictureError
        The picture is not where it was.
    """
    found = production_in(home)
    if keep.ours(bpy.data.scenes, "stage", found.key) is None:
        yield from stage.building(_still_plan(found), found.key)
        yield
        found = production_in(home)
    image = load_artwork(_still_plan(found))
    built = keep.ours(bpy.data.scenes, "stage", found.key)
    show_in(built, found.key)
    for window in bpy.context.window_manager.windows:
        window.scene = built
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                _show_in_view(area.spaces.active, is_moving=bool(found.plan))
                region = next(region for region in area.regions if region.type == "WINDOW")
                with bpy.context.temp_override(window=window, area=area, region=region):
                    bpy.ops.view3d.view_center_camera()
            elif area.type == "IMAGE_EDITOR":
                area.spaces.active.image = image


def _show_in_view(space: bpy.types.SpaceView3D, *, is_moving: bool) -> None:
    space.region_3d.view_perspective = "CAMERA"
    space.overlay.show_overlays = False  # no grid over a painting
    if is_moving:
        space.shading.type = "MATERIAL"
    else:  # the picture alone: flat and at once, with no shader to compile
        space.shading.type, space.shading.light, space.shading.color_type = "SOLID", "FLAT", "TEXTURE"


def _still_plan(found: SpeakingProduction) -> RenderPlan:
    """Return a film of one frame in which nothing moves yet."""
    width, height = found.size_px
    return RenderPlan(
        bpy.path.abspath(found.artwork), width, height, width, height, rate=(25, 1), frame_count=1, layers=()
    )


class SPEAKING_OT_find_production(Reasoned, bpy.types.Operator):
    """Say where the production of this scene is now: it or the .blend was moved"""

    bl_idname = "speaking.find_production"
    bl_label = "Find production"
    bl_options = {"REGISTER", "UNDO"}
    reasons = (reasons.engine_is_busy, reasons.no_artwork)

    directory: StringProperty(subtype="DIR_PATH")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Ask for the folder."""
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Name all files where they are now; what was edited here stays."""
        folder = Path(bpy.path.abspath(self.directory))
        if not (folder / "project.json").is_file():
            raise ProjectError(f"{folder} is no production.", hint="Choose a folder NAME.speaking.")
        settle(production(context), str(folder))
        return {"FINISHED"}


CLASSES = (
    SPEAKING_OT_find_production,
    SPEAKING_OT_open_artwork,
    SPEAKING_OT_open_production,
    SPEAKING_OT_reload,
    SPEAKING_OT_show_artwork,
)
