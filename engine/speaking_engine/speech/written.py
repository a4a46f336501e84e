"""What a voice cannot say: cleaning a text, and refusing one with nothing to say in it."""

from __future__ import annotations

import re
import unicodedata

from speaking_engine.errors import TextError
from speaking_engine.script.choices import MOST_CHARACTERS
from speaking_engine.speech.languages import list_languages

_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """Normalise to NFC and drop control characters; line breaks stay.

    Raises
    ------
    TextError
        Nothing is left that could be said, or it is longer than `MOST_CHARACTERS`.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(" " if c == "\t" else c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    text = _SPACES.sub(" ", text).strip()
    if len(text) > MOST_CHARACTERS:
        raise TextError(
            f"The text has {len(text):,} characters; one line may have {MOST_CHARACTERS:,}, 22 minutes.",
            hint="Shorten it, or part it into several productions.",
        )
    if not text:
        raise TextError("There are no words to speak: the text is empty.", hint="Write a sentence.")
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        raise TextError(
            f"There are no words to speak: {text[:20]!r} has neither letters nor numbers.",
            hint="Write a sentence.",
        )
    return text


def refuse_scripts(text: str, scripts: tuple[str, ...], language: str) -> None:
    """Refuse letters that the phonemiser cannot read, rather than leave them out in silence.

    Parameters
    ----------
    scripts : tuple of str
        Beginnings of Unicode names that can be read, such as "LATIN".

    Raises
    ------
    TextError
        A word is written in other letters; the sentence quotes it, the hint says who reads them.
    """
    for word in text.split():
        foreign = next((c for c in word if c.isalpha() and not _reads(c, scripts)), None)
        if foreign is not None:
            letters = _letters(unicodedata.name(foreign, "unknown"))
            raise TextError(
                f"The word {word!r} is written in {letters}, which {language} cannot read.",
                hint=_way_out(foreign, scripts),
            )


def _letters(name: str) -> str:
    """Name a script after the Unicode name of one of its letters."""
    script = name.split(maxsplit=1)[0].capitalize()
    return f"{'Chinese, Japanese or Korean' if script == 'Cjk' else script} letters"


def _way_out(letter: str, scripts: tuple[str, ...]) -> str:
    """Return what helps: the lexicon does not, for it is asked only for letters that can be read."""
    readers = [other.code for other in list_languages() if _reads(letter, other.scripts)]
    known = _letters(scripts[0])
    if readers:
        return f"Write it in {known}, or give the text its language: --language {' or '.join(readers)}."
    return (
        f"No voice here reads them: write it in {known}, or give a recording without its text: --audio FILE."
    )


def _reads(letter: str, scripts: tuple[str, ...]) -> bool:
    return unicodedata.name(letter, "").startswith(scripts)
