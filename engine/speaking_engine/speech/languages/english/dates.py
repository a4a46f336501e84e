"""How English says years, centuries, days and hours: "c. 1503–19", "XVIIth c.", "12/05/1889", "10:30"."""

from __future__ import annotations

import re

from speaking_engine.speech.languages.english import numbers as n
from speaking_engine.speech.languages.english.ends import dot
from speaking_engine.speech.languages.rewriting import Rule

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_SHORT = {name[:3]: name for name in MONTHS} | {"Sept": "September"}
_MONTH = "|".join([*MONTHS, *(rf"{short}\b\.?" for short in _SHORT if short != "May"), "May"])
_ERA = r"(?:B\.?\s?C\.?\s?E\.?|B\.?\s?C\.?|C\.?\s?E\.?|A\.?\s?D\.?)(?![\w])"
_DASH = r"\s?[-–—]\s?"
_YEAR = r"(?:1\d{3}|20\d\d|2100)"
_NO_MORE = r"(?![\w]|[.,/:]\d|[-–—]\d)"  # the number goes on: it is no year
_CIRCA = r"(?:ca?\.?|circ\.|circa)\s?"
_COUNTED = (
    "visitors|people|guests|francs|guilders|florins|ducats|livres|lire|marks|dollars|pounds|euros|crowns|reales"
    "|thalers|scudi|men|women|children|soldiers|horses|works|paintings|pictures|drawings|prints|pages|letters"
    "|sheets|copies|pieces|objects|stones|pearls|books|miles|metres|meters|feet|kilometres|kilometers|tons"
    "|tonnes|days|hours|words|times|lines|houses|ships"
)
_LIFE = {
    "b": "born", "d": "died", "fl": "flourished", "r": "reigned", "act": "active", "bap": "baptized",
    "bapt": "baptized", "bur": "buried", "m": "married", "circ": "circa", "c": "circa", "ca": "circa",
    "circa": "circa",
    "†": "died", "*": "born",
}  # fmt: skip


def era(written: str) -> str:
    """Name the letters of BC, AD, CE, BCE."""
    return n.letters(written)


def _year_words(written: str, british: bool) -> str:
    return n.year(int(written), british=british)


def _years(match: re.Match[str], british: bool) -> str:
    """Say a span of years; two years next to each other with a slash are one or the other."""
    first, sign, last = match["first"], match["sign"].strip(), match["last"]
    full = first[: len(first) - len(last)] + last
    near = sign == "/" and int(full) - int(first) == 1
    link = "or" if near else "to"
    tail = f" {era(match['era'])}" if match["era"] else ""
    return f"{_year_words(first, british)} {link} {_year_words(full, british)}{tail}{dot(match, 'era')}"


def _span(match: re.Match[str], british: bool) -> str | None:
    first, last = match["first"], match["last"]
    if len(last) > len(first) or (len(first) == 3 and len(last) != 3 and not match["era"]):
        return None
    full = int(first[: len(first) - len(last)] + last)
    if full < int(first) and not (match["era"] or "").upper().startswith("B"):
        return None
    return _years(match, british)


def _with_era(match: re.Match[str], british: bool) -> str:
    before, after = match["before"], match["after"]
    said = _year_words(match["year"].replace(",", ""), british)
    if before:
        return f"{era(before)} {said}"
    return f"{said} {era(after)}{dot(match, 'after')}"


def _circa(match: re.Match[str], british: bool) -> str:
    words = [_LIFE[word.lower().rstrip(".")] for word in re.findall(r"[A-Za-z]+\.?|[†*]", match["words"])]
    return f"{' '.join(words)} "


def _life(match: re.Match[str], british: bool) -> str:
    return _LIFE[match["word"].lower()]


def _bare_year(match: re.Match[str], british: bool) -> str:
    return _year_words(match[0], british)


def _counted(match: re.Match[str], british: bool) -> str:
    number = int(match["number"])
    if 1100 <= number < 2000 or (number % 100 == 0 and number < 10_000 and number % 1000):
        return n.hundreds(number, british=british)
    return n.cardinal(number, british=british)


def _decade(match: re.Match[str], british: bool) -> str:
    written = match["year"]
    if written:
        return n.decade(int(written), british=british)
    return n.decade(int(match["tens"]), british=british)


def _century(match: re.Match[str], british: bool) -> str | None:
    number = _ordinal_of(match["number"])
    if number is None:
        return None
    said = n.ordinal(number, british=british)
    if match["second"]:
        second = _ordinal_of(match["second"])
        if second is None:
            return None
        link = "or" if match["sign"].strip() == "/" and second == number + 1 else "to"
        words = match["words"] or ""
        said = f"{said} {link} {words}{n.ordinal(second, british=british)}"
    return f"{said} {'centuries' if match['short'] == 'centuries' else 'century'}{dot(match, 'short')}"


def _ordinal_of(written: str) -> int | None:
    if written[0].isdigit():
        return int(re.match(r"\d+", written)[0])  # type: ignore[index]
    return n.roman(re.sub("(st|nd|rd|th)$", "", written)) or None


def _ordinal(match: re.Match[str], british: bool) -> str:
    return n.ordinal(int(match["number"].replace(",", "")), british=british)


def _day(day: int, month: str, british: bool, *, american: bool) -> str | None:
    if not 1 <= day <= 31:
        return None
    said = n.ordinal(day, british=british)
    return f"{month} {said}" if american else f"the {said} of {month}"


def _numeric(match: re.Match[str], british: bool) -> str | None:
    """Say a date in numbers: the day comes first in Britain and with dots, the month in America."""
    first, second, year = int(match["a"]), int(match["b"]), match["year"]
    day, month = (first, second) if british or match["sign"] == "." else (second, first)
    if month > 12:
        day, month = month, day
    if not 1 <= month <= 12:
        return None
    said = _day(day, MONTHS[month - 1], british, american=not british and match["sign"] != ".")
    return said and f"{said}, {_year_words(year.lstrip('0') or '0', british)}"


def _iso(match: re.Match[str], british: bool) -> str | None:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    said = _day(int(match["day"]), MONTHS[month - 1], british, american=not british)
    return said and f"{said}, {_year_words(match['year'], british)}"


def _month_name(written: str) -> str:
    return _SHORT.get(written.rstrip("."), written)


def _day_month(match: re.Match[str], british: bool) -> str | None:
    day, last = int(match["day"]), match["last"]
    if not 1 <= day <= 31:
        return None
    said = n.ordinal(day, british=british)
    if last:
        said = f"{said} to {n.ordinal(int(last), british=british)}"
    the = "" if re.search(r"\b[Tt]he $", match.string[: match.start()]) else "the "
    return f"{the}{said} of {_month_name(match['month'])}"


def _month_day(match: re.Match[str], british: bool) -> str | None:
    day, last = int(match["day"]), match["last"]
    if not 1 <= day <= 31:
        return None
    the = "the " if british else ""
    said = f"{_month_name(match['month'])} {the}{n.ordinal(day, british=british)}"
    return f"{said} to {n.ordinal(int(last), british=british)}" if last else said


def _short_month(match: re.Match[str], british: bool) -> str:
    return _month_name(match["month"])


def _clock(match: re.Match[str], british: bool) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = f" {n.letters(match['half'])}" if match["half"] else ""
    if hour > 24 or minute > 59:
        return None
    if minute == 0:
        tail = half or (" o'clock" if hour <= 12 else " hundred")
    else:
        tail = f"{' oh' if minute < 10 else ''} {n.cardinal(minute, british=british)}{half}"
    return f"{n.cardinal(hour, british=british)}{tail}{dot(match, 'half')}"


_NUMBERED = r"\d{1,2}(?:st|nd|rd|th)|[IVX]{1,5}(?:st|nd|rd|th)?"

RULES = (
    Rule(
        re.compile(
            rf"(?P<words>(?:(?:b|d|fl|r|act|bapt?|bur|m)\.\s?)?{_CIRCA})(?=\d{{2,4}}\b(?!\.\d))", re.I
        ),
        _circa,
    ),
    Rule(
        re.compile(r"(?P<word>b|d|fl|r|act|bapt?|bur|m)\.(?=\s?(?:circa |after |before |about )?\d{3,4}\b)"),
        _life,
    ),
    Rule(re.compile(r"(?P<word>b|d)\.(?=\s[A-Z][\w' -]{1,30},? (?:c\.\s?)?\d{4})"), _life),
    Rule(re.compile(r"(?P<word>[†*])(?=\s?(?:c\. ?)?\d{3,4}\b)"), _life),
    Rule(
        re.compile(
            r"(?P<before>(?:A\.?\s?D\.?|(?<![A-Z])B\.?C\.?))\s(?P<year>\d{1,4})(?P<after>)\b(?![-–/]\d)"
        ),
        _with_era,
    ),
    Rule(re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"), _iso),
    Rule(
        re.compile(r"(?P<a>\d{1,2})(?P<sign>[/.])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4}|\d\d)(?![\d./]\d|\d)"),
        _numeric,
    ),
    Rule(
        re.compile(
            rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:{_DASH}(?P<last>\d{{1,2}})(?:st|nd|rd|th)?)?"
            rf" (?:of )?(?P<month>{_MONTH})(?![\w])(?! \d{{1,2}}(?!\d))"
        ),
        _day_month,
    ),
    Rule(
        re.compile(
            rf"(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:{_DASH}(?P<last>\d{{1,2}}))?"
            rf"(?![\w:%/]|\.\d|,\d)"
        ),
        _month_day,
    ),
    Rule(
        re.compile(rf"(?P<month>{'|'.join(s for s in _SHORT if s not in ('May', 'Mar'))})\.? (?=\d)"),
        _short_month,
    ),
    Rule(
        re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))(?!\d)(?:\s?(?P<half>[AaPp]\.?[Mm](?:\.|\b)))?"),
        _clock,
    ),
    Rule(
        re.compile(r"(?P<hour>\d{1,2})(?:\.(?P<minute>\d\d))?\s?(?P<half>[AaPp]\.?[Mm](?:\.|\b))"),
        _clock,
    ),
    Rule(
        re.compile(
            rf"(?P<number>{_NUMBERED})(?P<sign>\s?[-–—/]\s?)(?P<words>(?:early |late |mid-?)?)"
            rf"(?P<second>{_NUMBERED})[\s-](?P<short>centur(?:y|ies)\b|cent\.|c\.)"
        ),
        _century,
    ),
    Rule(
        re.compile(
            rf"(?P<number>{_NUMBERED})(?P<sign>)(?P<words>)(?P<second>)[\s-](?P<short>century\b|cent\.|c\.)"
        ),
        _century,
    ),
    Rule(
        re.compile(rf"(?P<first>\d{{1,4}})(?P<sign>{_DASH})(?P<last>\d{{1,4}})\s?(?P<era>{_ERA})"),
        _span,
    ),
    Rule(re.compile(rf"(?P<before>)(?P<year>\d{{1,4}}|\d,\d{{3}})\s?(?P<after>{_ERA})"), _with_era),
    Rule(
        re.compile(
            r"(?<!\b[B-DF-HJ-NP-TV-XZ]{2} )(?P<first>\d{3,4})(?P<sign>\s?[-–—/]\s?)"
            rf"(?P<last>\d{{4}}|\d{{1,3}})(?P<era>){_NO_MORE}(?!\s?%)"
        ),
        _span,
    ),
    Rule(re.compile(r"(?:AD|BC|CE|BCE)\b"), lambda match, british: era(match[0])),
    Rule(re.compile(r"(?P<year>\d{3,4})['’]?s\b"), _decade),
    Rule(
        re.compile(
            r"(?:(?<=\b[Tt]he )|(?<=\b[Hh]er )|(?<=\b[Hh]is )|(?<=\b[Mm]y )|(?<=arly )|(?<=\b[Ll]ate )"
            r"|(?<=\b[Mm]id-))"
            r"(?P<year>)(?P<tens>[2-9]0)s(?!\w)"
        ),
        _decade,
    ),
    Rule(re.compile(r"['’](?P<year>)(?P<tens>[2-9]0)['’]?s\b"), _decade),
    Rule(re.compile(rf"(?P<number>[1-9]\d{{3}})(?=\s(?:[a-z]+ )?(?:{_COUNTED})\b)"), _counted),
    Rule(re.compile(rf"{_YEAR}{_NO_MORE}"), _bare_year),
    Rule(
        re.compile(r"(?:(?<=\b[bdrc]\. )|(?<=\bca\. )|(?<=circa )|(?<=c\.))\d{3}\b"),
        _bare_year,
    ),
    Rule(re.compile(r"(?P<number>\d{1,3}(?:,\d{3})*|\d{4,6})(?:st|nd|rd|th)\b"), _ordinal),
)
