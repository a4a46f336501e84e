"""Harvest: what a museum's record supplies, sorted into our fields, into notes, and into what is not used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from speaking_engine.artwork.attribution import split_artist
from speaking_engine.artwork.metadata import Metadata, metadata_from_mapping
from speaking_engine.errors import PictureError

#: Labels under which records give our fields; in lower case, without a final colon.
LABELS = {
    "title": ("title", "titel", "titre", "titolo", "título", "object title"),
    "artist": (
        *("artist", "artists", "creator", "maker", "author", "painter", "artist/maker"),
        *(
            "künstler",
            "urheber",
            "artiste",
            "auteur",
            "kunstenaar",
            "vervaardiger",
            "artista",
            "autore",
            "autor",
        ),
    ),
    "date": (
        *("date", "dated", "date created", "date made", "creation date", "production date"),
        *("datierung", "entstehungszeit", "datering", "fecha", "datazione", "data", "datation"),
    ),
    "place": (
        *("place", "place made", "place of creation", "place created", "origin", "production place"),
        *("entstehungsort", "lieu de création", "luogo", "lugar"),
    ),
    "technique": (
        *("technique", "medium", "material", "materials", "materials and techniques", "technik", "materiaal"),
        *("material/technik", "tecnica", "técnica", "matériaux et techniques"),
    ),
    "holder": (
        *("holder", "holding institution", "repository", "institution", "museum", "collection", "owner"),
        *("sammlung", "musée", "museo", "collectie"),
    ),
    "inventory_number": (
        *("inventory number", "inventory no.", "accession number", "accession no.", "object number"),
        *("inventarnummer", "shelfmark", "numéro d'inventaire", "inventario", "objectnummer"),
    ),
    "credit": ("credit", "credit line", "creditline", "provenance credit"),
    "rights": ("rights", "licence", "license", "copyright", "usage rights", "rechte", "droits"),
}

#: Labels under which records tell of the work in whole sentences.
PROSE = frozenset(
    (
        *(
            "description",
            "summary",
            "abstract",
            "physical description",
            "object description",
            "note",
            "notes",
        ),
        *("comment", "commentary", "label text", "wall text", "caption", "inscription", "inscriptions"),
        *("beschreibung", "bildbeschreibung", "inschrift", "kurzbeschreibung", "beschrijving", "opschrift"),
        *("descripción", "descrição", "descrizione", "iscrizione", "inscripción", "résumé", "iconography"),
        *("object history", "gallery text", "interpretation", "visual description", "text"),
    )
)

#: Labels under which records list what can be seen.
LISTS = frozenset(
    (
        *("depicts", "depicted", "subject", "subjects", "subject matter", "keyword", "keywords", "theme"),
        *("iconclass", "main subject", "sitter", "sitters", "depicted person", "depicted people", "tags"),
        *("schlagwort", "schlagworte", "dargestellt", "dargestellte person", "thema", "bildthema", "motiv"),
        *("sujet", "sujets", "soggetto", "tema", "onderwerp", "trefwoord", "assunto", "materia", "topic"),
        *("genre", "depicted place"),
    )
)
_FIELD = {label: field for field, labels in LABELS.items() for label in labels}
_NOTATION = re.compile(r"\d{1,2}(?:[A-Z]{1,2}\d*(?:\([^()]{0,80}\)\d*)*)?(?![^\W_])\s*(?:[:·–—-]\s*)?")
_ADDRESS = re.compile(r"(?:https?|urn|ftp)://?\S*|urn:\S+", re.IGNORECASE)
_MOST_NOTES = 200
_MOST_NAMED = 12


class Harvest:
    """What one record supplies, gathered statement by statement; the first of several wins.

    Parameters
    ----------
    where : str
        The record, as a note's source names it: "the manifest girl.json".
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self._fields: dict[str, str] = {}
        self._artists: dict[str, str] = {}
        self._notes: dict[str, str] = {}
        self._unused: dict[str, None] = {}

    def sort(self, label: str, values: Sequence[str]) -> None:
        """Sort statements by the label that the record gives them."""
        plain = label.lower().strip(": ")
        if plain in _FIELD:
            self.give(_FIELD[plain], "; ".join(dict.fromkeys(values)), label)
        elif plain in PROSE:
            self.tell(values, label)
        elif plain in LISTS:
            self.enlist(values, label)
        elif any(values):
            self.pass_over(label)

    def give(self, field: str, value: str, label: str = "") -> None:
        """Fill a field; what differs from the first value that came is told as not used."""
        value = " ".join(value.split())
        if value and self._fields.setdefault(field, value) != value:
            self.pass_over(f"{(label or field).strip(': ')} ({value[:60]})")

    def give_artist(self, name: str, qualifier: str = "") -> None:
        """Add a maker with the doubt that is stated; of one who is named twice, the doubt stays."""
        name = " ".join(name.split())
        if name:
            self._artists[name] = self._artists.get(name) or qualifier

    def sort_artist(self, words: str) -> None:
        """Add a maker whose doubt, if there is one, stands inside the name: "workshop of Titian"."""
        qualifier, name = split_artist(words)
        self.give_artist(name, qualifier)

    def tell(self, texts: Iterable[str], label: str, source: str = "") -> None:
        """Keep sentences as notes, each under its own source or under the record's and the label's name."""
        for text in texts:
            if len(self._notes) >= _MOST_NOTES:
                self.pass_over(label)
            elif text.strip():
                self._notes.setdefault(text, source or f"{self.where} / {label.strip(': ')}")

    def enlist(self, words: Iterable[str], label: str) -> None:
        """Keep what is listed as one note, notations of Iconclass in its words; of addresses, tell."""
        label = label.strip(": ")
        said = dict[str, None]()
        for word in map(str.strip, words):
            number = _NOTATION.match(word) if label.lower() == "iconclass" else None
            rest = (word[number.end() :] if number else word).strip()
            rest = rest or (iconclass_words(word) if number else "")
            if not rest or _ADDRESS.fullmatch(rest):
                self.pass_over(f"{label} {word[:60]}")
            else:
                said[" ".join(rest.split()).rstrip(".")] = None
        if said:
            self.tell([f"{label[:1].upper()}{label[1:]}: {', '.join(said)}."], label)

    def pass_over(self, what: str) -> None:
        """Remember what the record supplies and no field or note takes."""
        if what := " ".join(what.split()).strip(": "):
            self._unused[what] = None

    def metadata(self, remarks: list[str] | None, *, may_be_empty: bool = False) -> Metadata:
        """Return the label, and add the sentence that lists what was not used to the remarks.

        Raises
        ------
        PictureError
            The record gives nothing for a label; the person takes another.
        """
        if not (self._fields or self._artists or self._notes or may_be_empty):
            raise PictureError(
                f"In {self.where} is nothing that a label says: no title, maker, date or description.",
                hint="Check that it is the record of the work itself.",
            )
        if len(self._artists) == 1:
            ((self._fields["artist"], self._fields["artist_qualifier"]),) = self._artists.items()
        elif self._artists:
            makers = (f"{qualifier} {name}".strip() for name, qualifier in self._artists.items())
            self._fields["artist"] = " and ".join(makers)
        notes = [{"text": text, "source": source} for text, source in self._notes.items()]
        made = metadata_from_mapping({**self._fields, "notes": notes}, self.where)
        if self._unused and remarks is not None:
            named = ", ".join(islice(self._unused, _MOST_NAMED))
            more = len(self._unused) - _MOST_NAMED
            remarks.append(f"Not used of {self.where}: {named}{f', and {more} more' if more > 0 else ''}.")
        return made


@cache
def _iconclass() -> Any:  # noqa: ANN401 - the package has no types
    import iconclass

    return iconclass.init()


def iconclass_words(notation: str) -> str:
    """Return what an Iconclass notation stands for, in English; empty for one that does not exist.

    Examples
    --------
    >>> iconclass_words("25F23(LION)")
    'beasts of prey, predatory animals: lion'
    """
    try:
        words = str(_iconclass()[notation.strip()]("en"))
    except Exception:  # noqa: BLE001 - the package raises its own and others on odd notations
        return ""
    return re.sub(r"\s*\([^)]*\)", "", words.partition("~")[0]).strip(" .;")


def is_known(label: str) -> bool:
    """Return whether a field, sentences or a list of what is seen stand under a label."""
    plain = label.lower().strip(": ")
    return plain in _FIELD or plain in PROSE or plain in LISTS


def in_language(by_language: Mapping[str, Sequence[str]], language: str) -> Sequence[str]:
    """Return the texts in a language, else in English, else in none, else in the first there is.

    Parameters
    ----------
    by_language : mapping of str to sequence of str
        By tag in any case: "en", "de-AT"; empty, "none" or "mul" for none.
    language : str
        Wanted tag: "fr", "en-us".
    """
    tags = {tag.lower().replace("_", "-"): tag for tag in reversed(list(by_language))}
    main = language.lower().split("-")[0]
    for wanted in (language.lower(), main, "en", "eng", "none", "@none", "", "mul", "und"):
        for tag, own in reversed(tags.items()):
            if tag == wanted or (wanted and tag.startswith(f"{wanted}-")):
                return by_language[own]
    return next(iter(by_language.values()), ())
