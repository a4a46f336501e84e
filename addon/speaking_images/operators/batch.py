"""Buttons of a batch: films of a whole exhibition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty

from speaking_engine.errors import ProjectError

from .. import pump
from ..guard import Answer, Reasoned, told
from ..preferences import engine_command
from ..settings import batch
from . import reasons


class SPEAKING_OT_run_batch(Reasoned, bpy.types.Operator):
    """Make a film of each row of the table or each picture of the folder; what is done already stays"""

    bl_idname = "speaking.run_batch"
    bl_label = "Run batch"
    reasons = (reasons.engine_is_busy, reasons.no_table)

    retry: BoolProperty(name="Retry", description="Make the rows again that failed before")

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Let the engine make them, one after another."""
        found = batch(context)
        table = Path(bpy.path.abspath(found.table))
        if not table.exists():
            raise ProjectError(f"There is no table or folder {table}.", hint="Choose another.")
        out = bpy.path.abspath(found.films) or str(table.parent / "films")
        wish = {"table": str(table), "out": out, "retry": self.retry}
        pump.ask(engine_command(), "batch", wish, _show_rows)
        return {"FINISHED"}


class SPEAKING_OT_show_sheet(Reasoned, bpy.types.Operator):
    """Open the batch's contact sheet: a picture, the words and the film of every row"""

    bl_idname = "speaking.show_sheet"
    bl_label = "Contact sheet"
    reasons = (reasons.no_sheet,)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Open it in the browser."""
        bpy.ops.wm.path_open(filepath=batch(context).sheet)
        return {"FINISHED"}


class SPEAKING_OT_open_row(Reasoned, bpy.types.Operator):
    """Open the production of the selected row, to refine it here"""

    bl_idname = "speaking.open_row"
    bl_label = "Open its production"
    reasons = (reasons.engine_is_busy, reasons.no_row)

    @told
    def execute(self, context: bpy.types.Context) -> Answer:
        """Open it as a folder."""
        found = batch(context)
        bpy.ops.speaking.open_production(directory=found.rows[found.active_row].production)
        return {"FINISHED"}


CLASSES = (SPEAKING_OT_run_batch, SPEAKING_OT_show_sheet, SPEAKING_OT_open_row)


def _show_rows(value: dict[str, Any]) -> None:
    found = batch(bpy.context)
    found.rows.clear()
    found.sheet = value["sheet"]
    for told_row in value["rows"]:
        row = found.rows.add()
        row.name, row.state = told_row["name"], told_row["state"]
        row.sentence = f"{told_row['sentence']} {told_row['hint']}".strip()
        row.production = told_row["production"]
