"""IIIF: metadata out of a Presentation 2 or 3 manifest that lies in a file.

References
----------
https://iiif.io/api/presentation/2.1/ and https://iiif.io/api/presentation/3.0/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from speaking_engine.artwork.metadata import Metadata, metadata_from_mapping
from speaking_engine.errors import PictureError

#: Labels of `metadata` pairs, in lower case without a final colon, and our field for each.
LABELS = {
    "title": ("title", "titel", "titre", "titolo", "título"),
    "artist": (
        "artist",
        "artists",
        "creator",
        "maker",
        "author",
        "painter",
        "künstler",
        "artiste",
        "kunstenaar",
    ),
    "date": ("date", "dated", "date created", "date made", "creation date", "datierung", "datering", "fecha"),
    "place": ("place", "place made", "place of creation", "place created", "origin", "production place"),
    "technique": ("technique", "medium", "material", "materials", "materials and techniques", "technik"),
    "holder": ("holder", "holding institution", "repository", "institution", "museum", "collection", "owner"),
    "inventory_number": (
        "inventory number",
        "inventory no.",
        "accession number",
        "accession no.",
        "object number",
        "inventarnummer",
        "shelfmark",
    ),
    "credit": ("credit", "credit line", "provenance credit"),
    "rights": ("rights", "licence", "license", "copyright", "usage rights"),
}
_FIELD = {label: field for field, labels in LABELS.items() for label in labels}
_ATTRIBUTION_LABELS = {"attribution", "provider", "required statement"}


def is_manifest(data: Mapping[str, Any]) -> bool:
    """Return whether a mapping says of itself that it is IIIF."""
    return "iiif.io" in str(data.get("@context", "")) or _kind(data).endswith("Manifest")


def metadata_from_manifest(manifest: Mapping[str, Any], where: str) -> Metadata:
    """Put a manifest's label, metadata, statements and summary into our fields.

    Pairs under labels that are not in `LABELS` are passed over; what is missing stays missing.

    Parameters
    ----------
    manifest : mapping
        Presentation 2 (`@type: sc:Manifest`) or 3 (`type: Manifest`).
    where : str
        Where it was read, for the error's sentence.

    Raises
    ------
    PictureError
        It is not a manifest (a collection, for example).
    """
    kind = _kind(manifest)
    if not kind.endswith("Manifest"):
        raise PictureError(
            f"What {where} holds is a IIIF {kind or 'document without a type'}, not a manifest of one work.",
            hint="Give the manifest of the work itself.",
        )
    fields: dict[str, Any] = {}
    for label, value in _pairs(manifest):
        field = _FIELD.get(label.lower().rstrip(": "))
        if field and value:
            fields.setdefault(field, value)
    _add_statements(fields, manifest)
    fields.setdefault("title", "; ".join(texts(manifest.get("label"))))
    notes = [{"text": text, "source": where} for text in _summary(manifest)]
    return metadata_from_mapping({**fields, "notes": notes}, where)


def _kind(data: Mapping[str, Any]) -> str:
    return str(data.get("type", data.get("@type", "")))


def _pairs(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    pairs = manifest.get("metadata")
    for pair in pairs if isinstance(pairs, list) else []:
        if isinstance(pair, Mapping):
            value = "; ".join(texts(pair.get("value")))
            for label in all_texts(pair.get("label")):
                yield label, value


def _add_statements(fields: dict[str, Any], manifest: Mapping[str, Any]) -> None:
    """Take requiredStatement and rights (3) or attribution and license (2)."""
    statement = manifest.get("requiredStatement")
    if isinstance(statement, Mapping):
        value = "; ".join(texts(statement.get("value")))
        labels = [label.lower().rstrip(": ") for label in all_texts(statement.get("label"))]
        known = next((_FIELD[label] for label in labels if label in _FIELD), "credit")
        fields.setdefault("credit" if _ATTRIBUTION_LABELS.intersection(labels) else known, value)
    if attribution := "; ".join(texts(manifest.get("attribution"))):
        fields.setdefault("credit", attribution)
    if rights := "; ".join(texts(manifest.get("rights", manifest.get("license")))):
        fields.setdefault("rights", rights)


def _summary(manifest: Mapping[str, Any]) -> list[str]:
    return [text for text in texts(manifest.get("summary", manifest.get("description"))) if text]


def texts(value: object) -> list[str]:
    """Return the texts of a value in English, or without a language, or in the first language there is."""
    by_language = dict(_by_language(value))
    for wanted in ("en", "none", "@none", ""):
        for language, found in by_language.items():
            if language == wanted or (wanted and language.startswith(f"{wanted}-")):
                return found
    return next(iter(by_language.values()), [])


def all_texts(value: object) -> list[str]:
    """Return the texts of a value in all of its languages."""
    return [text for _, found in _by_language(value) for text in found]


def _by_language(value: object) -> list[tuple[str, list[str]]]:
    """Sort any form of language value by language, in the order found, without markup."""
    found: dict[str, list[str]] = {}
    for language, text in _flatten(value):
        if plain := without_markup(text):
            found.setdefault(language, []).append(plain)
    return list(found.items())


def _flatten(value: object, language: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        yield language, str(value)
    elif isinstance(value, list):
        for item in value:
            yield from _flatten(item, language)
    elif isinstance(value, Mapping):
        if "@value" in value:
            yield from _flatten(value["@value"], str(value.get("@language", "")))
        elif "@id" in value:
            yield from _flatten(value["@id"], language)
        else:
            for key, item in value.items():
                yield from _flatten(item, str(key))


class _TextOnly(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in {"br", "p"}:
            self.parts.append(" ")


def without_markup(text: str) -> str:
    """Take the few HTML elements out that IIIF allows in values, and join white space."""
    if "<" in text or "&" in text:
        parser = _TextOnly()
        parser.feed(text)
        parser.close()
        text = "".join(parser.parts)
    return " ".join(text.split())
