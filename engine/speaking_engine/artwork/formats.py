"""Tells what a file is by how it begins: a picture that is read, or what it is instead and the way to one."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from speaking_engine.errors import PictureError

_RAW = frozenset(".3fr .arw .cr2 .cr3 .dng .erf .iiq .nef .nrw .orf .pef .raf .raw .rw2 .srw .x3f".split())  # noqa: SIM905
_HEIF = {
    b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC", b"heim": "HEIC", b"heis": "HEIC",
    b"hevc": "HEIC", b"hevx": "HEIC",
}  # fmt: skip

_READ: tuple[tuple[bytes, str], ...] = (
    (rb"\xff\xd8\xff", "JPEG"),
    (rb"\x89PNG\r\n\x1a\n", "PNG"),
    (rb"II\*\0|MM\0\*|II\+\0|MM\0\+", "TIFF"),
    (rb"RIFF....WEBP", "WebP"),
    (rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", "JPEG 2000"),
    (rb"\0\0\0\x0cJXL \r\n\x87\n|\xff\x0a", "JPEG XL"),
    (rb"GIF8[79]a", "GIF"),
    (rb"BM", "BMP"),
)
READ = (*(name for _, name in _READ), "AVIF", "HEIC")
"""All that is read."""

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (rb"8BPS", "a Photoshop file"),
    (rb"gimp xcf", "a GIMP file"),
    (rb"v/1\x01|#\?RADIANCE|SIMPLE  =", "a picture of high dynamic range"),
    (rb"P[1-7]\s", "a PNM"),
    (rb"\0\0\x01\0", "an icon"),
    (rb"%PDF", "a PDF"),
    (rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg", "an SVG drawing"),
    (rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)", "a web page"),
    (rb"PK\x03\x04", "a ZIP archive or an office document"),
    (rb"RIFF....AVI |\x1a\x45\xdf\xa3|\0\0\x01\xba", "a video"),
)
_WAYS = {
    "a camera's raw file": "Develop it (darktable, RawTherapee, Lightroom) and export a TIFF or JPEG.",
    "a PDF": "Take the picture out of it as PNG, for example with `pdftoppm -r 300 -png {name} {stem}`.",
    "an SVG drawing": "Export it as PNG, for example with `inkscape {name} -w 2000 -o {stem}.png`.",
    "a web page": "Most likely a download went wrong: open the page and save the picture itself.",
    "a ZIP archive or an office document": "Unpack it, or save the picture out of the document.",
    "a video": "Take a still out of it, for example with `ffmpeg -i {name} -frames:v 1 {stem}.png`.",
}
CONVERT = "Export it as PNG or JPEG from a picture program, or with ImageMagick: `magick {name} {stem}.png`."
_ANY = f"Use one of {', '.join(READ)}."


def check_regular(path: Path) -> None:
    """Refuse what is no file with something in it: reading a device or a pipe may never end.

    Raises
    ------
    PictureError
        The path, or what it links to, is such a thing.
    OSError
        There is nothing, or it may not be looked at.
    """
    state = path.stat()
    if not stat.S_ISREG(state.st_mode) and not stat.S_ISDIR(state.st_mode):
        raise PictureError(f"{path} is no regular file.", hint="Give a picture file.")
    if stat.S_ISREG(state.st_mode) and not state.st_size:  # so are files of the system that never end
        raise PictureError(f"{path} is empty (0 bytes).", hint="Copy the picture again.")


def kind_of(path: Path, head: bytes) -> str:
    """Return the name in `READ` of the format that a file is in, "" for none of them.

    A camera's raw file is told by its ending: many are TIFFs in which only a thumbnail can be read.
    """
    if path.suffix.lower() in _RAW:
        return ""
    if head[4:8] == b"ftyp":  # the major brand may be a general one, such as mif1
        brands = [head[at : at + 4] for at in (8, *range(16, min(len(head), head[3]), 4))]
        return next((_HEIF[brand] for brand in brands if brand in _HEIF), "")
    return next((name for begins, name in _READ if re.match(begins, head, re.DOTALL)), "")


def what_instead(path: Path, head: bytes) -> tuple[str, str]:
    """Return what a file is that is no picture for us.

    Parameters
    ----------
    head : bytes
        Its first kilobytes.

    Returns
    -------
    what, hint : tuple of str
        Such as "a PDF" (empty if unknown), and how to make a picture of it.
    """
    what = "a camera's raw file" if path.suffix.lower() in _RAW else _other(head)
    hint = _WAYS.get(what, CONVERT) if what else _ANY
    return what, hint.format(name=path.name, stem=path.stem)


def _other(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "a camera's raw file" if head[8:12] == b"crx " else "a video"
    known = (what for begins, what in _OTHERS if re.match(begins, head, re.IGNORECASE | re.DOTALL))
    return next(known, "")
