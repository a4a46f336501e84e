"""Colour arithmetic: sRGB to linear light and back, RGB to the YUV that video files hold."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

_STEPS = 65535

Rgb8 = npt.NDArray[np.uint8]


@cache
def _to_linear() -> npt.NDArray[np.float32]:
    code = np.arange(256) / 255.0
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4).astype(np.float32)


@cache
def _from_linear() -> Rgb8:
    light = np.arange(_STEPS + 1) / _STEPS
    code = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(code * 255), np.uint8)


def to_linear(srgb: Rgb8) -> npt.NDArray[np.float32]:
    """Decode sRGB codes to linear light, 0 to 1 (IEC 61966-2-1)."""
    return _to_linear()[srgb]


def from_linear(light: npt.NDArray[np.float32]) -> Rgb8:
    """Encode linear light, 0 to 1, to sRGB codes; undoes `to_linear` exactly for all 256 codes."""
    return _from_linear()[(light * _STEPS + 0.5).astype(np.uint16)]


# Rec. ITU-R BT.709-6, limited range: rows Y, Cb, Cr over columns R, G, B and the offset.
_BT709 = np.array(
    [
        [0.2126 * 219 / 255, 0.7152 * 219 / 255, 0.0722 * 219 / 255, 16],
        [-0.2126 / 1.8556 * 224 / 255, -0.7152 / 1.8556 * 224 / 255, 0.5 * 224 / 255, 128],
        [0.5 * 224 / 255, -0.7152 / 1.5748 * 224 / 255, -0.0722 / 1.5748 * 224 / 255, 128],
    ],
    np.float32,
)


def to_yuv420(rgb: Rgb8) -> tuple[Rgb8, Rgb8, Rgb8]:
    """Convert a picture of even size to planar YUV 4:2:0, BT.709, limited range.

    Parameters
    ----------
    rgb : (H, W, 3) uint8
        H and W even.

    Returns
    -------
    y : (H, W) uint8
    u, v : (H/2, W/2) uint8
        Each the mean of its 2x2 pixels, so a patch that starts at even coordinates converts to exactly
        the patch of the whole picture's planes.
    """
    height, width = rgb.shape[:2]
    luma = cv2.transform(rgb, _BT709[:1])
    half = cv2.resize(rgb, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    chroma = cv2.transform(half, _BT709[1:])
    return luma.reshape(height, width), chroma[..., 0], chroma[..., 1]
