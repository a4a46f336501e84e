"""Finish: any animator, with segments, joins, blending and smoothing around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from speaking_engine.clip.blending import blended, ramp, smoothed
from speaking_engine.clip.clip import Animator, Frame, Motion, Still
from speaking_engine.clip.options import FINISHING, Finish, finish_of
from speaking_engine.clip.segments import Segment, joined, overlap_of, segments_of
from speaking_engine.errors import InternalError
from speaking_engine.faces.face import Face
from speaking_engine.media.rate import frames_to_cover
from speaking_engine.protocol.progress import Report, share_of
from speaking_engine.speech.utterance import Utterance

_JOIN_EASE_SECONDS = 0.25
"""Time in which a piece passes from the still at its beginning, and to it at its end."""


class Finished:
    """An animator whose frames are segmented, joined, blended, smoothed and checked.

    Parameters
    ----------
    inner : Animator
        Does the work; the option `segment_s` overrides its own limit for one piece.
    """

    def __init__(self, inner: Animator) -> None:
        self.name = inner.name
        self.follows = inner.follows | FINISHING
        self.segment_seconds = inner.segment_seconds
        self.ramp_seconds = inner.ramp_seconds
        self._inner = inner

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the inner animator had to calm in the face that it moved last, a sentence each."""
        return tuple(getattr(self._inner, "remarks", ()))

    def refuses(self, face: Face) -> str:
        """Refuse what the inner animator refuses."""
        return self._inner.refuses(face)

    def frames(
        self, still: Still, face: Face, utterance: Utterance, motion: Motion, report: Report
    ) -> Iterator[Frame]:
        """Stream the frames.

        Raises
        ------
        ClipError
            An option is wrong; the user mends it. Else what the inner animator raises.
        InternalError
            The inner animator gave frames of another number or size; its bug.
        """
        finish = finish_of(motion, self.segment_seconds)
        count = len(motion.performance)
        if count != frames_to_cover(utterance.seconds, motion.rate):  # a part of it, see `clip.patching`
            frames = self._inner.frames(still, face, utterance, motion, report)
            return _finished(_checked(frames, count, still, self.name), still, face, finish, motion, count)
        overlap, ramp_frames = overlap_of(finish.join_seconds, self.ramp_seconds, motion.rate)
        segments = segments_of(utterance, motion.rate, finish.segment_seconds, overlap)

        def animate(index: int, segment: Segment) -> Iterator[Frame]:
            whole = segment.first == 0 and segment.last == count
            part = motion.performance.part(segment.first, segment.last)
            own = replace(motion, performance=part if whole else part.eased(_JOIN_EASE_SECONDS))
            done = segments[index - 1].last if index else 0  # pieces overlap, and progress never falls
            share = share_of(report, done / count, segment.last / count)
            made = self._inner.frames(still, face, segment.utterance, own, share)
            return _checked(made, segment.last - segment.first, still, self.name)

        return _finished(joined(segments, animate, ramp_frames), still, face, finish, motion, count)


def _finished(
    frames: Iterator[Frame], still: Still, face: Face, finish: Finish, motion: Motion, count: int
) -> Iterator[Frame]:
    if finish.smooth > 0:
        frames = smoothed(frames, still, face, finish.smooth)
    if finish.blend < 1 or finish.ramp_seconds > 0:
        weights = ramp(count, finish.ramp_seconds * float(motion.rate), finish.blend)
        frames = blended(frames, still, weights)
    return frames


def _checked(frames: Iterator[Frame], count: int, still: Still, name: str) -> Iterator[Frame]:
    """Let frames through that keep the protocol."""
    made = 0
    for made, frame in enumerate(frames, 1):
        if frame.shape != still.pixels.shape or frame.dtype != np.uint8 or made > count:
            raise InternalError(f"The animator {name!r} gave frame {made} of {count} as {frame.shape}.")
        yield frame
    if made != count:
        raise InternalError(f"The animator {name!r} gave {made} frames instead of {count}.")
