"""Shows what the line has made so far as plain values, for a program that looks and never computes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from speaking_engine.composite.prepare import read_png, write_png
from speaking_engine.faces.face import Face
from speaking_engine.faces.store import face_as_dict
from speaking_engine.pipeline.line import Line
from speaking_engine.pipeline.looking import PICTURE
from speaking_engine.pipeline.speaking import STEM

THUMBNAIL_MARGIN = 0.25


def showcase(line: Line, until: str) -> dict[str, Any]:
    """Run the line up to a stage and show everything on the way there."""
    shown: dict[str, Any] = {}
    for stage, show in STAGES.items():
        shown |= show(line)
        if stage == until:
            return shown
    raise KeyError(until)


def _artwork(line: Line) -> dict[str, Any]:
    width_px, height_px = line.looking.size_px
    path = line.looking.picture.folder / PICTURE
    return {"artwork": str(path), "width_px": width_px, "height_px": height_px}


def _faces(line: Line) -> dict[str, Any]:
    picture = line.looking.picture.folder / PICTURE
    faces = line.looking.faces
    missing = [face for face in faces if not _thumbnail(line, face).is_file()]
    if missing:
        pixels = read_png(picture)
        for face in missing:
            x, y, width, height = face.box_px
            margin = THUMBNAIL_MARGIN * max(width, height)
            rows = slice(max(0, int(y - margin)), int(y + height + margin))
            columns = slice(max(0, int(x - margin)), int(x + width + margin))
            write_png(_thumbnail(line, face), pixels[rows, columns])
    return {"faces": [{**face_as_dict(face), "thumbnail": str(_thumbnail(line, face))} for face in faces]}


def _thumbnail(line: Line, face: Face) -> Path:
    place = "_".join(f"{side:.0f}" for side in face.box_px)
    return line.run.production.folder / "blender" / "faces" / f"{face.id}_{place}.png"


def _script(line: Line) -> dict[str, Any]:
    return {"script": dataclasses.asdict(line.speaking.script)}


def _speech(line: Line) -> dict[str, Any]:
    lines, sounds = line.speaking.script.lines, line.speaking.sounds
    return {
        "sounds": [
            {
                "face_id": spoken.face_id,
                "path": str(sound.folder / f"{STEM}.wav"),
                "voice": line.speaking.voice_of(spoken),
            }
            for spoken, sound in zip(lines, sounds, strict=True)
        ]
    }


def _clip(line: Line) -> dict[str, Any]:
    return {"clips": [str(clip.folder / f"{STEM}.mkv") for clip in line.showing.clips]}


def _composite(line: Line) -> dict[str, Any]:
    return {"composed": str(line.showing.composed.folder)}


def _render(line: Line) -> dict[str, Any]:
    return {"film": str(line.deliver())}


STAGES: dict[str, Callable[[Line], dict[str, Any]]] = {
    "artwork": _artwork,
    "faces": _faces,
    "script": _script,
    "speech": _speech,
    "clip": _clip,
    "composite": _composite,
    "render": _render,
}
