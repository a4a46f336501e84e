"""A label's date, read in seven languages: in English words, and as what it means, so that any language can say it."""

# ruff: noqa: E501 - a pattern reads better whole
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

YEAR = r"\d{3,4}"
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
#: What stands in dates of German, French, Italian, Spanish, Portuguese and Dutch labels, and in English; in turn.
_HALF = r"(?:hälfte|moitié|metà|mitad|metade|helft)"
_QUARTER = r"(?:viertel|quartel|quarto|quart|cuarto|kwart)"
_THIRD = r"(?:drittel|tiers|terzo|tercio|terço|derde)"
_DECADE_WORD = r"(?:jahrzehnt|décennie|decennio|década|decennium)"
_OF_THE = r"\s*(?:of the |des |du |de la |de l['’]|del |dell['’]|do |van de |van het |de )?\s*"
_ORDINALS_ELSEWHERE = (
    (
        "first",
        r"1\.|1er?|1re|1ère|1[ªº]|1ste|ersten?|erstes|premi[eè]re?|prim[oa]|primer[oa]?|primeir[oa]|eerste",
    ),
    ("second", r"2\.|2e|2de|2[ªº]|zweiten?|zweites|deuxième|seconde?|second[oa]|segund[oa]|tweede"),
    ("third", r"3\.|3e|3de|3[ªº]|dritten?|drittes|troisième|terz[oa]|tercer[oa]?|terceir[oa]|derde"),
    ("fourth", r"4\.|4e|4de|4[ªº]|vierten?|viertes|quatrième|quart[oa]|cuart[oa]|vierde"),
    ("last", r"letzten?|letztes|dernière?|dernier|ultim[oa]|últim[oa]|laatste"),
)
_SEASONS_ELSEWHERE = (
    ("spring", "frühjahr frühling printemps primavera voorjaar lente"),
    ("summer", "sommer été estate verano verão zomer"),
    ("autumn", "herbst automne autunno otoño outono herfst najaar fall"),
    ("winter", "hiver inverno invierno"),
)
#: What a catalogue writes beside a date that stands on the work itself.
_DATED = r"(?:(?:signed and |signiert und |signé et |firmato e |firmado y |firmado e |gesigneerd en )?(?:dated|datiert|daté|datée|datat[oa]|datad[oa]|fechad[oa]|gedateerd)|dat\.)"
#: "Seicento" is the century of the years from 1600.
_CENTO = (
    ("due", 13),
    ("tre", 14),
    ("quattro", 15),
    ("cinque", 16),
    ("sei", 17),
    ("sette", 18),
    ("otto", 19),
    ("nove", 20),
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
    (rf"^{_DATED}:? |[, ]+\(?{_DATED}\)?$", ""),
    (r",? \(?(?:undated|undatiert|unvollendet|unfinished|inachevé|incompiuto|inacabado|onvoltooid)\)?$", ""),
    (r"^(\d{4}) \(post\) ?[-–] ?(\d{4}) \(ante\)$", r"\1-\2"),
    (r"\b(?:shortly|kurz|peu|poco|pouco|kort) (?=(?:after|before|nach|vor|après|avant|dopo|prima|después|antes|depois|na|voor)\b)", ""),
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
        (rf"(?<![\w])(?:{ordinals}) {word}(?!\w){_OF_THE}", f"{english} {part} of the ")
        for english, ordinals in _ORDINALS_ELSEWHERE
        for word, part in ((_HALF, "half"), (_QUARTER, "quarter"), (_THIRD, "third"), (_DECADE_WORD, "decade"))
    ),
    (rf"\b(?:anfang|beginn|frühe[sn]?|début|commencement|inizio|inizi|principios|comienzos|inicios?|início|inícios|begin|vroege?){_OF_THE}", "early "),
    (rf"\b(?:mitte|milieu|metà|mediados|meados|midden){_OF_THE}", "mid "),
    (rf"\b(?:ende|späte[sn]?|fin|fine|finales|fines|final|fins|finais|einde?|late){_OF_THE}(?=[\dXVI]|siglo|sec|séc)", "late "),
    (r"\b(?:siglos|séculos|secoli) ([XVI]+) ?[-–/] ?([XVI]+)\b", r"\1 century-\2 century"),
    (r"\b([XVI]+)e?(?: siècle)? ?[-–/] ?([XVI]+)e? siècles?", r"\1 century-\2 century"),
    (r"\b([XVI]+) ?[-–/] ?([XVI]+) secol[oi]", r"\1 century-\2 century"),
    (r"\b([XVI]+)e? (?:o|ou) ([XVI]+)e? (?:secolo|siècle)", r"\1 century or \2 century"),
    (r"\b(?:siglo|século) ([XVI]+) (?:o|ou) ([XVI]+)\b", r"\1 century or \2 century"),
    (r"\b(\d{1,2})\.? ?[-–/] ?(\d{1,2})\. (?:jahrhunderts?|jh\.)", r"\1 century-\2 century"),
    (r"\b(?:siglo|século|séc\.|secolo|sec\.|s\.) ([XVI]{1,5})\b", r"\1 century"),
    (r"^(\d+\w* century|[XVI]+ century),? (?:finales|fines|finais|fine|fin|ende)$", r"late \1"),
    (r"^(\d+\w* century|[XVI]+ century),? (?:principios|comienzos|inicios|início|inizio|début|anfang)$", r"early \1"),
    *((rf"\b(?:del |il |nel )?{name}cento\b", f"{number} century") for name, number in _CENTO),
    (rf"\b([XVI]{{1,5}})(?:[eè]|ème|º)?\.? {_CENTURY_WORD}(?!\w)", r"\1 century"),
    (rf"\b(\d{{1,2}})(?:\.|de|ste|e)? ?{_CENTURY_WORD}(?!\w)", r"\1 century"),
    *((rf"\b(?:{'|'.join(words.split())})\b", english) for english, words in (*_MONTHS_ELSEWHERE, *_SEASONS_ELSEWHERE)),
    (r"^(?:im|am|in|en|au|à l['’]|nel|nell['’]|no|na) (?=(?:spring|summer|autumn|winter)\b)", ""),
    (r"\b(?<=\d\d\d\d) (?:oder|ou|o|of) (?=\d\d)", " or "),
    (rf"^(\d{{4}}), ({MONTH})$", r"\2 \1"),
    (r"^((?:c\. ?|ca\.? )\d{4}) \(\d{4} ?[-–/] ?\d{2,4}\)$", r"\1"),
    (r"^from (\d{3,4}) (?:to|until) (\d{3,4})$", r"\1-\2"),
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
        " ".join(date.split()).rstrip(".")
        if not re.search(r"\b(?:ca|c|Jhs?|Chr|C|s|sec|séc|dat|n\. ?d)\.$", date, re.I)
        else date.strip()
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
    text = re.sub(
        rf"^({_CENTURY_OF}),? \(?((?:\w+ (?:half|quarter|third|decade) of the|early|mid|late))\s*\)?$",
        r"\2 \1",
        text,
    )
    text = re.sub(rf"({_CENTURY_OF}) \({YEAR}(?: ?[-–/] ?{YEAR})?\)$", r"\1", text)
    return " ".join(text.split())


_CENTURY_OF = r"\d+\w\w century(?: BC)?"


def _of_roman(numeral: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[sign] for sign in numeral.upper()]
    return sum(
        -value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True)
    )


def _ordinal(number: int) -> str:
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_PARTS = (
    r"(?:first|second|last) half|(?:first|second|third|fourth|last) quarter|(?:first|second|third|last) third"
    r"|(?:first|second|third|last) decade|early|mid|late"
)
_OF = r"(?:[ -]|of the|of|the)*"
_CENTURY = r"(?P<number>\d{1,2})(?:st|nd|rd|th) century"
_CENTURIES = re.compile(
    r"(?:the )?(\d{1,2})(?:st|nd|rd|th)(?: century)? ?([-–/]|or|to) ?(?:the )?(\d{1,2})(?:st|nd|rd|th) centur(?:y|ies)"
)
_CIRCA = r"(?:c\.|ca\.?|c(?= ?\d)|circa|about|around|approx\.)"
SEASONS = tuple(english for english, _ in _SEASONS_ELSEWHERE)
_SAME = {"last half": "second half", "fourth quarter": "last quarter", "third third": "last third"}


@dataclass(frozen=True, slots=True)
class Dating:
    """A date as a label means it.

    Attributes
    ----------
    kind : str
        "year", "range", "either" (one year or the other), "decade", "century", "centuries", "either_century",
        "before", "after", "season", "month" or "day".
    first, second : int
        Year or century; 0 where there is none.
    part : str
        Of a century or a decade: "early", "first half", ...
    doubt : str
        "perhaps", "probably" or empty.
    bc, ad : bool
        What the label says of the era; both False where it says nothing.
    season : int
        Index into `SEASONS`.
    in_hundreds : bool
        Whether a century was written "the 1500s", which may be the decade as well.
    """

    kind: str
    first: int
    second: int = 0
    circa: bool = False
    part: str = ""
    doubt: str = ""
    bc: bool = False
    ad: bool = False
    month: int = 0
    day: int = 0
    season: int = 0
    in_hundreds: bool = False


def read_date(text: str) -> Dating | None:
    """Return what a label's date says; None if its form is not one of ours.

    Examples
    --------
    >>> read_date("c. 1509/11").second, read_date("début du XVIIe siècle").part, read_date("antique")
    (1511, 'early', None)
    """
    plain = " ".join(english_date(text).split()).strip(" .").replace("’", "'")
    bc, ad = bool(re.search(r" BC$", plain)), bool(re.search(r"^AD |(?: AD| CE)$", plain))
    plain = re.sub(r"^AD (?=\d)| (?:AD|CE|BC)$", "", plain)
    doubt = "perhaps" if re.search(r"\(?\?\)?$", plain) else ""
    plain = re.sub(r"\s*\(?\?\)?$", "", plain)
    if match := re.match(r"(possibly|perhaps|probably) ", plain, re.I):
        doubt, plain = match[1].lower().replace("possibly", "perhaps"), plain[match.end() :]
    circa = bool(match := re.match(rf"(?:the )?{_CIRCA}\s*(?:the |les |gli )?", plain, re.I))
    plain = plain[match.end() :] if match else plain
    found = _years(plain) or _days(plain) or _centuries(plain)
    if found is None or (found.kind in ("range", "centuries") and not _rises(found, bc=bc)):
        return None
    return replace(found, circa=found.circa or circa, doubt=doubt, bc=bc, ad=ad)


def _rises(dating: Dating, *, bc: bool) -> bool:
    return dating.second < dating.first if bc else dating.second > dating.first


def _years(plain: str) -> Dating | None:
    if match := re.fullmatch(rf"({YEAR})", plain):
        return Dating("year", int(match[1]))
    if match := re.fullmatch(rf"between ({_CIRCA}\s*)?({YEAR}) and (?:{_CIRCA}\s*)?({YEAR})", plain, re.I):
        return Dating("range", int(match[2]), int(match[3]), circa=bool(match[1]))
    if match := re.fullmatch(rf"({YEAR}) ?([-–—/]|or|to) ?(?:{_CIRCA}\s*)?({YEAR}|\d\d)", plain, re.I):
        first, last = match[1], match[3]
        second = int(first[: len(first) - len(last)] + last) if len(last) == 2 else int(last)
        return Dating("either" if match[2] == "or" else "range", int(first), second)
    return _decades(plain) or _bounds(plain)


def _decades(plain: str) -> Dating | None:
    if match := re.fullmatch(r"(?:the )?(?:(early|mid|late)[ -])?(\d{3}0)'?s", plain, re.I):
        year, part = int(match[2]), (match[1] or "").lower()
        if year % 100:
            return Dating("decade", year, part=part)
        return Dating("century", year // 100 + 1, part=part, in_hundreds=True)
    return None


def _bounds(plain: str) -> Dating | None:
    if match := re.fullmatch(rf"(before|by|after) ({_CIRCA}\s*)?({YEAR})", plain, re.I):
        kind = match[1].lower().replace("by", "before")
        return Dating(kind, int(match[3]), circa=bool(match[2]))
    return None


def _days(plain: str) -> Dating | None:
    """Read a season, a month or a day of a year."""
    if match := re.fullmatch(rf"({'|'.join(SEASONS)})(?: (?:of|de|del|di|do|von))?,? ({YEAR})", plain, re.I):
        return Dating("season", int(match[2]), season=SEASONS.index(match[1].lower()))
    if match := re.fullmatch(
        rf"(?:(?P<day>\d{{1,2}})\.? )?(?P<month>{MONTH}),? (?P<year>{YEAR})"
        rf"|(?P<first>{MONTH}) (?P<on>\d{{1,2}}), (?P<then>{YEAR})",
        plain,
        re.I,
    ):
        month = _MONTHS.index((match["month"] or match["first"]).capitalize()) + 1
        day, year = int(match["day"] or match["on"] or 0), int(match["year"] or match["then"])
        return Dating("day" if day else "month", year, month=month, day=day)
    return None


def _centuries(plain: str) -> Dating | None:
    if match := _CENTURIES.fullmatch(plain):
        kind = "either_century" if match[2] == "or" else "centuries"
        return Dating(kind, int(match[1]), int(match[3]))
    if match := re.fullmatch(rf"(?:the )?(?:(?P<part>{_PARTS}){_OF})?{_CENTURY}", plain, re.I):
        part, number = (match["part"] or "").lower(), int(match["number"])
        return Dating("century", number, part=_SAME.get(part, part))
    return None


def century_of(dating: Dating) -> int:
    """Return the century that all of a date's years belong to; 0 where they do not, or it is said already."""
    known = ("year", "range", "either", "decade", "season", "month", "day")
    if dating.kind not in known or dating.bc:
        return 0
    years = [dating.first, *([dating.second] if dating.second else [])]
    if dating.kind == "decade":
        years.append(dating.first + 9)
    found = {(year - 1) // 100 + 1 for year in years if year % 100}
    whole = len(found) == 1 and all(year % 100 for year in years)
    return found.pop() if whole else 0


_SAID = {
    "year": "in {a}",
    "circa_year": "about {a}",
    "range": "between {about}{a} and {b}",
    "either": "in {about}{a} or {b}",
    "decade": "in {about}the {part}{a}s",
    "before": "before {about}{a}",
    "after": "after {about}{a}",
    "season": "in the {season} of {a}",
    "month": "in {month} {a}",
    "day": "on {day} {month} {a}",
}


def english_words(dating: Dating) -> str:
    """Say a date in English, so that it stands behind a verb: "between about 1503 and 1519".

    Examples
    --------
    >>> english_words(Dating("range", 1503, 1519, circa=True)), english_words(Dating("year", 1540, doubt="perhaps"))
    ('between about 1503 and 1519', 'perhaps in 1540')
    """
    about = "about " if dating.circa and not dating.doubt else ""
    if _in_centuries(dating):
        era = " BC" if dating.bc else " AD" if dating.ad else ""
        return f"{dating.doubt} {_english_century(dating, about)}{era}".strip()
    kind = "circa_year" if dating.kind == "year" and dating.circa else dating.kind
    said = _SAID[kind].format(
        a=f"AD {dating.first}" if dating.ad and dating.first < _FIRST_THAT_NEEDS_NO_ERA else dating.first,
        b=dating.second,
        about=about,
        part=_before(dating.part),
        season=SEASONS[dating.season],
        month=_MONTHS[dating.month - 1],
        day=dating.day,
    )
    return f"{dating.doubt} {said}{' BC' if dating.bc else ''}".strip()


_FIRST_THAT_NEEDS_NO_ERA = 1000


def _in_centuries(dating: Dating) -> bool:
    return dating.kind in ("century", "centuries", "either_century")


def _english_century(dating: Dating, about: str) -> str:
    if dating.kind != "century":
        between = "or" if dating.kind == "either_century" else "to"
        return f"in the {_ordinal(dating.first)} {between} {_ordinal(dating.second)} century"
    century = f"{(dating.first - 1) * 100}s" if dating.in_hundreds else f"{_ordinal(dating.first)} century"
    if " " in dating.part:
        return f"in {about}the {dating.part} of the {century}"
    return f"in {about}the {_before(dating.part)}{century}"


def _before(part: str) -> str:
    return "mid-" if part == "mid" else f"{part} " if part else ""


def roman(number: int) -> str:
    """Write a century's number in Roman numerals."""
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    said = ""
    for value, sign in signs:
        said += sign * (number // value)
        number %= value
    return said
