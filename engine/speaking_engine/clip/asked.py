"""What was asked of a clip beside its phonemes: when lids should shut, and where its pieces join."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.clip.animators.hallo.adapter import RAMP_SECONDS, SEGMENT_SECONDS
from speaking_engine.clip.clip import Motion
from speaking_engine.clip.keys import Keys
from speaking_engine.clip.life import live
from speaking_engine.clip.options import finish_of
from speaking_engine.clip.segments import overlap_of, segments_of
from speaking_engine.speech.utterance import Utterance


@dataclass(frozen=True, slots=True)
class Asked:
    """What a measurement compares with.

    Attributes
    ----------
    joins : tuple of int
        The frame in the middle of each cross-fade between two pieces.
    blinks : tuple of float, or None
        Seconds at which lids begin to shut; None where the animator blinks as it likes.
    amplitude_keys : tuple of (float, float)
        As in `Motion`; what is asked of the mouth is scaled by them.
    """

    joins: tuple[int, ...] = ()
    blinks: tuple[float, ...] | None = None
    amplitude_keys: Keys = ()


def asked_of(utterance: Utterance, motion: Motion, animator: str = "mesh") -> Asked:
    """Work out what an animator was asked for.

    Parameters
    ----------
    animator : str
        The one that made the clip, which is not always the one that was chosen.
    """
    limit_seconds, ramp_seconds = (
        (SEGMENT_SECONDS, RAMP_SECONDS) if animator.startswith("hallo") else (0.0, 0.0)
    )
    finish = finish_of(motion, limit_seconds)
    overlap, _ = overlap_of(finish.join_seconds, ramp_seconds, motion.rate)
    segments = segments_of(utterance, motion.rate, finish.segment_seconds, overlap)
    joins = tuple(segment.first + overlap // 2 for segment in segments[1:])
    if animator != "mesh":
        return Asked(joins)
    blinks: list[float] = []
    for index, segment in enumerate(segments):
        times = np.arange(segment.last - segment.first) / float(motion.rate)
        shut = live(segment.utterance, times, motion.seed + index).blink > 0.5
        starts = np.flatnonzero(np.diff(shut.astype(int), prepend=0) > 0)
        blinks += [float(times[start] + segment.first / motion.rate) for start in starts]
    return Asked(joins, tuple(blinks), motion.amplitude_keys)
