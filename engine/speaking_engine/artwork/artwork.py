"""Artwork: the picture at native size and what its label says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from speaking_engine.artwork.metadata import Metadata


@dataclass(frozen=True, slots=True, eq=False)
class Artwork:
    """A picture that can be used.

    Attributes
    ----------
    pixels : (H, W, 3) uint8
        sRGB, upright (EXIF orientation applied), native size, origin top left, y down.
    digest : str
        SHA-256 of `pixels` with its shape, hexadecimal.
    fallbacks : tuple of str
        Sentences that say what had to be decided for the reader, such as a broken colour profile.
    """

    pixels: npt.NDArray[np.uint8]
    digest: str
    metadata: Metadata
    fallbacks: tuple[str, ...] = ()

    @property
    def width_px(self) -> int:
        """Width of the picture."""
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        """Height of the picture."""
        return int(self.pixels.shape[0])


def digest_of(pixels: npt.NDArray[np.uint8]) -> str:
    """Return the SHA-256 of the pixels and their shape, hexadecimal."""
    digest = hashlib.sha256("x".join(str(side) for side in pixels.shape).encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()


def turned(artwork: Artwork, turn_deg: int, remark: str) -> Artwork:
    """Turn a picture clockwise by 90, 180 or 270 degrees, and say so."""
    pixels = np.ascontiguousarray(np.rot90(artwork.pixels, -turn_deg // 90))
    return replace(artwork, pixels=pixels, digest=digest_of(pixels), fallbacks=(*artwork.fallbacks, remark))
