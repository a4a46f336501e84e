"""Keys: a factor over time as an artist sets it, straight between two keys and held before and after them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from speaking_engine.errors import ClipError
from speaking_engine.performance.prosody import Track

Keys = tuple[tuple[float, float], ...]
"""(seconds, factor) each, rising in time."""

HIGHEST_FACTOR = 2.0
EXAMPLE = "0:1 4.5:0.3 6:1"


def factor_at(keys: Sequence[tuple[float, float]], times: Track) -> Track:
    """Return the factor at each time.

    Parameters
    ----------
    keys : sequence of (seconds, factor)
        None of them is a factor of 1 throughout.
    times : (N,) float64
        Seconds.

    Returns
    -------
    (N,) float64
    """
    if not keys:
        return np.ones_like(times)
    seconds, factors = np.array(keys, np.float64).T
    return np.asarray(np.interp(times, seconds, factors))


def part_of(keys: Sequence[tuple[float, float]], start_seconds: float, end_seconds: float) -> Keys:
    """Return what the keys do between two times, in time from the first of them.

    Keys elsewhere leave no trace in it, unless a line from them passes through: so what is made from a part
    need not be made again when another part is keyed.
    """
    inside = [(time, factor) for time, factor in keys if start_seconds < time < end_seconds]
    first, last = factor_at(keys, np.array([start_seconds, end_seconds]))
    part = [(start_seconds, float(first)), *inside, (end_seconds, float(last))]
    if all(factor == first for _, factor in part):
        return () if first == 1 else ((0.0, round(float(first), 6)),)
    return tuple((round(time - start_seconds, 6), round(factor, 6)) for time, factor in part)


def parse_keys(text: str) -> Keys:
    """Read keys as people type them: ``0:1 4.5:0.3 6:1``; an empty text gives none.

    Raises
    ------
    ClipError
        One is no key, out of range or out of order; the person can fix it.
    """
    keys = []
    for word in text.split():
        seconds, _, factor = word.partition(":")
        try:
            keys.append((float(seconds), float(factor)))
        except ValueError as error:
            raise _refused(f"{word!r} is no key") from error
    check_keys(keys)
    return tuple(keys)


def check_keys(keys: Sequence[tuple[float, float]]) -> None:
    """Refuse keys out of range or out of order.

    Raises
    ------
    ClipError
        The sentence names the first that is wrong; the person can fix it.
    """
    fault = fault_of(keys)
    if fault:
        raise _refused(fault)


def fault_of(keys: Sequence[tuple[float, float]], highest: float = HIGHEST_FACTOR) -> str:
    """Return what is wrong with the first key that is out of range or out of order; empty if none is."""
    for seconds, factor in keys:
        if not (math.isfinite(seconds) and seconds >= 0):
            return f"{seconds:g} s is no time in the film"
        if not 0 <= factor <= highest:
            return f"the factor {factor:g} at {seconds:g} s is not from 0 to {highest:g}"
    for (before, _), (after, _) in pairwise(keys):
        if after <= before:
            return f"the key at {after:g} s does not come after the one at {before:g} s"
    return ""


def _refused(reason: str) -> ClipError:
    return ClipError(
        f"The keys of the amplitude cannot be used: {reason}.",
        hint=f"Write SECONDS:FACTOR, in rising time, with factors from 0 to {HIGHEST_FACTOR:g}: '{EXAMPLE}'.",
        place="choices.amplitude_keys",
    )
