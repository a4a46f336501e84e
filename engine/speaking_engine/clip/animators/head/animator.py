"""HeadAnimator: plays a performance on the painted face with the head that was fitted to it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.rig import Pose, rig_of
from speaking_engine.clip.clip import Frame, Motion, Still
from speaking_engine.faces.face import Face
from speaking_engine.performance.millimetres import opening_mm, shut
from speaking_engine.performance.performance import Performance
from speaking_engine.protocol.progress import Report
from speaking_engine.speech.utterance import Utterance

_BORDER = (np.s_[:1], np.s_[-1:], np.s_[:, :1], np.s_[:, -1:])


class HeadAnimator:
    """Moves the artwork's own paint by a fitted head, cut into sheets along lips and lids."""

    name = "head"
    follows = frozenset({"performance"})

    def refuses(self, face: Face) -> str:
        """Refuse a face without landmarks."""
        if face.landmarks_px is None:
            return "no landmarks were found, so its handles must be placed by hand."
        return ""

    def frames(
        self, still: Still, face: Face, utterance: Utterance, motion: Motion, report: Report
    ) -> Iterator[Frame]:
        """Stream the frames; memory does not grow with their number.

        Raises
        ------
        FaceError
            The face has no landmarks; the user places handles.
        """
        del utterance
        performance = motion.performance
        rig = rig_of(still.pixels, figure_of(face, still.crop_px))
        poses = poses_of(performance)
        for frame, pose in enumerate(poses):
            report("clip", frame / len(poses), f"frame {frame + 1} of {len(poses)}")
            drawn = rig.draw(pose)
            for edge in _BORDER:
                drawn[edge] = still.pixels[edge]
            yield drawn
        report("clip", 1.0)


def poses_of(performance: Performance) -> tuple[Pose, ...]:
    """Read off a performance what each frame asks for; the first and the last are the still itself."""
    opening, closed = opening_mm(performance), shut(performance)
    ends = 0, len(performance) - 1
    return tuple(
        Pose({})
        if frame in ends
        else Pose(
            performance.at(frame),
            performance.head_deg[frame],
            performance.gaze_deg[frame],
            float(opening[frame]),
            float(closed[frame]),
        )
        for frame in range(len(performance))
    )
