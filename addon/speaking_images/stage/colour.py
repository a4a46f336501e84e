"""Compares a clip's colour with the still's where the two meet: plain arithmetic on colours, no Blender."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Colour = tuple[float, float, float]
Place = tuple[int, int]

RING = 0.08  # of the crop's shorter side
MOST_PLACES = 40_000
DARKEST = 1e-3
GREYEST = 1e-3
MOST_STOPS, MOST_SATURATION = 4.0, 2.0  # of the node's inputs


@dataclass(frozen=True, slots=True)
class Trim:
    """What brings a clip to the still: `exposure_stops` (-4 to 4), and `saturation` as a factor (0 to 2)."""

    exposure_stops: float
    saturation: float


def ring(width_px: int, height_px: int) -> list[Place]:
    """Return the pixels (x, y) of a ring along the border, evenly thinned out where they are very many."""
    broad = max(1, round(RING * min(width_px, height_px)))
    right, bottom = max(broad, width_px - broad), max(broad, height_px - broad)
    sides = [*range(min(broad, width_px)), *range(right, width_px)]
    step = max(1, math.isqrt((2 * width_px * broad + 2 * height_px * broad) // MOST_PLACES))
    places: list[Place] = []
    for y in range(0, height_px, step):
        columns = sides if broad <= y < bottom else range(width_px)
        places += [(x, y) for x in columns[::step]]
    return places


def fitting_trim(still: Sequence[Colour], clip: Sequence[Colour]) -> Trim | None:
    """Measure which exposure and saturation bring a clip to the still.

    The mean luminance gives the exposure; the spread of the colours about grey (root mean square of RGB less
    luminance) gives the saturation. Both are measured in linear light, as the trims work.

    Parameters
    ----------
    still, clip : sequence of (red, green, blue)
        Colours at the same places, sRGB encoded, 0 to 1.

    Returns
    -------
    Trim or None
        None where one of them is too dark to be compared.
    """
    wanted_mean, wanted_spread = _mean_and_spread(still)
    given_mean, given_spread = _mean_and_spread(clip)
    if min(wanted_mean, given_mean) < DARKEST:
        return None
    gain = wanted_mean / given_mean
    given_spread *= gain
    stops = min(MOST_STOPS, max(-MOST_STOPS, math.log2(gain)))
    if min(wanted_spread, given_spread) < GREYEST * wanted_mean:
        return Trim(stops, 1.0)
    return Trim(stops, min(MOST_SATURATION, wanted_spread / given_spread))


def _mean_and_spread(colours: Sequence[Colour]) -> tuple[float, float]:
    total = squares = 0.0
    for colour in colours:
        red, green, blue = (_linear(value) for value in colour)
        luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue  # ITU-R BT.709
        total += luminance
        squares += (red - luminance) ** 2 + (green - luminance) ** 2 + (blue - luminance) ** 2
    count = max(1, len(colours))
    return total / count, math.sqrt(squares / (3 * count))


def _linear(encoded: float) -> float:
    """Decode sRGB (IEC 61966-2-1)."""
    return encoded / 12.92 if encoded <= 0.04045 else ((encoded + 0.055) / 1.055) ** 2.4
