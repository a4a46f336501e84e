"""Which Python runs the engine, where productions are kept, and the buttons that check and install it."""

from __future__ import annotations

import time
from pathlib import Path

import bpy
from bpy.props import StringProperty

from speaking_engine.errors import SetupError

from . import pump
from .link.find import engine_version, find_python, serve_command
from .link.installer import LOG, brought

PACKAGE = __package__
LOOK_AGAIN_SECONDS = 5.0
"""Panels ask at every drawing whether there is an engine; the disk is asked this seldom."""
_last_look: dict[str, tuple[float, str]] = {}


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
        description="A wheel, a folder with the source, or a name on PyPI; empty: what the extension brings",
    )
    findings: StringProperty(description="What the last check found, one thing a line")

    def draw(self, context: bpy.types.Context) -> None:
        """Show the settings, what was found, and the engine's log."""
        layout = self.layout
        layout.use_property_split = True
        found = engine_python()
        version = engine_version(Path(found)) if found else ""
        layout.label(
            text=f"Engine {version} in {found}" if found else "No engine yet",
            icon="CHECKMARK" if found else "ERROR",
        )
        row = layout.row()
        row.operator("speaking.install_engine", icon="IMPORT")
        row.operator("speaking.check_engine", icon="CHECKMARK")
        layout.prop(self, "productions")
        layout.prop(self, "engine_python", placeholder="Empty: the one that is found")
        layout.prop(self, "engine_source", placeholder="Empty: what the extension brings")
        log = user_folder() / LOG
        if log.is_file():
            layout.operator("wm.path_open", text="Show the log of the installation").filepath = str(log)
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
    looked, found = _last_look.get("engine", (float("-inf"), ""))
    if time.monotonic() - looked > LOOK_AGAIN_SECONDS:
        found = find_python(user_folder(), brought().get("version", ""))
        _last_look["engine"] = (time.monotonic(), found)
    return found


def look_again() -> None:
    """Forget which engine was found: one was installed."""
    _last_look.clear()


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
            hint="Press Install engine, or set Engine's Python in the extension's preferences.",
        )
    return serve_command(python)


def productions_folder() -> Path:
    """Return the folder in which new productions are made."""
    chosen = preferences()
    return Path(bpy.path.abspath(chosen.productions)) if chosen else Path.cwd()
