"""A label's date, read in seven languages: in English words, and as what it means, so that any language can say it."""

# ruff: noqa: E501 - a pattern reads better whole
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

YEAR = r"\d{3,4}"
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
#: What stands in dates of German, French, Italian, Spanish, Portuguese and Dutch labels, and in English; in turn.
_HALF = r"(?:hälfte|moitié|metà|mitad|metade|helft)"
_QUARTER = r"(?:viertel|quart|quarto|cuarto|kwart)"
_THIRD = r"(?:drittel|tiers|terzo|tercio|terço|derde)"
_DECADE_WORD = r"(?:jahrzehnt|décennie|decennio|década|decennium)"
_OF_THE = r"\s*(?:of the |des |du |de la |de l['’]|del |dell['’]|do |van de |van het |de )?\s*"
_ORDINALS_ELSEWHERE = (
    ("first", r"1\.|1e|1re|1[ªº]|1ste|ersten?|erstes|premi[eè]re?|prim[oa]|primer[oa]?|primeir[oa]|eerste"),
    ("second", r"2\.|2e|2de|2[ªº]|zweiten?|zweites|deuxième|seconde?|second[oa]|segund[oa]|tweede"),
    ("third", r"3\.|3e|3de|3[ªº]|dritten?|drittes|troisième|terz[oa]|tercer[oa]?|terceir[oa]|derde"),
    ("last", r"letzten?|letztes|dernière?|dernier|ultim[oa]|últim[oa]|laatste"),
)
_CENTURY_WORD = r"(?:century|jahrhunderts?|jhs?\.?|siècle|s\.|secolo|sec\.|siglo|século|séc\.|eeuw)"
_MONTHS_ELSEWHERE = (
    ("January", "januar janvier gennaio enero janeiro januari"),
    ("February", "februar février febbraio febrero fevereiro februari"),
    ("March", "märz mars marzo março maart"),
    ("April", "april avril aprile abril"),
    ("May", "mai maggio mayo maio mei"),
    ("June", "juni juin giugno junio junho"),
    ("July", "juli juillet luglio julio julho"),
    ("August", "august août agosto augustus"),
    ("September", "september septembre settembre septiembre setembro"),
    ("October", "oktober octobre ottobre octubre outubro"),
    ("November", "november novembre noviembre novembro"),
    ("December", "dezember décembre dicembre diciembre dezembro december"),
)
_MONTHS = tuple(english for english, _ in _MONTHS_ELSEWHERE)
_WORDS_OF_DATES: tuple[tuple[str, str], ...] = (
    (r"\bv\. ?Chr\.?|\bav(?:ant|\.) J\.?-?C\.?|\ba\. ?C\.", "BC"),
    (r"\bn\. ?Chr\.?|\bapr?(?:ès|\.) J\.?-?C\.?|\bd\. ?C\.", "AD"),
    (r"\bA\.D\.", "AD"),
    (r"\bB\.C\.|\bBCE\b|\bavant notre ère|\bantes de Cristo", "BC"),
    (r"^v\. ?(?=\d)", "c. "),
    (r"\b(?:peut-être|forse|quizás?|tal vez|talvez|vielleicht|mogelijk)\b", "perhaps"),
    (r"\b(?:ungefähr|etwa|gegen|um|vers|environ|intorno al|verso il|hacia|alrededor de|por volta de|cerca de|omstreeks|rond)\b", "c."),
    (r"^(.+?),? \(?(?:circa|ca\.?|c\.)\)?$", r"c. \1"),
    (r"\b(?:vermutlich|wohl|wahrscheinlich|probablement|probabilmente|probablemente|provavelmente|waarschijnlijk)\b", "probably"),
    (r"\b(?:zwischen|entre|tra(?: il)?|fra(?: il)?|tussen) (\d{3,4}) (?:und|et|e(?: il)?|y|en) (\d{3,4})", r"between \1 and \2"),
    (r"\b(?:nach|après|dopo(?: il)?|post|después de|depois de|na) (?=(?:c\. )?\d{3,4}\b)", "after "),
    (r"\b(?:vor|avant|ante|prima del|antes de|voor) (?=(?:c\. )?\d{3,4}\b)", "before "),
    (r"\b(?:années|anni|década de|anos|jaren) (\d{3}0)\b", r"\1s"),
    (r"\b(\d{3}0)er(?:[ -]?Jahren?)?\b", r"\1s"),
    *(
        (rf"(?<![\w])(?:{ordinals}) {word}{_OF_THE}", f"{english} {part} of the ")
        for english, ordinals in _ORDINALS_ELSEWHERE
        for word, part in ((_HALF, "half"), (_QUARTER, "quarter"), (_THIRD, "third"), (_DECADE_WORD, "decade"))
    ),
    (rf"\b(?:anfang|beginn|frühe[sn]?|début|commencement|inizio|inizi|principios|comienzos|início|inícios|begin|vroege?){_OF_THE}", "early "),
    (rf"\b(?:mitte|milieu|metà|mediados|meados|midden){_OF_THE}", "mid "),
    (rf"\b(?:ende|späte[sn]?|fin|fine|finales|fines|final|fins|finais|einde?|late){_OF_THE}(?=[\dXVI]|siglo|sec|séc)", "late "),
    (r"\b(?:siglos|séculos|secoli) ([XVI]+) ?[-–/] ?([XVI]+)\b", r"\1 century-\2 century"),
    (r"\b([XVI]+)e?(?: siècle)? ?[-–/] ?([XVI]+)e? siècles?", r"\1 century-\2 century"),
    (r"\b([XVI]+) ?[-–/] ?([XVI]+) secol[oi]", r"\1 century-\2 century"),
    (r"\b(\d{1,2})\.? ?[-–/] ?(\d{1,2})\. (?:jahrhunderts?|jh\.)", r"\1 century-\2 century"),
    (r"\b(?:siglo|século|séc\.|secolo|sec\.) ([XVI]{1,5})\b", r"\1 century"),
    (rf"\b([XVI]{{1,5}})(?:[eè]|ème|º)?\.? {_CENTURY_WORD}(?!\w)", r"\1 century"),
    (rf"\b(\d{{1,2}})(?:\.|de|ste|e)? ?{_CENTURY_WORD}(?!\w)", r"\1 century"),
    *((rf"\b(?:{'|'.join(words.split())})\b", english) for english, words in _MONTHS_ELSEWHERE),
    (rf"\b(\d{{1,2}})\.? (?:de )?({MONTH})(?: de)? (?=\d{{4}})", r"\1 \2 "),
)  # fmt: skip


#: The same in Japanese and Chinese, which stand before or behind without a space.
_PARTS_IN_SIGNS = (
    ("first half of the", "前半|上半[葉叶]"), ("second half of the", "後半|下半[葉叶]"), ("early", "初[頭头期め]?"),
    ("mid", "半ば|中[頃葉叶期]"), ("late", "末[期葉叶]?|終わり"),
)  # fmt: skip
_SIGNS_OF_DATES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"(?:紀元前|公元前|西元前)\s*(.+)$", r"\1 BC"),
    (r"[〜～至]|から", "-"),
    *(
        (rf"(\d{{1,2}})\s*世[紀纪]の?(?:{signs})", rf"{english} \1th century")
        for english, signs in _PARTS_IN_SIGNS
    ),
    (r"(\d{1,2})\s*世[紀纪](\d0)年代(?:に|の)?", lambda told: f"{int(told[1]) - 1}{told[2]}s"),
    (r"(\d{1,2})(?:\s*世[紀纪])?\s*-\s*(\d{1,2})\s*世[紀纪]", r"\1th-\2th century"),
    (r"(\d{1,2})\s*世[紀纪]", r"\1th century"),
    (r"(\d{3}0)年代", r"\1s"),
    (r"(\d{3,4})年(\d{1,2})月(\d{1,2})日", lambda told: f"{told[3]} {_MONTHS[int(told[2]) - 1]} {told[1]}"),
    (r"(\d{3,4})年(\d{1,2})月", lambda told: f"{_MONTHS[int(told[2]) - 1]} {told[1]}"),
    (r"(\d{3,4})年?\s*(?:以前|より前|之前)", r"before \1"),
    (r"(\d{3,4})年?\s*(?:以後|以降|以后|より後|之后)", r"after \1"),
    (r"^(?:約|约|大約|大约)\s*(.+)$", r"c. \1"),
    (r"^(.+?)年?\s*(?:頃|ごろ|ころ|前后|左右)( BC)?$", r"c. \1\2"),
    (r"(\d)年間?(?:间)?", r"\1"),
)  # fmt: skip


def english_date(date: str) -> str:
    """Return a label's date with its words in English, of the languages above.

    Examples
    --------
    >>> english_date("um 1870"), english_date("1620 ca."), english_date("siglo XVII"), english_date("an II")
    ('c. 1870', 'c. 1620', '17th century', 'an II')
    """
    text = (
        " ".join(date.split()).rstrip(".") if not re.search(r"\b(?:ca|c|Jh|Chr|C)\.$", date) else date.strip()
    )
    if re.search(r"[年紀纪]", text):
        for pattern, said in _SIGNS_OF_DATES:
            text = re.sub(pattern, said, unicodedata.normalize("NFKC", text))
        text = re.sub(r"(\d+)th(?=[ -])", lambda number: _ordinal(int(number[1])), text)
    for pattern, english in _WORDS_OF_DATES:
        text = re.sub(pattern, english, text, flags=re.I)
    text = re.sub(r"\b([XVI]+) (?=century)", lambda roman: f"{_of_roman(roman[1])} ", text)
    text = re.sub(r"\b(\d{1,2}) (?=century)", lambda number: f"{_ordinal(int(number[1]))} ", text)
    text = re.sub(r"(\d+\w\w) century-(\d+\w\w) century", r"\1-\2 century", text)
    text = re.sub(r"^(\d+\w\w century), (\w+ \w+ of the)\s*$", r"\2 \1", text)
    return " ".join(text.split())


def _of_roman(numeral: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[sign] for sign in numeral.upper()]
    return sum(
        -value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True)
    )


def _ordinal(number: int) -> str:
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_PARTS = "first half|second half|first quarter|second quarter|third quarter|last quarter|early|mid|late"
_OF = r"(?:[ -]|of the|of|the)*"
_CENTURY = r"(?P<number>\d{1,2})(?:st|nd|rd|th) century"
_CENTURIES = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)(?: century)? ?[-–/] ?(\d{1,2})(?:st|nd|rd|th) centur(?:y|ies)"
)
_CIRCA = r"(?:c\.|ca\.?|c(?= ?\d)|circa|about|around|approx\.)"


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
    >>> read_date("c. 1509/11").second, read_date("début du XVIIe siècle").part, read_date("antique")
    (1511, 'early', None)
    """
    plain = " ".join(english_date(text).split()).strip(" .").replace("’", "'")
    bc = bool(re.search(r" BC$", plain))
    plain = re.sub(r"^AD (?=\d)| (?:AD|CE|BC)$", "", plain)
    doubt = "perhaps" if re.search(r"\(?\?\)?$", plain) else ""
    plain = re.sub(r"\s*\(?\?\)?$", "", plain)
    if match := re.match(r"(possibly|perhaps|probably) ", plain, re.I):
        doubt, plain = match[1].lower().replace("possibly", "perhaps"), plain[match.end() :]
    circa = bool(match := re.match(rf"{_CIRCA}\s*(?:the |les |gli )?", plain, re.I))
    plain = plain[match.end() :] if match else plain
    return _years(plain, doubt, circa=circa, bc=bc) or _centuries(plain, doubt, circa=circa, bc=bc)


def _years(plain: str, doubt: str, *, circa: bool, bc: bool) -> Dating | None:
    if match := re.fullmatch(rf"({YEAR})", plain):
        return Dating("year", int(match[1]), circa=circa, doubt=doubt, bc=bc)
    plain = re.sub(rf"^between ({YEAR}) and ({YEAR})$", r"\1-\2", plain, flags=re.I)
    if match := re.fullmatch(rf"({YEAR}) ?[-–—/] ?(?:{_CIRCA}\s*)?({YEAR}|\d\d)", plain, re.I):
        first, last = match[1], match[2]
        second = int(first[: len(first) - len(last)] + last) if len(last) == 2 else int(last)
        rising = second < int(first) if bc else second > int(first)
        return Dating("range", int(first), second, circa=circa, doubt=doubt, bc=bc) if rising else None
    if match := re.fullmatch(r"(?:the )?(?:(?:early|mid|late)[ -])?(\d{3}0)'?s", plain, re.I):
        year = int(match[1])
        return (
            Dating("decade", year, circa=circa, doubt=doubt)
            if year % 100
            else Dating("century", year // 100 + 1)
        )
    if match := re.fullmatch(rf"(before|by|after) (?:{_CIRCA}\s*)?({YEAR})", plain, re.I):
        kind = match[1].lower().replace("by", "before")
        return Dating(kind, int(match[2]), doubt=doubt, bc=bc)
    if match := re.fullmatch(
        rf"(?:(?P<day>\d{{1,2}})\.? )?(?P<month>{MONTH}),? (?P<year>{YEAR})"
        rf"|(?P<first>{MONTH}) (?P<on>\d{{1,2}}), (?P<then>{YEAR})",
        plain,
        re.I,
    ):
        month = _MONTHS.index((match["month"] or match["first"]).capitalize()) + 1
        day, year = int(match["day"] or match["on"] or 0), int(match["year"] or match["then"])
        return Dating("day" if day else "month", year, doubt=doubt, month=month, day=day)
    return None


def _centuries(plain: str, doubt: str, *, circa: bool, bc: bool) -> Dating | None:
    if match := _CENTURIES.fullmatch(plain):
        return Dating("centuries", int(match[1]), int(match[2]), doubt=doubt, bc=bc)
    if match := re.fullmatch(rf"(?:the )?(?:(?P<part>{_PARTS}){_OF})?{_CENTURY}", plain, re.I):
        part, number = (match["part"] or "").lower(), int(match["number"])
        return Dating("century", number, circa=circa, part=part, doubt=doubt, bc=bc)
    return None


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
