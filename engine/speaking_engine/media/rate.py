"""Frame rates as exact fractions, and the arithmetic between seconds and frames."""

from __future__ import annotations

import math
from fractions import Fraction

from speaking_engine.errors import UserError

NTSC = {"23.976": Fraction(24000, 1001), "29.97": Fraction(30000, 1001), "59.94": Fraction(60000, 1001)}


def parse_rate(text: str) -> Fraction:
    """Read a rate as people write it: ``25``, ``29.97`` (the NTSC rate), ``30000/1001``.

    Raises
    ------
    UserError
        Not a rate between 1 and 240 frames a second; the person can fix it.
    """
    try:
        rate = NTSC.get(text.strip()) or Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if not 1 <= rate <= 240:
        raise UserError(
            f"{text!r} is not a frame rate of 1 to 240 a second.",
            hint="Give 25, 29.97 or 30000/1001, for example.",
        )
    return rate.limit_denominator(1001)


def frames_to_cover(seconds: float, rate: Fraction) -> int:
    """Count the frames that cover a time wholly: ceil(seconds * rate), at least 1.

    A hair of 1e-6 frames is forgiven, so that 2 s at 25 frames/s is 50 frames and never 51.
    """
    return max(1, math.ceil(float(seconds * rate) - 1e-6))


def nearest_frame(seconds: float, rate: Fraction) -> int:
    """Return the frame whose start is nearest to a time."""
    return round(seconds * rate)
