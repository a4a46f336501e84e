"""The only timer: carries news from the engine into Blender, a few milliseconds a tick, and nothing else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
from bpy.app.handlers import persistent

from speaking_engine.errors import Cancelled, InternalError, SpeakingError, UserError
from speaking_engine.protocol.messages import Request
from speaking_engine.protocol.progress import Report, silent

from .link.engine import Engine
from .link.job import Job, moved
from .settings import job as mirror_of

BUDGET_SECONDS = 0.005
STEPS_SECONDS = 0.02
"""Of this thread's own time, for taking an answer over: by the clock, a busy machine would make one step
between two redraws of a heavy scene, and be at it for a minute."""
TICK_SECONDS = 0.05

Done = Callable[[dict[str, Any]], Iterator[None] | None]
"""Takes an answer over: at once, or as an iterator whose steps are made a few at each tick."""


@dataclass(slots=True)
class _State:
    engine: Engine | None = None
    command: tuple[str, ...] = ()
    job: Job | None = None
    done: Done | None = None
    steps: Iterator[None] | None = None
    again: Done | None = None
    meanwhile: Callable[[], None] | None = None
    count: int = 0


_now = _State()


def busy() -> bool:
    """Whether the engine is at work."""
    return _now.steps is not None or (_now.job is not None and _now.job.state == "running")


def ask(
    command: Sequence[str],
    action: str,
    arguments: dict[str, Any],
    done: Done,
    meanwhile: Callable[[], None] | None = None,
) -> None:
    """Ask the engine for work; returns at once, and calls `done` with its result some tick later.

    Parameters
    ----------
    meanwhile : callable, optional
        Called whenever the engine has told something else, and once when it has ended, however it ended.

    Raises
    ------
    UserError
        The engine is at work already.
    SetupError
        The engine cannot be started.
    """
    if busy():
        raise UserError("The engine is at work.", hint="Wait for it, or cancel it.")
    if _now.engine is None or not _now.engine.alive or _now.command != tuple(command):
        stop()
        _now.engine, _now.command = Engine(command, environment()), tuple(command)
    _now.count += 1
    _now.job, _now.done, _now.meanwhile = Job(f"job {_now.count}", action), done, meanwhile
    _now.engine.ask(Request(_now.job.name, action, arguments))
    _mirror()
    if not bpy.app.timers.is_registered(tick):
        bpy.app.timers.register(tick, first_interval=TICK_SECONDS, persistent=True)


def cancel() -> None:
    """Ask the engine to stop; within a second it has, or is ended."""
    if busy() and _now.engine:
        _now.engine.cancel()


def tick() -> float | None:
    """Take over what the engine said since; None once there is nothing to wait for.

    Never more than `BUDGET_SECONDS` are spent on messages, so that the window does not stutter.
    """
    if _now.engine is None or _now.job is None:
        return None
    before = _now.job
    for message in _now.engine.drain(BUDGET_SECONDS):
        _now.job = moved(_now.job, message)
    _mirror()
    if _now.meanwhile is not None and (before.note, before.state) != (_now.job.note, _now.job.state):
        _now.meanwhile()
    if _now.job.state == "running":
        return TICK_SECONDS
    _now.meanwhile = None
    _finish(_now.job)
    _mirror()
    if _now.steps is not None:
        return 0.0
    return TICK_SECONDS if busy() else None


def wait(report: Report = silent) -> dict[str, Any]:
    """Wait for the job where there is no window (`blender -b`, scripts, tests) and give its result.

    Raises
    ------
    SpeakingError
        What stopped it.
    """
    while tick() is not None:
        if _now.job is not None:
            report(_now.job.stage or _now.job.action, _now.job.fraction, _now.job.note)
        time.sleep(TICK_SECONDS)
    job = _now.job
    if job is None:
        raise InternalError("The engine was asked for nothing.")
    if job.state == "cancelled":
        raise Cancelled
    if job.state == "failed":
        raise SpeakingError.from_dict(job.error)
    return job.value


def put_away() -> None:
    """Forget the job that has ended."""
    if not busy():
        _now.job = None
        mirror = mirror_of(bpy.context)
        if mirror is not None:
            mirror.state = ""
            _redraw()


def stop() -> None:
    """End the engine and the timer; Blender is closing, or the extension is switched off."""
    if bpy.app.timers.is_registered(tick):
        bpy.app.timers.unregister(tick)
    if _now.engine is not None:
        _now.engine.close()
    _now.engine = _now.job = _now.done = _now.steps = _now.again = None


def environment() -> dict[str, str]:
    """Tell the engine which Blender it works for, so that it renders with this one."""
    return {
        "SPEAKING_BLENDER": bpy.app.binary_path or sys.executable,
        "SPEAKING_ADDON": str(Path(__file__).resolve().parent),
    }


def log() -> tuple[str, ...]:
    """Return the engine's last lines."""
    return _now.engine.log if _now.engine else ()


def _finish(job: Job) -> None:
    """Take the answer over, no more of it at a time than the window bears."""
    done, _now.done = _now.done, None
    try:
        if job.state == "done" and done is not None:
            _now.steps, _now.again = done(job.value), done
        until = time.thread_time() + STEPS_SECONDS
        while _now.steps is not None:
            steps = _now.steps
            if next(steps, steps) is steps and _now.steps is steps:
                _now.steps = None
            if time.thread_time() >= until:
                break
    except SpeakingError as error:
        _now.steps = None
        _push_undo("Speaking: stopped")  # a part of it may be shown
        _now.job = Job(job.name, job.action, "failed", error=error.as_dict())
        _mirror()


@persistent
def _begin_again(*_: object) -> None:
    """Take an answer over from its first step: an undo or another file took back what was shown of it."""
    if _now.steps is not None and _now.again is not None and _now.job is not None:
        _now.steps = _now.again(_now.job.value)


@persistent
def _make_step(*_: object) -> None:
    """Make what is shown by now a step of its own, just before an undo.

    Blender goes back by the differences between steps, and keeps what has none as it is in memory: a scene
    that shows an object made since the last step would then point at one that is gone, and Blender crashes.
    """
    if _now.steps is not None:
        _push_undo("Speaking: half shown")


def _push_undo(message: str) -> None:
    if bpy.context.window is not None:
        bpy.ops.ed.undo_push(message=message)


def register() -> None:
    """Listen to what takes back what was shown."""
    for handlers in _before_taking_back():
        handlers.append(_make_step)
    for handlers in _taking_back():
        handlers.append(_begin_again)


def unregister() -> None:
    """Listen no more, and end the engine."""
    stop()
    for handlers in _before_taking_back():
        handlers.remove(_make_step)
    for handlers in _taking_back():
        handlers.remove(_begin_again)


def _before_taking_back() -> tuple[list[Callable[..., None]], ...]:
    found = bpy.app.handlers
    return found.undo_pre, found.redo_pre


def _taking_back() -> tuple[list[Callable[..., None]], ...]:
    found = bpy.app.handlers
    return found.undo_post, found.redo_post, found.load_post


def _mirror() -> None:
    job = _now.job
    if job is None:
        return
    mirror = mirror_of(bpy.context)
    if mirror is None:
        return  # a script, in which nothing is registered
    is_taken_over = _now.steps is not None  # buttons are grey until the window has drawn all of it
    shown = {
        "action": job.action,
        "state": "running" if is_taken_over else job.state,
        "stage": "show" if is_taken_over else job.stage,
        "note": "" if is_taken_over else job.note,
        "fraction": job.fraction,
        "sentence": job.error.get("sentence", ""),
        "hint": job.error.get("hint", ""),
    }
    changed = [name for name, value in shown.items() if getattr(mirror, name) != value]
    for name in changed:
        setattr(mirror, name, shown[name])
    if changed:
        _redraw()


def _redraw() -> None:
    for window in bpy.context.window_manager.windows:
        with bpy.context.temp_override(window=window):
            window.workspace.status_text_set(None)  # the only way to have the status bar drawn again
        for area in window.screen.areas:
            if area.type in {"VIEW_3D", "IMAGE_EDITOR", "SEQUENCE_EDITOR", "PREFERENCES"}:
                area.tag_redraw()
