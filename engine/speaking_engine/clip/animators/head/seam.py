"""Seam: the line in the picture where the lips meet, and whether the artist painted them apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from speaking_engine.clip.animators.head.figure import PROFILE_DEG
from speaking_engine.clip.animators.head.lattice import Array, Field
from speaking_engine.clip.animators.head.lips import LOWER_INNER, UPPER_INNER, believes_open, lips_of
from speaking_engine.clip.animators.head.strip import Strip, even
from speaking_engine.clip.clip import Frame

COUNT = 65
"""Points along the seam."""

_TURNED_DEG = 25.0
_LEAST_CONTRAST = 24.0  # levels between a face and the ground behind it

_LEAST_RED = 0.03  # of a colour's sum, that red must rise for lips to be told by it
_LEAST_DEPTH = 0.05  # of the brightness beside it, that a seam must be darker to be told by it
_CLEAR_DEPTH = 0.14  # from which a line is believed to be the seam where no landmark has it
_FARTHER = (0.15, -0.15, 0.25, -0.25, 0.35)  # mouth widths away where it is looked for then
_LUMA = np.array([0.299, 0.587, 0.114])
_REACH = 0.10  # mouth widths in which the painted seam is looked for
_SOFT = 0.16  # of the lips, over which the edges of an open mouth are smoothed: paint is ragged there
_RIM, _RIM_PX = 0.012, 0.6  # mouth widths, pixels of a lip's edge that have the colour of painted teeth
_WAVING = 0.012  # mouth widths, that a profile's seam goes up and down beside a parabola
_BOWED = 0.02  # mouth widths, that a frontal one does beside a polynomial of the fourth degree
_KNOWN, _PASSING = (0.2, 0.6), 0.15
"""Shares of a profile's seam from its corner on: where nothing misleads; over how much it straightens."""
_OPEN = 0.07  # mouth widths between the landmarks from which lips may be painted apart
_OPEN_PX = 4.0  # pixels of such a gap, below which it is the stroke with which lips are drawn that meet


@dataclass(frozen=True, slots=True, eq=False)
class Seam:
    """The inner edges of both lips.

    Attributes
    ----------
    upper_px, lower_px : (COUNT, 2) float64
        Crop pixels, left to right in the picture; the same line where the mouth is painted shut.
    width_px : float
        From corner to corner.
    along, down : (2,) float64
        Unit vectors from the left corner to the right one, and across it towards the chin.
    front : int
        -1 or 1 for a profile that looks to the left or right, whose lips end at its outline; else 0.
    open : bool
        Whether dark or teeth are painted between the lips.
    redness : float
        How well the lips' colour stands out from the skin, in standard deviations; below 1 hardly at all.
    hidden : bool
        Whether a profile shows neither a dark line nor a red lip where its lips should meet: hair hides them.
    moved : bool
        Whether it was found away from the landmarks: the fitted head has its lips elsewhere, none can part.
    """

    upper_px: Array
    lower_px: Array
    width_px: float
    along: Array
    down: Array
    open: bool
    redness: float
    front: int = 0
    hidden: bool = False
    moved: bool = False

    @property
    def gap_px(self) -> Array:
        """How far the lips are painted apart, (COUNT,)."""
        return np.asarray((self.lower_px - self.upper_px) @ self.down)

    @property
    def middle_px(self) -> Array:
        """Half way between the lips, (COUNT, 2)."""
        return (self.upper_px + self.lower_px) / 2

    def beyond(self, x: Array | Field) -> Array:
        """Say how far places at `x`, as of `local`, lie past the nearer end of the lips; < 0 between them."""
        ends = self.local(self.middle_px[[0, -1]])[:, 0]
        return np.asarray(np.maximum(ends[0] - x, x - ends[1]))

    def across(self) -> Array:
        """Return each point's place across the whole mouth, -1 and 1 at its corners; a profile shows half.

        There the lips' arch, a parabola, runs away from us: half way between corner and front it has come two
        thirds of the way to the middle, so that a hole is a wedge and no leaf.
        """
        if not self.front:
            return np.linspace(-1.0, 1.0, COUNT)
        half = -np.sqrt(np.linspace(1.0, 0.0, COUNT))
        return np.asarray(half if self.front > 0 else -half[::-1])

    def local(self, pixels: Array | Field) -> Array:
        """Give places (..., 2) in mouth widths from the seam's middle, x along it and y towards the chin."""
        away = np.asarray(pixels) - self.middle_px[[0, -1]].mean(axis=0)
        return np.asarray(away @ np.stack([self.along, self.down], axis=1) / self.width_px)


def seam_of(pixels: Frame, landmarks: Array, yaw_deg: float, mouth_px: float) -> Seam:
    """Find the seam.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
    landmarks : (478, 2) float64
        Crop pixels.
    yaw_deg : float
        > 0 looks to the right of the picture.
    mouth_px : float
        Width of the whole mouth if it were seen from the front; used for profiles.
    """
    if abs(yaw_deg) > PROFILE_DEG:
        return _half_seam(pixels, landmarks, 1 if yaw_deg > 0 else -1, mouth_px)
    corners = 0.5 * (landmarks[[61, 291]] + landmarks[[78, 308]])
    width = max(float(np.linalg.norm(corners[1] - corners[0])), 4.0)
    along = (corners[1] - corners[0]) / width
    down = np.array([-along[1], along[0]])
    inner = [landmarks[ids].copy() for ids in (UPPER_INNER, LOWER_INNER)]
    for line in inner:
        line[[0, -1]] = corners
    upper, lower = (even(line, COUNT) for line in inner)
    strip = Strip(pixels, width, down)
    lips = lips_of(strip, landmarks)
    gap = float(((lower - upper) @ down).max()) / width
    if gap > _OPEN and gap * width > _OPEN_PX and believes_open(strip, landmarks, lips, width * down, gap):
        top = strip.path(upper, 0.05, lambda seen: lips.edge(seen, falls=True), ends=6.0, soft=_SOFT)
        low = strip.path(lower, 0.05, lambda seen: lips.edge(seen, falls=False), ends=6.0, soft=_SOFT)
        low += np.maximum((top - low) @ down, 0)[:, None] * down
        rim = np.minimum(_RIM * width + _RIM_PX, 0.12 * gap * width) * _tapered(COUNT)[:, None] * down
        top, low = top - rim, low + rim
        low[[0, -1]] = top[[0, -1]]
        return Seam(top, low, width, along, down, True, lips.distance)
    line = strip.path((upper + lower) / 2, max(_REACH, 0.7 * gap), _darkness)
    line = _calm(line, along, down, _BOWED * width, degree=4)
    moved = False
    if _depth(strip, line[6:-6], width * down) < _LEAST_DEPTH:
        found = _farther(strip, line, (upper + lower) / 2, width * down)
        moved, line = found is not line, found
    return Seam(line, line.copy(), width, along, down, False, lips.distance, moved=moved)


def _tapered(count: int) -> Array:
    return np.asarray(np.clip(np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.15 * count), 0, 1))


def _farther(strip: Strip, line: Array, rough: Array, down: Array) -> Array:
    """Return the nearest clear dark line for lips that are not seen where landmarks have them; or `line`."""
    for share in _FARTHER:
        other = strip.path(rough + share * down, _REACH, _darkness)
        if _depth(strip, other[6:-6], down) > _CLEAR_DEPTH:
            return other
    return line


def _half_seam(pixels: Frame, landmarks: Array, front: int, mouth_px: float) -> Seam:
    """Find the seam of a profile: from the corner that is seen to the outline."""
    part = slice(None, 6) if front > 0 else slice(5, None)
    line = 0.5 * (landmarks[UPPER_INNER][part] + landmarks[LOWER_INNER][part])
    corner, tip = (line[0], line[-1]) if front > 0 else (line[-1], line[0])
    way = tip - corner
    length = max(float(np.linalg.norm(way)), 2.0)
    end = _outline(pixels, corner + 0.3 * way, corner + 2.0 * way)
    reach = 1.03 if end is None else float(np.clip(0.3 + 1.7 * end, 0.75, 1.45))
    share = ((line - corner) @ way) / length**2
    line = line + np.outer(share * (reach - 1), way)
    along = front * way / length
    down = np.array([-along[1], along[0]])
    strip = Strip(pixels, mouth_px, down)
    found = strip.path(even(line, COUNT), 0.07, _meeting, ends=1.0, soft=0.2)
    width = min(mouth_px, 2.6 * length * reach)
    seen = found[COUNT // 10 : -COUNT // 5] if front > 0 else found[COUNT // 5 : -COUNT // 10]
    hidden = not _meets(strip, seen if front > 0 else seen[::-1], mouth_px * down)
    found = even(line, COUNT) if hidden else _calm(found, along, down, _WAVING * mouth_px)
    if not hidden:
        found = _on_to_front(found, along, down, _WAVING * mouth_px, front)
    return Seam(found, found.copy(), width, along, down, False, 0.0, front, hidden)


def _calm(line: Array, along: Array, down: Array, most: float, degree: int = 2) -> Array:
    """Let a line wave no more than `most` pixels about the polynomial that fits it, 2 for a parabola.

    A frontal mouth has its bow; a step of the line is a shadow beside it. At a profile's front, a lip's shade
    or its outline may be darker than the line where the lips meet.
    """
    x, y = (line - line[0]) @ along, (line - line[0]) @ down
    fitted = np.polyval(np.polyfit(x, y, degree), x)
    calm = np.clip(y, fitted - most, fitted + most)
    return np.asarray(line + (calm - y)[:, None] * down)


def _on_to_front(line: Array, along: Array, down: Array, most: float, front: int) -> Array:
    """Let a profile's seam go on to its front as it came, within `most` pixels of the straight line.

    There a lip's outline is a darker line than that in which lips meet, and leads away from it: the lower lip
    would take a scrap of the upper one along.
    """
    ordered = line if front > 0 else line[::-1]  # from the corner
    x, y = (ordered - ordered[0]) @ (front * along), (ordered - ordered[0]) @ down
    known = slice(round(_KNOWN[0] * COUNT), round(_KNOWN[1] * COUNT))
    straight = np.polyval(np.polyfit(x[known], y[known], 1), x)
    calm = np.clip(y, straight - most, straight + most)
    share = np.clip((np.linspace(0, 1, COUNT) - _KNOWN[1]) / _PASSING, 0, 1)
    turned = ordered + (share * (calm - y))[:, None] * down
    return np.asarray(turned if front > 0 else turned[::-1])


def _meets(strip: Strip, line: Array, down: Array) -> bool:
    """Return whether lips are seen to meet along a line: in a dark line, or over a lip redder than its rims.

    Parameters
    ----------
    line : (N, 2) float64
        From the corner to the front, in whose half the red is looked for.
    down : (2,) float64
        One mouth width towards the chin.
    """

    def beside(shares: tuple[float, ...], part: Array = line) -> Field:
        return np.asarray(np.median([strip.read(part + share * down) for share in shares], axis=0))

    if _depth(strip, line, down) > _LEAST_DEPTH:
        return True
    front = line[len(line) // 2 :]
    over, lip, under = (
        float(np.median(_red(beside(shares, front)))) for shares in ((-0.06,), (0.03, 0.05), (0.12,))
    )
    return min(lip - over, lip - under) > _LEAST_RED / 2


def _depth(strip: Strip, line: Array, down: Array) -> float:
    """Return how much darker a line is than what lies beside it, as a share of that."""
    on, above, below = (
        np.median([strip.read(line + share * down) for share in shares], axis=0) @ _LUMA
        for shares in ((0.0,), (-0.05, -0.07, -0.09), (0.05, 0.07, 0.09))
    )
    depth = (np.minimum(above, below) - on) / np.maximum((above + below) / 2, 10)
    return float(depth.mean())


def visible(seam: Seam, pixels: Frame, within: Array, yaw_deg: float) -> Seam:
    """Let a seam end where the head's painted outline does.

    Parameters
    ----------
    within : (COUNT,) float64
        How far its points lie inside the head as found from outside; at most 0 is off it.
    yaw_deg : float
        Turn of the head; where it is large, the outline is also looked for along the mouth.
    """
    inside = within > 0
    if abs(yaw_deg) > _TURNED_DEG:
        line = seam.middle_px if yaw_deg > 0 else seam.middle_px[::-1]
        end = _outline(pixels, line[0] + 0.4 * (line[-1] - line[0]), line[0] + 1.7 * (line[-1] - line[0]))
        if end is not None:
            along = np.linalg.norm(line - line[0], axis=1) / max(
                float(np.linalg.norm(line[-1] - line[0])), 1e-6
            )
            reached = along < 0.4 + 1.3 * end - 0.04
            inside &= reached if yaw_deg > 0 else reached[::-1]
    if seam.front or inside.all() or inside.sum() < COUNT // 3:
        return seam
    middle = int(np.argmin(np.where(inside, np.abs(np.arange(COUNT) - COUNT // 2), COUNT)))
    outside = np.flatnonzero(~inside)
    first = max((int(n) + 1 for n in outside if n < middle), default=0)
    last = min((int(n) - 1 for n in outside if n > middle), default=COUNT - 1)
    at = np.linspace(first, last, COUNT)
    upper, lower = (
        np.stack([np.interp(at, np.arange(COUNT), line[:, axis]) for axis in (0, 1)], axis=1)
        for line in (seam.upper_px, seam.lower_px)
    )
    ends = 0.5 * (upper + lower)[[0, -1]]
    upper[[0, -1]] = lower[[0, -1]] = ends
    return replace(seam, upper_px=upper, lower_px=lower)


def _outline(pixels: Frame, inside: Array, outside: Array) -> float | None:
    """Walk out of a face and say at which share of the way the ground begins; None where none is seen."""
    if (outside < 0).any() or (outside > np.array(pixels.shape[1::-1]) - 1).any():
        return None
    share = np.linspace(0, 1, 61)
    way = outside - inside
    aside = np.array([-way[1], way[0]]) * 0.05
    places = inside + share[:, None, None] * way + np.linspace(-1, 1, 7)[:, None] * aside
    strip = Strip(pixels, 90 * max(0.8, 0.02 * float(np.linalg.norm(way))), way)
    seen = strip.read(places).mean(axis=1)
    face, ground = np.median(seen[:10], axis=0), np.median(seen[-12:], axis=0)
    if np.abs(face - ground).max() < _LEAST_CONTRAST:
        return None
    unlike = np.abs(seen - ground).max(axis=1) > 0.3 * np.abs(face - ground).max()
    return float(share[np.flatnonzero(unlike)[-1]]) if unlike.any() else None


def _meeting(seen: Field) -> Field:
    """Cost as of `_darkness`, and more where it is redder above than below: there a lower lip ends."""
    red = cv2.GaussianBlur(_red(seen), (0, 0), max(len(seen) / 24, 0.8))
    step = max(len(seen) // 5, 1)
    padded = np.pad(red, ((step, step), (0, 0)), mode="edge")
    fall = padded[: len(seen)] - padded[2 * step :]
    spread = max(float(np.ptp(np.percentile(red, (5, 95)))), _LEAST_RED)
    return np.asarray(_darkness(seen) + 3 * np.clip(2 * fall / spread, 0, 1), np.float32)


def _red(seen: Field) -> Field:
    """Return how much redder than green colours (..., 3) are, of their sum."""
    return np.asarray((seen[..., 0] - seen[..., 1]) / (seen.sum(axis=-1) + 20), np.float32)


def _darkness(seen: Field) -> Field:
    """Cost 0 to 3: every column against itself, because a seam is the darkest place of its column."""
    light = np.asarray(seen @ _LUMA)
    low, high = light.min(axis=0), light.max(axis=0)
    return np.asarray(3 * (light - low) / (high - low + 8), np.float32)
