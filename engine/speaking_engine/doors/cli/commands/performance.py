"""performance: what a face does, as a table a person can read, correct, take away and bring back."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from speaking_engine.doors.cli.answer import answer_json, say, show_fallbacks, show_table
from speaking_engine.doors.cli.options import Given, Place, Target, Whom, grouped
from speaking_engine.doors.cli.session import check_file, running, work_of
from speaking_engine.errors import UserError
from speaking_engine.media.beside import write_text
from speaking_engine.performance.choices import PerformanceChoices
from speaking_engine.performance.cues import Cue, cues_of, sheet_of
from speaking_engine.performance.hand import EXAMPLE, names_of
from speaking_engine.performance.live_link import as_csv
from speaking_engine.performance.performance import Performance
from speaking_engine.pipeline.line import Line
from speaking_engine.pipeline.store import Product
from speaking_engine.project.document import HandMotion

_PANEL = "By hand"


@grouped
def performance(  # noqa: PLR0917 - one group of options a room
    target: Target,
    given: Annotated[Given, PerformanceChoices],
    whom: Whom,
    place: Place,
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help=f"WORD: TRACK=VALUE, also += and *=: '{EXAMPLE}'.", rich_help_panel=_PANEL
        ),
    ] = None,
    unset: Annotated[
        list[str] | None,
        typer.Option(help="Take corrections away: WORD, 'WORD: TRACK', or all.", rich_help_panel=_PANEL),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(help="Write it: FILE.csv as Live Link Face does, FILE.json with words and phonemes."),
    ] = None,
    edited: Annotated[
        Path | None,
        typer.Option("--import", help="An exported file that was edited: what changed becomes corrections."),
    ] = None,
    number: Annotated[int, typer.Option("--line", help="Of the line to export or import, from 0.")] = 0,
) -> None:
    """Show what the face does word by word, correct it, and exchange it with other programs.

    A correction holds by its word: it moves along when the words before it or the voice change.

    Example: speaking-images performance mona_lisa.speaking --set "harbour: opening=6, mouthSmile+=0.2"
    """
    with work_of(target, place) as work:
        project = work.production.project
        if export is not None:
            check_file(export, "--export", export.suffix if export.suffix in (".csv", ".json") else ".csv")
        whom.apply(work, given)
        version = whom.version_of(work)
        version.movement.forget(*unset or ())
        if change:
            version.movement.correct(*change)
        if edited is not None:
            count = version.movement.take_over(edited, number)
            taken = "One correction is" if count == 1 else f"{count} corrections are"
            say(f"{taken} taken over." if count else f"Nothing differs in {edited}.", "note")
        with running(version) as line:
            made = line.performances
        shown = [_shown(line, place_in, product) for place_in, product in enumerate(made)]
        if export is not None:
            _export(line, shown, export, number)
        if place.json:
            answer_json(_answer(line, shown))
            return
        for one in shown:
            _show(one)
        for correction in project.hand_motion:
            say(f"  by hand: {_in_words(correction)}")
        show_fallbacks(line.summary())


def _answer(line: Line, shown: list[_Shown]) -> dict[str, Any]:
    production = line.production
    return {
        "lines": [one.as_dict() for one in shown],
        "corrections": [one.model_dump() for one in production.project.hand_motion],
        "production": str(production.folder),
        "stages": line.summary(),
    }


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """One line's performance, where it lies and what it does."""

    product: Product
    face_id: str
    performance: Performance
    cues: tuple[Cue, ...]
    names: tuple[str, ...]
    start_seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; times of cues are the line's own, which begins at `start_seconds`."""
        return {
            "face": self.face_id,
            "csv": str(self.product.folder / "000.performance.csv"),
            "rate": str(self.performance.rate),
            "frames": len(self.performance),
            "start_seconds": self.start_seconds,
            "cues": [dataclasses.asdict(cue) for cue in self.cues],
            "stretches": [dataclasses.asdict(stretch) for stretch in self.performance.stretches],
        }


def _shown(line: Line, place: int, product: Product) -> _Shown:
    played = line.played[place]
    cues = cues_of(played, line.utterances[place])
    start = float(line.spans[0][place].start / line.rate)
    names = names_of(line.words[place], line.said_before(place))
    return _Shown(product, line.script.lines[place].face_id, played, cues, names, start)


def _show(one: _Shown) -> None:
    copied = Column("for --set", no_wrap=True, overflow="fold")  # for copying it
    table = Table(copied, "word", "sounds", "from s", "to s", "opening mm", "")
    for cue, name in zip(one.cues, one.names, strict=True):
        times = (f"{one.start_seconds + at:.2f}" for at in (cue.start_seconds, cue.end_seconds))
        fault = f"[red]{cue.fault}[/]" if cue.fault else ""
        table.add_row(name, cue.word, cue.phonemes, *times, f"{cue.opening_mm:.1f}", fault)
    head = one.performance.head_deg
    turn = float(head[:, 0].max() - head[:, 0].min()) if len(head) else 0.0
    say(f"{one.face_id}: {len(one.performance)} frames, the head turns over {turn:.1f} degrees")
    if one.cues:
        show_table(table)


def _export(line: Line, shown: list[_Shown], path: Path, number: int) -> None:
    one = _of(shown, number)
    if path.suffix == ".json":
        sheet = sheet_of(one.performance, line.utterances[number], one.names)
        data = {"face": one.face_id, "start_seconds": one.start_seconds, **sheet}
        write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    else:
        write_text(path, as_csv(one.performance))
    say(str(path), "done")


def _of(items: list[Any], number: int) -> Any:  # noqa: ANN401 - what is in the list
    if not 0 <= number < len(items):
        raise UserError(f"There is no line {number}.", hint=f"Lines are counted from 0 to {len(items) - 1}.")
    return items[number]


def _in_words(one: HandMotion) -> str:
    sign = {"set": "=", "add": "+=", "scale": "*="}[one.way]
    word = one.word if one.number == 1 else f"{one.word}#{one.number}"
    value = f"{len(one.keys)} keys" if one.keys else f"{one.value:g}"
    return f"{word or 'line'}: {one.track}{sign}{value}"
