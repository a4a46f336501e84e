"""Metadata: what the museum's label says of a work, and nothing it does not say."""

from __future__ import annotations

import dataclasses
import datetime
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from speaking_engine.artwork.attribution import split_artist
from speaking_engine.artwork.markup import without_tags
from speaking_engine.errors import PictureError
from speaking_engine.text import refusal_of


@dataclass(frozen=True, slots=True)
class Note:
    """A free remark on the work and where it comes from."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The label. A missing field stays empty; nothing is ever guessed.

    Attributes
    ----------
    artist : str
        Name alone.
    artist_qualifier : str
        "attributed to", "workshop of", "after", ... exactly as the holder states it; empty if none.
    date : str
        As the label prints it: "1665", "c. 1503-1519".
    hold : str
        Why this work must not be given words (a contested object); stops the script room.
    """

    title: str = ""
    artist: str = ""
    artist_qualifier: str = ""
    date: str = ""
    place: str = ""
    technique: str = ""
    holder: str = ""
    inventory_number: str = ""
    credit: str = ""
    rights: str = ""
    notes: tuple[Note, ...] = ()
    gender: str = ""
    hold: str = ""


KNOWN_FIELDS = tuple(field.name for field in dataclasses.fields(Metadata))

#: Other words that people use for our fields; compared in lower case with "_" for spaces and hyphens.
ALIASES = {
    "year": "date",
    "painter": "artist",
    "creator": "artist",
    "medium": "technique",
    "museum": "holder",
    "inventory": "inventory_number",
    "accession_number": "inventory_number",
    "credit_line": "credit",
    "license": "rights",
    "licence": "rights",
    "note": "notes",
    "speaker_gender": "gender",
}


def _as_text(value: object) -> object:
    """Let a year typed as a number or a YAML date pass as text; None means missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return value  # refused by pydantic: no field of text is yes or no
    if isinstance(value, int | float | datetime.date):
        return str(value)
    return _plain(value) if isinstance(value, str) else value


def _plain(text: str) -> str:
    """Take tags out, join white space, drop what nobody sees: control characters and their like."""
    spaced = " ".join(without_tags(text).split())
    return "".join(c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _UNSEEN)


_JOINERS = "\u200c\u200d"  # inside emoji, Persian and Indic words
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # Cf: marks that turn the direction of reading, soft hyphens


def _as_gender(value: object) -> object:
    text = _as_text(value)
    words = {"f": "female", "woman": "female", "m": "male", "man": "male", "unknown": ""}
    return words.get(text.lower(), text.lower()) if isinstance(text, str) else text


def _as_hold(value: object) -> object:
    if isinstance(value, bool):
        return "The metadata holds this work back, without giving a reason." if value else ""
    return _as_text(value)


def _as_notes(value: object) -> object:
    """Accept one note or many, each as text or as {"text": ..., "source": ...}."""
    if value is None or value == "":
        return ()
    items = value if isinstance(value, list | tuple) else [value]
    return [item if isinstance(item, Mapping) else {"text": item} for item in items]


_Text = Annotated[str, BeforeValidator(_as_text)]


class _NoteDoor(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: _Text
    source: _Text = ""


class _MetadataDoor(BaseModel):
    """The form in which metadata may come from outside."""

    model_config = ConfigDict(extra="forbid")
    title: _Text = ""
    artist: _Text = ""
    artist_qualifier: _Text = ""
    date: _Text = ""
    place: _Text = ""
    technique: _Text = ""
    holder: _Text = ""
    inventory_number: _Text = ""
    credit: _Text = ""
    rights: _Text = ""
    notes: Annotated[list[_NoteDoor], BeforeValidator(_as_notes)] = []
    gender: Annotated[Literal["", "female", "male"], BeforeValidator(_as_gender)] = ""
    hold: Annotated[str, BeforeValidator(_as_hold)] = ""


def metadata_from_mapping(mapping: Mapping[str, Any], where: str) -> Metadata:
    """Check metadata from outside and put it into our fields.

    A qualifier inside the artist's field ("workshop of Rembrandt") is moved into `artist_qualifier`.

    Parameters
    ----------
    mapping : mapping of str to str, int or list
        Keys are the fields of `Metadata` or one of `ALIASES`, in any case.
    where : str
        Where it was read, for the error's sentence: "the file mona_lisa.json".

    Raises
    ------
    PictureError
        A key is not known or a value has the wrong form; the person who typed it can fix it.
    """
    fields = _with_our_names(mapping, where)
    try:
        door = _MetadataDoor.model_validate(fields)
    except ValidationError as error:
        raise _as_sentence(error, where) from error
    values = door.model_dump(exclude={"notes"})
    if not door.artist_qualifier:
        values["artist_qualifier"], values["artist"] = split_artist(door.artist)
    return Metadata(**values, notes=tuple(Note(note.text, note.source) for note in door.notes if note.text))


def merge(base: Metadata, over: Metadata) -> Metadata:
    """Lay `over` on `base`: its filled fields win; artist and qualifier go together.

    Naming the same artist again without a qualifier does not make a stated doubt disappear.
    """
    filled = {name: getattr(over, name) for name in KNOWN_FIELDS if getattr(over, name)}
    if over.artist and over.artist != base.artist:
        filled["artist_qualifier"] = over.artist_qualifier
    return dataclasses.replace(base, **filled)


def _with_our_names(mapping: Mapping[str, Any], where: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in mapping.items():
        plain = str(key).strip().lower().replace(" ", "_").replace("-", "_")
        name = ALIASES.get(plain, plain)
        if name not in KNOWN_FIELDS:
            raise PictureError(
                f"The metadata in {where} has a field `{key}` that is not known.",
                hint=f"{_nearest(plain)}Known fields: {', '.join(KNOWN_FIELDS)}.",
                place=f"metadata.{key}",
            )
        if name in fields:
            raise PictureError(
                f"The metadata in {where} gives `{name}` twice (the second time as `{key}`).",
                hint="Keep one of the two.",
                place=f"metadata.{name}",
            )
        fields[name] = value
    return fields


def _nearest(name: str) -> str:
    near = get_close_matches(name, [*KNOWN_FIELDS, *ALIASES], n=1)
    return f"Did you mean `{near[0]}`? " if near else ""


def _as_sentence(error: ValidationError, where: str) -> PictureError:
    place, rule = refusal_of(error)
    return PictureError(
        f"The metadata in {where} cannot be used: `{place}` {rule}.",
        hint="Fields are text (true and false in quotes), notes a list of texts or of "
        "{text, source}, gender is female or male.",
        place=f"metadata.{place}",
    )
