"""Linked Art: metadata out of the JSON-LD in which museums publish what CIDOC CRM says of an object.

References
----------
https://linked.art/model/object/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from speaking_engine.artwork.harvest import Harvest, in_language
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import PictureError

#: Numbers of the Getty's AAT by which a statement or an identifier says what it is.
_FIELD_OF = {
    "300435429": "technique",  # material statement
    "300435418": "credit",
    "300026687": "credit",  # acknowledgements
    "300435434": "rights",  # copyright or licence statement
    "300055547": "rights",  # legal concepts
    "300312355": "inventory_number",  # accession number
    "300404621": "inventory_number",  # owner-assigned number
}
_PROSE = {"300435416": "description", "300411780": "description", "300080091": "description"}
_PREFERRED = "300404670"
_LANGUAGES = {"300388277": "en", "300388306": "fr", "300388344": "de", "300388474": "it", "300389311": "es"}
_LANGUAGES |= {"300388256": "nl", "300389115": "pt"}
_NAMED_LANGUAGES = {
    "english": "en",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "spanish": "es",
    "dutch": "nl",
    "portuguese": "pt",
    "japanese": "ja",
    "chinese": "zh",
}
_USED = {
    *("@context", "id", "type", "_label", "identified_by", "produced_by", "made_of", "referred_to_by"),
    *("current_owner", "current_keeper", "shows", "classified_as", "subject_to"),
}


def is_linked_art(data: Mapping[str, Any]) -> bool:
    """Return whether a mapping says of itself that it is Linked Art."""
    return "linked.art" in str(data.get("@context", "")) or data.get("type") == "HumanMadeObject"


def metadata_from_linked_art(
    data: Mapping[str, Any], where: str, language: str = "en", remarks: list[str] | None = None
) -> Metadata:
    """Put one object into our fields and notes; parameters as in `iiif.metadata_from_manifest`.

    Raises
    ------
    PictureError
        It is no object (a person, for example), or gives nothing that a label says.
    """
    if data.get("type") != "HumanMadeObject":
        raise PictureError(
            f"What {where} holds is a {data.get('type') or 'document without a type'}, not an object.",
            hint="Give the record of the work itself (type HumanMadeObject).",
        )
    harvest = Harvest(where)
    _add_names(harvest, data, language)
    for made in _parts(data, "produced_by"):
        _add_production(harvest, made, language)
    _add_statements(harvest, data, language)
    harvest.give("technique", ", ".join(_labels(data, "made_of", language)), "made of")
    for name in ("current_owner", "current_keeper"):
        harvest.give("holder", "; ".join(_labels(data, name, language)), name)
    for seen in _parts(data, "shows"):
        shown = [*_labels(seen, "represents", language), *_labels(seen, "about", language)]
        harvest.enlist(shown, "depicts")
        _add_statements(harvest, seen, language)
        _add_rights(harvest, seen, language)
    _add_rights(harvest, data, language)
    for name in data:
        if name not in _USED:
            harvest.pass_over(name.replace("_", " "))
    return harvest.metadata(remarks)


def _parts(data: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    value = data.get(name)
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, Mapping):
            yield part


def _number(part: Mapping[str, Any]) -> str:
    """Return the number at the end of a concept's address: "http://vocab.getty.edu/aat/300312355"."""
    return str(part.get("id", "")).rstrip("/").rpartition("/")[2].removeprefix("aat:")


def _kinds(part: Mapping[str, Any]) -> dict[str, str]:
    return {_number(kind): str(kind.get("_label", "")) for kind in _parts(part, "classified_as")}


def _language_of(part: Mapping[str, Any]) -> str:
    for language in _parts(part, "language"):
        label = str(language.get("_label", "")).lower()
        return _LANGUAGES.get(_number(language)) or _NAMED_LANGUAGES.get(label, label)
    return ""


def _text(part: Mapping[str, Any]) -> str:
    content = part.get("content", "")
    return " ".join(str(content).split()) if isinstance(content, str | int | float) else ""


def _contents(parts: list[Mapping[str, Any]], language: str) -> list[str]:
    by_language: dict[str, list[str]] = {}
    for part in parts:
        if text := _text(part):
            by_language.setdefault(_language_of(part), []).append(text)
    return list(in_language(by_language, language))


def _labels(data: Mapping[str, Any], name: str, language: str) -> list[str]:
    """Return what the parts under a name are called: by their names, else by `_label`."""
    found = []
    for part in _parts(data, name):
        names = [own for own in _parts(part, "identified_by") if own.get("type") == "Name"]
        told = next(iter(_contents(names, language)), "") or str(part.get("_label", ""))
        found.append(told)
    return list(dict.fromkeys(filter(None, found)))


def _add_names(harvest: Harvest, data: Mapping[str, Any], language: str) -> None:
    names = [part for part in _parts(data, "identified_by") if part.get("type") == "Name"]
    preferred = [part for part in names if _PREFERRED in _kinds(part)]
    for title in _contents(preferred or names, language):
        harvest.give("title", title)
    harvest.give("title", str(data.get("_label", "")), "_label")
    for part in _parts(data, "identified_by"):
        if part.get("type") == "Identifier":
            kinds = _kinds(part)
            field = next((_FIELD_OF[kind] for kind in kinds if kind in _FIELD_OF), "")
            if field == "inventory_number":
                harvest.give(field, _text(part), "identifier")
            else:
                harvest.pass_over(f"identifier ({_text(part)[:60]})")


def _add_production(harvest: Harvest, made: Mapping[str, Any], language: str) -> None:
    """Take who made a work, when, where and how, also out of the parts of its making, but no deeper."""
    for part in (made, *_parts(made, "part")):
        _add_makers(harvest, part, language)
        for span in _parts(part, "timespan"):
            names = _contents(list(_parts(span, "identified_by")), language)
            harvest.give("date", "; ".join(names[:1]) or _span(span))
        harvest.give("place", "; ".join(_labels(part, "took_place_at", language)))
        if techniques := _labels(part, "technique", language):
            harvest.enlist(techniques, "technique")


def _add_makers(harvest: Harvest, made: Mapping[str, Any], language: str) -> None:
    for name in _labels(made, "carried_out_by", language):
        harvest.sort_artist(name)
    for assigned in _parts(made, "attributed_by"):
        if assigned.get("assigned_property") in {None, "carried_out_by", "influenced_by"}:
            words = next(filter(None, _kinds(assigned).values()), "attributed to")
            for name in _labels(assigned, "assigned", language):
                harvest.give_artist(name, words.lower())
    for name in _labels(made, "influenced_by", language):
        harvest.pass_over(f"influenced by ({name[:60]})")


def _span(span: Mapping[str, Any]) -> str:
    """Return "1665" or "1665–1667" of a time-span's outer ends."""
    ends = [str(span.get(name, ""))[:4] for name in ("begin_of_the_begin", "end_of_the_end")]
    return "–".join(dict.fromkeys(end for end in ends if end.isdigit()))


def _add_statements(harvest: Harvest, data: Mapping[str, Any], language: str) -> None:
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    labels: dict[str, str] = {}
    for part in _parts(data, "referred_to_by"):
        kinds = _kinds(part)
        known = next((kind for kind in kinds if kind in _FIELD_OF or kind in _PROSE), "")
        label = next(filter(None, kinds.values()), "") or str(part.get("_label", "")) or "statement"
        by_kind.setdefault(known or label, []).append(part)
        labels[known or label] = label
    for kind, parts in by_kind.items():
        texts = _contents(parts, language)
        if kind in _FIELD_OF:
            harvest.give(_FIELD_OF[kind], "; ".join(texts), labels[kind])
        elif kind in _PROSE:
            harvest.tell(texts, labels[kind])
        else:
            plain = kind.lower().removesuffix(" statement")
            harvest.sort(plain, texts)


def _add_rights(harvest: Harvest, data: Mapping[str, Any], language: str) -> None:
    for right in _parts(data, "subject_to"):
        names = [*_labels(right, "identified_by", language), *_labels(right, "classified_as", language)]
        addresses = [str(kind.get("id", "")) for kind in _parts(right, "classified_as")]
        harvest.give("rights", next(iter([*names, *filter(None, addresses)]), ""), "right")
