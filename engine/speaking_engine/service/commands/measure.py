"""measure: how good the moving faces are, by what can be seen again in their frames."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from rich.table import Table

from speaking_engine.clip.animate import still_of
from speaking_engine.clip.measure import Measures, judged
from speaking_engine.clip.options import finish_of
from speaking_engine.clip.refound import refind
from speaking_engine.clip.segments import segments_of
from speaking_engine.clip.strip import film_strip, telling_frames
from speaking_engine.composite.prepare import write_png
from speaking_engine.media.movie import read_frames
from speaking_engine.pipeline.line import Line
from speaking_engine.pipeline.showing import clip_of
from speaking_engine.service.answer import answer_json, console
from speaking_engine.service.groups import grouped
from speaking_engine.service.options import Place, Target
from speaking_engine.service.session import production_of, running
from speaking_engine.speech.utterance import Utterance

FOLDER = "measure"


@grouped
def measure(target: Target, place: Place) -> None:
    """Measure the clips of a production, and draw a strip of their telling frames.

    Landmarks are found again in the rendered frames: nothing is believed that the animator says of itself.

    Example: speaking-images measure mona_lisa.speaking
    """
    with production_of(target, place) as production:
        with running(production) as line:
            found = [_measure(line, number) for number in range(len(line.showing.clips))]
        if place.json:
            clips = [{**values.as_dict(), "strip": str(strip)} for values, strip in found]
            answer_json({"clips": clips, "production": str(production.folder)})
            return
        for values, strip in found:
            _show(values, strip)


def _measure(line: Line, number: int) -> tuple[Measures, Path]:
    """Measure one clip, and put its strip into the production."""
    showing = line.showing
    words, sound = line.speaking.script.lines[number], line.speaking.sounds[number]
    clip = clip_of(showing.clips[number])
    face = line.looking.face(words.face_id)
    still = still_of(line.looking.artwork, face)
    seen = refind(read_frames(clip.path), still, face)
    utterance = line.speaking.utterance(sound)
    values = judged(seen, utterance, clip.rate, _joins(line, utterance, clip.rate))
    strip = line.run.production.folder / FOLDER / f"{number:03}.png"
    write_png(strip, film_strip(read_frames(clip.path), telling_frames(seen), still, face))
    return values, strip


def _joins(line: Line, utterance: Utterance, rate: Fraction) -> tuple[int, ...]:
    """Give the first frame of every segment but the first."""
    finish = finish_of(line.showing.motion, 0.0)
    overlap = round(finish.join_seconds * rate)
    segments = segments_of(utterance, rate, finish.segment_seconds, overlap)
    return tuple(segment.first for segment in segments[1:])


def _show(values: Measures, strip: Path) -> None:
    table = Table("measure", "value", "should be")
    wanted: dict[str, Any] = {
        "correlation": ">= 0.85",
        "lag_frames": "-1 to 1",
        "closure_share": ">= 0.9",
        "upper_face_db": ">= 38",
        "drift_db_per_s": "-0.02 to 0.02",
        "blinks_per_minute": "15 to 30",
        "border_equal": "True",
        "first_equal": "True",
        "last_equal": "True",
    }
    for name, value in values.as_dict().items():
        shown = f"{value:.3f}" if isinstance(value, float) else "–" if value is None else str(value)
        table.add_row(name, shown, wanted.get(name, ""))
    console.print(table)
    console.print(f"strip: {strip}", soft_wrap=True)
