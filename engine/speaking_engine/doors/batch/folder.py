"""A batch without a table: a folder of pictures, and one of texts that are called as they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from speaking_engine.artwork.formats import kind_of
from speaking_engine.artwork.sidecar import SUFFIXES
from speaking_engine.doors.batch.table import MANY, Naming, Row, Table
from speaking_engine.errors import UserError
from speaking_engine.script.textfile import TEXT_SUFFIXES


def read_folder(folder: Path) -> Table:
    """Make a row of every picture in a folder; labels lie beside them, as `speak` finds them.

    Raises
    ------
    UserError
        The folder cannot be read, or holds no picture; the person can fix it.
    """
    naming, rows, others = Naming(), list[Row](), list[str]()
    for path in _files(folder):
        if _is_picture(path):
            rows.append(Row(len(rows) + 1, naming.name("", path.stem), path))
        elif path.suffix.lower() not in {*TEXT_SUFFIXES, *SUFFIXES}:
            others.append(path.name)
    if not rows:
        raise UserError(
            f"The folder {folder} holds no picture.",
            hint="Give a folder of JPEG, PNG or TIFF files, or a table.",
        )
    remark = f"Files that are no pictures: {', '.join(others[:MANY])}{'...' * (len(others) > MANY)}."
    return Table(tuple(rows), remarks=(remark,) if others else ())


def with_texts(table: Table, folder: Path, *, needed: bool) -> Table:
    """Fill rows that have no words with the text file in a folder that is called as their picture or id.

    Raises
    ------
    UserError
        The folder cannot be read, or holds no text though one is needed; the person can fix it.
    """
    texts: dict[str, list[Path]] = {}
    for path in _files(folder):
        if path.suffix.lower() in TEXT_SUFFIXES:
            texts.setdefault(_stem(path.stem), []).append(path)
    if needed and not texts:
        raise UserError(
            f"The folder {folder} holds no text.", hint=f"Texts end in {', '.join(sorted(TEXT_SUFFIXES))}."
        )
    rows, used = [], set[str]()
    for row in table.rows:
        stem = next((stem for name in (row.image.stem, row.name) if (stem := _stem(name)) in texts), "")
        used.add(stem)
        rows.append(_with_text(row, texts.get(stem, ())))
    left = [path.name for stem, paths in texts.items() if stem not in used for path in paths]
    remarks = [f"Texts that no picture is called as: {', '.join(left[:MANY])}{'...' * (len(left) > MANY)}."]
    return replace(table, rows=tuple(rows), remarks=(*table.remarks, *(remarks if left else ())))


def _with_text(row: Row, texts: Sequence[Path]) -> Row:
    if not texts or not row.options.keys().isdisjoint({"--text", "--text-file"}):
        return row
    fault = ""
    if len(texts) > 1:
        names = ", ".join(sorted(path.name for path in texts))
        fault = f"Several texts are called as the picture {row.image.name}: {names}."
    options = row.options | {"--text-file": str(texts[0])}
    return replace(row, options=options, fault=row.fault or fault)


def _is_picture(path: Path) -> bool:
    """Tell by the content, and by the ending too, so that a damaged picture is told and not passed over."""
    if path.suffix.lower() in _ENDINGS:
        return True
    with path.open("rb") as file:
        return bool(kind_of(path, file.read(64)))


_ENDINGS = frozenset(".jpg .jpeg .png .tif .tiff .webp .jp2 .jxl .avif .heic .heif".split())  # noqa: SIM905


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(
            path for path in folder.resolve().iterdir() if path.is_file() and not path.name.startswith(".")
        )
    except OSError as error:
        raise UserError(
            f"The folder {folder} cannot be read: {error.strerror}.", hint="Check the path."
        ) from error


def _stem(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
