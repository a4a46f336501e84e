"""Tells whether a picture lies on its side or stands on its head: by which way its faces look like faces.

Scans and photographs of works come turned without a word of it in the file. Detectors often see a turned face
all the same, and then a mouth would open on the bridge of a nose.
"""

from __future__ import annotations

import dataclasses
import math

import cv2
import numpy as np

from speaking_engine.faces.boxes import Box, iou_of
from speaking_engine.faces.detectors.centerface import CenterFace
from speaking_engine.faces.detectors.detector import Pixels
from speaking_engine.faces.fusion import SAME
from speaking_engine.faces.mesh import fit_mesh

SIDES_PX = (320, 640)
LEAST_SCORE = 0.2
MOST_PLACES = 3
WEIGHT = 0.3  # of the mesh, which knows no profiles, beside the detector
LEAST = 0.4
MARGIN = 0.15  # with these, of 37 works turned in all ways, 90 of 111 were told right and none wrong


@dataclasses.dataclass(slots=True)
class _Place:
    """A place where some turn shows a face: its best score at each size (rows) and quarter turn (columns)."""

    box_px: Box
    scores: list[list[float]]


def turn_to_upright(pixels: Pixels) -> int:
    """Return the clockwise turn in degrees that sets a picture upright: 0, 90, 180 or 270.

    Each place that looks like a face at any of the four turns is weighed at all four: the detector's
    score and the mesh's belief. 0 unless another turn wins clearly: tilted heads and sleepers are left alone.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    """
    side_px = max(SIDES_PX)
    small = _shrunk(pixels, side_px)
    evidence = np.zeros(4)
    for place in _places(small):
        scores = np.mean(place.scores, axis=0)
        beliefs = [fit_mesh(small, place.box_px, angle=-k * math.pi / 2, passes=1).presence for k in range(4)]
        evidence += scores * (1 - WEIGHT + WEIGHT * np.array(beliefs))
    best = int(evidence.argmax())
    return 90 * best if evidence[best] >= LEAST and evidence[best] - evidence[0] >= MARGIN else 0


def _shrunk(pixels: Pixels, side_px: int) -> Pixels:
    zoom = side_px / max(pixels.shape[:2])
    if zoom >= 1:
        return pixels
    size = max(1, round(pixels.shape[1] * zoom)), max(1, round(pixels.shape[0] * zoom))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _places(pixels: Pixels) -> list[_Place]:
    detector, places = CenterFace(threshold=LEAST_SCORE), list[_Place]()
    for row, side_px in enumerate(SIDES_PX):
        view = _shrunk(pixels, side_px)
        zoom = pixels.shape[1] / view.shape[1]
        for turn in range(4):
            for finding in detector.find(np.ascontiguousarray(np.rot90(view, -turn))):
                box_px = _back(finding.box_px, turn, view.shape[1], view.shape[0], zoom)
                place = next((one for one in places if iou_of(one.box_px, box_px) > SAME), None)
                if place is None:
                    place = _Place(box_px, [[0.0] * 4 for _ in SIDES_PX])
                    places.append(place)
                place.scores[row][turn] = max(place.scores[row][turn], finding.score)
    return sorted(places, key=lambda place: -max(map(max, place.scores)))[:MOST_PLACES]


def _back(box_px: Box, turn: int, width: int, height: int, zoom: float) -> Box:
    """Carry a box of a turned view back to the picture, as a square about its middle."""
    x, y, w, h = box_px
    x, y, side = x + w / 2, y + h / 2, max(w, h)
    x, y = [(x, y), (y, height - x), (width - x, height - y), (width - y, x)][turn]
    return (x - side / 2) * zoom, (y - side / 2) * zoom, side * zoom, side * zoom
