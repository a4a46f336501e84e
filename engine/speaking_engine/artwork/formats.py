"""Names what a file is that is no picture for us, and says how a picture is made of it."""

from __future__ import annotations

import re
from pathlib import Path

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
"""What is read, by Pillow's names."""

_RAW = frozenset(".3fr .arw .cr2 .cr3 .dng .erf .iiq .nef .nrw .orf .pef .raf .raw .rw2 .srw .x3f".split())  # noqa: SIM905
_HEIF = {b"avif": "an AVIF", b"avis": "an AVIF", b"crx ": "a camera's raw file"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (rb"GIF8", "a GIF"),
    (rb"BM", "a BMP"),
    (rb"8BPS", "a Photoshop file"),
    (rb"gimp xcf", "a GIMP file"),
    (rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51", "a JPEG 2000"),
    (rb"\0\0\0\x0cJXL |\xff\x0a", "a JPEG XL"),
    (rb"v/1\x01|#\?RADIANCE|SIMPLE  =", "a picture of high dynamic range"),
    (rb"P[1-7]\s", "a PNM"),
    (rb"\0\0\x01\0", "an icon"),
    (rb"%PDF", "a PDF"),
    (rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg", "an SVG drawing"),
    (rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)", "a web page"),
    (rb"PK\x03\x04", "a ZIP archive or an office document"),
    (rb"RIFF....AVI |\x1a\x45\xdf\xa3|\0\0\x01\xba", "a video"),
    (rb"II\*\0|MM\0\*|II\+\0|MM\0\+", "a TIFF of an unusual kind"),
)
_WAYS = {
    "a camera's raw file": "Develop it (darktable, RawTherapee, Lightroom) and export a TIFF or JPEG.",
    "a PDF": "Take the picture out of it as PNG, for example with `pdftoppm -r 300 -png {name} {stem}`.",
    "an SVG drawing": "Export it as PNG, for example with `inkscape {name} -w 2000 -o {stem}.png`.",
    "a web page": "Most likely a download went wrong: open the page and save the picture itself.",
    "a ZIP archive or an office document": "Unpack it, or save the picture out of the document.",
    "a video": "Take a still out of it, for example with `ffmpeg -i {name} -frames:v 1 {stem}.png`.",
    "a TIFF of an unusual kind": "Save it as a TIFF of 8 or 16 bits a channel, or as PNG.",
}
_CONVERT = "Export it as PNG or JPEG from a picture program, or with ImageMagick: `magick {name} {stem}.png`."
_ANY = "Use a JPEG, PNG, TIFF or WebP file."


def is_raw(path: Path) -> bool:
    """Tell a camera's raw file by its ending: many are TIFFs in which only a thumbnail can be read."""
    return path.suffix.lower() in _RAW


def what_instead(path: Path, data: bytes) -> tuple[str, str]:
    """Say what a file is that is no picture for us.

    Parameters
    ----------
    data : bytes
        Its content, or its first kilobytes.

    Returns
    -------
    what, hint : tuple of str
        Such as "a GIF" (empty if unknown), and how to make a picture of it.
    """
    what = "a camera's raw file" if is_raw(path) else _kind(data[:4096])
    hint = _WAYS.get(what, _CONVERT) if what else _ANY
    return what, hint.format(name=path.name, stem=path.stem)


def _kind(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return _HEIF.get(brand) or ("a HEIC" if brand in _HEIC_BRANDS else "a video")
    known = (what for begins, what in _BEGINNINGS if re.match(begins, head, re.IGNORECASE | re.DOTALL))
    return next(known, "")
