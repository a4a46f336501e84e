"""Joining the sounds of chunks: silence cut to measure, no click at any join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speaking_engine.speech.voices.voice import Sound

HEAD_SECONDS = 0.15  # a mouth needs a moment of rest before it opens
TAIL_SECONDS = 0.35
_MARGIN_SECONDS = 0.04  # kept around what is heard: breath and decay
_REACH_SECONDS = 0.05  # a model's bounds may be off by so much
_FADE_SECONDS = 0.008
_WINDOW_SECONDS = 0.01
_AUDIBLE_DB = -50.0

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Several sounds in one.

    Attributes
    ----------
    samples : (N,) float32
    bounds_seconds : tuple of (S + 1,) float64
        The bounds of each sound, moved to where it now lies.
    """

    samples: Samples
    bounds_seconds: tuple[npt.NDArray[np.float64], ...]


def join(
    sounds: Sequence[Sound],
    pauses_seconds: Sequence[float],
    sample_rate_hz: int,
    *,
    lead_seconds: float = 0.0,
) -> Joined:
    """Put sounds one after the other.

    Parameters
    ----------
    pauses_seconds : sequence of float
        Silence after each sound, heard from the end of one to the beginning of the next;
        after the last one comes the tail, or its pause if that is longer.
    lead_seconds : float
        Silence before the first sound, besides the head that every utterance has.
    """
    parts, moved = [_silence(HEAD_SECONDS + lead_seconds, sample_rate_hz)], []
    for index, (sound, pause) in enumerate(zip(sounds, pauses_seconds, strict=True)):
        start, end = heard(sound.samples, sample_rate_hz)
        at = sum(len(part) for part in parts) / sample_rate_hz
        parts.append(_faded(sound.samples[start:end], sample_rate_hz))
        shifted = sound.bounds_seconds - start / sample_rate_hz
        moved.append(np.clip(shifted, 0.0, (end - start) / sample_rate_hz) + at)
        silence = max(pause, TAIL_SECONDS) if index == len(sounds) - 1 else pause
        parts.append(_silence(max(silence - 2 * _MARGIN_SECONDS, 0.0), sample_rate_hz))
    return Joined(np.concatenate(parts), tuple(moved))


def parted(sound: Sound, lengths: Sequence[int], sample_rate_hz: int) -> list[Sound]:
    """Cut a sound where it is quietest between one part and the next.

    Parameters
    ----------
    lengths : sequence of int
        Symbols of each part; one symbol, a space, stands between two.
    """
    parts, first, at = list[Sound](), 0, 0
    for index, length in enumerate(lengths):
        end = first + length
        bounds = sound.bounds_seconds[first : end + 1]
        cut = len(sound.samples)
        if index < len(lengths) - 1:
            cut = _quietest(sound, first, end, sample_rate_hz)
        shifted = np.clip(bounds, at / sample_rate_hz, cut / sample_rate_hz) - at / sample_rate_hz
        parts.append(Sound(sound.samples[at:cut], shifted))
        first, at = end + 1, cut
    return parts


def _quietest(sound: Sound, first: int, space: int, sample_rate_hz: int) -> int:
    """Find the quietest moment from a part's last mark to where the next part sounds."""
    window = max(int(_WINDOW_SECONDS * sample_rate_hz), 1)
    bounds = sound.bounds_seconds
    from_seconds = float(bounds[max(space - 1, first)])  # not before: a final t is quietest before it bursts
    until_seconds = float(bounds[space + 1]) + _REACH_SECONDS
    start = max(round(from_seconds * sample_rate_hz), 0)
    power = np.square(sound.samples[start : round(until_seconds * sample_rate_hz)], dtype=np.float64)
    if len(power) <= window:
        return start + len(power) // 2
    return start + window // 2 + int(np.convolve(power, np.ones(window), "valid").argmin())


def heard(samples: Samples, sample_rate_hz: int) -> tuple[int, int]:
    """Return first and last sample to keep: what is louder than 50 dB under the loudest, and a margin."""
    window = max(int(_WINDOW_SECONDS * sample_rate_hz), 1)
    if len(samples) == 0:
        return 0, 0
    power = np.convolve(np.square(samples, dtype=np.float64), np.full(window, 1 / window), "same")
    audible = np.flatnonzero(power > power.max() * 10 ** (_AUDIBLE_DB / 10))
    if len(audible) == 0:
        return 0, len(samples)
    margin = int(_MARGIN_SECONDS * sample_rate_hz)
    return max(int(audible[0]) - margin, 0), min(int(audible[-1]) + margin, len(samples))


def _silence(seconds: float, sample_rate_hz: int) -> Samples:
    return np.zeros(round(seconds * sample_rate_hz), np.float32)


def _faded(samples: Samples, sample_rate_hz: int) -> Samples:
    """Raise and lower the ends from and to nothing, so that a cut makes no click."""
    out = samples.copy()
    length = min(int(_FADE_SECONDS * sample_rate_hz), len(out) // 2)
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / max(length, 1))).astype(np.float32)
    out[:length] *= ramp
    out[len(out) - length :] *= ramp[::-1]
    return out
