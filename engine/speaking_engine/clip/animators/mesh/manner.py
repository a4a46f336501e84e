"""Manner: paints what is new in the picture's own way: as soft and grained, in lines, or flat."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.mesh.grain import Texture, grain_at
from speaking_engine.clip.animators.mesh.head import Array
from speaking_engine.clip.animators.mesh.inside import paint_inside, smooth, upper_teeth
from speaking_engine.clip.animators.mesh.lattice import Field
from speaking_engine.clip.animators.mesh.medium import Medium
from speaking_engine.clip.animators.mesh.opening import Window, heights
from speaking_engine.clip.animators.mesh.palette import Palette, luma
from speaking_engine.clip.animators.mesh.sheet import Sheet

_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_DETAIL_PX = 26.0  # half a mouth's width from which on single teeth can be told apart


@dataclass(frozen=True, slots=True, eq=False)
class Manner:
    """How one picture is made.

    Attributes
    ----------
    grain : (n, n, 3) float32
        Fine structure of its skin.
    dark_grain : float
        How much of the grain its darks show, 0 to 1.
    unit_px : float
        Half the mouth's width.
    """

    palette: Palette
    medium: Medium
    grain: Texture
    dark_grain: float
    unit_px: float

    @property
    def sharpness(self) -> float:
        """0 to 1, how clearly details as small as gaps between teeth show."""
        soft = 1 - self.medium.blur_px / (0.045 * self.unit_px)
        return float(np.clip(soft, 0, 1) * np.clip(self.unit_px / _DETAIL_PX - 0.6, 0, 1))

    def painted(self, sheet: Sheet, window: Window) -> Field:
        """Paint the inside of a mouth into a window of the frame, (height, width, 3) float32."""
        match self.medium.kind:
            case "tonal":
                return self._tonal(sheet, window)
            case "flat":
                return self._flat(sheet, window)
            case "lines":
                return self._lines(sheet, window)

    def _tonal(self, sheet: Sheet, window: Window) -> Field:
        """As soft as its other edges and as rough as its skin."""
        soft_px = max(0.7 * self.medium.blur_px, 0.018 * self.unit_px) + 0.3
        painted = paint_inside(sheet, self.palette, self.sharpness)
        soft = cv2.GaussianBlur(painted, (0, 0), soft_px / self.unit_px * sheet.per_unit)
        colour = _brought(soft, sheet, window)
        weight = self.dark_grain + (1 - self.dark_grain) * self._tone(colour)
        return np.asarray(colour + weight[..., None] * self._grain(sheet, window), np.float32)

    def _flat(self, sheet: Sheet, window: Window) -> Field:
        """Ink, with paper left for teeth."""
        within = smooth((sheet.under - 0.02) / 0.02) * smooth((sheet.height - 0.12 - sheet.under) / 0.02)
        teeth = _brought(upper_teeth(sheet, 0.0) * within, sheet, window)
        paper = np.clip((teeth - 0.5) * np.float32(0.06 * self.unit_px) + 0.5, 0, 1)[..., None]
        colour = _plain(self.palette.dark) + paper * _plain(self.palette.skin - self.palette.dark)
        return np.asarray(colour + 0.8 * self._grain(sheet, window), np.float32)

    def _lines(self, sheet: Sheet, window: Window) -> Field:
        """Lines along the lips, crossed by others where it is darkest, thinner where it is light."""
        painted = paint_inside(sheet, self.palette, self.sharpness)
        tone = smooth((self._tone(_brought(painted, sheet, window)) - 0.12) / 0.52)
        left, top, right, bottom = window
        x = np.arange(left, right, dtype=np.float32)
        y = np.arange(top, bottom, dtype=np.float32)[:, None]
        step = 2 * np.pi / self.medium.line_px
        swell = 0.35 * np.sin(0.31 * step * x + 0.17 * step * y)  # a hand, not a ruler
        along = np.cos(step * (y - 0.6 * heights(sheet.opening.upper_px, x)) + swell)
        crossing = np.cos(step * (0.75 * x + 0.66 * y))
        crossed = np.clip(1 - tone / 0.35, 0, 1)
        line = 0.5 + 0.5 * np.maximum(along, crossing - 2 * (1 - crossed))
        ink = np.clip((line - 0.94 * tone - 0.1 * swell) * (self.medium.line_px / 1.6) + 0.5, 0, 1)
        light, dark = _plain(self.palette.light), _plain(self.palette.dark)
        return np.asarray(light + ink[..., None] * (dark - light), np.float32)

    def _tone(self, colour: Field) -> Field:
        """Return the brightness, 0 to 1 for skin."""
        return np.asarray(np.clip(colour @ (_LUMA / max(float(luma(self.palette.skin)), 1.0)), 0, 1))

    def _grain(self, sheet: Sheet, window: Window) -> Field:
        left, top, right, bottom = window
        shift = np.round(sheet.opening.skull_px).astype(int)
        x, y = np.arange(left, right) - shift[0], np.arange(top, bottom) - shift[1]
        return grain_at(self.grain, x[None], y[:, None])


def _plain(colour: Array) -> Field:
    return np.asarray(colour, np.float32)


def _brought(painted: Field, sheet: Sheet, window: Window) -> Field:
    """Bring a sheet into a window of the frame."""
    size = (window[2] - window[0], window[3] - window[1])
    way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    brought = cv2.warpAffine(painted, sheet.to_sheet, size, flags=way, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(brought, np.float32)
