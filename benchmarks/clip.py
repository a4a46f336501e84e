"""How the animator speaks, keeps the paint and how fast it is, over real artworks, as one page with pictures.

python -m benchmarks clip [--works mona_lisa ...] [--text WORDS] [--minute] [--variants] [--stand-in]
    [--side PX] [--drawn] [--out FOLDER] [--artworks FOLDER]

Speech is made of noise with the times of real phonemes, so that no voice is needed; with `--text` the voice
says these words. Lips, lids and head are found anew in the rendered frames; `works.md` grows by a row a
work. With `--side` crops are shrunk to so many pixels, and only this table is made: it tells how a face
moves, not how its paint is kept. `--drawn` makes a table of where the animator lays the landmarks: what a
mesh that never errs would see. `--minute` adds a minute of speech for drift and blinks, whole and in
segments; `--variants` adds styles, smoothing and blending; `--stand-in` a minute by a program that drifts
on purpose. These take the first of the works.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.clip_speech import speech
from benchmarks.clip_speed import measure_speed
from benchmarks.clip_stand_in import measure_stand_in
from benchmarks.clip_works import (
    drawn,
    measure_lean,
    measure_motion,
    measure_work,
    motion_of,
    shrunk,
    speaker,
)
from speaking_engine.clip.clip import Still
from speaking_engine.errors import UserError
from speaking_engine.faces.face import Face
from speaking_engine.measure.judge import Measures
from speaking_engine.measure.limits import LIMITS, verdicts
from speaking_engine.measure.report import Reported, Table, write_report
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.speech.speak import speak
from speaking_engine.speech.utterance import Utterance

ARTWORKS = Path(__file__).resolve().parents[2] / "shared" / "artworks"
MINUTE = {
    "whole": {},
    "segment_s=15": {"segment_s": "15"},
    "segment_s=15 join_s=0": {"segment_s": "15", "join_s": "0"},
}
VARIANTS = {
    "as it is": {},
    "smooth=0.5": {"smooth": "0.5"},
    "smooth=1": {"smooth": "1"},
    "blend=0.7": {"blend": "0.7"},
    "ramp_s=0.5": {"ramp_s": "0.5"},
}
STYLES = ("restrained", "portrait", "lively")
TOLD = (
    *("lips_by", "correlation", "lag_frames", "agreement", "closure_share", "silent_lip_deviation"),
    *("upper_face_db", "upper_face_low_db", "resting_share", "moving_db", "moving_low_db", "drift_db_per_s"),
    *("blinks_per_minute", "blinks_asked", "blinks_found", "head_deg", "head_shift", "flicker", "join_jump"),
    *("widest_mm", "lips_mm_s", "chin_mm_s", "chin_at_closures", "rounded_width", "brow_value"),
    *("head_range_deg", "head_rest_s"),
)
SHOWN = (
    *("lips_by", "correlation", "lag_frames", "closure_share", "widest_mm", "lips_mm_s", "chin_mm_s"),
    *("chin_at_closures", "rounded_width", "brow_value", "head_range_deg", "head_rest_s"),
    *("blinks_per_minute", "blinks_found", "moving_db"),
)
"""Of the table of works; bold there is what misses its limit."""

DRAWN = ("widest_mm", "lips_mm_s", "chin_mm_s", "chin_at_closures", "rounded_width", "brow_value")

Row = dict[str, Any]
"""Numbers by name."""


def main() -> None:
    """Measure speed, then every work with a face to move, and leave a page, pictures and numbers."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    truth = json.loads((options.artworks / "faces.json").read_text("utf8"))["images"]
    speed = [measure_speed(side) for side in (512, 1500) if not options.side]
    print(*map(json.dumps, speed), sep="\n", flush=True)
    clips: list[Reported] = []
    said = _said(options.text) if options.text else speech(sentences=2)
    (options.out / "works.md").write_text(_row("work", SHOWN) + _row("---", ["---"] * len(SHOWN)), "utf8")
    if options.drawn or options.side:
        (_drawn if options.drawn else _small)(options, truth, said)
        return
    for name in options.works or truth:
        found = speaker(options.artworks, truth[name])
        if found is None:
            print(f"{name}: no face that mesh or hand has placed, skipped")
            continue
        clips.append(measure_work(name, *found, said))
        _leave(clips[-1], options.out)
    if not clips:
        raise SystemExit("None of these works has a face to measure.")
    first = speaker(options.artworks, truth[clips[0].name])
    tables: dict[str, dict[str, Row]] = {
        "Speed of one frame, one thread": {f"{row['side_px']} px": row for row in speed}
    }
    if options.minute and first:
        tables[f"A minute of {clips[0].name}"] = _ways(*first, 60.0, MINUTE)
    if options.variants and first:
        tables[f"Options, {clips[0].name}"] = _ways(*first, 12.0, VARIANTS)
        tables[f"Styles, {clips[0].name}"] = _styles(*first)
    if options.stand_in and first:
        stood_in = measure_stand_in(*first, speech(60.0))
        tables[f"A minute by the stand-in for Hallo, {clips[0].name}"] = {
            k: _told(m) for k, m in stood_in.items()
        }
    report = {"works": {clip.name: clip.measures.as_dict() for clip in clips}, **tables}
    (options.out / "clip.json").write_text(json.dumps(report, indent=1), "utf8")
    shown = [_table(title, rows) for title, rows in tables.items()]
    write_report(options.out / "index.html", "Clips of real artworks", clips, tables=shown)
    print_limits(clips)


def _small(options: argparse.Namespace, truth: dict[str, Row], said: Utterance) -> None:
    """Measure how every work moves, shrunk, and leave the table alone."""
    for name in options.works or truth:
        found = speaker(options.artworks, truth[name])
        if found is None:
            print(f"{name}: no face that mesh or hand has placed, skipped", flush=True)
            continue
        try:
            _add_row(name, measure_lean(name, *shrunk(*found, options.side), said), options.out)
        except UserError as error:
            print(f"{name}: {error.sentence}", flush=True)


def _drawn(options: argparse.Namespace, truth: dict[str, Row], said: Utterance) -> None:
    """Tell of every work what is drawn, whether or not anything sees it again."""
    table = options.out / "works.md"
    table.write_text(_row("work", ("correlation", *DRAWN)) + _row("---", ["---"] * (1 + len(DRAWN))), "utf8")
    for name in options.works or truth:
        found = speaker(options.artworks, truth[name])
        if found is None:
            continue
        if options.side:
            found = shrunk(*found, options.side)
        made = drawn(name, *found, said)
        values = [made.correlation, *(getattr(made.moved, measure) for measure in DRAWN)]
        row = _row(name, ["–" if value != value else _short(value) for value in values])  # noqa: PLR0124 - NaN
        with table.open("a", encoding="utf8") as table_file:
            table_file.write(row)
        print(row, *made.remarks, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", nargs="*", default=[])
    parser.add_argument("--text", default="")
    parser.add_argument("--side", type=int, default=0)
    parser.add_argument("--drawn", action="store_true")
    parser.add_argument("--minute", action="store_true")
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--stand-in", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("clip-benchmark"))
    parser.add_argument("--artworks", type=Path, default=ARTWORKS)
    return parser.parse_args()


def _leave(clip: Reported, out: Path) -> None:
    """Write one clip's strip and plot, and print its numbers."""
    Image.fromarray(clip.strip).save(out / f"{clip.name}.png")
    (out / f"{clip.name}_tracks.png").write_bytes(clip.plot)
    _add_row(clip.name, clip.measures, out)


def _add_row(work: str, measures: Measures, out: Path) -> None:
    """Print one clip's numbers, and add them to the table of works."""
    print(work, json.dumps(_told(measures)), flush=True)
    missed = {one.limit.measure for one in verdicts(measures) if one.outcome == "missed"}
    values = measures.as_dict()
    cells = [f"**{_short(values[name])}**" if name in missed else _short(values[name]) for name in SHOWN]
    with (out / "works.md").open("a", encoding="utf8") as table_file:
        table_file.write(_row(work, cells))


def _said(text: str) -> Utterance:
    """Say words with the voice that speaks English."""
    return speak(SpokenLine("f0", (Sentence(text),)), voice="af_heart")


def _row(name: str, cells: Iterable[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |\n"


def _short(value: float | str | bool | None) -> str:
    return "–" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)


def _told(measures: Measures) -> Row:
    values = measures.as_dict()
    return {name: round(v, 3) if isinstance(v := values[name], float) else v for name in TOLD}


def _ways(still: Still, face: Face, seconds: float, ways: dict[str, dict[str, str]]) -> dict[str, Row]:
    """Measure the same speech with different options."""
    utterance = speech(seconds)
    rows = {}
    for name, given in ways.items():
        rows[name] = _told(measure_motion(still, face, utterance, motion_of(utterance, given)))
        print(name, json.dumps(rows[name]), flush=True)
    return rows


def _styles(still: Still, face: Face) -> dict[str, Row]:
    utterance = speech(12.0)
    rows = {}
    for style in STYLES:
        rows[style] = _told(measure_motion(still, face, utterance, motion_of(utterance, style=style)))
        print(style, json.dumps(rows[style]), flush=True)
    return rows


def _table(title: str, rows: dict[str, Row]) -> Table:
    """Return rows of numbers, turned on their side: few columns, many measures."""
    names = list(next(iter(rows.values())))
    lines: list[tuple[str, ...]] = [
        (name, *("–" if row[name] is None else str(row[name]) for row in rows.values())) for name in names
    ]
    return title, ("", *rows), lines


def print_limits(clips: list[Reported]) -> None:
    """Print how many works keep each limit of the issue, and how well both ways of looking agree."""
    for index, limit in enumerate(LIMITS):
        outcomes = {clip.name: verdicts(clip.measures)[index].outcome for clip in clips}
        missed = [name for name, outcome in outcomes.items() if outcome == "missed"]
        taken = sum(outcome != "not measured" for outcome in outcomes.values())
        print(
            f"{limit.measure} {limit.wanted}: {taken - len(missed)} of {taken}",
            f"(not: {missed})" * bool(missed),
        )
    both = [clip.measures.agreement for clip in clips if clip.measures.lips_by == "mesh"]
    if both:
        print(f"mesh and patches agree on the mouth: median {np.median(both):.2f}, least {min(both):.2f}")


if __name__ == "__main__":
    main()
