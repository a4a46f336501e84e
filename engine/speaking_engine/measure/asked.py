"""What was asked of a clip beside its phonemes: when lids should shut, and where its pieces join."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.clip.clip import Animator, Motion
from speaking_engine.clip.options import finish_of
from speaking_engine.clip.segments import overlap_of, segments_of
from speaking_engine.performance.articulation import articulate
from speaking_engine.performance.millimetres import opening_mm
from speaking_engine.performance.prosody import Track
from speaking_engine.speech.utterance import Utterance


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a measurement compares with.

    Attributes
    ----------
    joins : tuple of int
        The frame in the middle of each cross-fade between two pieces.
    blinks : tuple of float, or None
        Seconds at which lids begin to shut; None where the animator blinks as it likes.
    opening_mm : (N,) float64, or None
        How far the lips should be apart; None: as the phonemes ask of an animator that moves as it likes.
    """

    joins: tuple[int, ...] = ()
    blinks: tuple[float, ...] | None = None
    opening_mm: Track | None = None

    def opening_of(self, utterance: Utterance, times: Track) -> Track:
        """Return how far the lips should be apart at each time, (N,) millimetres of a mouth of 50."""
        if self.opening_mm is None or len(self.opening_mm) != len(times):
            return articulate(utterance, times).opening_mm
        return self.opening_mm


def asked_of(utterance: Utterance, motion: Motion, animator: Animator | None = None) -> Asked:
    """Compute what an animator was asked for.

    Parameters
    ----------
    animator : Animator, optional
        The one that made the clip, which is not always the one that was chosen; if none is given, one that
        plays a performance in one piece.
    """
    finish = finish_of(motion, animator.segment_seconds if animator else 0.0)
    overlap, _ = overlap_of(finish.join_seconds, animator.ramp_seconds if animator else 0.0, motion.rate)
    segments = segments_of(utterance, motion.rate, finish.segment_seconds, overlap)
    joins = tuple(segment.first + overlap // 2 for segment in segments[1:])
    if animator is not None and "performance" not in animator.follows:
        return Asked(joins)
    played = motion.performance
    shut = np.minimum(played["eyeBlinkLeft"], played["eyeBlinkRight"]) > 0.5
    starts = np.flatnonzero(np.diff(shut.astype(int), prepend=0) > 0)
    return Asked(joins, tuple(float(start / motion.rate) for start in starts), opening_mm(played))
