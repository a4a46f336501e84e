"""Corrections of faces by hand: box, handles, apparent gender, order; they survive every detection."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from speaking_engine.errors import FaceError, UserError
from speaking_engine.faces.face import Face
from speaking_engine.faces.handles import SETS, check_handles, handles_from_landmarks, starting_handles
from speaking_engine.media.beside import write_text
from speaking_engine.pipeline.line import Line
from speaking_engine.project.document import HandFace, Project
from speaking_engine.text import parse_json, read_text, refusal_of

HANDLES_EXAMPLE = '{"set": "profile_left", "handles": {"nose_tip": [410, 220], ...}}'


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
    try:
        added = HandFace(id=face_id, box_px=box_px, added=True)
        project.hand_faces = [*project.hand_faces, added]
    except ValidationError as error:
        raise UserError(
            f"The box of face {face_id} {refusal_of(error)[1]}.", hint="Give x,y,w,h in picture pixels."
        ) from error
    return face_id


def correct(project: Project, line: Line, face_id: str, **wish: Any) -> None:  # noqa: ANN401 - pydantic checks
    """Correct one face, found or added, by its id or its number in the list."""
    if any(hand.added and hand.id == face_id for hand in project.hand_faces):
        change(project, face_id, **wish)  # without looking: its box may be the very thing that is wrong
        return
    face = line.face(face_id)
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
            hint=f"It should look like {HANDLES_EXAMPLE}, with one of the sets {', '.join(SETS)}; "
            "`--draft-handles` writes one to start from.",
        )
    return checked_handles(document["set"], placed, size_px, where=f" in {path}")


def checked_handles(
    handle_set: str, placed: Mapping[str, Any], size_px: tuple[int, int] | None = None, where: str = ""
) -> dict[str, Any]:
    """Return handles as a correction of a face.

    Raises
    ------
    UserError
        One is no point.
    FaceError
        One is unknown, missing or far outside the picture.
    """
    handles = {name: _point(name, point, where) for name, point in placed.items()}
    if size_px is not None:
        _check_near(handles, size_px)
    check_handles(handle_set, handles)
    return {"handle_set": handle_set, "handles": handles}


def _point(name: str, point: object, where: str) -> tuple[float, float]:
    match point:
        case [int() | float() as x, int() | float() as y] if math.isfinite(x) and math.isfinite(y):
            return float(x), float(y)
    raise UserError(
        f"The handle {name}{where} must be two numbers [x, y], not {reprlib.repr(point)}.",
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


def box_around(points: Collection[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return the box around points.

    Raises
    ------
    FaceError
        They lie on one line; the person places them anew.
    """
    across, down = zip(*points, strict=True)
    if max(across) <= min(across) or max(down) <= min(down):
        raise FaceError("The handles lie on one line.", hint="Place them on the face.")
    return min(across), min(down), max(across) - min(across), max(down) - min(down)
