"""Terms: materials, colours and what befalls works and people, by their words in nine languages."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

_LATIN = ("en", "de", "fr", "it", "es", "pt", "nl")
_UNSPACED = ("ja", "zh")
_KINDS = ("material", "colour", "statement")
#: What is more than one word, or a pattern.
_WHOLE = ("place", "phrase")
_ELIDED = re.compile(r"\b(?:[dlmtsjn]|qu)['’]", re.I)
#: Which concepts are a kind of another: who sees oak sees wood.
_WIDER = {
    "oak": ("wood", "panel"),
    "poplar": ("wood", "panel"),
    "walnut": ("wood", "panel"),
    "limewood": ("wood",),
    "spruce": ("wood", "panel"),
    "beech": ("wood", "panel"),
    "fir": ("wood", "panel"),
    "panel": ("wood",),
    "marble": ("stone",),
    "limestone": ("stone",),
    "cardboard": ("paper",),
    "woodcut": ("paper", "ink"),
    "engraving": ("paper", "ink"),
    "etching": ("paper", "ink"),
    "lithograph": ("paper", "ink"),
    "softwood": ("wood",),
    "photograph": ("paper",),
    "red chalk": ("chalk", "red"),
    "black chalk": ("chalk", "black"),
}

Concept = tuple[str, str]
"""Kind and English word: ("material", "oil")."""


@cache
def _terms() -> dict[str, dict[str, dict[str, list[str]]]]:
    text = (files("speaking_engine.script") / "terms.yaml").read_text("utf8")
    table = yaml.safe_load(text)
    return {
        kind: {
            english: {
                language: [words] if kind in _WHOLE else words.split() for language, words in said.items()
            }
            for english, said in concepts.items()
        }
        for kind, concepts in table.items()
    }


@cache
def _patterns(language: str) -> tuple[tuple[Concept, re.Pattern[str]], ...]:
    found = []
    for kind in _KINDS:
        for english, said in _terms()[kind].items():
            words = [*said.get(language, ()), *([english] if language == "en" else ())]
            if words:
                found.append(((kind, english), _pattern(words, language)))
    return tuple(found)


def _pattern(words: list[str], language: str) -> re.Pattern[str]:
    endings = [
        re.escape(word.removesuffix("*")).replace(r"\-", "[- ]") + (r"\w*" if word.endswith("*") else "")
        for word in words
    ]
    if language in _UNSPACED:
        return re.compile("|".join(re.escape(word.rstrip("*")) for word in words))
    return re.compile(rf"\b(?:{'|'.join(endings)})\b", re.I)


def concepts_in(text: str, language: str) -> dict[Concept, str]:
    """Return the concepts that a text names in a language, each with the word it is named by.

    Examples
    --------
    >>> concepts_in("Öl auf Holz", "de")
    {('material', 'oil'): 'Öl', ('material', 'wood'): 'Holz'}
    """
    plain = _ELIDED.sub("", text)
    matches = ((concept, pattern.search(plain)) for concept, pattern in _patterns(language))
    return {concept: match[0] for concept, match in matches if match}


def concepts_of_label(text: str, languages: tuple[str, ...] = _LATIN) -> frozenset[str]:
    """Return what a label's words name in any of some languages, with the wider words: oak is wood, too."""
    named = {english for language in languages for _, english in concepts_in(text, language)}
    for language in {"de", "nl"}.intersection(languages):  # "Zimmermannsbleistift" is a Bleistift
        named |= {english for (_, english), ending in _compounds(language) if ending.search(text)}
    return frozenset(named | {wider for english in named for wider in _WIDER.get(english, ())})


@cache
def _compounds(language: str) -> tuple[tuple[Concept, re.Pattern[str]], ...]:
    """Return the materials that a compound word may end in."""
    found = []
    for english, said in _terms()["material"].items():
        words = [word for word in said.get(language, ()) if len(word) >= _LONG and "*" not in word]
        if words:
            found.append((("material", english), re.compile(rf"\w(?:{'|'.join(words)})\b", re.I)))
    return tuple(found)


_LONG = 5
"""Letters of a word that is recognised at the end of a compound."""


def english_place(name: str, language: str) -> str:
    """Return a town's English name; "La Haye" gives "The Hague", an unknown name itself."""
    rows = ((english, said.get(language, [])) for english, said in _terms()["place"].items())
    return next((english for english, said in rows if name in said), name)


def places_in(text: str, language: str) -> list[str]:
    """Return the towns that a text names in a language, each as it stands there."""
    names = {name for english, said in _terms()["place"].items() for name in said.get(language, [english])}
    return sorted(name for name in names if re.search(rf"\b{re.escape(name)}\b", text))


def place_in(name: str, language: str) -> str:
    """Return a town's name in a language, given in any of ours; empty for an unknown one.

    Examples
    --------
    >>> place_in("The Hague", "fr"), place_in("Firenze", "es"), place_in("Delft", "fr")
    ('La Haye', 'Florencia', '')
    """
    for english, said in _terms()["place"].items():
        if name == english or any(name in names for names in said.values()):
            return said.get(language, [english])[0]
    return ""


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@cache
def _glossary(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    kinds = _terms()
    rows = [
        (word, english)
        for kind in ("glue", "material")
        for english, said in kinds[kind].items()
        for word in said.get(language, ())
    ]
    rows.sort(key=lambda row: -len(row[0]))
    return tuple((_pattern([word], language), english) for word, english in rows)


def english_technique(technique: str) -> str | None:
    """Return a technique in English; as it stands where it seems to be English, None where it cannot be told.

    Examples
    --------
    >>> english_technique("Öl auf Eichenholz"), english_technique("huile sur toile"), english_technique("oil")
    ('oil on oak', 'oil on canvas', 'oil')
    >>> english_technique("Feder in Braun, mit Deckweiß gehöht") is None
    True
    """
    for language in _LATIN[1:]:
        phrased = _with_phrases(technique, language)
        told = [_in_english(word, language) for word in _WORD.findall(phrased)]
        whole = all(word is not None for word in told) and any(told)
        if whole and not _looks_english(technique):
            return _joined(phrased, [word or "" for word in told], language)
    return technique if _looks_english(technique) or not _looks_foreign(technique) else None


def _with_phrases(technique: str, language: str) -> str:
    """Put what is several words into one English word with hyphens: "mine de plomb" gives "graphite"."""
    text = _ELIDED.sub("", technique.lower())
    for english, said in _terms()["phrase"].items():
        for phrase in said.get(language, ()):
            text = re.sub(rf"\b(?:{phrase})\b", english, text)
    return text


def _in_english(word: str, language: str) -> str | None:
    if word in _terms()["phrase"]:
        return word.replace("-", " ")
    for pattern, english in _glossary(language):
        if pattern.fullmatch(word):
            return english
    return None


def _joined(technique: str, words: list[str], language: str) -> str:
    """Put English words where the foreign ones stand, and keep commas and semicolons."""
    told = iter(words)
    text = _WORD.sub(lambda _: next(told, ""), technique)
    text = re.sub(r"\s+([,;])", r"\1", " ".join(text.split()))
    text = re.sub(r"\bwood (oak|poplar|walnut|limewood)\b", r"\1", text)  # "madeira de carvalho"
    text = re.sub(r"\bstone (limestone|marble|granite|alabaster)\b", r"\1", text)  # "pierre calcaire"
    text = re.sub(r"^(\w+) (painted|patinated|gilded)$", r"\2 \1", text)  # "madera policromada"
    return (
        re.sub(r"\bon (\w+) mounted\b", r"mounted on \1", text) if language == "de" else text
    )  # put last there


def _looks_english(technique: str) -> bool:
    return bool(re.search(r"\b(?:on|with|and|over|from|mounted|after)\b", technique, re.I)) or bool(
        technique
        and all(
            concepts_in(word, "en") or word.lower() in {"painting", "print", "drawing", "chalk"}
            for word in re.findall(r"\w+", technique)
        )
    )


_FOREIGN = re.compile(
    r"[äöüßçñœ]|\b(?:auf|und|mit|sur|et|avec|su|con|sobre|op|met|en|em|ed|di|de|aus|in (?:braun|schwarz)"
    r"|laviert|kolorie\w+|\w+zeichnung|\w+stich|\w+druck)\b",
    re.I,
)


def _looks_foreign(technique: str) -> bool:
    if _FOREIGN.search(technique):
        return True
    return any(
        concepts_in(technique, language) and not concepts_in(technique, "en") for language in _LATIN[1:]
    )
