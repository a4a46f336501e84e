"""Text files: words that a person wrote elsewhere, read whole or refused with a sentence."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from speaking_engine.doors import read_text
from speaking_engine.errors import TextError
from speaking_engine.script.sentences import clean

#: About an hour of speech; more is a mistake, not a script.
LIMIT_CHARACTERS = 50_000


def read_text_file(path: Path) -> str:
    """Read the words in a text file.

    Raises
    ------
    TextError
        The file cannot be read, is empty, is not text, or holds more than `LIMIT_CHARACTERS`.
    """
    return check_text(read_text(path, "The text file", TextError), f"The text file {path}")


def check_text(text: str, what: str = "The text") -> str:
    """Give the text cleaned of control characters, if it is something that can be spoken.

    Raises
    ------
    TextError
        There is no letter or digit in it, or more than `LIMIT_CHARACTERS`.
    """
    if "\x00" in text:
        raise TextError(f"{what} holds binary data, not words.", hint="Give a plain text file in UTF-8.")
    text = clean(text)
    if len(text) > LIMIT_CHARACTERS:
        raise TextError(_too_long(what), hint="Part it into several productions.")
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        raise TextError(
            f"{what} is empty." if not text else f"{what} holds no word that could be spoken.",
            hint="Write at least one word, or leave the text out and let a writer make one.",
        )
    return text


def _too_long(what: str) -> str:
    return f"{what} holds more than {LIMIT_CHARACTERS:,} characters, about an hour of speech."
