"""What the sound says beside its words: how loud it is, where it rests, which words carry weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speaking_engine.speech.utterance import Utterance

Track = npt.NDArray[np.float64]

_WINDOW_SECONDS = 0.04
_SHORTEST_PAUSE_SECONDS = 0.12


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in seconds."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        """Half way."""
        return (self.start + self.end) / 2

    @property
    def seconds(self) -> float:
        """Length."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Accent:
    """A stressed vowel: when it is in the middle of its sound, and its weight from 0 to 1."""

    seconds: float
    weight: float


def loudness(utterance: Utterance, times: Track) -> Track:
    """Give the loudness at each time, relative to loud speech in the same utterance.

    Parameters
    ----------
    times : (N,) float64
        Seconds.

    Returns
    -------
    (N,) float64
        Root mean square over 40 ms divided by its 90th percentile in sounding parts, 0 to about 1.5.
    """
    samples = utterance.samples.astype(np.float64)
    if not len(samples):
        return np.zeros_like(times)
    energy = np.concatenate([[0.0], np.cumsum(samples**2)])
    half = _WINDOW_SECONDS / 2 * utterance.sample_rate_hz
    middle = times * utterance.sample_rate_hz
    low = np.clip(np.round(middle - half), 0, len(samples) - 1).astype(int)
    high = np.clip(np.round(middle + half), low + 1, len(samples)).astype(int)
    rms = np.sqrt(np.maximum(energy[high] - energy[low], 0) / (high - low))
    sounding = rms[rms > 0.05 * rms.max(initial=0.0)]
    return np.asarray(rms / max(float(np.percentile(sounding, 90)) if len(sounding) else 0.0, 1e-4))


def pauses(utterance: Utterance, shortest_seconds: float = _SHORTEST_PAUSE_SECONDS) -> tuple[Span, ...]:
    """Give the silences of at least `shortest_seconds`, the start and end of the sound among them."""
    spans: list[Span] = []
    end = 0.0
    for phoneme in utterance.phonemes:
        if not phoneme.symbol:
            continue
        if phoneme.start_seconds - end >= shortest_seconds or not spans:
            spans.append(Span(min(end, phoneme.start_seconds), phoneme.start_seconds))
        end = phoneme.end_seconds
    spans.append(Span(min(end, utterance.seconds), utterance.seconds))
    return tuple(spans)


def accents(utterance: Utterance) -> tuple[Accent, ...]:
    """Give the stressed sounds, weighted by stress, length and loudness."""
    found = [p for p in utterance.phonemes if p.symbol and p.stress]
    if not found:
        return ()
    times = np.array([(p.start_seconds + p.end_seconds) / 2 for p in found])
    length = np.array([p.end_seconds - p.start_seconds for p in found])
    level = np.minimum(loudness(utterance, times), 1.3)
    weight = np.clip(level * np.clip(length / 0.12, 0.4, 1.4), 0, 1.5) / 1.5
    main = np.array([1.0 if p.stress == 1 else 0.5 for p in found])
    return tuple(Accent(float(t), float(w)) for t, w in zip(times, weight * main, strict=True))
