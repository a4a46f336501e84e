"""A label's date, read in seven languages, so that another one can say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CIRCA = (
    r"(?:c\.|ca\.?|c(?= ?\d)|circa|about|around|approx\.|um|gegen|vers|v\.|env(?:\.|iron)|hacia|h\.|hac\."
    r"|alrededor de|verso(?: il)?|intorno al|cerca de|por volta de|omstreeks|rond)"
)
_MONTHS = (
    "january|janvier|gennaio|enero|janeiro|januar|januari",
    "february|février|febbraio|febrero|fevereiro|februar|februari",
    "march|mars|marzo|março|märz|maart",
    "april|avril|aprile|abril",
    "may|mai|maggio|mayo|maio|mei",
    "june|juin|giugno|junio|junho|juni",
    "july|juillet|luglio|julio|julho|juli",
    "august|août|agosto|augustus",
    "september|septembre|settembre|septiembre|setembro",
    "october|octobre|ottobre|octubre|outubro|oktober",
    "november|novembre|noviembre|novembro",
    "december|décembre|dicembre|diciembre|dezembro|dezember",
)
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_YEAR = r"\d{3,4}"
_PARTS = (
    (
        "first half",
        r"first half|première moitié|prima metà|primera mitad|primeira metade|(?:1\.|erste) hälfte",
    ),
    (
        "second half",
        r"second half|(?:seconde|deuxième|2e) moitié|seconda metà|segunda mitad|segunda metade"
        r"|(?:2\.|zweite) hälfte",
    ),
    ("first quarter", r"first quarter|premier quart|primo quarto|primer cuarto|primeiro quartel|1\. viertel"),
    (
        "last quarter",
        r"last quarter|dernier quart|ultimo quarto|último cuarto|último quartel|letztes viertel",
    ),
    ("early", r"early|beginning|début|inizio|inizi|principios|comienzos|início|anfang|begin"),
    ("mid", r"mid(?:dle)?|milieu|metà|mediados|meados|mitte|midden"),
    ("late", r"late|end|fin|fine|finales|final|fins|ende|eind"),
)  # fmt: skip
_PART = r"(?P<part>" + "|".join(pattern for _, pattern in _PARTS) + r")"
_OF = r"(?:[ -]|of the|of|du|de|des|del|della|do|van de|the|l'|d')*"
_CENTURY = (
    r"(?:(?P<a>\d{1,2})(?:st|nd|rd|th) century|(?P<b>[IVX]+|\d{1,2})(?:er|[eè]me|e|ᵉ)? s(?:iècle|\.)"
    r"|(?P<c>[IVX]+) sec(?:olo|\.)|(?:siglo|s\.|século|séc\.) (?P<d>[IVX]+)"
    r"|(?P<e>\d{1,2})\. (?:jahrhundert|jh\.?)"
    r"|(?P<f>\d{1,2})e eeuw)"
)
_CENTURIES = re.compile(
    r"(?P<a>\d{1,2})(?:st|nd|rd|th)(?: century)? ?[-–/] ?(?P<b>\d{1,2})(?:st|nd|rd|th) centur(?:y|ies)"
    r"|(?P<c>[IVX]+)e?(?: siècle)? ?[-–/] ?(?P<d>[IVX]+)e? siècles?"
    r"|(?:siglos?|séculos?|secol[oi]) (?P<e>[IVX]+) ?[-–/] ?(?P<f>[IVX]+)"
    r"|(?P<g>[IVX]+) ?[-–/] ?(?P<h>[IVX]+) secol[oi]",
    re.I,
)
_DOUBTS = (
    ("perhaps", r"possibly|perhaps|peut-être|forse|quizás?|tal vez|talvez|vielleicht|mogelijk"),
    (
        "probably",
        r"probably|probablement|probabilmente|probablemente|provavelmente|wohl|vermutlich|waarschijnlijk",
    ),
)  # fmt: skip
_BC = r"\s*(?:BCE|BC|B\.C\.|av(?:ant)?\.? J\.?-?C\.?|avant notre ère|a\. ?C\.|antes de Cristo|v\. ?Chr\.)"
_BEFORE = r"before|by|avant|prima del|antes de|vor|voor"
_AFTER = r"after|après|dopo il|después de|depois de|nach|na"


@dataclass(frozen=True, slots=True)
class Dating:
    """A date as a label means it.

    Attributes
    ----------
    kind : str
        "year", "range", "decade", "century", "centuries", "before", "after", "month" or "day".
    first, second : int
        Year or century; 0 where there is none.
    part : str
        Of a century: "early", "first half", ...
    doubt : str
        "perhaps", "probably" or empty.
    """

    kind: str
    first: int
    second: int = 0
    circa: bool = False
    part: str = ""
    doubt: str = ""
    bc: bool = False
    month: int = 0
    day: int = 0


def read_date(text: str) -> Dating | None:
    """Return what a label's date says; None if its form is not one of ours.

    Examples
    --------
    >>> read_date("c. 1509/11").second, read_date("early 17th century").part, read_date("antique")
    (1511, 'early', None)
    """
    plain = " ".join(text.split()).strip(" .").replace("’", "'")
    bc = bool(re.search(_BC + "$", plain, re.I))
    plain = re.sub(_BC + "$", "", plain, flags=re.I)
    plain = re.sub(r"^(?:AD|A\.D\.) (?=\d)| (?:AD|CE)$", "", plain)
    doubt = "perhaps" if re.search(r"\(?\?\)?$", plain) else ""
    plain = re.sub(r"\s*\(?\?\)?$", "", plain)
    for name, pattern in _DOUBTS:
        if match := re.match(rf"(?:{pattern}) ", plain, re.I):
            doubt, plain = name, plain[match.end() :]
    circa = bool(match := re.match(rf"{_CIRCA}\s*(?:the |les |gli )?", plain, re.I))
    plain = plain[match.end() :] if match else plain
    return _years(plain, doubt, circa=circa, bc=bc) or _centuries(plain, doubt, circa=circa, bc=bc)


def _years(plain: str, doubt: str, *, circa: bool, bc: bool) -> Dating | None:
    if match := re.fullmatch(rf"({_YEAR})", plain):
        return Dating("year", int(match[1]), circa=circa, doubt=doubt, bc=bc)
    if match := re.fullmatch(rf"({_YEAR}) ?[-–—/] ?(?:{_CIRCA}\s*)?({_YEAR}|\d\d)", plain, re.I):
        first, last = match[1], match[2]
        second = int(first[: len(first) - len(last)] + last) if len(last) == 2 else int(last)
        rising = second < int(first) if bc else second > int(first)
        return Dating("range", int(first), second, circa=circa, doubt=doubt, bc=bc) if rising else None
    if match := re.fullmatch(
        r"(?:the )?(?:(?:early|mid|late)[ -])?(\d{3}0)(?:s|'s|er(?: jahre)?)|(?:les )?ann(?:ées|i) (\d{3}0)",
        plain,
        re.I,
    ):
        year = int(match[1] or match[2])
        return (
            Dating("decade", year, circa=circa, doubt=doubt)
            if year % 100
            else Dating("century", year // 100 + 1)
        )
    for kind, words in (("before", _BEFORE), ("after", _AFTER)):
        if match := re.fullmatch(rf"(?:{words}) (?:{_CIRCA}\s*)?({_YEAR})", plain, re.I):
            return Dating(kind, int(match[1]), doubt=doubt, bc=bc)
    if match := re.fullmatch(
        rf"(?:(?P<day>\d{{1,2}})\.? (?:de )?)?{_MONTH},? (?:de )?(?P<year>{_YEAR})|"
        rf"{_MONTH.replace('month', 'first')} (?P<on>\d{{1,2}}), (?P<then>{_YEAR})",
        plain,
        re.I,
    ):
        word = (match["month"] or match["first"]).lower()
        month = next(place for place, names in enumerate(_MONTHS, 1) if word in names.split("|"))
        day = int(match["day"] or match["on"] or 0)
        year = int(match["year"] or match["then"])
        return Dating("day" if day else "month", year, doubt=doubt, month=month, day=day)
    return None


def _centuries(plain: str, doubt: str, *, circa: bool, bc: bool) -> Dating | None:
    if match := _CENTURIES.fullmatch(plain):
        numbers = [_number(found) for found in match.groups() if found]
        return Dating("centuries", numbers[0], numbers[1], doubt=doubt, bc=bc) if all(numbers) else None
    if match := re.fullmatch(rf"(?:the )?(?:{_PART}{_OF})?{_CENTURY}", plain, re.I):
        number = _number(next(match[name] for name in "abcdef" if match[name]))
        found = match["part"] or ""
        part = next((name for name, words in _PARTS if re.fullmatch(words, found, re.I)), "")
        return Dating("century", number, circa=circa, part=part, doubt=doubt, bc=bc) if number else None
    return None


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    values = [{"I": 1, "V": 5, "X": 10}[sign] for sign in written.upper()]
    return sum(-one if one < next_ else one for one, next_ in zip(values, [*values[1:], 0], strict=True))


def century_of(dating: Dating) -> int:
    """Return the century that all of a date's years belong to; 0 where they do not, or it is said already."""
    if dating.kind not in ("year", "range", "decade", "month", "day") or dating.bc:
        return 0
    years = [dating.first, *([dating.second] if dating.second else [])]
    if dating.kind == "decade":
        years.append(dating.first + 9)
    found = {(year - 1) // 100 + 1 for year in years if year % 100}
    whole = len(found) == 1 and all(year % 100 for year in years)
    return found.pop() if whole else 0


def roman(number: int) -> str:
    """Write a century's number in Roman numerals."""
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    said = ""
    for value, sign in signs:
        said += sign * (number // value)
        number %= value
    return said
