"""`python -m benchmarks [NAME] [options]`: by default film, the line as a whole; names are in BENCHMARKS."""

from __future__ import annotations

import os
import runpy
import sys

BENCHMARKS = ("film", "faces", "landmarks", "head", "speech", "script", "clip", "actor", "marks")

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

name = sys.argv[1] if len(sys.argv) > 1 else "film"
if name not in BENCHMARKS:
    sys.exit(f"There is no benchmark {name!r}. Choose one of {', '.join(BENCHMARKS)}.")
sys.argv = [f"benchmarks.{name}", *sys.argv[2:]]
runpy.run_module(f"benchmarks.{name}", run_name="__main__")
