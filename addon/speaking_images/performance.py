"""Between the performances of the engine's lines and the F-curves of an empty for each face that speaks."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import bpy

from speaking_engine.errors import ProjectError

from .keyed import bends
from .settings import SpeakingProduction
from .stage import compat, keep
from .stage.units import blender_frame

DRAWN_WITHIN, DIFFERS = 0.002, 0.004
"""Of a channel: how closely key frames follow it, and what counts as a change, in the engine too."""
DRAWN_WITHIN_DEG, DIFFERS_DEG = 0.05, 0.15
ANGLES = ("Yaw", "Pitch", "Roll")

Line = dict[str, Any]
"""`face_id`, `rate`, `start_frame`, `frames`, `words` and `tracks` as the engine knows them."""


def show_performances(state: dict[str, Any], production: SpeakingProduction, *, keep_edits: bool) -> None:
    """Draw the curves of what the engine made; curves that follow it already stay as the artist drew them.

    Parameters
    ----------
    keep_edits : bool
        Keep the curves that were edited since they were taken over, where the words' times are the same.

    Raises
    ------
    ProjectError
        A table is missing or damaged.
    """
    before = {_times_of(line): line for line in lines_of(production)}
    lines = [_read(told) for told in state["performances"]]
    if keep_edits and before.keys() - {_times_of(line) for line in lines} and edited_lines(production):
        note = production.notes.add()
        note.name, note.text = "performance", "Curves that were edited meanwhile are drawn anew: words moved."
    for face_id in dict.fromkeys(line["face_id"] for line in lines):
        own = [line for line in lines if line["face_id"] == face_id]
        old = [before[_times_of(line)] for line in own if _times_of(line) in before]
        _draw(production, face_id, own, old if keep_edits and len(old) == len(own) else [], state["tracks"])
    production.performances = json.dumps(lines)
    _show_cues(state["performances"], production)


def edited_lines(production: SpeakingProduction) -> list[dict[str, Any]]:
    """Return all lines with the tracks whose curves were edited, as the engine takes them; none if none was.

    A curve that was deleted or muted is not edited.
    """
    found = []
    for line in lines_of(production):
        before, after = {}, {}
        for name, curve in _curves_by_track(line["face_id"]).items():
            values = [] if curve.mute or name not in line["tracks"] else _values(curve, line)
            if values and _differ(name, values, line["tracks"][name]):
                before[name], after[name] = line["tracks"][name], values
        found.append({"rate": line["rate"], "words": line["words"], "before": before, "after": after})
    return found if any(line["after"] for line in found) else []


def remember_taken(production: SpeakingProduction, sent: list[dict[str, Any]]) -> None:
    """Remember what the engine has taken over, so that it is not sent again."""
    lines = lines_of(production)
    for line, one in zip(lines, sent, strict=False):
        line["tracks"] |= one["after"]
    production.performances = json.dumps(lines)


def lines_of(production: SpeakingProduction) -> list[Line]:
    """Return what the curves were drawn from, line by line."""
    return json.loads(production.performances) if production.performances else []


def show_in(scene: bpy.types.Scene) -> None:
    """Put the empties into another scene, too, so that their curves are edited there."""
    for empty in keep.with_role(bpy.data.objects, "performance:"):
        if empty.name not in scene.collection.all_objects:
            scene.collection.objects.link(empty)


def _draw(
    production: SpeakingProduction,
    face_id: str,
    lines: Sequence[Line],
    old: Sequence[Line],
    groups: dict[str, list[str]],
) -> None:
    empty = _empty(production, face_id)
    bag = compat.curves_and_groups(empty, f"Performance {face_id}")
    known = _curves_by_track(face_id)
    for group, names in groups.items():
        for name in names:
            curve = known.get(name)
            if curve is None:
                _add_property(empty, name)
                curve = bag.fcurves.new(_path(name))
                curve.group = bag.groups.get(group) or bag.groups.new(group)
            elif _follows(curve, name, lines) or (old and not _follows(curve, name, old)):
                continue
            _write(curve, [point for line in lines for point in _points(name, line)])


def _empty(production: SpeakingProduction, face_id: str) -> bpy.types.Object:
    role = f"performance:{face_id}"
    empty = keep.ours(bpy.data.objects, role)
    if empty is None:
        empty = keep.mark(bpy.data.objects.new(f"Performance {face_id}", None), role)
    for scene in (production.id_data, keep.ours(bpy.data.scenes, "stage")):
        if scene is not None:
            show_in(scene)
    return empty


def _add_property(empty: bpy.types.Object, name: str) -> None:
    empty[name] = 0.0
    least, most = (-45.0, 45.0) if _is_angle(name) else (0.0, 1.0)
    words = "Degrees" if _is_angle(name) else "ARKit channel; 0 is as painted"
    empty.id_properties_ui(name).update(soft_min=least, soft_max=most, description=words)


def _points(name: str, line: Line) -> list[tuple[float, float]]:
    first = blender_frame(line["start_frame"])
    points = [(float(first + place), value) for place, value in enumerate(line["tracks"][name])]
    return bends(points, DRAWN_WITHIN_DEG if _is_angle(name) else DRAWN_WITHIN) if points else []


def _write(curve: bpy.types.FCurve, points: list[tuple[float, float]]) -> None:
    curve.keyframe_points.clear()
    curve.keyframe_points.add(len(points))
    curve.keyframe_points.foreach_set("co", [number for point in points for number in point])
    for point in curve.keyframe_points:
        point.interpolation = "LINEAR"
    curve.update()


def _follows(curve: bpy.types.FCurve, name: str, lines: Sequence[Line]) -> bool:
    return not any(_differ(name, _values(curve, line), line["tracks"][name]) for line in lines)


def _values(curve: bpy.types.FCurve, line: Line) -> list[float]:
    first = blender_frame(line["start_frame"])
    return [round(curve.evaluate(first + place), 5) for place in range(line["frames"])]


def _differ(name: str, one: Sequence[float], other: Sequence[float]) -> bool:
    least = DIFFERS_DEG if _is_angle(name) else DIFFERS
    return any(abs(a - b) > least for a, b in zip(one, other, strict=True))


def _curves_by_track(face_id: str) -> dict[str, bpy.types.FCurve]:
    empty = keep.ours(bpy.data.objects, f"performance:{face_id}")
    data = empty.animation_data if empty else None
    if data is None or data.action is None:
        return {}
    curves = compat.f_curves(data.action, data.action_slot)
    return {
        curve.data_path[2:-2]: curve for curve in curves if curve.data_path == _path(curve.data_path[2:-2])
    }


def _path(name: str) -> str:
    return f'["{name}"]'


def _is_angle(name: str) -> bool:
    return name.endswith(ANGLES)


def _times_of(line: Line) -> str:
    """Name a line by all that must be the same for its frames to mean the same."""
    return json.dumps([line[name] for name in ("face_id", "rate", "start_frame", "frames", "words")])


def _read(told: dict[str, Any]) -> Line:
    """Return a line with the tracks of its table, angles in degrees."""
    try:
        with open(told["csv"], encoding="utf8", newline="") as file:  # noqa: PTH123 - the engine's own path
            header, *rows = csv.reader(file)
        columns = dict(zip(header, zip(*rows, strict=True), strict=True))
        tracks = dict(_tracks(columns))
    except (OSError, ValueError) as error:
        raise ProjectError(
            f"The performance {told['csv']} cannot be read: {error}.", hint="Animate again."
        ) from error
    words = [[cue["word"], cue["start_seconds"], cue["end_seconds"]] for cue in told["cues"]]
    plain = {name: told[name] for name in ("face_id", "rate", "start_frame", "frames")}
    return {**plain, "words": words, "tracks": tracks}


def _tracks(columns: dict[str, Sequence[str]]) -> Iterator[tuple[str, list[float]]]:
    for column, cells in columns.items():
        name = column[0].lower() + column[1:]
        if _is_angle(name):
            yield name, [round(math.degrees(float(cell)), 4) for cell in cells]
        elif name not in {"timecode", "blendShapeCount"}:
            yield name, [float(cell) for cell in cells]


def _show_cues(performances: list[dict[str, Any]], production: SpeakingProduction) -> None:
    production.cues.clear()
    for line in performances:
        rate = Fraction(line["rate"])
        for told in line["cues"]:
            cue = production.cues.add()
            cue.name, cue.face, cue.phonemes = told["word"], line["face_id"], told["phonemes"]
            cue.frame = blender_frame(line["start_frame"] + math.floor(told["start_seconds"] * rate))
            cue.seconds = line["start_frame"] / rate + told["start_seconds"]
            cue.opening_mm, cue.fault = told["opening_mm"], told["fault"]
