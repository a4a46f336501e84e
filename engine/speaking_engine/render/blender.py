"""Runs a Blender as a process of its own that makes a plan's frames; this side knows no bpy."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from speaking_engine.child import lines_of, running
from speaking_engine.errors import InternalError, SetupError, SpeakingError
from speaking_engine.protocol.messages import Failure, Message, Progress, Result
from speaking_engine.protocol.plan import read_plan
from speaking_engine.protocol.progress import Report
from speaking_engine.protocol.wire import WireError, decode
from speaking_engine.render.patches import finished_plan

OLDEST = (4, 5)
VARIABLE = "SPEAKING_BLENDER"
ADDON_VARIABLE = "SPEAKING_ADDON"
ENGINE_VARIABLE = "SPEAKING_ENGINE_PATH"
PARTNER = "speaking_images"
PATIENCE_SECONDS = 0.25  # between two looks at whether somebody wants to stop
LAST_LINES = 6
FRAME_IS_SAVED = "Saved: "
"""What Blender says of every frame: no word on why it died."""

Way = Literal["planes", "strips"]


@dataclass(frozen=True, slots=True)
class BlenderProgram:
    """A Blender that can be run.

    Attributes
    ----------
    command : tuple of str
        What starts it, up to the script's name.
    version : str
        Such as "5.0.1".
    kind : {"program", "package"}
        Blender itself, or bpy from PyPI in a Python.
    """

    command: tuple[str, ...]
    version: str
    kind: Literal["program", "package"]


@cache
def find_blender() -> BlenderProgram | None:
    """Find a Blender from 4.5 on: `SPEAKING_BLENDER`, `blender` on the path, bpy in this Python; or None.

    Raises
    ------
    SetupError
        `SPEAKING_BLENDER` names something that is no such Blender; the person can set it right.
    """
    if not _script():
        return None
    named = os.environ.get(VARIABLE)
    if named:
        program = _program(named)
        if program is None:
            raise SetupError(
                f"{VARIABLE} is {named}, which is no Blender from {OLDEST[0]}.{OLDEST[1]} on.",
                hint="Give the full path of a Blender, or unset it.",
            )
        return program
    on_path = shutil.which("blender")
    return (_program(on_path) if on_path else None) or _package()


def render_frames(plan_path: Path, frames_folder: Path, *, way: Way, report: Report) -> None:
    """Make every frame of the plan that the folder lacks, as ``000000.png`` and on.

    Parameters
    ----------
    plan_path : Path
        A plan whose media have the film's own size (see `composite.prepare`).
    way : {"planes", "strips"}
        The artist's scene through Cycles, or patches composed here over the still in the sequencer: the same
        pixels, several times faster.
    report : Report
        Called at least four times a second; may raise `Cancelled`, which stops Blender.

    Raises
    ------
    SetupError
        There is no Blender; the person can install one.
    SpeakingError
        What Blender's side reported.
    InternalError
        Blender died; with its last lines.
    """
    if way == "strips":
        plan_path = finished_plan(read_plan(plan_path), frames_folder / "patches", report)
    run_blender([str(plan_path), "--frames-folder", str(frames_folder), f"--{way}"], report)


def run_blender(arguments: Sequence[str], report: Report) -> dict[str, Any]:
    """Let a Blender do what the extension's `headless` does for these arguments, and return its answer.

    Raises
    ------
    SetupError
        There is no Blender; the person can install one.
    SpeakingError
        What Blender's side reported.
    InternalError
        Blender died; with its last lines.
    """
    blender = find_blender()
    if blender is None:
        raise SetupError(
            "There is no Blender.",
            hint=f"Install the extra `blender` (bpy), put `blender` on the path, or set {VARIABLE}.",
        )
    command = [*blender.command, *arguments]
    with tempfile.TemporaryFile() as said, _started(command, said.fileno()) as process:
        outcome = _follow(process, report)
        if isinstance(outcome, Failure):
            raise SpeakingError.from_dict(outcome.error)
        if not isinstance(outcome, Result):
            said.seek(0)
            raise InternalError(
                f"Blender {blender.version} ended with code {process.wait()} before the film was done. "
                f"Its last words: {_last_lines(said.read())}",
                hint="Run it again: it goes on from the frames that are there.",
            )
        return outcome.value


@contextmanager
def _started(arguments: list[str], stderr: int) -> Iterator[subprocess.Popen[bytes]]:
    with ExitStack() as stack:
        try:
            process = stack.enter_context(running(arguments, environment=_environment(), stderr=stderr))
        except OSError as error:
            raise SetupError(f"{arguments[0]} cannot be run: {error.strerror}.") from error
        yield process


def _environment() -> dict[str, str]:
    """Return ours without Python's own doings: another Python's settings would keep Blender from starting."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {ENGINE_VARIABLE: str(Path(__file__).resolve().parents[2])}


def _follow(process: subprocess.Popen[bytes], report: Report) -> Message | None:
    """Report until the outcome comes; None where the process ends without one."""
    last = Progress("", "frames", 0.0, "starting Blender")
    report(last.stage, last.fraction, last.note)
    for line in lines_of(process, PATIENCE_SECONDS):
        message = _message_in(line)
        if isinstance(message, (Result, Failure)):
            return message
        if isinstance(message, Progress):
            last = message
        report(last.stage, last.fraction, last.note)
    return None


def _message_in(line: str) -> Message | None:
    """Return what a line tells; None for Blender's own greetings, and while it is silent."""
    try:
        return decode(line) if line else None
    except WireError:
        return None


def _last_lines(said: bytes) -> str:
    lines = [line.strip() for line in said.decode("utf8", "replace").splitlines()]
    lines = [line for line in lines if line and FRAME_IS_SAVED not in line]
    return " / ".join(lines[-LAST_LINES:]) or "none"


def _script() -> str:
    """Find the script that renders: the extension's that started us, a checkout's, or our own copy."""
    package = Path(__file__).resolve().parents[1]
    folders = (
        os.environ.get(ADDON_VARIABLE),
        package.parents[1] / "addon" / PARTNER,
        package / "_addon" / PARTNER,
    )
    scripts = [Path(folder) / "render_script.py" for folder in folders if folder]
    return str(next((script for script in scripts if script.is_file()), ""))


def _program(path: str) -> BlenderProgram | None:
    """Ask a program who it is: Blender, or a Python that has bpy."""
    asked = ["-c", "import importlib.metadata as m; print('Blender', m.version('bpy'))"]
    if not Path(path).name.startswith("python"):
        asked = ["--version"]
    try:
        told = subprocess.run(  # noqa: S603 - a list, no shell
            [path, *asked], capture_output=True, text=True, timeout=60, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"Blender (\d+(?:\.\d+)+)", told)
    if version is None or _too_old(version[1]):
        return None
    if asked[0] == "-c":
        return BlenderProgram((path, _script()), version[1], "package")
    start = (
        path,
        "--background",
        "--factory-startup",
        "--python-exit-code",
        "1",
        "--python",
        _script(),
        "--",
    )
    return BlenderProgram(start, version[1], "program")


def _package() -> BlenderProgram | None:
    # Looked for, never imported: bpy belongs into a process of its own.
    if importlib.util.find_spec("bpy") is None:
        return None
    from importlib.metadata import version

    if _too_old(version("bpy")):
        return None
    return BlenderProgram((sys.executable, _script()), version("bpy"), "package")


def _too_old(version: str) -> bool:
    return tuple(int(part) for part in version.split(".")[:2]) < OLDEST
