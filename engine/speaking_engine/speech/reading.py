"""Reading: a written word with its phonemes, and how said words are shared out to written ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Said = tuple[str, str]  # a word as said, and its phonemes

_MOST_SAID_FOR_ONE = 12


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


def share_out(written: Sequence[str], said: Sequence[Said]) -> tuple[Reading, ...]:
    """Give each written word the phonemes of the words that are said for it.

    Writing and saying differ in number ("c. 1665" is said "circa sixteen sixty-five"). Words that are the
    same in both anchor the rest; between anchors, words that begin or end alike are put together.
    """
    matcher = SequenceMatcher(None, list(written), [word for word, _ in said], autojunk=False)
    readings: list[Reading] = []
    left_over: list[Said] = []  # said before any word was written
    for _, start, end, said_start, said_end in matcher.get_opcodes():
        block = [*left_over, *said[said_start:said_end]]
        if start == end:
            left_over = block if not readings else []
            readings[-1:] = [_with(reading, block) for reading in readings[-1:]]
        else:
            readings += _share_block(written[start:end], block)
            left_over = []
    return tuple(readings)


def _with(reading: Reading, said: Sequence[Said]) -> Reading:
    phonemes = " ".join(part for part in (reading.phonemes, *(p for _, p in said)) if part)
    return Reading(reading.text, phonemes)


def _share_block(written: Sequence[str], said: Sequence[Said]) -> list[Reading]:
    """Deal said words out in order at the least cost, by dynamic programming."""
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
    """Say how badly said words fit a written one."""
    if not group:
        return 1.0
    letter = next((c for c in word if c.isalnum()), "")
    begins = letter.isdigit() or group[0][0].lower().lstrip("(\"“'").startswith(letter.lower())
    ends = (
        word[-1] == group[-1][0][-1] or (word[-1].isalnum() or word[-1] == ".") == group[-1][0][-1].isalnum()
    )
    return (0.0 if begins else 1.0) + (0.0 if ends else 2.0) + 0.1 * (len(group) - 1) ** 2
