"""IIIF: metadata out of a Presentation 2 or 3 manifest that lies in a file.

References
----------
https://iiif.io/api/presentation/2.1/ and https://iiif.io/api/presentation/3.0/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from speaking_engine.artwork.harvest import Harvest, in_language, is_known
from speaking_engine.artwork.markup import without_tags
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import PictureError

_ATTRIBUTION_LABELS = {"attribution", "provider", "required statement"}


def is_manifest(data: Mapping[str, Any]) -> bool:
    """Return whether a mapping says of itself that it is IIIF."""
    return "iiif.io" in str(data.get("@context", "")) or _kind(data).endswith("Manifest")


def metadata_from_manifest(
    manifest: Mapping[str, Any], where: str, language: str = "en", remarks: list[str] | None = None
) -> Metadata:
    """Put a manifest's label, metadata, statements and summary into our fields and notes.

    What is missing stays missing.

    Parameters
    ----------
    manifest : mapping
        Presentation 2 (`@type: sc:Manifest`) or 3 (`type: Manifest`).
    where : str
        Where it was read, for the error's sentence and the notes' sources.
    language : str
        Wanted tag, where there are several.
    remarks : list of str, optional
        Takes the sentence that lists what was not used.

    Raises
    ------
    PictureError
        It is not a manifest (a collection, for example), or nested too deeply.
    """
    kind = _kind(manifest)
    if not kind.endswith("Manifest"):
        raise PictureError(
            f"What {where} holds is a IIIF {kind or 'document without a type'}, not a manifest of one work.",
            hint="Give the manifest of the work itself.",
        )
    try:
        return _harvest(manifest, where, language).metadata(remarks, may_be_empty=True)
    except RecursionError as error:
        raise PictureError(f"What {where} holds is nested too deeply.", hint="Check the file.") from error


def _harvest(manifest: Mapping[str, Any], where: str, language: str) -> Harvest:
    harvest = Harvest(where)
    harvest.tell(texts(manifest.get("summary"), language), "summary")
    harvest.tell(texts(manifest.get("description"), language), "description")
    pairs = manifest.get("metadata")
    for pair in pairs if isinstance(pairs, list) else []:
        if isinstance(pair, Mapping):
            labels = all_texts(pair.get("label"))
            own = next(iter(texts(pair.get("label"), language)), "")
            known = next((label for label in (own, *labels) if is_known(label)), own)
            harvest.sort(known, texts(pair.get("value"), language))
    _add_statements(harvest, manifest, language)
    harvest.give("title", "; ".join(texts(manifest.get("label"), language)), "label")
    for name in ("provider", "navDate", "seeAlso"):
        if manifest.get(name):
            harvest.pass_over(name)
    return harvest


def _kind(data: Mapping[str, Any]) -> str:
    return str(data.get("type", data.get("@type", "")))


def _add_statements(harvest: Harvest, manifest: Mapping[str, Any], language: str) -> None:
    """Take requiredStatement and rights (3) or attribution and license (2)."""
    statement = manifest.get("requiredStatement")
    if isinstance(statement, Mapping):
        values = texts(statement.get("value"), language)
        labels = all_texts(statement.get("label"))
        plain = {label.lower().strip(": ") for label in labels}
        known = next((label for label in labels if is_known(label)), "credit")
        harvest.sort("credit" if _ATTRIBUTION_LABELS & plain else known, values)
    harvest.give("credit", "; ".join(texts(manifest.get("attribution"), language)), "attribution")
    rights = manifest.get("rights", manifest.get("license"))
    harvest.give("rights", "; ".join(texts(rights, language)), "rights")


def texts(value: object, language: str = "en") -> list[str]:
    """Return the texts of a value in a language, else in English, in none, or in the first there is."""
    return list(in_language(dict(_by_language(value)), language))


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


def without_markup(text: str) -> str:
    """Take the few HTML elements out that IIIF allows in values, and join white space."""
    return " ".join(without_tags(text).split())
