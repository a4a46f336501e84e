"""A small honest fake for tests: a square moves across the still; never chosen unless asked for by name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from speaking_engine.clip.clip import Frame, Motion, Still
from speaking_engine.faces.face import Face
from speaking_engine.protocol.progress import Report
from speaking_engine.speech.utterance import Utterance


class FakeAnimator:
    """Moves a grey square once across the middle of the still."""

    name = "fake"
    follows = frozenset({"performance"})
    segment_seconds = 0.0
    ramp_seconds = 0.0

    def refuses(self, face: Face) -> str:  # noqa: ARG002 - the protocol's signature
        """Refuse nothing."""
        return ""

    def frames(
        self, still: Still, face: Face, utterance: Utterance, motion: Motion, report: Report
    ) -> Iterator[Frame]:
        """Stream the frames; the square runs higher or lower as the head nods."""
        del face, utterance
        count = len(motion.performance)
        height, width = still.pixels.shape[:2]
        side = max(2, width // 8)
        nod = float(np.abs(motion.performance["headPitch"]).sum())
        top = height // 4 + round(10 * nod) % max(1, height // 4)
        for index in range(count):
            report("clip", index / count, f"frame {index + 1} of {count}")
            frame = still.pixels.copy()
            if 0 < index < count - 1:
                left = 1 + (width - side - 2) * index // count
                frame[top : top + side, left : left + side] = 128
            yield frame
        report("clip", 1.0)
