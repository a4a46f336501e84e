"""Buttons for the engine itself: check, install, cancel."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import bpy

import speaking_engine

from .. import pump
from ..guard import Answer, Reasoned, told
from ..link import installer
from ..preferences import engine_command, preferences, user_folder
from . import reasons


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
    """Install the engine into an environment in the extension's user folder (uses the network)"""

    bl_idname = "speaking.install_engine"
    bl_label = "Install engine"
    reasons = (reasons.engine_is_busy,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Install in a process of its own."""
        chosen = preferences()
        source = chosen.engine_source if chosen else "speaking-images"
        packages = Path(speaking_engine.__file__).resolve().parents[1]
        command = (sys.executable, installer.__file__, str(packages))
        pump.ask(command, "install", {"folder": str(user_folder() / "engine"), "source": source}, _installed)
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


CLASSES = (SPEAKING_OT_check_engine, SPEAKING_OT_install_engine, SPEAKING_OT_cancel)


def _show_findings(value: dict[str, Any]) -> None:
    chosen = preferences()
    if chosen:
        chosen.findings = "\n".join(
            f"{finding['state']}: {finding['name']}, {finding['detail']} {finding['repair']}".strip()
            for finding in value["findings"]
        )


def _installed(value: dict[str, Any]) -> None:
    chosen = preferences()
    if chosen:
        chosen.findings = f"ok: the engine is installed in {value['folder']}"
