"""Tests under `inside/` run in a Blender process of their own; see `test_blender_inside.py`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "addon")]

collect_ignore_glob = [] if os.environ.get("SPEAKING_INSIDE_BLENDER") else ["inside/*"]
