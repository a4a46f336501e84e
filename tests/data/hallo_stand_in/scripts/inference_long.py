"""Stands in for Hallo2: the same program; its name tells it to leave out `--output`."""

from __future__ import annotations

import runpy
from pathlib import Path

stand_in = runpy.run_path(str(Path(__file__).with_name("inference.py")), init_globals=None)
stand_in["main"].__globals__["LONG"] = True
stand_in["main"]()
