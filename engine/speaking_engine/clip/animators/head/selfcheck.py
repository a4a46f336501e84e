"""Selfcheck: looks at the boldest frames before any is delivered, and calms what did not come out well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Array
from speaking_engine.clip.animators.head.lips import LOWER_INNER, LOWER_OUTER, UPPER_INNER, UPPER_OUTER
from speaking_engine.clip.animators.head.rig import HeadPose, Rig
from speaking_engine.clip.animators.head.sight import SPECTACLES
from speaking_engine.clip.clip import Frame
from speaking_engine.faces.mesh import fit_mesh

_LEAST_PRESENCE = 0.5
_LOST = 0.55  # of the still's presence, below which a face has come apart
_ASTRAY = 0.15  # mouth widths that lips may be found from where they were drawn
_SQUEEZED = 0.03  # share of the head that may be squeezed to less than a third
_SHORT = 0.07  # face widths that the lips of a profile may end before its outline
_WIDE = HeadPose({"jawOpen": 0.35, "mouthLowerDownLeft": 0.2, "mouthLowerDownRight": 0.2}, opening_mm=11.0)
_TURNS = ((6.0, 3.0, 2.0), (-6.0, -4.0, -3.0))


@dataclass(frozen=True, slots=True)
class Calming:
    """What was found.

    Attributes
    ----------
    mouth, turn : float
        Factors on the opening of the mouth and on the turns of the head, 0 to 1.
    remarks : tuple of str
        Why, for the person; empty where nothing was calmed.
    """

    mouth: float = 1.0
    turn: float = 1.0
    remarks: tuple[str, ...] = ()


def checked(rig: Rig, name: str) -> tuple[Rig, tuple[str, ...]]:
    """Return the rig calmed where its own frames ask for it, and say so.

    Parameters
    ----------
    name : str
        Of the face, for the remarks.
    """
    verdict = judge(rig)
    calmed = replace(rig, parting=rig.parting * verdict.mouth, turning=rig.turning * verdict.turn)
    return calmed, tuple(f"Face {name}: {remark}" for remark in verdict.remarks)


def judge(rig: Rig) -> Calming:
    """Draw the widest mouth and the farthest turns, and look at them as the face mesh sees them."""
    mouth = turn = 1.0
    remarks = list(_foreseen(rig))
    squeezed = max(rig.squeezed(HeadPose({}, np.array(degrees))) for degrees in _TURNS)
    if squeezed > _SQUEEZED:
        turn = 0.5
        remarks.append("its head turns half as far, for its outline would fold.")
    if rig.short > _SHORT:
        mouth = 0.0
        remarks.append(
            "its lips stay shut, for they were not found at the outline; place its handles by hand."
        )
    seen = _Seen(rig)
    if seen.presence > _LEAST_PRESENCE:
        if mouth and not rig.mute and seen.lost(_WIDE):
            mouth = 0.6
            remarks.append(
                "its mouth opens less, for the lips were not found again at the edges of the hole."
            )
        if turn == 1.0 and any(
            seen.presence_of(HeadPose({}, np.array(d))) < _LOST * seen.presence for d in _TURNS
        ):
            turn = 0.5
            remarks.append("its head turns half as far, for no face was seen in it when it turned.")
    return Calming(mouth, turn, tuple(remarks))


def _foreseen(rig: Rig) -> Iterator[str]:
    """Say what the rig leaves as it is painted, before any frame of it is looked at."""
    if rig.mute:
        yield f"its lips stay shut, because {rig.mute}."
    if rig.keeps_jaw and rig.front is not None:
        yield "its jaw stays, too, and its head turns a quarter as far."
    if rig.covered:
        yield "what lies before it stays, and the face is held there."
    if rig.stare:
        still = "eyes neither blink nor look about" + (" and brows stay" if rig.stare == SPECTACLES else "")
        yield f"its {still}, because {rig.stare}."


class _Seen:
    """The face mesh on frames of one rig."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        low, high = rig.figure.landmarks.min(axis=0), rig.figure.landmarks.max(axis=0)
        self._box = (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
        eyes = rig.figure.landmarks[[33, 263]]
        self._angle = float(np.arctan2(*(eyes[1] - eyes[0])[::-1]))
        self._scale = min(1.0, 512.0 / max(rig.pixels.shape[:2]))
        self._rest, self.presence = self._look(rig.pixels)

    def _look(self, frame: Frame) -> tuple[Array, float]:
        small = cv2.resize(frame, None, fx=self._scale, fy=self._scale, interpolation=cv2.INTER_AREA)
        box = tuple(side * self._scale for side in self._box)
        mesh = fit_mesh(small, (box[0], box[1], box[2], box[3]), angle=self._angle, passes=1)
        return mesh.landmarks_px[:, :2].astype(np.float64) / self._scale, mesh.presence

    def presence_of(self, pose: HeadPose) -> float:
        return self._look(self._rig.draw(pose))[1]

    def lost(self, pose: HeadPose) -> bool:
        """Return whether a frame's lips are found elsewhere than they were drawn, or its face not at all."""
        frame, opening = self._rig.drawn(pose)
        points, presence = self._look(frame)
        if presence < _LOST * self.presence:
            return True
        if opening is None:
            return False
        # Both are compared with what the mesh makes of the still, so that its own habits do not count.
        seam = self._rig.seam
        found = _middle(points) - _middle(self._rest)
        asked = (0.5 * (opening.upper_px + opening.lower_px) - seam.middle_px).mean(axis=0)
        return float(np.linalg.norm(found - asked)) > _ASTRAY * seam.width_px


def _middle(points: Array) -> Array:
    ids = [*UPPER_INNER, *LOWER_INNER, *UPPER_OUTER, *LOWER_OUTER]
    return np.asarray(points[ids].mean(axis=0))
