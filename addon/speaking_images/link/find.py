"""Where an engine may be: the Pythons that are looked at, in this order, when the preferences name none."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

VARIABLE = "SPEAKING_ENGINE_PYTHON"
MODULE = "speaking_engine.doors.blender.serve"


PROGRAM = "speaking-images"
TOOLS = (
    "~/.local/share/uv/tools",
    "~/.local/share/pipx/venvs",
    "~/.local/pipx/venvs",
    "~/pipx/venvs",
    "~/Library/Application Support/uv/tools",
    "~/AppData/Roaming/uv/tools",
    "~/AppData/Local/pipx/pipx/venvs",
)
"""Where uv and pipx keep programs: on Windows the command on the path is no link to there."""


def find_python(user_folder: Path, version: str = "") -> str:
    """Return `SPEAKING_ENGINE_PYTHON`, else the first Python that has the engine; empty if there is none.

    Parameters
    ----------
    user_folder : Path
        Folder of this extension's own files, where "Install engine" puts it.
    version : str
        An engine of this version goes before others.
    """
    named = os.environ.get(VARIABLE, "")
    if named:
        return named
    found = {str(place): engine_version(place) for place in candidates(user_folder) if place.is_file()}
    fitting = [python for python, has in found.items() if has and has == version]
    return next(iter(fitting + [python for python, has in found.items() if has]), "")


def candidates(user_folder: Path) -> Iterator[Path]:
    """Name the places: our own install, a command on the path, the tools of uv and pipx, a checkout."""
    yield python_in(user_folder / "engine")
    command = shutil.which(PROGRAM)
    if command:
        # uv and pipx lay a link on the path; the Python is where it points to.
        yield Path(command).resolve().parent / python_in(Path()).name
        yield Path(command).parent / python_in(Path()).name
    for folder in TOOLS:
        yield python_in(Path(folder).expanduser() / PROGRAM)
    for folder in Path(__file__).resolve().parents:
        if (folder / "pyproject.toml").is_file():
            yield python_in(folder / ".venv")
    yield Path(sys.executable)


def python_in(environment: Path) -> Path:
    """Return the Python of a virtual environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def engine_version(python: Path) -> str:
    """Return the version of the engine that an environment has, by its files; empty if it has none.

    Running it would take seconds.
    """
    root = python.parent.parent
    places = (*root.glob("lib/python3*/site-packages"), root / "Lib" / "site-packages")
    found = (info for place in places for info in place.glob("speaking_images-*.dist-info"))
    return next((info.name.split("-")[1].removesuffix(".dist") for info in found), "")


def serve_command(python: str) -> tuple[str, ...]:
    """Return what starts the engine's server; `-P` keeps modules of the current folder out."""
    return (python, "-P", "-m", MODULE)
