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


def read_english(paragraph: str, *, british: bool, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Say how each word of a paragraph is pronounced.

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
    if british:
        words = [_LINK.sub(lambda link: _in_british(link.group(0)), word) for word in words]
    return tuple(readings_of(groups, phonemes_of_words(words, british=british)))


def as_said(text: str, *, british: bool) -> str:
    """Write a text out in the words that are said for it: "c. 1665" is "circa sixteen sixty-five"."""
    return in_words(_groups(text, british, Lexicon()))


def _groups(paragraph: str, british: bool, lexicon: Lexicon) -> list[Group]:
    text = plain_quotes(paragraph)
    settled = lexicon.find(text, lambda word: plain_phonemes(word, british=british))
    return groups_of(paragraph, text, rewrite(text, _RULES, british=british, fixed=settled))


def _in_british(phonemes: str) -> str:
    """Move phonemes that a person wrote for American over: no r but before a vowel, other vowels."""
    phonemes = re.sub(rf"ɜɹ(?!{_VOWEL})", "ɜː", phonemes.translate(_BRITISH))
    return re.sub(rf"ɹ(?!ˈ?ˌ?{_VOWEL})", "", phonemes)
