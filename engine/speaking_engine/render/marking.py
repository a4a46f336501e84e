"""What is laid into a film's frames on their way to the encoder: a watermark and a notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speaking_engine.media.colour import to_yuv420
from speaking_engine.media.movie import Planes

Picture = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Notice:
    """A small picture over the film.

    Attributes
    ----------
    x, y : int
        Its top left corner in film pixels, even.
    pixels : (H, W, 4) uint8
        sRGB and alpha; H and W even.
    spans : tuple of range
        The film's frames that show it.
    fades_in, fades_out : int
        Frames at the beginning and end of each span in which it appears and goes.
    """

    x: int
    y: int
    pixels: Picture
    spans: tuple[range, ...]
    fades_in: int = 0
    fades_out: int = 0

    def strength(self, number: int) -> float:
        """Return how far a frame shows it: 0 not at all, 1 wholly."""
        span = next((span for span in self.spans if number in span), None)
        if span is None:
            return 0.0
        shown = 1.0
        if number - span.start < self.fades_in:
            shown = min(shown, (number - span.start + 1) / (self.fades_in + 1))
        if span.stop - number <= self.fades_out:
            shown = min(shown, (span.stop - number) / (self.fades_out + 1))
        return shown


@dataclass(frozen=True, slots=True, eq=False)
class Marking:
    """What is laid into the frames.

    Attributes
    ----------
    offsets : callable or None
        Gives for the still's luma, (H, W) uint8, what is added to each value: (H, W) int8.
    notices : tuple of Notice
        Laid over one another in this order; a card is a notice as large as the film.
    """

    offsets: Callable[[Picture], Offsets] | None = None
    notices: tuple[Notice, ...] = ()


class Marker:
    """Marks the frames of one film.

    Parameters
    ----------
    still : (H, W, 3) uint8
        The film's still.
    """

    def __init__(self, still: Picture, marking: Marking) -> None:
        self._plain = to_yuv420(still)
        self._offsets = None if marking.offsets is None else marking.offsets(self._plain[0]).astype(np.int16)
        self._notices = marking.notices
        self._full: dict[int, Planes] = {}
        self.still = self._marked(self._plain, 0, 0)
        """The still's planes, marked."""

    def patches(
        self, number: int, changes: Iterable[tuple[int, int, Picture]]
    ) -> list[tuple[int, int, Planes]]:
        """Return what one frame shows over the still: changed regions at even places, and the notice."""
        marked = [(x, y, self._marked(to_yuv420(pixels), x, y)) for x, y, pixels in changes]
        shown = [(notice, notice.strength(number)) for notice in self._notices]
        return marked + [(one.x, one.y, self._noticed(one, how_far)) for one, how_far in shown if how_far]

    def _marked(self, planes: Planes, x: int, y: int) -> Planes:
        if self._offsets is None:
            return planes
        luma = planes[0]
        offsets = self._offsets[y : y + luma.shape[0], x : x + luma.shape[1]]
        return np.clip(luma + offsets, 0, 255).astype(np.uint8), planes[1], planes[2]

    def _noticed(self, notice: Notice, strength: float) -> Planes:
        """Return a notice's planes as they are shown; those of its full strength are kept."""
        if strength < 1.0:
            return self._marked(self._with_notice(notice, strength), notice.x, notice.y)
        if id(notice) not in self._full:
            self._full[id(notice)] = self._marked(self._with_notice(notice, 1.0), notice.x, notice.y)
        return self._full[id(notice)]

    def _with_notice(self, notice: Notice, strength: float) -> Planes:
        """Lay the notice over the still; it is placed where nothing moves."""
        alpha = notice.pixels[..., 3].astype(np.float32) * np.float32(strength / 255)
        luma, *chroma = to_yuv420(np.ascontiguousarray(notice.pixels[..., :3]))
        parts = [_mixed(self._plain[0], luma, alpha, notice.x, notice.y)]
        halved = alpha.reshape(alpha.shape[0] // 2, 2, alpha.shape[1] // 2, 2).mean((1, 3))
        for below, above in zip(self._plain[1:], chroma, strict=True):
            parts.append(_mixed(below, above, halved, notice.x // 2, notice.y // 2))
        return parts[0], parts[1], parts[2]


def _mixed(below: Picture, above: Picture, alpha: npt.NDArray[np.float32], x: int, y: int) -> Picture:
    under = below[y : y + above.shape[0], x : x + above.shape[1]]
    return np.asarray(np.rint(under + (above.astype(np.float32) - under) * alpha), np.uint8)
