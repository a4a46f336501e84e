"""Novelty: what a drawn frame shows that the still's paint near by could not have become; no net is asked.

A frame is the still's own paint, moved a little. So near every pixel of it, as far as paint moves, the still
has that colour; only between parted lips and on shut lids something is painted anew. A tile of teeth in a
cheek, a slit, a scrap before the contour have colours that are not there; a lid that is no skin has another
hue than the skin round it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Array, Field, Mask
from speaking_engine.clip.animators.head.opening import Opening
from speaking_engine.clip.clip import Frame

_ACROSS_PX = 160.0  # width at which a face is looked at
REACH = 0.10  # face widths that paint moves where lips part
TURNED_REACH = 0.15  # and where the head turns
_TOLERANCE = 14  # levels, for light that changes and for edges that are sharpened
_HOLE_ROOM, _EYE_ROOM = 0.03, 0.04  # face widths round parted lips and eyes that are painted anew, too
_RING = (0.10, 0.28)  # eye widths round an opening between which skin is looked at
_LEAST_PX = 6  # of an eye's opening that tell anything
_DRAWN = 6  # levels by which a pixel of an eye must have changed for a lid to be there
_SHUT = 0.5  # share of the opening that a lid must cover
_EYES = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382),
)


@dataclass(frozen=True, eq=False)
class Onlooker:
    """One still, ready to be compared with its frames.

    Attributes
    ----------
    pixels : (H, W, 3) uint8
    landmarks : (478, 2) float64
    width_px : float
        Of the face.
    """

    pixels: Frame
    landmarks: Array
    width_px: float

    def strange(self, frame: Frame, opening: Opening | None, reach: float = REACH) -> float:
        """Return the largest patch of a frame that no paint near by can have become, in face widths squared.

        Parameters
        ----------
        frame : (H, W, 3) uint8
        opening : Opening, or None
            How its lips lie; what is between them is not looked at, nor are eyes.
        reach : float
            Face widths that paint may have moved.
        """
        radius = max(2, round(reach * self._across_px))
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
        shown = self._small(frame)
        too_much = cv2.subtract(shown, cv2.dilate(self._still, disc))
        too_little = cv2.subtract(cv2.erode(self._still, disc), shown)
        new = (cv2.max(too_much, too_little).max(axis=-1) > _TOLERANCE) & ~self._eyes
        if opening is not None:
            between = np.concatenate([opening.upper_px, opening.lower_px[::-1]])
            new &= ~self._area(between, _HOLE_ROOM)
        # What is one pixel wide at this size is an edge that fell between pixels.
        patch = cv2.morphologyEx(new.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
        sizes = cv2.connectedComponentsWithStats(patch)[2][1:, cv2.CC_STAT_AREA]
        return float(sizes.max(initial=0)) / self._across_px**2

    def lids_off(self, frame: Frame) -> tuple[float, float]:
        """Return how far each shut lid's hue is from the skin round it, in levels; 0 where none is drawn.

        The eye to the left of the picture comes first.

        Parameters
        ----------
        frame : (H, W, 3) uint8
            With both eyes shut.
        """
        left, right = (self._lid_off(frame, self.landmarks[list(ids)]) for ids in _EYES)
        return left, right

    def _lid_off(self, frame: Frame, outline: Array) -> float:
        wide = float(np.linalg.norm(outline[8] - outline[0]))
        low, high = outline.min(axis=0) - 0.4 * wide, outline.max(axis=0) + 0.4 * wide
        left, top = np.maximum(low, 0).astype(int)
        right, bottom = np.minimum(high, self.pixels.shape[1::-1]).astype(int)
        if right - left < 2 or bottom - top < 2:
            return 0.0
        own = np.s_[top:bottom, left:right]
        shown, still = (cv2.cvtColor(of[own], cv2.COLOR_RGB2LAB) for of in (frame, self.pixels))
        opening = np.zeros(shown.shape[:2], np.uint8)
        cv2.fillPoly(opening, [np.round(outline - (left, top)).astype(np.int32)], 1)
        inner, outer = (cv2.dilate(opening, _square(share * wide)) for share in _RING)
        inside, ring = opening > 0, (outer > 0) & (inner == 0)
        if inside.sum() < _LEAST_PX or ring.sum() < _LEAST_PX:
            return 0.0
        changed = cv2.absdiff(shown, still).max(axis=-1)[inside] > _DRAWN
        if changed.mean() < _SHUT:
            return 0.0
        lid, skin = np.median(shown[inside][:, 1:], axis=0), np.median(still[ring][:, 1:], axis=0)
        return float(np.hypot(*(lid - skin)))

    @property
    def _zoom(self) -> float:
        return min(1.0, _ACROSS_PX / self.width_px)

    @property
    def _across_px(self) -> float:
        return self._zoom * self.width_px

    @cached_property
    def _still(self) -> Frame:
        return self._small(self.pixels)

    @cached_property
    def _eyes(self) -> Mask:
        left, right = (self._area(self.landmarks[list(ids)], _EYE_ROOM) for ids in _EYES)
        return left | right

    def _small(self, frame: Frame) -> Frame:
        if self._zoom < 1:
            frame = cv2.resize(frame, None, fx=self._zoom, fy=self._zoom, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2LAB), np.uint8)

    def _area(self, outline: Array, room: float) -> Mask:
        mask = np.zeros(self._still.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.round(outline * self._zoom).astype(np.int32)], 1)
        return np.asarray(cv2.dilate(mask, _square(room * self._across_px)) > 0)


def _square(radius: float) -> Field:
    side = 2 * max(1, round(radius)) + 1
    return np.ones((side, side), np.uint8)
