"""Renders a production, or a plan, inside a Blender that has no extension installed.

    python scripts/render.py PRODUCTION --out film.mp4                where bpy is installed
    blender -b -P scripts/render.py -- PRODUCTION --out film.mp4

Progress goes to stdout (JSON lines unless it is a terminal); all that Blender prints goes to stderr.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE / "addon"), str(HERE / "engine")]

if __name__ == "__main__":
    from speaking_images import headless

    after = sys.argv.index("--") + 1 if "--" in sys.argv else 1
    code = headless.main(sys.argv[after:])
    sys.stdout.flush()
    sys.stderr.flush()
    # Blender as a package can crash or hang when Python takes it down.
    os._exit(code)
