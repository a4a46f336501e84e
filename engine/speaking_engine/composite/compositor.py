"""The engine's own compositor: feathered clips over the untouched still, in float and in linear light."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.composite.grid import Grid
from speaking_engine.composite.mask import alpha_of
from speaking_engine.errors import ClipError
from speaking_engine.media.colour import from_linear, to_linear
from speaking_engine.media.movie import read_frames
from speaking_engine.protocol.plan import FaceLayer, RenderPlan

Picture = npt.NDArray[np.uint8]
Window = tuple[int, int, int, int]

_NOTHING = (0, 0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """What one film frame changes in the still.

    Attributes
    ----------
    window_px : (x, y, width, height)
        Film pixels; all four even, because video's chroma covers 2 x 2 pixels.
    pixels : (height, width, 3) uint8
    """

    window_px: Window
    pixels: Picture


class LayerBlend:
    """One layer's mask on the film's grid, ready to blend frame after frame.

    Work is done only where a frame differs from what lies under it: under the mask's core the clip is copied,
    in the feather it is mixed in float and in linear light, outside nothing ever happens.
    """

    def __init__(self, layer: FaceLayer, grid: Grid) -> None:
        self.layer = layer
        self.window_px = grid.even_window_of(layer.crop_px)
        self.grid = grid
        x, y = grid.centres(self.window_px)
        alpha = alpha_of(layer.mask, layer.crop_px[2:], x - layer.crop_px[0], y - layer.crop_px[1])
        self.alpha = alpha * np.float32(layer.blend)
        self._shape, self._blend = alpha, layer.blend
        self._soft = self.alpha < 1.0
        self._is_trimmed = (layer.exposure_stops, layer.saturation) != (0.0, 1.0)

    def over(self, under: Picture, clip_frame: Picture, frame: int) -> Patch | None:
        """Blend one clip frame over the window's pixels at a film frame; None if that changes nothing."""
        moving = self.grid.place(clip_frame, self.layer.crop_px[:2], self.window_px)
        self._fade_to(self.layer.blend_at(frame))
        if self._is_trimmed:
            dark = to_linear(under)
            light = trimmed(moving, self.layer.exposure_stops, self.layer.saturation)
            mixed = dark + (light - dark) * self.alpha[..., None]
            return Patch(self.window_px, from_linear(np.clip(mixed, 0, 1)))
        change = cv2.bitwise_not(cv2.inRange(cv2.absdiff(under, moving), _NOTHING, _NOTHING))
        box = cv2.boundingRect(change)
        if box[2] == 0:
            return None
        rows, columns = _even(box[1], box[3]), _even(box[0], box[2])
        below, result = under[rows, columns], moving[rows, columns].copy()
        soft = np.flatnonzero(self._soft[rows, columns] & (change[rows, columns] > 0))
        weight = self.alpha[rows, columns].ravel()[soft, None]
        flat = result.reshape(-1, 3)
        dark = to_linear(below.reshape(-1, 3)[soft])
        flat[soft] = from_linear(dark + (to_linear(flat[soft]) - dark) * weight)
        x, y = self.window_px[0] + columns.start, self.window_px[1] + rows.start
        return Patch((x, y, result.shape[1], result.shape[0]), result)

    def _fade_to(self, blend: float) -> None:
        if blend != self._blend:
            self._blend = blend
            self.alpha = self._shape * np.float32(blend)
            self._soft = self.alpha < 1.0


def trimmed(pixels: Picture, exposure_stops: float, saturation: float) -> npt.NDArray[np.float32]:
    """Return the linear light of pixels with saturation about their luminance (BT.709), and exposure."""
    light = to_linear(pixels)
    grey = (light @ np.array([0.2126, 0.7152, 0.0722], np.float32))[..., None]
    return np.asarray((grey + (light - grey) * np.float32(saturation)) * np.float32(2.0**exposure_stops))


def _even(first: int, length: int) -> slice:
    """Grow a span to even bounds."""
    end = first + length
    return slice(first - first % 2, end + end % 2)


def patches(plan: RenderPlan, still: Picture) -> Iterator[tuple[Patch, ...]]:
    """Stream, for every film frame, the patches that differ from the still.

    Each clip frame is read once; overlapping layers lie over one another in the plan's order.

    Parameters
    ----------
    still : (H, W, 3) uint8
        The artwork on the film's grid.

    Raises
    ------
    ClipError
        A clip is missing, cut off or of the wrong size; making it again repairs it.
    """
    grid = Grid.of(plan)
    blends = [LayerBlend(layer, grid) for layer in plan.layers]
    readers: dict[int, Iterator[Picture]] = {}
    for frame in range(plan.frame_count):
        found: list[Patch] = []
        for index, blend in enumerate(blends):
            if not 0 <= frame - blend.layer.start_frame < blend.layer.frame_count:
                readers.pop(index, None)
                continue
            reader = readers.setdefault(index, read_frames(Path(blend.layer.clip)))
            clip_frame = _next(reader, blend.layer)
            patch = blend.over(_under(still, found, blend.window_px), clip_frame, frame)
            found += [patch] if patch else []
        yield tuple(found)


def compose_frame(still: Picture, changes: tuple[Patch, ...]) -> Picture:
    """Return the whole film frame: the still with its patches laid in."""
    whole = still.copy()
    for patch in changes:
        x, y, width, height = patch.window_px
        whole[y : y + height, x : x + width] = patch.pixels
    return whole


def _next(reader: Iterator[Picture], layer: FaceLayer) -> Picture:
    clip_frame = next(reader, None)
    if clip_frame is None:
        raise ClipError(
            f"The clip {layer.clip} is shorter than the {layer.frame_count} frames it should have.",
            hint="Run `speaking-images animate` on the production to make it again.",
        )
    if clip_frame.shape[:2] != (layer.crop_px[3], layer.crop_px[2]):
        raise ClipError(
            f"The clip {layer.clip} is {clip_frame.shape[1]} x {clip_frame.shape[0]} pixels, "
            f"its place in the picture {layer.crop_px[2]} x {layer.crop_px[3]}.",
            hint="Run `speaking-images animate` on the production to make it again.",
        )
    return clip_frame


def _under(still: Picture, below: list[Patch], window_px: Window) -> Picture:
    x, y, width, height = window_px
    pixels = still[y : y + height, x : x + width]
    for patch in below:
        left, top, across, down = patch.window_px
        x0, y0 = max(x, left), max(y, top)
        x1, y1 = min(x + width, left + across), min(y + height, top + down)
        if x0 < x1 and y0 < y1:
            pixels = pixels.copy()
            pixels[y0 - y : y1 - y, x0 - x : x1 - x] = patch.pixels[
                y0 - top : y1 - top, x0 - left : x1 - left
            ]
    return pixels
