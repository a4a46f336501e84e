"""What became of each row, kept in a file of its own beside the film, so that a restart goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from speaking_engine.media.beside import write_text
from speaking_engine.service.batch.table import Row

State = Literal["done", "failed", "stopped"]


class Stage(BaseModel):
    """What is told of one stage."""

    model_config = ConfigDict(extra="allow")

    fallbacks: list[str] = Field(default_factory=list)


class Said(BaseModel):
    """One sentence and what supports it."""

    model_config = ConfigDict(extra="allow")

    text: str
    grounds: list[str] = Field(default_factory=list)


class Spoken(BaseModel):
    """What one face says."""

    model_config = ConfigDict(extra="allow")

    face_id: str
    sentences: list[Said] = Field(default_factory=list)


class Seen(BaseModel):
    """Where a face is: x, y, width, height in px of the picture, from the top left."""

    model_config = ConfigDict(extra="allow")

    id: str
    box_px: tuple[float, float, float, float]


class Status(BaseModel):
    """The status file of one row; one of another form counts as none, and the row is run."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    row: int
    name: str
    state: State
    digest: str
    film: str = ""
    production: str = ""
    sentence: str = ""
    hint: str = ""
    took_seconds: float = 0.0
    seconds: float = 0.0
    text: list[str] = Field(default_factory=list)
    lines: list[Spoken] = Field(default_factory=list)
    faces: list[Seen] = Field(default_factory=list)
    picture_width_px: int = 0
    measures: list[dict[str, Any]] = Field(default_factory=list)
    stages: dict[str, Stage] = Field(default_factory=dict)

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


def write_status(folder: Path, row: Row, status: Status) -> None:
    """Keep a row's status."""
    write_text(status_path(folder, row), status.model_dump_json(indent=1) + "\n")
