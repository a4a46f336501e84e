"""English text to phonemes, word by word, in an American or a British accent."""

from __future__ import annotations

import re

from speaking_engine.speech.languages.english import catalogue, dates, measures, names
from speaking_engine.speech.languages.english.phonemiser import phonemes_of_words, plain_phonemes
from speaking_engine.speech.languages.english.quotes import plain_quotes
from speaking_engine.speech.languages.rewriting import Group, groups_of, in_words, readings_of, rewrite
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.reading import Reading

__all__ = ["as_said", "plain_phonemes", "read_english"]

_RULES = (*dates.RULES, *catalogue.LEADING, *measures.RULES, *names.RULES, *catalogue.RULES)
_LINK = re.compile(r"\(/[^)]*/\)")
_VOWEL = "[AIOQWYaeiouɐɑɒɔəɛɜɪʊʌᵊ]"
_BRITISH = str.maketrans({"O": "Q", "æ": "a", "ᵻ": "ɪ", "T": "t"})
_BEFORE_R = {"ɜ": "ɜː", "ɑ": "ɑː", "ɔ": "ɔː", "ɪ": "ɪə", "ɛ": "ɛː", "ʊ": "ʊə"}


def read_english(paragraph: str, *, british: bool, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Return how each word of a paragraph is pronounced.

    Parameters
    ----------
    paragraph : str
        Cleaned text without line breaks.
    british : bool
        Southern British English rather than General American.

    References
    ----------
    hibari.g2p, a port of misaki (hexgrad) without spaCy and espeak.
    """
    groups = _groups(paragraph, british, lexicon)
    words = [word for group in groups for word in group.said.split()]
    accent = _in_british if british else _in_american
    words = [_LINK.sub(lambda link: accent(link.group(0)), word) for word in words]
    return tuple(readings_of(groups, phonemes_of_words(words, british=british)))


def as_said(text: str, *, british: bool) -> str:
    """Write a text out in the words that are said for it: "c. 1665" is "circa sixteen sixty-five"."""
    return in_words(_groups(text, british, Lexicon()))


def _groups(paragraph: str, british: bool, lexicon: Lexicon) -> list[Group]:
    text = plain_quotes(paragraph)
    settled = lexicon.find(text, lambda word: plain_phonemes(word, british=british))
    return groups_of(paragraph, text, rewrite(text, _RULES, british=british, fixed=settled))


def _in_american(phonemes: str) -> str:
    """Say the vowel of "lot" as Americans do."""
    return phonemes.replace("ɒ", "ɑ")


def _in_british(phonemes: str) -> str:
    """Move phonemes that a person wrote for American over: no r but before a vowel, other and long vowels."""
    phonemes = phonemes.translate(_BRITISH)
    for vowel, before_r in _BEFORE_R.items():
        phonemes = re.sub(rf"{vowel}ɹ(?!{_VOWEL}|ˈ|ˌ)", before_r, phonemes)
    phonemes = re.sub(rf"ɹ(?![ˈˌ]?{_VOWEL})", "", phonemes).replace("ɜɹ", "ɜːɹ")
    return re.sub(r"(?<=[ˈˌ])([iuɑɔ])(?!ː)", r"\1ː", phonemes)
