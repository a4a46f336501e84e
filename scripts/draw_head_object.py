"""Draws docs/img/blender_head.jpg: the head as an object in Blender, at rest, speaking, turned and lit.

uv run --extra blender python scripts/draw_head_object.py NAME.speaking [FACE] [OUT.jpg]

The production's film must have been made.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import bpy  # first of all, for its own libraries
import cv2
import numpy as np

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO / "addon"))

from speaking_engine.doors.blender.actions import head as fitted  # noqa: E402
from speaking_engine.doors.blender.actions import run  # noqa: E402
from speaking_engine.protocol.plan import read_plan  # noqa: E402
from speaking_images import stage  # noqa: E402

HEIGHT_PX = 520
POSES = (
    ("rest", {}, (0, 0, 0), None),
    ("jawOpen", {"jawOpen": 0.3}, (0, 0, 0), None),
    ("eyeBlink", {"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0}, (0, 0, 0), None),
    ("turned", {}, (-3, 6, 0), None),
    ("lit from the left", {}, (0, 0, 0), (0.2, -0.9, 0)),
    ("lit from the right", {}, (0, 0, 0), (0.2, 0.9, 0)),
)
"""What is shown: channels, turn about x, y and z in degrees, and the sun's rotation."""


def main(production: Path, face_id: str, out: Path) -> None:
    """Draw the strip."""
    folder = str(production.resolve())
    shown = run({"folder": folder, "until": "composite"}, lambda *_: None)
    made = fitted({"folder": folder, "face": face_id}, lambda *_: None)
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    plan = read_plan(Path(shown["plan"]))
    scene = stage.build(plan).stage
    head = stage.build_head(plan, Path(made["head"]), face_id)
    scene.cycles.samples = 4
    sun = bpy.data.objects.new("Sun", bpy.data.lights.new("Sun", "SUN"))
    sun.data.energy, sun.data.angle = 3.5, 0.0
    scene.collection.objects.link(sun)
    box = [side for corner in head.bound_box for side in (corner[0], corner[1])]
    across, down = np.array(box[::2]) + head.location.x, np.array(box[1::2]) + head.location.y
    pictures = []
    with tempfile.TemporaryDirectory() as scratch:
        for number, (name, channels, turn_deg, light) in enumerate(POSES):
            for key in head.data.shape_keys.key_blocks[1:]:
                key.value = channels.get(key.name, 0.0)
            turn = next(child for child in head.children if child.type == "EMPTY")
            turn.rotation_euler = np.radians(turn_deg)
            head["lit"] = 0.0 if light is None else 0.9
            head.update_tag()
            sun.rotation_euler = light or (0, 0, 0)
            place = Path(scratch) / str(number)
            stage.render(scene, place, [0])
            drawn = cv2.imread(str(next(place.glob("*.png"))))
            pictures.append(_cut(drawn, across, down, name))
    half = len(pictures) // 2
    sheet = np.vstack([np.hstack(pictures[:half]), np.hstack(pictures[half:])])
    cv2.imwrite(str(out), sheet, [cv2.IMWRITE_JPEG_QUALITY, 88])
    os._exit(0)  # bpy's own tidying up can crash


def _cut(drawn: np.ndarray, across: np.ndarray, down: np.ndarray, name: str) -> np.ndarray:
    """Cut the head out of a frame, with its name below."""
    height, width = drawn.shape[:2]
    left, right = (int(np.clip(width / 2 + 100 * x, 0, width)) for x in (across.min(), across.max()))
    top, bottom = (int(np.clip(height / 2 - 100 * y, 0, height)) for y in (down.max(), down.min()))
    part = drawn[top:bottom, left:right]
    size = round(HEIGHT_PX * part.shape[1] / part.shape[0]), HEIGHT_PX
    part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    part = cv2.copyMakeBorder(part, 0, 34, 0, 0, cv2.BORDER_CONSTANT, value=(250, 250, 250))
    cv2.putText(part, name, (10, HEIGHT_PX + 24), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (40, 40, 40), 1, cv2.LINE_AA)
    return part


if __name__ == "__main__":
    words = [*sys.argv[1:], "f0"]
    main(
        Path(words[0]),
        words[1],
        Path(sys.argv[3] if len(sys.argv) > 3 else REPO / "docs/img/blender_head.jpg"),
    )
