"""A production folder, `<name>.speaking/`: opening, creating and saving it, one process at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from speaking_engine import __version__
from speaking_engine.artwork.formats import check_regular
from speaking_engine.artwork.hold_list import listed_hold
from speaking_engine.artwork.sidecar import find_hold
from speaking_engine.errors import PictureError, ProjectError, UserError
from speaking_engine.media.beside import is_partial, sweep, told_when_unwritable, write_text, written_beside
from speaking_engine.media.lock import locked
from speaking_engine.project import trust
from speaking_engine.project.document import Choices, PictureSource, Project
from speaking_engine.project.migrations import migrate
from speaking_engine.text import parse_json, read_text, refusal_of

SUFFIX = ".speaking"
PROJECT_FILE = "project.json"
LOCK_FILE = ".lock"
OURS = ("store", "blender", "measure")
"""Folders in a production in which everything is ours."""
LIMIT_BYTES = 50_000_000
SEEDS = 1_000_000
MASKS = "masks"
"""Folder of a production with what a hand drew."""
LOCK_SECONDS = 2.0
"""A batch that was killed and begun again meets its old rows' processes, which take a moment to stop."""


@dataclass(slots=True)
class Production:
    """An open production.

    Attributes
    ----------
    folder : Path
        Absolute; holds `project.json`, `store/` and the film.
    before : str
        `project.json` as it was when the production was opened.
    given : Path or None
        The picture as it was named, which may be a link to the file that the project knows.
    label_file : Path or None
        The label that was given by name, for as long as the production is open.
    lifted : bool
        A person lifts the hold of the label beside the picture, for as long as the production is open.
    """

    folder: Path
    project: Project
    before: str = ""
    given: Path | None = None
    label_file: Path | None = None
    lifted: bool = False

    def restore(self) -> None:
        """Put `project.json` back as it was when the production was opened."""
        if self.before:
            write_text(self.folder / PROJECT_FILE, self.before)

    def save(self) -> None:
        """Write `project.json`, whole or not at all."""
        self.project.program = f"speaking-images {__version__}"
        text = _as_text(self.project)
        before = _parsed(self.before, "The project file") if self.before else _new("", self.project.picture)
        said = _reaching_out(self.project) - _reaching_out(before)
        trust.remember(self.project.picture.sha256, said)
        _parsed(text, "What would be saved")  # only what reads back is written
        write_text(self.folder / PROJECT_FILE, text)

    def keep_mask(self, path: Path, place: str = "") -> str:
        """Copy a picture that a hand drew into the production, as grey values, and return its name there.

        What is transparent is black.

        Raises
        ------
        UserError
            There is no picture; the person names another.
        """
        import cv2

        try:
            drawn = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED)
        except (OSError, ValueError, cv2.error):
            drawn = None
        if drawn is None:
            raise UserError(
                f"There is no picture {path} that can be read.", hint="Name a PNG or JPEG.", place=place
            )
        grey = _grey(np.asarray(drawn))
        data = cv2.imencode(".png", grey)[1].tobytes()
        name = f"{MASKS}/{hashlib.sha256(data).hexdigest()[:16]}.png"
        if not (self.folder / name).is_file():
            with written_beside(self.folder / name) as beside:
                beside.write_bytes(data)
        return name

    def trust(self) -> None:
        """Take what the production says of servers, models and recordings as chosen on this machine."""
        trust.remember(self.project.picture.sha256, _reaching_out(self.project))

    @property
    def store_folder(self) -> Path:
        """Where products are kept by the hash of their recipe."""
        return self.folder / "store"

    @property
    def picture(self) -> Path:
        """The picture file, resolved against the production's folder."""
        return (self.folder / self.project.picture.path).resolve()

    @property
    def picture_places(self) -> tuple[Path, ...]:
        """Where the picture may be: where it was, beside or in the folder that was moved, as it was named."""
        where = self.picture
        places = (where, self.folder.parent / where.name, self.folder / where.name, self.given)
        return tuple(dict.fromkeys(place for place in places if place is not None))

    @property
    def hold(self) -> str:
        """Why this work must not speak: what is stored, or what a label or hold list beside it says now.

        Raises
        ------
        PictureError
            A label or list beside the picture may hold the work back and cannot be read; the person mends it.
        """
        listed = listed_hold(self.picture_places, self.project.metadata)
        if listed:  # for a whole collection: one work is not let through, the list is changed
            return listed
        stored = str(self.project.metadata.get("hold") or "")
        if stored or self.lifted:
            return stored
        found = (find_hold(place) for place in self.picture_places)
        return next((hold for hold, _ in filter(None, found)), "")

    def keep_hold(self) -> str:
        """Store the hold at once, so that nothing that is refused or restored later forgets it; give it."""
        hold = self.hold
        if hold:
            self.project.metadata = {**self.project.metadata, "hold": hold}
            kept = _parsed(self.before, "The project file") if self.before else self.project
            if kept.metadata.get("hold") != hold:
                kept.metadata = {**kept.metadata, "hold": hold}
                self.before = _as_text(kept)
                write_text(self.folder / PROJECT_FILE, self.before)
        return hold

    def is_of(self, picture: Path) -> bool:
        """Return whether a picture file is the very one that the production was made of."""
        return _sha256(picture) == self.project.picture.sha256

    def same_picture(self) -> Path:
        """Find the very picture the production was made from: where it was, or beside or in its moved folder.

        Raises
        ------
        ProjectError
            It is gone, or was replaced by another; the person can put it back.
        """
        where = self.picture
        there = [place for place in self.picture_places if place.is_file()]
        for place in there:
            if _sha256(place) == self.project.picture.sha256:
                return place
        if there:
            raise _replaced(str(there[0]), self.folder)
        raise ProjectError(
            f"The picture of {self.folder} is not at {where} any more.",
            hint="Put it back or beside the folder, or tell where it is now: "
            f"`speaking-images faces PICTURE --production {self.folder.name}`.",
        )


def _grey(drawn: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Return the luminance (BT.709) of a picture as OpenCV reads it, on black."""
    whole = drawn.reshape(*drawn.shape[:2], -1).astype(np.float32) / np.iinfo(drawn.dtype).max
    colour = whole[..., :1] if whole.shape[2] < 3 else whole[..., :3] @ _BLUE_GREEN_RED
    grey = colour.reshape(drawn.shape[:2])
    if whole.shape[2] in (2, 4):
        grey = grey * whole[..., -1]
    return np.asarray(np.rint(255 * grey), np.uint8)


_BLUE_GREEN_RED = np.array([0.0722, 0.7152, 0.2126], np.float32)


def is_production(path: Path) -> bool:
    """Return whether a path is a production folder."""
    try:
        return (path / PROJECT_FILE).is_file()
    except OSError:  # a name that the file system does not bear
        return False


@contextmanager
def opened(folder: Path) -> Iterator[Production]:
    """Open an existing production; nobody else can meanwhile.

    Raises
    ------
    ProjectError
        Missing, damaged, of a newer schema, or open elsewhere; the person can fix it.
    """
    folder = folder.resolve()
    if not is_production(folder):
        raise ProjectError(
            f"{folder} is not a production (it has no {PROJECT_FILE}).",
            hint="Make one with `speaking-images speak PICTURE`.",
        )
    with _locked(folder):
        yield _opened(folder)


@contextmanager
def created(folder: Path, picture: Path, hold: str = "") -> Iterator[Production]:
    """Open the production of a picture, making it where there is none yet.

    Parameters
    ----------
    hold : str
        Why the work is on hold, of which this is another picture; in a new production from its first moment.

    Raises
    ------
    ProjectError
        The folder belongs to another picture, or cannot be opened; the person can fix it.
    PictureError
        There is no such picture file.
    OutputError
        The folder cannot be written.
    """
    folder = folder.resolve()
    sha256 = _sha256(picture)  # first, for it tells what is wrong with the path
    source = PictureSource(path=str(picture.resolve()), sha256=sha256)
    if not is_production(folder):
        from speaking_engine.artwork.read import read_artwork

        _check_adoptable(folder)
        read_artwork(picture)  # so that a file that is no picture leaves no folder behind
        with told_when_unwritable(folder):
            folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        if not is_production(folder):
            Production(folder, _new(folder.name.removesuffix(SUFFIX), source, hold)).save()
        production = _opened(folder)
        _check_same(production, source)
        production.project.picture = source
        production.given = picture.absolute()
        yield production


def _new(name: str, source: PictureSource, hold: str = "") -> Project:
    """Return a project whose seed is of its picture and its name: works in a row are not all alike."""
    drawn = hashlib.sha256(f"{source.sha256} {name}".encode("utf8", "surrogatepass")).digest()
    choices = Choices.model_validate({"seed": int.from_bytes(drawn[:4]) % SEEDS})
    metadata = {"hold": hold} if hold else {}
    return Project(name=name, picture=source, metadata=metadata, choices=choices)


def _check_adoptable(folder: Path) -> None:
    """Refuse to make a production of a folder in which somebody keeps other things."""
    if not folder.is_dir() or folder.name.endswith(SUFFIX):
        return
    with told_when_unwritable(folder):
        others = [
            path for path in folder.iterdir() if not path.name.startswith(LOCK_FILE) and not is_partial(path)
        ]
    if others:
        raise ProjectError(
            f"{folder} is a folder of other things ({others[0]}, ...), and no production.",
            hint=f"Give --production a new folder, such as {folder.name}/NAME{SUFFIX}.",
        )


def _check_same(production: Production, source: PictureSource) -> None:
    known = production.project.picture
    if known.sha256 == source.sha256:
        return
    if known.path == source.path:
        raise _replaced(source.path, production.folder)
    raise ProjectError(
        f"{production.folder} is already the production of another picture, {known.path}.",
        hint="Give this picture a folder of its own with --production NAME.speaking, or put the old "
        "production aside with --renew.",
    )


def _replaced(picture: str, folder: Path) -> ProjectError:
    return ProjectError(
        f"{picture} was replaced or changed since its production {folder} was made.",
        hint="Boxes and handles may not fit it any more: put it back, or begin anew with --renew, which puts "
        "the old production aside.",
    )


def _opened(folder: Path) -> Production:
    text = read_text(folder / PROJECT_FILE, "The project file", ProjectError, LIMIT_BYTES)
    return Production(folder, _parsed(text, f"The project file {folder / PROJECT_FILE}"), text)


def peeked(folder: Path) -> Production:
    """Read a production that may be open elsewhere, to look at it only.

    Raises
    ------
    ProjectError
        See `opened`.
    """
    return _opened(folder.resolve())


def _reaching_out(project: Project) -> trust.Said:
    return trust.reaching_out(project.model_dump(mode="json"))


def _as_text(project: Project) -> str:
    return project.model_dump_json(indent=1) + "\n"


def _parsed(text: str, what: str) -> Project:
    try:
        return Project.model_validate(migrate(parse_json(text, what, ProjectError), what=what))
    except ValidationError as error:
        place, rule = refusal_of(error)
        raise ProjectError(
            f"{what} cannot be used: `{place}` {rule}.",
            hint="Correct it or restore it from a copy; if a newer Speaking Images wrote it, update.",
            place=place,
        ) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    busy = ProjectError(
        f"{folder} is open in another Speaking Images.", hint="Wait until it has finished, or stop it."
    )
    with locked(folder / LOCK_FILE, busy, LOCK_SECONDS):
        sweep(folder, *OURS)
        yield


def _sha256(picture: Path) -> str:
    try:
        check_regular(picture)
        with picture.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        is_web = str(picture).lower().startswith(("http:", "https:"))
        hint = (
            "Nothing is downloaded: save the picture and give its file."
            if is_web
            else "Check the path and its spelling."
        )
        raise PictureError(f"There is no file {picture}.", hint=hint) from error
    except IsADirectoryError as error:
        raise PictureError(
            f"{picture} is a folder, and not a production.",
            hint="Give one picture file, or a NAME.speaking folder.",
        ) from error
    except OSError as error:
        raise PictureError(
            f"{picture} cannot be read ({error.strerror}).", hint="Check its name and its permissions."
        ) from error
