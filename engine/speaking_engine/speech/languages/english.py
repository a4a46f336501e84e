"""English text to phonemes, word by word, in an American or a British accent."""

from __future__ import annotations

import re
from functools import cache

from hibari.g2p import G2P
from hibari.g2p.normalize import normalize

from speaking_engine.speech.languages.spoken_form import as_said
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.reading import Reading, share_out

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
    written = paragraph.split()
    if not written:
        return ()
    text = lexicon.mark(normalize(as_said(paragraph)), lambda word: plain_phonemes(word, british=british))
    if british:
        text = _LINK.sub(lambda link: _in_british(link.group(0)), text)
    return share_out(written, _said_words(text, british))


def _in_british(phonemes: str) -> str:
    """Move phonemes that a person wrote for American over: no r but before a vowel, other vowels."""
    phonemes = re.sub(rf"ɜɹ(?!{_VOWEL})", "ɜː", phonemes.translate(_BRITISH))
    return re.sub(rf"ɹ(?!ˈ?ˌ?{_VOWEL})", "", phonemes)


def plain_phonemes(text: str, *, british: bool) -> str:
    """Give the phonemes of a few words, without any lexicon."""
    return str(_g2p(british)(text))


@cache
def _g2p(british: bool) -> G2P:
    return G2P(british=british)


def _said_words(text: str, british: bool) -> list[tuple[str, str]]:
    """Give (word, phonemes) between spaces; a token of the phonemiser may be a part of a word."""
    g2p = _g2p(british)
    said: list[tuple[str, str]] = []
    word = phonemes = ""
    for token in g2p.phonemize_tokens(g2p.tokenize(text)):
        word += token.text
        phonemes += token.phonemes or ""
        if token.whitespace:
            said.append((word, phonemes.strip()))
            word = phonemes = ""
    return [*said, (word, phonemes.strip())] if word else said
