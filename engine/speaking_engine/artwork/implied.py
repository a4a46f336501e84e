"""Colours that a file tells without an ICC profile: code points, a gamma, a camera's flag, JPEG 2000."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from PIL import ExifTags

from speaking_engine.artwork.decode import opened_by_pillow
from speaking_engine.artwork.profile import D65, SRGB, matrix_profile
from speaking_engine.errors import PictureError

HEAD_BYTES = 1 << 20
MOST_PROFILE_BYTES = 16 << 20

DCI = (0.314, 0.351)
ADOBE_RGB = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_BT2020 = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
_PRIMARIES = {1: (D65, SRGB), 9: (D65, _BT2020), 11: (DCI, _P3), 12: (D65, _P3)}
"""White and primaries by the code points of ITU-T H.273; others are taken as sRGB's."""

_CURVES: dict[int, float | str] = {4: 2.2, 5: 2.8, 8: 1.0}
"""Curves by the same code points; 1, 6, 13, 14, 15 and unknown ones are shown as sRGB's by all viewers."""
_HIGH_RANGE = {16: "PQ", 18: "HLG"}


def implied_profile(path: Path, kind: str) -> bytes:
    """Return an ICC profile of what a file without one says of its colours; empty for sRGB.

    Raises
    ------
    PictureError
        It is meant for screens of high dynamic range (PQ, HLG); the person exports it for ordinary ones.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    match kind:
        case "PNG":
            return _of_png(head, path)
        case "AVIF" | "HEIC":
            at = head.find(b"colrnclx")
            codes = struct.unpack_from(">HH", head, at + 8) if 0 <= at <= len(head) - 12 else (1, 13)
            return _of_codes(codes[0], codes[1], path)
        case "JPEG":
            return _of_camera(path)
        case "JPEG 2000":
            return _of_jpeg2000(head)
    return b""


def _of_png(head: bytes, path: Path) -> bytes:
    """Follow the order of the PNG specification, third edition: cICP, sRGB, then gAMA with cHRM."""
    chunks = _png_chunks(head)
    if b"iCCP" in chunks:  # the decoder threw it away: to be judged by who converts colours
        return _unpacked(chunks[b"iCCP"])
    if len(chunks.get(b"cICP", b"")) == 4:
        return _of_codes(chunks[b"cICP"][0], chunks[b"cICP"][1], path)
    gamma = int.from_bytes(chunks.get(b"gAMA", b"")[:4], "big") / 100_000
    if b"sRGB" in chunks or gamma <= 0:
        return b""
    white, primaries = D65, SRGB
    if len(chunks.get(b"cHRM", b"")) == 32:
        x_and_y = [value / 100_000 for value in struct.unpack(">8I", chunks[b"cHRM"])]
        white, *rest = zip(x_and_y[::2], x_and_y[1::2], strict=True)
        primaries = (rest[0], rest[1], rest[2])
    if abs(gamma - 1 / 2.2) < 0.005:
        return matrix_profile(white, primaries, "srgb") if primaries != SRGB else b""
    return matrix_profile(white, primaries, 1 / gamma)


def _png_chunks(head: bytes) -> dict[bytes, bytes]:
    chunks: dict[bytes, bytes] = {}
    at = 8
    while at + 8 <= len(head):
        length, name = struct.unpack_from(">I4s", head, at)
        if name == b"IDAT":
            break
        chunks[name] = head[at + 8 : at + 8 + length]
        at += 12 + length
    return chunks


def _unpacked(chunk: bytes) -> bytes:
    try:
        profile = zlib.decompressobj().decompress(chunk.partition(b"\0")[2][1:], MOST_PROFILE_BYTES)
    except zlib.error:
        profile = b""
    return profile or b"none"


def _of_codes(primaries: int, transfer: int, path: Path) -> bytes:
    if transfer in _HIGH_RANGE:
        raise PictureError(
            f"{path} is made for screens of high dynamic range ({_HIGH_RANGE[transfer]}).",
            hint="Export it for ordinary screens (SDR, sRGB) from the program or the phone that made it.",
        )
    curve = _CURVES.get(transfer, "srgb")
    if primaries not in _PRIMARIES:
        primaries = 1
    return b"" if (primaries, curve) == (1, "srgb") else matrix_profile(*_PRIMARIES[primaries], curve)


def _of_camera(path: Path) -> bytes:
    """Tell Adobe RGB by DCF's flag: cameras set it and embed no profile."""
    with opened_by_pillow(path, "JPEG") as picture:
        interop = picture.getexif().get_ifd(ExifTags.IFD.Interop)
    is_adobe = str(interop.get(ExifTags.Interop.InteropIndex, "")).startswith("R03")
    return matrix_profile(D65, ADOBE_RGB, 563 / 256) if is_adobe else b""


def _of_jpeg2000(head: bytes) -> bytes:
    """Read the profile out of the colour box; Pillow does not give it."""
    at = head.find(b"colr\2")
    if at < 4 or head.find(b"jp2h") < 0:
        return b""
    length = int.from_bytes(head[at - 4 : at], "big") - 11
    return head[at + 7 : at + 7 + length] if 128 < length <= MOST_PROFILE_BYTES else b""
