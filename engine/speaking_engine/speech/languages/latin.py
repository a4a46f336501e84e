"""Names in Latin letters inside Chinese or Japanese: they are read as English names are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from speaking_engine.speech.reading import Reading

_LETTER = "[A-Za-zÀ-ÖØ-öø-ɏ]"
_WORD = rf"{_LETTER}(?:[A-Za-zÀ-ÖØ-öø-ɏ0-9'’-])*"
#: Words parted by single spaces; a point only behind an initial or what is short ("J. M. W. Turner").
LATIN = re.compile(rf"{_WORD}(?:(?:\.| |\. | & ){_WORD})*(?:(?<=\b[A-Z])\.)?")


def parted(paragraph: str) -> Iterator[tuple[str, bool]]:
    """Part a text into runs of Latin letters (True) and what stands between them (False)."""
    at = 0
    for match in LATIN.finditer(paragraph):
        if match.start() > at:
            yield paragraph[at : match.start()], False
        yield match[0], True
        at = match.end()
    if at < len(paragraph):
        yield paragraph[at:], False


def read_latin(run: str) -> tuple[Reading, ...]:
    """Return how a name in Latin letters is said: in English, whose lexicon knows most artists."""
    from speaking_engine.speech.languages.english import read_english
    from speaking_engine.speech.lexicon import shared_lexicon

    return read_english(run, british=False, lexicon=shared_lexicon("en-us"))
