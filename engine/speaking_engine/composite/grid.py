"""The film's pixel grid over the artwork's: one resampling, the same for the still and for every clip.

Because the still and a clip pass through the very same filter at the very same points, a clip that shows
the still gives the still's pixels, and no seam can show at any size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.composite.choices import RESOLUTIONS
from speaking_engine.errors import UserError
from speaking_engine.protocol.plan import RenderPlan

Picture = npt.NDArray[np.uint8]


def film_size(artwork_size_px: tuple[int, int], resolution: str) -> tuple[int, int]:
    """Return the film's (width, height): even, of the artwork's shape, never larger than the artwork.

    Parameters
    ----------
    resolution : str
        A key of `RESOLUTIONS`: the film fits into that frame, upright for upright pictures. "native" keeps
        the artwork's size up to 3840 pixels a side, the most that players decode in hardware.

    Raises
    ------
    UserError
        An unknown resolution; the person can fix it.
    """
    if resolution not in RESOLUTIONS:
        raise UserError(
            f"There is no resolution {resolution!r}.", hint=f"Choose one of {', '.join(RESOLUTIONS)}."
        )
    width_px, height_px = artwork_size_px
    longer, shorter = RESOLUTIONS[resolution]
    frame = (longer, shorter) if width_px >= height_px else (shorter, longer)
    scale = min(1.0, frame[0] / width_px, frame[1] / height_px)
    if scale == 1.0:
        return _even_up(width_px), _even_up(height_px)
    return max(2, 2 * round(width_px * scale / 2)), max(2, 2 * round(height_px * scale / 2))


def _even_up(side_px: int) -> int:
    return side_px + side_px % 2


@dataclass(frozen=True, slots=True)
class Grid:
    """The film's pixels as points of the artwork.

    Attributes
    ----------
    scale : (across, down)
        Film pixels per artwork pixel; (1, 1) where the film has the artwork's size, and an odd last
        column or row is then repeated once, because video needs even sizes.
    """

    artwork_size_px: tuple[int, int]
    film_size_px: tuple[int, int]

    @staticmethod
    def of(plan: RenderPlan) -> Grid:
        """Return the grid of a plan."""
        return Grid((plan.artwork_width_px, plan.artwork_height_px), (plan.width_px, plan.height_px))

    @property
    def is_native(self) -> bool:
        """Whether film pixels are artwork pixels."""
        return self.film_size_px == (_even_up(self.artwork_size_px[0]), _even_up(self.artwork_size_px[1]))

    @property
    def scale(self) -> tuple[float, float]:
        """Film pixels per artwork pixel, across and down."""
        if self.is_native:
            return 1.0, 1.0
        return self.film_size_px[0] / self.artwork_size_px[0], self.film_size_px[1] / self.artwork_size_px[1]

    def still(self, pixels: Picture) -> Picture:
        """Bring the whole artwork onto the film's grid."""
        return self.place(pixels, (0, 0), (0, 0, *self.film_size_px))

    def window_of(self, crop_px: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """Return the film pixels (x, y, width, height) whose centres lie inside a crop of the artwork."""
        spans = []
        for start, side, scale, limit in zip(
            crop_px[:2], crop_px[2:], self.scale, self.film_size_px, strict=True
        ):
            first = max(0, math.ceil(start * scale - 0.5))
            last = min(limit, math.ceil((start + side) * scale - 0.5))
            spans.append((first, max(1, last - first)))
        return spans[0][0], spans[1][0], spans[0][1], spans[1][1]

    def even_window_of(self, crop_px: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """Return `window_of`, grown to even coordinates: video's chroma covers 2 x 2 pixels."""
        x, y, width, height = self.window_of(crop_px)
        left, top = x - x % 2, y - y % 2
        return left, top, _even_up(x + width - left), _even_up(y + height - top)

    def centres(
        self, window_px: tuple[int, int, int, int]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the artwork x of each column and the artwork y of each row of a window of the film."""
        x, y, width, height = window_px
        across, down = self.scale
        return (x + np.arange(width) + 0.5) / across, (y + np.arange(height) + 0.5) / down

    def place(
        self, pixels: Picture, origin_px: tuple[int, int], window_px: tuple[int, int, int, int]
    ) -> Picture:
        """Resample a region of the artwork onto a window of the film.

        Parameters
        ----------
        pixels : (h, w, 3) uint8
            Region of the artwork (or of a clip over it) whose top left corner is at `origin_px`.

        Returns
        -------
        (height, width, 3) uint8
        """
        x, y, width, height = window_px
        if self.is_native:
            return _cut(pixels, (x - origin_px[0], y - origin_px[1], width, height))
        across, down = self.scale
        to_source = np.array(
            [
                [1 / across, 0, (x + 0.5) / across - 0.5 - origin_px[0]],
                [0, 1 / down, (y + 0.5) / down - 0.5 - origin_px[1]],
            ]
        )
        soft = cv2.GaussianBlur(
            pixels, (0, 0), _sigma(across), sigmaY=_sigma(down), borderType=cv2.BORDER_REPLICATE
        )
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        return np.asarray(
            cv2.warpAffine(soft, to_source, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        )


def _cut(pixels: Picture, window_px: tuple[int, int, int, int]) -> Picture:
    """Cut a window out of a picture, repeating the picture's edge where the window reaches beyond it."""
    x, y, width, height = window_px
    before = (max(0, -y), max(0, -x))
    after = (max(0, y + height - pixels.shape[0]), max(0, x + width - pixels.shape[1]))
    cut = pixels[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)]
    if not any(before + after):
        return cut
    return np.pad(cut, ((before[0], after[0]), (before[1], after[1]), (0, 0)), "edge")


def _sigma(scale: float) -> float:
    """Blur before shrinking: takes the pass band of a pixel down to that of the new one (variances add)."""
    return max(0.05, 0.42 * math.sqrt(max(0.0, 1 / scale**2 - 1)))
