"""Renders a production, or a plan, inside a Blender that has no extension installed.

    python scripts/render.py PRODUCTION --out film.mp4                where bpy is installed
    blender -b -P scripts/render.py -- PRODUCTION --out film.mp4

Progress goes to stdout (JSON lines unless it is a terminal); all that Blender prints goes to stderr.
"""

from __future__ import annotations

import runpy
from pathlib import Path

if __name__ == "__main__":
    addon = Path(__file__).resolve().parents[1] / "addon" / "speaking_images"
    runpy.run_path(str(addon / "render_script.py"), run_name="__main__")
