"""Buttons of a batch: films of a whole exhibition."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty

from speaking_engine.errors import ProjectError

from .. import pump
from ..guard import Answer, Reasoned, told
from ..preferences import engine_command
from ..settings import SpeakingRow, batch
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

        def begin(value: dict[str, Any]) -> None:
            _await_rows(value)
            began = time.time()
            pump.ask(engine_command(), "batch", wish, _show_rows, meanwhile=lambda: _look_at_rows(began))
            _mark_next()

        pump.ask(engine_command(), "rows", wish, begin)
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


AT_WORK = "at work"


def _await_rows(value: dict[str, Any]) -> None:
    """Show all rows before the first is made, with what became of them earlier."""
    found = batch(bpy.context)
    found.rows.clear()
    for told_row in value["rows"]:
        row = found.rows.add()
        row.name, row.status = told_row["name"], told_row["status"]
        if told_row["state"]:
            _read_status(row)


def _look_at_rows(since: float) -> None:
    """Show what became of the rows since a time by the clock: the engine writes each as it ends."""
    for row in batch(bpy.context).rows:
        path = Path(row.status)
        if row.state in {"", AT_WORK} and path.is_file() and path.stat().st_mtime >= since:
            _read_status(row)
    _mark_next()


def _mark_next() -> None:
    """Say which row is at work: the first that waits, as long as there is a batch."""
    found = batch(bpy.context)
    for row in found.rows:
        row.state = "" if row.state == AT_WORK else row.state
    waiting = next((row for row in found.rows if not row.state), None)
    if waiting is not None and pump.busy():
        waiting.state = AT_WORK


def _read_status(row: SpeakingRow) -> None:
    """Take over what the engine keeps of a row; what it is writing just now is read the next time."""
    try:
        told_row = json.loads(Path(row.status).read_text("utf8"))
        row.state = told_row["state"]
        row.sentence = f"{told_row['sentence']} {told_row['hint']}".strip()
        row.production = str(Path(row.status).parent / told_row["production"])
    except (OSError, ValueError, KeyError):
        row.state = ""


def _show_rows(value: dict[str, Any]) -> None:
    found = batch(bpy.context)
    found.rows.clear()
    found.sheet = value["sheet"]
    for told_row in value["rows"]:
        row = found.rows.add()
        row.name, row.state = told_row["name"], told_row["state"]
        row.sentence = f"{told_row['sentence']} {told_row['hint']}".strip()
        row.production = told_row["production"]
