"""Claims: the names, dates and attributions that a sentence states."""

from __future__ import annotations

import re

from speaking_engine.script.lexicon import is_common

_PARTICLES = "da|de|del|della|di|du|la|le|van|von|der|den|ten|ter|y|of|the"
#: A word with a capital, or an initial with its point ("J. M. W. Turner").
_CAPITAL = r"(?:(?!I\b)[A-ZÀ-ÖØ-Þ]\.|[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]*)"
#: A run of such words, with up to two particles between them ("Jan van Eyck", "Leonardo da Vinci").
_NAME = rf"{_CAPITAL}(?:\s+(?:(?:{_PARTICLES})\s+){{0,2}}{_CAPITAL})*"
_RUN = re.compile(_NAME)
#: Behind these a capital may be that of any first word.
_OPENING = re.compile(r"(?:^|[.!?…:;]\s*|[\"“‘'(\[—–¿¡-]\s*)$")


def _listed(words: str) -> list[str]:
    return words.split()


#: Ordinary words that stand for somebody or some place even at the head of a sentence.
_RANKS = frozenset(
    _listed(
        """king queen duke duchess count countess prince princess pope emperor empress cardinal saint
        lord lady madonna virgin sultan baron baroness bishop museum academy palace church cathedral republic
        court crown"""
    )
)
#: Words that people write with a capital without naming anybody.
_NOT_NAMES = frozenset(
    _listed(
        """i i'm i've i'd i'll may god ok oh ah o mr mrs ms sir madam visitor visitors friend friends art
        nature time beauty love death life heaven mother father painter artist frau mann meister
        meisterin maler malerin künstler künstlerin"""
    )
)

#: German words that have a capital everywhere, and the verb or adjective in front of them: "Bleiben Sie".
_POLITE = re.compile(
    r"(?:\b[A-ZÄÖÜ][a-zäöüß]+\s+)?\b(?:Sie|Ihr|Ihnen|Ihre[mnrs]?|Ich|Euch|Eure[mnrs]?|Tag|Morgen|Abend|Nacht|Gott)\b"
)
_ELIDED_VERB = re.compile(r"\b(?:[JLDCNMTS]|Qu|Lorsqu|Jusqu)['’](?=[a-zà-ÿ])")
_ROMAN_CENTURY = re.compile(
    r"\b[XVI]{1,5}(?:e|ème|º)?(?=\s+(?:siècle|secol|siglo|século|eeuw))|(?<=\bsiglo )[XVI]+\b"
    r"|(?<=\bs[eé]col[o] )[XVI]+\b|(?<=\bsécul[o] )[XVI]+\b"
)

_UNITS = _listed("""one two three four five six seven eight nine""")
_TEENS = _listed("""ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen""")
_TENS = _listed("""twenty thirty forty fifty sixty seventy eighty ninety""")
_ORDINALS = _listed(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
)
_NUMBER = "|".join([*_UNITS, *_TEENS, *_TENS, "hundred", "thousand", "dozen", "several", "many", "few"])
_SPELLED_YEAR = re.compile(
    rf"\b({'|'.join([*_TEENS, 'twenty'])})[ -](hundred|(?:oh|o)[ -](?:{'|'.join(_UNITS)})|{'|'.join(_TEENS)}|"
    rf"(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNITS)}))?)\b(?! years)",
    re.I,
)
_CENTURY = re.compile(rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)|({'|'.join(_ORDINALS)}))[ -]centur(?:y|ies)\b", re.I)
#: "XVIIe siècle", "siglo XX", "17. Jahrhundert", "siebzehnten Jahrhunderts".
_CENTURY_NOUN = r"(?:Jahrhunderts?|Jh\.|siècles?|secol[oi]|siglos?|séculos?|eeuw)"
_CENTURY_ELSEWHERE = re.compile(
    rf"\b(?:(?P<roman>[XVI]{{1,5}})(?:e|ème|º)?|(?P<figure>\d{{1,2}})(?:\.|de|ste|e|ème|º)?"
    rf"|(?P<word>[^\W\d_][\w-]+))\s+{_CENTURY_NOUN}\b"
    r"|\b(?:siglo|século|secolo)\s+(?P<behind>[XVI]{1,5})\b"
)
#: From the eleventh on, by how they begin.
_ORDINALS_ELSEWHERE = [
    re.compile(pattern, re.I)
    for pattern in (
        r"elft|elfde|onzième|undicesim", r"zwölft|twaalfde|douzième|dodicesim",
        r"dreizehnt|dertiende|treizième|tredicesim", r"vierzehnt|veertiende|quatorzième|quattordicesim",
        r"fünfzehnt|vijftiende|quinzième|quindicesim", r"sechzehnt|zestiende|seizième|sedicesim",
        r"siebzehnt|zeventiende|dix-septième|diciassettesim",
        r"achtzehnt|achttiende|dix-huitième|diciottesim",
        r"neunzehnt|negentiende|dix-neuvième|diciannovesim", r"zwanzigst|twintigste|vingtième|ventesim",
    )
]  # fmt: skip
_DURATION = re.compile(
    rf"\b(?:(?:\d[\d,]*|{_NUMBER})(?:[ -](?:and|a|{_NUMBER}))*|a|half a|quarter of a) "
    r"(?:(?:long|whole|full|odd) )?(?:years?|decades?|centur(?:y|ies)|millenni(?:um|a))\b"
    r"|\bcenturies\b|\bdecades\b",
    re.I,
)
_ROMAN_YEAR = re.compile(r"\bM(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b(?<!\bMIX)")
_DECADE = re.compile(r"(?<!\d)(\d{3}0)s\b")
_YEAR = re.compile(r"(?<![\d.,])(\d{4}|[89]\d\d)(?!\d|s\b)")


#: A single name that begins a sentence and made the speaker: "Rembrandt m'a peinte".
_MADE_ELSEWHERE = re.compile(
    r"^(?!(?:Man|Er|Sie|Wer|Jemand|Niemand|Keiner|On|Qui|Il|Elle|Chi|Lui|Lei|Nessuno|Qualcuno|Qui[eé]n|Quem|[ÉE]l"
    r"|Ella|El[ea]|Nadie|Alguien|Ningu[eé]m|Alguém|Quelqu|Hij|Zij|Ze|Wie|Iemand)\b)"
    rf"(?P<name>{_NAME})\s+(?:m['’]a|nous\s+a|hat\s+(?:mich|uns)|(?:malte|zeichnete|schuf|porträtierte)\s+(?:mich|uns)"
    r"|(?:mi|ci)\s+(?:ha|dipinse|ritrasse)|(?:me|nos)\s+(?:pint|dibuj|hizo|fez|desenh|retrat|ha\s)\w*"
    r"|(?:pintou|desenhou|fez|retratou)-(?:me|nos)|heeft\s+(?:mij|me|ons)|(?:schilderde|tekende|maakte)\s+(?:mij|me|ons))\b"
)


def names_in(sentence: str, language: str = "en-us") -> list[str]:
    """Find what is written like a name: "Johannes Vermeer", "the Louvre", "Dutch".

    The first word of an English sentence counts only if it is no ordinary word or if a second capital follows
    it. In other languages a first word never counts alone, and in German, whose nouns all have capitals, no
    single word does.
    """
    tag = language.split("-", maxsplit=1)[0].lower()
    names = []
    sentence = _ROMAN_CENTURY.sub(lambda match: match[0].lower(), sentence)
    sentence = _ELIDED_VERB.sub(lambda match: match[0].lower(), sentence)
    if tag == "de":
        sentence = _POLITE.sub(lambda match: match[0].lower(), sentence)
    for match in _RUN.finditer(sentence):
        opening = bool(_OPENING.search(sentence[: match.start()]))
        words = _without_opener(match[0], tag) if opening else match[0].split()
        numerals = roman_years_in(sentence)
        words = [
            word for word in words if word.strip("'’.").lower() not in _NOT_NAMES and word not in numerals
        ]
        capitals = sum(word[0].isupper() for word in words)
        fewest = 2 if tag == "de" or (opening and tag != "en") else 1
        made = tag != "en" and opening and _MADE_ELSEWHERE.search(sentence[match.start() :])
        if capitals >= fewest or (made and capitals):
            names.append(" ".join(words))
    return names


_GERMAN_OPENER = re.compile(
    r"(?:[MDSK]?ein|Ihr|Unse?r|Eue?r|Dies|Jed|Jen|Welch|Manch|Solch|All|Viel)(?:e[nmrs]?)?|I[nm]|A[nm]|Auf|Bei|Nach|Vo[nrm]|Zu[rm]?|Aus|Über|Unter|Seit|Hier|Heute|Gegen"
)


def _without_opener(run: str, language: str) -> list[str]:
    """Drop the ordinary first word of a sentence, and particles that then stand in front."""
    words = run.split()
    if language == "de" and _GERMAN_OPENER.fullmatch(words[0]):
        words = words[1:]
    if words and is_common(words[0].rstrip("."), language) and words[0].lower() not in _RANKS:
        words = words[1:]
    while words and words[0].lower() in _PARTICLES.split("|"):
        words = words[1:]
    return words


def years_in(sentence: str) -> list[int]:
    """Find years in figures, in words ("sixteen sixty-five") and in Roman numerals ("MDCLXV")."""
    in_figures = [int(match[1]) for match in _YEAR.finditer(sentence)]
    in_words = [_spelled(match[1]) * 100 + _spelled(match[2]) for match in _SPELLED_YEAR.finditer(sentence)]
    return in_figures + in_words + [_of_roman(numeral) for numeral in roman_years_in(sentence)]


def without_dates(sentence: str) -> str:
    """Return a sentence without what `years_in`, `centuries_in` and `durations_in` find in words."""
    return _DURATION.sub(" ", _SPELLED_YEAR.sub(" ", _CENTURY.sub(" ", sentence)))


def roman_years_in(sentence: str) -> list[str]:
    """Find years in Roman numerals, from 1000 on: "MDI"; "MIX" and "MI" are words."""
    return [match[0] for match in _ROMAN_YEAR.finditer(sentence) if len(match[0]) > 2]


def _of_roman(numeral: str) -> int:
    values = [dict(zip("IVXLCDM", (1, 5, 10, 50, 100, 500, 1000), strict=True))[sign] for sign in numeral]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def decades_in(sentence: str) -> list[int]:
    """Find decades: "1660s" gives 1660."""
    return [int(match[1]) for match in _DECADE.finditer(sentence)]


def centuries_in(sentence: str) -> list[int]:
    """Find centuries in figures and in words: "seventeenth century" and "siglo XVII" give 17."""
    english = [
        int(match[1]) if match[1] else _ORDINALS.index(match[2].lower()) + 1
        for match in _CENTURY.finditer(sentence)
    ]
    return english + [
        number for match in _CENTURY_ELSEWHERE.finditer(sentence) for number in _numbers_of(match)
    ]


def _numbers_of(century: re.Match[str]) -> list[int]:
    if roman := century["roman"] or century["behind"]:
        return [_of_roman(roman)]
    if century["figure"]:
        return [int(century["figure"])]
    return [
        number
        for number, ordinal in enumerate(_ORDINALS_ELSEWHERE, start=11)
        if ordinal.match(century["word"])
    ]


def durations_in(sentence: str) -> list[str]:
    """Find spans of time: "three hundred years", "for centuries"; those of a named century do not count."""
    return [match[0] for match in _DURATION.finditer(_CENTURY.sub("", sentence))]


def _spelled(words: str) -> int:
    total = 0
    for word in re.split(r"[ -]", words.lower()):
        if word in _UNITS:
            total += _UNITS.index(word) + 1
        elif word in _TEENS:
            total += _TEENS.index(word) + 10
        elif word in _TENS:
            total += 10 * (_TENS.index(word) + 2)
    return total


_VERBS = (
    r"(?:(?:paint|portray|depict|create|immortali[sz]e|photograph|engrave|carve|sculpt|sketch|etch|render|fashion|"
    r"capture)(?:e?d|s)?|made|makes|drew|drawn|draws)"
)
_WORK = r"(?:portrait|painting|picture|drawing|engraving|masterpiece|work|canvas|brush|hand)"
_MAKER = r"(?:the\s+(?:\w+\s+)?(?:hand|brush|painter|artist|master|genius)\s+(?:of\s+)?)?"

#: "Vermeer once painted me", "painted by the hand of Vermeer", "Vermeer's famous portrait", "I am Vermeer".
MAKER_BEFORE = re.compile(
    rf"(?P<name>{_NAME})(?:,[^,]{{1,40}},)?\s+(?:\w+\s+)?{_VERBS}\s+(?:\w+\s+)?"
    r"(?:me|us|my|our|this|himself|herself|itself)\b"
)
MAKER_BEHIND = re.compile(
    rf"(?:{_VERBS}|{_WORK})\b(?:\s+\w+){{0,3}}?\s+(?:by|of)\s+{_MAKER}(?P<name>{_NAME})"
)
MAKER_OWNING = re.compile(rf"(?P<name>{_NAME})['’]s?\s+(?:own\s+)?(?:\w+\s+){{0,2}}{_WORK}\b")
IDENTITY = re.compile(
    r"(?:\bI am|\bI['’]m|\b[Mm]y name is|\b[Cc]all(?:s|ed)? me|\bknown as|\bI was born|\bI, )\s*"
    rf"(?:the\s+)?(?P<name>{_NAME})"
)
