"""Loudness and peak of speech."""

from __future__ import annotations

import warnings
from functools import cache

import numpy as np
import numpy.typing as npt
import pyloudnorm
from scipy.ndimage import minimum_filter1d, uniform_filter1d
from scipy.signal import resample_poly

Samples = npt.NDArray[np.float32]

LOUDNESS_LUFS = -16.0
PEAK_DBFS = -1.5  # half a decibel under the promise of -1, for what resampling adds

_BLOCK_SECONDS = 0.4
_LOOK_AHEAD_SECONDS = 0.004
_SILENT_LUFS = -60.0
_BLOCK, _CONTEXT = 1 << 19, 64  # samples: oversampling half an hour at once would take gigabytes


def loudness_lufs(samples: Samples, sample_rate_hz: int) -> float:
    """Measure integrated loudness; a sound shorter than three blocks is measured as if repeated.

    Returns
    -------
    float
        LUFS; -inf for silence.

    References
    ----------
    ITU-R BS.1770-4; the gated mean needs blocks of 400 ms.
    """
    needed = int(3 * _BLOCK_SECONDS * sample_rate_hz) + 1
    if not np.any(samples):
        return float("-inf")
    if len(samples) < needed:
        samples = np.tile(samples, -(-needed // len(samples)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # log of silent blocks inside pyloudnorm
        return float(_meter(sample_rate_hz).integrated_loudness(samples.astype(np.float64)))


@cache
def _meter(sample_rate_hz: int) -> pyloudnorm.Meter:
    return pyloudnorm.Meter(sample_rate_hz, block_size=_BLOCK_SECONDS)


def level(samples: Samples, sample_rate_hz: int) -> Samples:
    """Bring speech to -16 LUFS with no sample over -1 dBFS; silence stays silence.

    Peaks are turned down by a gain that moves smoothly, so nothing is clipped.
    """
    out = samples
    for _ in range(4):  # limiting takes a little loudness away, so measure and add again
        measured = loudness_lufs(out, sample_rate_hz)
        if measured < _SILENT_LUFS or abs(measured - LOUDNESS_LUFS) < 0.05:
            break
        out = limited(out * np.float32(10 ** ((LOUDNESS_LUFS - measured) / 20)), sample_rate_hz)
    return limited(out, sample_rate_hz)


def limited(
    samples: Samples, sample_rate_hz: int, peak_db: float = PEAK_DBFS, oversampling: int = 1
) -> Samples:
    """Turn peaks down: the least gain around a sample, smoothed over the same width, is enough.

    Parameters
    ----------
    peak_db : float
        Of full scale.
    oversampling : int
        Points between samples that are looked at, too: 4 for the true peak of ITU-R BS.1770-4.
    """
    ceiling = np.float32(10 ** (peak_db / 20))
    if len(samples) == 0:
        return samples
    loudest = np.abs(samples) if oversampling == 1 else _true_peaks(samples, oversampling)
    if loudest.max() <= ceiling:
        return samples
    width = 2 * int(_LOOK_AHEAD_SECONDS * sample_rate_hz) + 1
    needed = ceiling / np.maximum(loudest, ceiling)
    gain = uniform_filter1d(minimum_filter1d(needed, width, mode="nearest"), width, mode="nearest")
    out: Samples = np.clip(samples * gain, -ceiling, ceiling)
    return out


def _true_peaks(samples: Samples, oversampling: int) -> Samples:
    """Return for each sample the highest level on both sides of it, half way to its neighbours and there."""
    out = np.abs(samples)
    for start in range(0, len(samples), _BLOCK):
        first = max(0, start - _CONTEXT)
        part = resample_poly(samples[first : start + _BLOCK + _CONTEXT], oversampling, 1)
        after = np.abs(part).reshape(-1, oversampling).max(axis=1)
        both = np.maximum(after, np.concatenate([after[:1], after[:-1]]))[start - first :][:_BLOCK]
        out[start : start + _BLOCK] = np.maximum(out[start : start + _BLOCK], both)
    return out


STEP_SECONDS = 0.01
_SMOOTHED_STEPS = 5
_UNDER_SPEECH_DB = 30.0
_JOINED_SECONDS = 0.25
_SHORTEST_SECONDS = 0.08


def power_db(
    samples: Samples, sample_rate_hz: int, step_seconds: float = STEP_SECONDS
) -> npt.NDArray[np.float64]:
    """Measure the power of each step, in dB re full scale."""
    step = max(1, round(step_seconds * sample_rate_hz))
    count = -(-len(samples) // step)
    padded = np.pad(samples, (0, count * step - len(samples))).reshape(count, step)
    return np.asarray(10 * np.log10(np.mean(np.square(padded, dtype=np.float64), axis=1) + 1e-12))


def loud_stretches(samples: Samples, sample_rate_hz: int) -> list[tuple[float, float]]:
    """Return the stretches that are as loud as speech, pauses under a quarter of a second within them.

    Loud is what lies within 30 dB of the loudest moments, and above the middle between them and the
    background's noise.

    Returns
    -------
    list of (float, float)
        Seconds from and to, in order.
    """
    power = power_db(samples, sample_rate_hz)
    if not len(power):
        return []
    smooth = np.convolve(power, np.full(_SMOOTHED_STEPS, 1 / _SMOOTHED_STEPS), "same")
    top, floor = np.percentile(smooth, [95, 5])
    loud = smooth > max(top - _UNDER_SPEECH_DB, (top + max(floor, top - 2 * _UNDER_SPEECH_DB)) / 2)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(np.int8))) * STEP_SECONDS
    stretches: list[tuple[float, float]] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if stretches and start - stretches[-1][1] < _JOINED_SECONDS:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return [(start, end) for start, end in stretches if end - start >= _SHORTEST_SECONDS]
