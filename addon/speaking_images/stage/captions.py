"""Captions as text strips, muted until somebody wants them burnt in, and a marker at each sentence."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import bpy

from speaking_engine.errors import ProjectError
from speaking_engine.protocol.plan import RenderPlan

from . import compat, keep
from .film import CAPTION_CHANNEL, kept_in_channels, known_texts, matching, name_of, strips_with
from .units import blender_frame

CLOCK = r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})"
TIMING = re.compile(rf"{CLOCK}\s+-->\s+{CLOCK}")
TAG = re.compile(r"<[^>]*>")
FONT_OF_HEIGHT = 0.04
CAPTION = "caption"
OWN_WORDS = "Speaking captions by hand"


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption.

    Attributes
    ----------
    start_seconds, end_seconds : Fraction
        Exact to the millisecond.
    """

    start_seconds: Fraction
    end_seconds: Fraction
    text: str


def read_cues(vtt: str) -> Iterator[Cue]:
    """Read the cues of a WebVTT text; what is no cue is passed over.

    References
    ----------
    W3C, WebVTT: The Web Video Text Tracks Format.
    """
    for block in re.split(r"\n\s*\n", vtt.replace("\r\n", "\n")):
        timing = TIMING.search(block)
        if timing is None:
            continue
        text = html.unescape(TAG.sub("", block[timing.end() :].partition("\n")[2])).strip()
        clock = timing.groups()
        yield Cue(_seconds(clock[:4]), _seconds(clock[4:]), text)


def add_captions(plan: RenderPlan, film: bpy.types.Scene) -> None:
    """Make or update the captions: what an artist changed of one stays, unless its words are others now."""
    if plan.captions is None:
        return
    try:
        vtt = Path(plan.captions).read_text("utf8")
    except (OSError, ValueError) as error:
        raise ProjectError(f"The captions {plan.captions} cannot be read: {error}.") from error
    with kept_in_channels(film):
        _update_captions(plan, film, list(read_cues(vtt)))


def _update_captions(plan: RenderPlan, film: bpy.types.Scene, cues: list[Cue]) -> None:
    known = known_texts(film, CAPTION)
    matched = matching(known, [cue.text for cue in cues])
    strips = {keep.plan_has(strip, "place", -1): strip for strip in reversed(strips_with(film, CAPTION))}
    for place in set(range(len(known))) - set(matched):
        if place in strips:
            _keep_words(strips[place])
            film.sequence_editor.strips.remove(strips[place])
    for place, cue in enumerate(cues):
        first = blender_frame(round(cue.start_seconds * plan.frames_per_second))
        after = max(first + 1, blender_frame(round(cue.end_seconds * plan.frames_per_second)))
        before = matched[place]
        strip = None if before is None else strips.get(before)
        if before is None:
            strip = compat.new_text(
                film.sequence_editor.strips, f"Caption {place + 1}", CAPTION_CHANNEL, first, after - first
            )
            _style(strip)
        if strip is not None:
            _update(strip, cue.text, first, after, plan.height_px)
            keep.planned(strip, "place", place)
    keep.planned(film, CAPTION, [cue.text for cue in cues])


def add_markers(plan: RenderPlan, film: bpy.types.Scene) -> None:
    """Set a marker at every sentence; one that an artist moved, renamed or took away stays so."""
    known = keep.plan_has(film, "markers", [])
    matched = matching([text for text, _, _ in known], [one.text for one in plan.sentences])
    markers = [_marker(film, name, frame) for _, name, frame in known]
    for place in set(range(len(known))) - set(matched):
        if markers[place] is not None and markers[place].frame == known[place][2]:
            film.timeline_markers.remove(markers[place])
    told = []
    for place, one in enumerate(plan.sentences):
        frame = blender_frame(one.pieces[0].start_frame if one.pieces else 0)
        name = name_of(place, one.face_id, one.text)
        before = matched[place]
        marker = None if before is None else markers[before]
        if before is None:
            film.timeline_markers.new(name, frame=frame)
        elif marker is not None:
            if marker.name == known[before][1]:
                marker.name = name
            if marker.frame == known[before][2]:
                marker.frame = frame
        told.append([one.text, name, frame])
    keep.planned(film, "markers", told)


def _marker(film: bpy.types.Scene, name: str, frame: int) -> bpy.types.TimelineMarker | None:
    """Find a marker again by its name, else by its place."""
    by_place = next((mark for mark in film.timeline_markers if mark.frame == frame), None)
    return next((mark for mark in film.timeline_markers if mark.name == name), by_place)


def _style(strip: bpy.types.TextStrip) -> None:
    keep.mark(strip, CAPTION)
    strip.mute = True
    strip.location, strip.anchor_y = (0.5, 0.03), "BOTTOM"  # however many lines it takes
    strip.wrap_width = 0.8
    strip.use_box = True


def _update(strip: bpy.types.TextStrip, text: str, first: int, after: int, height_px: int) -> None:
    before = keep.plan_has(strip, "text", None)
    if before is not None and before != text:
        _keep_words(strip)
        strip.text = text
    keep.follow(strip, "text", text)
    keep.follow(strip, "font_size", FONT_OF_HEIGHT * height_px)
    edges = [compat.start(strip), compat.end(strip)]
    known = keep.plan_has(strip, "edges", edges)
    wanted = [new if at == was else at for new, at, was in zip((first, after), edges, known, strict=True)]
    if wanted[0] < wanted[1]:
        compat.set_edges(strip, *wanted)
    keep.planned(strip, "edges", [first, after])


def _keep_words(strip: bpy.types.TextStrip) -> None:
    """Write an artist's own words into a text before they go, for the words under them are others now."""
    if strip.text != keep.plan_has(strip, "text", strip.text):
        notes = bpy.data.texts.get(OWN_WORDS) or bpy.data.texts.new(OWN_WORDS)
        notes.write(f"{strip.name}: {strip.text}\n")


def _seconds(clock: tuple[str | None, ...]) -> Fraction:
    hours, minutes, seconds, milliseconds = (int(part or 0) for part in clock)
    return Fraction(((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds, 1000)
