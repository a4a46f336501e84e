"""Decides whether a file is a picture we can use, and gives it upright, in sRGB, at native size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageColor

from speaking_engine.artwork.artwork import Artwork, digest_of
from speaking_engine.artwork.decode import Lazy, Stored, stored_in
from speaking_engine.artwork.formats import check_regular, kind_of, what_instead
from speaking_engine.artwork.implied import implied_profile
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.artwork.profile import Unfit, in_srgb
from speaking_engine.artwork.tones import whole_numbers
from speaking_engine.errors import PictureError, UserError

MAX_PIXELS = 150_000_000
MIN_SIDE_PX = 32
HEAD_BYTES = 4096
ROWS = 256

_SMALLER = "Scale it down below 150 megapixels and try again."
_TURNS = {3: 2, 4: 2, 5: 3, 6: 3, 7: 1, 8: 1}
"""Quarter turns anticlockwise that set EXIF's orientations upright; 2, 4, 5 and 7 are mirrored too."""


def read_artwork(path: Path, metadata: Metadata | None = None, *, background: str = "white") -> Artwork:
    """Read a picture file.

    EXIF orientation is applied, colours are converted to sRGB by what the file says they are, transparency is
    laid over the background, and any depth becomes 8 bits. At most about 2 GB of memory are used, whatever
    the file.

    Parameters
    ----------
    background : str
        What is seen through transparent parts: a colour's name in CSS, or #rrggbb.

    Raises
    ------
    PictureError
        No such file, not a picture, cut off, empty, too large or too small, or of a kind that would be read
        wrong; the person can fix it.
    UserError
        There is no such colour.
    """
    backdrop = colour_of(background)
    with _told(path):
        kind = _kind(path)
        stored = stored_in(path, kind)
        _check_size(path, (stored.width_px, stored.height_px))
        image, remarks = _in_srgb(path, kind, stored)
        pixels = np.asarray(image.numpy(), np.uint8)
        if stored.has_alpha:
            pixels, seen_through = _laid_over(pixels, backdrop)
            if seen_through:
                remarks += (f"{path.name} has transparent parts; they were laid over {background}.",)
        pixels = _upright(pixels, stored.orientation)
    return Artwork(pixels, digest_of(pixels), metadata or Metadata(), (*stored.remarks, *remarks))


def colour_of(background: str) -> tuple[int, int, int]:
    """Read a colour.

    Raises
    ------
    UserError
        There is no such colour; the person can fix it.
    """
    try:
        red, green, blue = ImageColor.getrgb(background)[:3]
    except ValueError as error:
        raise UserError(
            f"There is no colour {background!r}.", hint="Give a name, such as white, or #rrggbb."
        ) from error
    return red, green, blue


def _kind(path: Path) -> str:
    check_regular(path)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    kind = kind_of(path, head)
    if not kind:
        what, hint = what_instead(path, head)
        is_what = f": it is {what}" if what else ""
        raise PictureError(f"{path} is not a picture this program can read{is_what}.", hint=hint)
    return kind


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
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, OverflowError) as error:
        raise _damaged(path) from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] == "pyvips":
            raise _damaged(path) from error
        raise


def _damaged(path: Path) -> PictureError:
    return PictureError(
        f"{path} is damaged: it is cut off, or broken inside.", hint="Copy or export the picture again."
    )


def _check_size(path: Path, size_px: tuple[int, int]) -> None:
    width_px, height_px = size_px
    if width_px * height_px > MAX_PIXELS:
        raise PictureError(f"{path} has too many pixels ({width_px} x {height_px}).", hint=_SMALLER)
    if min(size_px) < MIN_SIDE_PX:
        raise PictureError(
            f"{path} is only {width_px} x {height_px} pixels.",
            hint=f"At least {MIN_SIDE_PX} x {MIN_SIDE_PX} are needed.",
        )


def _in_srgb(path: Path, kind: str, stored: Stored) -> tuple[Lazy, tuple[str, ...]]:
    """Return the picture as sRGB of 8 bits, with its alpha last if it has one, and what was decided."""
    image, remarks = whole_numbers(stored, path)
    alpha = None
    if stored.has_alpha:
        alpha = image[image.bands - 1]
        alpha = (alpha / 257 + 0.5).cast("uchar") if alpha.format == "ushort" else alpha
        image = image[: image.bands - 1]
    profile = stored.profile or implied_profile(path, kind)
    try:
        colours = in_srgb(image, stored, profile)
        if stored.model == "cmyk" and not profile:
            remarks += (f"{path.name} is in CMYK without a colour profile; its colours are approximate.",)
    except Unfit as unfit:
        colours = in_srgb(image, stored, b"")
        remarks += (f"The colour profile inside {path.name} {unfit}; its colours were taken as sRGB.",)
    return colours if alpha is None else colours.bandjoin(alpha), remarks


def _laid_over(
    pixels: npt.NDArray[np.uint8], backdrop: tuple[int, int, int]
) -> tuple[npt.NDArray[np.uint8], bool]:
    """Lay (H, W, 4) over a colour, some rows at a time; give also whether anything is seen through."""
    if pixels[..., 3].min() == 255:
        return pixels[..., :3], False
    flat = np.empty((*pixels.shape[:2], 3), np.uint8)
    for top in range(0, len(pixels), ROWS):
        rows = pixels[top : top + ROWS].astype(np.uint32)
        alpha, under = rows[..., 3:], np.array(backdrop, np.uint32)
        flat[top : top + ROWS] = (rows[..., :3] * alpha + under * (255 - alpha) + 127) // 255
    return flat, True


def _upright(pixels: npt.NDArray[np.uint8], orientation: int) -> npt.NDArray[np.uint8]:
    turned = np.rot90(pixels, _TURNS.get(orientation, 0))
    if orientation in (2, 4, 5, 7):
        turned = turned[:, ::-1]
    return np.ascontiguousarray(turned)
