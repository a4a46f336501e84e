"""Text files: words that a person wrote elsewhere, read whole or refused with a sentence."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from speaking_engine.errors import TextError
from speaking_engine.script.sentences import clean
from speaking_engine.text import decode, read_bytes

#: About an hour of speech; more is a mistake, not a script.
LIMIT_CHARACTERS = 50_000


#: Endings of files that hold words; what they really hold is told by how they begin.
TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".rtf", ".srt", ".vtt"})


def read_text_file(path: Path, remarks: list[str] | None = None) -> str:
    """Read the words in a text file: plain, RTF, or captions (SubRip, WebVTT), whatever it is called.

    Parameters
    ----------
    remarks : list of str, optional
        Takes what was found out about the file, in sentences. Without it, a text in no Unicode is refused.

    Raises
    ------
    TextError
        The file cannot be read, is empty, is not text, or holds more than `LIMIT_CHARACTERS`.
    """
    data = read_bytes(path, "The text file", TextError)
    what = f"The text file {path}"
    for beginning, kind in _DOCUMENTS.items():
        if data.startswith(beginning):
            raise TextError(f"{what} is {kind}.", hint="Save its words as plain text in UTF-8, or as RTF.")
    text = decode(data, what, TextError, remarks)
    plain, found = words_of_file(text)
    if found and remarks is not None:
        remarks.append(f"{what} holds {found}; only its words are taken.")
    return check_text(plain, what)


_DOCUMENTS = {
    b"PK\x03\x04": "a packed document, as Word and LibreOffice write them",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"%PDF": "a PDF",
}


def words_of_file(text: str) -> tuple[str, str]:
    """Take the words out of what a text file holds.

    Returns
    -------
    words, kind : tuple of str
        The kind as it is told, such as "captions"; empty for plain text.
    """
    begun = text.lstrip()
    if begun.startswith("{\\rtf"):
        from striprtf.striprtf import rtf_to_text

        return rtf_to_text(begun, errors="ignore"), "RTF"
    if _CAPTIONS.match(begun):
        return _without_times(text), "captions with times"
    return text, ""


_TIMES = re.compile(r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}")
_CAPTIONS = re.compile(rf"WEBVTT\b|(?:\d+[ \t]*\r?\n)?{_TIMES.pattern}")
_CUE_TAG = re.compile(r"<(?:/?(?:c|v|lang|b|i|u|ruby|rt|font)\b[^<>]*|[\d:.]+)>|\{\\[^{}]*\}")


def _without_times(text: str) -> str:
    """Join the words of cues; headers, notes, styles, numbers and names of cues have no time before them."""
    words: list[str] = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip().split("\n")
        timed = next((at for at, line in enumerate(lines[:3]) if _TIMES.match(line.lstrip())), None)
        if timed is not None:
            words += [_CUE_TAG.sub("", line).strip() for line in lines[timed + 1 :]]
    return " ".join(filter(None, words))


def check_text(text: str, what: str = "The text") -> str:
    """Return the text cleaned of control characters, if it is something that can be spoken.

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
