"""Sidecar: metadata that lies beside a picture, as a JSON, YAML or XML file or as a row of a table."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import yaml

from speaking_engine.artwork.dublin_core import is_dublin_core, metadata_from_dublin_core
from speaking_engine.artwork.harvest import in_language
from speaking_engine.artwork.iiif import is_manifest, metadata_from_manifest
from speaking_engine.artwork.lido import is_lido, metadata_from_lido
from speaking_engine.artwork.linked_art import is_linked_art, metadata_from_linked_art
from speaking_engine.artwork.metadata import ALIASES, KNOWN_FIELDS, Metadata, metadata_from_mapping
from speaking_engine.artwork.wikidata import is_entity, metadata_from_entity
from speaking_engine.artwork.xml_file import parse_xml
from speaking_engine.errors import PictureError
from speaking_engine.tables import read_rows
from speaking_engine.text import LIMIT_BYTES, parse_json, read_text

SUFFIXES = (".json", ".yaml", ".yml")
ALL_SUFFIXES = (*SUFFIXES, *map(str.upper, SUFFIXES))
_SAYS_HOLD = re.compile(r"""(?:^|[\s{,])["']?hold["']?\s*:""", re.IGNORECASE)
XML_SUFFIXES = (".xml", ".rdf", ".lido", ".edm")
TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".ods")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z0-9]{2,8})*|mul|none|und", re.IGNORECASE)
# not any two letters: `artist_id` is no artist in Indonesian
_TAGGED = re.compile(r"(\w+?)_\(?((?:de|en|es|fr|hi|it|ja|nl|pt|zh)(?:_[a-z]{2})?)\)?")
_RECORDS = (b"lido-schema.org", b"purl.org/dc/", b"europeana.eu/schemas/edm")

#: Columns of a table that may name the picture.
KEY_COLUMNS = ("image", "file", "filename", "file_name", "picture", "slug", "id", "inventory_number")


def find_sidecar(picture_path: Path) -> Path | None:
    """Find `mona_lisa.json`, `.yaml` or `.yml` beside `mona_lisa.jpg`, else a record in XML, else None.

    Raises
    ------
    PictureError
        There are several; the person keeps one.
    """
    beside = [picture_path.with_suffix(suffix) for suffix in ALL_SUFFIXES] if picture_path.stem else []
    found = _each_file_once(path for path in beside if path != picture_path)
    if not found and picture_path.stem:
        records = (picture_path.with_suffix(suffix) for suffix in XML_SUFFIXES)
        found = [path for path in _each_file_once(records) if path != picture_path and _is_record(path)]
    if len(found) > 1:
        raise PictureError(
            f"Beside {picture_path} lie several labels: {', '.join(path.name for path in found)}.",
            hint="Keep one, or say which with --metadata.",
        )
    return found[0] if found else None


def _is_record(path: Path) -> bool:
    """Return whether XML beside a picture is a museum's record, and not what an annotator or camera left."""
    try:
        with path.open("rb") as file:
            head = file.read(65_536)
    except OSError:
        return False
    return any(known in head for known in _RECORDS) and b"adobe:ns:meta" not in head


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


def read_label(
    path: Path, picture: Path, *, language: str = "en", remarks: list[str] | None = None
) -> Metadata:
    """Read the label of a picture from a sidecar, a museum's record, or a table with a row for it.

    Parameters
    ----------
    language : str
        Wanted tag, where the label says the same in several.
    remarks : list of str, optional
        Takes the sentence that lists what a record supplies and no field or note takes.

    Raises
    ------
    PictureError
        The file cannot be used, or the table has no row for the picture.
    """
    if path.suffix.lower() in TABLE_SUFFIXES:
        return read_table_row(path, picture.name, language)
    return read_sidecar(path, language, remarks)


def read_sidecar(path: Path, language: str = "en", remarks: list[str] | None = None) -> Metadata:
    """Read metadata from a JSON, YAML or XML file; records of museums are recognised by what they hold.

    They are IIIF manifests, Wikidata entities, Linked Art, LIDO, Dublin Core and Europeana's EDM. A field or
    note of our own form may be given in several languages, too.

    Raises
    ------
    PictureError
        The file cannot be read, is of none of these forms, or has fields that are not known.
    """
    if path.suffix.lower() in XML_SUFFIXES:
        return _from_xml(path, language, remarks)
    data = _load_mapping(path)
    if is_manifest(data):
        return metadata_from_manifest(data, f"the manifest {path.name}", language, remarks)
    if is_entity(data):
        return metadata_from_entity(data, f"the Wikidata file {path.name}", language, remarks)
    if is_linked_art(data):
        return metadata_from_linked_art(data, f"the Linked Art file {path.name}", language, remarks)
    return metadata_from_mapping(_in_one(language, data), f"the file {path.name}")


def _in_one(language: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields in one language where they, or notes, are given in several: {"en": ..., "fr": ...}."""

    def said(value: Any) -> Any:  # noqa: ANN401 - any JSON value
        if not isinstance(value, Mapping) or not value:
            return value
        if all(_LANGUAGE.fullmatch(str(key)) for key in value):
            return in_language({str(key): inner for key, inner in value.items()}, language)
        return {**value, "text": said(value["text"])} if "text" in value else value

    fields = {name: said(value) for name, value in data.items()}
    return {
        name: [said(item) for item in value] if isinstance(value, list) else value
        for name, value in fields.items()
    }


def _from_xml(path: Path, language: str, remarks: list[str] | None) -> Metadata:
    root = parse_xml(path)
    if is_lido(root):
        return metadata_from_lido(root, f"the LIDO record {path.name}", language, remarks)
    if is_dublin_core(root):
        return metadata_from_dublin_core(root, f"the record {path.name}", language, remarks)
    raise PictureError(
        f"The file {path.name} is XML, but neither LIDO nor Dublin Core nor Europeana's EDM.",
        hint="Export the work in one of these, or write its label as JSON or YAML.",
    )


def read_table_row(path: Path, picture: str, language: str = "en") -> Metadata:
    """Read the row of a CSV table that belongs to a picture.

    Columns that are no field of ours are passed over, for tables are exports made for many uses. A field may
    have a column for each language: `title_fr` or `title (fr)`.

    Parameters
    ----------
    path : Path
        UTF-8, with a header row; separated by comma, semicolon or tab.
    picture : str
        File name, stem or identifier of the picture, looked for in the first of `KEY_COLUMNS` that has it.
    language : str
        Wanted tag; else English is taken, else the column without a language.

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
            return metadata_from_mapping(_fields_only(plain, language), f"the table {path.name}")
    raise PictureError(
        f"The table {path.name} has no row for {picture}.",
        hint=f"One of the columns {', '.join(KEY_COLUMNS)} has to hold the picture's file name.",
    )


def _load_mapping(path: Path) -> Mapping[str, Any]:
    """Read a JSON or YAML file whose top level is a mapping."""
    text = read_text(path, "The metadata file", PictureError)
    what = f"The metadata file {path}"
    if path.suffix.lower() not in {".json", ".jsonld"}:
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


def _fields_only(row: Mapping[str, str], language: str) -> dict[str, str]:
    """Keep the columns that are fields, in one language; a column with our own name goes before an alias."""
    fields: dict[str, dict[str, str]] = {}
    for key in sorted(row, key=lambda key: key not in KNOWN_FIELDS):
        column, tag = key, ""
        if key not in KNOWN_FIELDS and key not in ALIASES and (tagged := _TAGGED.fullmatch(key)):
            column, tag = tagged.groups()
        name = ALIASES.get(column, column)
        if name in KNOWN_FIELDS and row[key]:
            fields.setdefault(name, {}).setdefault(tag, row[key])
    return {name: str(in_language(by_language, language)) for name, by_language in fields.items()}


class _Plain(yaml.SafeLoader):
    """Reads every value as the text that it is, so that ``1503-04``, ``0123`` and ``No`` stay themselves.

    Refuses what a label never needs: tags, fields given twice, and aliases, which may go in circles.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {}  # type: ignore[misc]

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise _Refused("It uses an alias (*).", self.get_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = set[str]()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Refused("A field's name must be text.", key.start_mark)
            if key.value in names:
                raise _Refused(f"It gives `{key.value}` twice.", key.start_mark)
            names.add(key.value)
        return super().construct_mapping(node, deep)


# a resolver asks how a value begins: without \Z "True love" were a yes, and `notes` nothing
_Plain.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|false|False)\Z"), list("tTfF")
)
_Plain.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:|~|null)\Z"), ["", "~", "n"])


class _Refused(yaml.MarkedYAMLError):
    """Our own rule was broken; the problem is a sentence of ours."""

    def __init__(self, problem: str, mark: yaml.Mark) -> None:
        super().__init__(problem=problem, problem_mark=mark)


def parse_yaml(text: str, what: str) -> Any:  # noqa: ANN401 - any YAML value
    """Read YAML.

    Parameters
    ----------
    what : str
        Begins the sentence: "The metadata file mona_lisa.yaml".

    Raises
    ------
    PictureError
        It is no plain YAML; the sentence names line and column.
    """
    try:
        return yaml.load(text, _Plain)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        own = f" {error.problem}" if isinstance(error, _Refused) else ""
        raise PictureError(
            f"{what} is no plain YAML: it breaks{where}.{own}",
            hint="Look there and just before it: one `field: value` a line, equally indented by spaces, "
            'no tabs; a value with a colon or a quotation mark stands in quotes: title: "Judith: a study".',
        ) from error
    except yaml.YAMLError as error:
        raise PictureError(
            f"{what} holds control characters and is no plain YAML.", hint="Save it as plain text in UTF-8."
        ) from error
    except RecursionError as error:
        raise PictureError(
            f"{what} is nested too deeply.", hint="Check that it is the right file."
        ) from error
