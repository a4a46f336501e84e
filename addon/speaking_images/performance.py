"""Between the performances of the engine's lines and the F-curves of an empty for each face that speaks."""

from __future__ import annotations

import csv
import json
import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from speaking_engine.errors import ProjectError

from .settings import SpeakingCue, SpeakingProduction, production_in
from .stage import compat, keep
from .stage.curves import Keyed, bends, keyed_in
from .stage.units import blender_frame

DRAWN_WITHIN, DIFFERS = 0.002, 0.004
"""Of a channel: how closely key frames follow it, and what counts as a change, in the engine too."""
DRAWN_WITHIN_DEG, DIFFERS_DEG = 0.05, 0.15
DIFFERS_MM = 0.05
ANGLES = ("Yaw", "Pitch", "Roll")
KEPT_TABLES = 32
LINEAR = 1

Line = dict[str, Any]
"""`face_id`, `csv`, `rate`, `start_frame`, `frames` and `words` as the engine knows them; by track what of it
was `taken` over since, and the digest of the curve as it was `drawn`."""
Tracks = dict[str, list[float]]

_told: dict[tuple[str, str], list[Line]] = {}
"""By production folder and tables, the lines as the engine was last told: no undo takes that back from it."""


def showing_performances(state: dict[str, Any], home: str, *, keep_edits: bool) -> Iterator[None]:
    """Draw the curves of what the engine made, a curve a step; those that follow it already stay as drawn.

    Parameters
    ----------
    home : str
        Name of the scene that has the production; an undo between two steps makes another object of it.
    keep_edits : bool
        Keep the curves that were edited since they were taken over, where the words' times are the same.

    Raises
    ------
    ProjectError
        A table is missing or damaged.
    """
    production = production_in(home)
    before = {_times_of(line): line for line in lines_of(production)}
    lines = []
    for told in state["performances"]:
        lines.append(_line_of(told))
        tracks_in(lines[-1]["csv"])
        yield
    production = production_in(home)
    if keep_edits and before.keys() - {_times_of(line) for line in lines} and edited_lines(production):
        note = production.notes.add()
        note.name, note.text = "performance", "Curves that were edited meanwhile are drawn anew: words moved."
    production.performances = ""  # a file that is saved while half of the curves are drawn has no edits
    for face_id in dict.fromkeys(line["face_id"] for line in lines):
        own = [line for line in lines if line["face_id"] == face_id]
        old = [before[_times_of(line)] for line in own if _times_of(line) in before]
        kept = old if keep_edits and len(old) == len(own) else []
        yield from _drawing(home, face_id, own, kept, state["tracks"])
    production = production_in(home)
    production.performances = json.dumps(lines)
    _told[_key(production, lines)] = lines
    _show_cues(state["performances"], production, keep_edits=keep_edits)


def show_performances(state: dict[str, Any], production: SpeakingProduction, *, keep_edits: bool) -> None:
    """Draw all curves at once; see `showing_performances`."""
    for _ in showing_performances(state, production.id_data.name, keep_edits=keep_edits):
        pass


def edited_lines(production: SpeakingProduction) -> list[dict[str, Any]]:
    """Return all lines with the tracks whose curves were edited, as the engine takes them; none if none was.

    A curve that was deleted or muted is not edited.
    """
    found = []
    for line in lines_of(production):
        before, after = {}, {}
        curves = _curves_by_track(production.key, line["face_id"])
        touched = {name: curve for name, curve in curves.items() if not _is_as_drawn(curve, name, line)}
        known = tracks_in(line["csv"]) | line["taken"] if touched else {}
        for name, curve in touched.items():
            values = [] if curve.mute or name not in known else _values(curve, line)
            if values and _differ(name, values, known[name]):
                before[name], after[name] = known[name], values
        found.append({"rate": line["rate"], "words": line["words"], "before": before, "after": after})
    return found if any(line["after"] for line in found) else []


def edited_words(production: SpeakingProduction) -> list[str]:
    """Return the words whose opening was set in their list, as the engine takes corrections."""
    return [
        f"{cue.key}: opening={cue.opening_mm:.2f}" for cue in production.cues if is_edited(cue) and cue.key
    ]


def is_edited(cue: SpeakingCue) -> bool:
    """Whether a person set the opening of a word."""
    return abs(cue.opening_mm - cue.told_mm) > DIFFERS_MM


def remember_taken(production: SpeakingProduction, sent: list[dict[str, Any]]) -> None:
    """Remember what the engine has taken over, so that it is not sent again."""
    for cue in production.cues:
        cue.told_mm = cue.opening_mm
    lines = lines_of(production)
    for line, one in zip(lines, sent, strict=False):
        line["taken"] |= one["after"]
        curves = _curves_by_track(production.key, line["face_id"])
        line["drawn"] |= {name: _digest(curves[name]) for name in one["after"] if name in curves}
    production.performances = json.dumps(lines)
    _told[_key(production, lines)] = lines


def lines_of(production: SpeakingProduction) -> list[Line]:
    """Return what the engine's performances are, line by line; as it was told, where an undo forgot that."""
    lines = json.loads(production.performances) if production.performances else []
    if any("csv" not in line for line in lines):  # of version 0.2, which kept whole tracks
        return []
    return _told.get(_key(production, lines), lines)


def show_in(scene: bpy.types.Scene, owner: str) -> None:
    """Put the empties into another scene, too, so that their curves are edited there."""
    for empty in keep.with_role(bpy.data.objects, "performance:", owner):
        if empty.name not in scene.collection.all_objects:
            scene.collection.objects.link(empty)


def tracks_in(path: str) -> Tracks:
    """Read a performance's table: every track, angles in degrees.

    Raises
    ------
    ProjectError
        It is missing or damaged; animating makes it again.
    """
    try:
        return _read(path, Path(path).stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise ProjectError(
            f"The performance {path} cannot be read: {error}.", hint="Animate again."
        ) from error


@lru_cache(KEPT_TABLES)
def _read(path: str, changed_ns: int) -> Tracks:  # noqa: ARG001 - part of what is remembered
    with Path(path).open(encoding="utf8", newline="") as file:
        header, *rows = csv.reader(file)
    return dict(_tracks(dict(zip(header, zip(*rows, strict=True), strict=True))))


def _drawing(
    home: str, face_id: str, lines: Sequence[Line], old: Sequence[Line], groups: dict[str, list[str]]
) -> Iterator[None]:
    for group, names in groups.items():
        for name in names:
            # found anew at every step: an undo in between makes other objects of them
            production = production_in(home)
            empty = _empty(production, face_id)
            curve = _curves_by_track(production.key, face_id).get(name)
            if curve is None:
                _add_property(empty, name)
            if curve is None or (
                not _follows(curve, name, lines) and (not old or _follows(curve, name, old))
            ):
                bag = compat.curves_and_groups(empty, f"Performance {face_id}")
                own = bag.fcurves.find(_path(name))
                if own is None:  # over one in an NLA strip: what is played is what was made
                    own = bag.fcurves.new(_path(name))
                    own.group = bag.groups.get(group) or bag.groups.new(group)
                _write(own, name, lines)
                curve = _curves_by_track(production.key, face_id)[name]
            if not old or _follows(curve, name, lines):
                for line in lines:
                    line["drawn"][name] = _digest(curve)
            yield


def _empty(production: SpeakingProduction, face_id: str) -> bpy.types.Object:
    role = f"performance:{face_id}"
    empty = keep.ours(bpy.data.objects, role, production.key)
    if empty is None:
        empty = keep.mark(bpy.data.objects.new(f"Performance {face_id}", None), role, production.key)
    for scene in (production.id_data, keep.ours(bpy.data.scenes, "stage", production.key)):
        if scene is not None:
            show_in(scene, production.key)
    return empty


def _add_property(empty: bpy.types.Object, name: str) -> None:
    empty[name] = 0.0
    least, most = (-45.0, 45.0) if _is_angle(name) else (0.0, 1.0)
    words = "Degrees" if _is_angle(name) else "ARKit channel; 0 is as painted"
    empty.id_properties_ui(name).update(soft_min=least, soft_max=most, description=words)


def _points(name: str, line: Line) -> list[tuple[float, float]]:
    first = blender_frame(line["start_frame"])
    values = (tracks_in(line["csv"]) | line["taken"]).get(name, [])
    points = [(float(first + place), value) for place, value in enumerate(values)]
    return bends(points, DRAWN_WITHIN_DEG if _is_angle(name) else DRAWN_WITHIN) if points else []


def _write(curve: bpy.types.FCurve, name: str, lines: Iterable[Line]) -> None:
    points = [point for line in lines for point in _points(name, line)]
    curve.keyframe_points.clear()
    curve.keyframe_points.add(len(points))
    curve.keyframe_points.foreach_set("co", [number for point in points for number in point])
    curve.keyframe_points.foreach_set("interpolation", [LINEAR] * len(points))
    curve.update()


def _digest(found: Keyed) -> str:
    """Name a curve's key frames, so that untouched ones are known without evaluating them at every frame."""
    points = found.curve.keyframe_points
    if len(found.curve.modifiers) or found.below:
        return ""
    found = 0
    for name, kind, width in (
        ("co", np.float32, 2),
        ("handle_left", np.float32, 2),
        ("handle_right", np.float32, 2),
        ("interpolation", np.int32, 1),
    ):
        numbers = np.zeros(len(points) * width, kind)
        points.foreach_get(name, numbers)
        found = zlib.crc32(numbers.tobytes(), found)
    return f"{len(points)}:{found:08x}"


def _follows(curve: Keyed, name: str, lines: Sequence[Line]) -> bool:
    for line in lines:
        known = (tracks_in(line["csv"]) | line["taken"])[name]
        if not _is_as_drawn(curve, name, line) and _differ(name, _values(curve, line), known):
            return False
    return True


def _is_as_drawn(curve: Keyed, name: str, line: Line) -> bool:
    """Whether a curve is known to be untouched; one with modifiers or in an NLA strip never is."""
    digest = _digest(curve)
    return bool(digest) and digest == line["drawn"].get(name)


def _values(curve: Keyed, line: Line) -> list[float]:
    first = blender_frame(line["start_frame"])
    return [round(curve.evaluate(first + place), 5) for place in range(line["frames"])]


def _differ(name: str, one: Sequence[float], other: Sequence[float]) -> bool:
    least = DIFFERS_DEG if _is_angle(name) else DIFFERS
    return any(abs(a - b) > least for a, b in zip(one, other, strict=True))


def _curves_by_track(owner: str, face_id: str) -> dict[str, Keyed]:
    """Return the curves by track, those that were pushed down to NLA tracks, too."""
    empty = keep.ours(bpy.data.objects, f"performance:{face_id}", owner)
    curves = keyed_in(empty) if empty else {}
    return {path[2:-2]: curve for path, curve in curves.items() if path == _path(path[2:-2])}


def _path(name: str) -> str:
    return f'["{name}"]'


def _is_angle(name: str) -> bool:
    return name.endswith(ANGLES)


def _times_of(line: Line) -> str:
    """Name a line by all that must be the same for its frames to mean the same."""
    return json.dumps([line[name] for name in ("face_id", "rate", "start_frame", "frames", "words")])


def _key(production: SpeakingProduction, lines: Sequence[Line]) -> tuple[str, str]:
    """Name what the engine was told of; of what an undo brings back it was told other things."""
    return production.folder, json.dumps([[line["csv"], _times_of(line)] for line in lines])


def _line_of(told: dict[str, Any]) -> Line:
    """Return a line as it is remembered."""
    words = [[cue["word"], cue["start_seconds"], cue["end_seconds"]] for cue in told["cues"]]
    plain = {name: told[name] for name in ("face_id", "csv", "rate", "start_frame", "frames")}
    return {**plain, "words": words, "taken": {}, "drawn": {}}


def _tracks(columns: dict[str, Sequence[str]]) -> Iterator[tuple[str, list[float]]]:
    for column, cells in columns.items():
        name = column[0].lower() + column[1:]
        if _is_angle(name):
            sign = (
                1 if name.endswith("Roll") else -1
            )  # the file's yaw and pitch have Unreal's signs, not ours
            yield name, [round(sign * math.degrees(float(cell)), 4) for cell in cells]
        elif name not in {"timecode", "blendShapeCount"}:
            yield name, [float(cell) for cell in cells]


def _show_cues(
    performances: list[dict[str, Any]], production: SpeakingProduction, *, keep_edits: bool
) -> None:
    kept = {cue.key: cue.opening_mm for cue in production.cues if is_edited(cue)} if keep_edits else {}
    production.cues.clear()
    for line in performances:
        rate = Fraction(line["rate"])
        for told, key, widest in zip(line["cues"], line["names"], line["widest"], strict=True):
            cue = production.cues.add()
            cue.name, cue.face, cue.phonemes = told["word"], line["face_id"], told["phonemes"]
            cue.frame = blender_frame(line["start_frame"] + widest)
            cue.seconds = line["start_frame"] / rate + told["start_seconds"]
            cue.opening_mm, cue.told_mm = kept.get(key, told["opening_mm"]), told["opening_mm"]
            cue.key, cue.fault = key, told["fault"]
