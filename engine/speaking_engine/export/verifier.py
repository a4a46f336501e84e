"""The page on which visitors look whether a film bears our marks; it opens from the disk, sends nothing."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

import numpy as np

from speaking_engine.marks.watermark import ALL, LEAST, LIKELY, MIDDLE_PX, tile
from speaking_engine.media.page import fill

LEVELS = 28.0
"""Steps a unit in which the page holds the watermark's pattern."""


def write_verifier(folder: Path) -> None:
    """Write `verify.html` with its script; the page's style has to lie there already."""
    from speaking_engine.export.page import SITE, for_script

    pattern = np.clip(np.rint(tile() * LEVELS), -127, 127).astype(np.int8)
    data = {
        "tile": base64.b64encode(pattern.tobytes()).decode("ascii"),
        "least": LEAST,
        "likely": LIKELY,
        "all": [round(scale, 5) for scale in ALL],
        "middle": MIDDLE_PX,
    }
    (folder / "verify.html").write_text(fill(SITE / "verify.html", data=for_script(data)), "utf8")
    shutil.copy(SITE / "verify.js", folder)
