"""How people say what museums write: "c. 1665", "Philip IV", "44.5 × 39 cm", "inv. no. 670"."""

from __future__ import annotations

import re
from collections.abc import Callable

from hibari.g2p.numbers import ordinal

_ROMAN = "(X{0,3}(?:IX|IV|V?I{2,3}|VI|V)|X{1,3}I?)"  # 2 to 39, but not the pronoun I
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_COUNTED = re.compile(
    "Act|Album|Book|Canto|Chapter|Class|Column|Dynasty|Figure|Gallery|Group|Level|Number|Object|Panel|Part"
    "|Phase|Plate|Psalm|Room|Scene|Section|Series|Stage|State|Station|Step|Symphony|Table|Volume|War"
)
_NOT_KINGS = frozenset({"Malcolm", "The", "In", "And", "Of", "Vitamin", "Ray", "Mr", "Mrs", "Model"})

_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _roman(match: re.Match[str]) -> str:
    """Say "the fourth" after a name and "four" after something counted."""
    name, numeral, genitive = match.groups(default="")
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    number = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    if name in _NOT_KINGS:
        return match.group(0)
    said = str(number) if _COUNTED.fullmatch(name) else f"the {ordinal(number)}"
    return f"{name} {said}{genitive}"


def _range(match: re.Match[str]) -> str:
    first, last = match.groups()
    return f"{first} to {last}"


_RULES: tuple[_Rule, ...] = (
    (re.compile(r"\b(?:c|ca|circ)\.? ?(?=\d{3,4}\b)"), "circa "),
    (re.compile(r"\bb\. ?(?=(?:circa )?\d{3,4}\b)"), "born "),
    (re.compile(r"\bd\. ?(?=(?:circa )?\d{3,4}\b)"), "died "),
    (re.compile(r"\bfl\. ?(?=(?:circa )?\d{3,4}\b)"), "flourished "),
    (re.compile(r"(?<=\d)(st|nd|rd|th) ?(?:c|cent)\.(?=$)"), r"\1 century."),
    (re.compile(r"(?<=\d)(st|nd|rd|th) ?(?:c|cent)\."), r"\1 century"),
    (re.compile(r"(?<!\w)(\d{1,2}(?:st|nd|rd|th))\s?[-–]\s?(?=\d{1,2}(?:st|nd|rd|th)\b)"), r"\1 to "),
    (re.compile(r"(?<![\w.])(\d{3,4})\s?[-–/]\s?(\d{2,4})(?![\w\-%])"), _range),
    (re.compile(r"\b[Ii]nv\. ?(?:[Nn]o|[Nn]r)\. ?"), "inventory number "),
    (re.compile(r"\b[Aa]cc\. ?[Nn]o\. ?"), "accession number "),
    (re.compile(r"\b[Cc]at\. ?[Nn]o\. ?"), "catalogue number "),
    (re.compile(r"\b[Aa]ttr\. (?:to )?"), "attributed to "),
    (re.compile(r"(?<=\d) ?[×x] ?(?=\d)"), " by "),
    (re.compile(r"(?<=\d)( (?:mm|cm|m|in|ft)\.?)? ?× ?(?=\d)"), r"\1 by "),
    (re.compile(r"(?<=\d) in\.?(?= by |\))"), " inches"),
    (re.compile(rf"\b([A-Z][a-zà-ÿ]+) {_ROMAN}\b(['’]s\b)?(?![.'’]\w)"), _roman),
)


def as_said(text: str) -> str:
    """Write out what is written short in catalogues; everything else stays as it is.

    Dates, units, money and plain numbers are left to the phonemiser, which reads them in their context.
    """
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
