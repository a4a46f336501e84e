"""How English says what catalogues write short: "inv. no. 670", "fol. 3r", "SK-A-2344", "St.", "&"."""

from __future__ import annotations

import re

from speaking_engine.speech.languages.english import numbers as n
from speaking_engine.speech.languages.english.ends import dot, ends_sentence
from speaking_engine.speech.languages.rewriting import Rule

_TITLES = {  # before a name
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Dr": "Doctor", "Prof": "Professor", "Mme": "Madame",
    "Mmes": "Mesdames", "Mlle": "Mademoiselle", "Mlles": "Mesdemoiselles", "Messrs": "Messieurs",
    "St": "Saint", "Ste": "Sainte", "Sta": "Santa", "SS": "Saints", "Sts": "Saints", "Mt": "Mount",
    "Ft": "Fort", "Gen": "General", "Gov": "Governor", "Capt": "Captain", "Lieut": "Lieutenant",
    "Lt": "Lieutenant", "Col": "Colonel", "Sgt": "Sergeant", "Maj": "Major", "Adm": "Admiral",
    "Rev": "Reverend", "Revd": "Reverend", "Hon": "Honorable", "Rt": "Right", "Pres": "President",
    "Sen": "Senator", "Bros": "Brothers", "Fr": "Father", "Msgr": "Monsignor", "Mgr": "Monsignor",
    "Bp": "Bishop", "Abp": "Archbishop", "Card": "Cardinal", "Cdr": "Commander", "Cpl": "Corporal",
    "Esq": "Esquire", "Supt": "Superintendent",
}  # fmt: skip
_ALONE = {
    "Mr",
    "Mrs",
    "Dr",
    "Mme",
    "Mlle",
    "Prof",
    "Messrs",
    "Rev",
    "Capt",
    "Gen",
    "Col",
}  # before "and Mrs" too
_NUMBERED = {  # before a number
    "no": "number", "nos": "numbers", "nr": "number", "nrs": "numbers", "№": "number", "#": "number",
    "fig": "figure", "figs": "figures", "pl": "plate", "pls": "plates", "plts": "plates", "p": "page",
    "pp": "pages", "fol": "folio", "fols": "folios", "ff": "folios", "f": "folio", "vol": "volume",
    "vols": "volumes", "ed": "edition", "op": "opus", "ch": "chapter", "chap": "chapter",
    "chaps": "chapters", "bk": "book", "bks": "books", "cat": "catalogue", "cats": "catalogues",
    "inv": "inventory", "acc": "accession", "ill": "illustration", "ills": "illustrations", "n": "note",
    "nn": "notes", "ms": "manuscript", "mss": "manuscripts", "lot": "lot", "art": "article",
    "sec": "section", "§": "section", "§§": "sections", "col": "column", "cols": "columns", "pt": "part",
    "pts": "parts", "ser": "series", "st": "state", "l": "line", "ll": "lines", "v": "verse",
    "vv": "verses", "aet": "aged", "aetat": "aged",
}  # fmt: skip
_PHRASES = (
    (r"[Ii]nv(?:\.|entory)?\s?[Nn](?:o|r)s?\.?", "inventory number "),
    (r"[Aa]cc(?:\.|ession)\s?[Nn]os?\.?", "accession number "),
    (r"[Cc]at\.?\s?(?:[Nn]os?|nr)\.?", "catalogue number "),
    (r"[Ee]xh\.?\s?[Cc]at\.?", "exhibition catalogue"),
    (r"[Cc]at\.\s?[Rr]ais\.?", "catalogue raisonné"),
    (r"[Pp]riv\.?\s?[Cc]oll\.?", "private collection"),
    (r"[Aa]ttr(?:ib)?\.\s?(?:to\b)?", "attributed to"),
    (r"[Rr]epr(?:od)?\.", "reproduced"),
    (r"n\.\s?d\.", "no date"),
    (r"s\.\s?d\.", "no date"),
    (r"n\.\s?p\.", "no place"),
    (r"e\.\s?g\.,?", "for example"),
    (r"i\.\s?e\.,?", "that is"),
    (r"etc\b\.?|&c\.?", "et cetera"),
    (r"viz\b\.?", "namely"),
    (r"cf\.|cp\.", "compare"),
    (r"et\s+al\.", "and others"),
    (r"ibid\.", "ibidem"),
    (r"vs\b\.?", "versus"),
    (r"approx\.", "approximately"),
    (r"[Ee]st\.(?=\s?\d)", "established"),
    (r"a\.?k\.?a\.?(?!\w)", "also known as"),
    (r"w/o\b", "without"),
    (r"w/(?=\s)", "with"),
    (r"w/(?=[a-z])", "with "),
    (r"exh\.", "exhibited"),
    (r"incl\.", "including"),
    (r"excl\.", "excluding"),
    (r"dept\.|Dept\.", "department"),
    (r"[Cc]oll\.", "collection"),
    (r"[Mm]us\.", "museum"),
    (r"[Ll]td\b\.?", "limited"),
    (r"Inc\.", "incorporated"),
    (r"Co\.", "company"),
    (r"Corp\.", "corporation"),
    (r"Bros\.(?!\s[A-Z])", "brothers"),
    (r"Univ\.", "university"),
    (r"Assn\.", "association"),
    (r"Jr\b\.?|Jnr\b\.?|jun\.", "junior"),
    (r"Sr\b\.?|Snr\b\.?|sen\.", "senior"),
    (r"Esq\b\.?", "esquire"),
    (r"Ph\.?\s?D\.?(?!\w)", "P H D"),
    (r"illus\.", "illustrated"),
    (r"publ?\.(?=\s)", "published"),
    (r"transl?\.", "translated"),
    (r"eds\.", "editors"),
    (r"fasc\.", "fascicle"),
    (r"recto\b", "recto"),
    (r"diam\.(?=\W*$|[,;)])", "diameter"),
    (r"(?<=(?:st|nd|rd|th|ed) )ed\.", "edition"),
    (r"(?<=[a-z] )St\b\.?(?!\s?[A-Z])|(?<=[a-z] )Str\.", "street"),
    (r"Ave\b\.?(?!\s[A-Z][a-z]+ia)", "avenue"),
    (r"Blvd\b\.?", "boulevard"),
    (r"Rd\b\.?", "road"),
)
_SIDES = {"r": "recto", "v": "verso", "a": "A", "b": "B"}
_NO_WORDS = frozenset(
    ["MR", "MRS", "DR", "ST", "MT", "MS", "BY", "MY", "SS", "PR", "JR", "SR", "TH", "ND", "RD", "FT"]
)


def _title(match: re.Match[str], british: bool) -> str:
    return _TITLES[match["title"]]


def _numbered(match: re.Match[str], british: bool) -> str | None:
    what = match["what"]
    if what.startswith("no") and _SAYING_NO.search(match.string[max(0, match.start() - 20) : match.start()]):
        return None
    return f"{_NUMBERED[what.lower()]} "


def _phrase(match: re.Match[str], british: bool) -> str:
    said = _PHRASES[int((match.lastgroup or "_0")[1:])][1]
    return f"{said}{dot(match)}"


def _and_following(match: re.Match[str], british: bool) -> str:
    return f" and following{dot(match)}"


def _of_an_edition(match: re.Match[str], british: bool) -> str | None:
    """Say "ed. 5/25": the fifth print of twenty-five is no fraction."""
    one, whole = int(match["one"]), int(match["all"])
    if not 0 < one <= whole:
        return None
    what = "edition" if match[0][0] in "Ee" else "impression" if match[0][0] in "Ii" else "number"
    return f"{what} {n.cardinal(one, british=british)} of {n.cardinal(whole, british=british)}"


def _leaf(match: re.Match[str], british: bool) -> str:
    return f"{n.amount(match['number'], british=british)} {_SIDES[match['side']]}"


def _identity(written: str, british: bool) -> str:
    """Say a number that names a thing: four digits in pairs, more and leading zeros one by one."""
    if (written[0] == "0" and len(written) > 1) or len(written) > 4:
        return n.digits(written)
    return n.year(int(written), british=british) if len(written) == 4 else n.amount(written, british=british)


def _dotted(match: re.Match[str], british: bool) -> str:
    first, *rest = match["number"].split(".")
    said = [_identity(first, british), *(f"point {n.amount(part, british=british)}" for part in rest)]
    tail = f" {n.letters(match['tail'])}" if match["tail"] else ""
    return " ".join(said) + tail


def _shelf(match: re.Match[str], british: bool) -> str | None:
    """Say a mark of letters and numbers: "SK-A-2344", "NG1314", "P00742"."""
    if n.roman(match[0]):
        return None
    parts = re.findall(r"[A-Za-z]+|\d+|\.(?=\d)", match[0])
    said = (
        _identity(part, british) if part.isdigit() else "point" if part == "." else n.letters(part)
        for part in parts
    )
    return " ".join(said)


def _after_letters(match: re.Match[str], british: bool) -> str:
    """Say the number of "RF 1961-6": no span of years."""
    return " ".join(_identity(part, british) for part in match[0].split("-"))


def _spelled(match: re.Match[str], british: bool) -> str | None:
    written = match[0]
    if written in _NO_WORDS or (len(set(written)) == 1 and len(written) > 2):
        return None
    return n.letters(written)


def _initials(match: re.Match[str], british: bool) -> str:
    """Say initials without the dots that would be heard as the end of a sentence."""
    said = n.letters(match[0])
    if len(match[0]) == 2 and _NAMED_BY_LETTER.search(
        match.string[max(0, match.start() - 16) : match.start()]
    ):
        return f"{said}."
    ends = match[0].endswith(".") and ends_sentence(match.string, match.end())
    return f"{said}{'.' if ends and len(match[0]) > 2 else ''}"


_NAMED_BY_LETTER = re.compile(
    r"\b(?:Madame|Mademoiselle|Monsieur|Miss|Mister|Lady|Malcolm|Planet|Vitamin|Generation|Room|Hall|Plate|Plan|Group"
    r"|Section|Type|Class|Gallery|Wing|Case|Gate|Point|Letter|[Ll]etter|[Ii]nitial)\s$"
)


def _web(match: re.Match[str], british: bool) -> str:
    words = re.sub(r"^\w+://", "", match[0])
    words = words.replace("www.", "W W W dot ").replace(".", " dot ").replace("/", " slash ")
    return words.replace("@", " at ").replace("-", " dash ").replace("_", " underscore ")


_SIGNS = {
    "&": "and", "+": "plus", "=": "equals", "@": "at", "±": "plus or minus", "÷": "divided by",
    "©": "copyright", "→": "to", "≈": "about", "~": "about", "<": "less than", ">": "more than",
    "≤": "at most", "≥": "at least", "™": "", "®": "", "•": "", "¶": "", "|": ",", "*": "", "_": "",
    "^": "", "\\": "", "†": "", "‡": "", "#": "", "←": "", "µ": "micro", "°": "degrees", "%": "percent",
    "₤": "pounds",
}  # fmt: skip


def _sign(match: re.Match[str], british: bool) -> str:
    return _SIGNS[match[0]]


_TITLE = "|".join(sorted(_TITLES, key=len, reverse=True))
_ALONE_TITLE = "|".join(_ALONE)
_PHRASE = "|".join(f"(?P<_{index}>{written})" for index, (written, _) in enumerate(_PHRASES))
_A_NUMBER = r"[\[(]?(?:\d|[IVXLC]{2,6}\b|[VX]\b|[ivxl]{1,6}\b)"
_DOTLESS = "Nos?|nos|[Nn]rs?|pp|[Ff]igs?|[Vv]ols?|[Ff]ols?|[Oo]p|MSS?|Pl|Inv"
_SAYING_NO = re.compile(r"\b(?:sa(?:id|ys?)|answer(?:ed|s)?|repl(?:ied|ies|y))[,:]?\s$")
_WHAT = "|".join(sorted(_NUMBERED, key=len, reverse=True))

LEADING = (  # before plain numbers are said
    Rule(
        re.compile(
            r"(?:https?://|www\.)\S{1,200}?(?=[.,;:!?)\"”]*(?:\s|$))|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,24}){1,4}"
        ),
        _web,
    ),
    Rule(
        re.compile(
            rf"(?P<title>{_TITLE})\b\.?(?=\s(?:[\"“‘])?(?:[A-ZÀ-Þ]|d['’]|(?:de|du|des|von|van|la|le)\s))(?<![A-Z]\.[A-Z]\.)"
        ),
        _title,
    ),
    Rule(re.compile(rf"(?P<title>{_ALONE_TITLE})\b\.?(?=\s(?:and|&)\s)"), _title),
    Rule(re.compile(rf"(?<![\w.])(?:{_PHRASE})"), _phrase),
    Rule(
        re.compile(
            r"(?:[Ee]d(?:ition|\.)|[Ii]mpression|[Nn]o\.|[Nn]umber)\s?(?P<one>\d{1,4})/(?P<all>\d{1,4})(?![\d/])"
        ),
        _of_an_edition,
    ),
    Rule(
        re.compile(r"WW(?P<war>II?)(?!\w)"),
        lambda match, _: f"World War {'two' if match['war'] == 'II' else 'one'}",
    ),
    Rule(
        re.compile(
            r"ca?\.\s(?=\d{1,3}(?:,\d{3})+|\d{1,3}\s(?:works|paintings|drawings|prints|years|people))"
        ),
        lambda *_: "circa ",
    ),
    Rule(re.compile(rf"(?<![\w.])(?P<what>(?i:{_WHAT}))\.\s?(?={_A_NUMBER})"), _numbered),
    Rule(re.compile(rf"(?P<what>{_DOTLESS})\s(?={_A_NUMBER})"), _numbered),
    Rule(re.compile(r"(?P<what>[#№§])\s?(?=\d)"), _numbered),
    Rule(re.compile(r"(?<=\d )ff?\.|(?<=\d)ff?\.?(?!\w)"), _and_following),
    Rule(re.compile(r"(?P<number>\d{1,4})(?P<side>[rv])\b\.?"), _leaf),
    Rule(re.compile(r"(?P<number>\d{1,6}(?:\.\d{1,6}){2,6})(?P<tail>[A-Za-z]?)(?![\w]|\.\d)"), _dotted),
    Rule(
        re.compile(
            r"(?=[A-Z-]{0,12}\d)(?=[\dA-Z-]*[A-Z])[A-Z]{1,5}(?:-?[A-Z]{1,3})?[-.]?\d{1,9}(?:[-/.]\d{1,6})*[A-Za-z]?(?![\w])"
        ),
        _shelf,
    ),
    Rule(
        re.compile(r"(?<=\b[A-Z]{2} )\d{4}-\d{1,4}(?![\w-])|(?<=\b[A-Z]{3} )\d{4}-\d{1,4}(?![\w-])"),
        _after_letters,
    ),
    Rule(
        re.compile(r"(?<=[Ii]nv\. )\d{4}\b|(?<=[Nn]o\. )\d{4}\b"),
        lambda match, british: _identity(match[0], british),
    ),
)
RULES = (
    Rule(re.compile(r"(?:[A-Z]\.\s?){2,6}(?=\W|$|[A-ZÀ-Þ])|[A-Z]\.(?=\s?[A-ZÀ-Þ]|-[A-Z])"), _initials),
    Rule(re.compile(r"[B-DF-HJ-NP-TV-XZ]{2,5}(?![\w'’])"), _spelled),
    Rule(re.compile(r"–(?=\d)(?<=[\w.]–)"), lambda match, british: " to "),
    Rule(re.compile(r"(?<=[A-Za-z])/(?=[A-Za-z])"), lambda match, british: " "),
    Rule(re.compile(rf"[{re.escape(''.join(_SIGNS))}]"), _sign),
)
