"""Runs each file of `inside/` in a process with bpy, with an empty user folder."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.blender
@pytest.mark.skipif(importlib.util.find_spec("bpy") is None, reason="bpy is not installed")
@pytest.mark.parametrize("file", sorted((HERE / "inside").glob("test_*.py")), ids=lambda path: path.stem)
def test_inside_blender(file, tmp_path):
    ran = subprocess.run(
        [sys.executable, HERE / "run_inside.py", file, "--basetemp", tmp_path / "inside"],
        env={**os.environ, "BLENDER_USER_RESOURCES": str(tmp_path / "user")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-3000:]
