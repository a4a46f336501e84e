"""Reads the table of an exhibition: one row a work; a wrong row is told and never stops the others."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from speaking_engine.artwork.metadata import ALIASES, KNOWN_FIELDS
from speaking_engine.errors import UserError

OPTIONS = {
    "face": "--face",
    "box": "--box",
    "text": "--text",
    "text_file": "--text-file",
    "writer": "--writer",
    "seconds": "--seconds",
    "language": "--language",
    "seed": "--seed",
    "voice": "--voice",
    "speed": "--speed",
    "animator": "--animator",
    "style": "--style",
    "feather": "--feather",
    "resolution": "--resolution",
    "approved_by": "--approved-by",
}
"""Columns that are options of `speak`."""

OTHERS = ("id", "image")


@dataclass(frozen=True, slots=True)
class Row:
    """One work.

    Attributes
    ----------
    number : int
        Line of the table's data, from 1.
    name : str
        Unique in the table; names the row's production, film and status file.
    options : dict of str to str
        Options of `speak` with their values; paths are absolute.
    label : dict of str to str
        Metadata fields.
    """

    number: int
    name: str
    image: Path
    options: dict[str, str] = field(default_factory=dict)
    label: dict[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of what the row says: a changed row is done again."""
        said = [str(self.image), self.options, self.label]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode("utf8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, and the columns that mean nothing to us."""

    rows: tuple[Row, ...]
    ignored_columns: tuple[str, ...]


def read_table(path: Path) -> Table:
    """Read a CSV file: UTF-8 with or without BOM; commas, semicolons (Excel) or tabs.

    Relative paths are relative to the table.

    Raises
    ------
    UserError
        The file cannot be read, or has no column `image`; the person can fix it.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise UserError(
            f"The table {path} cannot be read: {error.strerror}.", hint="Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise UserError(
            f"The table {path} is not UTF-8 text (byte {error.start} does not fit).",
            hint="Save it as “CSV UTF-8” in Excel or LibreOffice.",
        ) from error
    reader = csv.DictReader(
        text.splitlines(keepends=True), delimiter=_delimiter(text), restkey="", restval=""
    )
    columns = {name: _plain(name) for name in reader.fieldnames or [] if name}
    if "image" not in columns.values():
        raise UserError(
            f"The table {path} has no column `image` (it has: {', '.join(columns) or 'none'}).",
            hint="The first line names the columns: image;title;artist;...",
        )
    rows, taken = [], set[str]()
    for number, cells in enumerate(reader, start=1):
        plain = {
            columns[name]: value.strip() for name, value in cells.items() if name and isinstance(value, str)
        }
        if any(plain.values()):
            rows.append(_row(number, plain, path.resolve().parent, taken))
    known = {*OPTIONS, *OTHERS, *KNOWN_FIELDS, *ALIASES}
    return Table(tuple(rows), tuple(name for name, plain in columns.items() if plain not in known))


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _row(number: int, cells: Mapping[str, str], folder: Path, taken: set[str]) -> Row:
    options = {option: cells[column] for column, option in OPTIONS.items() if cells.get(column)}
    if "--text-file" in options:
        options["--text-file"] = str(folder / options["--text-file"])
    label: dict[str, str] = {}
    for column, value in cells.items():
        name = ALIASES.get(column, column)
        if value and name in KNOWN_FIELDS and name not in label:
            label[name] = value
    image = cells.get("image") or f"row {number} names no image"
    name = _unique(cells.get("id") or Path(image).stem or f"row-{number}", taken)
    return Row(number, name, folder / image, options, label)


def _unique(wanted: str, taken: set[str]) -> str:
    plain = re.sub(r"[^\w.-]+", "_", wanted).strip("._") or "row"
    name, count = plain, 2
    while name.lower() in taken:
        name, count = f"{plain}-{count}", count + 1
    taken.add(name.lower())
    return name
