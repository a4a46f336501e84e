"""Decides whether a file is a picture we can use, and gives it upright, in sRGB, at native size."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.formats import FORMATS, is_raw, what_instead
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import PictureError

MAX_PIXELS = 150_000_000
MIN_SIDE_PX = 32
TRANSPARENT_MODES = {"RGBA", "LA", "PA", "RGBa", "La"}

_SMALLER = "Scale it down below 150 megapixels and try again."


def read_artwork(path: Path, metadata: Metadata | None = None) -> Artwork:
    """Read a picture file.

    EXIF orientation is applied, an embedded colour profile is converted to sRGB, transparency is laid over
    white, grey and 16-bit pictures become 8-bit RGB.

    Raises
    ------
    PictureError
        No such file, not a picture, cut off, empty, too large or too small; the person can fix it.
    """
    with _told(path):
        if path.exists() and not path.is_file() and not path.is_dir():
            raise PictureError(f"{path} is no regular file.", hint="Give a picture file.")
        data = path.read_bytes()
        if not data:
            raise PictureError(f"{path} is empty (0 bytes).", hint="Copy the picture again.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large and odd files; we judge them ourselves
            with _opened(path, data) as opened:
                _check_size(path, opened.size)
                fallbacks = _one_of_many(opened, path)
                opened.load()
                pixels, remarks = _pixels(opened, path)
    return Artwork(pixels, digest_of(pixels), metadata or Metadata(), (*fallbacks, *remarks))


def _opened(path: Path, data: bytes) -> Image.Image:
    try:
        if not is_raw(path):
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        pass  # told below, with what it is instead
    what, hint = what_instead(path, data)
    is_what = f": it is {what}" if what else ""
    raise PictureError(f"{path} is not a picture this program can read{is_what}.", hint=hint)


def _one_of_many(opened: Image.Image, path: Path) -> tuple[str, ...]:
    """Tell of a file of several pictures; a phone's JPEG with its gain map (MPO) is one."""
    count = 1 if opened.format == "MPO" else getattr(opened, "n_frames", 1)
    return (f"{path.name} holds {count} pictures; the first was taken.",) if count > 1 else ()


def digest_of(pixels: npt.NDArray[np.uint8]) -> str:
    """Give the SHA-256 of the pixels and their shape, hexadecimal."""
    shape = "x".join(str(side) for side in pixels.shape)
    return hashlib.sha256(shape.encode() + np.ascontiguousarray(pixels).tobytes()).hexdigest()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise PictureError(f"There is no file {path}.", hint="Check the path and its spelling.") from error
    except IsADirectoryError as error:
        raise PictureError(f"{path} is a folder, not a picture.", hint="Give one picture file.") from error
    except PermissionError as error:
        raise PictureError(
            f"{path} may not be read: no permission.", hint="Change its permissions."
        ) from error
    except Image.DecompressionBombError as error:
        raise PictureError(f"{path} has too many pixels.", hint=_SMALLER) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise PictureError(
            f"{path} is damaged: it is cut off, or broken inside.", hint="Copy or export the picture again."
        ) from error


def _check_size(path: Path, size_px: tuple[int, int]) -> None:
    width_px, height_px = size_px
    if width_px * height_px > MAX_PIXELS:
        raise PictureError(f"{path} has too many pixels ({width_px} x {height_px}).", hint=_SMALLER)
    if min(size_px) < MIN_SIDE_PX:
        raise PictureError(
            f"{path} is only {width_px} x {height_px} pixels.",
            hint=f"At least {MIN_SIDE_PX} x {MIN_SIDE_PX} are needed.",
        )


def _pixels(opened: Image.Image, path: Path) -> tuple[npt.NDArray[np.uint8], tuple[str, ...]]:
    profile = opened.info.get("icc_profile")
    picture = ImageOps.exif_transpose(opened)
    fallbacks: list[str] = []
    picture = _eight_bit(picture)
    if picture.mode in TRANSPARENT_MODES or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        picture = Image.new("RGB", layered.size, "white")
        picture.paste(layered, mask=layered.getchannel("A"))
        if layered.getchannel("A").getextrema() != (255, 255):
            fallbacks.append(f"{path.name} has transparent parts; they were laid over white.")
    if profile and picture.mode != "LAB":  # Lab says of itself which colours it means
        picture = _in_srgb(picture, profile, path, fallbacks)
    elif picture.mode == "CMYK":
        fallbacks.append(f"{path.name} is in CMYK without a colour profile; its colours are approximate.")
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"), np.uint8)), tuple(fallbacks)


def _eight_bit(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("I", "F") and not picture.mode.startswith("I;"):
        return picture
    values = np.asarray(picture, np.float64)
    full = 1.0 if picture.mode == "F" and values.max() <= 1 else 255.0 if values.max() <= 255 else 65535.0
    return Image.fromarray(np.rint(np.clip(values / full, 0, 1) * 255).astype(np.uint8), "L")


def _in_srgb(picture: Image.Image, profile: bytes, path: Path, fallbacks: list[str]) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return picture
        if picture.mode not in ("RGB", "L", "CMYK", "LAB"):
            picture = picture.convert("RGB")
        converted = ImageCms.profileToProfile(
            picture,
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        fallbacks.append(f"The colour profile inside {path.name} is broken; its colours were taken as sRGB.")
        return picture
    return converted or picture
