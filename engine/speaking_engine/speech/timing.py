"""From the times of a voice's symbols to the times of phonemes and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from speaking_engine.speech.chunks import Chunk
from speaking_engine.speech.reading import Reading
from speaking_engine.speech.utterance import Phoneme, Word

_STRESS = {"ˈ": 1, "ˌ": 2}
_LENGTHENING = frozenset("ːʰʲ̃ᵝ↓→↗↘")  # they belong to the sound before
_PUNCTUATION = frozenset(';:,.!?—…"()“”')


@dataclass(frozen=True, slots=True)
class Mark:
    """One symbol of a chunk, when it sounds, and the word it belongs to; -1 for the space between words."""

    symbol: str
    start_seconds: float
    end_seconds: float
    word: int


def marks_of(chunk: Chunk, bounds_seconds: Sequence[float]) -> list[Mark]:
    """Name the symbols of a chunk.

    Parameters
    ----------
    bounds_seconds : sequence of float
        Where each symbol of ``chunk.phonemes`` starts, and where the last one ends.
    """
    owners: list[int] = []
    for piece in chunk.pieces:
        owners += [-1] * bool(owners) + [piece.word] * len(piece.phonemes)
    spans = pairwise(bounds_seconds)
    return [
        Mark(symbol, start, end, owner)
        for symbol, owner, (start, end) in zip(chunk.phonemes, owners, spans, strict=True)
    ]


def phonemes_of(marks: Iterable[Mark], seconds: float) -> tuple[Phoneme, ...]:
    """Give sounding phonemes and silences that touch each other from 0 to `seconds`.

    A stress mark's time belongs to the sound after it, a length mark's to the sound before; half of a
    space goes to each neighbour, because words run on; punctuation and gaps are silence.
    """
    return tuple(_touching(_sounds(marks), seconds))


def _sounds(marks: Iterable[Mark]) -> Iterator[Phoneme]:
    early: float | None = None  # where the next sound really starts
    stress, last = 0, None
    for mark in marks:
        if mark.symbol in _STRESS:
            early, stress = mark.start_seconds if early is None else early, _STRESS[mark.symbol]
        elif mark.symbol in _LENGTHENING and last is not None:
            last = replace(last, end_seconds=mark.end_seconds)
        elif mark.symbol == " " and last is not None and last.symbol:
            early = (mark.start_seconds + mark.end_seconds) / 2
            last = replace(last, end_seconds=early)
        else:
            if last is not None:
                yield last
            symbol = "" if mark.symbol in _PUNCTUATION or mark.symbol == " " else mark.symbol
            start = mark.start_seconds if early is None else early
            last = Phoneme(symbol, start, mark.end_seconds, stress if symbol else 0)
            early, stress = None, 0 if symbol else stress
    if last is not None:
        yield last


def _touching(sounds: Iterable[Phoneme], seconds: float) -> Iterator[Phoneme]:
    """Close the gaps between sounds with silence and melt neighbouring silences."""
    silent_from, at = 0.0, 0.0
    for sound in sounds:
        if not sound.symbol:
            continue
        if sound.start_seconds - at > 1e-6:
            yield Phoneme("", silent_from, sound.start_seconds)
        at = silent_from = min(sound.end_seconds, seconds)
        yield replace(sound, end_seconds=at)
    if seconds - at > 1e-6:
        yield Phoneme("", silent_from, seconds)


def words_of(marks: Iterable[Mark], readings: Sequence[Reading]) -> tuple[Word, ...]:
    """Time every written word, in order; a word that makes no sound takes no time."""
    spans: dict[int, tuple[float, float]] = {}
    for mark in marks:
        if mark.word >= 0 and mark.symbol not in _PUNCTUATION:
            start, _ = spans.get(mark.word, (mark.start_seconds, 0.0))
            spans[mark.word] = (start, mark.end_seconds)
    words, at = [], 0.0
    for index, reading in enumerate(readings):
        start, end = spans.get(index, (at, at))
        at = max(at, end)
        words.append(Word(reading.text, start, end))
    return tuple(words)
