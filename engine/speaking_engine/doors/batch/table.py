"""Reads the table of an exhibition: one row a work; a wrong row is told and never stops the others."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from speaking_engine.artwork.metadata import ALIASES, KNOWN_FIELDS
from speaking_engine.artwork.sidecar import ALL_SUFFIXES
from speaking_engine.doors.batch.files import Finder, Found
from speaking_engine.errors import UserError
from speaking_engine.project.document import DECLARED
from speaking_engine.tables import plain, read_rows

OPTIONS = {column: one.flag for one in DECLARED.values() for column in one.columns} | {
    name: f"--{name.replace('_', '-')}" for name in ("box", "text_file", "approved_by")
}
"""Columns that are options of `speak`: every choice there is, and three options of its own."""

_BY_FLAG = {one.flag: one for one in DECLARED.values()}

OTHERS = ("id", "image", "languages")
_OF_ONE_LANGUAGE = ("text", "text_file", "voice")
"""Options that may have a column for each language: `text_fr`."""
_TAGGED = re.compile(r"(\w+?)_\(?((?:de|en|es|fr|hi|it|ja|nl|pt|zh)(?:_[a-z]{2})?)\)?")
NUMBERS = tuple(column for one in DECLARED.values() if one.kind in (int, float) for column in one.columns)
"""Columns of numbers, which may be written with a comma."""

TRUE = {"1", "yes", "true", "x", "on"}
OF_ONE_LANGUAGE = tuple(f"--{name.replace('_', '-')}" for name in _OF_ONE_LANGUAGE)
LIMIT_BYTES = 50_000_000
MAX_NAME_CHARACTERS = 50
"""Of a row's name, for file systems allow 255 bytes with all endings, and a letter may take four."""
_MAX_TEXT_BYTES = 100_000  # what a system hands over to a process as one word
_HEAD_ROWS = 20
MANY = 12


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
    label : dict of str to str, or of str to dict
        Metadata fields; those with a column for each language by its tag, "none" for the column without one.
    languages : tuple of str
        Of the films that the row gets, the main one first; empty for one film.
    own : dict of str to dict
        Options that hold in one language alone, by its tag.
    fault : str
        Why the row cannot be run at all, as a sentence; empty if it can.
    remarks : tuple of str
        What had to be decided to read it, in sentences.
    """

    number: int
    name: str
    image: Path
    options: dict[str, str] = field(default_factory=dict)
    label: dict[str, str | dict[str, str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    own: dict[str, dict[str, str]] = field(default_factory=dict)
    fault: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of what the row says, and of the state of its files: what was changed is done again."""
        every = (self.options, *self.own.values())
        read = [Path(one["--text-file"]) for one in every if "--text-file" in one]
        if self.image.name:  # labels, which may hold the work back
            read += [self.image.with_suffix(suffix) for suffix in ALL_SUFFIXES]
            read += [self.image.with_name(self.image.name + suffix) for suffix in ALL_SUFFIXES]
        files = [_state(self.image), *map(_content, read)]
        said: list[Any] = [str(self.image), self.options, self.label, self.fault, files]
        said += [self.languages, self.own] if self.languages else []
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode("utf8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, the columns that mean nothing to us, and what had to be decided to read it."""

    rows: tuple[Row, ...]
    ignored_columns: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """Read a table of works: CSV (commas, semicolons, tabs) or a workbook (.xlsx, .ods).

    Relative paths are relative to the table.

    Raises
    ------
    UserError
        The file cannot be read, or has no column `image`; the person can fix it.
    """
    remarks: list[str] = []
    lines = read_rows(
        path, "The table", UserError, columns=("image",), limit_bytes=LIMIT_BYTES, remarks=remarks
    )
    first, names = _names(lines, path)
    if first > 1:
        remarks.append(
            f"The table {path}: what stands above line {first}, the names of the columns, was passed over."
        )
    columns = [plain(name) for name in names]
    _check_columns(columns, path)
    rows, naming, finder = [], Naming(), Finder(path.resolve().parent)
    for number, (line, cells) in enumerate(lines, start=1):
        fault = ""
        if any(cells[len(columns) :]):
            fault = (
                f"Line {line} of the table has {len(cells)} cells for {len(columns)} columns; "
                "a cell that holds the separator stands in quotes."
            )
        rows.append(_row(number, dict(zip(columns, cells, strict=False)), finder, naming, fault))
    if not rows:
        raise UserError(f"The table {path} has no rows.", hint="Write one line for each work.")
    known = {*OPTIONS, *OTHERS, *KNOWN_FIELDS, *ALIASES, ""}
    ignored = (
        name
        for name, column in zip(names, columns, strict=True)
        if column not in known and not _of_a_language(column)
    )
    return Table(tuple(rows), tuple(ignored), tuple(remarks))


def _names(lines: Iterator[tuple[int, list[str]]], path: Path) -> tuple[int, list[str]]:
    """Find the row that names the columns: the first with `image`, for titles may stand above it."""
    head = []
    for line, cells in islice(lines, _HEAD_ROWS):
        head.append(cells)
        if "image" in map(plain, cells):
            return (line if len(head) > 1 else 1), cells
    has = ", ".join(filter(None, head[0] if head else ())) or "none"
    raise UserError(
        f"The table {path} has no column `image` (it has: {has[:300]}).",
        hint="The first line names the columns: image;title;artist;...",
    )


def _check_columns(columns: Sequence[str], path: Path) -> None:
    for name in (*OPTIONS, *OTHERS, *KNOWN_FIELDS, *ALIASES):
        if columns.count(name) > 1:
            raise UserError(
                f"The table {path} has the column `{name}` twice.", hint="Rename or remove one of them."
            )


def _state(path: Path) -> list[int]:
    """Return size and time of a file, empty if there is none: quick, and enough to notice another version."""
    try:
        known = path.stat()
    except (OSError, ValueError):
        return []
    return [known.st_size, known.st_mtime_ns] if stat.S_ISREG(known.st_mode) else []


def _content(path: Path) -> str:
    """Return the digest of a small file, empty if there is none: its time may be that of an older one."""
    try:
        with path.open("rb") as file:
            return hashlib.sha256(file.read(LIMIT_BYTES)).hexdigest() if path.is_file() else ""
    except (OSError, ValueError):
        return ""


def _row(number: int, cells: dict[str, str], finder: Finder, naming: Naming, fault: str) -> Row:
    """Read one row; what is wrong with it is its fault, said when its turn comes."""
    cells = {
        column: _without_decimal_comma(cell) if column in NUMBERS else cell for column, cell in cells.items()
    }
    options = {option: cells[column] for column, option in OPTIONS.items() if cells.get(column)}
    image = cells.get("image", "")
    faults, remarks = [fault], []
    name = naming.name(cells.get("id", ""), Path(image.replace("\\", "/")).stem or f"row-{number}")
    if naming.twice:
        faults.append(f"Another row has the id {cells['id']!r} already, or one so like it.")
    if not image:
        faults.append("The row names no image.")
    if len(options.get("--text", "").encode("utf8", "replace")) > _MAX_TEXT_BYTES:
        faults.append(
            "The row's text is too long for a table: put it into a file, and name that in `text_file`."
        )
    paths = {}
    for column, written in (("image", image), ("text_file", options.get("--text-file", ""))):
        found = finder.find(written, column) if written else Found(finder.folder)
        paths[column] = found.path
        faults.append(found.fault)
        remarks.append(found.remark)
    if "--text-file" in options:
        options["--text-file"] = str(paths["text_file"])
    languages = tuple(dict.fromkeys(filter(None, re.split(r"[,;\s]+", cells.get("languages", "").lower()))))
    if languages:
        options["--language"] = options.get("--language", languages[0])
        languages = tuple(dict.fromkeys((options["--language"], *languages)))
    others = {tag: _options_in(cells, tag, finder, faults) for tag in languages[1:]}
    own = {tag: said for tag, said in others.items() if said}
    for option, value in _options_in(cells, languages[0], finder, faults).items() if languages else ():
        options.setdefault(option, value)
    return Row(
        number,
        name,
        paths["image"],
        options,
        _label(cells),
        languages,
        own,
        next(filter(None, faults), ""),
        tuple(filter(None, remarks)),
    )


def _of_a_language(column: str) -> tuple[str, str] | None:
    """Part `title_fr` and `text (fr)` into field and tag; None for columns without one."""
    match = _TAGGED.fullmatch(column)
    name = ALIASES.get(match[1], match[1]) if match else ""
    return (
        (name, match[2].replace("_", "-")) if match and name in (*KNOWN_FIELDS, *_OF_ONE_LANGUAGE) else None
    )


def _options_in(cells: Mapping[str, str], tag: str, finder: Finder, faults: list[str]) -> dict[str, str]:
    """Return the options that a row gives for one language."""
    found = {}
    for column, cell in cells.items():
        name, language = _of_a_language(column) or ("", "")
        if not cell or name not in _OF_ONE_LANGUAGE or language != tag:
            continue
        value = cell
        if name == "text_file":
            file = finder.find(cell, column)
            faults.append(file.fault)
            value = str(file.path)
        found[f"--{name.replace('_', '-')}"] = value
    return found


def _without_decimal_comma(cell: str) -> str:
    """Write "12,5" and "30,0", as Excel does in half of Europe, "12.5" and "30"."""
    number = re.fullmatch(r"([+-]?\d+)[.,](\d+)", cell)
    if number is None:
        return cell
    return f"{number[1]}.{number[2]}" if number[2].strip("0") else number[1]


def _label(cells: Mapping[str, str]) -> dict[str, str | dict[str, str]]:
    """Return the fields of the label; our own names go before other words for them.

    A field with columns for languages (`title_fr`) is given in each; under "none" what has no language.
    """
    label: dict[str, str | dict[str, str]] = {}
    for column in sorted(cells, key=lambda column: column not in KNOWN_FIELDS):
        name = ALIASES.get(column, column)
        if cells[column] and name in KNOWN_FIELDS and name not in label:
            label[name] = _without_hour(cells[column]) if name == "date" else cells[column]
    for column, cell in cells.items():
        tagged = _of_a_language(column)
        if cell and tagged and tagged[0] in KNOWN_FIELDS:
            name, tag = tagged
            plain_one = label.get(name, "")
            told = plain_one if isinstance(plain_one, dict) else {"none": plain_one} if plain_one else {}
            label[name] = {**told, tag: _without_hour(cell) if name == "date" else cell}
    return label


def _without_hour(date: str) -> str:
    """Return a date without what a program added: a year taken for a number, a day that got an hour."""
    return re.sub(r"^(-?\d{3,4})[.,]0+$|[ T]00:00(?::00(?:\.0+)?)?$", r"\1", date)


@dataclass(slots=True)
class Naming:
    """Gives every row a name of its own, in time that grows with the rows and not with their square."""

    taken: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    twice: bool = False

    def name(self, wanted_id: str, otherwise: str) -> str:
        """Return a name that no row had; `twice` tells whether the wanted id was another's already."""
        plain_name = _plain_name(wanted_id or otherwise)
        self.twice = bool(wanted_id) and plain_name.lower() in self.taken
        name, count = plain_name, self.counts.get(plain_name.lower(), 2)
        while name.lower() in self.taken:
            name, count = f"{plain_name}-{count}", count + 1
        self.counts[plain_name.lower()] = count
        self.taken.add(name.lower())
        return name


def arguments_of(options: Mapping[str, str]) -> list[str]:
    """Return a row's options as the words of a command line.

    A cell of several values holds them with commas or spaces between; yes, true and 1 switch something on.
    """
    words: list[str] = []
    for flag, value in options.items():
        known = _BY_FLAG.get(flag)
        if known is not None and known.kind is bool:
            words.append(flag if value.strip().lower() in TRUE else known.choice.flags[0])
        elif known is not None and known.kind in (tuple, dict) and known.choice.parse is None:
            words += [word for part in re.split(r"[,;\s]+", value.strip()) for word in (flag, part)]
        else:
            words += [flag, value]
    return words


def _plain_name(wanted: str) -> str:
    """Make a name that every file system bears."""
    composed = unicodedata.normalize("NFC", wanted)
    plain = re.sub(r"[^\w.-]+", "_", composed).strip("._")[:MAX_NAME_CHARACTERS]
    return plain or "row"
