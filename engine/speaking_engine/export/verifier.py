"""The page on which visitors look whether a film bears our marks; it opens from the disk, sends nothing."""

from __future__ import annotations

import base64
from importlib.resources import files
from pathlib import Path

import numpy as np

from speaking_engine.marks.watermark import ALL, LEAST, LIKELY, MIDDLE_PX, tile

LEVELS = 28.0
"""Steps a unit in which the page holds the watermark's pattern."""


def write_verifier(folder: Path) -> None:
    """Write `verify.html` with its script; the page's style has to lie there already."""
    from jinja2 import Environment

    from speaking_engine.export.page import for_script

    site = files("speaking_engine.export") / "site"
    pattern = np.clip(np.rint(tile() * LEVELS), -127, 127).astype(np.int8)
    data = {
        "tile": base64.b64encode(pattern.tobytes()).decode("ascii"),
        "least": LEAST,
        "likely": LIKELY,
        "all": [round(scale, 5) for scale in ALL],
        "middle": MIDDLE_PX,
    }
    page = Environment(autoescape=True).from_string((site / "verify.html").read_text("utf8"))
    (folder / "verify.html").write_text(page.render(data=for_script(data)), "utf8")
    (folder / "verify.js").write_text((site / "verify.js").read_text("utf8"), "utf8")
