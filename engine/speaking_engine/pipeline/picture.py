"""The stages artwork, faces and hand: the picture, what is found in it, and what a person corrected of that.

A room is imported where it makes something, for models and their libraries take seconds to load.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from speaking_engine.artwork.artwork import Artwork, turned
from speaking_engine.artwork.choices import ArtworkChoices
from speaking_engine.artwork.metadata import Metadata, metadata_from_mapping
from speaking_engine.composite.prepare import read_png, size_px_of, write_png
from speaking_engine.errors import FaceError, ProjectError, SetupError
from speaking_engine.faces.face import Face
from speaking_engine.faces.store import faces_from_disk, faces_to_disk
from speaking_engine.pipeline.run import read_json, read_remarks, write_json

if TYPE_CHECKING:
    from speaking_engine.pipeline.line import Line
    from speaking_engine.pipeline.store import Product

DOCUMENT = "artwork.json"
PICTURE = "artwork.png"
REMARKS = "remarks.json"


# -- artwork -----------------------------------------------------------------------------------------------


def artwork_recipe(line: Line) -> dict[str, Any]:
    """Return what the upright picture depends on."""
    return {"picture": line.project.picture.sha256, **line.project.choices.only(ArtworkChoices)}


def make_artwork(line: Line, folder: Path) -> None:
    """Write `artwork.png` and `artwork.json`."""
    from speaking_engine.artwork.read import read_artwork

    choices = line.project.choices
    artwork = read_artwork(line.production.same_picture(), background=choices.background)
    if choices.turn_deg != "0":
        artwork = _turned(line, artwork, choices.turn_deg)
    write_png(folder / PICTURE, artwork.pixels)
    facts = {"width_px": artwork.width_px, "height_px": artwork.height_px, "digest": artwork.digest}
    write_json(folder / DOCUMENT, {**facts, "fallbacks": artwork.fallbacks})


def read_artwork_facts(_: Line, folder: Path) -> tuple[str, ...]:
    """Read what an artwork's product says, in the form in which it is used; return its remarks."""
    facts = read_json(folder / DOCUMENT)
    size_px = (int(facts["width_px"]), int(facts["height_px"]))
    if size_px_of(folder / PICTURE) != size_px or not isinstance(facts["digest"], str):
        raise ProjectError(f"{folder / DOCUMENT} does not fit {PICTURE}.")
    return read_remarks(folder / DOCUMENT)


def _turned(line: Line, artwork: Artwork, wish: str) -> Artwork:
    """Turn the picture by what was asked, or as its faces stand if that was left to them."""
    from speaking_engine.faces.upright import turn_to_upright

    turn_deg = turn_to_upright(artwork.pixels) if wish == "auto" else int(wish)
    if not turn_deg:
        return artwork
    remark = f"{line.production.picture.name} was turned clockwise by {turn_deg} degrees, as asked."
    return turned(artwork, turn_deg, remark)


def picture(line: Line) -> Product:
    """Return the picture, upright and in sRGB: `artwork.png` and `artwork.json`."""
    return line.product("artwork")


def size_px(line: Line) -> tuple[int, int]:
    """Return width and height of the artwork."""
    facts = read_json(line.picture.folder / DOCUMENT)
    return facts["width_px"], facts["height_px"]


def metadata(line: Line) -> Metadata:
    """Return what the label says in this language."""
    return metadata_from_mapping(line.project.metadata_for(line.language), where="project.json")


def artwork(line: Line) -> Artwork:
    """Read the pixels themselves; only where a stage has to be made."""
    digest = read_json(line.picture.folder / DOCUMENT)["digest"]
    return Artwork(read_png(line.picture.folder / PICTURE), digest, line.metadata)


# -- faces -------------------------------------------------------------------------------------------------


def faces_recipe(line: Line) -> dict[str, Any]:
    """Return what the found faces depend on."""
    choices = line.project.choices
    return {"artwork": line.picture.digest, "thorough": choices.thorough, "detector": choices.detector}


def make_faces(line: Line, folder: Path) -> None:
    """Write what the detectors find: `faces.json` and landmarks."""
    from speaking_engine.faces.find import find_faces
    from speaking_engine.faces.upright import turn_to_upright

    choices = line.project.choices
    found = find_faces(
        line.artwork, thorough=choices.thorough, detector=choices.detector, report=line.run.report
    )
    remarks: list[str] = []
    if choices.detector == "deepface":
        found = _with_deepface_gender(line.artwork, found, remarks)
    faces_to_disk(folder, found)
    is_asked = not choices.detector and choices.turn_deg != "auto"
    turn_deg = turn_to_upright(line.artwork.pixels) if is_asked else 0
    if turn_deg and found:
        remarks.append(f"{_seems(line, turn_deg)} {_way(turn_deg)}")
    write_json(folder / REMARKS, {"fallbacks": remarks, "turn_deg": turn_deg})


def read_found(_: Line, folder: Path) -> tuple[str, ...]:
    """Read what was found, in the form in which it is used; return its remarks."""
    faces_from_disk(folder)
    return read_remarks(folder / REMARKS)


def _with_deepface_gender(artwork: Artwork, found: tuple[Face, ...], remarks: list[str]) -> tuple[Face, ...]:
    from speaking_engine.faces.detectors.deepface import with_deepface_gender

    try:
        return tuple(with_deepface_gender(artwork.pixels, found))
    except SetupError as error:
        remarks.append(f"{error} Until then the embedded net's guess is taken.")
        return found


def found(line: Line) -> Product:
    """Return what the detectors found: `faces.json` and landmarks."""
    return line.product("faces")


def no_face(line: Line) -> FaceError:
    """Return the error that says that there is no face, and what to do."""
    turn_deg = read_json(line.found.folder / REMARKS).get("turn_deg", 0)
    if turn_deg:
        return FaceError(
            f"No face was found in a picture that is turned: {_seems(line, turn_deg)}",
            hint=_way(turn_deg),
            place="faces",
        )
    or_look_longer = "" if line.project.choices.thorough else ", or add --thorough"
    return FaceError(
        f"No face was found in {line.production.picture.name}.",
        hint=f"Show where it is with --box x,y,w,h (pixels from the top left){or_look_longer}.",
        place="faces",
    )


def _seems(line: Line, turn_deg: int) -> str:
    how = "stand on its head" if turn_deg == 180 else "lie on its side"
    return f"{line.production.picture.name} seems to {how}."


def _way(turn_deg: int) -> str:
    return f"Set it upright with --turn {turn_deg}, or with --turn auto whatever the picture."


# -- hand --------------------------------------------------------------------------------------------------


def hand_recipe(line: Line) -> dict[str, Any]:
    """Return what the corrected faces depend on."""
    hand = [face.model_dump(mode="json") for face in line.project.hand_faces]
    return {"found": line.found.digest, "hand": hand}


def make_hand(line: Line, folder: Path) -> None:
    """Write the faces as a person wants them."""
    from speaking_engine.pipeline.hand import with_hand_faces

    found = faces_from_disk(line.found.folder)
    faces_to_disk(folder, with_hand_faces(line.artwork, found, line.project.hand_faces))


def read_hand(_: Line, folder: Path) -> tuple[str, ...]:
    """Read the corrected faces, in the form in which they are used."""
    faces_from_disk(folder)
    return ()


def faces_folder(line: Line) -> Path:
    """Return the folder of `faces.json`: what was found, with what a person corrected laid over it."""
    hand = line.project.hand_faces
    if not hand:
        return line.found.folder

    from speaking_engine.pipeline.hand import remarks_on

    folder = line.product("hand").folder
    line.run.remember_fallbacks("hand", remarks_on(hand, *line.size_px))
    return folder


def faces(line: Line) -> tuple[Face, ...]:
    """Return all faces, the likely speaker first."""
    return faces_from_disk(line.faces_folder)


def face(line: Line, face_id: str) -> Face:
    """Return one face by its id, or by its place in the order (``"0"`` is the first).

    Raises
    ------
    FaceError
        There is none; the person chooses another or draws a box.
    """
    for place, one in enumerate(line.faces):
        if face_id in (one.id, str(place)):
            return one
    known = ", ".join(f"{place} ({one.id})" for place, one in enumerate(line.faces)) or "none"
    raise FaceError(
        f"There is no face {face_id} in {line.production.picture.name}; known: {known}.",
        hint="See them all with `speaking-images faces`, or draw one with --box x,y,w,h.",
        place="choices.speakers",
    )


def speakers(line: Line) -> tuple[Face, ...]:
    """Return the faces that speak, in the order they were chosen.

    Raises
    ------
    FaceError
        There is no face, or not the one that was asked for; the person draws a box.
    """
    if not line.faces:
        raise no_face(line)
    return tuple(line.face(name) for name in line.project.choices.speakers or ["0"])
