"""Corrections of faces by hand, as a person types them: added, moved, removed, ordered, given handles."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from speaking_engine.doors import parse_json, read_text, refusal_of
from speaking_engine.errors import FaceError, UserError
from speaking_engine.faces.face import Face
from speaking_engine.faces.handles import SETS, check_handles, handles_from_landmarks, starting_handles
from speaking_engine.media.beside import write_text
from speaking_engine.pipeline.looking import Looking
from speaking_engine.project.document import HandFace, Project
from speaking_engine.service.which_face import add_hand_face, parse_box

_PANEL = "By hand"
_EXAMPLE = '{"set": "profile_left", "handles": {"nose_tip": [410, 220], ...}}'


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
        typer.Option(help=f"JSON file: {_EXAMPLE}; for the face of --on.", rich_help_panel=_PANEL),
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

    def apply(self, project: Project, looking: Looking) -> None:
        """Write the corrections into the project.

        Raises
        ------
        UserError, FaceError
            There is no such face, or a value is wrong; the person can fix it.
        """
        if self.handles is not None:
            read_handles(self.handles, looking.size_px)
        if self.add or (self.box is not None and self.move is None):
            self._add(project)
        elif (self.handles or self.draft_handles) and self.on is None:
            raise UserError("Handles need the face they are for.", hint="Add `--on f0`, or `--add`.")
        if self.draft_handles is not None:
            write_draft(self.draft_handles, looking.face(self.on or "0"), self.handle_set)
        for face_id, wish in self._wishes():
            correct(project, looking, face_id, **wish)

    def _wishes(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give what is wished of faces that are there already."""
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
        box_px = parse_box(self.box) if self.box else _around(placed["handles"].values())
        face_id = add_hand_face(project, box_px)
        if placed:
            change(project, face_id, **placed)


def correct(project: Project, looking: Looking, face_id: str, **wish: Any) -> None:  # noqa: ANN401 - pydantic checks
    """Correct one face, found or added, by its id or its number in the list."""
    if any(hand.added and hand.id == face_id for hand in project.hand_faces):
        change(project, face_id, **wish)  # without looking: its box may be the very thing that is wrong
        return
    face = looking.face(face_id)
    if not any(hand.id == face.id for hand in project.hand_faces):
        project.hand_faces = [*project.hand_faces, HandFace(id=face.id, box_px=face.box_px)]
    change(project, face.id, **wish)


def change(project: Project, face_id: str, **wish: Any) -> None:  # noqa: ANN401 - pydantic checks
    """Set fields of one face's corrections."""
    hand = next(hand for hand in project.hand_faces if hand.id == face_id)
    for name, value in wish.items():
        try:
            setattr(hand, name, value)
        except ValidationError as error:
            raise UserError(
                f"The {name.replace('_', ' ')} of face {face_id} {refusal_of(error)[1]}.",
                hint="See `speaking-images faces --help`.",
            ) from error


def write_draft(path: Path, face: Face, handle_set: str | None) -> None:
    """Write a face's handles as a file to correct by hand and give back with --handles.

    Raises
    ------
    UserError
        There is no such set of handles.
    OutputError
        The file cannot be written.
    """
    wanted = handle_set or _likely_set(face)
    name = next((known for known in SETS if known == wanted), None)
    if name is None:
        raise UserError(
            f"There is no set of handles named {wanted!r}.", hint=f"Use one of {', '.join(SETS)}."
        )
    if face.handles is not None and name == face.handle_set:
        placed = face.handles
    elif name == "frontal" and face.landmarks_px is not None:
        placed = handles_from_landmarks(name, face.landmarks_px)
    else:
        placed = starting_handles(name, face.box_px)
    rows = [f'  "{handle}": [{x:.1f}, {y:.1f}]' for handle, (x, y) in placed.items()]
    write_text(path, f'{{\n "set": "{name}",\n "handles": {{\n' + ",\n".join(rows) + "\n }\n}\n")


def _likely_set(face: Face) -> str:
    if face.handle_set:
        return face.handle_set
    if face.yaw_class != "profile" or face.yaw_deg is None:
        return "frontal"
    return "profile_right" if face.yaw_deg > 0 else "profile_left"


def read_handles(path: Path, size_px: tuple[int, int] | None = None) -> dict[str, Any]:
    """Read a file of handles.

    Parameters
    ----------
    size_px : tuple of int, optional
        Width and height of the picture, in or near which they must lie.

    Raises
    ------
    UserError
        The file cannot be read or has another form.
    FaceError
        A handle is unknown, missing or far outside the picture.
    """
    document = parse_json(read_text(path, "The file of handles", UserError), f"The file {path}", UserError)
    placed = document.get("handles") if isinstance(document, dict) else None
    if not isinstance(placed, dict) or not isinstance(document.get("set"), str):
        raise UserError(
            f"{path} holds no handles.",
            hint=f"It should look like {_EXAMPLE}, with one of the sets {', '.join(SETS)}; "
            "`--draft-handles` writes one to start from.",
        )
    handles = {name: _point(name, point, path) for name, point in placed.items()}
    if size_px is not None:
        _check_near(handles, size_px)
    check_handles(document["set"], handles)
    return {"handle_set": document["set"], "handles": handles}


def _point(name: str, point: object, path: Path) -> tuple[float, float]:
    match point:
        case [int() | float() as x, int() | float() as y] if math.isfinite(x) and math.isfinite(y):
            return float(x), float(y)
    raise UserError(
        f"The handle {name} in {path} must be two numbers [x, y], not {reprlib.repr(point)}.",
        hint="They are pixels of the picture from the top left.",
    )


def _check_near(handles: Mapping[str, tuple[float, float]], size_px: tuple[int, int]) -> None:
    """Refuse handles more than a picture's size outside of it: a slip, and no face cut by the frame."""
    for name, (x, y) in handles.items():
        if not (-size_px[0] <= x <= 2 * size_px[0] and -size_px[1] <= y <= 2 * size_px[1]):
            raise FaceError(
                f"The handle {name} at [{x:g}, {y:g}] lies far outside the picture.",
                hint=f"The picture has {size_px[0]} x {size_px[1]} pixels, counted from the top left.",
            )


def _around(points: Collection[tuple[float, float]]) -> tuple[float, float, float, float]:
    across, down = zip(*points, strict=True)
    if max(across) <= min(across) or max(down) <= min(down):
        raise FaceError("The handles lie on one line.", hint="Place them on the face.")
    return min(across), min(down), max(across) - min(across), max(down) - min(down)
