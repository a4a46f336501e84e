"""Compares a text with what is heard of it, sound by sound, and names the words that differ and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from speaking_engine.speech.reading import Reading

Numbers = npt.NDArray[np.float32]

_UNEQUAL = 0.5  # of a word's sounds: more, and it is another word
_LEAST_COST = 2.0  # sounds: less is a "the" heard for an "a"
_MOST_SOUNDS = 1500  # of a stretch that is compared sound by sound
_SHOWN_WORDS = 12

_KINDS = (
    *("pb", "tdɾʔðθʈɖT", "kɡgcɟq", "szʃʒʂʐɕʑʦʣʧʤ", "fvβɸwʋʍ", "mnɲŋɳɴ", "lʎɭɫ", "ɹrɻʁɾɽ", "jʝɥʎ", "hxçχɦ"),
)
_VOWELS = frozenset("iyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒɚᵻᵊAIOQWYɝ")
_LIGHT = frozenset("əᵊɐhɹʔjᵻ")
_PASSED_OVER = frozenset("ˈˌːʰʲ̃ᵝ↓→↗↘-^ ;:,.!?—…\"()“”'*")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word that is heard: as written, its phonemes, and when."""

    text: str
    phonemes: str
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the text and those that are heard instead; either may be empty.

    Attributes
    ----------
    start_seconds, end_seconds : float
        Where in the recording.
    cost : float
        In sounds: how much differs.
    unlike : float
        0 to about 1: the share of its sounds that it is.
    """

    start_seconds: float
    end_seconds: float
    given: tuple[str, ...]
    heard: tuple[str, ...]
    cost: float
    unlike: float

    def __str__(self) -> str:
        when = f"from {self.start_seconds:.1f} to {self.end_seconds:.1f} s"
        if not self.heard:
            return f"{when} nothing is heard of “{_shown(self.given)}”"
        instead = f"where the text has “{_shown(self.given)}”" if self.given else "which is not in the text"
        return f"{when} “{_shown(self.heard)}” is heard, {instead}"


def _shown(words: Sequence[str]) -> str:
    joint = "" if any("\u3040" <= sign <= "\u9fff" for word in words for sign in word) else " "
    if len(words) <= _SHOWN_WORDS:
        return joint.join(words)
    return f"{joint.join(words[: _SHOWN_WORDS - 3])} ... {joint.join(words[-2:])}"


@dataclass(frozen=True, slots=True)
class Block:
    """All that lies between two words that are the same in text and sound.

    Attributes
    ----------
    whole : Difference
        All its words, also those that sound alike.
    heard : range
        Which of the words heard.
    differences : tuple of Difference
        Those of its words that sound unlike; a small word misheard is none.
    """

    whole: Difference
    heard: range
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found.

    Attributes
    ----------
    blocks : tuple of Block
        In the order of the recording.
    unlike : float
        0 to 1: the greater of the shares of the text's sounds and of the recording's that differ.
    """

    blocks: tuple[Block, ...]
    unlike: float


def compare(given: Sequence[Reading], heard: Sequence[Spoken], seconds: float) -> Comparison:
    """Compare the words of a text with those that are heard.

    Words count as the same where they sound alike, however they are written.

    Parameters
    ----------
    seconds : float
        Length of the recording.

    References
    ----------
    Needleman and Wunsch 1970, first over words and then, between equal words, over sounds whose distance is
    that of their place and manner.
    """
    words = [_Word(reading.text, _sounds(reading.phonemes), -1) for reading in given]
    spoken = [_Word(word.text, _sounds(word.phonemes), at) for at, word in enumerate(heard)]
    words, spoken = [w for w in words if w.sounds], [w for w in spoken if w.sounds]
    blocks, before = list[Block](), 0.0
    for mine, theirs, after in _blocks(words, spoken):
        order = list(_judged(mine, theirs))
        ends = heard[after].start_seconds if after < len(heard) else seconds
        whole = _difference(order, heard, before, ends)
        if whole.cost:
            found = (
                _difference(list(group), heard, before, ends)
                for differs, group in groupby(order, key=lambda word: word.differs)
                if differs
            )
            weighty = tuple(one for one in found if one.cost >= _LEAST_COST)
            first = theirs[0].heard if theirs else after
            blocks.append(Block(whole, range(first, theirs[-1].heard + 1 if theirs else first), weighty))
        before = heard[min(after, len(heard) - 1)].end_seconds if heard else 0.0
    shares = (
        sum(word.cost for word in side if word.differs) / max(1, sum(len(word.sounds) for word in side))
        for side in (words, spoken)
    )
    return Comparison(tuple(blocks), min(1.0, max(shares)))


@dataclass(slots=True)
class _Word:
    """A word of one side; `heard` is its place among the words heard, -1 for a word of the text."""

    text: str
    sounds: str
    heard: int
    cost: float = 0.0

    @property
    def differs(self) -> bool:
        return self.cost > _UNEQUAL * len(self.sounds)


def _sounds(phonemes: str) -> str:
    return "".join(symbol for symbol in phonemes if symbol not in _PASSED_OVER)


def _blocks(
    words: Sequence[_Word], spoken: Sequence[_Word]
) -> Iterator[tuple[Sequence[_Word], Sequence[_Word], int]]:
    """Return what lies between words that are the same on both sides, and which word is heard after it."""
    names: dict[str, int] = {}
    mine, theirs = (
        np.array([names.setdefault(word.sounds, len(names)) for word in side], np.int32)
        for side in (words, spoken)
    )
    unequal = (mine[:, None] != theirs[None]).astype(np.float32) * 1.2
    path = _path(unequal, np.full(len(words), 0.7, np.float32), np.full(len(spoken), 0.7, np.float32))
    equal = [(a, b) for a, b in path if a is not None and b is not None and not unequal[a, b]]
    at, heard_at = 0, 0
    for a, b in equal:
        yield words[at:a], spoken[heard_at:b], spoken[b].heard
        at, heard_at = a + 1, b + 1
    yield words[at:], spoken[heard_at:], spoken[-1].heard + 1 if spoken else 0


def _judged(words: Sequence[_Word], spoken: Sequence[_Word]) -> Iterator[_Word]:
    """Set what each word lacks on the other side; give the words of both in the order of the alignment."""
    mine = [(symbol, word) for word in words for symbol in word.sounds]
    theirs = [(symbol, word) for word in spoken for symbol in word.sounds]
    if max(len(mine), len(theirs)) > _MOST_SOUNDS:
        for word in (*words, *spoken):
            word.cost = float(len(word.sounds))
        yield from (*words, *spoken)
        return
    costs = np.array([_distance(a, b) for a, _ in mine for b, _ in theirs], np.float32)
    costs = costs.reshape(len(mine), len(theirs))
    gaps, other_gaps = (
        np.array([_weight(symbol) for symbol, _ in side], np.float32) for side in (mine, theirs)
    )
    seen = set[int]()
    for a, b in _path(costs, gaps, other_gaps):
        touched: list[tuple[_Word, float]] = []
        if a is not None:
            touched.append((mine[a][1], costs[a, b] if b is not None else gaps[a]))
        if b is not None:
            touched.append((theirs[b][1], costs[a, b] if a is not None else other_gaps[b]))
        for word, cost in touched:
            word.cost += float(cost)
            if id(word) not in seen:
                seen.add(id(word))
                yield word


def _distance(one: str, other: str) -> float:
    """Return how unlike two sounds are, from 0 to 1.2."""
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return 0.4
    return 0.4 if any(one in kind and other in kind for kind in _KINDS) else 1.2


def _weight(symbol: str) -> float:
    """Return how much the lack of a sound matters."""
    return 0.5 if symbol in _LIGHT else 0.9


def _path(costs: Numbers, gaps: Numbers, other_gaps: Numbers) -> list[tuple[int | None, int | None]]:
    """Find the cheapest way through a table of costs, as pairs; None where one side has nothing."""
    rows, columns = len(gaps), len(other_gaps)
    along = np.concatenate([[0.0], np.cumsum(other_gaps)])
    row, steps = along.copy(), np.empty((rows + 1, columns + 1), np.uint8)
    steps[0] = 2
    for number in range(rows):
        beside = np.concatenate([[np.inf], row[:-1] + costs[number]])
        down = row + gaps[number]
        best = np.minimum(beside, down)
        row = np.minimum.accumulate(best - along) + along  # gaps along the row
        steps[number + 1] = np.where(row < best - 1e-9, 2, np.where(beside <= down, 0, 1))
    found: list[tuple[int | None, int | None]] = []
    a, b = rows, columns
    while a or b:
        step = steps[a, b] if a else 2
        if step == 0:
            a, b = a - 1, b - 1
            found.append((a, b))
        elif step == 1:
            a -= 1
            found.append((a, None))
        else:
            b -= 1
            found.append((None, b))
    return found[::-1]


def _difference(words: Sequence[_Word], heard: Sequence[Spoken], before: float, after: float) -> Difference:
    """Put words together; those of the text alone lie between what is heard before and after."""
    theirs = [heard[word.heard] for word in words if word.heard >= 0]
    sides = [[word for word in words if (word.heard < 0) == side] for side in (True, False)]
    cost = max(sum(word.cost for word in side) for side in sides)
    sounds = max(sum(len(word.sounds) for word in side) for side in sides)
    return Difference(
        theirs[0].start_seconds if theirs else before,
        theirs[-1].end_seconds if theirs else max(before, after),
        tuple(word.text for word in words if word.heard < 0),
        tuple(word.text for word in theirs),
        cost,
        cost / max(1, sounds),
    )
