"""Writing a text out as it is said, by rules, without losing which written words the said ones belong to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from speaking_engine.speech.reading import Reading, Said, share

_TOKEN = re.compile(r"[^\W_]+|[^\s]")
SIGNS = re.compile(r"\d+|[A-Za-z]+|[^\s]")
"""What rules begin at where words are not parted: "约1665年" has a number inside."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is written so, is said so.

    Attributes
    ----------
    pattern : re.Pattern
        Matched where a run of letters and digits, or a sign, begins; it may look at what stands before.
    say : callable
        Takes the match and the accent (whether it is British) and gives the words, or None where the rule
        does not hold after all.
    """

    pattern: re.Pattern[str]
    say: Callable[[re.Match[str], bool], str | None]


@dataclass(frozen=True, slots=True)
class Fragment:
    """Characters `start` to `end` of a text, and the words that are said for them."""

    start: int
    end: int
    said: str


@dataclass(frozen=True, slots=True)
class Group:
    """Written words that are said together, and how."""

    written: tuple[str, ...]
    said: str


def rewrite(
    text: str,
    rules: Sequence[Rule],
    *,
    british: bool = False,
    fixed: Mapping[int, tuple[int, str]] | None = None,
    token: re.Pattern[str] = _TOKEN,
) -> list[Fragment]:
    """Go once through a text and let the first rule that fits say what stands there.

    Parameters
    ----------
    fixed : mapping of int to (int, str)
        What a person has settled: where it starts, to where it ends and what is said. No rule touches it.
    token : re.Pattern
        What rules may begin at.
    """
    pieces: list[Fragment] = []
    fixed = fixed or {}
    at = 0
    while found := token.search(text, at):
        start = found.start()
        piece = Fragment(start, *fixed[start]) if start in fixed else _first(text, start, rules, british)
        if piece is None:
            at = found.end()
        else:
            pieces.append(piece)
            at = piece.end
    return pieces


def _first(text: str, start: int, rules: Sequence[Rule], british: bool) -> Fragment | None:
    for rule in rules:
        match = rule.pattern.match(text, start)
        if match and match.end() > start:
            said = rule.say(match, british)
            if said is not None:
                return Fragment(start, match.end(), said)
    return None


def groups_of(written: str, text: str, pieces: Sequence[Fragment]) -> list[Group]:
    """Put written words together where one piece reaches over several.

    Parameters
    ----------
    written : str
        What a person wrote.
    text : str
        The same, character for character, as it was rewritten (quotation marks of one kind, say).
    """
    starts = [piece.start for piece in pieces]
    groups: list[Group] = []
    first, words, reach = 0, list[str](), 0
    for word in re.finditer(r"\S+", text):
        if words and word.start() >= reach:
            groups.append(Group(tuple(words), _said(text, first, reach, pieces, starts)))
            words = []
        if not words:
            first = word.start()
        words.append(written[word.start() : word.end()])
        last = bisect_left(starts, word.end()) - 1
        reach = max(word.end(), pieces[last].end if last >= 0 else 0)
    if words:
        groups.append(Group(tuple(words), _said(text, first, reach, pieces, starts)))
    return groups


def _said(text: str, first: int, end: int, pieces: Sequence[Fragment], starts: Sequence[int]) -> str:
    """Write a stretch of the text with its pieces as they are said, parted from letters beside them."""
    out, at = "", first
    for piece in pieces[bisect_left(starts, first) :]:
        if piece.start >= end:
            break
        out = _beside(out + text[at : piece.start], piece.said)
        at = piece.end
        if at < end and text[at].isalnum() and out[-1:].isalnum():
            out += " "
    return out + text[at:end]


def _beside(before: str, said: str) -> str:
    return f"{before}{' ' if before[-1:].isalnum() and said[:1].isalnum() else ''}{said}"


def in_words(groups: Sequence[Group]) -> str:
    """Return the whole text as it is said."""
    return " ".join(" ".join(group.said.split()) for group in groups if group.said.strip())


def readings_of(groups: Sequence[Group], phonemes: Sequence[str]) -> Iterator[Reading]:
    """Lay on every written word the phonemes of what is said for it.

    Parameters
    ----------
    phonemes : sequence of str
        One for each word of ``in_words(groups).split()``.
    """
    at = 0
    for group in groups:
        words = group.said.split()
        said: list[Said] = list(zip(words, phonemes[at : at + len(words)], strict=True))
        at += len(words)
        yield from share(group.written, said)
