"""Curves: as few key frames, and as Blender plays them through actions and NLA strips."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np

from . import compat

TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class Keyed:
    """One property's curves: those in NLA strips, from below, then the action's own.

    Attributes
    ----------
    curve : bpy.types.FCurve
        The one to edit: the action's own, else the uppermost of the strips'.
    below : tuple
        For each track that has the property its strips, from left to right, each with its curve.
    own : bpy.types.FCurve or None
        The action's own.
    """

    curve: bpy.types.FCurve
    below: tuple[tuple[tuple[bpy.types.NlaStrip, bpy.types.FCurve], ...], ...]
    own: bpy.types.FCurve | None
    data: bpy.types.AnimData

    @property
    def mute(self) -> bool:
        """Whether nothing of it is played."""
        curves = [curve for track in self.below for _, curve in track] + [self.own]
        return all(curve is None or curve.mute for curve in curves)

    def evaluate(self, frame: float) -> float:
        """Return the value at a frame.

        References
        ----------
        Blender manual, Nonlinear Animation, Strips: extrapolation, blending, influence, playback scale.
        """
        value = 0.0
        for track in self.below:
            played = _played(track, frame)
            if played is not None and not played[1].mute:
                strip, curve = played
                value = _blended(
                    strip.blend_type, value, curve.evaluate(_inside(strip, frame)), _influence(strip, frame)
                )
        if self.own is None or self.own.mute:
            return value
        kind, influence = (self.data.action_blend_type, self.data.action_influence)
        return _blended(kind, value, self.own.evaluate(frame), influence if self.below else 1.0)


def keyed(owner: bpy.types.ID, path: str) -> Keyed | None:
    """Return the curves of a property, in the owner's action and in those pushed down to NLA tracks."""
    return keyed_in(owner).get(path)


def keyed_in(owner: bpy.types.ID) -> dict[str, Keyed]:
    """Return the curves of all properties of a datablock that have any, by data path."""
    data = owner.animation_data
    if data is None:
        return {}
    own: dict[str, bpy.types.FCurve] = {}
    if data.action is not None and not data.use_tweak_mode:  # an action that is tweaked is a strip's
        own = {curve.data_path: curve for curve in compat.f_curves(data.action, data.action_slot)}
    below: dict[str, list[tuple[tuple[bpy.types.NlaStrip, bpy.types.FCurve], ...]]] = {}
    solo = [track for track in data.nla_tracks if track.is_solo]
    for track in solo or [track for track in data.nla_tracks if not track.mute]:
        in_track: dict[str, list[tuple[bpy.types.NlaStrip, bpy.types.FCurve]]] = {}
        for strip in track.strips:
            if strip.action is not None and not strip.mute:
                for curve in compat.f_curves(strip.action, strip.action_slot):
                    in_track.setdefault(curve.data_path, []).append((strip, curve))
        for path, strips in in_track.items():
            below.setdefault(path, []).append(tuple(strips))
    return {
        path: Keyed(
            own[path] if path in own else below[path][-1][-1][1],
            tuple(below.get(path, ())),
            own.get(path),
            data,
        )
        for path in {**below, **own}
    }


def bends(points: Sequence[tuple[float, float]], tolerance: float = TOLERANCE) -> list[tuple[float, float]]:
    """Leave out the points that lie on the straight line between those that stay.

    References
    ----------
    Ramer 1972; Douglas and Peucker 1973.
    """
    if len(points) < 3:
        return list(points)
    x, y = np.asarray(points, float).T
    kept = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        slope = (y[last] - y[first]) / (x[last] - x[first])
        inner = slice(first + 1, last)
        off = np.abs(y[inner] - y[first] - slope * (x[inner] - x[first]))
        worst = int(off.argmax())
        if off[worst] > tolerance:
            middle = first + 1 + worst
            kept.add(middle)
            todo += [(first, middle), (middle, last)]
    return [points[place] for place in sorted(kept)]


def _played(
    strips: Sequence[tuple[bpy.types.NlaStrip, bpy.types.FCurve]], frame: float
) -> tuple[bpy.types.NlaStrip, bpy.types.FCurve] | None:
    """Return the strip of a track that is played at a frame: the one there, else the one that is held."""
    before = [pair for pair in strips if pair[0].frame_start <= frame]
    if before and (frame <= before[-1][0].frame_end or before[-1][0].extrapolation != "NOTHING"):
        return before[-1]
    if not before and strips[0][0].extrapolation == "HOLD":
        return strips[0]
    return None


def _inside(strip: bpy.types.NlaStrip, frame: float) -> float:
    """Return the frame of a strip's action that is played at a frame of the scene."""
    length = strip.action_frame_end - strip.action_frame_start
    played = min(max(frame, strip.frame_start), strip.frame_end) - strip.frame_start
    at = played / (strip.scale or 1.0)
    if length > 0 and at > length:
        at = math.fmod(at, length) or length
    return strip.action_frame_end - at if strip.use_reverse else strip.action_frame_start + at


def _influence(strip: bpy.types.NlaStrip, frame: float) -> float:
    if strip.use_animated_influence:
        return float(strip.fcurves[0].evaluate(frame)) if strip.fcurves else strip.influence
    share = 1.0
    if strip.blend_in and frame < strip.frame_start + strip.blend_in:
        share = max(frame - strip.frame_start, 0.0) / strip.blend_in
    elif strip.blend_out and frame > strip.frame_end - strip.blend_out:
        share = max(strip.frame_end - frame, 0.0) / strip.blend_out
    return share


def _blended(kind: str, under: float, over: float, influence: float) -> float:
    result = {
        "ADD": under + over,
        "COMBINE": under + over,  # of properties that are 0 by default
        "SUBTRACT": under - over,
        "MULTIPLY": under * over,
    }.get(kind, over)
    return under + (result - under) * influence
