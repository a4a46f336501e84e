"""Evidence: the words, years and faces that may stand behind a sentence, by the field that holds them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from speaking_engine.artwork.metadata import Metadata

_FIELDS = (
    "title",
    "artist",
    "date",
    "place",
    "technique",
    "holder",
    "inventory_number",
    "credit",
    "rights",
)
_CIRCA = re.compile(r"\b(?:c|ca|circa|about|around|approx\w*|um|vers|probably|possibly|perhaps)\b|\?", re.I)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the label and the picture give.

    Attributes
    ----------
    words : dict of str to frozenset of str
        Folded words of each field: ``{"metadata.title": {"mona", "lisa"}, "notes[0]": ...}``.
    years : dict of str to frozenset of int
        Years named in each field; a range gives its two ends.
    centuries : frozenset of int
        Centuries named in any field, or of its years.
    """

    label: Metadata
    words: dict[str, frozenset[str]]
    years: dict[str, frozenset[int]]
    centuries: frozenset[int]
    face_count: int
    language: str = "en-us"

    @property
    def date_is_vague(self) -> bool:
        """Whether the label hedges its date."""
        return bool(_CIRCA.search(self.label.date))

    def holders_of(self, words: set[str]) -> list[str]:
        """Return the fields that hold all of these words, the shortest fields first."""
        fitting = [field for field, held in self.words.items() if words <= held]
        return sorted(fitting, key=lambda field: len(self.words[field]))


def evidence_of(label: Metadata, face_count: int, language: str = "en-us") -> Evidence:
    """Sort a label's words and years by field, to check sentences of a language."""
    texts = dict(_texts(label))
    years = {field: frozenset(years_of(text)) for field, text in texts.items()}
    of_years = {(year + 99) // 100 for found in years.values() for year in found}
    named = {century for text in texts.values() for century in centuries_of(text)}
    return Evidence(
        label,
        {field: frozenset(words_of(text)) for field, text in texts.items()},
        years,
        frozenset(of_years | named),
        face_count,
        language,
    )


def _texts(label: Metadata) -> Iterator[tuple[str, str]]:
    for name in _FIELDS:
        if value := getattr(label, name):
            yield f"metadata.{name}", value
    for index, note in enumerate(label.notes):
        yield f"notes[{index}]", f"{note.text} {note.source}"


def words_of(text: str) -> list[str]:
    """Return the words of a text without accents, capitals and possessive endings.

    Examples
    --------
    >>> words_of("Velázquez's Las Meninas")
    ['velazquez', 'las', 'meninas']
    """
    found = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text)
    return [fold(re.sub(r"['’]s?$", "", word)) for word in found]


def fold(word: str) -> str:
    """Take accents and capitals from a word, so that "Dürer" and "durer" are one."""
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def years_of(text: str) -> set[int]:
    """Return the years in a text: 1665, both ends of 1503-19, the first of 1650s."""
    years = {int(year) for year in re.findall(r"(?<![\d.,])(\d{4}|[89]\d\d)(?=s\b|\b)", text)}
    for first, last in re.findall(r"\b(\d{4}) ?[-–—/] ?(\d{2})\b", text):
        years.add(int(first[:2] + last))
    return years


def centuries_of(text: str) -> set[int]:
    """Return the centuries named in figures: "16th century", "1st-2nd century"."""
    spans = re.findall(r"((?:\d{1,2}(?:st|nd|rd|th)\W+(?:or |to |and )?)+)centur", text, re.I)
    return {int(number) for span in spans for number in re.findall(r"\d+", span)}
