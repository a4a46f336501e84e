"""Sentences: where one ends, in any script that people type."""

from __future__ import annotations

import re
import unicodedata

_ENDS = ".!?…。！？｡؟۔।॥"
_CLOSERS = "\"'”’»)]」』"
#: A run of end marks, then closing quotes, then a space; scripts without spaces need none.
_CLOSED = f"[{re.escape(_CLOSERS)}]*"
_BOUNDARY = re.compile(rf"(?<![{_ENDS}])[{_ENDS}]++{_CLOSED}+(?=\s|$)|[。！？｡]+{_CLOSED}|\n\s*\n")
_LONGEST_ABBREVIATION = 40

#: A point after these does not end a sentence; lower case, without the point.
_ABBREVIATIONS = frozenset(
    "a.d b.c c ca cat cf circa col dr e.g ed est fig fl gen i.e inv jr mr mrs ms mt no nos op p pp prof "  # noqa: SIM905
    "rev sr st ste vol vs".split()
)

#: Words that begin a sentence and are no surname: "Madame X. Who am I?", but "J. Turner".
_STARTER = re.compile(
    r"(?:And|At|But|For|From|He|Her|His|How|If|In|It|Its|My|Now|On|Once|Our|She|So|The|Their|Then|There|These|They|This|To"
    r"|We|What|When|Where|Who|Why|With|You|Your)(?:['’]\w+)?\s"
)

#: Marks that no voice can say and no reader can see; line ends and tabs become spaces elsewhere.
_UNSPEAKABLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
#: Joiners inside emoji and Indic or Persian words, and the marks of reading direction, are part of writing.
_KEPT = {"\n", "\t", "\u200c", "\u200d"}


def clean(text: str) -> str:
    """Compose accents (NFC), drop control characters and join white space; lines and blank lines stay."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(c for c in composed if c in _KEPT or unicodedata.category(c) not in _UNSPEAKABLE)
    lines = "\n".join(" ".join(line.split()) for line in kept.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def split_sentences(text: str) -> tuple[str, ...]:
    """Part a text into sentences; nothing but white space is lost.

    Abbreviations ("c. 1665", "St. Jerome", "J. M. W. Turner") do not end a sentence; a blank line does.

    Examples
    --------
    >>> split_sentences("I was painted c. 1665. Look at me!")
    ('I was painted c. 1665.', 'Look at me!')
    """
    text = clean(text)
    found, start = [], 0
    for match in _BOUNDARY.finditer(text):
        if _is_inside(text, match):
            continue
        found.append(" ".join(text[start : match.end()].split()))
        start = match.end()
    found.append(" ".join(text[start:].split()))
    return tuple(sentence for sentence in found if sentence)


def _is_inside(text: str, match: re.Match[str]) -> bool:
    """Return whether an end mark stands inside a sentence, behind an abbreviation or an initial."""
    mark = match.group().strip()
    rest = text[match.end() : match.end() + _LONGEST_ABBREVIATION].lstrip()
    if mark in {"…", "..."} or (mark and mark[-1] in _CLOSERS):
        return bool(rest) and rest[0].islower()
    if mark != "." or not rest:
        return False
    before = re.search(r"(\S+)$", text[max(0, match.start() - _LONGEST_ABBREVIATION) : match.start()])
    word = before[1].lstrip("([\"'“‘") if before else ""
    initial = len(word) == 1 and word.isupper() and word != "I" and not _STARTER.match(rest)
    number = word.lower() == "no" and not rest[0].isdigit()  # "No. 5", but also "No. I will not."
    return (initial or word.lower() in _ABBREVIATIONS) and not number
