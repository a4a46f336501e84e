"""First part of the line: the picture and its faces."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from speaking_engine.artwork.artwork import Artwork, turned
from speaking_engine.artwork.choices import ArtworkChoices
from speaking_engine.artwork.metadata import Metadata, metadata_from_mapping
from speaking_engine.composite.prepare import read_png, size_px_of, write_png
from speaking_engine.errors import FaceError, ProjectError, SetupError
from speaking_engine.faces.face import Face
from speaking_engine.faces.store import faces_from_disk, faces_to_disk
from speaking_engine.pipeline.run import Run, read_json, read_remarks, write_json
from speaking_engine.pipeline.store import Product

DOCUMENT = "artwork.json"
PICTURE = "artwork.png"
REMARKS = "remarks.json"


def _read_facts(folder: Path) -> None:
    """Read what an artwork's product says, in the form in which it is used."""
    facts = read_json(folder / DOCUMENT)
    size_px = (int(facts["width_px"]), int(facts["height_px"]))
    if size_px_of(folder / PICTURE) != size_px or not isinstance(facts["digest"], str):
        raise ProjectError(f"{folder / DOCUMENT} does not fit {PICTURE}.")
    read_remarks(folder / DOCUMENT)


def _read_found(folder: Path) -> None:
    faces_from_disk(folder)
    read_remarks(folder / REMARKS)


class Looking:
    """Reading a property makes what is missing and reuses what is there.

    A room is imported where it makes something, for models and their libraries take seconds to load.
    """

    def __init__(self, run: Run) -> None:
        self.run = run

    @cached_property
    def picture(self) -> Product:
        """The picture, upright and in sRGB: `artwork.png` and `artwork.json`."""
        choices = self.run.production.project.choices

        def make(folder: Path) -> None:
            from speaking_engine.artwork.read import read_artwork

            path = self.run.production.same_picture()
            artwork = read_artwork(path, background=choices.background)
            if choices.turn_deg != "0":
                artwork = self._turned(artwork, choices.turn_deg)
            write_png(folder / PICTURE, artwork.pixels)
            facts = {"width_px": artwork.width_px, "height_px": artwork.height_px, "digest": artwork.digest}
            write_json(folder / DOCUMENT, {**facts, "fallbacks": artwork.fallbacks})

        sha256 = self.run.production.project.picture.sha256
        recipe = {"picture": sha256, **choices.only(ArtworkChoices)}
        product = self.run.get("artwork", recipe, make, _read_facts)
        self.run.remember_fallbacks("artwork", read_remarks(product.folder / DOCUMENT))
        return product

    def _turned(self, artwork: Artwork, wish: str) -> Artwork:
        """Turn the picture by what was asked, or as its faces stand if that was left to them."""
        from speaking_engine.faces.upright import turn_to_upright

        turn_deg = turn_to_upright(artwork.pixels) if wish == "auto" else int(wish)
        if not turn_deg:
            return artwork
        remark = f"{self.run.production.picture.name} was turned clockwise by {turn_deg} degrees, as asked."
        return turned(artwork, turn_deg, remark)

    @cached_property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the artwork."""
        facts = read_json(self.picture.folder / DOCUMENT)
        return facts["width_px"], facts["height_px"]

    @cached_property
    def metadata(self) -> Metadata:
        """What the label says."""
        return metadata_from_mapping(self.run.production.project.metadata, where="project.json")

    @cached_property
    def artwork(self) -> Artwork:
        """The pixels themselves; read only where a stage has to be made."""
        digest = read_json(self.picture.folder / DOCUMENT)["digest"]
        return Artwork(read_png(self.picture.folder / PICTURE), digest, self.metadata)

    @cached_property
    def found(self) -> Product:
        """What the detectors found: `faces.json` and landmarks."""
        choices = self.run.production.project.choices
        thorough, detector = choices.thorough, choices.detector

        def make(folder: Path) -> None:
            from speaking_engine.faces.find import find_faces
            from speaking_engine.faces.upright import turn_to_upright

            found = find_faces(self.artwork, thorough=thorough, detector=detector, report=self.run.report)
            remarks: list[str] = []
            if detector == "deepface":
                found = self._with_deepface_gender(found, remarks)
            faces_to_disk(folder, found)
            is_asked = not detector and choices.turn_deg != "auto"
            turn_deg = turn_to_upright(self.artwork.pixels) if is_asked else 0
            if turn_deg and found:
                remarks.append(f"{self._seems(turn_deg)} {self._way(turn_deg)}")
            write_json(folder / REMARKS, {"fallbacks": remarks, "turn_deg": turn_deg})

        recipe = {"artwork": self.picture.digest, "thorough": thorough, "detector": detector}
        product = self.run.get("faces", recipe, make, _read_found)
        self.run.remember_fallbacks("faces", read_remarks(product.folder / REMARKS))
        return product

    def _with_deepface_gender(self, found: tuple[Face, ...], remarks: list[str]) -> tuple[Face, ...]:
        from speaking_engine.faces.detectors.deepface import with_deepface_gender

        try:
            return tuple(with_deepface_gender(self.artwork.pixels, found))
        except SetupError as error:
            remarks.append(f"{error} Until then the embedded net's guess is taken.")
            return found

    @cached_property
    def faces_folder(self) -> Path:
        """Folder of `faces.json`: what was found, with what a person corrected laid over it."""
        hand = self.run.production.project.hand_faces
        if not hand:
            return self.found.folder

        from speaking_engine.pipeline.hand import remarks_on, with_hand_faces

        def make(folder: Path) -> None:
            faces_to_disk(folder, with_hand_faces(self.artwork, faces_from_disk(self.found.folder), hand))

        recipe = {"found": self.found.digest, "hand": [face.model_dump(mode="json") for face in hand]}
        folder = self.run.get("hand", recipe, make, faces_from_disk).folder
        self.run.remember_fallbacks("hand", remarks_on(hand, *self.size_px))
        return folder

    @cached_property
    def faces(self) -> tuple[Face, ...]:
        """All faces, the likely speaker first."""
        return faces_from_disk(self.faces_folder)

    def no_face(self) -> FaceError:
        """Return the error that says that there is no face, and what to do."""
        turn_deg = read_json(self.found.folder / REMARKS).get("turn_deg", 0)
        if turn_deg:
            return FaceError(
                f"No face was found in a picture that is turned: {self._seems(turn_deg)}",
                hint=self._way(turn_deg),
                place="faces",
            )
        or_look_longer = "" if self.run.production.project.choices.thorough else ", or add --thorough"
        return FaceError(
            f"No face was found in {self.run.production.picture.name}.",
            hint=f"Show where it is with --box x,y,w,h (pixels from the top left){or_look_longer}.",
            place="faces",
        )

    def _seems(self, turn_deg: int) -> str:
        how = "stand on its head" if turn_deg == 180 else "lie on its side"
        return f"{self.run.production.picture.name} seems to {how}."

    @staticmethod
    def _way(turn_deg: int) -> str:
        return f"Set it upright with --turn {turn_deg}, or with --turn auto whatever the picture."

    def face(self, face_id: str) -> Face:
        """Return one face by its id, or by its place in the order (``"0"`` is the first).

        Raises
        ------
        FaceError
            There is none; the person chooses another or draws a box.
        """
        for place, face in enumerate(self.faces):
            if face_id in (face.id, str(place)):
                return face
        known = ", ".join(f"{place} ({face.id})" for place, face in enumerate(self.faces)) or "none"
        raise FaceError(
            f"There is no face {face_id} in {self.run.production.picture.name}; known: {known}.",
            hint="See them all with `speaking-images faces`, or draw one with --box x,y,w,h.",
            place="choices.speakers",
        )

    @cached_property
    def speakers(self) -> tuple[Face, ...]:
        """The faces that speak, in the order they were chosen.

        Raises
        ------
        FaceError
            There is no face, or not the one that was asked for; the person draws a box.
        """
        if not self.faces:
            raise self.no_face()
        return tuple(self.face(name) for name in self.run.production.project.choices.speakers or ["0"])
