"""Where a recording is loud: the stretches in which somebody speaks, found by power alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

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
