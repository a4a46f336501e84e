"""Adapter: Hallo and Hallo2 as animators, from still and speech to frames in the picture's own paint."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from speaking_engine.clip.animators.hallo.contract import FRAMES_PER_SECOND, prepare
from speaking_engine.clip.animators.hallo.install import HALLO, HALLO2, Variant, find_install
from speaking_engine.clip.animators.hallo.process import run
from speaking_engine.clip.animators.hallo.restore import restored
from speaking_engine.clip.clip import Frame, Motion, Still
from speaking_engine.clip.options import number
from speaking_engine.errors import ClipError
from speaking_engine.faces.face import Face
from speaking_engine.media.movie import read_frames
from speaking_engine.media.rate import frames_to_cover
from speaking_engine.protocol.progress import Report, share_of
from speaking_engine.speech.utterance import Utterance

SEGMENT_SECONDS = 20.0
"""Longest piece made at once: each window of 0.64 s grows out of the last one's errors."""
RAMP_SECONDS = 0.2
"""Time in which each piece passes from the still and back to it."""

_LEAST_PRESENCE = 0.5
_MOST_YAW_DEG = 45.0
_START_SECONDS, _SECONDS_A_SECOND = 900.0, 400.0  # patience: three times the slowest measured GPU
_MODEL_SHARE = 0.95  # of the work; the rest is restoring
_OPTIONS = frozenset(
    {"steps", "cfg_scale", "pose_weight", "face_weight", "lip_weight", "face_expand_ratio", "checkpoint"}
    | {"gpu", "timeout_s", "hallo_root", "hallo_python"}
)


class HalloAnimator:
    """Runs Hallo, or a program with the same contract, as a child process.

    Its script draws from a seed of its own, always the same, and knows neither styles nor an amplitude.
    """

    follows = _OPTIONS
    segment_seconds = SEGMENT_SECONDS
    ramp_seconds = RAMP_SECONDS

    def __init__(self, variant: Variant = HALLO) -> None:
        self.name = variant.name
        self._variant = variant

    def refuses(self, face: Face) -> str:
        """Refuse the faces on which Hallo's own face model fails."""
        if face.landmarks_px is None or face.presence < _LEAST_PRESENCE:
            return f"the face model sees no frontal face there (presence {face.presence:.2f})."
        if face.yaw_deg is not None and abs(face.yaw_deg) > _MOST_YAW_DEG:
            return f"the head is turned by {abs(face.yaw_deg):.0f} degrees; {self.name} fails on profiles."
        return ""

    def frames(
        self, still: Still, face: Face, utterance: Utterance, motion: Motion, report: Report
    ) -> Iterator[Frame]:
        """Stream the frames after the child has ended; its files live in a folder that goes with them.

        Raises
        ------
        ClipError, FaceUnseen, SetupError, Cancelled
            As `process.run` and `install.find_install` say.
        """
        del face
        install = find_install(self._variant, motion.options)
        patience = _START_SECONDS + _SECONDS_A_SECOND * utterance.seconds
        timeout_seconds = number(motion.options, "timeout_s", patience, 1, 1e7)
        count = frames_to_cover(utterance.seconds, motion.rate)
        with tempfile.TemporaryDirectory(prefix="speaking-hallo-") as name:
            job = prepare(self._variant, install, still, utterance, motion.options, Path(name))
            run(job, self.name, timeout_seconds, share_of(report, 0.0, _MODEL_SHARE))
            made = at_rate(read_frames(job.result), count, motion.rate, self.name)
            restoring = share_of(report, _MODEL_SHARE, 1.0)
            for index, frame in enumerate(restored(made, still, count, round(RAMP_SECONDS * motion.rate))):
                restoring("clip", index / count, f"frame {index + 1} of {count}")
                yield frame
        report("clip", 1.0)


class Hallo2Animator(HalloAnimator):
    """Runs Hallo2's script for long speech."""

    def __init__(self) -> None:
        super().__init__(HALLO2)


def at_rate(frames: Iterable[Frame], count: int, rate: Fraction, name: str) -> Iterator[Frame]:
    """Take frames at 25 a second, give `count` at `rate`: the nearest each, never a mixture of lips.

    Raises
    ------
    ClipError
        There are fewer than asked for.
    """
    coming = enumerate(frames)
    index, frame = next(coming, (-1, None))
    for wanted in range(count):
        source = int(wanted * FRAMES_PER_SECOND / rate + Fraction(1, 2))
        while frame is not None and index < source:
            index, frame = next(coming, (index, None))
        if frame is None:
            raise ClipError(
                f"The animator {name!r} made {index + 1} frames, which end before frame {wanted} of {count}.",
                hint="Run it again, or use --animator head.",
            )
        yield frame
