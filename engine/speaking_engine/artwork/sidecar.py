"""Sidecar: metadata that lies beside a picture, as a JSON or YAML file or as a row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from speaking_engine.artwork.iiif import is_manifest, metadata_from_manifest
from speaking_engine.artwork.metadata import ALIASES, KNOWN_FIELDS, Metadata, metadata_from_mapping
from speaking_engine.artwork.yaml_file import parse_yaml
from speaking_engine.doors import csv_rows, parse_json, read_text
from speaking_engine.errors import PictureError

SUFFIXES = (".json", ".yaml", ".yml")
TABLE_SUFFIXES = (".csv", ".tsv")

#: Columns of a table that may name the picture.
KEY_COLUMNS = ("image", "file", "filename", "file_name", "picture", "slug", "id", "inventory_number")


def find_sidecar(picture_path: Path) -> Path | None:
    """Find `mona_lisa.json`, `.yaml` or `.yml` beside `mona_lisa.jpg`; None if there is none.

    Raises
    ------
    PictureError
        There are several; the person keeps one.
    """
    beside = [picture_path.with_suffix(suffix) for suffix in SUFFIXES] if picture_path.stem else []
    found = [path for path in beside if path != picture_path and path.is_file()]
    if len(found) > 1:
        raise PictureError(
            f"Beside {picture_path} lie several labels: {', '.join(path.name for path in found)}.",
            hint="Keep one, or say which with --metadata.",
        )
    return found[0] if found else None


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
    rows = csv_rows(read_text(path, "The table", PictureError), f"The table {path}", PictureError)
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
    data = parse_json(text, what, PictureError) if path.suffix.lower() == ".json" else parse_yaml(text, what)
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
