"""Runs pytest inside bpy and leaves without Python's own tidying up, in which bpy can crash or hang."""

from __future__ import annotations

import os
import sys

os.environ["SPEAKING_INSIDE_BLENDER"] = "1"

import bpy  # noqa: F401 - first, and only here
import pytest

code = pytest.main(["-p", "no:cacheprovider", *sys.argv[1:]])
sys.stdout.flush()
sys.stderr.flush()
os._exit(int(code))
