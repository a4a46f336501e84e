"""Report: the measures of some clips as one page for people, with their strips and plots."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from speaking_engine.clip.clip import Frame
from speaking_engine.measure.judge import Measures
from speaking_engine.measure.limits import LIMITS, Limit, Verdict, remarks, verdicts
from speaking_engine.media.beside import write_text
from speaking_engine.media.page import image, jpeg_image, page, table, table_of_html

_CLASSES = {"kept": "good", "missed": "fault", "not measured": "note"}


@dataclass(frozen=True, slots=True, eq=False)
class Reported:
    """One clip in a report.

    Attributes
    ----------
    name, detail : of the clip, in words.
    strip : (h, w, 3) uint8, see `measure.strip`.
    plot : PNG, see `measure.plot`.
    notes : sentences to show beside those that the numbers ask for.
    """

    name: str
    detail: str
    measures: Measures
    strip: Frame
    plot: bytes
    notes: tuple[str, ...] = ()


def write_report(path: Path, title: str, clips: Sequence[Reported], more: str = "") -> None:
    """Write the page; pictures are inside it.

    Parameters
    ----------
    more : str
        HTML to show between the overview and the clips.

    Raises
    ------
    OutputError
        The folder cannot be written; the person can fix it.
    """
    overview = _overview(clips) if len(clips) > 1 else ""
    write_text(path, page(title, overview + more + "".join(_section(clip) for clip in clips)))


def _overview(clips: Sequence[Reported]) -> str:
    """Show for every limit how many clips keep it, and which do not."""
    judged = [(clip.name, verdicts(clip.measures)) for clip in clips]
    rows = []
    for index, limit in enumerate(LIMITS):
        by_outcome: dict[str, list[str]] = {"kept": [], "missed": [], "not measured": []}
        for name, verdict in judged:
            by_outcome[verdict[index].outcome].append(f"{name} ({verdict[index].shown})")
        measured = len(by_outcome["kept"]) + len(by_outcome["missed"])
        missed = ", ".join(by_outcome["missed"]) or "none"
        untaken = str(len(by_outcome["not measured"]) or "")
        kept = f"{len(by_outcome['kept'])} of {measured}"
        rows.append((limit.meaning, limit.wanted, kept, missed, untaken))
    heads = ("what", "should be", "kept by", "missed by", "not measured")
    return f"<section><h2>All clips</h2>{table(heads, rows)}</section>"


def _section(clip: Reported) -> str:
    found = verdicts(clip.measures)
    missed = sum(verdict.outcome == "missed" for verdict in found)
    parts = [
        f"<h2>{html.escape(clip.name)} <small>{html.escape(clip.detail)}</small></h2>",
        jpeg_image(clip.strip, "still, four openings of the mouth, half a blink, a blink"),
        f"<p>{_headline(missed, found)}</p>",
        table_of_html(("what", "should be", "is", ""), [_row(verdict) for verdict in found]),
        *(f"<p class='note'>{html.escape(note)}</p>" for note in (*clip.notes, *remarks(clip.measures))),
        image(clip.plot, "png", "lips, lids, upper face and head over time"),
        f"<details><summary>All numbers</summary>{_numbers(clip.measures)}</details>",
    ]
    return f"<section class='{'failed' if missed else 'done'}'>{''.join(parts)}</section>"


def _headline(missed: int, found: tuple[Verdict, ...]) -> str:
    untaken = sum(verdict.outcome == "not measured" for verdict in found)
    kept = len(found) - missed - untaken
    return f"{kept} limits kept, {missed} missed, {untaken} not measured."


def _row(verdict: Verdict) -> tuple[str, str, str, str]:
    limit: Limit = verdict.limit
    said = verdict.outcome + (f": {verdict.reason}" if verdict.reason else "")
    outcome = f"<span class='{_CLASSES[verdict.outcome]}'>{html.escape(said)}</span>"
    return html.escape(limit.meaning), html.escape(limit.wanted), html.escape(verdict.shown), outcome


def _numbers(measures: Measures) -> str:
    rows = [
        (name, f"{value:.4g}" if isinstance(value, float) else "–" if value is None else str(value))
        for name, value in measures.as_dict().items()
    ]
    return table(("measure", "value"), rows)
