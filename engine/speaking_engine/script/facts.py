"""Facts: how a label's fields are put so that a voice can say them inside a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from speaking_engine.script.dates import MONTH, YEAR, english_date
from speaking_engine.script.lexicon import is_ordinary
from speaking_engine.script.terms import english_technique

_CIRCA = r"(?:c\.|c|ca\.|ca|circa|about|around|approx\.|um|vers)\s*"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)"
_PART = r"(?:early|mid|mid-|late|(?:first|second|third|fourth|last) (?:half|quarter|third|decade) of the)"
_CENTURIES = r"in the \1 to \2 century\3"
_ERA = r"((?: (?:BC|BCE|AD|CE))?)"
_UNDATED = frozenset(
    """|?|(?)|undated|n.d.|n. d.|no date|unknown|date unknown|s.d.|s. d.|undatiert|o. j.|non daté|sans date
    |non datato|senza data|sin fecha|sin fechar|sem data|ongedateerd|z.j.""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)

#: Forms of dates and how they stand in a sentence behind a verb; the first that fits is taken.
_DATES = (
    (re.compile(rf"{_CIRCA}({YEAR}) ?[-–—/] ?(?:{_CIRCA})?({YEAR})", re.I), r"between about \1 and \2"),
    (re.compile(rf"{_CIRCA}({YEAR})", re.I), r"about \1"),
    (re.compile(rf"({YEAR}) ?[-–—/] ?({YEAR})"), r"between \1 and \2"),
    (re.compile(rf"({YEAR})"), r"in \1"),
    (re.compile(rf"(?:the )?{_CIRCA}(?:the )?({YEAR}s)", re.I), r"in about the \1"),
    (re.compile(rf"(?:the )?((?:{_PART} )?{YEAR}s)", re.I), r"in the \1"),
    (re.compile(rf"({_PART} )?({_ORDINAL}) (century{_ERA})", re.I), r"in the \1\2 \3"),
    (re.compile(rf"({_ORDINAL}) ?[-–/] ?({_ORDINAL}) centur(?:y|ies){_ERA}", re.I), _CENTURIES),
    (re.compile(rf"((?:before|after|by|between|from) (?:{_CIRCA})?{YEAR}.{{0,20}})", re.I), r"\1"),
    (re.compile(rf"((?:early |late )?{MONTH},? {YEAR})", re.I), r"in \1"),
    (re.compile(rf"(\d{{1,2}} {MONTH},? {YEAR})", re.I), r"on \1"),
    (re.compile(rf"({MONTH} \d{{1,2}}, {YEAR})", re.I), r"on \1"),
    (re.compile(rf"(probably|possibly|perhaps) ({YEAR})", re.I), r"\1 in \2"),
    (re.compile(rf"({YEAR}) ?\(?\?\)?"), r"perhaps in \1"),
    (re.compile(rf"({YEAR}s) ?\(?\?\)?"), r"perhaps in the \1"),
    (re.compile(rf"({_ORDINAL}) or ({_ORDINAL}) (century{_ERA})", re.I), r"in the \1 or \2 \3"),
    (re.compile(rf"AD ({YEAR})(?: ?[-–—/] ?({YEAR}))", re.I), r"between AD \1 and \2"),
    (re.compile(rf"AD ({YEAR})", re.I), r"in AD \1"),
    (re.compile(rf"(spring|summer|autumn|fall|winter)(?: of)?,? ({YEAR})", re.I), r"in the \1 of \2"),
    (re.compile(r"(?:the )?([A-Z][\w-]+ (?:period|dynasty|era))(?:,? ?\(?\d[^)]*\)?)?"), r"in the \1"),
)  # fmt: skip


def when(date: str) -> str | None:
    """Put a label's date so that it stands behind a verb; None if its form is not one of ours.

    Examples
    --------
    >>> when("c. 1503-1519"), when("1509/11"), when("antique")
    ('between about 1503 and 1519', 'between 1509 and 1511', None)
    >>> when("2de helft 17de eeuw"), when("nach 1520"), when("fin du XVIe siècle")
    ('in the second half of the 17th century', 'after 1520', 'in the late 16th century')
    """
    text = english_date(date)
    short = re.fullmatch(r"(.*?)(\d\d)(\d\d)( ?[-–—/] ?)(\d\d)", text)
    if short:  # "1509/11"
        text = f"{short[1]}{short[2]}{short[3]}-{short[2]}{short[5]}"
    hedged = re.fullmatch(r"(probably|possibly|perhaps) (.+)", text, re.I)
    for pattern, form in _DATES:
        if match := pattern.fullmatch(hedged[2] if hedged else text):
            said = " ".join(match.expand(form).split())
            return f"{hedged[1].lower()} {said.replace('between about', 'between')}" if hedged else said
    return None


def is_undated(date: str) -> bool:
    """Return whether a date field says that there is no date."""
    return date.strip().lower() in _UNDATED


@dataclass(frozen=True, slots=True)
class Making:
    """The words for how such a work comes about."""

    noun: str
    past: str
    participle: str


_NEUTRAL = Making("work", "made", "made")
_PRINT = Making("print", "made", "made")
_PHOTOGRAPH = Making("photograph", "photographed", "photographed")
_DRAWING = Making("drawing", "drew", "drawn")
_PAINTING = Making("painting", "painted", "painted")
#: First fit wins: a "print after a painting" is a print.
_MAKINGS = (
    ("engraving", Making("engraving", "engraved", "engraved")),
    ("etching", Making("etching", "etched", "etched")),
    ("lithograph woodcut woodblock linocut mezzotint aquatint screenprint photogravure heliogravure", _PRINT),
    ("photograph daguerreotype ambrotype albumen gelatin calotype", _PHOTOGRAPH),
    ("print", _PRINT),
    ("mosaic tapestry embroidery stained", _NEUTRAL),
    ("drawing chalk charcoal pencil graphite crayon silverpoint metalpoint", _DRAWING),
    ("oil tempera fresco watercolour watercolor gouache acrylic encaustic painting painted", _PAINTING),
    ("marble limestone sandstone granite wood ivory alabaster", Making("sculpture", "carved", "carved")),
    ("bronze terracotta plaster clay", Making("sculpture", "made", "made")),
)


_PAINTED_BODY = (
    r"\b(?:painted|polychromed?|gilded|gilt)[ ,](?:\w+[ ,])?(?:\w*wood|oak|walnut|pine|poplar wood"
    r"|stucco|\w*stone|terracotta|plaster"
    r"|clay|alabaster|marble|wax)\b|\b(?:\w*wood|\w*stone|marble|terracotta|stucco|plaster"
    r"|alabaster)\b.{0,20}\b(?:painted|polychrom\w+)\b"
)
"""Sculpture that was painted, and no painting."""


def is_sculpture(technique: str) -> bool:
    """Return whether a technique, in any of our languages, is that of a sculpture."""
    return making(english_technique(technique) or technique).noun == "sculpture"


def making(technique: str) -> Making:
    """Choose noun and verb by the technique; without one, "work" and "made", which are always true."""
    plain = re.sub(r"\bafter (?:an?|the) .*", "", technique.lower())  # "photogravure after an oil painting"
    if re.search(_PAINTED_BODY, plain):
        return Making(
            "sculpture",
            "carved" if "wood" in plain or "stone" in plain else "made",
            "carved" if "wood" in plain or "stone" in plain else "made",
        )
    words = set(re.findall(r"\w+", plain))
    for keys, found in _MAKINGS:
        stems = keys.split()
        if any(stem in words or f"{stem}s" in words for stem in stems):
            return found
    return _NEUTRAL


_NOBODY = (
    r"(?:anonym\w*|anonim\w*|an[óôo]nim\w*|anoniem\w*|unknown|unidentified|unnamed|anon\.?|unbekannt\w*|inconnue?"
    r"|non identifiée?|ignot[oa]|sconosciut[oa]|desconocid[oa]|desconhecid[oa]|onbekend\w*|n/a)"
)
_A_MAKER = (
    r"(?:artist\w*|painter|maker|photographer|master|künstler\w*|maler\w*|meister\w*|fotograf\w*|peintre|maître|auteure?"
    r"|photographe|autore|pittore|maestro|autor|pintor|mestre|kunstenaar|schilder|meester)"
)
_UPPER = "[A-ZÀ-ÖØ-Þ]"
_UNKNOWN_ARTIST = re.compile(rf"(?:{_A_MAKER},? )?\(?{_NOBODY}\b", re.I)


def is_anonymous(artist: str) -> bool:
    """Return whether an artist's field says that nobody knows."""
    return bool(_UNKNOWN_ARTIST.match(artist))


_GROUP = re.compile(
    r".*\b(?:school|schule|école|scuola|escuela|escola|workshop|studio|circle|century|painter|artist|manufactory|factory|dynasty|period"
    r"|culture|people)|(?:école|scuola|escuela|escola|oficina|taller|bottega|atelier) .+",
    re.I,
)
_PEOPLES = re.compile(
    r"(?:(?:ancient|early|late|northern|southern|central|north|south|east|west|eastern|western|upper"
    r"|lower|possibly) )?"
    r"(?:roman|greek|attic|etruscan|egyptian|coptic|byzantine|assyrian|babylonian|sumerian|persian"
    r"|ottoman|turkish|indian"
    r"|mughal|chinese|japanese|korean|tibetan|nepalese|thai|khmer|javanese|italian|florentine|venetian"
    r"|sienese|milanese|french"
    r"|german|austrian|swiss|netherlandish|dutch|flemish|spanish|catalan|portuguese|british|english"
    r"|scottish|irish|american"
    r"|mexican|peruvian|russian|polish|bohemian|hungarian|danish|swedish|norwegian|african|yoruba|edo"
    r"|benin|akan|kongo|maya|mayan"
    r"|römisch|griechisch|ägyptisch|italienisch|deutsch|niederländisch|flämisch|französisch|spanisch|chinesisch|japanisch"
    r"|romain|grec|égyptien|italien|français|flamand|hollandais|espagnol|allemand"
    r"|romano|greco|egizio|italiano|fiammingo|francese|tedesco|spagnolo|flamenco|español|alemán|nederlands|vlaams"
    r"|aztec|inca|olmec|moche|gandharan?|scythian|phoenician|cypriot|palmyrene|fayum)",
    re.I,
)


def is_group(artist: str) -> bool:
    """Return whether an artist's field names a school or a time instead of a person: "French School"."""
    name = spoken_artist(artist)
    return bool(_GROUP.fullmatch(name) or _PEOPLES.fullmatch(name))


def spoken_artist(artist: str) -> str:
    """Put an artist's name as people say it: no life dates, no second hand, no "Surname, First name".

    Examples
    --------
    >>> spoken_artist("Vermeer, Johannes (Dutch, 1632-1675)")
    'Johannes Vermeer'
    """
    behind = re.fullmatch(
        r"([^;(\[]+)[(\[][^)\]]*[)\]] ([^\W\d_]+)", artist.strip()
    )  # "British (English) School"
    name = f"{behind[1].strip()} {behind[2]}" if behind else re.split(r"[;(\[]", artist, maxsplit=1)[0]
    name = _COPIED.sub("", _not_shouted(name.strip(" ,")))
    name = re.sub(
        rf",? (?:gen\.|genannt|dite?|dett[oa]|llamad[oa]|chamad[oa]|genaamd) (?={_UPPER})", " called ", name
    )
    name = re.sub(
        rf"^(?:Meister|Maître|Maestro|Mestre|Meester) (?:von|de|di|van) (?={_UPPER}\S+$)", "Master of ", name
    )
    parts = [part.strip() for part in name.split(",")]
    if len(parts) > 1 and any(char.isdigit() for part in parts[1:] for char in part):
        name = parts[0]
    elif (
        len(parts) == 2
        and parts[1]
        and not re.match(
            r"(?:the|jr|sr|known|called|dit"
            r"|gen)\b",
            parts[1],
            re.I,
        )
    ):
        name = f"{parts[1]} {parts[0]}"
    return f"the {name}" if name.startswith("Master of ") else name or artist


_COPIED = re.compile(r",? (?:after|nach|d['’]après|naar) (?=[A-ZÀ-Þ])(?P<model>.+)$")


def copied_from(artist: str) -> str:
    """Return after whom a named maker worked: "Lucas Vorsterman, after Hans Holbein" gives Hans Holbein."""
    match = _COPIED.search(re.split(r"[;(\[]", artist, maxsplit=1)[0].strip(" ,"))
    return spoken_artist(match["model"]) if match else ""


_CENTURY_NAMES = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
]


def century_of(date: str) -> str:
    """Return the century of a date as people say it, if all its years are of one; else empty.

    Examples
    --------
    >>> century_of("c. 1665"), century_of("1590-1610"), century_of("300 BC")
    ('seventeenth', '', '')
    """
    if re.search(r"\bB\.?\s?C|\bBCE|before|after|century|vor|avant", date, re.I):
        return ""
    years = [int(year) for year in re.findall(r"(?<!\d)(\d{4}|[2-9]\d\d)(?!\d)", date)]
    found = {(year - 1) // 100 for year in years if year % 100}
    if len(years) == 0 or len(found) != 1 or len(found) != len({(year - 1) // 100 for year in years}):
        return ""
    index = found.pop()
    return _CENTURY_NAMES[index] if index < len(_CENTURY_NAMES) else ""


def _not_shouted(text: str) -> str:
    """Take words in capitals back, which a voice would spell out: "MONA LISA"."""
    return text.title() if text.isupper() and " " in text else text


def spoken_title(title: str) -> tuple[str, str]:
    """Part a title from what stands behind it in brackets, for nobody says brackets aloud.

    Examples
    --------
    >>> spoken_title("Lady with an Ermine (Cecilia Gallerani)")
    ('Lady with an Ermine', 'Cecilia Gallerani')
    """
    match = re.fullmatch(r"(.+?)\s*\((.+)\)\s*", title)
    main, aside = (match[1], match[2]) if match else (title, "")
    main = _not_shouted(main)
    return re.sub(r"[()\[\]\"“”]", "", main).rstrip(" .;,") or title, aside.strip(" .")


_WITH_ARTICLE = re.compile(
    r"\b(?:museum|museo|musée|museu|muzeum|gallery|galleria|gallerie|galerie|gemäldegalerie|collection"
    r"|collections|"
    r"institute|library|bibliothèque|academy|accademia|foundation|fondation|rijksmuseum|mauritshuis"
    r"|prado|louvre|uffizi|"
    r"hermitage|pinakothek|pinacoteca|kunsthalle|archive|archives|nationalmuseum)\b",
    re.I,
)


def with_article(holder: str) -> str:
    """Put "the" before the name of an institution that takes it, "a" before a private collection."""
    name = holder.strip().rstrip(".")
    if re.match(r"(?:the|a|an|der|die|das|le|la|il|el)\b|l'", name, re.I):
        return name[0].lower() + name[1:] if name[:4].lower() == "the " else name
    if re.match(r"(?:private|royal) collection\b", name, re.I):
        return f"a {name[0].lower()}{name[1:]}" if name[0] in "pP" else f"the {name}"
    first = name.split(",", maxsplit=1)[0]
    return f"the {name}" if _WITH_ARTICLE.search(first) else name


_COUNT = re.compile(
    r"(?:engraving|etching|drawing|print|lithograph|woodcut|photograph|daguerreotype|fresco|mosaic"
    r"|tapestry|"
    r"miniature|relief|bust|statue|painting|negative|screenprint|mezzotint)$",
    re.I,
)


def spoken_technique(technique: str) -> str:
    """Put a technique so that it stands inside a sentence: "oil on canvas", "print, ink on paper"."""
    text = re.sub(r"\s*;\s*", ", ", technique.strip().rstrip("."))
    first = re.match(r"[^\W\d_]+", text)
    own = first and not is_ordinary(first[0]) and first[0].lower() not in _TERMS_OF_ART  # "Carrara marble"
    return text[0].lower() + text[1:] if len(text) > 1 and text[1].islower() and not own else text


_TERMS_OF_ART = frozenset(key for keys, _ in _MAKINGS for key in keys.split()) | frozenset(
    """gesso grisaille intaglio cyanotype tintype greywacke limewood walnut poplar pen brush
    chromogenic giclée masonite distemper collodion platinum salted hand""".split()  # noqa: SIM905 - reads better
)


def as_material(technique: str) -> str:
    """Put a technique so that it stands behind "is": "oil on canvas", "an albumen silver print"."""
    text = spoken_technique(technique)
    head = re.split(r",| (?:on|with|from|and|after|over|in)\b", text, maxsplit=1)[0]
    if re.match(r"an? ", text) or not _COUNT.search(head):
        return text
    return f"{'an' if text[0].lower() in 'aeiou' else 'a'} {text}"
