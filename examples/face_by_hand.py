"""A face that no detector finds: shown with a box, turned into the speaker, given handles.

uv run python examples/face_by_hand.py profile.jpg 120,80,200,260
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import speaking_engine as si
from speaking_engine.faces.handles import starting_handles


def main(picture: Path, folder: Path, box_px: tuple[float, float, float, float], **choices: Any) -> si.Film:
    """Make a film of the face in a box of x, y, width, height, which looks to the left of the picture."""
    with si.open(picture, folder / "profile.speaking") as work:
        handles = starting_handles("profile_left", box_px)  # yours go here: {"nose_tip": (131, 190), ...}
        face = work.faces.add(box_px, handle_set="profile_left", handles=handles)
        face.correct(gender="female")
        work.cast.choose(face.id)
        work.words.text = "I look away from you, and still I speak."
        return work.render(**choices)


if __name__ == "__main__":
    x, y, width, height = (float(part) for part in sys.argv[2].split(","))
    print(main(Path(sys.argv[1]), Path.cwd(), (x, y, width, height)).path)
