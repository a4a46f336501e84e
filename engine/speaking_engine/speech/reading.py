"""Reading: a written word with its phonemes, and how said words are shared out to written ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Said = tuple[str, str]  # a word as said, and its phonemes

_MOST_SAID_FOR_ONE = 12
_LARGEST_TABLE = 400_000


@dataclass(frozen=True, slots=True)
class Reading:
    """One written word and how it is said.

    Attributes
    ----------
    text : str
        The word as written, with its punctuation.
    phonemes : str
        Kokoro's alphabet (misaki), with stress marks and punctuation; empty if the word makes no sound.
        A space parts the words of a number or an abbreviation ("1665" is four words).
    pause_seconds : float or None
        Silence that follows, where the text asks for one; None leaves it to the punctuation.
    emphasis : bool
        Whether the word is to stand out.
    """

    text: str
    phonemes: str
    pause_seconds: float | None = None
    emphasis: bool = False


def _with(reading: Reading, said: Sequence[Said]) -> Reading:
    phonemes = " ".join(part for part in (reading.phonemes, *(p for _, p in said)) if part)
    return Reading(reading.text, phonemes)


def share(written: Sequence[str], said: Sequence[Said]) -> list[Reading]:
    """Deal said words out in order at the least cost, or evenly where there are very many."""
    if len(written) == 1:
        return [_with(Reading(written[0], ""), said)]
    if len(written) * len(said) ** 2 > _LARGEST_TABLE:
        shares = [len(said) * index // len(written) for index in range(len(written) + 1)]
        return [
            _with(Reading(word, ""), said[a:b])
            for word, (a, b) in zip(written, pairwise(shares), strict=True)
        ]
    best: list[dict[int, tuple[float, int]]] = [
        {0: (0.0, 0)}
    ]  # for each word: end in `said` -> (cost, start)
    most = max(_MOST_SAID_FOR_ONE, len(said) - len(written) + 1)
    for word in written:
        row: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            for end in range(start, min(start + most, len(said)) + 1):
                total = cost + _cost(word, said[start:end])
                if end not in row or total < row[end][0]:
                    row[end] = (total, start)
        best.append(row)
    groups, end = list[Sequence[Said]](), len(said)
    for row in reversed(best[1:]):
        start = row[end][1]
        groups.append(said[start:end])
        end = start
    return [_with(Reading(word, ""), group) for word, group in zip(written, reversed(groups), strict=True)]


def _cost(word: str, group: Sequence[Said]) -> float:
    """Return how badly said words fit a written one."""
    if not group:
        return 1.0
    letter = next((c for c in word if c.isalnum()), "")
    begins = letter.isdigit() or group[0][0].lower().lstrip("[(\"“'").startswith(letter.lower())
    ends = (
        word[-1] == group[-1][0][-1] or (word[-1].isalnum() or word[-1] == ".") == group[-1][0][-1].isalnum()
    )
    return (0.0 if begins else 1.0) + (0.0 if ends else 2.0) + 0.1 * (len(group) - 1) ** 2
