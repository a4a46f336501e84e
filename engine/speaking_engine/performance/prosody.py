"""What the sound says beside its words: how loud it is, where it rests, which words carry weight."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from speaking_engine.speech.utterance import Utterance

Track = npt.NDArray[np.float64]

_WINDOW_SECONDS = 0.04
_SHORTEST_PAUSE_SECONDS = 0.12
_WINDOWS_AT_ONCE = 2000
_PITCH_HZ = 8000  # samples a second that are enough for a voice


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
    """Return the loudness at each time, relative to loud speech in the same utterance.

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
    """Return the silences of at least `shortest_seconds`, the start and end of the sound among them."""
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
    """Return the stressed sounds, weighted by stress, length and loudness."""
    found = [p for p in utterance.phonemes if p.symbol and p.stress]
    if not found:
        return ()
    times = np.array([(p.start_seconds + p.end_seconds) / 2 for p in found])
    length = np.array([p.end_seconds - p.start_seconds for p in found])
    level = np.minimum(loudness(utterance, times), 1.3)
    weight = np.clip(level * np.clip(length / 0.12, 0.4, 1.4), 0, 1.5) / 1.5
    main = np.array([1.0 if p.stress == 1 else 0.5 for p in found])
    return tuple(Accent(float(t), float(w)) for t, w in zip(times, weight * main, strict=True))


def pitch_hz(utterance: Utterance, times: Track) -> Track:
    """Return the fundamental frequency (F0) at each time, (N,); NaN where the voice does not sound.

    The first high peak of the normalised autocorrelation of 45 ms, 60 to 400 Hz.

    References
    ----------
    P. Boersma, Accurate short-term analysis of the fundamental frequency, IFA Proceedings 17, 1993.
    """
    step = max(1, round(utterance.sample_rate_hz / _PITCH_HZ))
    samples = utterance.samples[: len(utterance.samples) // step * step].reshape(-1, step).mean(axis=1)
    rate_hz, size = utterance.sample_rate_hz / step, round(0.045 * utterance.sample_rate_hz / step)
    if len(samples) <= size or not len(times):
        return np.full(len(times), np.nan)
    grid = np.arange(0, len(samples) - size, max(1, round(rate_hz / 100)))
    windows = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), size)
    parts = [grid[first : first + _WINDOWS_AT_ONCE] for first in range(0, len(grid), _WINDOWS_AT_ONCE)]
    found, power = np.concatenate([_pitches(windows[part], rate_hz) for part in parts], axis=1)
    found[power < 1e-3 * np.percentile(power, 95)] = np.nan
    nearest = np.clip(np.searchsorted((grid + size / 2) / rate_hz, times), 0, len(grid) - 1)
    return np.asarray(found[nearest])


def _pitches(windows: Track, rate_hz: float) -> Track:
    """Return the pitch in Hz and the power of each of some windows, (2, M); NaN where there is no pitch."""
    size = windows.shape[1]
    shape = np.hanning(size)
    pieces = (windows - windows.mean(axis=1, keepdims=True)) * shape
    spectrum = np.abs(np.fft.rfft(pieces, 2 * size, axis=1)) ** 2
    own = np.fft.irfft(np.abs(np.fft.rfft(shape, 2 * size)) ** 2)
    alike = np.fft.irfft(spectrum, axis=1)[:, :size] / np.maximum(own[:size] / own[0], 1e-3)
    low, high = int(rate_hz / 400), min(int(rate_hz / 60), size - 2)
    alike = alike / np.maximum(alike[:, :1], 1e-12)
    inner = alike[:, low : high + 1]
    peaks = (inner >= alike[:, low - 1 : high]) & (inner >= alike[:, low + 1 : high + 2])
    strong = peaks & (inner >= 0.85 * inner.max(axis=1, keepdims=True))
    lags = low + strong.argmax(axis=1)
    voiced = strong.any(axis=1) & (alike[np.arange(len(alike)), lags] > 0.45)
    return np.stack([np.where(voiced, rate_hz / lags, np.nan), (pieces**2).mean(axis=1)])


def lift(utterance: Utterance, times: Track) -> Track:
    """Return how far the melody lies above the speaker's middle in standard deviations, (N,), smoothly.

    0 where nothing sounds; gaps between voiced sounds are bridged, so that brows and head may follow it.
    """
    grid = np.arange(0.0, max(utterance.seconds, 0.1), 0.01)
    tone = np.log(pitch_hz(utterance, grid))
    known = np.isfinite(tone)
    if known.sum() < 5:
        return np.zeros(len(times))
    middle, spread = np.median(tone[known]), max(float(np.std(tone[known])), 0.05)
    height = np.clip((tone - middle) / spread, -2, 2)
    bridged = np.interp(grid, grid[known], height[known])
    sounding = np.convolve(known, np.ones(25) / 25, "same")
    kernel = np.hanning(21) / np.hanning(21).sum()
    calm = np.convolve(np.pad(bridged * np.clip(2 * sounding, 0, 1), 10, mode="edge"), kernel, "valid")
    return np.interp(times, grid, calm)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words said in one breath: when, and how they end ("." "," "?" "!" or "")."""

    start: float
    end: float
    ending: str


def phrases(utterance: Utterance) -> tuple[Phrase, ...]:
    """Part an utterance at its pauses and its punctuation."""
    gaps = pauses(utterance)
    edges = [(gap.start, gap.end) for gap in gaps]
    cuts = [edge for edge in edges if edge[1] > edge[0] or edge in (edges[0], edges[-1])]
    found = []
    for (_, start), (end, _) in pairwise(cuts):
        words = [word.text for word in utterance.words if start - 0.05 <= word.start_seconds < end]
        mark = words[-1].rstrip("\"'”’)»")[-1:] if words else ""
        found.append(Phrase(start, end, mark if mark in "?!.,;:…" else ""))
    return tuple(phrase for phrase in found if phrase.end > phrase.start)
