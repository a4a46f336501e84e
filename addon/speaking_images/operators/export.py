"""Buttons of the Export panel: a finished work for walls, phones, editors and the web."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
from bpy.app.translations import pgettext_iface
from bpy.props import BoolProperty, StringProperty

from speaking_engine.errors import ProjectError

from .. import pump
from ..guard import Answer, Reasoned, told
from ..preferences import engine_command
from ..settings import production, production_at
from . import reasons
from .run import save_first

FOLDER = "export"
"""Where the engine lays exports in a production."""


class SPEAKING_OT_export(Reasoned, bpy.types.Operator):
    """Make a marked and signed folder of the finished work for what is chosen; whole, or not at all"""

    bl_idname = "speaking.export"
    bl_label = "Export"
    reasons = (reasons.engine_is_busy, reasons.no_artwork, reasons.folder_is_gone, reasons.no_speaker)

    unapproved: BoolProperty(
        name="Unsigned", description="Though nobody signed the words: you answer for them", default=False
    )

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Save what was edited, then let the engine export."""
        found = production(context)
        folder = found.folder
        wish = {
            "folder": bpy.path.abspath(folder),
            "target": found.export_target,
            "unapproved": self.unapproved,
        }

        def done(value: dict[str, Any]) -> None:
            kept = production_at(folder)
            for made in value["exports"]:
                row = kept.exports.get(made["for"]) or kept.exports.add()
                row.name, row.text = (
                    made["for"],
                    pgettext_iface("{} files in {}").format(len(made["files"]), made["folder"]),
                )
                for sentence in made["notes"]:
                    note = kept.notes.add()
                    note.name, note.text = FOLDER, sentence

        return save_first(found, lambda _sent, _remarks: pump.ask(engine_command(), "export", wish, done))


class SPEAKING_OT_show_exports(Reasoned, bpy.types.Operator):
    """Open the folder of an export with the program that shows folders here"""

    bl_idname = "speaking.show_exports"
    bl_label = "Show exports"
    reasons = (reasons.no_export,)

    target: StringProperty(description="Which export; empty: the folder of all")

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Open it."""
        folder = Path(bpy.path.abspath(production(context).folder)) / FOLDER / self.target
        if not folder.is_dir():
            raise ProjectError(f"{folder} is not there any more.", hint="Export again.")
        bpy.ops.wm.path_open(filepath=str(folder))
        return {"FINISHED"}


CLASSES = (SPEAKING_OT_export, SPEAKING_OT_show_exports)
