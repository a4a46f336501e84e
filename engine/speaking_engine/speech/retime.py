"""Sentences laid out by hand: moved, cut and stretched stretches of a line's sound become a new utterance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from speaking_engine.errors import UserError
from speaking_engine.speech.utterance import Phoneme, Utterance, Word

FADE_SECONDS = 0.004
"""At cuts, so that they do not click."""
STRETCHES = 0.01
"""A length that differs by less, as a share, is not stretched."""
SLOWEST, FASTEST = 0.5, 2.0

Timed = TypeVar("Timed", Phoneme, Word)
Sound = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TimedPart:
    """One stretch of a sentence, and where it goes.

    Attributes
    ----------
    from_seconds, to_seconds : float
        Of the sentence's own sound.
    pause_seconds : float
        Between the end of what is heard before, in the order of the film, and this.
    seconds : float
        How long it is heard; another length than it has stretches it, at the same pitch.
    """

    from_seconds: float
    to_seconds: float
    pause_seconds: float
    seconds: float


def sentence_spans(utterance: Utterance, sentences: Sequence[str]) -> tuple[tuple[float, float], ...]:
    """Return start and end of every sentence in an utterance; they touch in the silence between.

    Words are counted off by their letters, for voices may join or part them otherwise than the text does.
    """
    if len(sentences) < 2 or not utterance.words:
        return ((0.0, utterance.seconds),) * min(1, len(sentences))
    lengths = np.cumsum([_letters(text) for text in sentences], dtype=float)
    said = np.cumsum([_letters(word.text) for word in utterance.words], dtype=float)
    said *= lengths[-1] / max(said[-1], 1)
    bounds = [0.0]
    for length in lengths[:-1]:
        last = int(np.abs(said - length).argmin())
        after = utterance.words[min(last + 1, len(utterance.words) - 1)].start_seconds
        bounds.append(max(bounds[-1], (utterance.words[last].end_seconds + after) / 2))
    ends = [*bounds[1:], utterance.seconds]
    return tuple(zip(bounds, ends, strict=True))


def retimed(
    utterance: Utterance, sentences: Sequence[str], wishes: Sequence[Sequence[TimedPart]]
) -> Utterance:
    """Lay the sentences of a line out as a hand wishes.

    Parameters
    ----------
    wishes : sequence of sequence of Stretch
        For every sentence its stretches; none leaves it as it was spoken. The line begins with its first
        stretch, whatever pause that has.

    Returns
    -------
    Utterance
        Words and phonemes go with their sound; those that were cut away are gone.
    """
    rate_hz = utterance.sample_rate_hz
    parts: list[Sound] = []
    words: list[Word] = []
    phonemes: list[Phoneme] = []
    at = 0
    for (start, end), wish in zip(sentence_spans(utterance, sentences), wishes, strict=True):
        whole = TimedPart(0.0, end - start, 0.0, end - start)
        for place, one in enumerate(wish or (whole,)):
            first, last = start + max(0.0, one.from_seconds), min(end, start + one.to_seconds)
            if last <= first:
                continue
            if parts:
                silence = np.zeros(round(max(0.0, one.pause_seconds) * rate_hz), np.float32)
                parts.append(silence)
                at += len(silence)
            is_cut = bool(wish) and (place > 0 or len(wish) > 1)
            sound = _sound(utterance, first, last, one.seconds, faded=is_cut)
            factor = len(sound) / rate_hz / (last - first)
            words += _moved(utterance.words, first, last, at / rate_hz, factor)
            phonemes += _moved(utterance.phonemes, first, last, at / rate_hz, factor)
            parts.append(sound)
            at += len(sound)
    if not parts:
        raise UserError(
            f"Nothing is left of the line “{utterance.text[:40]}”: its sound was cut away.",
            hint="Bring one of its strips back, or take its words out of the script.",
        )
    return replace(
        utterance,
        samples=np.concatenate(parts),
        words=tuple(words),
        phonemes=_touching(phonemes, at / rate_hz),
    )


def pieces_of(
    utterance: Utterance, sentences: Sequence[str], wishes: Sequence[Sequence[TimedPart]]
) -> list[list[tuple[float, float, float, float]]]:
    """Return every sentence's stretches: from and to in itself, start and end in the new utterance."""
    found = []
    at = 0.0
    begun = False
    for (start, end), wish in zip(sentence_spans(utterance, sentences), wishes, strict=True):
        pieces = []
        for one in wish or (TimedPart(0.0, end - start, 0.0, end - start),):
            first, last = max(0.0, one.from_seconds), min(end - start, one.to_seconds)
            if last <= first:
                continue
            at += max(0.0, one.pause_seconds) if begun else 0.0
            begun = True
            length = _length(last - first, one.seconds)
            pieces.append((first, last, at, at + length))
            at += length
        found.append(pieces)
    return found


def _length(spoken: float, wanted: float) -> float:
    if abs(wanted - spoken) <= STRETCHES * spoken:
        return spoken
    return min(max(wanted, spoken / FASTEST), spoken / SLOWEST)


def _sound(utterance: Utterance, first: float, last: float, wanted: float, *, faded: bool) -> Sound:
    rate_hz = utterance.sample_rate_hz
    sound = utterance.samples[round(first * rate_hz) : round(last * rate_hz)].copy()
    length = _length(last - first, wanted)
    if length != last - first:
        sound = _stretched(sound, rate_hz, length)
    count = min(round(FADE_SECONDS * rate_hz), len(sound) // 2)
    if faded and count:
        ramp = np.linspace(0, 1, count, dtype=np.float32)
        sound[:count] *= ramp
        sound[-count:] *= ramp[::-1]
    return sound


def _stretched(sound: Sound, rate_hz: int, seconds: float) -> Sound:
    """Play a sound slower or faster at its pitch, by FFmpeg's `atempo` (WSOLA)."""
    import av
    from av.filter import Graph

    graph = Graph()
    base = Fraction(1, rate_hz)
    source = graph.add_abuffer(format="flt", sample_rate=rate_hz, layout="mono", time_base=base)
    tempo = graph.add("atempo", f"{len(sound) / rate_hz / seconds:.6f}")
    sink = graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(sound[None], format="flt", layout="mono")
    frame.sample_rate, frame.pts = rate_hz, 0
    graph.push(frame)
    graph.push(None)
    heard = []
    while True:
        try:
            heard.append(graph.pull().to_ndarray().reshape(-1))
        except (av.error.BlockingIOError, av.error.EOFError):
            break
    count = round(seconds * rate_hz)
    made = np.concatenate([*heard, np.zeros(count, np.float32)])
    return np.asarray(made[:count], np.float32)


def _moved(marks: Sequence[Timed], first: float, last: float, at: float, factor: float) -> list[Timed]:
    return [
        replace(
            mark,
            start_seconds=at + (max(mark.start_seconds, first) - first) * factor,
            end_seconds=at + (min(mark.end_seconds, last) - first) * factor,
        )
        for mark in marks
        if first <= (mark.start_seconds + mark.end_seconds) / 2 < last
    ]


def _touching(phonemes: Sequence[Phoneme], seconds: float) -> tuple[Phoneme, ...]:
    """Fill what lies between with silence."""
    made: list[Phoneme] = []
    at = 0.0
    for one in phonemes:
        if one.start_seconds > at + 1e-6:
            made.append(Phoneme("", at, one.start_seconds))
        made.append(replace(one, start_seconds=at) if one.start_seconds < at else one)
        at = max(at, one.end_seconds)
    if seconds > at + 1e-6:
        made.append(Phoneme("", at, seconds))
    return tuple(made)


def _letters(text: str) -> int:
    return len("".join(text.split()))
