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
from .film import CAPTION_CHANNEL, ours
from .units import blender_frame

CLOCK = r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})"
TIMING = re.compile(rf"{CLOCK}\s+-->\s+{CLOCK}")
TAG = re.compile(r"<[^>]*>")
FONT_OF_HEIGHT = 0.04


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
    """Make the captions anew where they have changed; an artist's own text strips and markers stay."""
    if plan.captions is None:
        return
    try:
        vtt = Path(plan.captions).read_text("utf8")
    except (OSError, ValueError) as error:
        raise ProjectError(f"The captions {plan.captions} cannot be read: {error}.") from error
    if not keep.planned(film, "captions", [vtt, list(plan.rate)]):
        return
    _clear(film)
    for number, cue in enumerate(read_cues(vtt)):
        start = round(cue.start_seconds * plan.frames_per_second)
        frames = max(1, round(cue.end_seconds * plan.frames_per_second) - start)
        strip = compat.new_text(
            film.sequence_editor.strips,
            f"Caption {number + 1}",
            CAPTION_CHANNEL,
            blender_frame(start),
            frames,
        )
        _style(strip, cue.text, plan.height_px)
        words = " ".join(cue.text.split())
        film.timeline_markers.new(f"{number + 1}: {words}"[:60], frame=blender_frame(start))


def _style(strip: bpy.types.TextStrip, text: str, height_px: int) -> None:
    keep.mark(strip, "caption")
    strip.text, strip.mute = text, True
    strip.font_size = FONT_OF_HEIGHT * height_px
    strip.location = (0.5, 0.06)
    strip.wrap_width = 0.8
    strip.use_box = True


def _clear(film: bpy.types.Scene) -> None:
    strips = film.sequence_editor.strips
    while (strip := ours(strips, "caption")) is not None:
        marker = next((mark for mark in film.timeline_markers if mark.frame == compat.start(strip)), None)
        if marker is not None and marker.name.partition(":")[0].isdigit():
            film.timeline_markers.remove(marker)
        strips.remove(strip)


def _seconds(clock: tuple[str | None, ...]) -> Fraction:
    hours, minutes, seconds, milliseconds = (int(part or 0) for part in clock)
    return Fraction(((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds, 1000)
