"""Segments: long speech is cut at its silences; each piece starts from the still, and all are joined."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from speaking_engine.clip.clip import Frame
from speaking_engine.media.rate import frames_to_cover
from speaking_engine.performance.prosody import loudness, pauses
from speaking_engine.speech.utterance import Phoneme, Utterance, Word


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the clip: its frames [first, last) and the sound that belongs to them."""

    first: int
    last: int
    utterance: Utterance


def segments_of(
    utterance: Utterance, rate: Fraction, longest_seconds: float, overlap: int
) -> tuple[Segment, ...]:
    """Cut an utterance at its silences into pieces of at most `longest_seconds`, overlapping by some frames.

    Parameters
    ----------
    longest_seconds : float
        0 for no limit.
    overlap : int
        Frames that two neighbours share, for the cross-fade.

    Returns
    -------
    tuple of Segment
        In order; the first starts at frame 0 and the last ends at the clip's end.
    """
    count = frames_to_cover(utterance.seconds, rate)
    cuts = _cuts(utterance, rate, longest_seconds) if longest_seconds > 0 else []
    edges = [0, *cuts, count]
    before, after = overlap // 2, overlap - overlap // 2
    found = []
    for index, (start, end) in enumerate(pairwise(edges)):
        first = start if index == 0 else max(0, start - before)
        last = end if end == count else min(count, end + after)
        found.append(Segment(first, last, _slice(utterance, rate, first, last, count)))
    return tuple(found)


def overlap_of(join_seconds: float, ramp_seconds: float, rate: Fraction) -> tuple[int, int]:
    """Return frames that two neighbours share, and how many of them at each end lie outside the cross-fade.

    Parameters
    ----------
    ramp_seconds : float
        Time at each end of a piece in which the animator passes from and to the still: no part of a join.
    """
    ramp = round(ramp_seconds * rate)
    return round(join_seconds * rate) + 2 * ramp, ramp


def joined(
    segments: tuple[Segment, ...], animate: Callable[[int, Segment], Iterator[Frame]], ramp: int = 0
) -> Iterator[Frame]:
    """Stream the frames of all segments as one clip, cross-fading where two overlap.

    Parameters
    ----------
    animate : callable
        Gives the frames of one segment, as many as it has.
    ramp : int
        Frames at each end of an overlap in which only the one piece counts that is not at its end there.
    """
    held: list[Frame] = []
    for index, segment in enumerate(segments):
        ahead = segments[index + 1].first if index + 1 < len(segments) else segment.last
        length = len(held)
        coming: list[Frame] = []
        for place, frame in enumerate(animate(index, segment)):
            mixed = _mixed(held.pop(0), frame, _share(place, length, ramp)) if held else frame
            if segment.first + place < ahead:
                yield mixed
            else:
                coming.append(mixed)
        held = coming


def _share(place: int, length: int, ramp: int) -> float:
    """Return how much of the coming piece is seen at one place of an overlap of some length."""
    ramp = min(ramp, length // 2)
    return min(max((place + 1 - ramp) / (length + 1 - 2 * ramp), 0.0), 1.0)


def _mixed(old: Frame, new: Frame, share: float) -> Frame:
    mixed = old + (new.astype(np.float32) - old) * np.float32(share)
    return np.asarray(mixed + np.float32(0.5), np.uint8)


def _cuts(utterance: Utterance, rate: Fraction, longest_seconds: float) -> list[int]:
    """Choose frames to cut at: the last silence that keeps a piece short enough, else the quietest moment."""
    silences = [pause.middle for pause in pauses(utterance)[1:-1]]
    cuts: list[int] = []
    start = 0.0
    sounding_until = max((p.end_seconds for p in utterance.phonemes if p.symbol), default=0.0)
    while sounding_until - start > longest_seconds:
        fitting = [t for t in silences if start + 0.3 * longest_seconds < t <= start + longest_seconds]
        start = fitting[-1] if fitting else _quietest(utterance, start, longest_seconds)
        cuts.append(round(start * rate))
    return cuts


def _quietest(utterance: Utterance, start: float, longest_seconds: float) -> float:
    times = np.arange(start + 0.6 * longest_seconds, start + longest_seconds, 0.02)
    if not len(times):
        return start + longest_seconds
    return float(times[int(np.argmin(loudness(utterance, times)))])


def _slice(utterance: Utterance, rate: Fraction, first: int, last: int, count: int) -> Utterance:
    """Cut the sound and all times to the frames [first, last)."""
    if first == 0 and last == count:
        return utterance
    hz = utterance.sample_rate_hz
    begin = int(first * hz / rate)
    end = len(utterance.samples) if last == count else begin + int((last - first) * hz / rate)
    offset, seconds = begin / hz, (end - begin) / hz

    def moved(time: float) -> float:
        return min(max(time - offset, 0.0), seconds)

    def kept(part: Phoneme | Word) -> bool:
        return part.end_seconds > offset and part.start_seconds < offset + seconds

    phonemes = tuple(
        replace(p, start_seconds=moved(p.start_seconds), end_seconds=moved(p.end_seconds))
        for p in utterance.phonemes
        if kept(p)
    )
    words = tuple(
        replace(w, start_seconds=moved(w.start_seconds), end_seconds=moved(w.end_seconds))
        for w in utterance.words
        if kept(w)
    )
    return replace(utterance, samples=utterance.samples[begin:end], phonemes=phonemes, words=words)
