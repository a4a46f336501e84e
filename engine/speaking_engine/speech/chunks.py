"""Cutting a text into sentences and clauses of long ones, and these into what a voice says in one breath."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from speaking_engine.speech.reading import Reading

SENTENCE_PAUSE_SECONDS = 0.6  # an unhurried speaker, and captions can be read
CLAUSE_PAUSE_SECONDS = 0.2
WORD_PAUSE_SECONDS = 0.05
SHORT_SENTENCE_SYMBOLS = 24  # shorter ones are said in one breath with the next: alone, models rush them

_SENTENCE_ENDS = ".!?…"
_CLAUSE_ENDS = ",;:—"
_CLOSERS = "\"”)'’"


@dataclass(frozen=True, slots=True)
class WordPiece:
    """A word's phonemes inside a chunk; `word` counts the readings from 0."""

    word: int
    phonemes: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A sentence or a part of one, and the silence after it."""

    pieces: tuple[WordPiece, ...]
    pause_seconds: float

    @property
    def phonemes(self) -> str:
        """All phonemes, words parted by a space."""
        return " ".join(piece.phonemes for piece in self.pieces)


def cut(readings: Sequence[Reading], *, max_symbols: int) -> tuple[Chunk, ...]:
    """Cut readings into chunks of at most `max_symbols` phonemes; nothing is left out.

    Parameters
    ----------
    max_symbols : int
        Longest phoneme string that the voice takes, spaces and punctuation counted.
    """
    pieces = [
        WordPiece(index, reading.phonemes[start : start + max_symbols])
        for index, reading in enumerate(readings)
        for start in range(0, len(reading.phonemes), max_symbols)
    ]
    chunks: list[Chunk] = []
    for sentence, pause in _sentences(pieces, readings):
        chunks += _clauses(sentence, pause, max_symbols)
    return tuple(chunks)


def breaths(chunks: Sequence[Chunk], *, max_symbols: int) -> Iterator[tuple[Chunk, ...]]:
    """Put chunks together that a voice says at once: short ones with the next, as far as it fits.

    A pause is put between them afterwards, so that even "Who am I?" ends as a sentence does.
    """
    breath: list[Chunk] = []
    for chunk in chunks:
        if breath and len(spoken(breath)) + 1 + len(chunk.phonemes) > max_symbols:
            yield tuple(breath)
            breath = []
        breath.append(chunk)
        if len(spoken(breath)) >= SHORT_SENTENCE_SYMBOLS:
            yield tuple(breath)
            breath = []
    if breath:
        yield tuple(breath)


def spoken(breath: Sequence[Chunk]) -> str:
    """Return the phonemes of all chunks of a breath."""
    return " ".join(chunk.phonemes for chunk in breath)


def _length(pieces: Sequence[WordPiece]) -> int:
    return sum(len(piece.phonemes) + 1 for piece in pieces) - 1


def _ends_with(piece: WordPiece, marks: str) -> bool:
    return piece.phonemes.rstrip(_CLOSERS)[-1:] in tuple(marks)


def _sentences(
    pieces: Sequence[WordPiece], readings: Sequence[Reading]
) -> Iterator[tuple[list[WordPiece], float]]:
    """Return sentences with the pause after each."""
    current: list[WordPiece] = []
    for at, piece in enumerate(pieces):
        current.append(piece)
        following = pieces[at + 1].word if at + 1 < len(pieces) else len(readings)
        asked = [r.pause_seconds for r in readings[piece.word : following] if r.pause_seconds is not None]
        if asked and following > piece.word:
            yield current, sum(asked)
            current = []
        elif _ends_with(piece, _SENTENCE_ENDS) and following > piece.word:
            yield current, SENTENCE_PAUSE_SECONDS
            current = []
    if current:
        yield current, SENTENCE_PAUSE_SECONDS


def _clauses(sentence: list[WordPiece], pause: float, max_symbols: int) -> list[Chunk]:
    """Cut one sentence where it must be cut: at the last clause end that fits, else at the last word."""
    chunks = []
    while _length(sentence) > max_symbols:
        fitting = 1
        while _length(sentence[: fitting + 1]) <= max_symbols:
            fitting += 1
        ends = (at for at in range(fitting, 0, -1) if _pause_after(sentence[at - 1]) > WORD_PAUSE_SECONDS)
        at = next(ends, fitting)
        chunks.append(Chunk(tuple(sentence[:at]), _pause_after(sentence[at - 1])))
        sentence = sentence[at:]
    return [*chunks, Chunk(tuple(sentence), pause)]


def _pause_after(piece: WordPiece) -> float:
    if _ends_with(piece, _SENTENCE_ENDS):
        return SENTENCE_PAUSE_SECONDS
    return CLAUSE_PAUSE_SECONDS if _ends_with(piece, _CLAUSE_ENDS) else WORD_PAUSE_SECONDS
