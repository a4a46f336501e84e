"""Mouth: what shows between the lips when they part, in the picture's own colours and grain."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.mesh.fields import smoothstep
from speaking_engine.clip.animators.mesh.grain import Texture, grain_at
from speaking_engine.clip.animators.mesh.head import Array, Head
from speaking_engine.clip.animators.mesh.medium import Medium
from speaking_engine.clip.animators.mesh.palette import Palette, luma
from speaking_engine.clip.animators.mesh.resample import sampled
from speaking_engine.clip.animators.mesh.seam import Seam
from speaking_engine.clip.clip import Frame, Still

_FINE_BITS = 4
_TOOTH_GAPS = np.array([-0.88, -0.62, -0.34, 0.0, 0.34, 0.62, 0.88])  # in half mouth widths


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The gap between the lips in one frame.

    Attributes
    ----------
    upper_px, lower_px : (N, 2) float64
        Edges of the lips in crop pixels, left to right; the lower never above the upper.
    skull_px, jaw_px : (2,) float64
        How far the upper and the lower teeth have moved from where they are in the still.
    tongue : float
        0 to 1, how far the tongue comes up between the teeth.
    rounding : float
        0 to 1, how far the lips are pushed out, which hides the teeth.
    """

    upper_px: Array
    lower_px: Array
    skull_px: Array
    jaw_px: Array
    tongue: float = 0.0
    rounding: float = 0.0

    @property
    def height_px(self) -> float:
        """Widest distance between the edges."""
        return float(np.linalg.norm(self.lower_px - self.upper_px, axis=1).max())

    def window(self, side_px: int) -> tuple[int, int, int, int]:
        """Give left, top, right, bottom of the pixels it may touch."""
        both = np.concatenate([self.upper_px, self.lower_px])
        low = np.clip(np.floor(both.min(axis=0)) - 8, 0, side_px - 1)
        high = np.clip(np.ceil(both.max(axis=0)) + 9, 1, side_px)
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])


@dataclass(frozen=True, slots=True, eq=False)
class Interior:
    """The inside of one mouth, ready to be seen through any opening."""

    head: Head
    seam: Seam
    still: Still
    palette: Palette
    medium: Medium
    grain: Texture

    def paint(self, frame: Frame, opening: Opening) -> None:
        """Paint it into a frame (H, W, 3) uint8, in place, where the lips have parted."""
        if opening.height_px < 0.25:
            return
        left, top, right, bottom = opening.window(frame.shape[0])
        alpha = _coverage(opening, (left, top, right, bottom), 0.4 + 0.5 * self.medium.blur_px)
        y, x = np.mgrid[top:bottom, left:right].astype(np.float64)
        colour = self._in_medium(opening, self._colour(opening, x, y), x, y)
        if self.seam.gap_px:
            colour = self._with_painted(opening, colour, x, y)
        if self.seam.front:
            colour = self._with_ground(opening, colour, x, y)
        window = frame[top:bottom, left:right]
        window[...] = np.clip(window + alpha[..., None] * (colour - window) + 0.5, 0, 255).astype(np.uint8)

    def _colour(self, opening: Opening, x: Array, y: Array) -> Array:
        """Give the colour of each pixel: hollow, tongue, lower and upper teeth, and the lips' shadow."""
        palette, unit = self.palette, self.head.mouth_px
        upper, lower = _heights(opening.upper_px, x[0]), _heights(opening.lower_px, x[0])
        under, over = (y - upper) / unit, (lower - y) / unit
        from_skull = self._teeth_axes(x - opening.skull_px[0], y - opening.skull_px[1])
        from_jaw = self._teeth_axes(x - opening.jaw_px[0], y - opening.jaw_px[1])
        colour = palette.cavity * (0.75 + 0.35 * smoothstep(1 - over / 0.5))[..., None]
        sides = np.clip(1 - 0.7 * np.abs(from_jaw[0]) ** 2, 0, 1)
        mound = from_jaw[1] + (0.16 + 0.42 * opening.tongue) * sides
        on_tongue = smoothstep(mound / 0.14) * sides * (0.5 + 0.5 * opening.tongue)
        colour += on_tongue[..., None] * (palette.tongue - colour)
        half_gap = 0.5 * self.seam.gap_px / unit
        lit = 0.6 + 0.4 * float(smoothstep(np.array(opening.height_px / unit / 0.4)))  # little light gets in
        colour += 0.5 * lit * self._teeth(from_jaw[0], from_jaw[1] - 0.02 - half_gap, under, colour)
        edge = 0.115 - 0.10 * opening.rounding - half_gap
        colour += 0.9 * lit * self._teeth(from_skull[0], edge - from_skull[1], under, colour)
        return np.asarray(colour)

    def _in_medium(self, opening: Opening, colour: Array, x: Array, y: Array) -> Array:
        """Bring the colour into the picture's own manner: as soft and grained, as lines, or flat."""
        palette = self.palette
        bright = max(float(luma(palette.skin)), 1.0)
        if self.medium.kind == "tonal":
            soft_px = max(0.7 * self.medium.blur_px, 0.018 * self.head.mouth_px) + 0.3
            soft = cv2.GaussianBlur(colour, (0, 0), soft_px)
            weight = np.clip(np.sqrt(luma(soft) / bright), 0.15, 1) - 0.1
            return np.asarray(soft + weight[..., None] * 0.7 * grain_at(self.grain, x, y))
        tone = np.clip(luma(colour) / bright, 0, 1)
        if self.medium.kind == "flat":
            parts = np.where((tone > 0.55)[..., None], palette.skin, palette.cavity)
            return np.asarray(parts + 0.7 * grain_at(self.grain, x, y))
        phase = (y - _heights(opening.upper_px, x[0])) / self.medium.line_px
        line = 0.5 + 0.5 * np.cos(2 * np.pi * phase)
        ink = np.clip((line - tone) * self.medium.line_px / 1.6 + 0.5, 0, 1)
        return np.asarray(palette.light + ink[..., None] * (palette.dark - palette.light))

    def _with_painted(self, opening: Opening, colour: Array, x: Array, y: Array) -> Array:
        """Lay over it what the artist painted between the lips, which hangs on the skull."""
        own = sampled(self.still.pixels, np.stack([x, y], axis=-1) - opening.skull_px, cubic=True)
        upper = _heights(self.seam.upper_px + opening.skull_px, x[0])
        lower = _heights(self.seam.lower_px + opening.skull_px, x[0])
        fade = max(0.25 * self.seam.gap_px, 1.0)
        departed = np.clip((opening.height_px / self.seam.gap_px - 1) / 0.3, 0, 1)
        inside = np.clip((lower - y) / fade + 1.0 - 0.5 * departed, 0, 1)
        inside *= np.clip((y - upper) / fade + 1.0, 0, 1)
        ends = (x >= self.seam.upper_px[0, 0]) & (x <= self.seam.upper_px[-1, 0])
        return np.asarray(colour + (inside * ends)[..., None] * (own - colour))

    def _with_ground(self, opening: Opening, colour: Array, x: Array, y: Array) -> Array:
        """Round the front of a profile's open mouth, where the ground behind the head shows."""
        across, _ = self._teeth_axes(x - opening.skull_px[0], y - opening.skull_px[1])
        upper, lower = _heights(opening.upper_px, x[0]), _heights(opening.lower_px, x[0])
        share = np.clip((y - upper) / np.maximum(lower - upper, 1.0), 0, 1)
        hollow = 0.22 * np.sin(np.pi * share) * min(1.0, opening.height_px / (0.5 * self.head.mouth_px))
        _, axis, length = self.seam.axis
        away = self.seam.front * 0.6 * length * axis
        ground = sampled(self.still.pixels, np.stack([x, y], axis=-1) + away)
        seen = smoothstep((hollow - np.abs(across)) / 0.12 + 0.5) * (hollow > 0)
        return np.asarray(colour + seen[..., None] * (ground - colour))

    def _teeth_axes(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Give places across and below the seam's middle, in half widths of the mouth as it is turned."""
        seam = self.seam
        start, axis, length = seam.axis
        sag = float((seam.middle_px[len(seam.along) // 2] - start) @ (-axis[1], axis[0])) * (seam.front == 0)
        share = ((x - start[0]) * axis[0] + (y - start[1]) * axis[1]) / length
        across = seam.along[0] + share * (seam.along[-1] - seam.along[0])
        below = ((y - start[1]) * axis[0] - (x - start[0]) * axis[1] - sag) / self.head.mouth_px
        return across, below

    def _teeth(self, across: Array, row: Array, under: Array, behind: Array) -> Array:
        """Give what a row of teeth adds: `row` is how far inside its edge, in half mouth widths."""
        gaps = np.exp(-0.5 * ((across[..., None] - _TOOTH_GAPS) / 0.022) ** 2).max(axis=-1)
        row = row - 0.11 * across**2 - 0.03 * gaps
        seen = smoothstep(row / 0.035) * np.clip(1 - np.abs(across / 0.98) ** 2.5, 0, 1)
        shadow = 0.42 + 0.58 * smoothstep(under / 0.13)
        light = shadow * (1 + 0.2 * self.palette.light_x * across) * (1 - 0.16 * gaps)
        hollow, teeth = self.palette.cavity, self.palette.teeth
        return np.asarray(seen[..., None] * (hollow + light[..., None] * (teeth - hollow) - behind))


def opening_of(head: Head, seam: Seam, shifts: tuple[Array, Array], skull_px: Array) -> Opening:
    """Move both edges, and keep the lower one from passing above the upper one.

    Parameters
    ----------
    shifts : two (N, 2) float64
        Of the seam's upper and lower edge, in crop pixels.
    skull_px : (2,) float64
        How far the skull has moved at the mouth.
    """
    down = head.axes[1, :2] / max(float(np.linalg.norm(head.axes[1, :2])), 1e-9)
    upper = seam.upper_px + shifts[0]
    lower = seam.lower_px + shifts[1]
    gap = (lower - upper) @ down
    lower = lower - np.minimum(gap, 0)[:, None] * down
    middle = len(lower) // 2
    return Opening(upper, lower, skull_px, shifts[1][middle])


def _heights(edge: Array, x: Array) -> Array:
    """Give the height of an edge (N, 2) at each column x (width,), as a row to be broadcast."""
    order = np.argsort(edge[:, 0])
    return np.interp(x, edge[order, 0], edge[order, 1])[None]


def _coverage(opening: Opening, window: tuple[int, int, int, int], soft_px: float) -> Array:
    """Give how much of each pixel the gap covers, (height, width) in 0 to 1."""
    left, top, right, bottom = window
    outline = np.concatenate([opening.upper_px, opening.lower_px[::-1]]) - (left, top)
    mask = np.zeros((bottom - top, right - left), np.uint8)
    fixed = np.round(outline * 2**_FINE_BITS).astype(np.int32)
    cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, _FINE_BITS)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft_px), np.float64) / 255
