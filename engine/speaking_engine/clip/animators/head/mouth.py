"""Mouth: what shows between the lips when they part, laid into the frame in the work's own manner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from speaking_engine.clip.animators.head.figure import Figure
from speaking_engine.clip.animators.head.lattice import Array, Field, Window
from speaking_engine.clip.animators.head.manner import Manner
from speaking_engine.clip.animators.head.opening import Opening
from speaking_engine.clip.animators.head.seam import Seam, polygon
from speaking_engine.clip.animators.head.teeth import Teeth, teeth_of
from speaking_engine.clip.clip import Frame

if TYPE_CHECKING:
    from speaking_engine.clip.animators.head.rig import Pose

TeethShown = Literal["none", "hint", "full"]
_LEAST_PX = 0.3
_SHEET_PX = 220  # width of a mouth on the sheet it is drawn on
_SHADOW = 0.055  # mouth widths over which lips take light from what lies behind them


@dataclass(frozen=True, slots=True, eq=False)
class Interior:
    """The inside of one mouth, ready to be seen through any opening."""

    seam: Seam
    teeth: Teeth
    manner: Manner
    shown: TeethShown

    def draw(self, frame: Frame, opening: Opening, pose: Pose, turn: Array) -> None:
        """Draw it into a frame, in place, where the lips have parted."""
        if opening.height_px < _LEAST_PX:
            return
        both = np.concatenate([opening.upper_px, opening.lower_px])
        low = np.maximum(np.floor(both.min(axis=0)).astype(int) - 4, 0)
        high = np.minimum(np.ceil(both.max(axis=0)).astype(int) + 5, (frame.shape[1], frame.shape[0]))
        window = left, top, right, bottom = int(low[0]), int(low[1]), int(high[0]), int(high[1])
        outline = np.concatenate([opening.upper_px, opening.lower_px[::-1]]) - low
        share = polygon(outline, (right - left, bottom - top), self.manner.soft_px)
        share *= np.float32(min(1.0, opening.height_px / (2.5 * _LEAST_PX)))
        shown = frame[top:bottom, left:right]
        colour = self.manner.painted(*self._lit(window, share, opening, pose, turn), window)
        shown[...] = np.clip(shown + share[..., None] * (colour - shown) + 0.5, 0, 255).astype(np.uint8)

    def _lit(
        self, window: Window, share: Field, opening: Opening, pose: Pose, turn: Array
    ) -> tuple[Field, Field]:
        """Give what lies where (as `Teeth.drawn`) and how much light it has, at the window's pixels."""
        left, top, right, bottom = window
        scale = float(np.clip(_SHEET_PX / self.seam.width_px, 0.2, 2.0))
        size = max(2, round((right - left) * scale)), max(2, round((bottom - top) * scale))
        to_sheet = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
        kind, light = self.teeth.drawn(turn, pose.channels.get("jawOpen", 0.0), to_sheet, size)
        if self.shown == "none":
            light = np.where(kind > 1, 0, light).astype(np.float32)
            kind = np.where(kind > 1, 0, kind).astype(np.float32)
        light *= self._shadow(share, opening, size)
        return kind, light

    def _shadow(self, share: Field, opening: Opening, size: tuple[int, int]) -> Field:
        """Give how much light comes in past the lips: less near them, least under the upper one."""
        hole = cv2.resize(share, size, interpolation=cv2.INTER_AREA)
        reach = _SHADOW * self.seam.width_px * size[0] / max(share.shape[1], 1)
        near = cv2.GaussianBlur(hole, (0, 0), max(reach, 0.5))
        down = np.array([[1, 0, 0], [0, 1, 1.3 * reach]], np.float32)
        under = cv2.GaussianBlur(cv2.warpAffine(hole, down, size), (0, 0), max(0.8 * reach, 0.5))
        wide = float(np.clip(opening.height_px / (0.22 * self.seam.width_px), 0.25, 1))
        lit = np.clip(0.15 + 1.2 * near, 0, 1) * (0.5 + 0.5 * np.clip(1.3 * under, 0, 1)) * (0.6 + 0.4 * wide)
        return np.asarray(np.clip(1.35 * lit, 0, 1), np.float32)


def interior_of(figure: Figure, seam: Seam, manner: Manner, shown: TeethShown) -> Interior:
    """Prepare the inside of a mouth."""
    return Interior(seam, teeth_of(figure, seam), manner, shown)
