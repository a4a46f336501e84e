"""Measures: how well a clip speaks in time, keeps the paint and stays itself, as numbers.

All are proxies: they were chosen because people's judgement follows simple, training-free measures better
than learned ones, and because each points at one fault. A good row of numbers never replaces looking.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from speaking_engine.clip.articulation import articulate
from speaking_engine.clip.clip import Frame, Still
from speaking_engine.clip.prosody import Track, loudness, pauses
from speaking_engine.clip.refound import Refound, refind
from speaking_engine.clip.visemes import BILABIALS
from speaking_engine.faces.face import Face
from speaking_engine.speech.utterance import Utterance

Flags = npt.NDArray[np.bool_]

_MOST_LAG = 6
_EYE_SHUT = 0.7
_LONG_SILENCE_SECONDS = 0.3
_DRIFT_WINDOW_SECONDS = 4.0
_DRIFT_CAP_DB = 60.0


@dataclass(frozen=True, slots=True)
class Measures:
    """One clip's numbers; NaN where there is nothing to measure.

    Attributes
    ----------
    frames, seconds : length.
    mesh_presence : belief of the mesh that refinds the face, 0 to 1; under 0.5 mouth and eyes say little.
    correlation : of the mouth's opening with what the phonemes ask, at the best lag (target >= 0.85).
    lag_frames : by how much the mouth follows (> 0) or leads (target within +-1).
    loudness_correlation : of the mouth's opening with the sound's loudness: knows nothing of phonemes.
    closure_share : share of /p b m/ with shut lips within +-2 frames (target >= 0.9); of `closures`.
    silent_lip_deviation : mean absolute deviation of the opening in silences, in eye distances.
    upper_face_db : median PSNR of the upper face outside blinks, as it lies (target >= 38); 99 is equal.
    moving_db : its 10th percentile after an affine map has taken out the head's motion.
    drift_db_per_s : slope of the aligned PSNR of the calmest frames of every 4 s (target 0 +- 0.02).
    blinks_per_minute : 15 to 30 for a speaker.
    border_equal, first_equal, last_equal : identical to the still.
    join_jump : largest change between frames at the joins, relative to the 95th percentile of all.
    """

    frames: int
    seconds: float
    mesh_presence: float
    correlation: float
    lag_frames: float
    loudness_correlation: float
    closure_share: float
    closures: int
    silent_lip_deviation: float
    upper_face_db: float
    moving_db: float
    drift_db_per_s: float
    blinks_per_minute: float
    border_equal: bool
    first_equal: bool
    last_equal: bool
    join_jump: float

    def as_dict(self) -> dict[str, float | int | bool | None]:
        """Plain values for JSON; NaN becomes None."""
        values = dataclasses.asdict(self)
        return {name: None if value != value else value for name, value in values.items()}  # noqa: PLR0124 - NaN


def measure_clip(
    frames: Iterable[Frame],
    still: Still,
    face: Face,
    utterance: Utterance,
    rate: Fraction,
    joins: tuple[int, ...] = (),
) -> Measures:
    """Measure one clip.

    Parameters
    ----------
    frames : iterable of (H, W, 3) uint8
        All frames, in order; read once, never held together.
    joins : tuple of int
        First frames after a join of two segments, if there are any.
    """
    return judged(refind(frames, still, face), utterance, rate, joins)


def judged(seen: Refound, utterance: Utterance, rate: Fraction, joins: tuple[int, ...] = ()) -> Measures:
    """Turn what was seen into numbers."""
    times = np.arange(len(seen)) / float(rate)
    target = articulate(utterance, times).opening
    correlation, lag = best_lag(seen.opening, target)
    closures = _closures(seen, utterance, rate)
    blinking = _widened(seen.eyes < 0.8, 2)
    calm = ~blinking & (seen.opening <= np.percentile(seen.opening, 40))
    return Measures(
        frames=len(seen),
        seconds=len(seen) / float(rate),
        mesh_presence=seen.presence,
        correlation=correlation,
        lag_frames=lag,
        loudness_correlation=best_lag(seen.opening, np.minimum(loudness(utterance, times), 1.2))[0],
        closure_share=float(np.mean(closures)) if closures else np.nan,
        closures=len(closures),
        silent_lip_deviation=_silent_deviation(seen, utterance, times),
        upper_face_db=_median(seen.upper_db[~blinking]),
        moving_db=_low(seen.aligned_db[~blinking]),
        drift_db_per_s=_slope(times[calm], seen.aligned_db[calm]),
        blinks_per_minute=_blinks(seen.eyes) / max(len(seen) / float(rate), 1e-6) * 60,
        border_equal=seen.border_equal,
        first_equal=seen.first_equal,
        last_equal=seen.last_equal,
        join_jump=_jump(seen.change, joins),
    )


def best_lag(seen: Track, target: Track, most: int = _MOST_LAG) -> tuple[float, float]:
    """Give the best correlation of two tracks (N,) and by how many frames `seen` follows `target`."""
    if len(seen) < 2 * most + 4 or np.ptp(seen) == 0 or np.ptp(target) == 0:
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


def _closures(seen: Refound, utterance: Utterance, rate: Fraction) -> list[bool]:
    """Say of each /p b m/ whether the lips shut: at most a quarter of the way from the still to wide open."""
    rest, wide = seen.opening[0], np.percentile(seen.opening, 95)
    limit = rest + 0.25 * (wide - rest)
    shut = []
    for phoneme in utterance.phonemes:
        if phoneme.symbol in BILABIALS:
            frame = round((phoneme.start_seconds + phoneme.end_seconds) / 2 * rate)
            near = seen.opening[max(0, frame - 2) : frame + 3]
            shut.append(bool(len(near) and near.min() <= limit))
    return shut


def _silent_deviation(seen: Refound, utterance: Utterance, times: Track) -> float:
    deviations = []
    for pause in pauses(utterance, _LONG_SILENCE_SECONDS):
        inside = seen.opening[(times >= pause.start + 0.1) & (times <= pause.end - 0.1)]
        if len(inside) > 1 and pause.seconds >= _LONG_SILENCE_SECONDS:
            deviations.append(np.abs(inside - np.median(inside)).mean())
    return float(np.mean(deviations)) if deviations else np.nan


def _blinks(eyes: Track) -> int:
    shut = (eyes < _EYE_SHUT).astype(int)
    return int((np.diff(shut, prepend=0) > 0).sum())


def _widened(flags: Flags, by: int) -> Flags:
    return np.convolve(flags.astype(int), np.ones(2 * by + 1, int), "same") > 0


def _median(values: Track) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan


def _low(values: Track) -> float:
    known = values[np.isfinite(values)]
    return float(np.percentile(known, 10)) if len(known) else np.nan


def _slope(times: Track, values: Track) -> float:
    """Give the slope over time of the best quarter of each window, so that gestures do not count as drift."""
    known = np.isfinite(values)
    windows = (times[known] // _DRIFT_WINDOW_SECONDS).astype(int)
    bests = [
        (window, np.percentile(np.minimum(values[known][windows == window], _DRIFT_CAP_DB), 75))
        for window in np.unique(windows)
    ]
    if len(bests) < 3:
        return np.nan
    places, levels = np.array(bests).T
    return float(np.polyfit(places * _DRIFT_WINDOW_SECONDS, levels, 1)[0])


def _jump(change: Track, joins: tuple[int, ...]) -> float:
    if not joins:
        return np.nan
    usual = max(float(np.percentile(change, 95)), 1e-6)
    return float(max(change[max(0, j - 1) : j + 2].max(initial=0.0) for j in joins)) / usual
