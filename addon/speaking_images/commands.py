"""`blender --command speaking_images ...`: the engine's own commands, with this Blender as its renderer."""

from __future__ import annotations

import os
import subprocess
import sys

import bpy

from speaking_engine.errors import SpeakingError

from . import headless, pump
from .preferences import engine_command

NAME = "speaking_images"
USAGE = f"""usage: blender --command {NAME} COMMAND ...

  render PRODUCTION [--out FILM.mp4] [--frames A-B] [--planes | --strips]   in this Blender
  render FILE.blend [--out FILM.mp4] [--frames A-B] [--draft]               your scene, cuts and all
  speak, faces, script, voice, animate, batch, doctor, ...                  as `speaking-images` has them
"""

_handles: list[object] = []


def run(arguments: list[str]) -> int:
    """Do what the command line asks for; give the exit code."""
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.stdout.write(USAGE)
        return 0
    if arguments[0] == "render":
        return headless.main(arguments[1:], program=f"{NAME} render")
    try:
        python, *_ = engine_command()
    except SpeakingError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    sys.stdout.flush()
    return subprocess.run(  # noqa: S603 - a list, no shell; the person's own command
        [python, "-m", "speaking_engine", *arguments], env={**environment, **pump.environment()}, check=False
    ).returncode


def register() -> None:
    """Add the command."""
    _handles.append(bpy.utils.register_cli_command(NAME, run))


def unregister() -> None:
    """Take it away."""
    while _handles:
        bpy.utils.unregister_cli_command(_handles.pop())
