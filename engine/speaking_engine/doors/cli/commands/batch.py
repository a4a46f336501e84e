"""batch: a whole exhibition from a table, overnight."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table as Grid

from speaking_engine.doors.batch.folder import read_folder, with_texts
from speaking_engine.doors.batch.sheet import write_sheet
from speaking_engine.doors.batch.status import Status, read_status
from speaking_engine.doors.batch.table import MANY, Row, read_table
from speaking_engine.doors.batch.work import ROW_MINUTES, Crew, Wish, alone
from speaking_engine.doors.cli.answer import answer_json, keep_stdout_private, say, show_table
from speaking_engine.doors.cli.session import check_destination
from speaking_engine.media.beside import told_when_unwritable

SHEET = "index.html"


def batch(  # noqa: PLR0917 - options are a person's words
    table: Annotated[
        Path,
        typer.Argument(
            help="Table (CSV, .xlsx, .ods) with columns image, title, artist, ..., or a folder of pictures."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for films, productions and status files.")] = Path(
        "films"
    ),
    texts: Annotated[
        Path | None, typer.Option(help="Folder of texts that are called as the pictures: girl.txt, girl.jpg.")
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, max=64, help="Rows at a time, each a process of about 1.4 GB.")
    ] = 1,
    only: Annotated[
        list[str] | None, typer.Option(help="Row names (ids), or numbers as 2 or #2; repeatable.")
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Run failed rows again.")] = False,
    renderer: Annotated[str | None, typer.Option(help="auto, engine or blender.")] = None,
    row_minutes: Annotated[
        float, typer.Option(min=0.01, help="Longest time for a row; then it is stopped and the next begins.")
    ] = ROW_MINUTES,
    measures: Annotated[bool, typer.Option("--measure", help="Measure every clip, for the sheet.")] = False,
    exports: Annotated[
        list[str] | None,
        typer.Option("--export", help="Export every row for this, too (see `export`); repeatable."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Make a film of every row of a table, or every picture of a folder; one that fails stops no other.

    Run it again to go on: rows that are done stay done, rows that you changed are made again.

    Exit code 0 only if every selected row is done.

    Example: speaking-images batch exhibition.xlsx --out films --jobs 2

    Example: speaking-images batch pictures --texts words --out films
    """
    if json:
        keep_stdout_private()
    read = read_folder(table) if table.is_dir() else read_table(table)
    if texts is not None or table.is_dir():
        read = with_texts(read, texts or table, needed=texts is not None)
    for remark in read.remarks:
        say(remark, "note")
    _tell_ignored(read.ignored_columns)
    check_destination(out, "--out", is_folder=True)
    with told_when_unwritable(out):
        out.mkdir(parents=True, exist_ok=True)
    out = out.resolve()
    wanted = _exports(exports or ())
    wish = Wish(tuple(only or ()), retry, wanted)
    wish.choose(read.rows)
    crew = Crew(out, ("--renderer", renderer) if renderer else (), jobs, measures, wanted, row_minutes)
    with alone(out):
        entries = []
        for row, status, ran in crew.run(read.rows, wish):
            entries.append((row, status))
            _tell(row, status, ran=ran, count=len(entries))
        entries.sort(key=lambda entry: entry[0].number)
        known = {row.number: status for row, status in entries}
        others = [(row, known.get(row.number) or read_status(out, row)) for row in read.rows]
        write_sheet(out / SHEET, table.stem, [(row, status) for row, status in others if status is not None])
    answer = _answer(entries, out / SHEET) | {"remarks": list(read.remarks)}
    if json:
        answer_json(answer)
    else:
        _show(entries, out / SHEET)
    if answer["done"] != len(entries):
        raise typer.Exit(2)


def _exports(names: Sequence[str]) -> tuple[str, ...]:
    """Return what to export for, refusing what there is not before any row is run."""
    if not names:
        return ()
    from speaking_engine.export.targets import TARGETS

    wanted = [name.strip() for named in names for name in named.split(",") if name.strip()]
    for name in wanted:
        TARGETS.load(name)
    return tuple(dict.fromkeys(wanted))


def _tell_ignored(columns: tuple[str, ...]) -> None:
    if columns:
        more = f" and {len(columns) - MANY} more" if len(columns) > MANY else ""
        say(f"columns nobody reads: {', '.join(columns[:MANY])}{more}", "note")


def _tell(row: Row, status: Status, *, ran: bool, count: int) -> None:
    sign = "passed over" if status.state == "stopped" else status.state
    note = f"{status.took_seconds:.0f} s" if ran else "before"
    say(f"{count:>4}  {row.name}  {status.sentence or note}", sign)


def _show(entries: list[tuple[Row, Status]], sheet: Path) -> None:
    grid = Grid("row", "name", "state", "film", "what happened")
    for row, status in entries:
        happened = " ".join(filter(None, [status.sentence, status.hint, *dict.fromkeys(status.fallbacks)]))
        grid.add_row(str(row.number), row.name, status.state, Path(status.film).name, happened)
    show_table(grid)
    say(f"contact sheet: {sheet}")


def _answer(entries: list[tuple[Row, Status]], sheet: Path) -> dict[str, Any]:
    states = [status.state for _, status in entries]
    return {
        "done": states.count("done"),
        "failed": states.count("failed"),
        "stopped": states.count("stopped"),
        "sheet": str(sheet),
        "rows": [_row(status, sheet.parent) for _, status in entries],
    }


def _row(status: Status, folder: Path) -> dict[str, Any]:
    """Return a status with paths that a program can open."""
    paths = {"film": status.film, "production": status.production}
    return status.model_dump() | {name: str(folder / path) if path else "" for name, path in paths.items()}
