"""A face that is drawn by hand: the box as people type it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from speaking_engine.work.hand import add_hand_face, parse_box
from speaking_engine.work.work import Work


@dataclass(frozen=True, slots=True)
class BoxByHand:
    """A face that a person shows."""

    box: Annotated[
        str | None,
        typer.Option(
            help="A face by hand: x,y,w,h in picture pixels from the top left.", rich_help_panel="Face"
        ),
    ] = None

    def apply(self, work: Work) -> None:
        """Add the face and let it speak."""
        if self.box is not None:
            face_id = add_hand_face(work.production.project, parse_box(self.box))
            work.choose(speakers=(face_id,))
