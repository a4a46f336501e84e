"""Where an engine may be: the Pythons that are looked at, in this order, when the preferences name none."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

VARIABLE = "SPEAKING_ENGINE_PYTHON"
MODULE = "speaking_engine.doors.blender.serve"


def find_python(user_folder: Path) -> str:
    """Return `SPEAKING_ENGINE_PYTHON`, else the first Python that has the engine; empty if there is none.

    Parameters
    ----------
    user_folder : Path
        Folder of this extension's own files, where "Install engine" puts it.
    """
    named = os.environ.get(VARIABLE, "")
    places = candidates(user_folder)
    return named or next((str(python) for python in places if python.is_file() and has_engine(python)), "")


def candidates(user_folder: Path) -> Iterator[Path]:
    """Name the places: our own install, a command on the path, a checkout."""
    yield python_in(user_folder / "engine")
    command = shutil.which("speaking-images")
    if command:
        yield Path(command).parent / python_in(Path()).name
    for folder in Path(__file__).resolve().parents:
        if (folder / "pyproject.toml").is_file():
            yield python_in(folder / ".venv")
    yield Path(sys.executable)


def python_in(environment: Path) -> Path:
    """Return the Python of a virtual environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def has_engine(python: Path) -> bool:
    """Tell by its files whether an environment has the engine; running it would take seconds."""
    root = python.parent.parent
    places = (*root.glob("lib/python3*/site-packages"), root / "Lib" / "site-packages")
    return any(any(place.glob("speaking_images-*.dist-info")) for place in places)


def serve_command(python: str) -> tuple[str, ...]:
    """Return what starts the engine's server."""
    return (python, "-m", MODULE)
