"""The options that say what the museum's label says."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from speaking_engine.project.production import Production
from speaking_engine.work.label import lay_label


@dataclass(frozen=True, slots=True)
class Label:
    """What the museum's label says; an option given as empty text takes away what was said before."""

    title: Annotated[str | None, typer.Option(help="Title of the work.", rich_help_panel="Label")] = None
    artist: Annotated[
        str | None,
        typer.Option(help='Artist, with qualifier: "workshop of Rembrandt".', rich_help_panel="Label"),
    ] = None
    year: Annotated[str | None, typer.Option(help='Date as printed: "c. 1665".', rich_help_panel="Label")] = (
        None
    )
    place: Annotated[str | None, typer.Option(help="Where it was made.", rich_help_panel="Label")] = None
    technique: Annotated[str | None, typer.Option(help='"oil on canvas".', rich_help_panel="Label")] = None
    holder: Annotated[str | None, typer.Option(help="Museum or owner.", rich_help_panel="Label")] = None
    credit: Annotated[str | None, typer.Option(help="Credit line.", rich_help_panel="Label")] = None
    inventory_number: Annotated[str | None, typer.Option(help="Of the holder.", rich_help_panel="Label")] = (
        None
    )
    rights: Annotated[str | None, typer.Option(help="Rights statement.", rich_help_panel="Label")] = None
    gender: Annotated[
        str | None,
        typer.Option(help="Of the speaker: female or male; chooses the voice.", rich_help_panel="Label"),
    ] = None
    hold: Annotated[
        str | None,
        typer.Option(help="Why this work must not be given words; '' lifts it.", rich_help_panel="Label"),
    ] = None
    note: Annotated[
        list[str] | None, typer.Option(help="A fact the text may use; repeatable.", rich_help_panel="Label")
    ] = None
    metadata: Annotated[
        Path | None,
        typer.Option(
            help="JSON, YAML, a table, or a museum's record (IIIF, LIDO, ...); default: beside the picture.",
            rich_help_panel="Label",
        ),
    ] = None

    def apply(self, production: Production) -> tuple[str, ...]:
        """Lay the label over a production; see `work.label.lay_label`."""
        names = {"year": "date", "note": "notes", "gender": "speaker_gender"}
        given = {
            names.get(field.name, field.name): getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name != "metadata" and getattr(self, field.name) is not None
        }
        return lay_label(production, given, self.metadata)
