"""Lexicon: which words are ordinary English, and in which language a text is written."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from importlib.resources import files
from itertools import chain

#: The commonest words of a language that the others here do not share.
_FUNCTION_WORDS = {
    "en": "the and of to is was that it with for have not are this but from they you my me i am who been",
    "es": (
        "el los las y que es un una por con para mi su lo como más pero yo soy fue del está muy "
        "cuando mí hay me han ya sin qué desde donde ni nos les aquí"
    ),
    "fr": (
        "le les et est une des je suis que qui dans pour pas sur avec mon ma mais ne vous du au "
        "été cette j n m qu moi y il elle nous ce sont était ici là rien"
    ),
    "it": (
        "il gli e è che di un una sono per con mio mia non della nel ma io mi più dal questo ho "
        "ci qui sono era hanno chi nel alla dei delle"
    ),
    "pt": (
        "o os as e que é um uma não do da em para com meu minha eu sou foi mas ao dos pela você "
        "há mim aqui nem já foi seu sua nos das na"
    ),
    "de": (
        "der die das und ist ich ein eine nicht zu den von mit auf bin mein meine auch es sie war "
        "wie mir hier wir uns hat habe nur noch wer wo"
    ),
    "nl": (
        "de het een en van ik is niet dat die op te zijn met voor mijn maar ben heb aan mij er "
        "hier wij niets nog heeft wie naar"
    ),
}
_LEXICON = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}

#: Everyday words that the lexicon also knows as names.
_NAMES_TOO = {"no", "down", "pearl"}

_WORD = re.compile(r"[^\W\d_]+")
#: "van" in "Jan van Eyck" is no Dutch.
_PARTICLE = re.compile(r"\b(?:van|von|de|da|del|della|di|der|den|ten|ter|du|la|le)\b(?= [A-ZÀ-ÖØ-Þ])")
_FEWEST_MORE = 1.5
"""Words by which another language must be ahead of the one that was asked for."""

#: Scripts by which a language shows itself.
_SCRIPTS = {
    "ja": r"[\u3040-\u30ff]",
    "zh": r"[\u3400-\u9fff]",
    "hi": r"[\u0900-\u097f]",
    "ar": r"[\u0600-\u06ff]",
    "he": r"[\u0590-\u05ff]",
    "ru": r"[\u0400-\u04ff]",
    "el": r"[\u0370-\u03ff]",
    "ko": r"[\uac00-\ud7af]",
}


def written_in(text: str, language: str) -> bool:
    """Return whether a text may be in a language; True where nothing speaks against it.

    Counts function words (Latin letters) or letters of the language's script; a language that is in neither
    table is never doubted, unless the text is plainly English.
    """
    wanted = language.split("-", maxsplit=1)[0].lower()
    letters = sum(char.isalpha() for char in text)
    if wanted in _SCRIPTS:
        japanese = wanted == "zh" and len(re.findall(_SCRIPTS["ja"], text)) > 0.15 * letters
        return len(re.findall(_SCRIPTS[wanted], text)) >= 0.15 * letters and not japanese
    foreign = sum(len(re.findall(pattern, text)) for pattern in _SCRIPTS.values())
    if foreign > 0.4 * letters:
        return False
    text = _PARTICLE.sub("", text)
    shares = {name: _share(text, words) for name, words in _LEXICON.items()}
    best = max(shares, key=lambda name: shares[name])
    if wanted not in shares:
        return not (best == "en" and shares["en"] > 0.25)
    more = (shares[best] - shares[wanted]) * len(_WORD.findall(text))
    return shares[wanted] >= shares[best] - 0.02 or shares[best] < 0.12 or more < _FEWEST_MORE


def language_of(text: str, expected: str) -> str:
    """Return the language in which a text is written, where it surely is another than expected."""
    if written_in(text, expected):
        return expected
    scripts = (tag for tag, signs in _SCRIPTS.items() if len(re.findall(signs, text)) > 0.5 * len(text))
    words = (tag for tag in _LEXICON if surely_written_in(text, tag))
    return next(chain(words, scripts), expected)


def surely_written_in(text: str, language: str) -> bool:
    """Return whether its function words, or its letters, show that a text is in a language; else False."""
    if (tag := language.split("-", maxsplit=1)[0].lower()) in _SCRIPTS:
        signs = r"[\u3040-\u30ff\u3400-\u9fff]" if tag == "ja" else _SCRIPTS[tag]
        letters = sum(char.isalpha() for char in text)
        return len(re.findall(signs, text)) >= 0.5 * letters > 0 and written_in(text, language)
    shares = {name: _share(text, words) for name, words in _LEXICON.items()}
    own = shares.pop(language.split("-", maxsplit=1)[0].lower(), 0.0)
    return own >= 0.1 and own > max(shares.values())


def plainly_elsewhere(text: str) -> bool:
    """Whether most plain words of a sentence are no English ones, where `written_in` has too few to judge.

    Examples
    --------
    >>> plainly_elsewhere("Sein Blick geht aus dem Bild hinaus."), plainly_elsewhere("He looks out.")
    (True, False)
    """
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.islower() and len(word) > 1]
    known = sum(any(stem in _english() for stem in _stems(word)) for word in words)
    return len(words) >= _FEWEST_PLAIN and known < len(words) / 2


def sounds_english(text: str) -> bool:
    """Whether most plain words of a field are English ones; True where it has none.

    Examples
    --------
    >>> sounds_english("published 1623"), sounds_english("gesigneerd 1634"), sounds_english("1634")
    (True, False, True)
    """
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.islower() and len(word) > 1]
    known = sum(any(stem in _english() for stem in _stems(word)) for word in words)
    return known > len(words) / 2 or not words


_FEWEST_PLAIN = 2


def _share(text: str, words: frozenset[str]) -> float:
    found = _WORD.findall(text.lower())
    return sum(word in words for word in found) / len(found) if found else 0.0


def is_common(word: str, language: str) -> bool:
    """Return whether a word is an ordinary one; outside of English only the commonest are known."""
    if language == "en":
        return is_ordinary(word)
    return word.lower() in _LEXICON.get(language, ())


@cache
def _english() -> dict[str, object]:
    """Load the American lexicon of hibari (from misaki, Apache-2.0), whose keys keep their capitals."""
    path = files("hibari") / "assets" / "lexicon_us_gold.json.gz"
    words: dict[str, object] = json.loads(gzip.decompress(path.read_bytes()))
    return words


def is_ordinary(word: str) -> bool:
    """Return whether an English word is more than a name: it is known in lower case and not as a name.

    Examples
    --------
    >>> is_ordinary("Sunlight"), is_ordinary("Florence"), is_ordinary("Vermeer")
    (True, False, False)
    """
    plain = word.lower().removesuffix("'s").removesuffix("’s").replace("’", "'")
    if "-" in plain:
        return all(is_ordinary(part) for part in plain.split("-") if part)
    known = _english()
    if plain in _LEXICON["en"] or plain in _NAMES_TOO or len(plain) == 1:
        return True
    if plain.capitalize() in known:
        return False
    return any(stem in known for stem in _stems(plain))


def _stems(word: str) -> list[str]:
    stems = [word]
    for ending, instead in (
        ("s", ""),
        ("es", ""),
        ("ies", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stems.append(word.removesuffix(ending) + instead)
    return stems
