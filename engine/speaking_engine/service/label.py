"""The options that say what the museum's label says."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from speaking_engine.artwork.metadata import Metadata, merge, metadata_from_mapping
from speaking_engine.artwork.sidecar import find_hold, find_sidecar, read_label
from speaking_engine.errors import PictureError
from speaking_engine.pipeline.delivery import withhold
from speaking_engine.project.production import Production


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

    def apply(self, production: Production) -> tuple[str, ...]:
        """Lay what was given over what the production has, or over the label beside its picture.

        A hold is read afresh from every label beside the picture, whatever else is followed.

        Returns
        -------
        tuple of str
            Sentences that tell which label is not followed, and which still holds the work back.

        Raises
        ------
        PictureError
            A field or file cannot be used; the person who wrote it can fix it.
        """
        project = production.project
        known = metadata_from_mapping(project.metadata, where="project.json")
        remarks: tuple[str, ...] = ()
        if self.metadata is not None:
            base = merge(known, read_label(self.metadata, production.picture))
            project.label_sha256 = _sha256(self.metadata)
        else:
            base, remarks = _with_sidecar(known, production)
        names = {"year": "date", "note": "notes", "gender": "speaker_gender"}
        given = {
            names.get(field.name, field.name): getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name != "metadata" and getattr(self, field.name) is not None
        }
        over = metadata_from_mapping(given, where="the options")
        project.metadata = _filled(merge(_without(base, given), over))
        production.lifted = self.hold == ""
        return (*remarks, *_still_held(production)) if production.lifted else remarks


def taken_label(production: Production, label: Label) -> tuple[str, ...]:
    """Lay a label over a production as the door to every command; see `Label.apply` for what is given.

    A hold is stored, and the films in which the work spoke are taken back, whatever the command is for.
    """
    remarks = label.apply(production)
    if not production.keep_hold():
        return remarks
    moved = withhold(production)
    names = ", ".join(path.name for path in moved)
    return (*remarks, f"This work is on hold: {names} was moved to {moved[0].parent}.") if moved else remarks


def _with_sidecar(known: Metadata, production: Production) -> tuple[Metadata, tuple[str, ...]]:
    """Take the label beside a picture where none is known; of one that is not followed, tell."""
    beside = next(filter(None, map(find_sidecar, production.picture_places)), None)
    if beside is None:
        return known, ()
    is_new = dataclasses.replace(known, hold="") == Metadata()
    sha256 = _sha256(beside)
    if not is_new and sha256 == production.project.label_sha256:
        return known, ()
    try:
        label = read_label(beside, production.picture)
    except PictureError as error:
        if not is_new:
            return known, (f"{error.sentence} It is not followed.",)
        error.hint = f"{error.hint} If {beside.name} is no label, give it another name.".strip()
        raise
    if is_new:
        production.project.label_sha256 = sha256
        return dataclasses.replace(label, hold=known.hold or label.hold), ()
    if merge(known, dataclasses.replace(label, hold="")) == known:
        return known, ()
    return known, (
        f"{beside} says other things than the production knows, and is not followed; "
        "give it with --metadata to `script` or `speak` to take it over.",
    )


def _still_held(production: Production) -> tuple[str, ...]:
    """Tell of the labels that will hold the work back again as soon as the next command reads them."""
    found = filter(None, map(find_hold, production.picture_places))
    return tuple(
        f"{path} still holds this work back ({hold}); take `hold` out of it, or the next command will refuse."
        for hold, path in dict.fromkeys(found)
    )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PictureError(
            f"The label {path} cannot be read: {error.strerror}.", hint="Check its permissions."
        ) from error


def _without(base: Metadata, given: Mapping[str, Any]) -> Metadata:
    """Take out what was given as empty text, such as a hold that is lifted with ``--hold ""``."""
    emptied = {name for name, value in given.items() if value in ("", [""])}
    if "artist" in emptied:
        emptied.add("artist_qualifier")
    plain = Metadata()
    return dataclasses.replace(base, **{name: getattr(plain, name) for name in emptied})


def _filled(metadata: Metadata) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(metadata).items() if value}
