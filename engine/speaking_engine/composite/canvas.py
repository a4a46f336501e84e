"""A canvas: the film's own frame around the work, for screens of another shape; no work is distorted."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Size = tuple[int, int]

WALL_MARGIN = 0.07  # of the canvas's shorter side, so that the wall is seen as one
WALL_RGB = (196, 191, 184)
_BLURRED_PX = 96  # the background is blurred at this size


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """What lies around the work.

    Attributes
    ----------
    pixels : (H, W, 3) uint8
        The whole frame; what lies under the work does not matter.
    origin_px : (x, y)
        Top left corner of the work in it, even.
    work_px : (width, height)
        Size of the work in it, even.
    """

    pixels: Picture
    origin_px: Size
    work_px: Size

    @property
    def size_px(self) -> Size:
        """Width and height of the film."""
        return self.pixels.shape[1], self.pixels.shape[0]

    def around(self, still: Picture) -> Picture:
        """Return the film's still: the work laid into the canvas."""
        whole = self.pixels.copy()
        (x, y), (width, height) = self.origin_px, self.work_px
        whole[y : y + height, x : x + width] = still
        return whole


def fitted(artwork_px: Size, size_px: Size, margin: float = 0.0) -> tuple[Size, Size]:
    """Return the size of the work in a frame and its top left corner, both even, the work's shape kept.

    Parameters
    ----------
    margin : float
        Least room on every side, as a share of the frame's shorter side.
    """
    free = [side - 2 * margin * min(size_px) for side in size_px]
    scale = min(free[0] / artwork_px[0], free[1] / artwork_px[1])
    work = [
        max(2, min(2 * round(side * scale / 2), whole))
        for side, whole in zip(artwork_px, size_px, strict=True)
    ]
    x, y = (2 * ((whole - side) // 4) for side, whole in zip(work, size_px, strict=True))
    return (work[0], work[1]), (x, y)


def make_canvas(artwork: Picture, size_px: Size, surround: str) -> Canvas:
    """Make what lies around a work.

    Parameters
    ----------
    artwork : (H, W, 3) uint8
    surround : str
        A key of `SURROUNDS`, or a colour as "#202020".
    """
    height, width = artwork.shape[:2]
    work_px, origin_px = fitted((width, height), size_px, WALL_MARGIN if surround == "wall" else 0.0)
    if surround == "blur":
        pixels = _blurred(artwork, size_px)
    elif surround == "wall":
        pixels = _wall(size_px, origin_px, work_px)
    else:
        colour = [int(surround[at : at + 2], 16) for at in (1, 3, 5)]
        pixels = np.full((size_px[1], size_px[0], 3), colour, np.uint8)
    return Canvas(pixels, origin_px, work_px)


def _blurred(artwork: Picture, size_px: Size) -> Picture:
    """Fill the frame with the work, cut to its shape; blurred small, so that it is as soft at every size."""
    height, width = artwork.shape[:2]
    scale = max(size_px[0] / width, size_px[1] / height)
    across, down = round(size_px[0] / scale), round(size_px[1] / scale)
    left, top = (width - across) // 2, (height - down) // 2
    part = artwork[top : top + down, left : left + across]
    share = _BLURRED_PX / max(size_px)
    small = cv2.resize(
        part,
        (max(2, round(size_px[0] * share)), max(2, round(size_px[1] * share))),
        interpolation=cv2.INTER_AREA,
    )
    soft = cv2.GaussianBlur(small.astype(np.float32), (0, 0), 3) * 0.55
    return _dithered(cv2.resize(soft, size_px, interpolation=cv2.INTER_CUBIC))


def _wall(size_px: Size, origin_px: Size, work_px: Size) -> Picture:
    """Light a plain wall from above, and let the work throw a soft shadow on it."""
    width, height = size_px
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    centre = origin_px[0] + work_px[0] / 2, origin_px[1] + work_px[1] * 0.35
    away = np.hypot((x - centre[0]) / (0.9 * width), (y - centre[1]) / (0.9 * height))
    light = 1.04 - 0.42 * np.clip(away, 0, 1.2) ** 1.5
    unit = min(work_px)
    shadow = np.zeros((height, width), np.float32)
    left, top = origin_px[0] + round(0.006 * unit), origin_px[1] + round(0.02 * unit)
    shadow[top : top + work_px[1], left : left + work_px[0]] = 1
    soft = cv2.GaussianBlur(shadow, (0, 0), max(2.0, 0.025 * unit))
    close = cv2.GaussianBlur(shadow, (0, 0), max(1.0, 0.006 * unit))
    light *= 1 - 0.34 * soft - 0.18 * close
    return _dithered(light[..., None] * np.array(WALL_RGB, np.float32))


def _dithered(values: npt.NDArray[np.float32]) -> Picture:
    """Round with a grain of one level, so that slow gradients show no bands."""
    grain = np.random.default_rng(0).uniform(-0.5, 0.5, values.shape[:2]).astype(np.float32)[..., None]
    return np.asarray(np.clip(np.rint(values + grain), 0, 255), np.uint8)
