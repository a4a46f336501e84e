"""Colour profiles: what a picture's numbers mean as colours, and the way from there to sRGB.

A profile is judged by what it does to colours, never by its name. Where a file has no profile but says its
colours in another way (PNG's and HEIF's code points, PNG's gamma, a camera's Adobe RGB flag), a profile is
made of that.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from speaking_engine.artwork.decode import Lazy, Stored, vips

SAME = 1
"""A profile that moves no colour by more than this many 8-bit steps is sRGB."""

D65 = (0.3127, 0.3290)
SRGB = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))

_SPACES = {b"GRAY": "grey", b"RGB ": "rgb", b"CMYK": "cmyk"}
_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


class Unfit(Exception):  # noqa: N818 - what is the matter with the profile, in a word
    """The profile is broken, or is one for other pictures; `str` says which."""


def in_srgb(image: Lazy, stored: Stored, profile: bytes) -> Lazy:
    """Convert colours to sRGB, 8 bits, 3 bands; relative colorimetric with black point compensation.

    Parameters
    ----------
    image : pyvips.Image
        `uchar` or `ushort`, of the model that `stored` names; no alpha.
    profile : bytes
        ICC; empty: grey and RGB numbers are sRGB codes, CMYK is a share of ink each.

    Raises
    ------
    Unfit
        The profile cannot be used; without it the colours are as good as the file allows.
    """
    if stored.model == "lab":  # says of itself which colours it means, whatever profile lies beside it
        return _exported(image)
    if not profile:
        return _without_profile(image, stored.model)
    space = _space_of(profile)
    if stored.model == "grey" and space in ("grey", "rgb"):
        image = image.bandjoin([image, image])
        profile, space = (profile if space == "rgb" else _grey_as_rgb(profile)), "rgb"
    elif space != stored.model:
        raise Unfit(f"is for {space or 'other'} pictures" if space else "is broken")
    image = image.copy(interpretation=_interpretation(image, space))
    try:
        if space == "rgb" and is_srgb(profile):
            return _without_profile(image, "rgb")
        return _converted(image, profile)
    except vips().Error as error:
        raise Unfit("is broken") from error


def is_srgb(profile: bytes) -> bool:
    """Whether an RGB profile leaves all colours as they are, told by trying a grid of them and every grey.

    Raises
    ------
    pyvips.Error
        The profile is broken.
    """
    step = np.arange(0, 256, 15)
    grid = np.stack(np.meshgrid(step, step, step), -1).reshape(-1, 3)
    colours = np.vstack([grid, np.arange(256)[:, None].repeat(3, 1)]).astype(np.uint8)
    image = vips().Image.new_from_array(colours[None]).copy(interpretation="srgb")
    moved = np.abs(_converted(image, profile).numpy().astype(int) - colours[None])
    return bool(moved.max() <= SAME)


def _converted(image: Lazy, profile: bytes) -> Lazy:
    image = image.copy()
    image.set_type(vips().GValue.blob_type, "icc-profile-data", profile)
    return image.icc_transform(
        "srgb", embedded=True, intent="relative", black_point_compensation=True, depth=8
    )


def _exported(lab: Lazy) -> Lazy:
    return lab.icc_export(
        output_profile="srgb", pcs="lab", intent="relative", black_point_compensation=True, depth=8
    )


def _space_of(profile: bytes) -> str:
    if len(profile) < 132 or profile[36:40] != b"acsp":
        return ""
    return _SPACES.get(profile[16:20], "other")


def _interpretation(image: Lazy, space: str) -> str:
    if space == "cmyk":
        return "cmyk"
    wide = image.format == "ushort"
    return {"grey": "grey16" if wide else "b-w", "rgb": "rgb16" if wide else "srgb"}[space]


def _without_profile(image: Lazy, model: str) -> Lazy:
    if model == "cmyk":
        full = 65535 if image.format == "ushort" else 255
        white = 1 - image / full
        image = (white[:3] * white[3] * 255 + 0.5).cast("uchar")
    elif image.format == "ushort":
        image = (image / 257 + 0.5).cast("uchar")
    image = image if image.bands == 3 else image[0].bandjoin([image[0], image[0]])
    return image.copy(interpretation="srgb")


def matrix_profile(
    white: tuple[float, float], primaries: Sequence[tuple[float, float]], curve: float | str | bytes
) -> bytes:
    """Make an ICC profile of an RGB space.

    Parameters
    ----------
    white, primaries : (x, y) and three of them
        CIE 1931 chromaticities of white, red, green and blue.
    curve : float, "srgb" or bytes
        Exponent from code to light (1 is linear), sRGB's curve, or a curve as it stands in another profile.

    References
    ----------
    ICC.1:2022; white is adapted to D50 by the linearised Bradford transform (annex E).
    """
    columns = np.array([_xyz(xy) for xy in primaries]).T
    amounts = np.linalg.solve(columns, _xyz(white))
    cone = _BRADFORD @ _xyz(white)
    adapt = np.linalg.solve(_BRADFORD, np.diag((_BRADFORD @ _D50) / cone) @ _BRADFORD)
    colorants = (adapt @ (columns * amounts)).T
    trc = curve if isinstance(curve, bytes) else _parametric(curve)
    text = b"mluc" + bytes(4) + struct.pack(">II2s2sII2s", 1, 12, b"en", b"US", 2, 28, b"\0?")
    tags = [(b"desc", text), (b"cprt", text), (b"wtpt", b"XYZ " + bytes(4) + _fixed(_D50))]
    for letter, xyz in zip((b"r", b"g", b"b"), colorants, strict=True):
        tags += [(letter + b"XYZ", b"XYZ " + bytes(4) + _fixed(xyz)), (letter + b"TRC", trc)]
    return _icc(tags)


def _parametric(curve: float | str) -> bytes:
    parameters = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045) if curve == "srgb" else (float(curve),)
    return b"para" + bytes(4) + struct.pack(">HH", 3 if curve == "srgb" else 0, 0) + _fixed(parameters)


def _grey_as_rgb(profile: bytes) -> bytes:
    """Make an RGB profile with the curve of a grey one: littlecms is exact with these only."""
    count = struct.unpack_from(">I", profile, 128)[0]
    for number in range(min(count, (len(profile) - 132) // 12)):
        name, start, length = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        if name == b"kTRC" and start + length <= len(profile):
            return matrix_profile(D65, SRGB, profile[start : start + length])
    raise Unfit("is broken")


def _icc(tags: list[tuple[bytes, bytes]]) -> bytes:
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags:
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">II4s4s4s4s", start + len(body), 0, b"\4\x40\0\0", b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + _fixed(_D50)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _fixed(values: Sequence[float] | npt.NDArray[np.float64]) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(float(value) * 65536) for value in values))


def _xyz(xy: tuple[float, float]) -> npt.NDArray[np.float64]:
    return np.array([xy[0] / xy[1], 1.0, (1 - xy[0] - xy[1]) / xy[1]])
