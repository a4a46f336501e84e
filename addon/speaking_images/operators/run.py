"""Runs the line in the engine up to a stage, and shows what came of it; what most buttons do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy

from .. import document, performance, pump
from ..preferences import engine_command
from ..settings import SpeakingProduction, production


def run_until(context: bpy.types.Context, stage: str, *, reload: bool = False, **more: Any) -> set[str]:  # noqa: ANN401 - plain values
    """Ask the engine for everything up to a stage, with what was edited here; returns at once.

    Parameters
    ----------
    reload : bool
        Leave what was edited here aside and show what is on disk.

    Raises
    ------
    SpeakingError
        The engine cannot be started or is at work.
    """
    found = production(context)
    arguments: dict[str, Any] = {"until": stage, **document.open_in_folder(found), **more}
    if "folder" in more or reload or not found.seen:
        return ask_and_show(context, "run", arguments)
    sent = document.edited(found)
    home = found.id_data.name

    def saved(value: dict[str, Any]) -> None:
        _production_in(home).seen = value["seen"]
        ask_and_show(bpy.context, "run", arguments, sent)

    # Saved by itself first: what a failing stage leaves behind is then no stranger's change.
    wish = {**document.open_in_folder(found), "edited": sent, "seen": found.seen}
    pump.ask(engine_command(), "save", wish, saved)
    return {"FINISHED"}


def ask_and_show(
    context: bpy.types.Context, action: str, arguments: dict[str, Any], sent: dict[str, Any] | None = None
) -> set[str]:
    """Ask the engine, and show the production as it then is; returns at once.

    Parameters
    ----------
    sent : dict, optional
        What was edited by then; what is edited while the engine works is not written over.
    """
    home = production(context).id_data.name

    def done(state: dict[str, Any]) -> None:
        document.show(state, _production_in(home), sent)
        remember(f"Speaking: {arguments.get('until', action)}")

    pump.ask(engine_command(), action, arguments, done)
    return {"FINISHED"}


def take_over(context: bpy.types.Context, then: Callable[[], object]) -> int:
    """Let the engine keep the curves that were edited as corrections, then go on; returns at once.

    Returns
    -------
    int
        How many curves were edited.
    """
    found = production(context)
    sent = performance.edited_lines(found)
    if not sent:
        then()
        return 0
    home = found.id_data.name

    def taken(value: dict[str, Any]) -> None:
        kept = _production_in(home)
        kept.seen = value["seen"]
        performance.remember_taken(kept, sent)
        then()

    wish = {**document.open_in_folder(found), "seen": found.seen, "lines": sent}
    pump.ask(engine_command(), "correct", wish, taken)
    return sum(len(line["after"]) for line in sent)


def _production_in(scene_name: str) -> SpeakingProduction:
    """Give the production again; an undo meanwhile made another object of it."""
    return (bpy.data.scenes.get(scene_name) or bpy.context.scene).speaking


def remember(message: str) -> None:
    """Make what a timer or a drag changed one step of undo; there is none without a window."""
    if not bpy.app.background and bpy.context.window is not None:
        bpy.ops.ed.undo_push(message=message)
