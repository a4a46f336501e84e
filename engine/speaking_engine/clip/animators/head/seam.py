"""Seam: the line in the picture where the lips meet, and whether the artist painted them apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from speaking_engine.clip.animators.head.figure import PROFILE_DEG
from speaking_engine.clip.animators.head.lattice import Array, Field
from speaking_engine.clip.clip import Frame

COUNT = 65
"""Points along the seam."""

UPPER_INNER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
LOWER_INNER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
UPPER_OUTER = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291]
LOWER_OUTER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291]

_TURNED_DEG = 25.0
_LEAST_CONTRAST = 24.0  # levels between a face and the ground behind it

Cost = Callable[[Field], Field]

_LUMA = np.array([0.299, 0.587, 0.114])
_REACH = 0.10  # mouth widths in which the painted seam is looked for
_OPEN = 0.07  # mouth widths between the landmarks from which lips may be painted apart


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
    """

    upper_px: Array
    lower_px: Array
    width_px: float
    along: Array
    down: Array
    open: bool
    redness: float
    front: int = 0

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
        """Give each point's place across the whole mouth, -1 and 1 at its corners; a profile shows half."""
        return np.linspace(-1.0 if self.front >= 0 else 0.0, 1.0 if self.front <= 0 else 0.0, COUNT)

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
    lips = _lips_of(strip, landmarks)
    gap = float(((lower - upper) @ down).max()) / width
    if gap > _OPEN and _believes_open(strip, landmarks, lips, width * down):
        top = strip.path(upper, 0.05, lambda seen: lips.edge(seen, falls=True), pinned=True)
        low = strip.path(lower, 0.05, lambda seen: lips.edge(seen, falls=False), pinned=True)
        low += np.maximum((top - low) @ down, 0)[:, None] * down
        low[[0, -1]] = top[[0, -1]]
        return Seam(top, low, width, along, down, True, lips.distance)
    line = strip.path((upper + lower) / 2, max(_REACH, 0.7 * gap), _darkness, pinned=False)
    return Seam(line, line.copy(), width, along, down, False, lips.distance)


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
    found = strip.path(even(line, COUNT), 0.07, _darkness, pinned=False)
    width = min(mouth_px, 2.6 * length * reach)
    return Seam(found, found.copy(), width, along, down, False, 0.0, front)


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


def even(line: Array, count: int) -> Array:
    """Lay `count` points evenly along a polyline (N, 2), rounded a little."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    way = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.linspace(0, way[-1], count)
    rough = np.stack([np.interp(at, way, line[:, axis]) for axis in (0, 1)], axis=1)
    reach = max(2, count // 12)
    kernel = np.hanning(2 * reach + 1)
    kernel /= kernel.sum()
    ends = 2 * rough[[0, -1]]
    padded = np.concatenate([ends[0] - rough[reach:0:-1], rough, ends[1] - rough[-2 : -2 - reach : -1]])
    return np.stack([np.convolve(padded[:, axis], kernel, "valid") for axis in (0, 1)], axis=1)


class Strip:
    """A band of the picture along a rough line, stretched straight: one column for each of its points.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
    unit_px : float
        Length that reaches are given in.
    across : (2,) float64
        Unit vector along a column, from its first row to its last.
    """

    def __init__(self, pixels: Frame, unit_px: float, across: Array) -> None:
        self._pixels = cv2.GaussianBlur(pixels, (0, 0), max(unit_px / 90, 0.6))
        self._unit_px = unit_px
        self._across = across

    def read(self, places: Array) -> Field:
        """Read the slightly blurred picture at crop pixels (..., 2), giving (..., 3)."""
        flat = np.ascontiguousarray(places, np.float32).reshape(1, -1, 2)
        seen = cv2.remap(self._pixels, flat, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(seen, np.float32).reshape(*places.shape[:-1], 3)

    def path(
        self,
        line: Array,
        reach: float,
        cost_of: Cost,
        *,
        pinned: bool,
        prior: float = 0.5,
        soft: float = 0.09,
    ) -> Array:
        """Give the cheapest smooth path near a line (N, 2).

        Parameters
        ----------
        reach : float
            Half the band's width, in units.
        cost_of : callable
            Gives from colours (rows, N, 3) a cost (rows, N) of about 0 to 3.
        pinned : bool
            Whether its ends must stay; else they may move half as far.
        prior : float
            Cost of the way from the rough line to the band's rim.
        soft : float
            Share of the line over which the path is smoothed, to either side.
        """
        half = reach * self._unit_px
        if half < 1:
            return line.copy()
        rows = max(9, 2 * int(2 * half) // 2 + 1)
        offsets = np.linspace(-half, half, min(rows, 61))
        seen = self.read(line[None] + offsets[:, None, None] * self._across)
        cost = cost_of(seen).astype(np.float64) + prior * (offsets[:, None] / half) ** 2
        count = len(line)
        ends = np.clip(1 - np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.08 * count), 0, 1)
        cost += (6.0 if pinned else 1.5) * ends * (offsets[:, None] / half) ** 2
        shift = offsets[cheapest(cost)]
        reach_points = max(2, int(soft * count))
        kernel = np.hanning(2 * reach_points + 1)
        smooth = np.convolve(np.pad(shift, reach_points, mode="edge"), kernel / kernel.sum(), "valid")
        return np.asarray(line + smooth[:, None] * self._across)


def cheapest(cost: Array, bend: float = 0.15) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Find the cheapest path through the columns (rows, N) that moves by at most one row at a time."""
    total = cost[:, 0].copy()
    came = np.zeros(cost.shape, np.int64)
    for column in range(1, cost.shape[1]):
        padded = np.pad(total, 1, constant_values=np.inf)
        choices = np.stack([padded[:-2] + bend, padded[1:-1], padded[2:] + bend])
        best = choices.argmin(axis=0)
        came[:, column] = best - 1
        total = choices.min(axis=0) + cost[:, column]
    path = np.empty(cost.shape[1], np.int64)
    path[-1] = int(total.argmin())
    for column in range(cost.shape[1] - 1, 0, -1):
        path[column - 1] = path[column] + came[path[column], column]
    return path


@dataclass(frozen=True, slots=True, eq=False)
class Lips:
    """What tells lips from skin by colour.

    Attributes
    ----------
    axis : (3,) float64
        Lip colours lie further along it than skin; both have a spread of about 1.
    skin, lip : float
        Medians along the axis.
    """

    axis: Array
    skin: float
    lip: float

    @property
    def distance(self) -> float:
        """How far lips stand out, in standard deviations."""
        return self.lip - self.skin

    def of(self, colours: Field) -> Field:
        """Give how like a lip colours (..., 3) are: 0 as skin, 1 as lips."""
        return np.asarray((_chroma(colours) @ self.axis - self.skin) / max(self.distance, 0.5), np.float32)

    def edge(self, seen: Field, *, falls: bool) -> Field:
        """Cost of a path along which lips end (falls) or begin, going down the rows (rows, N, 3)."""
        like = cv2.GaussianBlur(self.of(seen), (0, 0), 1.2)
        light = cv2.GaussianBlur(np.asarray(seen @ _LUMA, np.float32), (0, 0), 1.2)
        sign = -1.0 if falls else 1.0
        steep = sign * np.gradient(like, axis=0) * min(self.distance, 3.0) / 3.0
        change = np.abs(np.gradient(light, axis=0)) / max(float(np.ptp(light)), 8.0)
        return np.asarray(3 * (1 - _spread(np.maximum(steep, 0) + 0.5 * change)), np.float32)


def _lips_of(strip: Strip, landmarks: Array) -> Lips:
    """Learn the colours of lips and of the skin round them (linear discriminant after Fisher, 1936)."""
    outer = [landmarks[ids][2:-2] for ids in (UPPER_OUTER, LOWER_OUTER)]
    inner = [landmarks[ids][2:-2] for ids in (UPPER_INNER, LOWER_INNER)]
    shares = np.array([0.35, 0.5, 0.65])[:, None, None]
    on_lips = np.concatenate([edge + shares * (rim - edge) for edge, rim in zip(inner, outer, strict=True)])
    away = np.array([1.6, 2.0, 2.4])[:, None, None]
    beside = np.concatenate([edge + away * (rim - edge) for edge, rim in zip(inner, outer, strict=True)])
    lip, skin = (_chroma(strip.read(places)).reshape(-1, 3) for places in (on_lips, beside))
    within = np.cov(lip.T) + np.cov(skin.T) + 2.0 * np.eye(3)
    axis = np.linalg.solve(within, np.median(lip, axis=0) - np.median(skin, axis=0))
    spread = max(float(np.sqrt(axis @ within @ axis / 2)), 1e-6)
    axis /= spread
    return Lips(axis, float(np.median(skin @ axis)), float(np.median(lip @ axis)))


def _believes_open(strip: Strip, landmarks: Array, lips: Lips, down: Array) -> bool:
    """Say whether dark or teeth are painted between two lips: in both, lips must go on above and below."""
    part = slice(3, -3)
    upper, lower = landmarks[UPPER_INNER][part], landmarks[LOWER_INNER][part]
    outer_upper, outer_lower = landmarks[UPPER_OUTER][part], landmarks[LOWER_OUTER][part]
    shares = np.array([0.3, 0.5, 0.7])[:, None, None]
    between = strip.read(upper + shares * (lower - upper))
    above = strip.read(upper + shares * (outer_upper - upper))
    below = strip.read(lower + shares * (outer_lower - lower))
    chin = strip.read(outer_lower + 0.18 * down)
    hollow, top, low, skin = (np.median(seen @ _LUMA) for seen in (between, above, below, chin))
    is_dark = bool(np.percentile(between @ _LUMA, 40) < 0.9 * min(top, low))
    pale = np.ptp(between, axis=-1).mean() / max(float(hollow), 1.0)
    red = np.ptp(above, axis=-1).mean() / max(float(top), 1.0)
    has_teeth = bool(hollow > 1.12 * max(top, low) and pale < 0.7 * red)
    is_lip = np.median(lips.of(below)) > 0.8 if lips.distance > 1.5 else low < 0.85 * skin
    lower_is_lip = bool(is_lip)
    return (is_dark or has_teeth) and lower_is_lip


def _chroma(colours: Field) -> Array:
    """Give lightness and two opponent colours (..., 3) of sRGB colours, in levels; lightness counts half."""
    seen = np.asarray(colours, np.float64)
    light = seen @ _LUMA
    red = seen[..., 0] - seen[..., 1]
    yellow = 0.5 * (seen[..., 0] + seen[..., 1]) - seen[..., 2]
    return np.stack([0.5 * light, red, yellow], axis=-1)


def _darkness(seen: Field) -> Field:
    """Cost 0 to 3: every column against itself, because a seam is the darkest place of its column."""
    light = np.asarray(seen @ _LUMA)
    low, high = light.min(axis=0), light.max(axis=0)
    return np.asarray(3 * (light - low) / (high - low + 8), np.float32)


def _spread(values: Field) -> Field:
    low, high = np.percentile(values, (5, 97))
    return np.asarray(np.clip((values - low) / (high - low + 1e-6), 0, 1), np.float32)


def below(line: Array, window: tuple[int, int, int, int], soft_px: float = 0.0) -> Field:
    """Give how much of each pixel of a window lies below a line (N, 2) from left to right, 0 to 1."""
    left, top, right, bottom = window
    order = np.argsort(line[:, 0])
    points = line[order] - (left, top)
    wide, high = right - left, bottom - top
    ends = np.array([[-9.0, points[0, 1]]]), np.array([[wide + 9.0, points[-1, 1]]])
    under = np.array([[wide + 9.0, high + 9.0], [-9.0, high + 9.0]])
    return polygon(np.concatenate([ends[0], points, ends[1], under]), (wide, high), soft_px)


def polygon(points: Array, size: tuple[int, int], soft_px: float = 0.0) -> Field:
    """Give how much of each pixel a polygon (N, 2) covers, (height, width) float32 in 0 to 1."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillPoly(mask, [np.round(points * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    if soft_px > 0:
        mask = cv2.GaussianBlur(mask, (0, 0), soft_px)
    return np.asarray(mask, np.float32) / np.float32(255)
