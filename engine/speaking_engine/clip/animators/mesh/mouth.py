"""Mouth: what shows between the lips when they part, in the picture's own colours."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.mesh.fields import smoothstep
from speaking_engine.clip.animators.mesh.head import Array, Head
from speaking_engine.clip.animators.mesh.palette import Palette
from speaking_engine.clip.animators.mesh.seam import Seam
from speaking_engine.clip.clip import Frame

_FINE_BITS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The gap between the lips in one frame.

    Attributes
    ----------
    upper_px, lower_px : (N, 2) float64
        Edges of the lips in crop pixels, left to right; the lower never above the upper.
    """

    upper_px: Array
    lower_px: Array

    @property
    def height_px(self) -> float:
        """Widest distance between the edges."""
        return float(np.linalg.norm(self.lower_px - self.upper_px, axis=1).max())

    def window(self, side_px: int) -> tuple[int, int, int, int]:
        """Give left, top, right, bottom of the pixels it may touch."""
        low = np.floor(self.upper_px.min(axis=0)) - 3
        high = np.ceil(self.lower_px.max(axis=0)) + 4
        left, top = (int(v) for v in np.maximum(low, 0))
        right, bottom = (int(v) for v in np.minimum(high, side_px))
        return left, top, right, bottom


def opening_of(head: Head, seam: Seam, upper_shift: Array, lower_shift: Array) -> Opening:
    """Move both edges, and keep the lower one from passing above the upper one."""
    down = head.axes[1, :2] / max(float(np.linalg.norm(head.axes[1, :2])), 1e-9)
    upper = seam.upper_px + upper_shift
    lower = seam.lower_px + lower_shift
    gap = (lower - upper) @ down
    return Opening(upper, lower - np.minimum(gap, 0)[:, None] * down)


def paint(frame: Frame, opening: Opening, head: Head, palette: Palette, tongue: float) -> None:
    """Paint the inside of the mouth into a frame, in place.

    Parameters
    ----------
    frame : (H, W, 3) uint8
    tongue : float
        0 to 1, how far the tongue comes up between the teeth.
    """
    if opening.height_px < 0.3:
        return
    left, top, right, bottom = opening.window(frame.shape[0])
    alpha = _coverage(opening, (left, top, right, bottom))
    y, x = np.mgrid[top:bottom, left:right].astype(np.float64)
    upper = np.interp(x, opening.upper_px[:, 0], opening.upper_px[:, 1])
    lower = np.interp(x, opening.lower_px[:, 0], opening.lower_px[:, 1])
    unit = head.mouth_px
    under, over = (y - upper) / unit, (lower - y) / unit
    across = np.clip(2 * (x - opening.upper_px[0, 0]) / max(np.ptp(opening.upper_px[:, 0]), 1.0) - 1, -1, 1)
    colour = np.broadcast_to(palette.cavity, (*x.shape, 3)).copy()
    rise = (0.22 + 0.25 * tongue) * (1 - 0.6 * across**2)
    on_tongue = smoothstep((rise - over) / 0.16) * (1 - 0.8 * across**2)
    colour += (on_tongue * (0.55 + 0.45 * tongue))[..., None] * (palette.tongue - colour)
    band = 0.13 * (1 - 0.4 * across**2)
    on_teeth = (1 - smoothstep((under - band) / 0.05)) * (1 - np.abs(across) ** 3)
    shade = 0.45 + 0.55 * smoothstep(under / 0.09)
    shade = shade * (1 + 0.18 * palette.light_x * across)
    colour += (0.85 * on_teeth)[..., None] * (palette.teeth * shade[..., None] - colour)
    window = frame[top:bottom, left:right]
    window[...] = np.clip(window + alpha[..., None] * (colour - window) + 0.5, 0, 255).astype(np.uint8)


def _coverage(opening: Opening, window: tuple[int, int, int, int]) -> Array:
    """Give how much of each pixel the gap covers, (height, width) in 0 to 1."""
    left, top, right, bottom = window
    outline = np.concatenate([opening.upper_px, opening.lower_px[::-1]]) - (left, top)
    mask = np.zeros((bottom - top, right - left), np.uint8)
    fixed = np.round(outline * 2**_FINE_BITS).astype(np.int32)
    cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, _FINE_BITS)
    return np.asarray(cv2.GaussianBlur(mask, (3, 3), 0.6), np.float64) / 255
