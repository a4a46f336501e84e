"""The options that say what the museum's label says."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from speaking_engine.artwork.metadata import Metadata, merge, metadata_from_mapping
from speaking_engine.artwork.sidecar import find_sidecar, read_label
from speaking_engine.errors import PictureError
from speaking_engine.project.document import Project


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
            help="JSON, YAML, CSV or IIIF manifest; default: beside the picture.", rich_help_panel="Label"
        ),
    ] = None

    def apply(self, project: Project, picture: Path, known_since: float = math.inf) -> str:
        """Lay what was given over what the production has, or over the picture's sidecar file.

        Parameters
        ----------
        known_since : float
            When the production was last saved, in seconds since 1970.

        Returns
        -------
        str
            A sentence where the sidecar was changed since and is not followed, but for a `hold`; else empty.

        Raises
        ------
        PictureError
            A field or file cannot be used; the person who wrote it can fix it.
        """
        known = metadata_from_mapping(project.metadata, where="project.json")
        if self.metadata is not None:
            given_label = merge(known, read_label(self.metadata, picture))
            base, remark = _held(given_label, picture), ""
        else:
            base, remark = _with_sidecar(known, picture, known_since)
        names = {"year": "date", "note": "notes", "gender": "speaker_gender"}
        given = {
            names.get(field.name, field.name): getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name != "metadata" and getattr(self, field.name) is not None
        }
        over = metadata_from_mapping(given, where="the options")
        project.metadata = _filled(merge(_without(base, given), over))
        return remark


def _with_sidecar(known: Metadata, picture: Path, known_since: float) -> tuple[Metadata, str]:
    """Take the label beside a picture where none is known; of a changed one take its hold, and tell."""
    beside = find_sidecar(picture)
    if beside is None:
        return known, ""
    if known != Metadata() and beside.stat().st_mtime <= known_since:
        return known, ""
    try:
        label = read_label(beside, picture)
    except PictureError as error:
        error.hint = f"{error.hint} If {beside.name} is no label, give it another name.".strip()
        raise
    if known == Metadata():
        return label, ""
    remark = (
        f"{beside} was changed since the production was made, and is not followed; "
        "give it with --metadata to `script` or `speak` to take it over."
    )
    return dataclasses.replace(known, hold=known.hold or label.hold), remark


def _held(label: Metadata, picture: Path) -> Metadata:
    """Let a hold beside the picture bind, whatever other label was given."""
    try:
        beside = find_sidecar(picture)
        hold = read_label(beside, picture).hold if beside is not None else ""
    except PictureError:  # it is not asked for
        return label
    return dataclasses.replace(label, hold=label.hold or hold)


def _without(base: Metadata, given: Mapping[str, Any]) -> Metadata:
    """Take out what was given as empty text, such as a hold that is lifted with ``--hold ""``."""
    emptied = {name for name, value in given.items() if value in ("", [""])}
    if "artist" in emptied:
        emptied.add("artist_qualifier")
    plain = Metadata()
    return dataclasses.replace(base, **{name: getattr(plain, name) for name in emptied})


def _filled(metadata: Metadata) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(metadata).items() if value}
