"""export: a finished work for walls, phones, editors and the web."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from speaking_engine.composite.choices import ExportChoices
from speaking_engine.doors.cli.answer import answer_json, say
from speaking_engine.doors.cli.options import Given, Place, Target, grouped
from speaking_engine.doors.cli.session import check_destination, work_of


@dataclass(frozen=True, slots=True)
class Packing:
    """What for, where to, and what differs from the film."""

    names: Annotated[
        list[str] | None,
        typer.Option("--for", help="What for; repeatable, or with commas.", show_default=False),
    ] = None
    out: Annotated[
        Path | None, typer.Option(help="Folder for a folder of each; default: export in the production.")
    ] = None
    versions: Annotated[
        list[str] | None, typer.Option("--in", help="Only this language; repeatable.", show_default=False)
    ] = None
    rate: Annotated[str | None, typer.Option(help="Frames a second: 24, 25, 30, 50, 60.")] = None
    loudness: Annotated[
        float | None, typer.Option(help="-16 for the web, -23 (EBU R 128), -24 (ATSC A/85), in LUFS.")
    ] = None
    unapproved: Annotated[bool, typer.Option("--unapproved", help="Though nobody approved the words.")] = (
        False
    )

    @property
    def wanted(self) -> list[str]:
        """The names, one by one."""
        return [name.strip() for named in self.names or [] for name in named.split(",") if name.strip()]

    @property
    def differing(self) -> dict[str, Any]:
        """Choices of the film that differ here."""
        given = {"rate": self.rate, "loudness_lufs": self.loudness}
        return {name: value for name, value in given.items() if value is not None}


@grouped
def export(target: Target, packing: Packing, given: Annotated[Given, ExportChoices], place: Place) -> None:
    """Package a work for a wall, a phone, an editor or the web: marked and signed, whole or not at all.

    What is chosen here holds for this export alone. Without --for it tells what one can export for.

    Example: speaking-images export mona_lisa.speaking --for page --for brightsign-4k --canvas 1080x1920
    """
    from speaking_engine.export.targets import TARGETS

    if not packing.wanted:
        told = {name: TARGETS.load(name).help for name in TARGETS.names}
        if place.json:
            answer_json({"for": told})
        for name, help_text in told.items():
            say(f"{name:>14}  {help_text}")
        return
    if packing.out is not None:
        check_destination(packing.out, "--out", is_folder=True)
    with work_of(target, place) as work:
        made = work.export(
            *packing.wanted,
            out=packing.out,
            languages=packing.versions or (),
            unapproved=packing.unapproved,
            **{**given, **packing.differing},
        )
    if place.json:
        answer_json({"exports": [one.as_dict() for one in made]})
        return
    for one in made:
        for note in one.notes:
            say(note, "note")
        say(f"{one.folder}  ({len(one.files)} files)", "done")
