"""Runs the line in the engine up to a stage, and shows what came of it; what most buttons do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bpy

from speaking_engine.errors import ProjectError
from speaking_engine.protocol.plan import RenderPlan, read_plan

from .. import document, performance, pump, stage
from ..preferences import engine_command
from ..settings import SpeakingProduction, production, production_at, production_in, productions
from ..stage import keep

MERGED = (
    "The production was changed by another program meanwhile. What you changed here was laid over it; "
    "all else is as it is there."
)


def run_until(
    context: bpy.types.Context,
    stage_name: str,
    *,
    reload: bool = False,
    then: Callable[[str], Iterator[None]] | None = None,
    **more: Any,  # noqa: ANN401 - plain values
) -> set[str]:
    """Ask the engine for everything up to a stage, with what was edited here; returns at once.

    Parameters
    ----------
    reload : bool
        Leave what was edited here aside and show what is on disk.
    then : callable, optional
        What to do, a part a step, once the production is shown in the scene of a name.

    Raises
    ------
    SpeakingError
        The engine cannot be started or is at work.
    """
    found = production(context)
    arguments: dict[str, Any] = {"until": stage_name, **document.open_in_folder(found), **more}
    if "folder" in more or reload or not found.seen:
        return ask_and_show(context, "run", arguments, then=then)
    home = found.id_data.name

    def saved(sent: dict[str, Any], remarks: tuple[str, ...]) -> None:
        ask_and_show(bpy.context, "run", arguments, sent, home, remarks)

    return save_first(found, saved)


def save_first(
    found: SpeakingProduction, then: Callable[[dict[str, Any], tuple[str, ...]], None]
) -> set[str]:
    """Let the engine keep what was edited, then go on with what was sent, and what is to be told of it.

    Saved by itself: what a failing stage leaves behind is then no stranger's change.
    """
    sent = document.edited(found)
    folder = found.folder
    remember_moves(found)
    document.remember_told(found, sent)

    def saved(value: dict[str, Any]) -> None:
        document.remember_seen(folder, value["seen"])
        production_at(folder)  # else there is nothing to go on with
        then(sent, (MERGED,) if value.get("merged") else ())

    wish = {"edited": sent, "seen": document.seen_of(found), "base": json.loads(found.base or "null")}
    pump.ask(engine_command(), "save", {**document.open_in_folder(found), **wish}, saved)
    return {"FINISHED"}


def ask_and_show(
    context: bpy.types.Context,
    action: str,
    arguments: dict[str, Any],
    sent: dict[str, Any] | None = None,
    home: str = "",
    remarks: tuple[str, ...] = (),
    then: Callable[[str], Iterator[None]] | None = None,
) -> set[str]:
    """Ask the engine, and show the production as it then is; returns at once.

    Parameters
    ----------
    sent : dict, optional
        What was edited by then; what is edited while the engine works is not written over.
    home : str
        Name of the scene that has the production; the one that is shown if none is given.
    remarks : tuple of str
        Told beside what the engine had to decide.
    """
    home = home or production(context).id_data.name

    def done(state: dict[str, Any]) -> Iterator[None]:
        if sent is not None:
            document.remember_seen(state["folder"], state["seen"])
            production_at(state["folder"])
        name = _home_for(state["folder"], home)
        shown = production_in(name)
        document.show(state, shown, sent)
        for remark in remarks:
            note = shown.notes.add()
            note.name, note.text = "production", remark
        if "performances" in state:
            yield from performance.showing_performances(state, name, keep_edits=sent is not None)
        if "composed" in state and keep.ours(bpy.data.scenes, "film", production_in(name).key) is not None:
            yield from building_scene(name)
        if then is not None:
            yield from then(name)
        remember(f"Speaking: {arguments.get('until', action)}")

    pump.ask(engine_command(), action, arguments, done)
    return {"FINISHED"}


def take_over(context: bpy.types.Context, then: Callable[[], object]) -> int:
    """Let the engine keep the curves and words that were edited as corrections, then go on; returns at once.

    Returns
    -------
    int
        How many curves and words were edited.
    """
    found = production(context)
    sent, words = performance.edited_lines(found), performance.edited_words(found)
    if not sent and not words:
        then()
        return 0
    folder = found.folder

    def taken(value: dict[str, Any]) -> None:
        document.remember_seen(folder, value["seen"])
        performance.remember_taken(production_at(folder), sent)
        then()

    wish = {**document.open_in_folder(found), "lines": sent, "words": words}
    pump.ask(engine_command(), "correct", wish, taken)
    return sum(len(line["after"]) for line in sent) + len(words)


def building_scene(home: str) -> Iterator[None]:
    """Build the scenes of a production, or bring them up to date, a part a step.

    Raises
    ------
    ProjectError, PictureError, ClipError
        The plan or a file of it is missing or damaged.
    """
    found = production_in(home)
    yield from stage.building(plan_of(found), found.key)
    found = production_in(home)
    for face in found.faces:
        if face.drawn_mask is not None:
            stage.use_drawn_mask(face.name, face.drawn_mask, found.key)
        elif (picture := stage.drawn_mask(found.key, face.name)) is not None:
            face.drawn_mask = picture
        for kind in stage.TINTS:
            stage.show_matte(kind, face.name, getattr(face, kind), found.key)
    for role in ("stage", "film"):
        scene = keep.ours(bpy.data.scenes, role, found.key)
        if scene is not None:
            scene[stage.FOLDER] = found.folder
            if role == "stage":
                performance.show_in(scene, found.key)


def plan_of(found: SpeakingProduction) -> RenderPlan:
    """Return the plan that the engine made last.

    Raises
    ------
    ProjectError
        It is missing or damaged.
    """
    path = Path(bpy.path.abspath(found.plan))
    try:
        return read_plan(path)
    except (OSError, ValueError) as error:
        raise ProjectError(f"The plan {path} cannot be read: {error}.", hint="Animate again.") from error


def remember_moves(found: SpeakingProduction) -> None:
    """Remember where the strips of the film lie, now that the engine is told."""
    film = keep.ours(bpy.data.scenes, "film", found.key)
    if film is not None and film.sequence_editor is not None:
        stage.remember_sent(film)


def remember(message: str) -> None:
    """Make what a timer or a drag changed one step of undo; there is none without a window."""
    if not bpy.app.background and bpy.context.window is not None:
        bpy.ops.ed.undo_push(message=message)


def _home_for(folder: str, asked: str) -> str:
    """Return the scene for a production: the one that has it, else the one that asked, else a new one."""
    known = next((one for one in productions() if one.folder == folder), None)
    if known is not None:
        home = known.id_data
    elif not production_in(asked).folder:
        return asked
    else:
        home = bpy.data.scenes.new(Path(folder).stem)
    if bpy.context.window is not None and production(bpy.context) != home.speaking:
        bpy.context.window.scene = home
    return home.name
