"""Who may import whom in the add-on; import-linter holds the engine, and cannot see into Blender."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ADDON = Path(__file__).resolve().parents[2] / "addon" / "speaking_images"
SHARED = ("speaking_engine.errors", "speaking_engine.protocol")
BLENDER = {"bpy", "bpy_extras", "mathutils", "aud"}
FILES = sorted(path.relative_to(ADDON) for path in ADDON.rglob("*.py"))


def imported(path):
    """Give the absolute names of what a file imports; the add-on's own rooms begin with a dot."""
    package = path.parent.parts
    for node in ast.walk(ast.parse((ADDON / path).read_text("utf8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from ("." + ".".join((*base, name)) for name in names)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_the_addon_sees_of_the_engine_only_what_both_processes_share(path):
    engine = [name for name in imported(path) if name.startswith("speaking_engine")]
    only_where_it_is = path == Path("operators/setup.py")
    assert all(name.startswith(SHARED) or (only_where_it_is and name == "speaking_engine") for name in engine)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_nothing_but_blender_and_the_standard_library_is_needed(path):
    others = {name.partition(".")[0] for name in imported(path) if not name.startswith(".")}
    assert others <= sys.stdlib_module_names | BLENDER | {"speaking_engine", "speaking_images"}


@pytest.mark.parametrize("path", [path for path in FILES if path.parts[0] == "link"], ids=str)
def test_the_link_knows_no_blender(path):
    names = set(imported(path))
    assert not {name.partition(".")[0] for name in names} & BLENDER
    assert all(name.startswith(".link") for name in names if name.startswith("."))


@pytest.mark.parametrize("path", [path for path in FILES if path.parts[0] == "stage"], ids=str)
def test_the_stage_needs_no_mouse(path):
    assert all(name.startswith(".stage") for name in imported(path) if name.startswith("."))
