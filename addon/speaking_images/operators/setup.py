"""Buttons for the engine itself, and for what Blender gets once: a workspace, the mask as an asset."""

from __future__ import annotations

import functools
import sys
import textwrap
from pathlib import Path
from typing import Any

import bpy

import speaking_engine
from speaking_engine.errors import SetupError

from .. import pump
from ..guard import Answer, Reasoned, told
from ..link import installer
from ..preferences import engine_command, look_again, preferences, user_folder
from ..settings import job, production
from ..stage import compat
from ..stage.mask import mask_group, strip_mask_group
from ..words import wrapped
from . import reasons
from .artwork import show_picture
from .run import remember


class SPEAKING_OT_check_engine(Reasoned, bpy.types.Operator):
    """Start the engine and ask it what is installed and what is missing"""

    bl_idname = "speaking.check_engine"
    bl_label = "Check"
    reasons = (reasons.engine_is_busy,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Ask the engine's doctor."""
        pump.ask(engine_command(), "doctor", {}, _show_findings)
        return {"FINISHED"}


class SPEAKING_OT_install_engine(Reasoned, bpy.types.Operator):
    """Fetch the engine's packages from PyPI into a folder of the extension's own"""

    bl_idname = "speaking.install_engine"
    bl_label = "Install engine"
    reasons = (reasons.engine_is_busy, reasons.offline)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Say first what it costs."""
        dialog = {"width": 460, "title": "Install the engine", "confirm_text": "Install"}
        return context.window_manager.invoke_props_dialog(self, **dialog)

    def draw(self, context: bpy.types.Context) -> None:
        """Show what is fetched, where to, and how much room there is."""
        for line in _costs(_engine_folder()):
            self.layout.label(text=line)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Install in a process of its own."""
        chosen, folder = preferences(), _engine_folder()
        installer.refuse_full_disk(folder)
        packages = Path(speaking_engine.__file__).resolve().parents[1]
        wish = {"folder": str(folder), "source": chosen.engine_source if chosen else ""}
        pump.ask((sys.executable, installer.__file__, str(packages)), "install", wish, _installed)
        return {"FINISHED"}


class SPEAKING_OT_cancel(Reasoned, bpy.types.Operator):
    """Stop what the engine is doing; what it has finished is kept"""

    bl_idname = "speaking.cancel"
    bl_label = "Cancel"
    reasons = (reasons.engine_is_idle,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Ask the engine to stop."""
        pump.cancel()
        return {"FINISHED"}


class SPEAKING_OT_show_message(bpy.types.Operator):
    """Read the whole of what stopped the work, and what can be done"""

    bl_idname = "speaking.show_message"
    bl_label = "What happened"

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Answer:
        """Open it as a popup."""
        return context.window_manager.invoke_popup(self, width=MESSAGE_WIDTH)

    def draw(self, context: bpy.types.Context) -> None:
        """Write sentence and hint, broken into lines."""
        mirror = job(context)
        self.layout.label(text=self.bl_label, icon="ERROR")
        for text in filter(None, (mirror.sentence, mirror.hint)):
            column = self.layout.column(align=True)
            for line in wrapped(text, MESSAGE_WIDTH):
                column.label(text=line)

    def execute(self, context: bpy.types.Context) -> Answer:
        """Report it, where there is no window."""
        mirror = job(context)
        self.report({"INFO"}, f"{mirror.sentence} {mirror.hint}".strip() or "Nothing happened")
        return {"FINISHED"}


class SPEAKING_OT_put_away(bpy.types.Operator):
    """Put the message away"""

    bl_idname = "speaking.put_away"
    bl_label = "Put message away"

    def execute(self, context: bpy.types.Context) -> Answer:
        """Forget the job that failed."""
        pump.put_away()
        return {"FINISHED"}


class SPEAKING_OT_make_workspace(Reasoned, bpy.types.Operator):
    """Add the workspace "Speaking": the words, the picture with its faces, the stage, and the strips"""

    bl_idname = "speaking.make_workspace"
    bl_label = "Add workspace"

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Take Blender's workspace for video, and exchange two of its editors."""
        path = Path(bpy.utils.system_resource("SCRIPTS")) / TEMPLATE
        before = set(bpy.data.workspaces)
        if not path.is_file() or "CANCELLED" in bpy.ops.workspace.append_activate(
            idname="Video Editing", filepath=str(path)
        ):
            raise SetupError(
                "This Blender has no workspace for video to begin from.", hint=f"It would be {path}."
            )
        for made in set(bpy.data.workspaces) - before:
            made.name = WORKSPACE
            # Blender changes an editor only in a screen that is shown, which this one is in a moment.
            bpy.app.timers.register(functools.partial(_exchange_editors, made.name), first_interval=0.2)
        return {"FINISHED"}


class SPEAKING_OT_share_mask(Reasoned, bpy.types.Operator):
    """Put the node group Speaking Mask into an asset library of this extension, for other files"""

    bl_idname = "speaking.share_mask"
    bl_label = "Mask to asset library"

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Write a file with the group, and name its folder among the asset libraries."""
        folder = user_folder() / "assets"
        folder.mkdir(exist_ok=True)
        groups = {mask_group(), *([strip_mask_group()] if compat.HAS_KEYED_STRIP_MASKS else [])}
        for group in groups:
            group.asset_mark()
            group.asset_data.description = "Lays a moving face into a still picture: shape, feather, blend"
            group.asset_data.author = LIBRARY
        bpy.data.libraries.write(str(folder / "speaking_mask.blend"), groups, fake_user=True)
        libraries = context.preferences.filepaths.asset_libraries
        if not any(Path(library.path) == folder for library in libraries):
            libraries.new(name=LIBRARY, directory=str(folder))
        self.report({"INFO"}, f"Speaking Mask is in the asset library {LIBRARY}")
        return {"FINISHED"}


MESSAGE_WIDTH = 440
PATH_LETTERS = 72
"""So many of a path the dialog shows in one row."""
WORKSPACE, LIBRARY = "Speaking", "Speaking Images"
TEMPLATE = "startup/bl_app_templates_system/Video_Editing/startup.blend"
"""Blender's own file whose workspace has a picture, a preview and strips."""
EDITORS = {"FILE_BROWSER": "TEXT_EDITOR", "PROPERTIES": "VIEW_3D"}
"""What stands instead of its editors that are of no use here; its preview gives way to the picture."""

CLASSES = (
    SPEAKING_OT_check_engine,
    SPEAKING_OT_install_engine,
    SPEAKING_OT_cancel,
    SPEAKING_OT_show_message,
    SPEAKING_OT_put_away,
    SPEAKING_OT_make_workspace,
    SPEAKING_OT_share_mask,
)


def _exchange_editors(workspace: str) -> None:
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas if window.workspace.name == workspace else ():
            is_preview = area.type == "SEQUENCE_EDITOR" and area.spaces.active.view_type == "PREVIEW"
            area.type = "IMAGE_EDITOR" if is_preview else EDITORS.get(area.type, area.type)
            if is_preview:
                area.spaces.active.show_region_ui = True
    if production(bpy.context).folder:
        show_picture(production(bpy.context))
        remember("Add workspace")


def _engine_folder() -> Path:
    return user_folder() / "engine"


def _costs(folder: Path) -> list[str]:
    facts, said = installer.brought(), bpy.app.translations.pgettext_iface
    place = textwrap.wrap(str(folder), PATH_LETTERS, break_on_hyphens=False)
    if not facts:
        return [said("The packages that it needs are fetched from pypi.org. They go to"), *place]
    fetched, taken, free = (
        f"{number / 1e9:.1f} GB"
        for number in (facts["download_bytes"], facts["disk_bytes"], installer.free_bytes(folder))
    )
    return [
        said("About {} is fetched from pypi.org, each package held to its hash.").format(fetched),
        said("It takes {} of the {} free in").format(taken, free),
        *place,
        said("Blender's own Python is left alone. You can go on working; X stops it."),
    ]


def _show_findings(value: dict[str, Any]) -> None:
    chosen = preferences()
    if chosen:
        chosen.findings = "\n".join(
            f"{finding['state']}: {finding['name']}, {finding['detail']} {finding['repair']}".strip()
            for finding in value["findings"]
        )


def _installed(value: dict[str, Any]) -> None:
    look_again()
    chosen = preferences()
    if chosen:
        chosen.findings = f"ok: the engine is installed in {value['folder']}"
