"""Lid skin: the colour of the skin that comes out from under the fold when an eye shuts."""

from __future__ import annotations

import cv2
import numpy as np

from speaking_engine.clip.animators.mesh.eyes import COUNT, Curves
from speaking_engine.clip.animators.mesh.fields import smoothstep
from speaking_engine.clip.animators.mesh.grain import Texture, grain_at
from speaking_engine.clip.animators.mesh.head import Array
from speaking_engine.clip.animators.mesh.medium import Medium
from speaking_engine.clip.animators.mesh.palette import luma
from speaking_engine.clip.animators.mesh.resample import sampled
from speaking_engine.clip.clip import Still

_AWAY = (1.15, 1.6, 2.1, 2.6)  # in heights of the shut lid


def lid_skin(
    curves: Curves, still: Still, skin: Array, medium: Medium, grain: Texture, places: Array
) -> Array:
    """Paint lid skin in the picture's own manner.

    Parameters
    ----------
    skin : (3,) float64
        Colour of the face's skin, sRGB.
    places : (h, w, 2) float64
        Pixels to paint, x and y in the crop.

    Returns
    -------
    (h, w, 3) float64
    """
    x, y = places[..., 0], places[..., 1]
    if medium.kind == "lines":
        return _borrowed(curves, still, places)
    if medium.kind == "flat":
        return np.asarray(skin + grain_at(grain, x, y))
    at = places - curves.origin
    u, v = at @ curves.across, at @ curves.down
    rounded = _rounded(curves, _lid_colour(curves, still, skin), u, v)
    return np.asarray(rounded + 0.8 * grain_at(grain, x, y))


def _lid_colour(curves: Curves, still: Still, skin: Array) -> Array:
    """Choose the lid's colour along the eye, (COUNT, 3): as bright as the lid is seen, as warm as skin."""
    strip = float(np.median(curves.upper - curves.crease))
    trust = float(smoothstep(np.array((strip / curves.opening_px - 0.15) / 0.3)))
    own = _band_colour(curves, still, curves.crease, curves.upper, (0.25, 0.6))
    fold = _band_colour(curves, still, curves.brow, curves.crease, (0.35, 0.9))
    under = _band_colour(curves, still, curves.lower, 2 * curves.lower - curves.upper, (0.2, 0.7))
    around = 0.4 * fold + 0.6 * under
    lightest = np.maximum(luma(own), 0.94 * luma(around))
    brightness = trust * lightest + (1 - trust) * 0.94 * luma(around)
    brightness = np.minimum(brightness, 1.3 * luma(around))
    tint = around / np.maximum(luma(around), 1.0)[:, None] + skin / max(float(luma(skin)), 1.0)
    colour = 0.5 * tint * brightness[:, None]
    seen = own * (brightness / np.maximum(luma(own), 1.0))[:, None]
    return np.asarray(colour + 0.3 * trust * (seen - colour))


def _borrowed(curves: Curves, still: Still, places: Array) -> Array:
    """Give skin from below the eye, line for line: the most even of a few patches."""
    height = float((curves.lower - curves.crease).max())
    patches = [sampled(still.pixels, places + away * height * curves.down, cubic=True) for away in _AWAY]
    return min(patches, key=lambda patch: float(_tone(patch, height).std()))


def _tone(patch: Array, height: float) -> Array:
    """Give the patch's tone without its lines."""
    return np.asarray(cv2.GaussianBlur(luma(patch), (0, 0), max(0.2 * height, 1.0)))


def _rounded(curves: Curves, colour: Array, u: Array, v: Array) -> Array:
    """Spread the lid's colour over its pixels, rounded by light."""
    base = np.stack([np.interp(u, curves.x, colour[:, channel]) for channel in range(3)], axis=-1)
    lower = np.interp(u, curves.x, curves.lower)
    height = np.maximum(lower - np.interp(u, curves.x, curves.crease), 1.0)
    share = np.clip((lower - v) / height, 0, 1)
    round_light = 0.92 + 0.14 * np.sin(np.pi * np.clip(share * 1.1, 0, 1))
    return np.asarray(base * round_light[..., None])


def _band_colour(curves: Curves, still: Still, top: Array, bottom: Array, band: tuple[float, float]) -> Array:
    """Give the colour along the eye of the skin between two curves, (COUNT, 3), smoothed along it."""
    shares = np.linspace(*band, 7)
    heights = bottom[:, None] + (top - bottom)[:, None] * shares
    places = curves.origin + curves.x[:, None, None] * curves.across + heights[..., None] * curves.down
    seen = sampled(still.pixels, places)
    order = np.argsort(luma(seen), axis=1)[:, 4:6, None]  # lighter than half, so that no dark line counts
    colour = np.take_along_axis(seen, order, axis=1).mean(axis=1)
    kernel = np.hanning(COUNT // 3)
    padded = np.pad(colour, ((len(kernel) // 2, len(kernel) // 2), (0, 0)), mode="edge")
    kernel = kernel / kernel.sum()
    smooth = [np.convolve(padded[:, channel], kernel, "valid")[:COUNT] for channel in range(3)]
    return np.stack(smooth, axis=-1)
