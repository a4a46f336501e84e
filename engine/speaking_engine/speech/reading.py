"""Reading: a written word with its phonemes, and how said words are shared out to written ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


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
    """

    text: str
    phonemes: str
    pause_seconds: float | None = None
    emphasis: bool = False


def share_out(written: Sequence[str], said: Sequence[tuple[str, str]]) -> tuple[Reading, ...]:
    """Give each written word the phonemes of the words that are said for it.

    Writing and saying differ in number ("c. 1665" is said "circa sixteen sixty-five"); words that are the
    same in both anchor the rest, and between anchors the said words are dealt out in order.

    Parameters
    ----------
    written : sequence of str
        Words as written, in order.
    said : sequence of (str, str)
        (word, phonemes) as said, in order.
    """
    matcher = SequenceMatcher(None, list(written), [word for word, _ in said], autojunk=False)
    dealt: list[list[str]] = [[] for _ in written]
    for _, start, end, said_start, said_end in matcher.get_opcodes():
        for index in range(said_start, said_end):
            slots = max(end - start, 1)
            place = start + (index - said_start) * slots // (said_end - said_start)
            dealt[min(place, len(written) - 1)].append(said[index][1])
    return tuple(
        Reading(text, " ".join(filter(None, phonemes))) for text, phonemes in zip(written, dealt, strict=True)
    )
