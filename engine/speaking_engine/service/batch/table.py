"""Reads the table of an exhibition: one row a work; a wrong row is told and never stops the others."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from speaking_engine.artwork.metadata import ALIASES, KNOWN_FIELDS
from speaking_engine.artwork.sidecar import ALL_SUFFIXES
from speaking_engine.doors import csv_rows, read_text
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
LIMIT_BYTES = 50_000_000
MAX_NAME_CHARACTERS = 50
"""Of a row's name, for file systems allow 255 bytes with all endings, and a letter may take four."""


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
    fault : str
        Why the row cannot be run at all, as a sentence; empty if it can.
    """

    number: int
    name: str
    image: Path
    options: dict[str, str] = field(default_factory=dict)
    label: dict[str, str] = field(default_factory=dict)
    fault: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of what the row says, and of the state of its files: what was changed is done again."""
        read = [Path(value) for name, value in self.options.items() if name == "--text-file"]
        if self.image.name:  # labels, which may hold the work back
            read += [self.image.with_suffix(suffix) for suffix in ALL_SUFFIXES]
            read += [self.image.with_name(self.image.name + suffix) for suffix in ALL_SUFFIXES]
        files = [_state(self.image), *map(_content, read)]
        said = [str(self.image), self.options, self.label, self.fault, files]
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
    text = read_text(path, "The table", UserError, LIMIT_BYTES)
    lines = csv_rows(text, f"The table {path}", UserError)
    names = next(lines, (0, []))[1]
    columns = [_plain(name) for name in names]
    _check_columns(columns, names, path)
    rows, taken = [], set[str]()
    for number, (line, cells) in enumerate(lines, start=1):
        plain = dict(zip(columns, cells, strict=False))
        fault = ""
        if any(cells[len(columns) :]):
            fault = (
                f"Line {line} of the table has {len(cells)} cells for {len(columns)} columns; "
                "a cell that holds the separator stands in quotes."
            )
        rows.append(_row(number, plain, path.resolve().parent, taken, fault))
    if not rows:
        raise UserError(f"The table {path} has no rows.", hint="Write one line for each work.")
    known = {*OPTIONS, *OTHERS, *KNOWN_FIELDS, *ALIASES, ""}
    return Table(
        tuple(rows), tuple(name for name, plain in zip(names, columns, strict=True) if plain not in known)
    )


def _check_columns(columns: Sequence[str], names: Sequence[str], path: Path) -> None:
    if "image" not in columns:
        raise UserError(
            f"The table {path} has no column `image` (it has: {', '.join(filter(None, names)) or 'none'}).",
            hint="The first line names the columns: image;title;artist;...",
        )
    for name in (*OPTIONS, *OTHERS, *KNOWN_FIELDS, *ALIASES):
        if columns.count(name) > 1:
            raise UserError(
                f"The table {path} has the column `{name}` twice.", hint="Rename or remove one of them."
            )


def _state(path: Path) -> list[int]:
    """Give size and time of a file, empty if there is none: quick, and enough to notice another version."""
    try:
        known = path.stat()
    except (OSError, ValueError):
        return []
    return [known.st_size, known.st_mtime_ns] if stat.S_ISREG(known.st_mode) else []


def _content(path: Path) -> str:
    """Give the digest of a small file, empty if there is none: its time may be that of an older one."""
    try:
        with path.open("rb") as file:
            return hashlib.sha256(file.read(LIMIT_BYTES)).hexdigest() if path.is_file() else ""
    except (OSError, ValueError):
        return ""


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _row(number: int, cells: Mapping[str, str], folder: Path, taken: set[str], fault: str) -> Row:
    options = {option: cells[column] for column, option in OPTIONS.items() if cells.get(column)}
    if "--text-file" in options:
        options["--text-file"] = str(folder / options["--text-file"])
    label: dict[str, str] = {}
    for column in sorted(
        cells, key=lambda column: column not in KNOWN_FIELDS
    ):  # our own names before aliases
        name = ALIASES.get(column, column)
        if cells[column] and name in KNOWN_FIELDS and name not in label:
            label[name] = cells[column]
    image = cells.get("image", "")
    wanted = _plain_name(cells.get("id") or Path(image).stem or f"row-{number}")
    if cells.get("id") and wanted.lower() in taken:
        fault = fault or f"Another row has the id {cells['id']!r} already, or one so like it."
    fault = fault or ("" if image else "The row names no image.")
    name = _unique(wanted, taken)
    return Row(number, name, folder / image, options, label, fault)


def _plain_name(wanted: str) -> str:
    """Make a name that every file system bears."""
    composed = unicodedata.normalize("NFC", wanted)
    plain = re.sub(r"[^\w.-]+", "_", composed).strip("._")[:MAX_NAME_CHARACTERS]
    return plain or "row"


def _unique(plain: str, taken: set[str]) -> str:
    name, count = plain, 2
    while name.lower() in taken:
        name, count = f"{plain}-{count}", count + 1
    taken.add(name.lower())
    return name
