"""Restore: brings a small generated face back into the picture: colours, size, paint and place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Frame, Still

Picture = npt.NDArray[np.float32]

_CALM_FRAMES = 8  # at the start, from which the colours are fitted
_RING = (0.80, 0.97)  # of half the side: outside what moves, inside the border
_AGREE_STEPS = (
    14.0  # where the frame departs by more than this from the still, the still's detail has moved away
)


@dataclass(frozen=True, slots=True, eq=False)
class Restorer:
    """All that is computed once for a clip.

    Attributes
    ----------
    still, low : (H, W, 3) float32
        The still, and what is left of it at the model's size.
    window : (H, W, 1) float32
        1 inside, falling to exactly 0 on the border.
    gain, offset : (3,) float32
        Colours of the still = gain x colours of the model + offset.
    """

    still: Picture
    low: Picture
    window: Picture
    gain: npt.NDArray[np.float32]
    offset: npt.NDArray[np.float32]

    def restored(self, frame: Frame) -> Picture:
        """Return one frame at the still's size with its colours, its detail and its border; 0 to 255."""
        height, width = self.still.shape[:2]
        large = cv2.resize(frame, (width, height), interpolation=cv2.INTER_CUBIC) * self.gain + self.offset
        apart = np.abs(cv2.GaussianBlur(large - self.low, (0, 0), max(width / 256, 1.0))).max(axis=-1)
        agrees = np.exp(-((apart / _AGREE_STEPS) ** 2))[..., None]
        detailed = large + agrees * (self.still - self.low)
        return np.asarray(self.still + self.window * (detailed - self.still), np.float32)


def restored(frames: Iterable[Frame], still: Still, count: int, ramp_frames: int) -> Iterator[Frame]:
    """Restore a whole clip, resting on the still at both ends.

    Parameters
    ----------
    frames : iterable of (n, n, 3) uint8
        From the model, already at the film's rate; at least `count`.
    ramp_frames : int
        Over how many frames the still passes into the first and out of the last frame.
    """
    coming = iter(frames)
    calm = list(islice(coming, min(_CALM_FRAMES, count)))
    restorer = _restorer(still, calm)
    for index, frame in enumerate(islice(chain(calm, coming), count)):
        inwards = min(index, count - 1 - index) / max(ramp_frames, 1)
        weight = np.float32(min(inwards, 1.0) ** 2 * (3 - 2 * min(inwards, 1.0)))
        if weight == 0:
            yield still.pixels.copy()
            continue
        mixed = restorer.still + weight * (restorer.restored(frame) - restorer.still)
        yield np.clip(mixed + 0.5, 0, 255).astype(np.uint8)


def _restorer(still: Still, calm: list[Frame]) -> Restorer:
    native = still.pixels.astype(np.float32)
    height, width = native.shape[:2]
    size = calm[0].shape[1], calm[0].shape[0]
    small = cv2.resize(
        still.pixels, size, interpolation=cv2.INTER_AREA if width > size[0] else cv2.INTER_CUBIC
    )
    low = cv2.resize(small.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    ring = _ring(size)
    model = np.median(np.stack(calm), axis=0).astype(np.float32)
    gain, offset = _colour_fit(model[ring], small[ring].astype(np.float32))
    return Restorer(native, low, _window(height, width), gain, offset)


def _ring(size: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Return the square ring outside the moving face, (h, w) bool."""
    width, height = size
    x = np.abs(np.linspace(-1, 1, width))[None]
    y = np.abs(np.linspace(-1, 1, height))[:, None]
    far = np.maximum(x, y)
    return np.asarray((far > _RING[0]) & (far < _RING[1]))


def _colour_fit(model: Picture, still: Picture) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Fit gain and offset of each channel by least squares, within what a camera's drift could be."""
    middle, goal = model.mean(axis=0), still.mean(axis=0)
    spread = ((model - middle) ** 2).mean(axis=0)
    shared = ((model - middle) * (still - goal)).mean(axis=0)
    gain = np.clip(np.where(spread > 1, shared / np.maximum(spread, 1e-3), 1.0), 0.6, 1.6)
    return gain.astype(np.float32), (goal - gain * middle).astype(np.float32)


def _window(height: int, width: int) -> Picture:
    """Fall from 1 to exactly 0 over the outer 8 % of each side."""
    lines = []
    for length in (height, width):
        line = np.arange(length, dtype=np.float32)
        inwards = (np.minimum(line, line[::-1]) - 1) / max(0.08 * length, 1)
        share = np.clip(inwards, 0, 1)
        lines.append(share * share * (3 - 2 * share))
    return np.asarray((lines[0][:, None] * lines[1][None])[..., None], np.float32)
