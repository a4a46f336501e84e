"""Between the F-curve of the amplitude, over the film's frames, and the keys that the engine takes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import bpy

from .settings import SpeakingProduction
from .stage import compat, keep
from .stage.curves import Keyed, bends, keyed
from .stage.units import FIRST_FRAME

Key = list[float]
"""Seconds of the film, and the value."""

HIGHEST = 2.0


def keys_of(production: SpeakingProduction) -> list[Key]:
    """Return the keys that follow the curve to within `TOLERANCE`; none where there is no curve.

    It is read at the film's frames and at its own key frames. The film's first frame is frame 1, as in the
    scenes that are built, whatever frame rate the scene itself has.
    """
    curve = _curve(production)
    if curve is None or curve.mute:
        return []
    frames = _frames(curve, production)
    points = [(frame, min(max(curve.evaluate(frame), 0.0), HIGHEST)) for frame in frames]
    rate = _frames_per_second(production)
    return [[round((frame - FIRST_FRAME) / rate, 4), round(value, 4)] for frame, value in bends(points)]


def show_keys(keys: Sequence[Sequence[float]], production: SpeakingProduction) -> None:
    """Make the curve follow keys; a curve that does so already stays as the artist drew it."""
    if [list(key) for key in keys] == keys_of(production):
        return
    before = _curve(production)
    if before is not None and before.own is not None:
        data = production.id_data.animation_data
        compat.f_curves(data.action, data.action_slot).remove(before.own)
    rate, scene = _frames_per_second(production), production.id_data
    for seconds, value in keys:
        production.amplitude = value
        scene.keyframe_insert(_path(production), frame=seconds * rate + FIRST_FRAME)
    curve = _curve(production)
    if curve is not None:
        for point in curve.curve.keyframe_points:
            point.interpolation = "LINEAR"
        production.amplitude = curve.evaluate(scene.frame_current)


def _frames(found: Keyed, production: SpeakingProduction) -> list[float]:
    """Return the frames to read the curve at: those of the film between its first and last key frame."""
    curve = found.curve
    first, last = curve.range()
    for strip, _ in (pair for track in found.below for pair in track):
        first, last = min(first, strip.frame_start), max(last, strip.frame_end)
    if found.below or curve.modifiers or curve.extrapolation != "CONSTANT":  # it may go on to the film's end
        film = keep.ours(bpy.data.scenes, "film", production.key)
        first, last = FIRST_FRAME, max(last, film.frame_end if film else 0)
    first, last = max(first, FIRST_FRAME), max(last, FIRST_FRAME)
    own = {point.co.x for point in curve.keyframe_points}
    return sorted({first, last, *range(int(first) + 1, int(last) + 1), *(x for x in own if first < x < last)})


def _path(production: SpeakingProduction) -> str:
    return production.path_from_id("amplitude")


def _curve(production: SpeakingProduction) -> Keyed | None:
    return keyed(production.id_data, _path(production))


def _frames_per_second(production: SpeakingProduction) -> float:
    try:
        return float(Fraction(production.rate.strip())) or 25.0
    except (ValueError, ZeroDivisionError):
        return 25.0  # the engine says what is wrong with the rate
