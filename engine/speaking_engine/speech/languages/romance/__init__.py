"""How French, Spanish, Italian and Portuguese say what catalogues write short; espeak says plain amounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from speaking_engine.speech.languages.english.names import RULERS
from speaking_engine.speech.languages.english.numbers import roman
from speaking_engine.speech.languages.rewriting import Rule

_NUMERAL = r"[IVX]{1,8}"
_SPAN = r"\s?[-–—/]\s?"
#: Before a name that only a numeral makes a ruler's.
_CROWNED = (
    "pape|roi|reine|empereur|impératrice|prince|duc|papa|rey|reina|emperador|príncipe|re|regina|imperatore|principe|duca"
    "|rei|rainha|imperador|tsar|zar|czar|sultan|sultán|sultano|sultão"
)
_CENTURIES = {"s.": "siècle", "sec.": "secolo", "séc.": "século"}
_CENTURY_BEFORE = {"s.": "siglo", "sec.": "secolo", "séc.": "século"}


@dataclass(frozen=True)
class Idiom:
    """How one language says things, as its YAML file tells.

    Attributes
    ----------
    ordinals : tuple of str
        "first", "second", ...; beyond them an amount is said.
    king_ordinals : int
        Up to which number a ruler is the third rather than three.
    rulers, women : frozenset of str
        Names of rulers; those of women take the other ending.
    date : str
        With places for day, month and year.
    century : str
        A pattern of the word, which stands before its number if `before`, else after it.
    until, by, percent : str
        What is said between two years, between two measures, for the sign.
    counted : str
        A pattern of the words that are counted by Roman numerals.
    words : mapping of str to str
        Patterns, and what is said for them.
    sounds : mapping of str to str
        Patterns of phonemes that only other languages have, and those that are said for them.
    names : mapping of str to str
        Foreign names that are said in a way of their own, in Kokoro's alphabet.
    """

    ordinals: tuple[str, ...]
    king_ordinals: int
    rulers: frozenset[str]
    women: frozenset[str]
    months: tuple[str, ...]
    date: str
    century: str
    before: bool
    until: str
    by: str
    percent: str
    counted: str
    words: Mapping[str, str]
    units: Mapping[str, str]
    sounds: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)

    def ordinal(self, number: int, *, female: bool = False) -> str:
        """Say an ordinal, or an amount where no ordinal is usual."""
        if not 0 < number <= len(self.ordinals):
            return str(number)
        word = self.ordinals[number - 1]
        if not female:
            return word
        return "première" if word == "premier" else f"{word[:-1]}a" if word.endswith("o") else word


@cache
def _manner(path: Path) -> Idiom:
    import yaml

    said = yaml.safe_load(path.read_text("utf8"))
    for key, kind in (("ordinals", tuple), ("months", tuple), ("rulers", frozenset), ("women", frozenset)):
        said[key] = kind(said[key].split())
    said["counted"] = "|".join(said["counted"].split())
    return Idiom(**said)


@cache
def rules_of(language: str) -> tuple[Rule, ...]:
    """Return the rules of a language; none where it has none."""
    path = Path(__file__).with_name(f"{language}.yaml")
    if not path.is_file():
        return ()
    manner = _manner(path)
    return (
        *_dates(manner),
        *_centuries(manner),
        *(_word(written, said) for written, said in manner.words.items()),
        _ordinal(manner),
        *_numerals(manner),
        *_measures(manner),
        Rule(
            re.compile(r"(?:[A-Z]\.[- ]?){1,4}(?=[A-ZÀ-Þ])"),
            lambda match, _: " ".join(re.findall("[A-Z]", match[0])) + " ",
        ),
    )


def sounds_of(language: str) -> Mapping[str, str]:
    """Return what is said for the sounds of other languages; nothing where it is not told."""
    path = Path(__file__).with_name(f"{language}.yaml")
    return _manner(path).sounds if path.is_file() else {}


def names_of(language: str) -> Mapping[str, str]:
    """Return foreign names that a language says in a way of its own: Spanish "van Gogh" ends in a g."""
    path = Path(__file__).with_name(f"{language}.yaml")
    return _manner(path).names if path.is_file() else {}


def _word(written: str, said: str) -> Rule:
    return Rule(re.compile(rf"(?<!\w){written}" if written[0].isalpha() else written), lambda match, _: said)


def _dates(manner: Idiom) -> tuple[Rule, ...]:
    def date(match: re.Match[str], _: bool) -> str | None:
        day, month = int(match["day"]), int(match["month"])
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return None
        first = manner.ordinals[0] if day == 1 and manner.king_ordinals in (1, 23) else str(day)
        return manner.date.format(day=first, month=manner.months[month - 1], year=match["year"])

    def years(match: re.Match[str], _: bool) -> str | None:
        first, last = match["first"], match["last"]
        full = first[: len(first) - len(last)] + last
        return f"{first} {manner.until} {full}" if int(full) >= int(first) else None

    return (
        Rule(re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})(?!\d)"), date),
        Rule(
            re.compile(r"(?<=[pP]\. )(?P<first>\d{1,4})\s?[-–]\s?(?P<last>\d{1,4})(?!\d)"),
            lambda match, _: f"{match['first']} {manner.until} {match['last']}",
        ),
        Rule(re.compile(rf"(?P<first>\d{{4}}){_SPAN}(?P<last>\d{{4}}|\d{{1,2}})(?!\d|[.,/-]\d)"), years),
    )


def _centuries(manner: Idiom) -> tuple[Rule, ...]:
    number = rf"(?:{_NUMERAL}(?:er|[eᵉ]|[èe]me)?|\d{{1,2}}(?:er|[eᵉ]|[èe]me))"

    def value(written: str) -> int:
        bare = re.sub(r"(?:er|e|ᵉ|[èe]me)$", "", written)
        return int(bare) if bare.isdigit() else roman(bare)

    def after(match: re.Match[str], _: bool) -> str | None:
        numbers = [value(part) for part in re.split(rf"{_SPAN}| et | e ", match["numbers"])]
        if not all(numbers):
            return None
        word = _CENTURIES.get(match["word"], match["word"])
        both = re.search(r" et? ", match["numbers"])
        link = both[0] if both else f" {manner.until} "
        return f"{link.join(map(manner.ordinal, numbers))} {word}"

    def before(match: re.Match[str], _: bool) -> str | None:
        word = _CENTURY_BEFORE.get(match["word"].lower(), match["word"])
        numbers = [value(part) for part in re.findall(_NUMERAL, match["numbers"])]
        if not all(numbers):
            return None
        link = (
            " e "
            if " e " in match["numbers"]
            else " y "
            if " y " in match["numbers"]
            else f" {manner.until} "
        )
        return f"{word} {link.join(map(manner.ordinal, numbers))}"

    leading = Rule(
        re.compile(
            rf"(?P<word>{manner.century if manner.before else r'[Ss]ecolo|[Ss]ec[.]'}) "
            rf"(?P<numbers>{_NUMERAL}(?:(?:{_SPAN}| [ey] ){_NUMERAL})?)(?!\w)"
        ),
        before,
    )
    if manner.before:
        return (leading,)
    numbers = rf"{number}(?:(?:{_SPAN}| et? ){number})?"
    return (
        leading,
        Rule(re.compile(rf"(?P<numbers>{numbers}) (?P<word>{manner.century})"), after),
    )


def _ordinal(manner: Idiom) -> Rule:
    """Say "1.ª mitad", "2° piano", "2e étage", which espeak takes for degrees or a letter."""
    return Rule(
        re.compile(r"(?P<number>\d{1,2})(?:\.?(?P<sign>[ºª°])|[èe]me|e|ᵉ)(?=\s[^\W\d_A-ZÀ-Þ]{2})"),
        lambda match, _: manner.ordinal(int(match["number"]), female=match["sign"] == "ª"),
    )


def _numerals(manner: Idiom) -> tuple[Rule, ...]:
    counted = re.compile(rf"(?:{manner.counted})\s$")

    def numeral(match: re.Match[str], _: bool) -> str | None:
        number, suffix = roman(match["numeral"]), match["suffix"]
        before = match.string[max(0, match.start() - 40) : match.start()]
        word = re.search(r"([^\W\d_][\w'’-]*)\s$", before)
        if not number or not word:
            return None
        if counted.search(before):
            return str(number)
        name = word[1]
        ruler = name in manner.rulers or name in manner.women or name in RULERS
        ruler = ruler or bool(re.search(rf"\b(?:{_CROWNED})\s{re.escape(name)}\s$", before))
        if not suffix and not ruler and (len(match["numeral"]) == 1 or not name[0].isupper()):
            return None
        if number <= manner.king_ordinals:
            return manner.ordinal(number, female=name in manner.women or suffix in ("re", "ère"))
        return str(number)

    def year(match: re.Match[str], _: bool) -> str | None:
        number = roman(match[0])
        return str(number) if 1000 <= number <= 2100 else None

    return (
        Rule(re.compile(r"[MDCLXVI]{4,15}(?!\w)"), year),
        Rule(re.compile(rf"(?P<numeral>{_NUMERAL})(?P<suffix>er|re|ère)?(?!\w)"), numeral),
    )


#: Thousands parted by points, or by spaces: those only where they are round, or behind a coin ("3 500 €").
_THOUSANDS = (
    r"(?:\d{1,3}(?:\.\d{3})+(?![\d.])|\d{1,3}(?: \d{3})+(?=(?:,\d{1,2})?\s?[€$£])"
    r"|\d{1,3}(?: \d{3})*(?: 000)+(?!\d))"
    r"(?:,\d{1,2}(?!\d))?"
)


def _amount(written: str) -> str:
    """Write an amount as espeak reads it: no marks between thousands, a decimal comma."""
    if re.fullmatch(_THOUSANDS.replace(r"(?=(?:,\d{1,2})?\s?[€$£])", ""), written):
        return re.sub("[. ]", "", written)
    return written.replace(".", ",")


def _measures(manner: Idiom) -> tuple[Rule, ...]:
    units = "|".join(re.escape(unit) for unit in sorted(manner.units, key=len, reverse=True))
    number = rf"(?:{_THOUSANDS}|\d{{1,9}}(?:[.,]\d{{1,3}})?)"

    def quantity(match: re.Match[str], _: bool) -> str:
        return f"{_amount(match['number'])} {manner.units[match['unit']]}"

    return (
        Rule(re.compile(rf"(?P<number>{number})\s?(?P<unit>{units})\.?(?!\w)"), quantity),
        Rule(re.compile(rf"(?P<unit>R?[€$£])\s?(?P<number>{number})"), quantity),
        Rule(re.compile(rf"{number}(?=\s?[×x]\s?\d)"), lambda match, _: _amount(match[0])),
        Rule(re.compile(r"[×x](?=\s?\d)"), lambda match, _: f" {manner.by} "),
        Rule(
            re.compile(rf"(?P<number>{number})\s?%"), lambda match, _: f"{match['number']} {manner.percent}"
        ),
        Rule(re.compile(_THOUSANDS), lambda match, _: _amount(match[0])),
    )
