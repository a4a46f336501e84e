"""Attribution: the words by which a museum says how sure it is who made a work, in seven languages."""

# ruff: noqa: E501 - a pattern reads better whole
from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """One way in which catalogues hedge a name.

    Attributes
    ----------
    english : str
        How it is said in English; the CDWA "attribution qualifier" where there is one.
    leading : str
        Pattern of what stands before the name, in any of the languages; without its last space.
    trailing : str
        Pattern of what stands behind it, in brackets or after a comma; empty if nothing does.
    """

    english: str
    leading: str
    trailing: str = ""


_FORMERLY = (
    r"(?:formerly|previously|once|ehemals|früher|anciennement|autrefois|già|antes|antiguamente"
    r"|voorheen|antigamente)"
)
_ATTRIBUTED = (
    r"(?:attributed|ascribed|att\.|attr\.) to|attribuée? (?:à|au|aux)|zugeschrieben(?: an)?"
    r"|attribuit[oa] (?:a|ad|al)"
    r"|atribuid[oa] a|toegeschreven aan|atribuíd[oa] (?:a|ao|à)"
)
_ATTRIBUTED_BEHIND = (
    r"attributed(?: to)?|attr\.|att\.|attrib\.|attribu\.|zugeschr\.|atrib\.|toegeschr\.|ascribed(?: to)?|zugeschrieben|attribuée?(?: à)?|attribuit[oa](?: a)?"
    r"|atribuid[oa](?: a)?"
    r"|toegeschreven(?: aan)?|atribuíd[oa](?: a)?|Zuschreibung|attribution|attribuzione|atribución|atribuição"
)
_OF = r"(?:of|von|des|der|d['’]|de|du|des|di|del|della|do|da|van)"


def _of(words: str) -> str:
    """Return the pattern of "workshop of" and its kin: a German genitive needs no "of"."""
    return rf"(?:the )?(?:{words})(?: {_OF})?"


DOUBTS = (
    Doubt(
        "formerly attributed to",
        rf"{_FORMERLY} (?:{_ATTRIBUTED})",
        rf"{_FORMERLY} (?:{_ATTRIBUTED_BEHIND})|(?:alte|frühere) Zuschreibung|ancienne attribution"
        r"|vecchia attribuzione"
        r"|antigua atribución|antiga atribuição|oude toeschrijving|(?:old|former|traditional) attribution",
    ),
    Doubt("possibly attributed to", rf"possibly (?:{_ATTRIBUTED})"),
    Doubt(
        "traditionally attributed to",
        rf"(?:traditionally|traditionell|traditionnellement) (?:{_ATTRIBUTED})",
    ),
    Doubt("attributed to", _ATTRIBUTED, _ATTRIBUTED_BEHIND),
    Doubt("follower or imitator of", r"follower or imitator of"),
    Doubt("studio or follower of", r"studio or follower of"),
    Doubt(
        "workshop of",
        _of(r"workshop|werkstatt|bottega|taller|oficina|werkplaats|atelier"),
        r"workshop(?: of)?|werkstatt|bottega(?: di)?|taller(?: de)?|oficina(?: de)?|werkplaats(?: van)?"
        r"|atelier(?: de| van)?",
    ),
    Doubt(
        "and workshop",
        r"(?!)",
        r"(?:and|und|et|e|y|en) (?:(?:his|her|son|su|sua|sein(?:e)?|zijn) )?"
        r"(?:workshop|studio|assistants?|helpers|collaborators|werkstatt|gehilfen|atelier|aides|bottega|aiuti|taller|ayudantes"
        r"|oficina|ajudantes|werkplaats)",
    ),
    Doubt("studio of", r"(?:the )?studio of", r"studio(?: of)?"),
    Doubt(
        "circle of",
        _of(r"circle|umkreis|kreis|entourage|cercle|cerchia|ambito|ámbito|círculo|âmbito|kring|omgeving"),
        r"circle(?: of)?|umkreis|kring(?: van)?|omgeving(?: van)?|cerchia(?: di)?|ambito(?: di)?"
        r"|entourage(?: de)?|cercle(?: de)?|círculo(?: de)?",
    ),
    Doubt("followers of", r"followers of"),
    Doubt(
        "follower of",
        _of(r"follower|nachfolger|suiveur|seguace|seguidor|navolger"),
        r"follower(?: of)?|nachfolger|navolger(?: van)?|suiveur(?: de)?|seguace(?: di)?|seguidor(?: de)?",
    ),
    Doubt("imitator of", _of(r"imitator|imitateur|nachahmer|imitatore|imitador")),
    Doubt("associate of", r"associate of"),
    Doubt("assistant of", _of(r"assistant|gehilfe|gehilfen|assistente|ayudante")),
    Doubt(
        "pupil of",
        _of(r"pupil|schüler|élève|allievo|discípulo|leerling"),
        r"pupil(?: of)?|schüler|élève(?: de)?|allievo(?: di)?",
    ),
    Doubt(
        "school of",
        _of(r"school|schule|école|scuola|escuela"),
        r"school(?: of)?|schule|école(?: de)?|scuola(?: di)?|escuela(?: de)?|escola(?: de)?",
    ),
    Doubt(
        "manner of",
        rf"(?:in the )?manner of|(?:in der )?art (?:des|von|der)|(?:à la |dans la )?manière {_OF}"
        rf"|(?:alla )?maniera di|(?:a la )?manera de|(?:in de )?trant van",
        r"manner of",
    ),
    Doubt(
        "style of",
        rf"(?:in the )?style of|(?:im )?stil (?:des|von|der)|(?:dans le )?style {_OF}"
        rf"|(?:nello )?stile di|estilo de",
    ),
    Doubt("copyist of", r"copyist of"),
    Doubt(
        "copy after",
        r"(?:copy|copied|copie|kopie) (?:after|of|d['’]après|nach|naar)|copia (?:da|de"
        "|di)",
        r"copy(?: after)?|copie(?: d['’]après)?|kopie(?: nach| naar)?|copia(?: da| de)?",
    ),
    Doubt("engraved after", r"engraved after"),
    Doubt("print after", r"print after"),
    Doubt(
        "possibly",
        r"possibly(?: by)?|perhaps(?: by)?|maybe(?: by)?|möglicherweise|vielleicht|peut-être|forse"
        r"|posiblemente|quizás?|tal vez|mogelijk|possivelmente|talvez",
    ),
    Doubt(
        "probably",
        r"probably(?: by)?|vermutlich|wohl|wahrscheinlich|probablement|probabilmente|probablemente"
        r"|waarschijnlijk|provavelmente",
    ),
    Doubt("after", r"after|nach|d['’]après|según|naar|segundo", r"after|nach|d['’]après|según|naar"),
)
"""The longer before the shorter, for the first that fits is taken."""

QUALIFIERS = tuple(doubt.english for doubt in DOUBTS)
"""How they are said in English."""

_ANY = "|".join(doubt.leading for doubt in DOUBTS)
_WITH_WORKSHOP = next(doubt.trailing for doubt in DOUBTS if doubt.english == "and workshop")
_BEHIND = "|".join(doubt.trailing for doubt in DOUBTS if doubt.trailing)
#: One word of origin may stand before a qualifier ("Roman copy after", "Dutch follower of"), but not before
#: a bare "after": "Goltzius after Spranger" names two people. "Master of ..." is a name.
_ORIGIN = r"(?!(?:master|meister|maître|\w+ (?:after|nach|naar|possibly|probably))\b)[^\W\d_]+ "
_LEADING = re.compile(rf"^((?:{_ANY})|{_ORIGIN}(?:{_ANY}))(?:\s+|(?<=['’]))(\S.*)$", re.IGNORECASE)
_TRAILING = re.compile(
    rf"^(.+?)\s*(?:[(\[]\s*({_BEHIND})\s*[)\]]|,\s*({_BEHIND})|\s(zugeschrieben|{_WITH_WORKSHOP}))$",
    re.IGNORECASE,
)
#: What was done stands before the name: "engraved by Martin Droeshout".
_DONE_BY = re.compile(
    r"^(?:(?:painted|drawn|engraved|etched|carved|sculpted|photographed|made|designed) by|by"
    r"|(?:gemalt|gezeichnet|gestochen|radiert|geschaffen|fotografiert) von|(?:peint|dessiné|gravé|sculpté|photographié) par"
    r"|(?:dipinto|inciso|scolpito) da|(?:pintado|grabado|gravado|esculpido) por"
    r"|(?:geschilderd|gegraveerd) door) (?=\S)",
    re.IGNORECASE,
)
#: An unknown word that asks for the name before it, in brackets: "(richting van)".
_ASKING = re.compile(
    r"^(.+?)\s*[(\[]\s*([^()\[\]]*\b(?:of|after|von|nach|van|naar|de|du|d['’]après|da|di|según|do|del))\s*[)\]]$"
)
_QUESTIONED = re.compile(r"^(.+?)\s*(?:\(\?\)|\[\?\]|\?)$")
_GENITIVE = re.compile(
    r"^((?:[^\W\d_][\w.'’-]* )*?[^\W\d_]\w+)s((?: d\. ?[ÄJ]\.| der (?:Ältere"
    r"|Jüngere)|)$)"
)


def split_artist(text: str) -> tuple[str, str]:
    """Part an artist's field into qualifier and name.

    Parameters
    ----------
    text : str
        As the label prints it: "attributed to Francesco Melzi", "Rembrandt (workshop of)",
        "Hans Holbein (?)", "Attribué à François Clouet", "Werkstatt Lucas Cranachs d. Ä.".

    Returns
    -------
    qualifier, name : tuple of str
        The qualifier in the label's own words ("" if there is none; "?" for a question mark), and the rest.

    Examples
    --------
    >>> split_artist("Workshop of Rembrandt van Rijn")
    ('workshop of', 'Rembrandt van Rijn')
    >>> split_artist("Umkreis des Meisters von Messkirch (?)")
    ('possibly circle of', 'Meister von Messkirch')
    >>> split_artist("Weyden, Rogier van der, Werkstatt")
    ('werkstatt', 'Weyden, Rogier van der')
    """
    text = _DONE_BY.sub("", re.sub(r"^\[([^\]]+)\]\s+", r"\1 ", text.strip()))
    if match := _QUESTIONED.match(text):
        qualifier, name = split_artist(match[1].rstrip(" ,"))
        said = english_qualifier(qualifier)
        return (said if said.startswith("possibly") else f"possibly {said}") if said else "?", name
    if match := _LEADING.match(text):
        words = match[1]
        known = re.search(rf"(?:{_ANY})$", words, re.IGNORECASE)
        alone = known is not None and known.start() == 0
        name = match[2]
        if name[:1].islower() and words.lower() in ("oficina", "taller", "bottega", "atelier"):
            return "", text  # "Oficina portuguesa" is a school, and nobody is called so
        if re.search(
            r"(?:werkstatt|umkreis|kreis|nachfolger|schüler|schule|nachahmer)(?: des)?$", words, re.IGNORECASE
        ):
            name = re.sub(r"^Meisters\b", "Meister", _GENITIVE.sub(r"\1\2", name))
        return (words.lower() if alone else words), name
    if match := _TRAILING.match(text):
        words = next(filter(None, match.groups()[1:])).lower()
        return ("attributed to" if words == "attributed" else words), match[1].rstrip(" ,")
    if match := _ASKING.match(text):
        return match[2], match[1].rstrip(" ,")
    return "", text


def english_qualifier(qualifier: str) -> str:
    """Return a label's qualifier as it is said in English; unknown ones as they stand.

    Examples
    --------
    >>> english_qualifier("werkstatt"), english_qualifier("?"), english_qualifier("Dutch follower of")
    ('workshop of', 'possibly', 'Dutch follower of')
    """
    if qualifier == "?":
        return "possibly"
    for doubt in DOUBTS:
        if re.fullmatch(doubt.leading, qualifier, re.I) or (
            doubt.trailing and re.fullmatch(doubt.trailing, qualifier, re.I)
        ):
            return doubt.english
    return qualifier
