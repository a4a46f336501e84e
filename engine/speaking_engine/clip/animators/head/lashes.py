"""Lashes: the line of lashes that is painted over an open eye, and how it lies on the lid that is shut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter1d

from speaking_engine.clip.animators.head.lattice import Field
from speaking_engine.clip.animators.head.medium import Kind

if TYPE_CHECKING:
    from speaking_engine.clip.animators.head.shut import LidOpening

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
LASH_UP, _DOWN = 0.07, 0.02  # eye widths above and below the upper lid's edge where its line is painted
_THICK = (0.022, 0.05)  # eye widths
_ENDS, _FRINGE = (0.22, 0.04), 1.7  # eye widths over which a lash line begins; how much softer it is below
_PAST, _JOINED = 0.08, (0.1, 0.35)  # eye widths past a corner, and how dark it is there where a line goes on
_HARD = 0.12  # of a brush line's thickness, up to which its edges are hard
_BRUSH = (0.035, 0.1)  # eye widths that a brush's line is thick
_REACH = 0.12  # eye widths to both sides of the upper edge, within which its line lies
_MOST_SOFT = 0.03  # eye widths over which edges are soft at most
KEPT = 0.08  # eye widths less that are painted anew where a dark line goes on past a corner
_FADES, _SLICE = 0.08, 0.03  # eye widths over which what is painted anew ends, and in which a corner is read
_TALL, _GAP = 0.28, 0.1  # eye widths above and below the line that a wing may have; darkness that ends it
_TAPERS, _NARROWS = 0.34, 3.0  # eye widths over which a wing becomes the line, and how much thinner it gets
_LEFT_BEHIND = 2.0  # how much sooner that ends which is highest
_DARK, _INK_DARK = (0.12, 0.85), (0.6, 0.85)  # how much darker than the lid


def softness_px(paint: Field, opening: LidOpening) -> float:
    """Return how soft the sharpest edges of an open eye are painted, as the deviation of a blur."""
    light = np.asarray(paint @ _LUMA, np.float32)
    inside = opening.around(0.1, 0.05, 0.0)
    if not inside.any():
        return 0.0
    low, high = np.percentile(light[inside], (2, 98))
    slope = np.hypot(cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1))[inside] / 8
    sigma = float(high - low) / (2.5 * max(float(np.percentile(slope, 98)), 1e-3))
    return float(np.clip(sigma - 0.8, 0, _MOST_SOFT * opening.width_px))


def _thickness(dark: Field, depth: float, opening: LidOpening) -> float:
    """Return how thick the painted lash line is, in eye widths, where no iris hangs on it."""
    above = (opening.v - opening.upper) / opening.width_px
    band = (np.abs(above) < _REACH) & (opening.u > 0) & (opening.u < opening.width_px)
    column = np.clip((opening.u[band] / opening.width_px * 16).astype(int), 0, 15)
    count = np.maximum(np.bincount(column, minlength=16), 1)
    inked = np.bincount(column, (dark[band] > 0.5 * depth).astype(float), minlength=16)
    return float(np.percentile(2 * _REACH * inked / count, 35))


def joined_corners(paint: Field, tone: Field, opening: LidOpening) -> tuple[float, float]:
    """Return whether dark lines go on past the left and the right corner of an eye, 0 to 1."""
    dark, reach = 1 - np.clip(paint / np.maximum(tone, 8), 0, 1) @ _LUMA, _PAST * opening.width_px
    found = []
    for beyond in (-opening.u, opening.u - opening.width_px):
        past = (beyond > 0) & (beyond < reach) & (np.abs(opening.v - opening.upper) < reach)
        depth = float(np.percentile(dark[past], 80)) if past.any() else 0.0
        found.append(float(np.interp(depth, _JOINED, (0.0, 1.0))))
    return found[0], found[1]


def lash_line(
    paint: Field, tone: Field, opening: LidOpening, share: Field, joined: tuple[float, float], kind: Kind
) -> Field:
    """Bring the painted lash line down to the lower edge, as a factor (h, w, 3) on colours of at most 1.

    Its darkness along the eye, its thickness and its colour are read off where it is painted; it is drawn as
    one soft line, since what is brought down as it is drags iris and gaps along. At its ends it grows out of
    what is painted at the corners, a wing of make-up or a shade, as broad as it is there. `share` says where
    the eye is painted anew, 0 to 1.
    """
    width, in_ink = opening.width_px, kind == "flat"
    ratio = np.clip(paint / np.maximum(tone, 8), 0.05, 1.0)
    above = (opening.v - opening.upper) / width
    band = (above > -LASH_UP) & (above < _DOWN) & (opening.u > 0) & (opening.u < width)
    if not band.any():
        return np.ones_like(paint)
    dark = np.asarray(1 - ratio @ _LUMA, np.float32)
    column = np.clip((opening.u[band] / width * 16).astype(int), 0, 15)
    depth = np.array(
        [np.percentile(dark[band][column == k], 75) if (column == k).any() else 0.0 for k in range(16)]
    )
    # What is darkest in the middle is the iris below the line; lines are even.
    depth = np.clip(
        gaussian_filter1d(np.minimum(depth, 1.15 * np.median(depth)), 1.5, mode="nearest"),
        *(_INK_DARK if in_ink else _DARK),
    )
    strong = band & (dark > 0.7 * float(np.median(depth)))
    hue = np.median(ratio[strong], axis=0) if strong.any() else np.full(3, 1 - float(depth.mean()))
    hue = (1 - hue) / max(float((1 - hue) @ _LUMA), 1e-3)
    thick = _thickness(dark, float(np.median(depth)), opening)
    soft_px = 0.0 if kind == "lines" else softness_px(paint, opening)
    if in_ink:  # as broad as it is drawn, its edges as hard
        thick = float(np.clip(thick, *_BRUSH)) * width
        steep = 6 if soft_px < _HARD * thick else 2
    else:
        thick, steep = float(np.clip(0.6 * thick, *_THICK)) * width, 2 if kind == "tonal" else 6
    sigma = np.float32(np.hypot(max(0.42 * thick, 0.55), soft_px))
    left, right = (_ENDS[0] + one * (_ENDS[1] - _ENDS[0]) for one in joined)
    ends = np.minimum(opening.u / width / left, (1 - opening.u / width) / right).clip(0, 1)
    lifted = np.maximum(ends, 0.05) if in_ink else 1.0  # a brush lifts off
    below = opening.v - opening.lower + (0.5 * thick * lifted)
    from_edge = below / sigma
    if not in_ink:  # lashes hang down, and are fewer at the corners
        from_edge = np.where((from_edge > 0) & (kind == "tonal"), from_edge / _FRINGE, from_edge)
        from_edge /= 0.55 + 0.45 * np.sin(np.pi * np.clip(opening.u / width, 0, 1))
    if in_ink:
        from_edge, ends = from_edge / lifted, (ends > 0).astype(float)
    bell = np.exp(-0.5 * np.abs(from_edge) ** steep)
    strength = np.interp(opening.u / width * 16 - 0.5, np.arange(16), depth) * bell * ends
    if not in_ink:  # a line of a pixel has no more ink than the painted one
        ink_px = _ink_px(dark, opening)
        strength *= min(1.0, ink_px / max(2.5 * float(sigma) * float(np.median(depth)), 1e-3))
    line = 1 - strength[..., None] * hue
    if kind == "tonal":
        for from_corner, kept in ((opening.u, joined[0]), (width - opening.u, joined[1])):
            wing = _wing(ratio, below, from_corner, width, kept)
            line = np.minimum(line, 1 - share * (1 - wing))
    return np.asarray(np.clip(line, 0.04, 1), np.float32)


def _ink_px(dark: Field, opening: LidOpening) -> float:
    """Return how much darkness the painted lash line has across it, in pixels of black."""
    above = (opening.v - opening.upper) / opening.width_px
    band = (np.abs(above) < _REACH) & (opening.u > 0) & (opening.u < opening.width_px)
    column = np.clip((opening.u[band] / opening.width_px * 16).astype(int), 0, 15)
    across = 2 * _REACH * opening.width_px
    count = np.maximum(np.bincount(column, minlength=16), 1)
    return float(np.percentile(across * np.bincount(column, dark[band], minlength=16) / count, 35))


def _wing(ratio: Field, below: Field, from_corner: Field, width: float, joined: float) -> Field:
    """Return what is painted at a corner, tapering into the lash line, as a factor (h, w, 3).

    `below` says how far each pixel lies below that line, `from_corner` how far from the corner along the eye.
    """
    at = (KEPT * joined - 0.5 * _FADES) * width
    near = (np.abs(from_corner - at) < _SLICE * width) & (np.abs(below) < _TALL * width)
    bins = max(8, round(2 * _TALL * min(width, 50.0)))
    row = np.clip(((below[near] / width / _TALL + 1) * bins / 2).astype(int), 0, bins - 1)
    count = np.bincount(row, minlength=bins)
    if not count.any():
        return np.ones_like(ratio)
    places = (np.arange(bins) + 0.5) * 2 / bins - 1
    seen = np.stack(
        [
            np.interp(
                places,
                places[count > 0],
                (np.bincount(row, ratio[near][:, k], minlength=bins) / np.maximum(count, 1))[count > 0],
            )
            for k in range(3)
        ],
        axis=-1,
    )
    # Only what hangs together with the line: neither a crease above it nor the ground beside a face.
    dark = 1 - seen @ _LUMA
    middle = bins // 2
    for rows in (range(middle, bins), range(middle - 1, -1, -1)):
        ended = False
        for k in rows:
            ended |= bool(dark[k] < _GAP and abs(places[k]) > 0.1)
            if ended:
                seen[k] = 1
        if not ended:
            seen[rows] = 1
    share = np.clip(1 - (from_corner - at) / np.float32(_TAPERS * width), 0, 1)
    share = share * share * (3 - 2 * share)
    # What is high at a corner, a fold or the end of a crease, is soon left behind, or it would be a horn.
    high = np.clip(np.abs(below) / np.float32(_TALL * width), 0, 1)
    share = share ** (1 + _LEFT_BEHIND * high)
    thinner = 1 + _NARROWS * (1 - share)
    across = below / np.float32(width * _TALL) * thinner
    wing = np.stack([np.interp(across, places, seen[:, k]) for k in range(3)], axis=-1)
    return np.asarray(1 - share[..., None] * (1 - wing), np.float32)
