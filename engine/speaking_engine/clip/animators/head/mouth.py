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
from speaking_engine.clip.animators.head.seam import Seam
from speaking_engine.clip.animators.head.strip import polygon
from speaking_engine.clip.animators.head.teeth import Teeth, teeth_of
from speaking_engine.clip.clip import Frame

if TYPE_CHECKING:
    from speaking_engine.clip.animators.head.rig import HeadPose

TeethShown = Literal["none", "hint", "full"]
TEETH: tuple[TeethShown, ...] = get_args(TeethShown)
_LEAST_PX = 0.3
_ASIDE = 0.35
_BEHIND_ROUNDED = 0.9  # of their light that teeth lose behind lips that are pushed out
_FULL = 1.25  # how much more light teeth have where they are to be shown
_NO_TEETH_PX = 20.0  # width of a mouth that shows no teeth; from twice that on it shows them whole
_SHEET_PX = 220  # width of a mouth on the sheet it is drawn on
_CORNER = 0.8  # of the light that is lost towards the corners, where cheeks stand in it
_SHADOW = 0.055  # mouth widths over which lips take light from what lies behind them


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
        if opening.height_px < _LEAST_PX:
            return
        both = np.concatenate([opening.upper_px, opening.lower_px])
        low = np.maximum(np.floor(both.min(axis=0)).astype(int) - 4, 0)
        high = np.minimum(np.ceil(both.max(axis=0)).astype(int) + 5, (frame.shape[1], frame.shape[0]))
        window = left, top, right, bottom = int(low[0]), int(low[1]), int(high[0]), int(high[1])
        if right <= left or bottom <= top:  # the lips lie outside of the picture
            return
        outline = np.concatenate([opening.upper_px, opening.lower_px[::-1]]) - low
        share = polygon(outline, (right - left, bottom - top), self.manner.soft_px)
        share *= np.float32(min(1.0, opening.height_px / (2.5 * _LEAST_PX)))
        shown = frame[top:bottom, left:right]
        colour = self.manner.painted(*self._lit(window, share, opening, pose, turned), window)
        if self.painted is not None:
            self.painted.lay(colour, window, turned[1], opening, 1 - _BEHIND_ROUNDED * pose.rounded)
        shown[...] = np.clip(shown + share[..., None] * (colour - shown) + 0.5, 0, 255).astype(np.uint8)

    def _lit(
        self, window: Window, share: Field, opening: Opening, pose: HeadPose, turned: tuple[Array, Array]
    ) -> tuple[Field, Field]:
        """Return what lies where (as `Teeth.drawn`) and how much light it has, at the window's pixels."""
        left, top, right, bottom = window
        scale = float(np.clip(_SHEET_PX / self.seam.width_px, 0.2, 2.0))
        size = max(2, round((right - left) * scale)), max(2, round((bottom - top) * scale))
        to_sheet = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
        kind, light = self.teeth.drawn(*turned, pose.channels.get("jawOpen", 0.0), to_sheet, size)
        if self.seam.front:  # seen from aside, teeth lie deep in the cheek's shade
            light = np.where(kind > 1, np.float32(_ASIDE) * light, light).astype(np.float32)
        light = np.where(kind > 1, np.float32(1 - _BEHIND_ROUNDED * pose.rounded) * light, light)
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
        light *= np.clip(1 - _CORNER * across**2, 0, 1).astype(np.float32)
        return kind, light

    def _shadow(self, share: Field, opening: Opening, size: tuple[int, int]) -> Field:
        """Return how much light comes in past the lips: less near them, least under the upper one."""
        hole = cv2.resize(share, size, interpolation=cv2.INTER_AREA)
        reach = _SHADOW * self.seam.width_px * size[0] / max(share.shape[1], 1)
        near = cv2.GaussianBlur(hole, (0, 0), max(reach, 0.5))
        down = np.array([[1, 0, 0], [0, 1, 1.3 * reach]], np.float32)
        under = cv2.GaussianBlur(cv2.warpAffine(hole, down, size), (0, 0), max(0.8 * reach, 0.5))
        wide = float(np.clip(opening.height_px / (0.22 * self.seam.width_px), 0.25, 1))
        lit = np.clip(0.15 + 1.2 * near, 0, 1) * (0.5 + 0.5 * np.clip(1.3 * under, 0, 1)) * (0.6 + 0.4 * wide)
        return np.asarray(np.clip(1.35 * lit, 0, 1), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """What the artist painted between parted lips: his teeth stay with the skull, his dark goes as they open.

    Attributes
    ----------
    left, top : int
        Where it lies in the crop.
    colour : (h, w, 3) float32
    whole, teeth : (h, w) float32
        How much of each pixel lies between the lips, and how much of it is teeth, 0 to 1.
    """

    left: int
    top: int
    colour: Field
    whole: Field
    teeth: Field
    gap_px: float

    def lay(self, colour: Field, window: Window, carried: Array, opening: Opening, light: float) -> None:
        """Lay it over the new inside (h, w, 3) of a window, in place, as the skull has carried it.

        Parameters
        ----------
        light : float
            0 to 1, what lips that are pushed out leave of it.
        """
        x = np.arange(window[0], window[2], dtype=np.float32) - np.float32(self.left + carried[0])
        y = np.arange(window[1], window[3], dtype=np.float32) - np.float32(self.top + carried[1])
        across, down = np.meshgrid(x, y)
        grown = float(np.clip((opening.height_px / self.gap_px - 1) / 0.6, 0, 1))
        share = (1 - grown) * self.whole + grown * self.teeth
        own = cv2.remap(self.colour, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        share = light * cv2.remap(share, across, down, cv2.INTER_LINEAR, borderValue=0.0)
        # His teeth are laid on as light; what is dark round them belongs to the gap as it was.
        lighter = own - colour
        colour += share[..., None] * np.where(lighter > 0, lighter, (1 - grown) * lighter)


def interior_of(
    pixels: Frame, figure: Figure, seam: Seam, manner: PaintManner, shown: TeethShown
) -> Interior:
    """Prepare the inside of a mouth."""
    return Interior(seam, teeth_of(figure, seam), manner, shown, _painted(pixels, seam))


def _painted(pixels: Frame, seam: Seam) -> Painted | None:
    if not seam.open:
        return None
    both = np.concatenate([seam.upper_px, seam.lower_px])
    low = np.maximum(np.floor(both.min(axis=0)).astype(int) - 3, 0)
    high = np.minimum(np.ceil(both.max(axis=0)).astype(int) + 4, (pixels.shape[1], pixels.shape[0]))
    size = int(high[0] - low[0]), int(high[1] - low[1])
    whole = polygon(np.concatenate([seam.upper_px, seam.lower_px[::-1]]) - low, size, 0.6)
    colour = pixels[low[1] : high[1], low[0] : high[0]].astype(np.float32)
    light = cv2.GaussianBlur(colour @ LUMA.astype(np.float32), (0, 0), max(0.6, seam.width_px / 160))
    inside = light[whole > 0.6]
    teeth = np.zeros_like(whole)
    if len(inside) > 8:
        dim, bright = np.percentile(inside, (30, 92))
        if bright > 1.25 * dim + 8:
            teeth = np.clip((light - dim) / (bright - dim) * 1.6 - 0.6, 0, 1) * whole
            teeth = cv2.GaussianBlur(teeth, (0, 0), max(0.6, seam.width_px / 140)) * whole
    gap = max(float(seam.gap_px.max()), 1.0)
    return Painted(int(low[0]), int(low[1]), colour, whole, np.asarray(teeth, np.float32), gap)
