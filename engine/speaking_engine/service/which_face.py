"""A face that is drawn by hand: the box as people type it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import typer

from speaking_engine.errors import UserError
from speaking_engine.project.document import HandFace, Project


@dataclass(frozen=True, slots=True)
class BoxByHand:
    """A face that a person shows."""

    box: Annotated[
        str | None,
        typer.Option(
            help="A face by hand: x,y,w,h in picture pixels from the top left.", rich_help_panel="Face"
        ),
    ] = None

    def apply(self, project: Project) -> None:
        """Add the face and let it speak."""
        if self.box is not None:
            project.choices.speakers = (add_hand_face(project, parse_box(self.box)),)


def parse_box(text: str) -> tuple[float, float, float, float]:
    """Read ``x,y,w,h``.

    Raises
    ------
    UserError
        Not four numbers, or no area; the person can fix it.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)) or min(numbers[2:]) <= 0:
        raise UserError(f"{text!r} is not a box.", hint="Give x,y,w,h in pixels: --box 120,80,200,260.")
    x, y, width, height = numbers
    return x, y, width, height


def add_hand_face(project: Project, box_px: tuple[float, float, float, float]) -> str:
    """Add a face by hand, unless the very same box was added before, and give its id."""
    for face in project.hand_faces:
        if face.added and face.box_px == box_px:
            return face.id
    face_id = f"h{sum(face.added for face in project.hand_faces)}"
    project.hand_faces = [*project.hand_faces, HandFace(id=face_id, box_px=box_px, added=True)]
    return face_id
