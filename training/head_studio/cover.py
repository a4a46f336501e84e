"""Puts things before a face: hands, sticks, books; and says which points they hide."""

from __future__ import annotations

import cv2
import numpy as np

from head_studio.colour import Pieces, random_colour
from head_studio.head import Floats
from head_studio.points import AT
from head_studio.shape import Random
from head_studio.view import PART, View

HAND_SPOTS = ("chin", "mouth_corner", "jaw_angle", "lip_seam", "eye_corner")


def cover(view: View, pieces: Pieces, skin: Floats, random: Random) -> tuple[Floats, Floats] | None:
    """Lay something over the view, sometimes.

    Returns
    -------
    (S, S, 3) and (S, S) float32, or None
        Its colours and how much of a pixel it covers, 0 to 1; the view's parts and points know of it.
    """
    kind = random.random()
    if kind > 0.2:
        return None
    size = len(view.depth)
    mask = np.zeros((size, size), np.float32)
    if kind < 0.08:
        colours = _hand(view, mask, skin * random.uniform(0.8, 1.15), random)
    else:
        colours = (
            pieces.take(random, size) if random.random() < 0.7 else np.full((size, size, 3), 1, np.float32)
        )
        if colours.max() <= 1:
            colours = colours * random_colour(random)
        _thing(mask, random)
    hidden = mask > 0.5
    view.part[hidden] = PART["occluder"]
    view.beard &= ~hidden
    x, y = np.clip(view.points[:, :2].round().astype(int), 0, size - 1).T
    view.points[hidden[y, x], 2] = 0
    return colours, mask


def _thing(mask: Floats, random: Random) -> None:
    """Draw a stick right across, or something round or square that reaches in from outside."""
    size = len(mask)
    angle = random.uniform(0, 2 * np.pi)
    if random.random() < 0.3:
        through = random.uniform(0.3, 0.7, 2) * size
        along = np.array([np.cos(angle), np.sin(angle)]) * size
        ends = [tuple(int(v) for v in through + along * sign) for sign in (-1, 1)]
        cv2.line(mask, ends[0], ends[1], 1.0, int(random.integers(2, 14)), cv2.LINE_AA)
        return
    centre = np.array([0.5, 0.5]) + random.uniform(0.25, 0.55) * np.array([np.cos(angle), np.sin(angle)])
    sides = random.uniform(0.12, 0.5, 2) * size
    box = (
        (float(centre[0] * size), float(centre[1] * size)),
        (float(sides[0]), float(sides[1])),
        float(np.degrees(angle)),
    )
    if random.random() < 0.5:
        cv2.ellipse(mask, box, 1.0, -1, cv2.LINE_AA)
    else:
        cv2.fillPoly(mask, [cv2.boxPoints(box).astype(np.int32)], 1.0, cv2.LINE_AA)


def _hand(view: View, mask: Floats, skin: Floats, random: Random) -> Floats:
    """Draw a hand: four fingers and a palm, darker between the fingers and towards their edges."""
    size = len(mask)
    spot = view.points[AT[str(random.choice(HAND_SPOTS))], :2] + random.normal(0, 0.03 * size, 2)
    width = view.px_per_cm * random.uniform(1.5, 2.0)
    angle = random.uniform(0, 2 * np.pi)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    tone = np.ones((size, size), np.float32)
    palm = spot + along * width * 4.5
    cv2.ellipse(
        mask, (tuple(palm.tolist()), (width * 5.5, width * 4.6), np.degrees(angle)), 1.0, -1, cv2.LINE_AA
    )
    for finger in range(4):
        start = palm + across * width * (finger - 1.5) * 1.05
        tip = spot + across * width * (finger - 1.5) * random.uniform(0.8, 1.1)
        tip += along * width * random.uniform(-0.6, 0.9)
        ends = [tuple(np.round(end * 8).astype(int).tolist()) for end in (start, tip)]
        cv2.line(mask, ends[0], ends[1], 1.0, max(1, int(width)), cv2.LINE_AA, 3)
        edge = across * width * 0.52
        sides = [tuple(np.round((end + edge) * 8).astype(int).tolist()) for end in (start, tip)]
        cv2.line(tone, sides[0], sides[1], random.uniform(0.3, 0.7), max(1, int(width / 6)), cv2.LINE_AA, 3)
    deep = cv2.distanceTransform((mask > 0.5).astype(np.uint8), cv2.DIST_L2, 3) / max(width, 1)
    tone = cv2.GaussianBlur(tone, (0, 0), 1) * (0.55 + 0.45 * np.clip(deep * 2, 0, 1))
    return skin * tone[..., None]
