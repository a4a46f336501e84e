"""Sidecar: metadata that lies beside a picture, as a JSON or YAML file or as a row of a table."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from speaking_engine.artwork.iiif import is_manifest, metadata_from_manifest
from speaking_engine.artwork.metadata import ALIASES, KNOWN_FIELDS, Metadata, metadata_from_mapping
from speaking_engine.doors import LIMIT_BYTES, parse_json, read_text
from speaking_engine.errors import PictureError
from speaking_engine.tables import read_rows

SUFFIXES = (".json", ".yaml", ".yml")
ALL_SUFFIXES = (*SUFFIXES, *map(str.upper, SUFFIXES))
_SAYS_HOLD = re.compile(r"""(?:^|[\s{,])["']?hold["']?\s*:""", re.IGNORECASE)
TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".ods")

#: Columns of a table that may name the picture.
KEY_COLUMNS = ("image", "file", "filename", "file_name", "picture", "slug", "id", "inventory_number")


def find_sidecar(picture_path: Path) -> Path | None:
    """Find `mona_lisa.json`, `.yaml` or `.yml` beside `mona_lisa.jpg`; None if there is none.

    Raises
    ------
    PictureError
        There are several; the person keeps one.
    """
    beside = [picture_path.with_suffix(suffix) for suffix in ALL_SUFFIXES] if picture_path.stem else []
    found = _each_file_once(path for path in beside if path != picture_path)
    if len(found) > 1:
        raise PictureError(
            f"Beside {picture_path} lie several labels: {', '.join(path.name for path in found)}.",
            hint="Keep one, or say which with --metadata.",
        )
    return found[0] if found else None


def find_hold(picture_path: Path) -> tuple[str, Path] | None:
    """Find the reason for which a file beside a picture holds the work back, and the file.

    Every file is read that could be its label, also `mona_lisa.jpg.json`, whatever other labels there are.

    Raises
    ------
    PictureError
        A file cannot be read and may hold the work back; the person mends it.
    """
    if not picture_path.name:
        return None
    beside = [picture_path.with_suffix(suffix) for suffix in ALL_SUFFIXES]
    beside += [picture_path.with_name(picture_path.name + suffix) for suffix in ALL_SUFFIXES]
    for path in _each_file_once(path for path in beside if path != picture_path):
        try:
            hold = read_sidecar(path).hold
        except PictureError:
            if _says_hold(path):
                raise
            continue  # no label of ours; where it is asked for as one, it is told what is wrong with it
        if hold:
            return hold, path
    return None


def _says_hold(path: Path) -> bool:
    """Say whether a file that is no proper label has a field `hold` all the same, or cannot be looked at."""
    try:
        with path.open("rb") as file:
            return (
                _SAYS_HOLD.search(file.read(LIMIT_BYTES).replace(b"\x00", b"").decode("latin-1")) is not None
            )
    except OSError:
        return True


def _each_file_once(paths: Iterable[Path]) -> list[Path]:
    """Keep what is a file, and of names that mean the same file (where case does not matter) the first."""
    found: dict[tuple[int, int], Path] = {}
    for path in paths:
        with suppress(OSError, ValueError):
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                found.setdefault((status.st_dev, status.st_ino), path)
    return list(found.values())


def read_label(path: Path, picture: Path) -> Metadata:
    """Read the label of a picture from a sidecar, a IIIF manifest, or a table (.csv, .tsv) with a row for it.

    Raises
    ------
    PictureError
        The file cannot be used, or the table has no row for the picture.
    """
    if path.suffix.lower() in TABLE_SUFFIXES:
        return read_table_row(path, picture.name)
    return read_sidecar(path)


def read_sidecar(path: Path) -> Metadata:
    """Read metadata from a JSON or YAML file; a IIIF manifest is recognised and read as one.

    Raises
    ------
    PictureError
        The file cannot be read, is not JSON or YAML, or has fields that are not known.
    """
    data = _load_mapping(path)
    if is_manifest(data):
        return metadata_from_manifest(data, f"the manifest {path.name}")
    return metadata_from_mapping(data, f"the file {path.name}")


def read_table_row(path: Path, picture: str) -> Metadata:
    """Read the row of a CSV table that belongs to a picture.

    Columns that are no field of ours are passed over, for tables are exports made for many uses.

    Parameters
    ----------
    path : Path
        UTF-8, with a header row; separated by comma, semicolon or tab.
    picture : str
        File name, stem or identifier of the picture, looked for in the first of `KEY_COLUMNS` that has it.

    Raises
    ------
    PictureError
        The table cannot be read, or has no row for this picture.
    """
    rows = read_rows(path, "The table", PictureError, columns=KEY_COLUMNS)
    columns = [_plain(name) for name in next(rows, (0, []))[1]]
    stem = Path(picture).stem.lower()
    for _, cells in rows:
        plain = dict(zip(columns, cells, strict=False))
        if any(Path(plain.get(column, "")).stem.lower() == stem for column in KEY_COLUMNS):
            return metadata_from_mapping(_fields_only(plain), f"the table {path.name}")
    raise PictureError(
        f"The table {path.name} has no row for {picture}.",
        hint=f"One of the columns {', '.join(KEY_COLUMNS)} has to hold the picture's file name.",
    )


def _load_mapping(path: Path) -> Mapping[str, Any]:
    """Read a JSON or YAML file whose top level is a mapping."""
    text = read_text(path, "The metadata file", PictureError)
    what = f"The metadata file {path}"
    if path.suffix.lower() != ".json":
        from speaking_engine.artwork.yaml_file import parse_yaml

        data = parse_yaml(text, what)
    else:
        data = parse_json(text, what, PictureError)
    if not isinstance(data, Mapping):
        raise PictureError(
            f"{what} does not hold fields.",
            hint='It should look like {"title": "Mona Lisa", "artist": "Leonardo da Vinci"}.',
        )
    return data


def _plain(key: str) -> str:
    return key.strip().lower().replace(" ", "_").replace("-", "_")


def _fields_only(row: Mapping[str, str]) -> dict[str, str]:
    """Keep the columns that are fields; a column with our own name goes before an alias."""
    fields: dict[str, str] = {}
    for key in sorted(row, key=lambda key: key not in KNOWN_FIELDS):
        name = ALIASES.get(key, key)
        if name in KNOWN_FIELDS and name not in fields:
            fields[name] = row[key]
    return fields
