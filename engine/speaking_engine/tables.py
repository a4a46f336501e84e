"""Tables: rows of cells that people hand in, from a text file of any common kind or from a workbook."""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from speaking_engine.errors import UserError
from speaking_engine.text import LIMIT_BYTES, decode, read_bytes

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
        from speaking_engine.tables import workbook_rows

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


Row = tuple[int, list[str]]
Fits = Callable[[Sequence[str]], bool]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_UNPACKED_BYTES = 300_000_000
_MOST_COLUMNS = 1000
_HEAD_ROWS = 20
_HOW = "Save it as .xlsx, .ods or CSV UTF-8."
_BROKEN = (
    zipfile.BadZipFile,
    ParseError,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    NotImplementedError,
)
"""What openpyxl and zipfile raise over damaged or foreign files; they promise nothing narrower."""


def workbook_rows(
    data: bytes, what: str, kind: type[UserError], fits: Fits, remarks: list[str] | None = None
) -> Iterator[Row]:
    """Read the first sheet that has a row which fits among its first ones, else the first sheet.

    Dates read "12 May 1889", whole numbers have no point, errors (#REF!) are empty.

    Parameters
    ----------
    fits : callable
        Tells whether the cells are the names of the columns that are looked for.
    remarks : list of str, optional
        Takes the sentence that says which of several sheets was read.

    Raises
    ------
    UserError
        Of `kind`: the file is damaged, locked by a password, of an old or foreign kind, or unpacks to
        more than 300 MB.
    """
    if data.startswith(_OLE):
        raise kind(f"{what} is an old Excel file (.xls) or locked by a password.", hint=_HOW)
    try:
        sheets = _sheets(data, what, kind)
        names = list(sheets)
        chosen = next((name for name in names if any(fits(row) for _, row in _head(sheets[name]))), None)
        if chosen is None:
            chosen = next((name for name in names if any(True for _ in _head(sheets[name]))), None)
        if chosen is None:
            return
        if len(names) > 1 and remarks is not None:
            others = ", ".join(name for name in names if name != chosen)
            remarks.append(f"{what}: the sheet “{chosen}” was read, not {others}.")
        for number, words in sheets[chosen]():
            while not words[-1]:  # cells that hold a colour, or nothing
                words.pop()
            yield number, words
    except _BROKEN as error:
        raise kind(f"{what} is a damaged workbook, or none.", hint=_HOW) from error


Sheets = dict[str, Callable[[], Iterator[Row]]]


def _head(rows: Callable[[], Iterator[Row]]) -> Iterator[Row]:
    return islice(rows(), _HEAD_ROWS)


def _sheets(data: bytes, what: str, kind: type[UserError]) -> Sheets:
    """Return each sheet's rows by its name, read anew whenever they are asked for."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED_BYTES:
            raise kind(f"{what} unpacks to more than {_MOST_UNPACKED_BYTES / 1e6:.0f} MB.", hint=_HOW)
        names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return _xlsx_sheets(data)
    if "content.xml" in names:
        return _ods_sheets(data)
    raise kind(f"{what} is a packed file, but no workbook.", hint=_HOW)


def _xlsx_sheets(data: bytes) -> Sheets:
    from openpyxl import load_workbook  # brings Pillow along

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions, which have no words
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)

    def rows(name: str) -> Iterator[Row]:
        sheet = book[name]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            words = [_xlsx_words(cell.value, cell.number_format) for cell in cells[:_MOST_COLUMNS] if cell]
            if any(words):
                yield number, words

    visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return {name: partial(rows, name) for name in visible or book.sheetnames}


def _xlsx_words(value: object, number_format: str) -> str:
    """Write a cell's value as its reader sees it, or without doubt where formats differ between countries."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime.datetime() | datetime.date():
            return _date_words(value, number_format)
        case datetime.time():
            return value.isoformat("minutes")
        case int() | float():
            zeros = re.fullmatch(r"0+", number_format or "")
            return number_words(value).zfill(len(zeros[0]) if zeros else 0)
    text = str(value)
    return "" if re.fullmatch(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)", text) else text


def _date_words(value: datetime.date, number_format: str) -> str:
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]', "", number_format or "").lower()
    if re.fullmatch(r"[^a-z]*y+[^a-z]*", shown):
        return str(value.year)
    month = f"{value:%B} {value.year}"
    return month if "d" not in shown and "y" in shown else f"{value.day} {month}"


def number_words(value: float) -> str:
    """Write a number without what a program added: no point and zero after a whole one."""
    whole = isinstance(value, int) or value.is_integer()
    return str(int(value)) if whole and abs(value) < 1e15 else repr(float(value))


_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def _ods_sheets(data: bytes) -> Sheets:
    archive = zipfile.ZipFile(io.BytesIO(data))
    names: list[str] = []
    with archive.open("content.xml") as content:
        for event, part in iterparse(content, events=("start", "end")):
            if event == "end":
                part.clear()
            elif part.tag == f"{_TABLE}table":
                names.append(part.get(f"{_TABLE}name", f"Sheet{len(names) + 1}"))

    def rows(wanted: int) -> Iterator[Row]:
        with archive.open("content.xml") as content:
            yield from _ods_rows(content, wanted)

    return {name: partial(rows, at) for at, name in enumerate(names)}


def _ods_rows(content: IO[bytes], wanted: int) -> Iterator[Row]:
    at, number = -1, 0
    for event, part in iterparse(content, events=("start", "end")):
        if event == "start":
            at, number = (at + 1, 0) if part.tag == f"{_TABLE}table" else (at, number)
        elif part.tag == f"{_TABLE}table":
            if at == wanted:
                return
            part.clear()
        elif part.tag == f"{_TABLE}table-row":
            repeated = int(part.get(f"{_TABLE}number-rows-repeated", "1"))
            words = _ods_cells(part) if at == wanted else []
            if any(words):  # equal rows are counted, but one of them says it all
                yield number + 1, words
            number += repeated
            part.clear()


def _ods_cells(row: Element) -> list[str]:
    words: list[str] = []
    for cell in row:
        if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        words += [_ods_words(cell)] * max(0, min(repeated, _MOST_COLUMNS - len(words)))
    return words


def _ods_words(cell: Element) -> str:
    get = cell.get
    kind = get(f"{_OFFICE}value-type", "")
    if kind == "float" and (value := get(f"{_OFFICE}value")):
        return number_words(float(value))
    if kind == "boolean":
        return str(get(f"{_OFFICE}boolean-value", ""))
    lines = [_ods_line(line) for line in cell.iterfind(f"{_TEXT}p")]
    shown = "\n".join(lines)
    if kind == "date" and not re.fullmatch(r"\d{4}", shown):
        day = re.match(r"\d{4}-\d\d-\d\d", get(f"{_OFFICE}date-value") or "")
        return _date_words(datetime.date.fromisoformat(day[0]), "d m y") if day else shown
    return shown


def _ods_line(line: Element) -> str:
    """Return the words of a paragraph; remarks of editors and repeated spaces have elements of their own."""
    parts = [line.text or ""]
    for inner in line:
        if inner.tag in {f"{_TEXT}s", f"{_TEXT}tab"}:
            parts.append(" ")
        elif inner.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif inner.tag != f"{_OFFICE}annotation":
            parts.append(_ods_line(inner))
        parts.append(inner.tail or "")
    return "".join(parts)
