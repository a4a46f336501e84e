"""What a voice cannot say: cleaning a text, and refusing one with nothing to say in it."""

from __future__ import annotations

import re
import unicodedata

from speaking_engine.errors import TextError

MAX_CHARACTERS = 20_000  # about 22 minutes of speech

_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """Normalise to NFC and drop control characters; line breaks stay.

    Raises
    ------
    TextError
        Nothing is left that could be said, or it is longer than `MAX_CHARACTERS`.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(" " if c == "\t" else c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    text = _SPACES.sub(" ", text).strip()
    if len(text) > MAX_CHARACTERS:
        raise TextError(
            f"The text has {len(text):,} characters; one line may have {MAX_CHARACTERS:,}, 22 minutes.",
            hint="Cut it into several lines.",
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
        A word is written in other letters; the sentence quotes it.
    """
    for word in text.split():
        foreign = next((c for c in word if c.isalpha() and not _reads(c, scripts)), None)
        if foreign is not None:
            script = unicodedata.name(foreign, "unknown letters").split()[0].capitalize()
            raise TextError(
                f"The word {word!r} is written in {script} letters, which {language} cannot read.",
                hint="Give the line its language, or put the word into the lexicon.",
            )


def _reads(letter: str, scripts: tuple[str, ...]) -> bool:
    return unicodedata.name(letter, "").startswith(scripts)
