"""Mouth: what shows between the lips when they part, new or as the artist painted it, laid into the frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.clip.animators.mesh.grain import Texture, dark_grain_of
from speaking_engine.clip.animators.mesh.head import Head
from speaking_engine.clip.animators.mesh.inside import smooth
from speaking_engine.clip.animators.mesh.lattice import Field
from speaking_engine.clip.animators.mesh.manner import Manner
from speaking_engine.clip.animators.mesh.medium import Medium
from speaking_engine.clip.animators.mesh.opening import Opening, Window, coverage, heights
from speaking_engine.clip.animators.mesh.palette import Palette
from speaking_engine.clip.animators.mesh.resample import sampled
from speaking_engine.clip.animators.mesh.seam import Seam
from speaking_engine.clip.animators.mesh.sheet import sheet_of
from speaking_engine.clip.clip import Frame, Still

_LEAST_PX = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Interior:
    """The inside of one mouth, ready to be seen through any opening."""

    head: Head
    seam: Seam
    still: Still
    manner: Manner

    def paint(self, frame: Frame, opening: Opening) -> None:
        """Paint it into a frame (H, W, 3) uint8, in place, where the lips have parted."""
        if opening.height_px < _LEAST_PX:
            return
        window = left, top, right, bottom = opening.window(frame.shape[0])
        alpha = coverage(opening, window, 0.4 + 0.5 * self.manner.medium.blur_px)
        sheet = sheet_of(self.seam, self.head.mouth_px, opening, frame, window)
        colour = self.manner.painted(sheet, window)
        if self.seam.gap_px:
            colour = self._with_painted(opening, colour, window)
            alpha = alpha * np.float32(min(1.0, self._parted_px(opening)))  # at rest it is there already
        if self.seam.front:
            colour = self._with_ground(opening, colour, window)
        shown = frame[top:bottom, left:right]
        shown[...] = np.clip(shown + alpha[..., None] * (colour - shown) + 0.5, 0, 255)

    def _parted_px(self, opening: Opening) -> float:
        """How far the lips are from where they are painted, as the skull has carried them."""
        edges = ((opening.upper_px, self.seam.upper_px), (opening.lower_px, self.seam.lower_px))
        return max(
            float(np.linalg.norm(edge - painted - opening.skull_px, axis=1).max()) for edge, painted in edges
        )

    def _with_painted(self, opening: Opening, colour: Field, window: Window) -> Field:
        """Lay over it what the artist painted between the lips, which hangs on the skull."""
        x, y = _places(window)
        own = self._read(x - np.float32(opening.skull_px[0]), y - np.float32(opening.skull_px[1]), cubic=True)
        upper = heights(self.seam.upper_px + opening.skull_px, x[0])
        lower = heights(self.seam.lower_px + opening.skull_px, x[0])
        fade = max(0.25 * self.seam.gap_px, 1.0)
        departed = np.clip((opening.height_px / self.seam.gap_px - 1) / 0.3, 0, 1)
        inside = np.clip((lower - y) / fade + np.float32(1.0 - 0.5 * departed), 0, 1)
        inside *= np.clip((y - upper) / fade + 1, 0, 1)
        inside *= (x >= self.seam.upper_px[0, 0]) & (x <= self.seam.upper_px[-1, 0])
        return np.asarray(colour + inside[..., None] * (own - colour), np.float32)

    def _with_ground(self, opening: Opening, colour: Field, window: Window) -> Field:
        """Round the front of a profile's open mouth, where the ground behind the head shows."""
        x, y = _places(window)
        seam = self.seam
        start, axis, length = seam.axis
        moved = start + opening.skull_px
        share = ((x - moved[0]) * axis[0] + (y - moved[1]) * axis[1]) / length
        behind = -seam.front * (seam.along[0] + share * (seam.along[-1] - seam.along[0]))
        upper, lower = heights(opening.upper_px, x[0]), heights(opening.lower_px, x[0])
        down = np.clip((y - upper) / np.maximum(lower - upper, 1), 0, 1)
        wide = min(1.0, opening.height_px / (0.5 * self.head.mouth_px))
        hollow = wide * (0.07 + 0.18 * np.sin(np.pi * down))  # the seam goes on a little past the outline
        away = seam.front * 0.6 * length * axis
        ground = self._read(x + np.float32(away[0]), y + np.float32(away[1]))
        seen = smooth((hollow - behind) / 0.08 + 0.5)
        return np.asarray(colour + seen[..., None] * (ground - colour), np.float32)

    def _read(self, x: Field, y: Field, *, cubic: bool = False) -> Field:
        places = np.stack(np.broadcast_arrays(x, y), axis=-1)
        return np.asarray(sampled(self.still.pixels, places, cubic=cubic), np.float32)


def interior_of(
    head: Head, seam: Seam, still: Still, palette: Palette, medium: Medium, grain: Texture
) -> Interior:
    """Prepare the inside of a mouth."""
    dark_grain = dark_grain_of(head, still, grain)
    return Interior(head, seam, still, Manner(palette, medium, grain, dark_grain, head.mouth_px))


def _places(window: Window) -> tuple[Field, Field]:
    """Return the pixels of a window, x as a row and y as a column."""
    left, top, right, bottom = window
    x, y = (np.arange(*ends, dtype=np.float32) for ends in ((left, right), (top, bottom)))
    return x[None], y[:, None]
