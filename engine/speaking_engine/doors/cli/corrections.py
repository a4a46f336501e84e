"""Corrections of faces by hand, as a person types them: added, moved, removed, ordered, given handles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from speaking_engine.errors import UserError
from speaking_engine.faces.handles import SETS
from speaking_engine.pipeline.line import Line
from speaking_engine.project.document import Project
from speaking_engine.work.hand import (
    HANDLES_EXAMPLE,
    add_hand_face,
    box_around,
    change,
    correct,
    parse_box,
    read_handles,
    write_draft,
)

_PANEL = "By hand"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person says of faces; it survives every new detection."""

    add: Annotated[
        bool, typer.Option("--add", help="Add a face: with --box, or --handles.", rich_help_panel=_PANEL)
    ] = False
    move: Annotated[
        str | None, typer.Option(help="Give this face the box of --box.", rich_help_panel=_PANEL)
    ] = None
    box: Annotated[
        str | None, typer.Option(help="x,y,w,h in picture pixels from the top left.", rich_help_panel=_PANEL)
    ] = None
    handles: Annotated[
        Path | None,
        typer.Option(help=f"JSON file: {HANDLES_EXAMPLE}; for the face of --on.", rich_help_panel=_PANEL),
    ] = None
    draft_handles: Annotated[
        Path | None,
        typer.Option(help="Write handles to start from, for the face of --on.", rich_help_panel=_PANEL),
    ] = None
    handle_set: Annotated[
        str | None,
        typer.Option("--set", help="Of --draft-handles: " + ", ".join(SETS) + ".", rich_help_panel=_PANEL),
    ] = None
    on: Annotated[
        str | None, typer.Option(help="The face that --handles are for.", rich_help_panel=_PANEL)
    ] = None
    remove: Annotated[
        list[str] | None, typer.Option(help="Take a face away; repeatable.", rich_help_panel=_PANEL)
    ] = None
    set_gender: Annotated[
        list[str] | None,
        typer.Option(help="f0=female, male or unknown: for choosing a voice.", rich_help_panel=_PANEL),
    ] = None
    order: Annotated[
        str | None, typer.Option(help="Faces in the wanted order: f2,f0.", rich_help_panel=_PANEL)
    ] = None

    def apply(self, project: Project, line: Line) -> None:
        """Write the corrections into the project.

        Raises
        ------
        UserError, FaceError
            There is no such face, or a value is wrong; the person can fix it.
        """
        if self.handles is not None:
            read_handles(self.handles, line.size_px)
        if self.add or (self.box is not None and self.move is None):
            self._add(project)
        elif (self.handles or self.draft_handles) and self.on is None:
            raise UserError("Handles need the face they are for.", hint="Add `--on f0`, or `--add`.")
        if self.draft_handles is not None:
            write_draft(self.draft_handles, line.face(self.on or "0"), self.handle_set)
        for face_id, wish in self._wishes():
            correct(project, line, face_id, **wish)

    def _wishes(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Return what is wished of faces that are there already."""
        if self.move is not None:
            if self.box is None:
                raise UserError("--move needs the face's new place.", hint="Add --box x,y,w,h.")
            yield self.move, {"moved_to_px": parse_box(self.box)}
        if self.on is not None and self.handles is not None:
            yield self.on, read_handles(self.handles)
        for face_id in self.remove or ():
            yield face_id, {"removed": True}
        for wish in self.set_gender or ():
            face_id, _, gender = wish.partition("=")
            yield face_id, {"gender": gender}
        for place, face_id in enumerate(filter(None, (self.order or "").split(","))):
            yield face_id.strip(), {"order": place}

    def _add(self, project: Project) -> None:
        if self.handles is None and self.box is None:
            raise UserError("--add needs a place.", hint="Give --box x,y,w,h, or --handles FILE.")
        placed = read_handles(self.handles) if self.handles else {}
        box_px = parse_box(self.box) if self.box else box_around(placed["handles"].values())
        face_id = add_hand_face(project, box_px)
        if placed:
            change(project, face_id, **placed)
