"""Which Python runs the engine, where productions are kept, and the buttons that check and install it."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import StringProperty

from speaking_engine.errors import SetupError

from . import pump
from .link.find import find_python, serve_command

PACKAGE = __package__


class SpeakingPreferences(bpy.types.AddonPreferences):
    """The extension's preferences."""

    bl_idname = PACKAGE

    engine_python: StringProperty(
        name="Engine's Python",
        subtype="FILE_PATH",
        description="Python that has the engine installed; empty looks for one",
    )
    productions: StringProperty(
        name="Productions",
        subtype="DIR_PATH",
        default=str(Path.home() / "Speaking Images"),
        description="Folder in which new productions are made",
    )
    engine_source: StringProperty(
        name="Install from",
        default="speaking-images",
        description="What Install engine installs: a name on PyPI, a wheel, or a folder with the source",
    )
    findings: StringProperty(description="What the last check found, one thing a line")

    def draw(self, context: bpy.types.Context) -> None:
        """Show the settings, what was found, and the engine's log."""
        layout = self.layout
        layout.use_property_split = True
        layout.prop(self, "engine_python")
        layout.label(text=f"In use: {engine_python() or 'none found'}", icon="CONSOLE")
        layout.prop(self, "productions")
        layout.prop(self, "engine_source")
        row = layout.row()
        row.operator("speaking.check_engine", icon="CHECKMARK")
        row.operator("speaking.install_engine", icon="IMPORT")
        box = layout.box()
        for line in (*self.findings.splitlines(), *pump.log()[-8:]):
            box.label(text=line)


CLASSES = (SpeakingPreferences,)


def preferences() -> SpeakingPreferences | None:
    """Return the preferences; None where the extension runs without being an add-on, as in scripts."""
    addon = bpy.context.preferences.addons.get(PACKAGE)
    return addon.preferences if addon else None


def user_folder() -> Path:
    """Return the folder for this extension's own files."""
    if PACKAGE.startswith("bl_ext."):
        return Path(bpy.utils.extension_path_user(PACKAGE, path="", create=True))
    return Path(bpy.utils.user_resource("DATAFILES", path="speaking_images", create=True))


def engine_python() -> str:
    """Return the Python that runs the engine: the one set, else the one found; empty if none."""
    chosen = preferences()
    if chosen and chosen.engine_python:
        return bpy.path.abspath(chosen.engine_python)
    return find_python(user_folder())


def engine_command() -> tuple[str, ...]:
    """Return what starts the engine.

    Raises
    ------
    SetupError
        There is none; the person installs it or says where it is.
    """
    python = engine_python()
    if not python:
        raise SetupError(
            "There is no engine yet.",
            hint="Open the add-on's preferences: Install engine, or set the engine's Python.",
        )
    return serve_command(python)


def productions_folder() -> Path:
    """Return the folder in which new productions are made."""
    chosen = preferences()
    return Path(bpy.path.abspath(chosen.productions)) if chosen else Path.cwd()
