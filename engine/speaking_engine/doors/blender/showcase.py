"""Shows what the line has made so far as plain values, for a program that looks and never computes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import cv2

from speaking_engine.clip.animate import ANIMATORS
from speaking_engine.composite.prepare import read_png, write_png
from speaking_engine.export.targets import TARGETS
from speaking_engine.faces.detectors import DETECTORS
from speaking_engine.faces.face import Face
from speaking_engine.faces.handles import SETS, SetName, handles_from_landmarks, starting_handles
from speaking_engine.faces.store import face_as_dict
from speaking_engine.media.beside import written_beside
from speaking_engine.performance.channels import GROUPS, LOOKS
from speaking_engine.performance.cues import widest_frame
from speaking_engine.performance.hand import names_of
from speaking_engine.performance.store import performance_from_disk
from speaking_engine.pipeline.line import Line
from speaking_engine.pipeline.picture import PICTURE
from speaking_engine.pipeline.words import STEM
from speaking_engine.script.signoff import is_approved
from speaking_engine.script.writers import WRITERS
from speaking_engine.speech.voices import list_voices

THUMBNAIL_MARGIN = 0.25
BLENDER_FOLDER = "blender"
UNPACKED = 1
"""TIFF's number for pixels that are not compressed."""
KNOWN = "known"
CURVES = {group: [name for name in names if name not in LOOKS] for group, names in GROUPS.items()}
"""Tracks that an editor shows, by group. `eyeLook...` say what the eyes' angles say: one is enough."""
QUICK = ("composite", "clip", "speech", "script", "faces")


def showcase(line: Line, until: str) -> dict[str, Any]:
    """Run the line up to a stage (`KNOWN`: as far as it once came) and show everything on the way there."""
    shown: dict[str, Any] = {}
    if until == KNOWN:
        until = next((stage for stage in QUICK if stage in line.production.project.stages), "artwork")
    for stage, show in STAGES.items():
        shown |= show(line)
        if stage == until:
            return shown
    raise KeyError(until)


def _artwork(line: Line) -> dict[str, Any]:
    width_px, height_px = line.size_px
    path = quick_picture(line, line.picture.folder / PICTURE, line.size_px)
    facts = {"artwork": str(path), "width_px": width_px, "height_px": height_px}
    return {**facts, "offers": offers(), "handle_sets": {name: _handle_set(name) for name in SETS}}


def quick_picture(line: Line, source: Path, size_px: tuple[int, int]) -> Path:
    """Return a copy of the picture, of this size, that Blender reads quickest: the same pixels unpacked.

    Blender reads pictures in the thread of its window: 11 megapixels as PNG stop that for 240 ms, so for 45.
    """
    folder = line.production.folder / BLENDER_FOLDER
    name = f"artwork-{line.picture.digest[:12]}"
    path = folder / f"{name}-{size_px[0]}x{size_px[1]}.tif"
    if not path.is_file():
        pixels = cv2.cvtColor(read_png(source), cv2.COLOR_RGB2BGR)
        with written_beside(path) as beside:
            _, encoded = cv2.imencode(".tif", pixels, [cv2.IMWRITE_TIFF_COMPRESSION, UNPACKED])
            beside.write_bytes(encoded.tobytes())
        for other in set(folder.glob("artwork-*.tif")) - set(folder.glob(f"{name}-*.tif")):
            other.unlink()
    return path


@cache
def offers() -> dict[str, dict[str, str]]:
    """Return what can be chosen by name here, of other packages too, each with what it is if it says so."""
    registers = {"animator": ANIMATORS, "detector": DETECTORS, "writer": WRITERS}
    names = {choice: dict.fromkeys(register.names, "") for choice, register in registers.items()}
    cards = [card for card in list_voices() if not card.missing]
    names["voice"] = {card.name: f"{card.gender}, {card.language}" for card in cards}
    return {**names, "export": {name: TARGETS.load(name).help for name in TARGETS.names}}


def _handle_set(name: SetName) -> dict[str, Any]:
    """Tell of every handle what it is, and where it starts in a box of size 1."""
    places = starting_handles(name, (0.0, 0.0, 1.0, 1.0))
    return {
        handle: {"what": told.what, "optional": told.optional, "at": places[handle]}
        for handle, told in SETS[name].items()
    }


def _faces(line: Line) -> dict[str, Any]:
    _write_thumbnails(line)
    return {"faces": [_face(line, face) for face in line.faces]}


def _face(line: Line, face: Face) -> dict[str, Any]:
    by_hand = face.placed_by == "hand"
    return {
        **face_as_dict(face),
        "handles": face.handles if by_hand else None,
        "handle_set": face.handle_set if by_hand else "",
        "thumbnail": str(_thumbnail(line, face)),
        "start_handles": starting_points(face),
    }


def starting_points(face: Face) -> dict[str, Any]:
    """Return by set the handles that a hand may start from: the net's points, and what the landmarks say."""
    if face.landmarks_px is None:
        return {}
    starts: dict[str, Any] = {"frontal": handles_from_landmarks("frontal", face.landmarks_px)}
    return starts | ({face.handle_set: face.handles} if face.handles is not None else {})


def _write_thumbnails(line: Line) -> None:
    missing = [face for face in line.faces if not _thumbnail(line, face).is_file()]
    if not missing:
        return
    pixels = read_png(line.picture.folder / PICTURE)
    for face in missing:
        x, y, width, height = face.box_px
        margin = THUMBNAIL_MARGIN * max(width, height)
        rows = slice(max(0, int(y - margin)), int(y + height + margin))
        columns = slice(max(0, int(x - margin)), int(x + width + margin))
        write_png(_thumbnail(line, face), pixels[rows, columns])


def _thumbnail(line: Line, face: Face) -> Path:
    place = "_".join(f"{side:.0f}" for side in face.box_px)
    return line.production.folder / BLENDER_FOLDER / "faces" / f"{face.id}_{place}.png"


def _script(line: Line) -> dict[str, Any]:
    script = line.script
    return {"script": dataclasses.asdict(script), "approved": is_approved(script)}


def _speech(line: Line) -> dict[str, Any]:
    lines, sounds = line.script.lines, line.sounds
    return {
        "sounds": [
            {
                "face_id": spoken.face_id,
                "path": str(sound.folder / f"{STEM}.wav"),
                "voice": line.voice_of(spoken.face_id),
            }
            for spoken, sound in zip(lines, sounds, strict=True)
        ]
    }


def _clip(line: Line) -> dict[str, Any]:
    return {
        "clips": [str(clip.folder / f"{STEM}.mkv") for clip in line.clips],
        "performances": [_performance(line, place) for place in range(len(line.performances))],
        "tracks": CURVES,
    }


def _performance(line: Line, place: int) -> dict[str, Any]:
    """Tell what a line's face does: its table, its film frames, its words' cues and widest frames."""
    folder = line.performances[place].folder
    facts = json.loads((folder / f"{STEM}.performance.json").read_text("utf8"))
    performance, _ = performance_from_disk(folder, STEM)
    return {
        "face_id": line.script.lines[place].face_id,
        "csv": str(folder / f"{STEM}.performance.csv"),
        "rate": facts["rate"],
        "frames": facts["frames"],
        "start_frame": line.spans[0][place].start,
        "cues": facts["cues"],
        "widest": [
            widest_frame(performance, cue["start_seconds"], cue["end_seconds"]) for cue in facts["cues"]
        ],
        "names": list(names_of(line.words[place], line.said_before(place))),
    }


def _composite(line: Line) -> dict[str, Any]:
    return {"composed": str(line.composed.folder)}


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
