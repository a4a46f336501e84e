"""Cover: what lies before a painted face, a book, a hand or a veil, and must stay when the face moves."""

from __future__ import annotations

import cv2
import numpy as np

from speaking_engine.clip.animators.head.figure import Figure
from speaking_engine.clip.animators.head.lattice import Array, Field, Lattice, Mask
from speaking_engine.clip.animators.head.lips import LOWER_INNER, LOWER_OUTER, UPPER_INNER, UPPER_OUTER
from speaking_engine.clip.animators.head.sheets import nearest, seen_on
from speaking_engine.clip.clip import Frame
from speaking_engine.faces.reading import PARTS, read_parts

_OTHER = (PARTS.index("ground"), PARTS.index("occluder"))
_OF_LIPS = (PARTS.index("lips"), PARTS.index("teeth"), PARTS.index("mouth"))
_BEFORE = 0.13  # probability of an occluder that something before a mouth has somewhere
_SURE = 0.5  # probability from which a place on the face is believed to be something else
_RIM = 0.05  # face widths inside the fitted outline where the net's border says nothing, and round a cover
_LEAST = 0.006  # of the face's width squared, that a cover is at least
_MOUTH = [*LOWER_OUTER, 18, 83, 313, 200, 201, 421, 199, 208, 428]
"""The lower lip and the chin under it: what moves when lips part."""
_LIPS = sorted({*UPPER_INNER, *UPPER_OUTER, *LOWER_INNER, *LOWER_OUTER})
_FRONT = [0, 13, 14, 17, 18, 200, 199]  # from the upper lip to the chin, in the middle
_CHEEKS = [50, 205, 207, 280, 425, 427]
_BEFORE_FRONT = (0.10, 0.14, 0.18, 0.22, 0.26)  # face widths before them
_HUE, _TONE = 0.06, 0.4  # of a colour's sum, that each channel may be off the skin's; of its brightness
_UNLIKE = 1.4  # times that, from which a colour is surely not the skin's
_CROSSED, _BESIDE = 0.3, 0.2  # least shares of these places that are like skin, and that are surely not
_COVERED = 0.25  # of these, from which a mouth counts as covered


def parts_of(pixels: Frame, figure: Figure, lattice: Lattice) -> Field:
    """Return what the net that reads faces takes each point of a lattice for, (rows, columns, 11) by `PARTS`.

    Where the net does not look, it is what it takes the nearest place for that it sees.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
    """
    low, high = figure.landmarks[:468].min(axis=0), figure.landmarks[:468].max(axis=0)
    box = float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])
    across, down = figure.axes[:2, 0], figure.axes[:2, 1]
    upright = down[1], -down[0]  # seen from the side, the eyes' line points at us: how it nods tilts a face
    roll_deg = float(np.degrees(np.arctan2(*(upright if figure.in_profile else across)[::-1])))
    pose_deg = figure.yaw_deg, roll_deg
    shares = read_parts(pixels, box, pose_deg, np.stack(lattice.places(), axis=-1).astype(np.float64))
    seen = shares.sum(axis=-1) > 0
    return np.asarray(shares[nearest(seen)] if seen.any() else shares, np.float32)


def other_of(parts: Field) -> Field:
    """Return the probability that a point shows neither skin nor hair nor hat, (rows, columns)."""
    return np.asarray(parts[..., _OTHER].sum(axis=-1), np.float32)


def lips_seen(parts: Field, figure: Figure, lattice: Lattice) -> float:
    """Return how surely lips are where the landmarks say so, 0 to 1.

    With lips in sight it is 0.3 and more; under a scarf, in a beard, or where landmarks are wrong, 0.25 and
    less.
    """
    likely = np.ascontiguousarray(parts[..., _OF_LIPS].sum(axis=-1, keepdims=True))
    return float(lattice.read(likely, figure.landmarks[_LIPS]).mean())


def touched(pixels: Frame, figure: Figure) -> bool:
    """Return whether something of the skin's colour crosses the ground before a profile's lips or chin.

    A finger at the lips, a hand under the chin. Where all that ground is like skin it is paper, or plaster.
    """
    if not figure.in_profile:
        return False
    forward = -figure.axes[:2, 2] / max(float(np.linalg.norm(figure.axes[:2, 2])), 1e-6)
    away = np.array(_BEFORE_FRONT)[:, None, None] * figure.width_px * forward
    seen = _read(pixels, figure.landmarks[_FRONT] + away).reshape(-1, 3)
    skin = np.median(_read(pixels, figure.landmarks[_CHEEKS]).reshape(-1, 3), axis=0)
    light, own = seen.sum(axis=-1) + 30, float(skin.sum()) + 30
    hue = np.abs(seen / light[:, None] - skin / own).max(axis=-1)
    off = np.maximum(hue / _HUE, np.abs(light / own - 1) / _TONE)
    return float((off < 1).mean()) > _CROSSED and float((off > _UNLIKE).mean()) > _BESIDE


def _read(pixels: Frame, places: Array) -> Array:
    """Read the picture at crop pixels (..., 2), at its border where they lie beyond."""
    at = np.clip(np.round(places).astype(int), 0, np.array(pixels.shape[1::-1]) - 1)
    return np.asarray(pixels[at[..., 1], at[..., 0]], np.float64)


def cover_of(likely: Field, figure: Figure, lattice: Lattice) -> Mask:
    """Return which points of a lattice, on the face, show something that lies before it.

    Where the fitted face is and what `other_of` gives is `likely`. What is small is left to the face: a
    shadow, a crack, a stain. In a profile the net's border is too rough for that.
    """
    step = lattice.step / figure.width_px
    cover = np.zeros((lattice.rows, lattice.columns), np.uint8)
    if figure.in_profile:
        return cover > 0
    fitted = (seen_on(lattice, figure.points, figure.body).triangle >= 0).astype(np.uint8)
    fitted = cv2.morphologyEx(fitted, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    outline = lattice.to_points(cv2.convexHull(figure.landmarks[:468].astype(np.float32))[:, 0])
    face = cv2.fillConvexPoly(cover.copy(), np.round(outline).astype(np.int32), 1)
    inner = face * (cv2.distanceTransform(fitted, cv2.DIST_L2, 5) * step > _RIM).astype(np.uint8)
    other = (likely > _SURE).astype(np.uint8)
    count, label, stats, _ = cv2.connectedComponentsWithStats(other * inner)
    for number in range(1, count):
        if stats[number, cv2.CC_STAT_AREA] * step**2 > _LEAST:
            cover[label == number] = 1
    side = 2 * round(_RIM / step) + 1
    grown = cv2.dilate(cover, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    return np.asarray(grown > 0)


def covers_mouth(cover: Mask, parts: Field, figure: Figure, lattice: Lattice) -> bool:
    """Return whether something lies before the lips or before what would move with them.

    Where the net thinks nowhere on a cover of an occluder, it took a pale chin or blank paper for ground.
    """
    if not cover.any() or float(parts[cover][:, _OTHER[1]].max()) < _BEFORE:
        return False
    seen = lattice.read(cover.astype(np.float32)[..., None], figure.landmarks[_MOUTH])
    return float((seen > 0.5).mean()) > _COVERED
