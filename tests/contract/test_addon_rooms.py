"""What the extension needs to be there: Blender, its Python, and the engine's shared part in its wheel."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ADDON = Path(__file__).resolve().parents[2] / "addon" / "speaking_images"
BLENDER = {
    "aud",
    "blf",
    "bpy",
    "bpy_extras",
    "gpu",
    "gpu_extras",
    "mathutils",
    "numpy",
    "bl_operators",
    "bl_ui",
}
"""Modules that every Blender brings."""
FILES = sorted(path.relative_to(ADDON) for path in ADDON.rglob("*.py"))


def imported(path):
    """Return the names of what a file imports from elsewhere."""
    for node in ast.walk(ast.parse((ADDON / path).read_text("utf8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=str)
def test_nothing_but_blender_and_the_standard_library_is_needed(path):
    others = {name.partition(".")[0] for name in imported(path)}
    assert others <= sys.stdlib_module_names | BLENDER | {"speaking_engine", "speaking_images"}
