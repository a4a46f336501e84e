"""Compares a clip's colour with the still's where the two meet: plain arithmetic on pixels, no Blender."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.float32]

LUMINANCE = np.array((0.2126, 0.7152, 0.0722), np.float32)  # ITU-R BT.709
RING = 0.08  # of the crop's shorter side
DARKEST = 1e-3
GREYEST = 1e-3
MOST_STOPS, MOST_SATURATION = 4.0, 2.0  # of the node's inputs


@dataclass(frozen=True, slots=True)
class Trim:
    """What brings a clip to the still: `exposure_stops` (-4 to 4), and `saturation` as a factor (0 to 2)."""

    exposure_stops: float
    saturation: float


def fitting_trim(still: Pixels, clip: Pixels) -> Trim | None:
    """Measure, on a ring along the border, which exposure and saturation bring a clip to the still.

    The ring's mean luminance gives the exposure; the spread of its colours about grey (root mean square
    of RGB less luminance) gives the saturation. Both are measured in linear light, as the trims work.

    Parameters
    ----------
    still, clip : ndarray of float32, shape (height, width, 3)
        The same region, sRGB encoded, 0 to 1.

    Returns
    -------
    Trim or None
        None where the ring of one of them is too dark to be compared.
    """
    ring = _ring(still.shape[0], still.shape[1])
    wanted, given = _linear(still[ring]), _linear(clip[ring])
    wanted_mean, given_mean = _mean(wanted), _mean(given)
    if min(wanted_mean, given_mean) < DARKEST:
        return None
    gain = wanted_mean / given_mean
    wanted_spread, given_spread = _spread(wanted), _spread(given) * gain
    grey = min(wanted_spread, given_spread) < GREYEST * wanted_mean
    stops = min(MOST_STOPS, max(-MOST_STOPS, math.log2(gain)))
    return Trim(stops, 1.0 if grey else min(MOST_SATURATION, wanted_spread / given_spread))


def _ring(height: int, width: int) -> npt.NDArray[np.bool_]:
    broad = max(1, round(RING * min(height, width)))
    ring = np.ones((height, width), bool)
    ring[broad:-broad, broad:-broad] = False
    return ring


def _linear(encoded: Pixels) -> npt.NDArray[np.float32]:
    """Decode sRGB (IEC 61966-2-1)."""
    steep = ((encoded + 0.055) / 1.055) ** 2.4
    return np.where(encoded <= 0.04045, encoded / 12.92, steep).astype(np.float32)


def _mean(colours: Pixels) -> float:
    return float((colours @ LUMINANCE).mean(dtype=np.float64))


def _spread(colours: Pixels) -> float:
    from_grey = colours - (colours @ LUMINANCE)[:, None]
    return math.sqrt(float(np.square(from_grey).mean(dtype=np.float64)))
