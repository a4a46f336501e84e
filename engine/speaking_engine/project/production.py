"""A production folder, `<name>.speaking/`: opening, creating and saving it, one process at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from speaking_engine import __version__
from speaking_engine.artwork.read import read_artwork
from speaking_engine.doors import parse_json, read_text, refusal_of
from speaking_engine.errors import PictureError, ProjectError
from speaking_engine.media.beside import sweep, told_when_unwritable, write_text
from speaking_engine.project.document import PictureSource, Project
from speaking_engine.project.migrations import migrate

SUFFIX = ".speaking"
PROJECT_FILE = "project.json"
LIMIT_BYTES = 50_000_000
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
    """

    folder: Path
    project: Project
    before: str = ""

    def restore(self) -> None:
        """Put `project.json` back as it was when the production was opened."""
        if self.before:
            write_text(self.folder / PROJECT_FILE, self.before)

    def save(self) -> None:
        """Write `project.json`, whole or not at all."""
        self.project.program = f"speaking-images {__version__}"
        write_text(self.folder / PROJECT_FILE, self.project.model_dump_json(indent=1) + "\n")

    @property
    def store_folder(self) -> Path:
        """Where products are kept by the hash of their recipe."""
        return self.folder / "store"

    @property
    def saved_at(self) -> float:
        """When `project.json` was last written, in seconds since 1970."""
        return (self.folder / PROJECT_FILE).stat().st_mtime

    @property
    def picture(self) -> Path:
        """The picture file, resolved against the production's folder."""
        return (self.folder / self.project.picture.path).resolve()

    def same_picture(self) -> Path:
        """Find the very picture the production was made from: where it was, or beside or in its moved folder.

        Raises
        ------
        ProjectError
            It is gone, or was replaced by another; the person can put it back.
        """
        where = self.picture
        places = [where, self.folder.parent / where.name, self.folder / where.name]
        there = [place for place in places if place.is_file()]
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


def is_production(path: Path) -> bool:
    """Say whether a path is a production folder."""
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
def created(folder: Path, picture: Path) -> Iterator[Production]:
    """Open the production of a picture, making it where there is none yet.

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
        read_artwork(picture)  # so that a file that is no picture leaves no folder behind
        with told_when_unwritable(folder):
            folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        if not is_production(folder):
            Production(folder, Project(name=folder.name.removesuffix(SUFFIX), picture=source)).save()
        production = _opened(folder)
        _check_same(production, source)
        production.project.picture = source
        yield production


def _check_same(production: Production, source: PictureSource) -> None:
    known = production.project.picture
    if known.sha256 == source.sha256:
        return
    if known.path == source.path:
        raise _replaced(source.path, production.folder)
    raise ProjectError(
        f"{production.folder} is already the production of another picture, {known.path}.",
        hint="Give this picture a folder of its own with --production NAME.speaking.",
    )


def _replaced(picture: str, folder: Path) -> ProjectError:
    return ProjectError(
        f"{picture} was replaced or changed since its production {folder} was made.",
        hint="Boxes and handles may not fit it any more: rename that folder to begin anew, or put it back.",
    )


def _opened(folder: Path) -> Production:
    text = read_text(folder / PROJECT_FILE, "The project file", ProjectError, LIMIT_BYTES)
    return Production(folder, _parsed(text, f"The project file {folder / PROJECT_FILE}"), text)


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
    lock = FileLock(folder / ".lock")
    with told_when_unwritable(folder):
        try:
            lock.acquire(timeout=LOCK_SECONDS)
        except Timeout as error:
            raise ProjectError(
                f"{folder} is open in another Speaking Images.",
                hint="Wait until it has finished, or stop it.",
            ) from error
    try:
        sweep(folder)
        yield
    finally:
        lock.release()


def _sha256(picture: Path) -> str:
    try:
        if picture.exists() and not picture.is_file() and not picture.is_dir():
            raise PictureError(f"{picture} is no regular file.", hint="Give a picture file.")
        with picture.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise PictureError(f"There is no file {picture}.", hint="Check the path and its spelling.") from error
    except IsADirectoryError as error:
        raise PictureError(
            f"{picture} is a folder, and not a production.",
            hint="Give one picture file, or a NAME.speaking folder.",
        ) from error
    except OSError as error:
        raise PictureError(
            f"{picture} cannot be read ({error.strerror}).", hint="Check its name and its permissions."
        ) from error
