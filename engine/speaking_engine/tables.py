"""Tables: rows of cells that people hand in, from a text file of any common kind or from a workbook."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path

from speaking_engine.doors import LIMIT_BYTES, decode, read_bytes
from speaking_engine.errors import UserError

Rows = Iterator[tuple[int, list[str]]]

_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # as workbooks begin, new and old
_SEPARATORS = ",;\t|"
_HEAD_LINES = 20
_KEPT_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how Excel is told to leave 0012 alone


def read_rows(
    path: Path,
    what: str,
    kind: type[UserError],
    *,
    columns: Collection[str] = (),
    limit_bytes: int = LIMIT_BYTES,
    remarks: list[str] | None = None,
) -> Rows:
    """Read a table: CSV or the first fitting sheet of a workbook (.xlsx, .ods).

    Parameters
    ----------
    what : str
        Begins the sentence: "The table".
    kind : type
        Of the error that is raised.
    columns : collection of str
        Columns of which the table has one, in plain form; they tell the separator, and the sheet of several.
    remarks : list of str, optional
        Takes what was guessed or passed over, in sentences. Without it, a text in no Unicode is refused.

    Yields
    ------
    line, cells : tuple of int and list of str
        Line of the file on which the row begins, from 1; cells without white space around them or control
        characters in them. Empty rows are passed over.

    Raises
    ------
    UserError
        Of `kind`: the file cannot be read or is no table.
    """
    data = read_bytes(path, what, kind, limit_bytes)
    what = f"{what} {path}"
    if data.startswith(_PACKED):
        from speaking_engine.workbook import workbook_rows

        rows = workbook_rows(
            data, what, kind, lambda cells: any(plain(cell) in columns for cell in cells), remarks
        )
    else:
        text = decode(data, what, kind, remarks)
        if "\x00" in text:
            raise kind(f"{what} holds binary data, not text.", hint="Save it as CSV UTF-8, .xlsx or .ods.")
        rows = csv_rows(text, what, kind, columns)
    for line, cells in rows:
        if any(cleaned := [_clean(cell) for cell in cells]):
            yield line, cleaned


def csv_rows(text: str, what: str, kind: type[UserError], columns: Collection[str] = ()) -> Rows:
    """Read a table of commas, semicolons (Excel), tabs or upright bars.

    Empty rows are passed over; a first line ``sep=;``, as Excel wants it, is understood.

    Yields
    ------
    line, cells : tuple of int and list of str
        Line of the file on which the row begins, from 1; cells without white space around them.

    Raises
    ------
    UserError
        Of `kind`: a quotation mark is never closed, or stands where none may be.
    """
    named = re.match(r"sep=(.)(?:\r\n?|\n)", text)
    skipped = 1 if named else 0
    text = text[named.end() :] if named else text
    delimiter = named[1] if named else _separator(text, columns)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1 + skipped
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise kind(
            f"{what} is no proper table: the row that begins on line {line} breaks off.",
            hint='Look there for a quotation mark left open; inside quotes a mark is written twice: "".',
        ) from error


def plain(name: str) -> str:
    """Return a column's name as it is compared: small letters, "_" for spaces and hyphens."""
    return _clean(name).lower().replace(" ", "_").replace("-", "_")


def _separator(text: str, columns: Collection[str]) -> str:
    """Return the sign that parts the line with a known column, else that the first line has most of."""
    lines = [line for line in text[:1_000_000].splitlines() if line.strip() and not line.startswith("#")]
    for line in lines[:_HEAD_LINES]:
        for sign in _SEPARATORS:
            names = [plain(cell.strip().strip('"')) for cell in line.split(sign)]
            if len(names) > 1 and any(name in columns for name in names):
                return sign
    return max(_SEPARATORS, key=re.sub('"[^"]*"', "", lines[0] if lines else "").count)


def _clean(cell: str) -> str:
    """Take out what nobody can see: control characters, marks of direction, byte order marks."""
    kept = _KEPT_AS_TEXT.sub(r"\1", cell)
    if not kept.isprintable():
        kept = "".join(
            c for c in kept if c in "\n\t" or c in _JOINERS or unicodedata.category(c) not in _UNSEEN
        )
    return kept.strip()


_JOINERS = "\u200c\u200d"  # inside emoji, Persian and Indic words
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
