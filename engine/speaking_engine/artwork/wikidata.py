"""Wikidata: metadata out of an entity as Wikibase writes it in JSON.

References
----------
https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from speaking_engine.artwork.harvest import Harvest, in_language
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import PictureError

#: Properties that fill a field, in the order in which they are asked.
FIELDS = {
    "P1071": ("place", "location of creation"),
    "P186": ("technique", "made from material"),
    "P195": ("holder", "collection"),
    "P276": ("holder", "location"),
    "P217": ("inventory_number", "inventory number"),
    "P6216": ("rights", "copyright status"),
}
_LISTS = {
    "P180": "depicts",
    "P921": "main subject",
    "P136": "genre",
    "P135": "movement",
    "P1257": "Iconclass",
    "P1256": "Iconclass",
}
_CREATOR, _DATE = "P170", "P571"
_USED = {_CREATOR, _DATE, "P1476", *FIELDS, *_LISTS}

#: Qualifiers of a creator that name somebody else with a doubt.
_DOUBTS = {
    "P1773": "attributed to",
    "P1774": "workshop of",
    "P1775": "follower of",
    "P1776": "circle of",
    "P1777": "manner of",
    "P1778": "forgery after",
    "P1779": "possibly",
    "P1780": "school of",
    "P1877": "after",
}
_NATURES = ("P5102", "P1480")  # nature of statement, sourcing circumstances
_NATURE_WORDS = {
    "Q230768": "attributed to",
    "Q18122778": "probably",
    "Q56644435": "probably",
    "Q30230067": "possibly",
    "Q18912752": "disputed",
}
_ANONYMOUS = "Q4233718"
_CIRCA = "Q5727902"
_STATED_AS = ("P1932", "P2093", "P1810")
_ITEM = re.compile(r"[QPL]\d+")


def is_entity(data: Mapping[str, Any]) -> bool:
    """Return whether a mapping is an entity of a Wikibase, or a document of some."""
    entities = data.get("entities")
    if isinstance(entities, Mapping):
        return True
    return "claims" in data and bool(_ITEM.fullmatch(str(data.get("id", ""))))


def metadata_from_entity(
    data: Mapping[str, Any], where: str, language: str = "en", remarks: list[str] | None = None
) -> Metadata:
    """Put one work into our fields and notes; parameters as in `iiif.metadata_from_manifest`.

    Wikidata names makers, materials and keepers by number. Where the same file holds the entities of these
    numbers, they are named; else the numbers are told as not used. The first entity is the work.

    Raises
    ------
    PictureError
        There is no such entity, or it gives nothing that a label says.
    """
    found = data.get("entities", {data.get("id"): data})
    entities = {str(name): part for name, part in found.items() if isinstance(part, Mapping)}
    work = next(iter(entities.values()), {})
    if "missing" in work or not isinstance(work.get("claims"), Mapping):
        raise PictureError(
            f"In {where} is no entity with statements.",
            hint="Save the work's own page, Special:EntityData/Q….json.",
        )
    return _Entity(entities, work, Harvest(where), language).harvested().metadata(remarks)


class _Entity:
    """One work among the entities of a file."""

    def __init__(
        self,
        entities: Mapping[str, Mapping[str, Any]],
        work: Mapping[str, Any],
        harvest: Harvest,
        language: str,
    ) -> None:
        self.entities, self.work, self.harvest, self.language = entities, work, harvest, language

    def harvested(self) -> Harvest:
        """Return the harvest with all that the work's statements supply."""
        harvest = self.harvest
        harvest.give("title", self._term(self.work, "labels") or "; ".join(self._words("P1476", "title")))
        harvest.tell(filter(None, [self._term(self.work, "descriptions")]), "description")
        for claim in self._claims(_CREATOR):
            self._add_creator(claim)
        harvest.give("date", "; ".join(filter(None, map(_date, self._claims(_DATE)))))
        for number, (field, label) in FIELDS.items():
            harvest.give(field, ", ".join(self._words(number, label)), label)
        for number, label in _LISTS.items():
            harvest.enlist(self._words(number, label), label)
        self._tell_of_the_rest()
        return harvest

    def _tell_of_the_rest(self) -> None:
        identifiers = 0
        for number in map(str, self.work["claims"]):
            if number in _USED:
                continue
            if any(_snak(claim).get("datatype") == "external-id" for claim in self._claims(number)):
                identifiers += 1
            else:
                self.harvest.pass_over(self._name(number) or number)
        self.harvest.pass_over(f"{identifiers} identifiers" if identifiers else "")

    def _term(self, entity: Mapping[str, Any], kind: str) -> str:
        terms = entity.get(kind)
        by_language = {
            str(tag): [str(term.get("value", ""))]
            for tag, term in (terms.items() if isinstance(terms, Mapping) else ())
            if isinstance(term, Mapping)
        }
        return next(iter(in_language(by_language, self.language)), "")

    def _name(self, number: str) -> str:
        entity = self.entities.get(number)
        return self._term(entity, "labels") if entity else ""

    def _claims(self, number: str) -> list[Mapping[str, Any]]:
        """Return the statements of a property: the preferred ones, else all that are not deprecated."""
        value = self.work["claims"].get(number)
        claims = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
        kept = [one for one in claims if one.get("rank") != "deprecated"]
        return [one for one in kept if one.get("rank") == "preferred"] or kept

    def _words(self, number: str, label: str) -> list[str]:
        return list(
            dict.fromkeys(
                filter(None, (self._word(_snak(claim), claim, label) for claim in self._claims(number)))
            )
        )

    def _word(self, snak: Mapping[str, Any], claim: Mapping[str, Any], label: str) -> str:
        """Return what a statement says in words; a number that is not named in the file is told of."""
        value = _value(snak)
        if isinstance(value, Mapping) and (item := str(value.get("id", ""))):
            stated = (_value(one) for number in _STATED_AS for one in _qualifiers(claim, number))
            word = self._name(item) or next((one for one in stated if isinstance(one, str)), "")
            if not word:
                self.harvest.pass_over(f"{label} {item} (only its number is in the file)")
            return word
        if isinstance(value, Mapping):
            return str(value.get("text", ""))
        return str(value) if isinstance(value, str) else ""

    def _add_creator(self, claim: Mapping[str, Any]) -> None:
        """Take a maker; where none is named, whom the work is near to, each with the doubt that is stated."""
        near = [
            (words, self._word(snak, {}, words))
            for number, words in _DOUBTS.items()
            for snak in _qualifiers(claim, number)
        ]
        value = _value(_snak(claim))
        item = str(value.get("id", "")) if isinstance(value, Mapping) else ""
        name = (
            self._word(_snak(claim), claim, "creator") if item and not (near and item == _ANONYMOUS) else ""
        )
        own = next((words for words, other in near if other in {"", name}), "")
        if name:
            self.harvest.give_artist(name, self._nature(claim) or own)
        for words, other in near:
            if not name:
                self.harvest.give_artist(other, words)
            elif other != name:
                self.harvest.pass_over(f"{words} {other}")

    def _nature(self, claim: Mapping[str, Any]) -> str:
        """Return how sure a statement is; a word that is not known is a doubt all the same."""
        natures = [_value(snak) for number in _NATURES for snak in _qualifiers(claim, number)]
        numbers = [str(one.get("id", "")) for one in natures if isinstance(one, Mapping)]
        words = (_NATURE_WORDS.get(number) or self._name(number) or "possibly" for number in numbers)
        return next(words, "")


def _snak(claim: Mapping[str, Any]) -> Mapping[str, Any]:
    snak = claim.get("mainsnak")
    return snak if isinstance(snak, Mapping) else {}


def _qualifiers(claim: Mapping[str, Any], number: str) -> Iterator[Mapping[str, Any]]:
    every = claim.get("qualifiers")
    found = every.get(number) if isinstance(every, Mapping) else None
    for snak in islice(found, 20) if isinstance(found, list) else ():
        if isinstance(snak, Mapping):
            yield snak


def _value(snak: Mapping[str, Any]) -> object:
    data = snak.get("datavalue")
    return data.get("value") if isinstance(data, Mapping) else None


def _date(claim: Mapping[str, Any]) -> str:
    """Return a date as labels print it: "1665", "c. 1503", "1503–1506", "16th century"."""
    ends = [
        next(filter(None, (_time(_value(snak)) for snak in _qualifiers(claim, number))), "")
        for number in ("P1319", "P1326")
    ]
    told = _time(_value(_snak(claim)))
    if all(ends):
        told = "–".join(dict.fromkeys(ends))
    natures = [_value(snak) for snak in _qualifiers(claim, "P1480")]
    is_circa = any(isinstance(one, Mapping) and one.get("id") == _CIRCA for one in natures)
    return f"c. {told}" if told and is_circa else told


def _time(value: object) -> str:
    match = (
        re.match(r"([+-])0*(\d{1,4})-(\d\d)-(\d\d)T", str(value.get("time", "")))
        if isinstance(value, Mapping)
        else None
    )
    if match is None or not isinstance(value, Mapping):
        return ""
    year, era = int(match[2]), " BC" if match[1] == "-" else ""
    precision = value.get("precision")
    if precision == 7:
        century = (year + 99) // 100
        ending = (
            "th" if century % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(century % 10, "th")
        )
        return f"{century}{ending} century{era}"
    if precision == 8:
        return f"{year // 10 * 10}s{era}"
    return f"{year}{era}" if isinstance(precision, int) and precision >= 9 and year else ""
