"""What tracks say: lag and correlation, closures, blinks, silences, drift and joins."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from speaking_engine.performance.prosody import Track, pauses
from speaking_engine.performance.visemes import BILABIALS
from speaking_engine.speech.utterance import Utterance

Flags = npt.NDArray[np.bool_]

_MOST_LAG = 6
_LONGEST_BLINK_SECONDS = 0.6
_BLINK_TOLERANCE_SECONDS = 0.25
_LONG_SILENCE_SECONDS = 0.3
_DRIFT_WINDOW_SECONDS = 4.0
_DRIFT_CAP_DB = 60.0
_LEAST_WINDOWS = 5  # in fewer, one gesture more or less looks like drift
_JOIN_REACH = 3


def best_lag(seen: Track, target: Track, most: int = _MOST_LAG) -> tuple[float, float]:
    """Return the best correlation of two tracks (N,) and by how many frames `seen` follows `target`."""
    if len(seen) < 2 * most + 4 or _never_moves(seen) or _never_moves(target):
        return np.nan, np.nan
    lags = np.arange(-most, most + 1)
    inner = slice(most, len(seen) - most)
    values = [
        float(np.corrcoef(seen[most + lag : len(seen) - most + lag], target[inner])[0, 1]) for lag in lags
    ]
    best = int(np.argmax(values))
    if 0 < best < len(values) - 1:
        left, middle, right = values[best - 1 : best + 2]
        bend = left - 2 * middle + right
        return middle, float(lags[best] + (0.5 * (left - right) / bend if bend else 0.0))
    return values[best], float(lags[best])


def closures_of(lips: Track, utterance: Utterance, rate: Fraction) -> list[tuple[float, bool]]:
    """Return the middle of each /p b m/ in seconds, and whether the lips shut there.

    Shut is at most a quarter of the way from the still to wide open, within two frames.
    """
    rest, wide = lips[0], np.percentile(lips, 95)
    limit = rest + 0.25 * (wide - rest)
    found = []
    for phoneme in utterance.phonemes:
        if phoneme.symbol in BILABIALS:
            middle = (phoneme.start_seconds + phoneme.end_seconds) / 2
            frame = round(middle * rate)
            near = lips[max(0, frame - 2) : frame + 3]
            found.append((middle, bool(len(near) and near.min() <= limit)))
    return found


def blinks_of(lids: Track, shut_below: float, rate: Fraction) -> tuple[float, ...]:
    """Return the seconds at which lids shut and open again within 0.6 s."""
    shut = np.pad((lids < shut_below).astype(int), 1)
    starts, ends = (np.flatnonzero(np.diff(shut) == way) for way in (1, -1))
    longest = _LONGEST_BLINK_SECONDS * float(rate)
    return tuple(
        float(start / rate) for start, end in zip(starts, ends, strict=True) if end - start <= longest
    )


def silent_deviation(lips: Track, utterance: Utterance, times: Track) -> float:
    """Return mean absolute deviation of the opening within silences of 0.3 s and more; NaN without any."""
    deviations = []
    for pause in pauses(utterance, _LONG_SILENCE_SECONDS):
        inside = lips[(times >= pause.start + 0.1) & (times <= pause.end - 0.1)]
        if len(inside) > 1 and pause.seconds >= _LONG_SILENCE_SECONDS:
            deviations.append(np.abs(inside - np.median(inside)).mean())
    return float(np.mean(deviations)) if deviations else np.nan


def share_found(asked: tuple[float, ...], seen: tuple[float, ...]) -> float:
    """Return the share of the asked blinks that are seen in their time."""
    if not asked:
        return np.nan
    near = [any(abs(one - other) <= _BLINK_TOLERANCE_SECONDS for other in seen) for one in asked]
    return float(np.mean(near))


def widened(flags: Flags, by: int) -> Flags:
    """Return flags (N,) that are set up to `by` places before and after those that were."""
    return np.convolve(flags.astype(int), np.ones(2 * by + 1, int), "same") > 0


def part(values: Track, percent: float | None) -> float:
    """Return a percentile of the known values, or their mean; NaN if there are none."""
    known = values[np.isfinite(values)]
    if not len(known):
        return np.nan
    return float(known.mean() if percent is None else np.percentile(known, percent))


def correlated(one: Track, other: Track) -> float:
    """Return the correlation of two tracks (N,); NaN where one never moves or is unknown."""
    if _never_moves(one) or _never_moves(other):
        return np.nan
    return float(np.corrcoef(one, other)[0, 1])


def _never_moves(track: Track) -> bool:
    """Return whether a track is constant, or unknown."""
    return not np.ptp(track) > 0


def slope(times: Track, values: Track) -> float:
    """Return slope over time of the best quarter of each window, so that gestures do not count as drift."""
    known = np.isfinite(values)
    windows = (times[known] // _DRIFT_WINDOW_SECONDS).astype(int)
    bests = [
        (window, np.percentile(np.minimum(values[known][windows == window], _DRIFT_CAP_DB), 75))
        for window in np.unique(windows)
    ]
    if len(bests) < _LEAST_WINDOWS:
        return np.nan
    places, levels = np.array(bests).T
    return float(np.polyfit(places * _DRIFT_WINDOW_SECONDS, levels, 1)[0])


def jump(change: Track, joins: tuple[int, ...]) -> float:
    """Return the largest change between frames near the joins, relative to the 95th percentile of all."""
    if not joins:
        return np.nan
    usual = max(float(np.percentile(change, 95)), 1e-6)
    near = [change[max(0, join - _JOIN_REACH) : join + _JOIN_REACH + 1] for join in joins]
    return float(np.concatenate(near).max(initial=0.0)) / usual
