"""Sitters: by what name captions call those who speak: the label's where it tells a woman from a man."""

# ruff: noqa: E501 - a pattern reads better whole

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from speaking_engine.artwork.metadata import Metadata
from speaking_engine.script.facts import spoken_title

_UPPER = "A-ZÀ-ÖØ-Þ"
_PARTICLE = r"(?:da|de|dei|del|della|di|du|d['’]|van|von|der|den|ten|ter|zu|le|la|los|las|dos|of|the|y)"
_NAME = re.compile(rf"[{_UPPER}][\w'’.-]*(?: (?:{_PARTICLE} )*[{_UPPER}][\w'’.-]*)*")
_AND = r",? (?:and|und|et|e|y|en|&) "
_WIFE = r"(?:wife|(?:ehe)?frau|gattin|femme|épouse|moglie|esposa|mujer|mulher|vrouw|echtgenote)"
_HUSBAND = r"(?:husband|(?:ehe)?mann|gatte|mari|époux|marito|esposo|marido|echtgenoot)"
_HIS = r"(?:his|her|seiner?|ihre?[nm]?|sa|son|sua|suo|su|zijn|haar)"
_HEADING = re.compile(
    r"^.*?\b(?:portraits?|bildnis(?:se)?|portr[aä]te?|doppel(?:bildnis|porträt)|ritratt[oi]|retratos?|portret(?:ten)?|diptych|diptychon"
    r"|diptyque|dittico|díptico|tweeluik)\b(?: (?:of|des|der|von|d[eiou]|del|della|van)\b)?(?: (?:the|das|die))?\s*",
    re.I,
)
_MR_AND_MRS = re.compile(rf"\bMr\.? and Mrs\.? (?P<name>[{_UPPER}].+)$")
_FEMALE = re.compile(
    r"\b(?:queen|duchess|countess|princess|empress|lady|mrs|miss|madame|mme|dame|königin|herzogin|gräfin|prinzessin|kaiserin|frau"
    r"|reine|duchesse|comtesse|princesse|impératrice|regina|duchessa|contessa|principessa|reina|duquesa|condesa|princesa"
    r"|rainha|koningin|hertogin|gravin|prinses|wife|bride|mother|daughter|sister|eve|woman)\b",
    re.I,
)
_MALE = re.compile(
    r"\b(?:king|duke|count|prince|emperor|lord|sir|mr|monsieur|könig|herzog|graf|prinz|kaiser|herr|roi|duc|comte|empereur|re|duca"
    r"|conte|principe|rey|duque|conde|príncipe|rei|koning|hertog|graaf|prins|husband|bridegroom|father|son|brother|adam|man)\b",
    re.I,
)
_CHILD = re.compile(
    r"\b(?:girls?|boys?|child|children|infants?|baby|mädchen|knaben?|kind|kinder|enfants?|filles?|garçons?|bambin[oiae]"
    r"|ragazz[oaie]|niñ[oa]s?|menin[oa]s?|meisjes?|jongens?|kinderen)\b|少女|少年|子ども|女孩|男孩|儿童",
    re.I,
)
#: Given names of sitters that are borne by one of the two almost always; from general knowledge.
_WOMEN = frozenset(
    """agatha agnes amalia amalie anna anne augusta barbara battista beatrice beatrix bianca caroline catharina catherine
    caterina cecilia charlotte clara cornelia dorothea eleanor eleonora elena elisabeth elisabetta elizabeth emily emma eva
    eve frances francesca françoise ginevra giovanna giulia harriet helena hélène hendrickje henrietta hortense isabel
    isabella isabelle jane joanna johanna josephine joséphine judith julia karoline katharina katherine leonora louise
    lucretia lucrezia luisa luise margaret margarete margarethe margherita marguerite maria marie martha mary mathilde
    pauline rebecca rosa ruth sara sarah saskia simonetta sofia sophia sophie susanna suzanne teresa theresa therese ursula
    victoria vittoria""".split()  # noqa: SIM905 - reads better
)
_MEN = frozenset(
    """adam albert albrecht alexander alfonso anthony anton antonio antoine arthur auguste benjamin bernhard carlos cesare
    charles christian cornelis cosimo daniel david diego edward émile ercole ernst felipe federico ferdinand fernando
    francesco franciscus françois frans franz frederik friedrich georg george georges gerard giovanni giuliano guidobaldo
    gustav gustave hans heinrich hendrik henri henry isaac jacob jacques jakob james jan johann johannes john joseph karl
    lorenzo louis lucas ludovico ludwig marco martin matteo maximilian napoleon napoléon niccolò nicholas oliver otto paul
    paulus peter philip philipp piero pierre pieter richard robert rudolf samuel stephan thomas wilhelm willem
    william""".split()  # noqa: SIM905 - reads better
)

#: Woman, man, face; and how left and right are said of them.
_DESCRIBED = {
    "en": ("The woman", "The man", "The face", "{who} on the left", "{who} on the right"),
    "de": ("Die Frau", "Der Mann", "Das Gesicht", "{who} links", "{who} rechts"),
    "fr": ("La femme", "L'homme", "Le visage", "{who} à gauche", "{who} à droite"),
    "it": ("La donna", "L'uomo", "Il volto", "{who} a sinistra", "{who} a destra"),
    "es": ("La mujer", "El hombre", "La cara", "{who} a la izquierda", "{who} a la derecha"),
    "pt": ("A mulher", "O homem", "O rosto", "{who} à esquerda", "{who} à direita"),
    "nl": ("De vrouw", "De man", "Het gezicht", "{who} links", "{who} rechts"),
    "ja": ("女性", "男性", "顔", "左の{who}", "右の{who}"),
    "zh": ("女子", "男子", "脸", "左边的{who}", "右边的{who}"),
}


@dataclass(frozen=True, slots=True)
class Sitter:
    """One who speaks: the face, its apparent gender ("female", "male" or "unknown"), and how far right it is."""

    face_id: str
    gender: str
    x_px: float


def caption_names(
    label: Metadata, speakers: Sequence[Sitter], face_count: int, language: str
) -> dict[str, str]:
    """Return by what name captions call each speaker.

    A name of the label is used where it names two people, the picture has two faces, a woman's and a man's, and
    the label tells which name is whose; all others are described ("The woman", "The man on the left").

    Parameters
    ----------
    face_count : int
        How many faces the picture has, those that are silent too.
    language : str
        BCP 47 tag of the captions.
    """
    named = named_sitters(label)
    genders = {one.gender for one in speakers}
    if face_count == len(speakers) == len(named) == 2 and genders == {"female", "male"}:
        return {one.face_id: named[one.gender] for one in speakers}
    return _described(label, speakers, language)


def named_sitters(label: Metadata) -> dict[str, str]:
    """Return the names of a woman and a man of whom a title speaks, by gender; empty where it is not plain.

    Examples
    --------
    >>> named_sitters(Metadata("The Duke and Duchess of Urbino (Federico da Montefeltro and Battista Sforza)"))
    {'male': 'Federico da Montefeltro', 'female': 'Battista Sforza'}
    """
    title, aside = spoken_title(label.title)
    if match := _MR_AND_MRS.search(title):
        name = match["name"].strip(" .,")
        return {"male": f"Mr {name}", "female": f"Mrs {name}"}
    order = _order(title)
    for text in (aside, _HEADING.sub("", title)):
        parts = re.split(_AND, text)
        if len(parts) != 2:
            continue
        found = _of_two(parts, order if text == aside else ())
        if found:
            return found
    return {}


def _order(title: str) -> tuple[str, ...]:
    """Return in which order a title speaks of a woman and a man, each once: "The Duke and Duchess"."""
    spoken = sorted(
        [(match.start(), "female") for match in _FEMALE.finditer(title)]
        + [(match.start(), "male") for match in _MALE.finditer(title)]
    )
    genders = tuple(gender for _, gender in spoken)
    return genders if sorted(genders) == ["female", "male"] else ()


def _of_two(parts: Sequence[str], order: Sequence[str]) -> dict[str, str]:
    """Return the two names of "Isaac Massa and his wife Beatrix", by gender."""
    kin = re.match(rf"{_HIS} (?:\w+ )?(?:(?P<wife>{_WIFE})|(?P<husband>{_HUSBAND}))\b,? ?", parts[1], re.I)
    names = [parts[0].strip(" ,."), parts[1][kin.end() if kin else 0 :].strip(" ,.")]
    if not all(_NAME.fullmatch(name) for name in names):
        return {}
    genders = [_gender_of_name(name) for name in names]
    if kin:
        genders = ["male", "female"] if kin["wife"] else ["female", "male"]
    elif order:
        genders = list(order)
    if genders[0] == genders[1] or "" in genders:
        return {}
    return dict(zip(genders, names, strict=True))


def _gender_of_name(name: str) -> str:
    first = name.split(maxsplit=1)[0].casefold()
    female = first in _WOMEN or bool(_FEMALE.match(name))
    male = first in _MEN or bool(_MALE.match(name))
    return "female" if female and not male else "male" if male and not female else ""


def _described(label: Metadata, speakers: Sequence[Sitter], language: str) -> dict[str, str]:
    """Describe each by its face, by its side where two are alike, and by a number from the left where more are."""
    woman, man, face, left, right = _DESCRIBED.get(language.partition("-")[0].lower(), _DESCRIBED["en"])
    words = {} if _CHILD.search(label.title) else {"female": woman, "male": man}
    who = {one.face_id: words.get(one.gender, face) for one in speakers}
    alike = Counter(who.values())
    names = {}
    for one in speakers:
        word = who[one.face_id]
        row = sorted(
            (other for other in speakers if who[other.face_id] == word), key=lambda other: other.x_px
        )
        if alike[word] == 1 and word != face:
            names[one.face_id] = word
        elif len(speakers) == 2:
            other = next(other for other in speakers if other is not one)
            names[one.face_id] = (left if one.x_px < other.x_px else right).format(who=word)
        else:
            names[one.face_id] = f"{word} {row.index(one) + 1}"
    return names
