"""What became of each row, kept in a file of its own beside the film, so that a restart goes on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from speaking_engine.doors.batch.table import Row
from speaking_engine.media.beside import write_text

State = Literal["done", "failed", "stopped"]


class StageStatus(BaseModel):
    """What is told of one stage."""

    model_config = ConfigDict(extra="allow")

    fallbacks: list[str] = Field(default_factory=list)


class Said(BaseModel):
    """One sentence and what supports it."""

    model_config = ConfigDict(extra="allow")

    text: str
    grounds: list[str] = Field(default_factory=list)


class LineStatus(BaseModel):
    """What one face says."""

    model_config = ConfigDict(extra="allow")

    face_id: str
    sentences: list[Said] = Field(default_factory=list)


class FaceStatus(BaseModel):
    """Where a face is: x, y, width, height in px of the picture, from the top left."""

    model_config = ConfigDict(extra="allow")

    id: str
    box_px: tuple[float, float, float, float]


class Delivered(BaseModel):
    """A file that a row made, as it was made."""

    path: str = Field(description="relative to the folder of films, so that it may be moved as a whole")
    size_bytes: int
    sha256: str


class Status(BaseModel):
    """The status file of one row; one of another form counts as none, and the row is run."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    row: int
    name: str
    state: State
    digest: str
    film: str = Field("", description="relative to the folder of films")
    production: str = Field("", description="relative to the folder of films")
    files: list[Delivered] = Field(default_factory=list)
    sentence: str = ""
    hint: str = ""
    took_seconds: float = 0.0
    seconds: float = 0.0
    text: list[str] = Field(default_factory=list)
    lines: list[LineStatus] = Field(default_factory=list)
    faces: list[FaceStatus] = Field(default_factory=list)
    picture_width_px: int = 0
    measures: list[dict[str, Any]] = Field(default_factory=list)
    exports: dict[str, str] = Field(
        default_factory=dict, description="what it was exported for: where, relative to the folder of films"
    )
    stages: dict[str, StageStatus] = Field(default_factory=dict)

    @property
    def fallbacks(self) -> list[str]:
        """What had to be decided for the user."""
        return [sentence for stage in self.stages.values() for sentence in stage.fallbacks]


def status_path(folder: Path, row: Row) -> Path:
    """Where a row's status is kept."""
    return folder / f"{row.name}.status.json"


def read_status(folder: Path, row: Row) -> Status | None:
    """Give what is known of a row as it stands in the table now; None if it was never run or has changed."""
    try:
        status = Status.model_validate(json.loads(status_path(folder, row).read_text("utf8")))
    except (OSError, ValueError, RecursionError):  # a folder, no text, no JSON, another form
        return None
    return status if status.digest == row.digest else None


def delivered(folder: Path, film: Path) -> list[Delivered]:
    """Describe a film and its captions as they lie in the folder of films.

    Raises
    ------
    OSError
        The film is not there.
    """
    captions = (film.with_suffix(suffix) for suffix in (".vtt", ".srt"))
    return [_described(folder, path) for path in (film, *(path for path in captions if path.is_file()))]


def _described(folder: Path, path: Path) -> Delivered:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Delivered(path=path.relative_to(folder).as_posix(), size_bytes=path.stat().st_size, sha256=sha256)


def is_whole(folder: Path, status: Status) -> bool:
    """Return whether all is there that a row made: the film byte for byte, captions in any words."""
    return bool(status.files) and all(_is_there(folder, one) for one in status.files)


def _is_there(folder: Path, one: Delivered) -> bool:
    path = folder / one.path
    try:
        if path.suffix in (".vtt", ".srt"):
            return path.is_file() and path.stat().st_size > 0
        return path.stat().st_size == one.size_bytes and _described(folder, path) == one
    except (OSError, ValueError):
        return False


def write_status(folder: Path, row: Row, status: Status) -> None:
    """Keep a row's status."""
    write_text(status_path(folder, row), status.model_dump_json(indent=1) + "\n")
