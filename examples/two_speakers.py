"""Two faces in one picture talk to each other, each with a voice of its own.

uv run python examples/two_speakers.py arnolfini.jpg
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import speaking_engine as si

WORDS = """\
f0: Do you think that they can hear us?
f1: They have stopped in front of us, at least.
"""


def main(picture: Path, folder: Path, **choices: Any) -> si.Film:
    """Make the film."""
    with si.open(picture, folder / "two.speaking") as work:
        if choices:
            work.choose(**choices)
        work.cast.choose("f0", "f1")
        work.words.text = WORDS
        work.cast["f0"].voice = "bm_george"
        work.cast["f1"].voice = "bf_emma"
        work.cast["f1"].style = "restrained"
        return work.render()


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), Path.cwd()).path)
