"""HeadAnimator: plays a performance on the painted face with the head that was fitted to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.mouth import TEETH, TeethShown
from speaking_engine.clip.animators.head.rig import HeadPose, Rig, rig_of
from speaking_engine.clip.animators.head.selfcheck import checked
from speaking_engine.clip.clip import Frame, Motion, Still
from speaking_engine.errors import ClipError
from speaking_engine.faces.face import Face
from speaking_engine.performance.millimetres import opening_mm, shut
from speaking_engine.performance.performance import Performance
from speaking_engine.protocol.progress import Report
from speaking_engine.speech.utterance import Utterance

_GUESSED = 0.35
_BY_PROGRAM = ("mesh", "net")
_LEAST_SEEN, _LEAST_SEEN_RED = 0.28, 0.2
_RED = 2.0  # standard deviations by which lips' colour stands out from the skin's where they are surely seen
_CAUTIOUS = 0.25
_BORDER = (np.s_[:1], np.s_[-1:], np.s_[:, :1], np.s_[:, -1:])


class HeadAnimator:
    """Moves the artwork's own paint by a fitted head, cut into sheets along lips and lids.

    Attributes
    ----------
    remarks : tuple of str
        What it had to calm in the face that it moved last, a sentence each.
    """

    name = "head"
    follows = frozenset({"performance", "teeth"})
    segment_seconds = 0.0
    ramp_seconds = 0.0

    def __init__(self) -> None:
        self.remarks: tuple[str, ...] = ()

    def refuses(self, face: Face) -> str:
        """Refuse a face without landmarks."""
        if face.landmarks_px is None:
            return "no landmarks were found, so its handles must be placed by hand."
        return ""

    def frames(
        self, still: Still, face: Face, utterance: Utterance, motion: Motion, report: Report
    ) -> Iterator[Frame]:
        """Stream the frames; memory does not grow with their number. Raises what `fitted_rig` does."""
        del utterance
        rig, self.remarks = fitted_rig(still, face, motion.options)
        poses = poses_of(motion.performance)
        for frame, pose in enumerate(poses):
            report("clip", frame / len(poses), f"frame {frame + 1} of {len(poses)}")
            drawn = rig.draw(pose)
            for edge in _BORDER:
                drawn[edge] = still.pixels[edge]
            yield drawn
        report("clip", 1.0)


def fitted_rig(still: Still, face: Face, options: dict[str, str]) -> tuple[Rig, tuple[str, ...]]:
    """Return the rig of a face, calmed where its own frames ask for it, and sentences on what was calmed.

    Raises
    ------
    ClipError
        The option `teeth` is unknown; the user mends it.
    FaceError
        The face has no landmarks; the user places handles.
    """
    figure = figure_of(face, still.crop_px, still.pixels)
    drawn_by_hand = still.occluder is not None
    rig = rig_of(still.pixels, figure, teeth_shown(options), still.head, uncovered=drawn_by_hand)
    return checked(covered(rig, face), face.id)


def teeth_shown(options: dict[str, str]) -> TeethShown:
    """Read how much of the teeth is to be shown.

    Raises
    ------
    ClipError
        It is none of `TEETH`; the user mends it.
    """
    wanted = options.get("teeth", "hint")
    for known in TEETH:
        if wanted == known:
            return known
    raise ClipError(
        f"The option teeth is {wanted!r}, which is none of {', '.join(TEETH)}.",
        hint="Leave it out for hint.",
        place="motion.options.teeth",
    )


def covered(rig: Rig, face: Face) -> Rig:
    """Show no teeth where a beard covers the mouth; in a profile its lips are only guessed, and part less.

    Lips that the picture does not show, as person or net says, never part: a scarf would tear, and lips that
    the program placed wrongly would open a cheek. The jaw goes half as far there, and in profile the
    head turns a quarter as far. Where a hand seems to touch a profile's lips, the jaw stays, too: it would be
    cut out of the ground with them.
    """
    # In a beard the net sees little, and a lip shows its colour.
    red = not rig.seam.front and rig.seam.redness > _RED
    least = _LEAST_SEEN_RED if red else _LEAST_SEEN
    if face.placed_by in _BY_PROGRAM and rig.lips_seen < least and not rig.mute:
        unseen = "none are seen where the program places them; if there are, place its handles by hand"
        turning = rig.turning if rig.front is None else _CAUTIOUS * rig.turning
        return replace(rig, mute=unseen, turning=turning)
    if face.mouth_state == "hidden" or ("lip_seam" in face.hidden and face.placed_by != "hand"):
        return replace(rig, mute=rig.mute or "they are hidden")
    if face.mouth_state not in ("beard-covered", "hidden"):
        return rig
    bare = replace(rig, interior=replace(rig.interior, shown="none"))
    return replace(bare, parting=_GUESSED * bare.parting) if rig.seam.front else bare


def poses_of(performance: Performance) -> tuple[HeadPose, ...]:
    """Read off a performance what each frame asks for; the first and the last are the still itself."""
    opening, closed = opening_mm(performance), shut(performance)
    ends = 0, len(performance) - 1
    return tuple(
        HeadPose({})
        if frame in ends
        else HeadPose(
            performance.at(frame),
            performance.head_deg[frame],
            performance.gaze_deg[frame],
            float(opening[frame]),
            float(closed[frame]),
        )
        for frame in range(len(performance))
    )
