"""Mouth: what shows between the lips when they part, laid into the frame in the work's own manner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import cv2
import numpy as np

from speaking_engine.clip.animators.head.figure import Figure
from speaking_engine.clip.animators.head.lattice import Array, Field, Window
from speaking_engine.clip.animators.head.manner import LUMA, PaintManner
from speaking_engine.clip.animators.head.opening import Opening
from speaking_engine.clip.animators.head.seam import COUNT, Seam
from speaking_engine.clip.animators.head.strip import polygon
from speaking_engine.clip.animators.head.teeth import Teeth, teeth_of
from speaking_engine.clip.clip import Frame

if TYPE_CHECKING:
    from speaking_engine.clip.animators.head.rig import HeadPose

TeethShown = Literal["none", "hint", "full"]
TEETH: tuple[TeethShown, ...] = get_args(TeethShown)
_LEAST_PX = 0.3
_ASIDE = 0.35
_LIT_ASIDE = 1.4  # times what a hollow's foot has of the lips' colour, that it has more at a profile's front
_BEHIND_ROUNDED = 0.9  # of their light that teeth lose behind lips that are pushed out
_STILL_SEEN, _HIDDEN = 0.5, 0.95  # how far lips are pushed out where painted teeth begin to go, and are gone
_FULL = 1.5  # how much more light teeth have where they are to be shown
_HINT = 1.0  # how much of it where they are only hinted at, and the lower ones not at all
_NO_TEETH_PX = 20.0  # width of a mouth that shows no teeth; from twice that on it shows them whole
_SHEET_PX = 220  # width of a mouth on the sheet it is drawn on
_CORNER = 0.8  # of the light that is lost towards the corners, where cheeks stand in it
_CORNER_HINT = 1.0  # the same of teeth that are only hinted at
_RELIT_BELOW = 0.42  # mouth widths below the gap in which the lower lip's shade changes
_PARTED = 0.2  # mouth widths of a gap whose lips are turned as far as they turn
_DIM = 10  # percentile of brightness between painted lips up to which no tooth is: smiles show little else
_AS_LIPS = 0.9  # of the brightness of the lips beside, that painted teeth are at least
_ABOVE_LIP = 0.15  # of the painted gap, above the lower lip, in which only what is bright is teeth
_UNDER_LIP = 0.02  # mouth widths under the upper lip in which its paint and that of teeth are one
_MEETING = 0.014  # mouth widths, of the line in which lips meet that are painted apart
_SMALL_LIP_PX, _RED_PX = (
    48.0,
    0.5,
)  # width of a mouth below which an upper lip is few pixels; how many are kept
_LINE, _OUTLINED = 0.012, 0.05  # mouth widths: an ink outline's breadth, and the gap from which it is full
_SHADOW = 0.055  # mouth widths over which lips take light from what lies behind them
_SHADED = 0.30  # of the gap, over which they do so where it is narrow


@dataclass(frozen=True, slots=True, eq=False)
class Interior:
    """The inside of one mouth, ready to be seen through any opening."""

    seam: Seam
    teeth: Teeth
    manner: PaintManner
    shown: TeethShown
    painted: Painted | None

    def draw(self, frame: Frame, opening: Opening, pose: HeadPose, turned: tuple[Array, Array]) -> None:
        """Draw it into a frame, in place, where the lips have parted.

        Parameters
        ----------
        turned : (3, 3) and (2,) float64
            The head's rotation in the picture's axes, and how far that carries the middle of the lips.
        """
        if self.manner.medium.kind == "tonal":
            self._relight(frame, opening, pose)
        line_px = _MEETING * self.seam.width_px if self.seam.open else 0.0
        hidden = float(np.clip((pose.rounded - _STILL_SEEN) / (_HIDDEN - _STILL_SEEN), 0, 1))
        seen = 1 - hidden * hidden * (3 - 2 * hidden)  # teeth that fade from the first are a grey veil
        # Painted lips that were never seen to meet have no line where they do; no tooth lies in it.
        apart = float(np.clip(opening.height_px / line_px - 1, 0, 1)) if line_px else 1.0
        if opening.height_px < 2 * line_px:
            opening = opening.parted(line_px, self.seam.down)
        if opening.height_px < _LEAST_PX:
            return
        both = np.concatenate([opening.upper_px, opening.lower_px])
        low = np.maximum(np.floor(both.min(axis=0)).astype(int) - 4, 0)
        high = np.minimum(np.ceil(both.max(axis=0)).astype(int) + 5, (frame.shape[1], frame.shape[0]))
        window = left, top, right, bottom = int(low[0]), int(low[1]), int(high[0]), int(high[1])
        if right <= left or bottom <= top:  # the lips lie outside of the picture
            return
        outline = np.concatenate([opening.upper_px, opening.lower_px[::-1]]) - low
        share = polygon(self._below_red(outline, opening), (right - left, bottom - top), self.manner.soft_px)
        share *= np.float32(min(1.0, opening.height_px / (2.5 * _LEAST_PX)))
        shown = frame[top:bottom, left:right]
        kind, light, depth = self._lit(window, share, opening, pose, turned)
        light = np.where(kind > 1, np.float32(apart) * light, light)
        colour = self.manner.painted(kind, light, depth, window)
        if self.painted is not None:
            self.painted.lay(colour, window, opening, apart * seen)
        shown[...] = np.clip(shown + share[..., None] * (colour - shown) + 0.5, 0, 255).astype(np.uint8)
        if self.manner.medium.kind == "flat":
            self._outline(shown, outline, min(1.0, opening.height_px / (_OUTLINED * self.seam.width_px)))

    def _below_red(self, outline: Array, opening: Opening) -> Array:
        """Return a hole's outline with its upper edge lowered by its softness where a lip is few pixels high.

        A soft edge that reaches over an upper lip of two pixels takes its red away.
        """
        small = float(np.clip((_SMALL_LIP_PX - self.seam.width_px) / _SMALL_LIP_PX, 0, 1))
        lower = min(small * (_RED_PX + self.manner.soft_px), 0.3 * opening.height_px)
        down = np.zeros_like(outline)
        down[: len(opening.upper_px)] = lower * self.seam.down
        return np.asarray(outline + down)

    def _outline(self, shown: Frame, outline: Array, strength: float) -> None:
        """Draw the hole's outline (N, 2) in ink, in place, as flat prints draw all that they show."""
        drawn = np.zeros(shown.shape[:2], np.uint8)
        line_px = max(1, round(_LINE * self.seam.width_px))
        cv2.polylines(drawn, [np.round(outline * 16).astype(np.int32)], True, 255, line_px, cv2.LINE_AA, 4)
        ink = (np.float32(strength / 255) * drawn)[..., None]
        shown[...] = np.clip(shown + ink * (self.manner.medium.ink - shown) + 0.5, 0, 255).astype(np.uint8)

    def _relight(self, frame: Frame, opening: Opening, pose: HeadPose) -> None:
        """Shade the lips in a frame, in place, as they turn: a rim that rolls in, a lip that comes out.

        It multiplies what is painted by a smooth field; the painter's own lights stay where they are.
        """
        seam = self.seam
        width = seam.width_px
        parted = min(opening.height_px / (_PARTED * width), 1.0)
        tucked = min(pose.channels.get("mouthRollLower", 0.0), 1.0)
        pushed = pose.rounded
        if max(parted, tucked, pushed) < 0.01:
            return
        both = np.concatenate([opening.upper_px, opening.lower_px])
        room = np.array([0.05, 0.1]) * width, np.array([0.05, _RELIT_BELOW]) * width
        low = np.maximum(np.floor(both.min(axis=0) - room[0]).astype(int), 0)
        high = np.minimum(np.ceil(both.max(axis=0) + room[1]).astype(int), frame.shape[1::-1])
        if (high <= low).any():
            return
        step = max(1, round(width / 60))
        size = -(-int(high[0] - low[0]) // step), -(-int(high[1] - low[1]) // step)
        x = low[0] + step * (np.arange(size[0], dtype=np.float32) + np.float32(0.5))
        y = low[1] + step * (np.arange(size[1], dtype=np.float32) + np.float32(0.5))
        place = seam.local(np.stack(np.meshgrid(x, y), axis=-1))
        lower, upper = seam.local(opening.lower_px), seam.local(opening.upper_px)
        inside = np.interp(place[..., 0], lower[:, 0], 1 - seam.across() ** 2, 0.0, 0.0)
        below = place[..., 1] - np.interp(place[..., 0], lower[:, 0], lower[:, 1])
        above = np.interp(place[..., 0], upper[:, 0], upper[:, 1]) - place[..., 1]
        shade = 0.30 * parted * _bump(below, 0.0, 0.028) * (below > -0.02)
        shade += 0.20 * parted * _bump(above, 0.0, 0.022) * (above > -0.02)
        shade += 0.08 * parted * _bump(below, 0.24, 0.06)
        shade += 0.30 * tucked * _bump(below, 0.0, 0.07) * (below > -0.02)
        shade += pushed * (0.14 * _bump(below, 0.25, 0.06) - 0.10 * _bump(below, 0.08, 0.035))
        factor = (1 - inside * shade).astype(np.float32)
        full = size[0] * step, size[1] * step
        columns, rows = high - low
        factor = cv2.resize(factor, full, interpolation=cv2.INTER_LINEAR)[:rows, :columns]
        shown = frame[low[1] : high[1], low[0] : high[0]]
        shown[...] = np.clip(shown * factor[..., None] + np.float32(0.5), 0, 255).astype(np.uint8)

    def _lit(
        self, window: Window, share: Field, opening: Opening, pose: HeadPose, turned: tuple[Array, Array]
    ) -> tuple[Field, Field, Field]:
        """Return at the window's pixels what lies there (as `Teeth.drawn`), its light, and how far down.

        The last is 0 at the upper lip and 1 at the lower one.
        """
        left, top, right, bottom = window
        scale = float(np.clip(_SHEET_PX / self.seam.width_px, 0.2, 2.0))
        size = max(2, round((right - left) * scale)), max(2, round((bottom - top) * scale))
        to_sheet = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
        jaw = pose.channels.get("jawOpen", 0.0), pose.channels.get("tongueOut", 0.0)
        kind, light = self.teeth.drawn(*turned, jaw, to_sheet, size)
        if self.seam.front:  # seen from aside, teeth lie deep in the cheek's shade
            light = np.where(kind > 1, np.float32(_ASIDE) * light, light).astype(np.float32)
        light = np.where(kind > 1, np.float32(1 - _BEHIND_ROUNDED * pose.rounded) * light, light)
        if self.shown == "hint":
            light = np.where(kind > 1, np.float32(_HINT) * (kind > 2) * light, light).astype(np.float32)
            kind = np.where(kind == 2, 0, kind).astype(np.float32)
        if self.shown == "full":
            light = np.where(kind > 1, np.float32(_FULL) * light, light).astype(np.float32)
        if self.shown != "full":  # of a mouth a few brush strokes wide no painter shows teeth
            seen = float(np.clip((self.seam.width_px - _NO_TEETH_PX) / _NO_TEETH_PX, 0, 1))
            light = np.where(kind > 1, np.float32(seen) * light, light).astype(np.float32)
        if self.shown == "none":
            light = np.where(kind > 1, 0, light).astype(np.float32)
            kind = np.where(kind > 1, 0, kind).astype(np.float32)
        light *= self._shadow(share, opening, size)
        middle, half = opening.upper_px[:, 0].mean(), 0.5 * np.ptp(opening.upper_px[:, 0])
        across = (left + np.arange(size[0]) / scale - middle) / max(half, 1.0)
        down = self._depth(window, opening, size)
        if self.seam.front:  # light comes in between the lips, and there the cheek's inside is seen
            outward = np.clip(0.5 + 0.5 * np.sign(self.seam.along[0]) * self.seam.front * across, 0, 1)
            down = down + _LIT_ASIDE * (outward**2).astype(np.float32)
            across = 1 - outward
        corner = _CORNER_HINT if self.shown == "hint" else _CORNER
        light *= np.clip(1 - corner * across**2, 0, 1).astype(np.float32)
        return kind, light, np.asarray(down, np.float32)

    def _depth(self, window: Window, opening: Opening, size: tuple[int, int]) -> Field:
        left, top, right, bottom = window
        x = left + (np.arange(size[0]) + 0.5) * (right - left) / size[0]
        y = top + (np.arange(size[1]) + 0.5) * (bottom - top) / size[1]
        place = self.seam.local(np.stack(np.meshgrid(x, y), axis=-1))
        upper, lower = (self.seam.local(edge) for edge in (opening.upper_px, opening.lower_px))
        first = np.interp(place[..., 0], upper[:, 0], upper[:, 1])
        last = np.interp(place[..., 0], lower[:, 0], lower[:, 1])
        return np.asarray(np.clip((place[..., 1] - first) / np.maximum(last - first, 0.02), 0, 1), np.float32)

    def _shadow(self, share: Field, opening: Opening, size: tuple[int, int]) -> Field:
        """Return how much light comes in past the lips: less near them, least under the upper one."""
        hole = cv2.resize(share, size, interpolation=cv2.INTER_AREA)
        reach_px = min(_SHADOW * self.seam.width_px, _SHADED * opening.height_px)
        reach = reach_px * size[0] / max(share.shape[1], 1)
        near = cv2.GaussianBlur(hole, (0, 0), max(reach, 0.5))
        down = np.array([[1, 0, 0], [0, 1, 1.3 * reach]], np.float32)
        under = cv2.GaussianBlur(cv2.warpAffine(hole, down, size), (0, 0), max(0.8 * reach, 0.5))
        wide = float(np.clip(opening.height_px / (0.22 * self.seam.width_px), 0.25, 1))
        lit = (
            np.clip(0.15 + 1.2 * near, 0, 1) * (0.35 + 0.65 * np.clip(1.3 * under, 0, 1)) * (0.6 + 0.4 * wide)
        )
        return np.asarray(np.clip(1.6 * lit, 0, 1), np.float32)


def _bump(away: Array, at: float, reach: float) -> Array:
    return np.asarray(np.exp(-(((away - at) / reach) ** 2)))


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """What the artist painted between lips: his teeth hang on the upper one, his dark goes as they open.

    Attributes
    ----------
    seam : Seam
        Where the lips are painted.
    left, top : int
        Where it lies in the crop.
    colour : (h, w, 3) float32
    whole, teeth : (h, w) float32
        How much of each pixel lies between the lips, and how much of it is teeth, 0 to 1.
    """

    seam: Seam
    left: int
    top: int
    colour: Field
    whole: Field
    teeth: Field

    def lay(self, colour: Field, window: Window, opening: Opening, light: float) -> None:
        """Lay it over the new inside (h, w, 3) of a window, in place, as the upper lip has carried it.

        Skulls carry teeth, but a lip that rises or is drawn aside by a millimetre would bare a dark rim
        round painted ones, of which no more is painted than is seen.

        Parameters
        ----------
        light : float
            0 to 1, what lips that are pushed out leave of it.
        """
        x = np.arange(window[0], window[2], dtype=np.float32)
        y = np.arange(window[1], window[3], dtype=np.float32)
        place = self.seam.local(np.stack(np.meshgrid(x, y), axis=-1))
        now, own = self.seam.local(opening.upper_px), self.seam.local(self.seam.upper_px)
        at = np.interp(place[..., 0], now[:, 0], np.arange(COUNT))
        under = place[..., 1] - np.interp(place[..., 0], now[:, 0], now[:, 1])
        along, down = (np.interp(at, np.arange(COUNT), own[:, axis]) for axis in (0, 1))
        there = np.stack([along, down + under], axis=-1) * self.seam.width_px
        there = there @ np.stack([self.seam.along, self.seam.down]) + self.seam.middle_px[[0, -1]].mean(
            axis=0
        )
        source = (there - (self.left, self.top)).astype(np.float32)
        gap_px = max(float(self.seam.gap_px.max()), 1.0)
        grown = float(np.clip((opening.height_px / gap_px - 1) / 0.6, 0, 1))
        seen = cv2.remap(self.colour, source, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        whole, teeth = (
            cv2.remap(share, source, None, cv2.INTER_LINEAR, borderValue=0.0)[..., None]
            for share in (self.whole, self.teeth)
        )
        # His teeth are laid on as light; what is dark round them belongs to the gap as it was.
        lighter = seen - colour
        share = (1 - grown) * whole + grown * np.where(lighter > 0, teeth, 0.0)
        colour += np.float32(light) * share * lighter


def interior_of(
    pixels: Frame, figure: Figure, seam: Seam, manner: PaintManner, shown: TeethShown
) -> Interior:
    """Prepare the inside of a mouth."""
    return Interior(seam, teeth_of(figure, seam), manner, shown, _painted(pixels, seam))


def _painted(pixels: Frame, seam: Seam) -> Painted | None:
    if not seam.open:
        return None
    reach = max(2, round(_UNDER_LIP * seam.width_px))
    both = np.concatenate([seam.upper_px - reach * seam.down, seam.lower_px])
    low = np.maximum(np.floor(both.min(axis=0)).astype(int) - 3, 0)
    high = np.minimum(np.ceil(both.max(axis=0)).astype(int) + 4, (pixels.shape[1], pixels.shape[0]))
    size = int(high[0] - low[0]), int(high[1] - low[1])
    whole = polygon(np.concatenate([seam.upper_px, seam.lower_px[::-1]]) - low, size, 0.6)
    colour = pixels[low[1] : high[1], low[0] : high[0]].astype(np.float32)
    light = cv2.GaussianBlur(colour @ LUMA.astype(np.float32), (0, 0), max(0.6, seam.width_px / 160))
    inside = light[whole > 0.6]
    teeth = np.zeros_like(whole)
    if len(inside) > 8:
        dim, bright = np.percentile(inside, (_DIM, 92))
        if bright > 1.25 * dim + 8 and bright > _AS_LIPS * _lips_light(pixels, seam):
            teeth = np.clip((light - dim) / (bright - dim) * 2.0 - 0.5, 0, 1) * whole
            teeth = cv2.GaussianBlur(teeth, (0, 0), max(0.6, seam.width_px / 140)) * whole
            # In the corners they are dimmer, and no less his; where the lower lip begins, they end.
            inner = seam.lower_px - _ABOVE_LIP * seam.gap_px[:, None] * seam.down
            inner = polygon(np.concatenate([seam.upper_px, inner[::-1]]) - low, size, 0.6)
            teeth = np.maximum(teeth, np.clip((light - dim) / (bright - dim) * 3.0, 0, 1) * inner)
    # Right under the lip paint is mixed of both: as it was, and not half of it in the dark.
    up = np.zeros((2 * reach + 1, 1), np.uint8)
    up[reach:] = 1
    whole, teeth = (cv2.dilate(share, up) for share in (whole, teeth))
    return Painted(seam, int(low[0]), int(low[1]), colour, whole, np.asarray(teeth, np.float32))


def _lips_light(pixels: Frame, seam: Seam) -> float:
    """Return how bright the lips beside a gap are, as the median of both."""
    away = 0.07 * seam.width_px * seam.down
    places = np.concatenate([seam.upper_px[16:-16] - away, seam.lower_px[16:-16] + away])
    at = np.clip(np.round(places).astype(int), 0, np.array(pixels.shape[1::-1]) - 1)
    return float(np.median(pixels[at[:, 1], at[:, 0]] @ LUMA))
