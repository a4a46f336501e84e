"""From the times of a voice's symbols to the times of phonemes and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from speaking_engine.speech.chunks import Chunk
from speaking_engine.speech.reading import Reading
from speaking_engine.speech.utterance import Phoneme, Word

_STRESS = {"ˈ": 1, "ˌ": 2}
_LENGTHENING = frozenset("ːʰʲ̃ᵝ↓→↗↘")  # they belong to the sound before
_TOUCHING_SECONDS = 1e-4
_PUNCTUATION = frozenset(';:,.!?—…"()“”')


@dataclass(frozen=True, slots=True)
class Mark:
    """One symbol, when it sounds, its stress, and the word it belongs to; -1 for the space between words."""

    symbol: str
    start_seconds: float
    end_seconds: float
    word: int
    stress: int = 0


def marks_of(chunk: Chunk, bounds_seconds: npt.NDArray[np.float64]) -> list[Mark]:
    """Name the symbols of a chunk.

    Parameters
    ----------
    bounds_seconds : (S + 1,) float64
        Where each symbol of ``chunk.phonemes`` starts, and where the last one ends.
    """
    owners: list[int] = []
    for piece in chunk.pieces:
        owners += [-1] * bool(owners) + [piece.word] * len(piece.phonemes)
    spans = pairwise(bounds_seconds.tolist())
    return [
        Mark(symbol, start, end, owner)
        for symbol, owner, (start, end) in zip(chunk.phonemes, owners, spans, strict=True)
    ]


def phonemes_of(sounds: Iterable[Mark], seconds: float) -> tuple[Phoneme, ...]:
    """Return sounding phonemes and silences that touch each other from 0 to `seconds`.

    Parameters
    ----------
    sounds : iterable of Mark
        As `sounds_of` gives them.
    """
    return tuple(_touching(sounds, seconds))


def sounds_of(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Leave only what sounds: one mark for each phoneme, with all the time that belongs to it.

    A stress mark's time belongs to the sound after it, a length mark's to the sound before; half of a
    space goes to each neighbour, because words run on; punctuation is silence.
    """
    early: float | None = None  # where the next sound really starts
    stress, last = 0, None
    for mark in marks:
        if mark.symbol in _STRESS:
            early, stress = mark.start_seconds if early is None else early, _STRESS[mark.symbol]
        elif mark.symbol in _LENGTHENING:
            if last is not None and last.word == mark.word:
                last = replace(last, end_seconds=mark.end_seconds)
        elif mark.symbol == " ":
            early = (mark.start_seconds + mark.end_seconds) / 2
            last = last and replace(last, end_seconds=early)
        else:
            if last is not None:
                yield last
            start, early = mark.start_seconds if early is None else early, None
            silent = mark.symbol in _PUNCTUATION
            last = None if silent else replace(mark, start_seconds=start, stress=stress)
            stress = stress if silent else 0
    if last is not None:
        yield last


def _touching(sounds: Iterable[Mark], seconds: float) -> Iterator[Phoneme]:
    """Fill the gaps between sounds with silence."""
    at = 0.0
    for sound in sounds:
        start, end = max(sound.start_seconds, at), min(sound.end_seconds, seconds)
        if start - at > _TOUCHING_SECONDS:
            yield Phoneme("", at, start)
        else:
            start = at
        yield Phoneme(sound.symbol, start, end, sound.stress)
        at = end
    if seconds - at > _TOUCHING_SECONDS:
        yield Phoneme("", at, seconds)


def words_of(sounds: Iterable[Mark], readings: Sequence[Reading]) -> tuple[Word, ...]:
    """Time every written word, in order; a word that makes no sound takes no time."""
    spans: dict[int, tuple[float, float]] = {}
    for sound in sounds:
        start, _ = spans.get(sound.word, (sound.start_seconds, 0.0))
        spans[sound.word] = (start, sound.end_seconds)
    words, at = [], 0.0
    for index, reading in enumerate(readings):
        start, end = spans.get(index, (at, at))
        words.append(Word(reading.text, start, end))
        at = end
    return tuple(words)
