"""Finish: any animator, with segments, joins, blending and smoothing around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

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
        if still.occluder is not None and still.occluder.any():
            # Finished is what is laid under the occluder, so that no filter over time reaches it.
            bare = replace(still, pixels=uncovered(still))
            frames = self._moved(bare, face, utterance, motion, finish, report)
            return covered(_finished(frames, bare, face, finish, motion, count), still)
        frames = self._moved(still, face, utterance, motion, finish, report)
        return _finished(frames, still, face, finish, motion, count)

    def _moved(
        self,
        still: Still,
        face: Face,
        utterance: Utterance,
        motion: Motion,
        finish: Finish,
        report: Report,
    ) -> Iterator[Frame]:
        count = len(motion.performance)
        if count != frames_to_cover(utterance.seconds, motion.rate):  # a part of it, see `clip.patching`
            frames = self._inner.frames(still, face, utterance, motion, report)
            return _checked(frames, count, still, self.name)
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

        return joined(segments, animate, ramp_frames)


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


_STILL_STEPS = 6.0  # changes of this many 8-bit steps are flicker; much larger ones are movement
_MOUTH_OUTER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185]
_LEFT_EYE = [33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246]
_RIGHT_EYE = [362, 382, 381, 380, 374, 373, 390, 249, 263, 466, 388, 387, 386, 385, 384, 398]


def uncovered(still: Still) -> Frame:
    """Return the still without its occluder: what lies beside it goes on beneath, so that no bit of it moves.

    References
    ----------
    Telea, An Image Inpainting Technique Based on the Fast Marching Method, J. Graphics Tools, 2004.
    """
    if still.occluder is None:
        return still.pixels
    hidden = (still.occluder >= _COVERS).astype(np.uint8)
    wide = max(_BESIDE_PX, round(_BESIDE * still.pixels.shape[1]))
    return np.asarray(cv2.inpaint(still.pixels, hidden, wide, cv2.INPAINT_TELEA), np.uint8)


def covered(frames: Iterator[Frame], still: Still) -> Iterator[Frame]:
    """Lay the still's own occluder over frames that were moved without it; its edge is soft outwards only."""
    if still.occluder is None:
        yield from frames
        return
    hidden = np.where(still.occluder >= _COVERS, np.float32(1), still.occluder / np.float32(_COVERS))
    soft = cv2.GaussianBlur(hidden, (0, 0), max(_SOFT * still.pixels.shape[1], 0.6))
    share = np.ascontiguousarray(np.maximum(hidden, soft), np.float32)
    for frame in frames:
        yield np.asarray(cv2.blendLinear(still.pixels, frame, share, 1 - share), np.uint8)


_COVERS = 128  # from this grey on, a pixel is the occluder's alone
_BESIDE, _BESIDE_PX = 0.01, 3  # of the crop's side, what is looked at beside a pixel that is filled
_SOFT = 0.002


def blended(frames: Iterator[Frame], still: Still, weights: npt.NDArray[np.float64]) -> Iterator[Frame]:
    """Mix each frame with the still: 0 gives the still, 1 the frame.

    Parameters
    ----------
    weights : (N,) float64
        One weight a frame.
    """
    base = still.pixels.astype(np.float32)
    for frame, weight in zip(frames, weights, strict=True):
        if weight >= 1:
            yield frame
        else:
            mixed = base + np.float32(weight) * (frame - base)
            yield np.asarray(mixed + np.float32(0.5), np.uint8)


def ramp(count: int, frames: float, level: float) -> npt.NDArray[np.float64]:
    """Rise from 0 to `level` over some frames, and fall again at the end; (count,) float64."""
    if frames <= 0:
        return np.full(count, level)
    place = np.arange(count)
    share = np.clip(np.minimum(place, count - 1 - place) / frames, 0, 1)
    return np.asarray(level * share * share * (3 - 2 * share))


def smoothed(frames: Iterator[Frame], still: Still, face: Face, strength: float) -> Iterator[Frame]:
    """Average each frame with its neighbours where nothing moves and neither mouth nor eyes are.

    Holds three frames. The first and the last frame pass unchanged.

    Parameters
    ----------
    strength : float
        0 to 1.
    """
    calm = strength * calm_mask(still, face)[..., None]
    before: Frame | None = None
    now: Frame | None = None
    for after in frames:
        if now is not None:
            yield now if before is None else _averaged(before, now, after, calm)
        before, now = now, after
    if now is not None:
        yield now


def calm_mask(still: Still, face: Face) -> npt.NDArray[np.float32]:
    """Return 1 where neither mouth nor eyes are, falling smoothly to 0 there; (H, W) float32."""
    mask = np.ones(still.pixels.shape[:2], np.float32)
    if face.landmarks_px is None:
        return mask
    points = face.landmarks_px[:, :2] - np.array(still.crop_px[:2], np.float32)
    reach = float(np.ptp(points[:, 0])) * 0.04
    for outline in (_MOUTH_OUTER, _LEFT_EYE, _RIGHT_EYE):
        middle = points[outline].mean(axis=0)
        wider = middle + 1.5 * (points[outline] - middle)
        hull = cv2.convexHull(np.round(wider).astype(np.int32))
        cv2.fillConvexPoly(mask, hull, 0.0)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(reach, 1.0)), np.float32) * mask


def _averaged(before: Frame, now: Frame, after: Frame, calm: npt.NDArray[np.float32]) -> Frame:
    neighbours = (before.astype(np.float32) + after) / 2
    change = neighbours - now
    moving = np.abs(change).max(axis=-1, keepdims=True) / np.float32(_STILL_STEPS)
    weight = calm * np.exp(-moving * moving) * np.float32(2 / 3)
    return np.asarray(now + weight * change + np.float32(0.5), np.uint8)
