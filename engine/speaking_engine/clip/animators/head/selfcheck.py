"""Selfcheck: looks at the boldest frames before any is delivered, and calms what did not come out well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Array
from speaking_engine.clip.animators.head.lips import LOWER_INNER, LOWER_OUTER, UPPER_INNER, UPPER_OUTER
from speaking_engine.clip.animators.head.novelty import REACH, TURNED_REACH, Onlooker
from speaking_engine.clip.animators.head.opening import Opening
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
_BLINK = HeadPose({"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0})
_STRANGE, _TURNED_STRANGE = 0.0012, 0.003  # face widths squared of colours that are not near by
_TORN = (0.35, 2.8)  # of its area, to which paint may be squeezed and stretched; kept are 0.45 and 2.3
_HUE = 10.0  # levels by which a shut lid may differ from the skin round it
Drawn = tuple[Frame, Opening | None]


@dataclass(frozen=True, slots=True)
class Calming:
    """What was found.

    Attributes
    ----------
    mouth, turn : float
        Factors on the opening of the mouth and on the turns of the head, 0 to 1.
    lids : bool
        Whether lids may move.
    remarks : tuple of str
        Why, for the person; empty where nothing was calmed.
    """

    mouth: float = 1.0
    turn: float = 1.0
    lids: bool = True
    remarks: tuple[str, ...] = ()


def checked(rig: Rig, name: str) -> tuple[Rig, tuple[str, ...]]:
    """Return the rig calmed where its own frames ask for it, and say so.

    Parameters
    ----------
    name : str
        Of the face, for the remarks.
    """
    verdict = judge(rig)
    calmed = replace(
        rig,
        parting=rig.parting * verdict.mouth,
        turning=rig.turning * verdict.turn,
        blinks=rig.blinks and verdict.lids,
    )
    return calmed, tuple(f"Face {name}: {remark}" for remark in verdict.remarks)


def judge(rig: Rig) -> Calming:
    """Draw the widest mouth, the farthest turns and a blink, and look at them, also as the face mesh does."""
    wide = rig.drawn(_WIDE)
    turned = [rig.drawn(HeadPose({}, np.array(degrees))) for degrees in _TURNS]
    verdict = Calming(remarks=tuple(_foreseen(rig)))
    verdict = _by_outline(rig, verdict)
    verdict = _by_mesh(rig, verdict, wide, turned)
    return _by_paint(rig, verdict, wide, turned)


def _by_outline(rig: Rig, verdict: Calming) -> Calming:
    """Calm what the fields themselves tell before a frame is looked at."""
    squeezed = max(rig.squeezed(HeadPose({}, np.array(degrees))) for degrees in _TURNS)
    if squeezed > _SQUEEZED:
        why = "its head turns half as far, for its outline would fold."
        verdict = replace(verdict, turn=0.5, remarks=(*verdict.remarks, why))
    if rig.short > _SHORT:
        why = "its lips stay shut, for they were not found at the outline; place its handles by hand."
        verdict = replace(verdict, mouth=0.0, remarks=(*verdict.remarks, why))
    return verdict


def _by_mesh(rig: Rig, verdict: Calming, wide: Drawn, turned: list[Drawn]) -> Calming:
    """Calm what the face mesh does not find again, where it saw a face in the still."""
    seen = _Seen(rig)
    if seen.presence <= _LEAST_PRESENCE:
        return verdict
    if verdict.mouth and not rig.mute and seen.lost(*wide):
        why = "its mouth opens less, for the lips were not found again at the edges of the hole."
        verdict = replace(verdict, mouth=0.6, remarks=(*verdict.remarks, why))
    if verdict.turn == 1.0 and any(seen.presence_of(frame) < _LOST * seen.presence for frame, _ in turned):
        why = "its head turns half as far, for no face was seen in it when it turned."
        verdict = replace(verdict, turn=0.5, remarks=(*verdict.remarks, why))
    return verdict


def _by_paint(rig: Rig, verdict: Calming, wide: Drawn, turned: list[Drawn]) -> Calming:
    """Calm what shows colours, tears or lids that the still's paint cannot have become; no net is asked."""
    looked = _Looked(rig)
    if verdict.mouth and looked.tears(wide):
        mouth = _calmest(verdict.mouth, lambda factor: looked.tears_at(parting=factor))
        why = "its mouth opens less, for its frames showed colours or tears that its paint lacks."
        verdict = replace(verdict, mouth=mouth, remarks=(*verdict.remarks, why))
    if any(looked.turns_badly(degrees, drawn) for degrees, drawn in zip(_TURNS, turned, strict=True)):
        turn = _calmest(verdict.turn, lambda factor: looked.turns_badly_at(turning=factor))
        why = "its head turns less, for its frames showed colours or tears that its paint lacks."
        verdict = replace(verdict, turn=turn, remarks=(*verdict.remarks, why))
    if rig.eyes and not looked.lids_match():
        why = "its eyes do not blink, because shut lids came out in a hue that the skin round them lacks."
        verdict = replace(verdict, lids=False, remarks=(*verdict.remarks, why))
    return verdict


def _calmest(before: float, bad: Callable[[float], bool]) -> float:
    """Return the first of some smaller factors at which nothing is seen, or none of the movement."""
    return next((factor for factor in (0.6, 0.3) if factor < before and not bad(factor)), 0.0)


class _Looked:
    """Frames of one rig beside its still, without any net."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._onlooker = Onlooker(rig.pixels, rig.figure.landmarks, rig.figure.width_px)

    def tears(self, drawn: Drawn) -> bool:
        """Return whether a frame of the widest mouth shows what the still's paint cannot become."""
        return self._onlooker.strange(*drawn, REACH) > _STRANGE or _torn(self._rig, _WIDE)

    def tears_at(self, parting: float) -> bool:
        rig = replace(self._rig, parting=self._rig.parting * parting)
        return self._onlooker.strange(*rig.drawn(_WIDE), REACH) > _STRANGE or _torn(rig, _WIDE)

    def turns_badly(self, degrees: tuple[float, float, float], drawn: Drawn) -> bool:
        """Return the same of a frame in which the head is turned."""
        strange = self._onlooker.strange(*drawn, TURNED_REACH) > _TURNED_STRANGE
        return strange or _torn(self._rig, HeadPose({}, np.array(degrees)))

    def turns_badly_at(self, turning: float) -> bool:
        rig = replace(self._rig, turning=self._rig.turning * turning)
        poses = [HeadPose({}, np.array(degrees)) for degrees in _TURNS]
        strange = (self._onlooker.strange(*rig.drawn(pose), TURNED_REACH) for pose in poses)
        return any(_torn(rig, pose) for pose in poses) or any(size > _TURNED_STRANGE for size in strange)

    def lids_match(self) -> bool:
        """Return whether shut lids have the hue of the skin round them, and leave no scrap beside them."""
        frame, opening = self._rig.drawn(_BLINK)
        strange = self._onlooker.strange(frame, opening, REACH) > _STRANGE
        return not strange and max(self._onlooker.lids_off(frame)) <= _HUE


def _torn(rig: Rig, pose: HeadPose) -> bool:
    least, most = rig.strained(pose)
    return least < _TORN[0] or most > _TORN[1]


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

    def presence_of(self, frame: Frame) -> float:
        return self._look(frame)[1]

    def lost(self, frame: Frame, opening: Opening | None) -> bool:
        """Return whether a frame's lips are found elsewhere than they were drawn, or its face not at all."""
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
