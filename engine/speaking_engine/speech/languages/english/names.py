"""How English says Roman numerals: "Charles the First", "Composition Seven", and "Madame X" as a letter."""

from __future__ import annotations

import re
from pathlib import Path

from speaking_engine.speech.languages.english import numbers as n
from speaking_engine.speech.languages.english.ends import ends_sentence
from speaking_engine.speech.languages.rewriting import Rule

RULERS = frozenset(Path(__file__).with_name("rulers.txt").read_text("utf8").split())
_TITLED = (
    r"(?:King|Queen|Pope|Emperor|Empress|Tsar|Czar|Tsarina|Sultan|Shah|Duke|Duchess|Prince|Princess|Pharaoh|Kaiser|Antipope"
    r"|Count|Earl|Baron|Elector|Landgrave|Margrave|Archduke|Khan|Patriarch|Bishop|Lord|Sir|Mister|Mr\.?|Viscount|Marquess)"
)
_COUNTED = "|".join(Path(__file__).with_name("counted.txt").read_text("utf8").split())
_COUNTED_WORD = re.compile(rf"(?:{_COUNTED})s?\.?", re.IGNORECASE)
_VERBS_OF_I = (
    "am|have|do|love|never|always|will|would|shall|should|can|could|may|might|must|think|know|see|hear|feel|remember|want|hope"
    "|believe|say|said|told|saw|knew|loved|met|sat|look|looked|live|lived|stand|stood|wear|hold|hang|hung|cannot|did|owe|like|wish"
)
_PRONOUN = re.compile(rf"(?:\s(?:{_VERBS_OF_I})\b|['’](?:m|ve|ll|d)\b)")
_PRONOUN_BEFORE = re.compile(
    r"\b(?:told|tell|asked|said|showed|gave|thank|promised|reminded|like|think|as|than)\s+[\w.]+\s+$", re.I
)
_UNSURE = re.compile(r"\s(?:was|had|were)\s")
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’-]*\.?)[ -]$")
_NAME_RUN = re.compile(r"((?:[^\W\d_a-zß-ÿ][\w'’-]*|van|de|von|di|der)[ -])+$")
_SMALL_AFTER = re.compile(
    r"\b(?:chapter|ch\.|act|scene|book|volume|vol\.|part|canto|plate|pl\.|pages?|pp?\.|section|fig\.|figure|room)\s$",
    re.I,
)
_NUMERAL = r"[IVXLCDM]{1,12}"
_AND_NUMERAL = re.compile(rf"\s(?:and|&|or)\s({_NUMERAL})\b(?!['’]?\w)")


def _numeral(match: re.Match[str], british: bool) -> str | None:
    """Say a numeral by what it counts, or leave a letter a letter."""
    numeral, text, start = match["numeral"], match.string, match.start()
    value = n.roman(numeral)
    before = text[max(0, start - 90) : start]
    word = _WORD_BEFORE.search(before)
    if not value or value > 3999 or _is_initial(match):
        return None
    name = word[1].rstrip(".") if word else ""
    name = name.capitalize() if name.isupper() else name
    if name and _COUNTED_WORD.fullmatch(name):
        return _counted(match, name, value, british)
    if name in RULERS and not (name == "Malcolm" and numeral == "X"):
        if value > 39 or (numeral == "I" and _is_pronoun(text, before, match.end())):
            return None
        return f"the {n.ordinal(value, british=british)}"
    if _second_of_two(before):
        return n.ordinal(value, british=british)
    return _alone(numeral, value, before, name, british)


def _counted(match: re.Match[str], name: str, value: int, british: bool) -> str | None:
    numeral = match["numeral"]
    if len(numeral) == 1 and numeral in "LCDM":
        return None  # a letter: "Room C"
    if numeral == "I" and (not name[0].isupper() or _PRONOUN.match(match.string, match.end())):
        return None
    return n.cardinal(value, british=british)


def _is_pronoun(text: str, before: str, end: int) -> bool:
    if _PRONOUN.match(text, end):
        return True
    return bool(_UNSURE.match(text, end) and _PRONOUN_BEFORE.search(before))


def _is_initial(match: re.Match[str]) -> bool:
    """Tell "Francis X. Bushman" from "Charles X. He left"."""
    text, end = match.string, match.end()
    behind = re.match(r"\.\s[A-ZÀ-Þ][a-zß-ÿ]", text[end:])
    return len(match["numeral"]) == 1 and bool(behind) and not ends_sentence(text, end + 1)


def _second_of_two(before: str) -> bool:
    """Whether it is the second numeral of "James VI and I"."""
    found = re.search(rf"([^\W\d_][\w'’-]*) {_NUMERAL} (?:and|&|or) $", before)
    return bool(found and found[1] in RULERS)


def _alone(numeral: str, value: int, before: str, name: str, british: bool) -> str | None:
    if len(numeral) == 1 or (set(numeral) - set("IVX") and not 1000 <= value <= 2100):
        return None
    if 1000 <= value <= 2100 and len(numeral) > 2:
        return n.year(value, british=british)
    if set(numeral) - set("IVX"):
        return None
    run = _NAME_RUN.search(before)
    if name and run and (_is_person(run[0]) or re.search(rf"\b{_TITLED}\s", run[0])):
        return f"the {n.ordinal(value, british=british)}"
    return n.cardinal(value, british=british)


def _is_person(run: str) -> bool:
    words = run.replace("-", " ").split()
    return len(words) <= 4 and any(word in RULERS for word in words)


def _small(match: re.Match[str], british: bool) -> str | None:
    """Say small numerals only after what has them: "chapter iv", "p. xii"."""
    value = n.roman(match["numeral"].upper())
    if value and _SMALL_AFTER.search(match.string[max(0, match.start() - 12) : match.start()]):
        return n.cardinal(value, british=british)
    return None


RULES = (
    Rule(re.compile(rf"(?P<numeral>{_NUMERAL})(?![\w])(?!\.\s?[A-Z]\b)(?!\.\w)"), _numeral),
    Rule(re.compile(r"(?P<numeral>[ivxl]{1,6})(?![\w'’])"), _small),
)
