"""Reads the tags of a TIFF: which of its pages is the picture, and what the numbers of that page mean.

Decoders leave these tags out or hide them, and a wrong guess at one gives a negative, a thumbnail or a black
picture without an error.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL.TiffImagePlugin import ImageFileDirectory_v2

MOST_PAGES = 1000

_MODELS = {0: "grey", 1: "grey", 2: "rgb", 3: "palette", 5: "cmyk", 6: "ycbcr", 8: "lab"}
_SAMPLES: dict[int, Literal["uint", "int", "float"]] = {1: "uint", 2: "int", 3: "float", 4: "uint"}
_COLOURS = {"grey": 1, "palette": 1, "rgb": 3, "ycbcr": 3, "lab": 3, "cmyk": 4}
_REDUCED, _MASK = 1, 4  # bits of NewSubfileType
_COMPRESSIONS = {
    34712: "JPEG 2000", 33003: "JPEG 2000", 33005: "JPEG 2000", 50002: "JPEG XL", 34887: "LERC",
    34892: "lossy JPEG", 22610: "JPEG XR", 34934: "JPEG XR", 34661: "JBIG", 34676: "LogLuv", 34677: "LogLuv",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TiffPage:
    """One picture of a TIFF, as its tags describe it.

    Attributes
    ----------
    number : int
        From 0.
    model : str
        "grey", "rgb", "palette", "cmyk", "ycbcr" or "lab"; "" for any other.
    bits : int
        Of each number; 0 where they differ.
    extra : str
        What the first channel beyond the colours is: "alpha", "unknown" or "" where there is none.
    white_is_zero : bool
        Grey runs from white to black.
    """

    number: int
    width_px: int
    height_px: int
    model: str
    bits: int
    samples: Literal["uint", "int", "float", ""]
    channels: int
    extra: str
    white_is_zero: bool
    compression: int
    is_planar: bool
    is_reduced: bool
    largest_value: int
    orientation: int

    @property
    def colours(self) -> int:
        """Number of channels that are colours."""
        return _COLOURS.get(self.model, 0)

    @property
    def by_vips(self) -> bool:
        """Whether libvips gives this page's numbers right; measured, kind by kind."""
        packed = self.compression in {1, 2, 3, 4, 5, 7, 8, 32773, 32946, 50001}
        few = 0 < self.bits < 8 and self.channels == 1
        whole = self.samples in ("uint", "int") and (self.bits in {8, 16, 32} or few)
        half = self.samples == "float" and (self.bits == 32 or (self.bits == 16 and not self.is_planar))
        lab = self.model != "lab" or (self.bits == 16 and not self.extra)
        ycbcr = self.model != "ycbcr" or self.compression == 7
        return bool(self.model) and packed and (whole or half) and lab and ycbcr

    @property
    def oddity(self) -> str:
        """Return what is unusual about this page, for who cannot read it."""
        if self.compression in _COMPRESSIONS:
            return f"it is compressed as {_COMPRESSIONS[self.compression]}"
        if not self.model:
            return "its kind of colours (photometric interpretation) is not known here"
        if not self.bits or not self.samples:
            return "its channels have different or unknown kinds of numbers"
        kind = {"uint": "whole", "int": "signed", "float": "floating-point"}[self.samples]
        return f"it holds {kind} numbers of {self.bits} bits"


def picture_page(path: Path) -> tuple[TiffPage, tuple[str, ...]]:
    """Return the page that is the picture: the largest that is no thumbnail and no mask, the first of equals.

    Returns
    -------
    page, remarks : Page and tuple of str
        A sentence where several pages could be meant.

    Raises
    ------
    OSError, SyntaxError, ValueError
        The tags cannot be read, or there is no page: the file is damaged.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, of odd tags
        pages = list(_pages(path))
    if not pages:
        raise SyntaxError("no page")
    whole = [page for page in pages if not page.is_reduced] or pages
    largest = max(whole, key=lambda page: page.width_px * page.height_px)
    others = [page for page in whole if page is largest or not _is_smaller_version(page, largest)]
    if len(others) == 1:
        return largest, ()
    which = "the first" if largest is whole[0] else f"the largest, number {largest.number + 1},"
    return largest, (f"{path.name} holds {len(others)} pictures; {which} was taken.",)


def _is_smaller_version(page: TiffPage, largest: TiffPage) -> bool:
    """Tell a level of a pyramid that is not marked as one: of the same shape, at half the size or less."""
    zoom = max(page.width_px / largest.width_px, page.height_px / largest.height_px)
    same_shape = (
        abs(page.width_px - zoom * largest.width_px) <= 2
        and abs(page.height_px - zoom * largest.height_px) <= 2
    )
    return zoom <= 0.51 and same_shape


def _pages(path: Path) -> Iterator[TiffPage]:
    with path.open("rb") as file:
        head = file.read(8)
        if head[2:4] in (b"\x2b\0", b"\0\x2b"):  # BigTIFF
            head += file.read(8)
        if len(head) not in (8, 16):
            return
        tags = ImageFileDirectory_v2(head)
        seen: set[int] = set()
        while tags.next and tags.next not in seen and len(seen) < MOST_PAGES:
            seen.add(tags.next)
            file.seek(tags.next)
            tags.load(file)
            page = _page(len(seen) - 1, tags)
            if not page.width_px or not page.height_px:
                return
            yield page


def _page(number: int, tags: ImageFileDirectory_v2) -> TiffPage:
    channels = _first(tags, 277, 1)
    bits = set(_all(tags, 258) or (1,))
    samples = {_SAMPLES.get(code, "") for code in _all(tags, 339) or (1,)}
    photometric = _first(tags, 262, -1)
    model = _MODELS.get(photometric, "")
    if model == "cmyk" and (_first(tags, 332, 1) != 1 or channels < 4):  # other inks than these four
        model = ""
    spare = channels - _COLOURS.get(model, channels)
    extras = _all(tags, 338)
    subfile = _first(tags, 254, 0)
    return TiffPage(
        number=number,
        width_px=_first(tags, 256, 0),
        height_px=_first(tags, 257, 0),
        model=model if spare >= 0 else "",
        bits=bits.pop() if len(bits) == 1 else 0,
        samples=samples.pop() if len(samples) == 1 else "",  # type: ignore[arg-type]
        channels=channels,
        extra="" if spare <= 0 else "alpha" if extras and extras[0] in (1, 2) else "unknown",
        white_is_zero=photometric == 0,
        compression=_first(tags, 259, 1),
        is_planar=_first(tags, 284, 1) == 2,
        is_reduced=bool(subfile & (_REDUCED | _MASK)) or _first(tags, 255, 1) == 2 or photometric == 4,
        largest_value=max(_all(tags, 341), default=0),
        orientation=_first(tags, 274, 1),
    )


def _all(tags: ImageFileDirectory_v2, tag: int) -> tuple[int, ...]:
    value = tags.get(tag, ())
    values = value if isinstance(value, tuple) else (value,)
    return tuple(int(one) for one in values if isinstance(one, (int, float)))


def _first(tags: ImageFileDirectory_v2, tag: int, otherwise: int) -> int:
    return next(iter(_all(tags, tag)), otherwise)
