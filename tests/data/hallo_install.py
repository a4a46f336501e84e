"""A folder that looks like Hallo and Hallo2 installed, and is our stand-in; its Python is this one."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from speaking_engine.clip.animators.hallo.install import HALLO, HALLO2


def installation(folder: Path) -> Path:
    """Lay the stand-in and empty weights into a new folder."""
    shutil.copytree(Path(__file__).with_name("hallo_stand_in"), folder)
    for weight in {*HALLO.weights, *HALLO2.weights}:
        path = folder / "pretrained_models" / weight
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def variables(root: Path) -> dict[str, str]:
    """Return the environment that leads to it."""
    return {
        name: value
        for variant in (HALLO, HALLO2)
        for name, value in ((variant.root_variable, str(root)), (variant.python_variable, sys.executable))
    }
