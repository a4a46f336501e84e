"""Brings numbers of any depth to whole numbers of 8 or 16 bits, or says why nothing tells what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from speaking_engine.artwork.decode import Lazy, Stored
from speaking_engine.errors import PictureError

MOST_LOST = 0.01
"""Share of pixels that may be brighter than white, or no numbers: beyond, no screen was meant."""
MOST_BRIGHT = 1.25
"""Up to here brighter than white is rounding, resampling or sharpening, in however many pixels."""

_MAP = "Tone-map it in a picture program (darktable, Affinity, Photoshop) and export 16 bits a channel."


@dataclass(frozen=True, slots=True)
class Spread:
    """What the colour numbers of a picture are like: the least, the largest, and shares of odd ones."""

    least: float
    largest: float
    above_one: float
    no_number: float


def whole_numbers(stored: Stored, path: Path) -> tuple[Lazy, tuple[str, ...]]:
    """Return pixels as `uchar` or `ushort`, black at 0, alpha (if there is one) last, and what was decided.

    Lab is given as `float` in its own units.

    Whole unsigned numbers keep all their bits, up to 16. Floating-point numbers are codes of 0 to 1 as their
    profile means them (sRGB without one), and a few highlights become white; pictures that were stored with
    the numbers 0 to 255 or 0 to 65535 are told by that. Signed numbers have a white only by agreement: the
    full depth above the largest is taken.

    Raises
    ------
    PictureError
        Numbers that mean no picture by themselves: of high dynamic range, negative, mostly not numbers.
    """
    image = stored.numbers()
    if stored.model == "lab":
        return _lab(image), ()
    if stored.samples == "uint":
        if image.format == "uint":
            return (image >> 16).cast("ushort"), ()
        return _unused_bits(stored, image, path)
    spread = _spread(stored)
    full, remarks = (_full_of_floats if stored.samples == "float" else _full_of_signed)(spread, path)
    colours = image[: image.bands - stored.has_alpha] if stored.has_alpha else image
    share = _no_numbers(colours).ifthenelse(0, colours) / full
    if stored.white_is_zero:
        share = 1 - share
    if stored.has_alpha:
        share = share.bandjoin(image[image.bands - 1] / full)
    return (share * 65535 + 0.5).cast("ushort"), remarks


def _lab(image: Lazy) -> Lazy:
    """Return CIE L*a*b* as floating-point numbers, from libvips' 16 bits or Pillow's 8 (a and b signed)."""
    if image.interpretation == "labs":
        return image.colourspace("lab")
    signed = (image[1:3] > 127).ifthenelse(image[1:3] - 256, image[1:3])
    return (image[0] * (100 / 255)).bandjoin(signed).cast("float").copy(interpretation="lab")


def _unused_bits(stored: Stored, image: Lazy, path: Path) -> tuple[Lazy, tuple[str, ...]]:
    """Spread out 10 or 12 bits that were stored in 16: taken as they are, they would be all but black."""
    if image.format != "ushort":
        return image, ()
    bits = stored.bits
    if bits == 16 and stored.model in ("grey", "rgb"):
        largest = stored.numbers()[: image.bands - stored.has_alpha].max()
        bits = next((few for few in (8, 10, 12) if largest < 2**few), 16)
    if bits == 16:
        return image, ()
    last = image.bands - 1
    factor = [65535 / (2**bits - 1)] * image.bands
    if stored.has_alpha and image[last].max() >= 2**bits:
        factor[last] = 1.0
    remark = f"{path.name} uses only {bits} of its 16 bits; its tones were spread out."
    return (image * factor + 0.5).cast("ushort"), (remark,)


def _spread(stored: Stored) -> Spread:
    image = stored.numbers()
    colours = image[: image.bands - 1] if stored.has_alpha else image
    odd = _no_numbers(colours)
    bad, clean = odd.bandor(), odd.ifthenelse(0, colours)
    bright = (clean > 1).bandor()
    table = clean.bandjoin([bad, bright]).stats()  # one pass; rows: all, then each band
    count = colours.bands
    least = min(table(0, row + 1)[0] for row in range(count))
    largest = max(table(1, row + 1)[0] for row in range(count))
    mean_bad, mean_bright = table(4, count + 1)[0] / 255, table(4, count + 2)[0] / 255
    return Spread(least, largest, mean_bright, mean_bad)


def _no_numbers(image: Lazy) -> Lazy:
    return image.relational(image, "noteq")  # NaN alone differs from itself


def _full_of_floats(spread: Spread, path: Path) -> tuple[float, tuple[str, ...]]:
    if spread.no_number > MOST_LOST:
        raise PictureError(
            f"{path} holds values that are no numbers (NaN) in {spread.no_number:.0%} of its pixels.",
            hint="Export it again from the program that made it, with 8 or 16 bits a channel.",
        )
    remarks = []
    if spread.no_number:
        remarks.append(f"{path.name} holds some pixels that are no numbers (NaN); they were made black.")
    if spread.above_one <= MOST_LOST or spread.largest <= MOST_BRIGHT:
        if spread.above_one:
            remarks.append(
                f"{path.name} holds highlights brighter than white in {spread.above_one:.2%} of its pixels; "
                "they were made white."
            )
        return 1.0, tuple(remarks)
    known = (255.0, 65535.0) if spread.above_one > 0.5 else ()
    full = next((full for full in known if full / 2 < spread.largest <= full), None)
    if full is None or spread.least < 0:
        raise PictureError(
            f"{path} has a high dynamic range: {spread.above_one:.0%} of its pixels are brighter than white.",
            hint=_MAP,
        )
    return full, (*remarks, f"{path.name} holds floating-point numbers; {full:.0f} was taken for white.")


def _full_of_signed(spread: Spread, path: Path) -> tuple[float, tuple[str, ...]]:
    if spread.least < 0:
        raise PictureError(
            f"{path} holds negative numbers; nothing tells which of them are black and white.",
            hint="Export it with unsigned numbers of 8 or 16 bits a channel.",
        )
    full = next(full for full in (127.0, 255.0, 32767.0, 65535.0, 2.0**31 - 1) if spread.largest <= full)
    return full, (f"{path.name} holds signed numbers; {full:.0f} was taken for white.",)
