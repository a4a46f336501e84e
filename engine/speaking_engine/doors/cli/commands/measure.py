"""measure: how good the moving faces are, by what can be seen again in their frames."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from speaking_engine.clip.animate import animator_named, still_of
from speaking_engine.composite.prepare import write_png
from speaking_engine.doors.cli.answer import answer_json, console
from speaking_engine.doors.cli.options import Place, Target, grouped
from speaking_engine.doors.cli.session import running, work_of
from speaking_engine.measure.asked import asked_of
from speaking_engine.measure.judge import judged
from speaking_engine.measure.limits import remarks, verdicts
from speaking_engine.measure.refound import refind
from speaking_engine.measure.report import (
    Reported,
    film_strip,
    most_difference_outside,
    telling_frames,
    tracks_png,
    write_report,
)
from speaking_engine.media.beside import write_text, written_beside
from speaking_engine.media.movie import read_frames
from speaking_engine.pipeline.film import clip_in
from speaking_engine.pipeline.line import Line

FOLDER = "measure"
_COLOURS = {"kept": "green", "missed": "red", "not measured": "yellow"}


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """One clip's entry in the report, and where its strip and plot lie."""

    reported: Reported
    strip: Path
    plot: Path

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        judgements = {v.limit.measure: v.outcome for v in verdicts(self.reported.measures)}
        files = {"strip": str(self.strip), "plot": str(self.plot)}
        return {**self.reported.measures.as_dict(), **files, "limits": judgements}


@grouped
def measure(target: Target, place: Place) -> None:
    """Measure the clips of a production, and leave a report of them in its folder.

    Lips, lids and head are found again in the rendered frames: nothing is believed that the animator says
    of itself. The folder `measure` then holds index.html, measures.json, and a strip and a plot of each clip.

    Example: speaking-images measure mona_lisa.speaking
    """
    with work_of(target, place) as work:
        folder = work.folder / FOLDER
        with running(work) as line:
            clips = [_measure(line, number, folder) for number in range(len(line.clips))]
            outside = most_difference_outside(line.plan)
        report = folder / "index.html"
        answer = {
            "clips": [clip.as_dict() for clip in clips],
            "outside_most_steps": outside,
            "report": str(report),
            "production": str(work.folder),
        }
        write_text(folder / "measures.json", json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
        title = f"Measures of {work.folder.stem}"
        write_report(report, title, [clip.reported for clip in clips], [_outside(outside)])
        if place.json:
            answer_json(answer)
            return
        for clip in clips:
            _show(clip.reported)
        console.print(_outside(outside))
        console.print(f"report: {report}", soft_wrap=True)


def _measure(line: Line, number: int, folder: Path) -> _Measured:
    """Measure one clip, and put its strip and its plot into the production."""
    clip, face = clip_in(line.clips[number].folder), line.face(line.script.lines[number].face_id)
    still = still_of(line.artwork, face)
    utterance = line.utterances[number]
    asked = asked_of(utterance, line.motion(number, face.id), animator_named(clip.animator))
    seen = refind(read_frames(clip.path), still, face)
    strip = film_strip(read_frames(clip.path), telling_frames(seen), still, face)
    plot = tracks_png(seen, utterance, clip.rate, asked)
    drawn = folder / f"{number:03}_tracks.png"
    write_png(folder / f"{number:03}.png", strip)
    with written_beside(drawn) as beside:
        beside.write_bytes(plot)
    values = judged(seen, utterance, clip.rate, asked)
    detail = f"{values.seconds:.1f} s by {clip.animator!r}, {clip.crop_px[2]} px a side"
    reported = Reported(f"{number}: {face.id}", detail, values, strip, plot, clip.fallbacks)
    return _Measured(reported, folder / f"{number:03}.png", drawn)


def _outside(steps: int) -> str:
    if steps == 0:
        return "Outside of the masks the film's frames are the artwork, bit for bit, before they are encoded."
    return f"Outside of the masks the film's frames differ from the artwork by up to {steps} of 255 steps."


def _show(clip: Reported) -> None:
    table = Table("what", "should be", "is", "")
    for verdict in verdicts(clip.measures):
        said = verdict.outcome + (f": {verdict.reason}" if verdict.reason else "")
        colour = _COLOURS[verdict.outcome]
        table.add_row(verdict.limit.meaning, verdict.limit.wanted, verdict.shown, f"[{colour}]{said}[/]")
    console.print(f"[bold]{clip.name}[/] {clip.detail}")
    console.print(table)
    for note in (*clip.notes, *remarks(clip.measures)):
        console.print(f"[yellow]![/] {note}", soft_wrap=True)
