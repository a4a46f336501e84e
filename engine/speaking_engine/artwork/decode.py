"""Opens a picture file and tells what its numbers are; the pixels are streamed when they are asked for.

Two libraries read: libvips, which streams any depth in little memory, and Pillow for what it does not know.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from speaking_engine.artwork.tiff import TiffPage, picture_page
from speaking_engine.errors import PictureError

ROWS = 512
Lazy = Any  # a pyvips.Image: numbers that are computed when they are written

_BY_VIPS = {
    "JPEG": "jpegload_source",
    "PNG": "pngload_source",
    "TIFF": "tiffload_source",
    "WebP": "webpload_source",
    "GIF": "gifload_source",
    "AVIF": "heifload_source",
}
_BY_PILLOW = {"JPEG 2000": "JPEG2000", "JPEG XL": "JXL", "HEIC": "HEIF", "BMP": "BMP", "TIFF": "TIFF"}
_PLAIN = {
    "1": "L", "P": "RGB", "RGBX": "RGB", "RGBa": "RGBA", "La": "LA", "PA": "RGBA", "YCbCr": "RGB",
}  # fmt: skip
_MODELS: dict[str, Literal["grey", "rgb", "cmyk", "lab"]] = {
    "L": "grey", "LA": "grey", "I": "grey", "F": "grey",
    "RGB": "rgb", "RGBA": "rgb", "CMYK": "cmyk", "LAB": "lab",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture as its file stores it.

    Attributes
    ----------
    numbers : callable
        Gives the pixels as a `pyvips.Image`, to be gone through once from the top; each call reads anew.
        Colours first, then alpha where `has_alpha`.
    bits : int
        How many bits of the numbers are used, such as 12 in a 16-bit file.
    orientation : int
        EXIF's, 1 to 8; not yet applied.
    profile : bytes
        The embedded ICC profile; empty if there is none.
    """

    numbers: Callable[[], Lazy]
    width_px: int
    height_px: int
    model: Literal["grey", "rgb", "cmyk", "lab"]
    bits: int = 8
    samples: Literal["uint", "int", "float"] = "uint"
    white_is_zero: bool = False
    has_alpha: bool = False
    orientation: int = 1
    profile: bytes = b""
    remarks: tuple[str, ...] = ()


def stored_in(path: Path, kind: str) -> Stored:
    """Open a picture file, without reading its pixels yet.

    Parameters
    ----------
    kind : str
        One of `formats.READ`.

    Raises
    ------
    PictureError
        It is of a kind that neither library reads right; the person exports it otherwise.
    pyvips.Error, OSError, SyntaxError, ValueError
        It is damaged.
    """
    if kind == "TIFF":
        page, remarks = picture_page(path)
        stored = _by_vips(path, kind, page) if page.by_vips else _tiff_by_pillow(path, page)
        if page.extra == "unknown":
            remarks += (f"{path.name} has a channel that is not marked as transparency; it was left out.",)
        return replace(stored, remarks=(*remarks, *stored.remarks))
    return _by_vips(path, kind) if kind in _BY_VIPS else _by_pillow(path, kind)


def vips() -> Any:  # noqa: ANN401 - pyvips has no types
    """Import libvips when a picture is read, and keep its warnings from the screen: we judge files."""
    import pyvips

    logging.getLogger("pyvips").addHandler(logging.NullHandler())
    logging.getLogger("pyvips").propagate = False
    return pyvips


def _by_vips(path: Path, kind: str, page: TiffPage | None = None) -> Stored:
    library = vips()
    options: dict[str, Any] = {"access": "sequential", "fail_on": "error"}
    if page is not None:
        options["page"] = page.number

    def numbers() -> Lazy:
        image = library.Operation.call(_BY_VIPS[kind], library.Source.new_from_file(str(path)), **options)
        return image[: page.colours + (page.extra == "alpha")] if page and page.extra else image

    image = numbers()
    model, has_alpha = _model_of(image)
    fields = image.get_fields()
    stored = Stored(
        numbers,
        image.width,
        image.height,
        model,
        bits={"uchar": 8, "char": 8, "ushort": 16, "short": 16}.get(image.format, 32),
        samples={"f": "float", "d": "float", "u": "uint"}.get(image.format[0], "int"),  # type: ignore[arg-type]
        has_alpha=has_alpha,
        orientation=int(image.get("orientation")) if "orientation" in fields else 1,
        profile=bytes(image.get("icc-profile-data")) if "icc-profile-data" in fields else b"",
        remarks=_of_several(path, 1 if page else _count(path, kind, image)),
    )
    return stored if page is None else _with_tags(stored, page)


def _count(path: Path, kind: str, image: Lazy) -> int:
    if kind == "PNG":  # libvips knows no moving PNG
        with opened_by_pillow(path, "PNG") as picture:
            return int(getattr(picture, "n_frames", 1))
    return int(image.get("n-pages")) if "n-pages" in image.get_fields() else 1


def _model_of(image: Lazy) -> tuple[Literal["grey", "rgb", "cmyk", "lab"], bool]:
    if image.interpretation == "cmyk":
        return "cmyk", image.bands > 4
    if image.interpretation in ("lab", "labs"):
        return "lab", image.bands > 3
    return ("grey" if image.bands < 3 else "rgb"), image.bands in (2, 4)


def _with_tags(stored: Stored, page: TiffPage) -> Stored:
    """Correct what libvips does not tell of a TIFF."""
    told = page.largest_value + 1  # a power of two if it is white, not just the largest there is
    few = stored.bits == 16 and told in (1 << 10, 1 << 12, 1 << 14)
    return replace(
        stored,
        bits=told.bit_length() - 1 if few else stored.bits,
        # libvips turns whole unsigned numbers round itself
        white_is_zero=page.white_is_zero and page.samples != "uint",
        has_alpha=page.extra == "alpha",
        orientation=page.orientation,
    )


def _of_several(path: Path, count: int) -> tuple[str, ...]:
    return (f"{path.name} holds {count} pictures; the first was taken.",) if count > 1 else ()


def _tiff_by_pillow(path: Path, page: TiffPage) -> Stored:
    """Open a page that libvips does not read: few bits in an odd number, rarer compressions, plain YCbCr."""
    refusal = PictureError(
        f"{path} is a TIFF of a kind this program cannot read: {page.oddity}.",
        hint="Save it as an ordinary TIFF of 8 or 16 bits a channel, uncompressed or LZW, or as PNG.",
    )
    is_negative = page.white_is_zero and page.bits > 8  # Pillow leaves these as they are
    if page.bits not in (1, 2, 4, 8, 12, 16) or page.samples != "uint" or is_negative:
        raise refusal
    try:
        stored = _by_pillow(path, "TIFF", page.number)
    except (OSError, SyntaxError, KeyError) as error:
        raise refusal from error
    return replace(stored, bits=page.bits if page.bits > 8 else stored.bits, remarks=())


def _by_pillow(path: Path, kind: str, page: int = 0) -> Stored:
    if kind == "HEIC":
        import pi_heif

        pi_heif.register_heif_opener()
    if kind == "JPEG XL":
        import pillow_jxl  # noqa: F401 - registers itself

    def opened() -> Image.Image:
        return opened_by_pillow(path, _BY_PILLOW[kind], page)

    with opened() as picture:
        mode = _mode_of(picture)
        return Stored(
            lambda: _lazy(opened(), mode),
            *picture.size,
            _MODELS[mode.removesuffix(";16") if mode.startswith("I") else mode],
            bits=16 if mode == "I;16" else 32 if mode in "IF" else 8,
            samples="float" if mode == "F" else "int" if mode == "I" else "uint",
            has_alpha=mode in ("LA", "RGBA"),
            orientation=int(picture.getexif().get(0x0112, 1)) if kind != "HEIC" else 1,
            profile=picture.info.get("icc_profile") or b"",
            remarks=_of_several(path, getattr(picture, "n_frames", 1) if kind == "BMP" else 1),
        )


def opened_by_pillow(path: Path, form: str, page: int = 0) -> Image.Image:
    """Open a file by Pillow's name of its format, without its warnings: we judge large and odd files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(path, formats=(form,))
            picture.seek(page)
        except RuntimeError as error:  # JPEG XL's decoder has no other
            raise OSError(str(error)) from error
    return picture


def _mode_of(picture: Image.Image) -> str:
    if picture.mode == "P" and "transparency" in picture.info:
        return "RGBA"
    if picture.mode.startswith("I;16"):
        return "I;16"
    mode = _PLAIN.get(picture.mode, picture.mode)
    if mode not in _MODELS:
        raise ValueError(f"Pillow's mode {mode}")
    return mode


@contextmanager
def _hushed() -> Iterator[None]:
    """Catch what C libraries write straight to the screen: Pillow's libtiff tells of damage in no other way.

    Raises
    ------
    OSError
        Something was written.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as told:
        try:
            os.dup2(told.fileno(), 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        told.seek(0)
        if said := told.read(1000):
            raise OSError(said.decode("utf8", "replace"))


def _lazy(picture: Image.Image, mode: str) -> Lazy:
    with warnings.catch_warnings(), picture, _hushed():
        warnings.simplefilter("ignore")
        picture.load()
        blocks = (_rows(picture, top, mode) for top in range(0, picture.height, ROWS))
        first = next(blocks)
        values = np.empty((picture.height, *first.shape[1:]), first.dtype)
        values[: len(first)] = first
        for number, block in enumerate(blocks, start=1):
            values[number * ROWS : number * ROWS + len(block)] = block
    return vips().Image.new_from_array(values)


def _rows(picture: Image.Image, top: int, mode: str) -> npt.NDArray[Any]:
    """Return some rows as numbers: the whole at once would be in memory three times."""
    part = picture.crop((0, top, picture.width, min(top + ROWS, picture.height)))
    if mode not in {part.mode, "I;16"}:
        if "transparency" in picture.info:
            part.info["transparency"] = picture.info["transparency"]
        part = part.convert(mode)
    values = np.asarray(part)
    return values.astype(values.dtype.newbyteorder("="), copy=False)
