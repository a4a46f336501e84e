"""Facts: how a label's fields are put so that a voice can say them inside a sentence."""

# ruff: noqa: E501 - a pattern reads better whole
from __future__ import annotations

import re
from dataclasses import dataclass

from speaking_engine.artwork.metadata import Metadata
from speaking_engine.script import dates
from speaking_engine.script.dates import english_words, read_date
from speaking_engine.script.lexicon import is_ordinary, sounds_english
from speaking_engine.script.sizes import without_size
from speaking_engine.script.terms import english_technique, place_in

_UNDATED = frozenset(
    """|?|(?)|undated|n.d.|n. d.|no date|unknown|date unknown|s.d.|s. d.|undatiert|o. j.|non daté|sans date
    |non datato|senza data|sin fecha|sin fechar|sem data|ongedateerd|z.j.""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)

_PERIOD = re.compile(r"(?:the )?([A-Z][\w-]+ (?:period|dynasty|era))(?:,? ?\(?\d[^)]*\)?)?")


def when(date: str) -> str | None:
    """Put a label's date so that it stands behind a verb; None if its form is not one of ours.

    Examples
    --------
    >>> when("c. 1503-1519"), when("1509/11"), when("antique"), when("Edo period")
    ('between about 1503 and 1519', 'between 1509 and 1511', None, 'in the Edo period')
    >>> when("2de helft 17de eeuw"), when("nach 1520"), when("fin du XVIe siècle")
    ('in the second half of the 17th century', 'after 1520', 'in the late 16th century')
    """
    if dating := read_date(date):
        return english_words(dating)
    period = _PERIOD.fullmatch(date.strip())
    return f"in the {period[1]}" if period else None


_PLACED = re.compile(r"([A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?), (.+)")


def place_and_date(label: Metadata) -> tuple[str, str]:
    """Return where and when, where the date's field may tell both: "Paris, Autumn 1887"."""
    if label.place or read_date(label.date):
        return label.place, label.date
    behind = re.fullmatch(r"(.*\d{4}), ([A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?)", label.date)
    if behind and read_date(behind[1]):
        return behind[2], behind[1]
    placed = _PLACED.fullmatch(label.date)
    return (placed[1], placed[2]) if placed and read_date(placed[2]) else (label.place, label.date)


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


def is_sculpture(label: Metadata) -> bool:
    """Return whether a label, in any of our languages, is that of a sculpture."""
    return making_of(label).noun == "sculpture"


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


#: What alone names only what a picture is painted on: "Fichtenholz" makes no sculpture.
_SUPPORT = re.compile(
    r"(?:(?:oak|poplar|walnut|limewood|spruce|beech|fir|pine|cedar|softwood|wood)(?: wood)?(?: panel)?"
    r"|panel|canvas|copper|paper|cardboard|parchment|vellum|slate|silk)",
    re.I,
)
_STATUE = re.compile(
    r"^(?:portrait )?(?:bust|büste|buste|busto|statue|statuette|statuetta|statua|estatua|estátua|standbeeld"
    r"|relief|rilievo)\b"
    r"|\b(?:portrait bust|statue|bust) of\b|^(?:bildnis|porträt)büste\b",
    re.I,
)


def is_support(technique: str) -> bool:
    """Return whether a technique, in English, names nothing but what a picture is painted on."""
    return bool(_SUPPORT.fullmatch(technique))


def technique_told(technique: str) -> str:
    """Return a technique in English without its size; of what cannot be told, the clauses before it; else "".

    Examples
    --------
    >>> technique_told("Öl auf Leinwand, doubliert"), technique_told("canvas, oil, 20 x 30 cm")
    ('oil on canvas', 'oil on canvas')
    """
    plain = re.split(
        r"[;,] (?=[^;,]*\b(?:frame|framed|reverse|verso|mount|inscribed|signed)\b)", technique, maxsplit=1
    )[0]
    plain = spelled_out(without_size(plain)[0])
    while plain:
        if (told := english_technique(plain)) and (told != plain or sounds_english(plain)):
            return _on_its_ground(told)
        shorter = re.sub(r"\s*(?:[,;(]|\. )[^,;(]*$", "", plain)
        plain = "" if shorter == plain else shorter
    return ""


_GROUND = r"(?:canvas|panel|oak|wood|copper|paper|poplar)"


def _on_its_ground(technique: str) -> str:
    """Say a list as a technique: "canvas, oil" and "oil paint, panel" are oil on something."""
    paint = r"(?:(?:oil|tempera|egg tempera|pastel|gouache)(?: paint)?)"
    technique = re.sub(
        rf"^({_GROUND}), ({paint}\b.*)$", lambda m: f"{m[2]} on {m[1].lower()}", technique, flags=re.I
    )
    technique = re.sub(rf"^({paint}), ({_GROUND}(?: panel)?)$", r"\1 on \2", technique, flags=re.I)
    return re.sub(r"^(\w+(?: paint)?), (\w+) (?=on )", r"\1 and \2 ", technique)


_SHORT_FORMS = (
    (r"\bÖl ?(?:/|a\.|auf) ?(?:Lw|Lwd|Leinw)\b\.?", "Öl auf Leinwand"),
    (r"\bÖl ?(?:/|a\.) ?(?:Hz|H|Holz)\b\.?", "Öl auf Holz"),
    (r"\bÖl ?/ ?(?=[A-ZÄÖÜ]\w{3})", "Öl auf "),
    (r"\bh(?:uile)? ?/ ?t(?:oile)?\b\.?|\bHST\b", "huile sur toile"),
    (r"\bh(?:uile)? ?/ ?(?:p(?:anneau)?|bois)\b\.?|\bHSP\b", "huile sur panneau"),
    (r"\bo ?/ ?c\b", "oil on canvas"),
    (r"^\d+ [a-z]+ : ", ""),
    (r"\b([ÓóOo]leo|[Oo]lio|[Hh]uile|[Tt]êmpera) s/ ?(?=[tmlb])", r"\1 sobre "),
    (r"^(tela|tavola|carta|rame)/ ?pittura (?:a|ad) (olio|tempera)", r"\2 su \1"),
)


def spelled_out(technique: str) -> str:
    """Return a technique without the short forms of inventories: "Öl/Lw." is "Öl auf Leinwand"."""
    for short, long in _SHORT_FORMS:
        technique = re.sub(short, long, technique)
    return technique


def making_of(label: Metadata) -> Making:
    """Choose noun and verb by a label's technique, and by a title such as "Bust of a Man" where that is silent."""
    told = technique_told(label.technique)
    found = _NEUTRAL if is_support(told) else making(told or label.technique)
    if found is _NEUTRAL and _STATUE.search(label.title):
        return Making("sculpture", "made", "made")
    return found


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


#: A land or region that stands where a maker's name would: "Bourgogne".
_LAND = re.compile(
    r"(?:(?:northern|southern|upper|lower|central) )?(?:burgundy|bourgogne|burgund|flanders|flandres?|flandern"
    r"|tuscany|toscane|toskana|toscana|lombardy|lombardie|lombardia|champagne|lorraine|lothringen|provence|languedoc"
    r"|brabant|hainaut|rhineland|rheinland|swabia|schwaben|souabe|franconia|franken|bavaria|bayern|bavière|tyrol|tirol"
    r"|saxony|sachsen|bohemia|böhmen|catalonia|cataluña|castile|castilla|andalucía|italy|italie|italien|italia|france"
    r"|frankreich|germany|deutschland|allemagne|spain|spanien|espagne|españa|netherlands|niederlande|pays-bas|england"
    r"|angleterre|egypt|ägypten|égypte|china|japan|india|iran|persia|turkey|nigeria|benin|mexico|peru)",
    re.I,
)


def is_group(artist: str) -> bool:
    """Return whether an artist's field names a school or a time instead of a person: "French School"."""
    name = spoken_artist(artist)
    if _LAND.fullmatch(name):
        return True
    hand = re.fullmatch(
        r"(\w+?)(?:er|e|es|ischer)? (?:meister|maler|künstler|maître|maestro|mestre|meester)", name, re.I
    )
    return bool(_GROUP.fullmatch(name) or _PEOPLES.fullmatch(name) or (hand and _PEOPLES.fullmatch(hand[1])))


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
    name = re.sub(rf"(?:,? (?:{_HONOURS}))+$", "", name)
    name = re.sub(
        rf",? (?:{_CALLED}) (?:il |lo |la |l['’]|le |el |o |der |de )?(?={_UPPER})", " called ", name
    )
    name = re.sub(
        rf"^(?:Meister|Maître|Maestro|Mestre|Meester) (?:von|de|di|van) (?={_UPPER}\S+$)", "Master of ", name
    )
    elder = re.search(rf",? ({'|'.join(f'(?:{words})' for words in _GENERATIONS.values())})$", name)
    name = name[: elder.start()] if elder else name
    shouted = re.fullmatch(
        rf"({_UPPER}{{3,}}(?:[ -]{_UPPER}{{2,}})*) ((?:{_UPPER}[a-zà-ÿ'’.-]+[ -]?)+)", name
    )
    name = f"{shouted[2]} {shouted[1]}" if shouted else name  # "DAVID Jacques Louis"
    parts = [part.strip() for part in name.split(",")]
    if len(parts) > 1 and any(char.isdigit() for part in parts[1:] for char in part):
        first = parts[1] if len(parts) > 2 and re.fullmatch(rf"(?:{_UPPER}[\w'’.-]*[ ]?)+", parts[1]) else ""
        name = f"{first} {parts[0]}" if first and not _PEOPLES.fullmatch(first) else parts[0]
    elif len(parts) == 2 and _PEOPLES.fullmatch(parts[1]):
        name = parts[0]
    elif (
        len(parts) == 2
        and parts[1][:1].isupper()
        and not re.match(r"(?:the|jr|sr|known|called)\b", parts[1], re.I)
    ):
        name = f"{parts[1]} {parts[0]}"
    name = re.sub(r"[ ,]+(?:b\. |born )?\d{4}(?: ?[-–—/] ?(?:\d{2,4})?)?$", "", name)
    name = re.sub(
        rf"\b(?:{_UPPER}{{2,}}[ -])*{_UPPER}{{3,}}\b", lambda words: _not_shouted_words(words[0]), name
    )
    if elder:
        name += next(f" {said}" for said, words in _GENERATIONS.items() if re.fullmatch(words, elder[1]))
    if place := re.fullmatch(r"Master of ([A-ZÀ-Þ]\w+)", name):
        return f"the Master of {english_place(place[1])}"
    return f"the {name}" if name.startswith("Master of ") else name or artist


_CALLED = (
    r"gen\.|genannt|dite?|dett[oa]|llamad[oa]|chamad[oa]|genaamd|bijgenaamd|called|known as|also called|alias"
)
#: Letters of academies and orders, and ranks.
_HONOURS = r"(?:[A-Z]\.){2,}[A-Z]?\.?|P?RA|ARA|FRS|Bt\.?|Bart\.?|OBE|KBE|R\.?S\.?A\.?"
_GENERATIONS = {
    "the Elder": r"d\. ?Ä\.?|der Ältere|des Älteren|l['’]Ancien|de Oude|the Elder",
    "the Younger": r"d\. ?J\.?|der Jüngere|des Jüngeren|le Jeune|de Jonge|the Younger",
}
_ROMAN = re.compile(r"[IVXLCDM]+")


def _not_shouted_words(words: str) -> str:
    """Take a surname in capitals back: "Marie-Guillemine BENOIST"; Roman numerals stay."""
    return re.sub(
        rf"{_UPPER}+", lambda word: word[0] if _ROMAN.fullmatch(word[0]) else word[0].title(), words
    )


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
    dating = read_date(date)
    number = dates.century_of(dating) if dating else 0
    return _CENTURY_NAMES[number - 1] if 0 < number <= len(_CENTURY_NAMES) else ""


_SMALL = r"(?:Van|Von|De|Da|Di|Del|Della|Der|Den|Ten|Ter|Du|Of|The|And|With|A|An|In|On|At|To|For)"


def _not_shouted(text: str) -> str:
    """Take words in capitals back, which a voice would spell out: "JAN VAN EYCK"."""
    if not (text.isupper() and " " in text):
        return text
    return re.sub(rf"(?<= ){_SMALL}(?= )", lambda word: word[0].lower(), text.title())


def spoken_title(title: str) -> tuple[str, str]:
    """Part a title from what stands behind it in brackets, for nobody says brackets aloud.

    Examples
    --------
    >>> spoken_title("Lady with an Ermine (Cecilia Gallerani)")
    ('Lady with an Ermine', 'Cecilia Gallerani')
    """
    title = re.sub(r"\s*(?:\(\?\)|\[\?\]|\(!\)|\(sic\)|\[sic\])", "", title)
    match = re.fullmatch(r"(.+?)\s*[(\[](.+)[)\]]\s*", title)
    main, aside = (match[1], match[2]) if match else (title, "")
    main = _not_shouted(main)
    aside = "" if _NO_ASIDE.fullmatch(aside) else re.sub(r"[\"“”„«»]", "", aside).strip(" .'‘’")
    return re.sub(r"[()\[\]\"“”„«»]", "", main).rstrip(" .;,") or title, aside


#: Life dates and the cataloguer's own remarks, which nobody says aloud.
_NO_ASIDE = re.compile(
    r"(?:obverse|reverse|recto|verso|detail|fragment|copy|unfinished|working title|sitter unknown|c\.|ca\.|about|born|died|b\."
    r"|d\.|active|[\d\s–—,;./?-])+",
    re.I,
)


def questioned(title: str) -> str:
    """Return the name behind which a title has a question mark: "Giovanni(?) Arnolfini"; else empty."""
    match = re.search(r"([\w'’-]+)\s*[(\[]\?[)\]]", title)
    return match[1] if match else ""


_WITH_ARTICLE = re.compile(
    r"\b(?:museums?|museo|musei|musées?|museu|muzeum|museen|belvedere|gallery|galleries|galleria|gallerie|galerie|gemäldegalerie|collection"
    r"|collections|"
    r"institute|centre|center|library|bibliothèque|academy|accademia|foundation|fondation|rijksmuseum|mauritshuis"
    r"|prado|louvre|uffizi|"
    r"hermitage|glyptotek|palais|palazzo|palace|château|castle|stiftung|hermitage|bibliothek|staatsbibliothek|trust|society|pinakothek|pinacoteca|kunsthalle|archive|archives|nationalmuseum)\b",
    re.I,
)


#: Who keeps a work and stays unnamed.
PRIVATE = re.compile(
    r"(?:a )?private (?:collection|ownership)|privat(?:besitz|sammlung)|in privatbesitz|privécollectie|particuliere (?:collectie|verzameling)|個人蔵|私人收藏|私人藏"
    r"|(?:collection|propriété) (?:particulière|privée)|collezione privata|proprietà privata"
    r"|cole(?:cción|ção) (?:particular|privada)",
    re.I,
)


def with_article(holder: str) -> str:
    """Put "the" before the name of an institution that takes it, "a" before a private collection, its town in English.

    Examples
    --------
    >>> with_article("Gallerie degli Uffizi, Firenze"), with_article("Privatbesitz")
    ('the Gallerie degli Uffizi, Florence', 'a private collection')
    """
    name = re.sub(r"\s*\([^()]*\)$", "", holder.strip().rstrip("."))
    if private := PRIVATE.match(name):
        rest = name[private.end() :].lstrip(" ,;")
        return f"a private collection, {english_place(rest)}" if rest else "a private collection"
    first, comma, town = name.partition(",")
    if comma and not re.search(r"[,;]", town):
        name = f"{first}, {english_place(town.strip())}"
    if re.match(r"(?:the|a|an|der|die|das|le|la|il|el)\b|l'", name, re.I):
        return name[0].lower() + name[1:] if name[:4].lower() == "the " else name
    if re.match(r"royal collection\b", name, re.I):
        return f"the {name}"
    return f"the {name}" if _WITH_ARTICLE.search(first) else name


def english_place(town: str) -> str:
    """Return a town's English name, or its own."""
    return place_in(town, "en") or town


_COUNT = re.compile(
    r"(?:engraving|etching|drawing|print|lithograph|woodcut|photograph|daguerreotype|fresco|mosaic"
    r"|tapestry|"
    r"miniature|relief|bust|statue|painting|negative|screenprint|mezzotint)$",
    re.I,
)


def spoken_technique(technique: str) -> str:
    """Put a technique so that it stands inside a sentence: "oil on canvas", "print, ink on paper"."""
    text = re.sub(r"\s*;\s*", ", ", re.sub(r"\s*\([^()]*\)", "", technique).strip(" .") or technique)
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
