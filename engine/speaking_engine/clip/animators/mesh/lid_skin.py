"""Lid skin: what comes out from under the fold when an eye shuts, in the colours and strokes around it."""

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

_AWAY = (1.15, 1.6, 2.1, 2.6)  # below the lid, in its own heights
_ASIDE = (
    -0.35,
    0.0,
    0.35,
)  # in widths of the eye
_FADES_OVER = 0.22  # strokes wider than this share of the lid's height count as its tone


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
    if medium.kind == "flat":
        return np.asarray(skin + grain_at(grain, places[..., 0], places[..., 1]))
    if medium.kind == "lines":
        return _hatched(curves, still, places)
    patch = _calmest(curves, still, places)
    tone = _tone(patch, curves.height_px)
    at = places - curves.origin
    colour = _rounded(curves, _ends_of_lid(curves, still, skin), at @ curves.across, at @ curves.down)
    # Where there is less light, strokes and cracks stand out less too.
    share = np.clip(luma(colour) / np.maximum(luma(tone), 1.0), 0.4, 1.3)
    return np.asarray(colour + share[..., None] * _calmed(patch - tone))


def rim_shade(curves: Curves, still: Still, skin: Array) -> Array:
    """Return what the lash line leaves of the skin's colour along the eye, (COUNT, 3) in 0 to 1.

    As dark as it is drawn in each place, but never an iris or a glint.
    """
    shares = np.linspace(-0.10, 0.03, 8)
    heights = curves.upper[:, None] + shares * curves.opening_px
    seen = sampled(still.pixels, curves.places(heights))
    order = np.argsort(luma(seen), axis=1)[:, :2, None]
    colour = _smoothed(np.take_along_axis(seen, order, axis=1).mean(axis=1))
    brightness = luma(colour)
    usual = float(np.median(brightness[COUNT // 6 : -COUNT // 6]))
    colour = _bright_as(colour, np.maximum(brightness, 0.8 * usual))
    return np.asarray(np.clip(colour / np.maximum(skin, 1.0), 0.05, 1))


def _ends_of_lid(curves: Curves, still: Still, skin: Array) -> tuple[Array, Array]:
    """Give the colours along the eye where the lid comes out of its fold and where it ends, (COUNT, 3) each.

    The upper one is as the lid itself is seen, as far as enough of it is; the lower one goes over
    into the skin under the eye.
    """
    strip = float(np.median(curves.upper - curves.crease))
    own = _band_colour(curves, still, curves.crease, curves.upper, (0.25, 0.6))
    fold = _band_colour(curves, still, curves.brow, curves.crease, (0.35, 0.9))
    under = _band_colour(curves, still, curves.lower, 2 * curves.lower - curves.upper, (0.3, 0.8))
    around = 0.5 * fold + 0.5 * under
    brightness = luma(around)
    # A narrow lid shows its lashes, and a dark one a shadow, rather than its skin.
    wide = float(smoothstep(np.array((strip / curves.opening_px - 0.15) / 0.3)))
    trust = wide * smoothstep((luma(own) / np.maximum(brightness, 1.0) - 0.5) / 0.3)
    seen = np.clip(luma(own), 0.88 * brightness, 1.15 * brightness)
    upper = _mixed(_bright_as(around, 0.95 * brightness), _bright_as(own, seen), trust)
    tint = skin / max(float(luma(skin)), 1.0) * luma(under)[:, None]
    return upper, 0.95 * (0.8 * under + 0.2 * tint)


def _mixed(first: Array, second: Array, share: Array) -> Array:
    return np.asarray(first + share[:, None] * (second - first))


def _bright_as(colour: Array, brightness: Array) -> Array:
    """Return colours (N, 3) these brightnesses (N,)."""
    return np.asarray(colour * (brightness / np.maximum(luma(colour), 1.0))[:, None])


def _hatched(curves: Curves, still: Still, places: Array) -> Array:
    """Return lines from straight below the eye, as they run there, as dense as on the skin around the eye."""
    near = np.linspace(0.15, 0.8, 9)
    above = curves.upper[:, None] + near * (curves.crease - curves.upper)[:, None]
    below = curves.lower[:, None] + near * curves.opening_px
    usual = float(luma(sampled(still.pixels, curves.places(np.hstack([above, below])))).mean())

    def unlike(patch: Array) -> float:
        tone = luma(_tone(patch, curves.height_px))
        return float(abs(tone.mean() - usual) + 0.5 * tone.std())

    return min(_borrowed(curves, still, places, (0.0,)), key=unlike)


def _calmest(curves: Curves, still: Still, places: Array) -> Array:
    """Return skin from below the eye, stroke for stroke: the most even of some patches."""

    def unrest(patch: Array) -> float:
        tone = _tone(patch, curves.height_px)
        return float(luma(tone).std() + 0.7 * luma(patch - tone).std())

    return min(_borrowed(curves, still, places, _ASIDE), key=unrest)


def _borrowed(curves: Curves, still: Still, places: Array, asides: tuple[float, ...]) -> list[Array]:
    """Return patches of skin from below the eye, straight or to the side."""
    moves = [
        away * curves.height_px * curves.down + aside * curves.width_px * curves.across
        for away in _AWAY
        for aside in asides
    ]
    return [sampled(still.pixels, places + move, cubic=True) for move in moves]


def _tone(patch: Array, height_px: float) -> Array:
    """Return the patch's tones without its strokes."""
    return np.asarray(cv2.GaussianBlur(patch, (0, 0), max(_FADES_OVER * height_px, 1.0)))


def _calmed(strokes: Array) -> Array:
    """Hold back what stands out from strokes (h, w, 3) more than strokes do, as a glint or a lash does."""
    limit = 3.0 * float(strokes.std()) + 0.5
    return np.asarray(limit * np.tanh(strokes / limit))


def _rounded(curves: Curves, ends: tuple[Array, Array], u: Array, v: Array) -> Array:
    """Spread the lid's colours over its pixels, rounded by light."""
    lower = np.interp(u, curves.x, curves.lower)
    height = np.maximum(lower - np.interp(u, curves.x, curves.crease), 1.0)
    share = np.clip((lower - v) / height, 0, 1)
    upper_end, lower_end = (
        np.stack([np.interp(u, curves.x, end[:, channel]) for channel in range(3)], axis=-1) for end in ends
    )
    base = lower_end + smoothstep(share / 0.8)[..., None] * (upper_end - lower_end)
    round_light = 0.94 + 0.10 * np.sin(np.pi * np.clip(share * 1.1, 0, 1))
    return np.asarray(base * round_light[..., None])


def _band_colour(curves: Curves, still: Still, top: Array, bottom: Array, band: tuple[float, float]) -> Array:
    """Return the colour along the eye of the skin between two curves, (COUNT, 3), smoothed along it."""
    shares = np.linspace(*band, 7)
    heights = bottom[:, None] + (top - bottom)[:, None] * shares
    seen = sampled(still.pixels, curves.places(heights))
    order = np.argsort(luma(seen), axis=1)[:, 4:6, None]  # lighter than half, so that no dark line counts
    return _smoothed(np.take_along_axis(seen, order, axis=1).mean(axis=1))


def _smoothed(colour: Array) -> Array:
    """Smooth colours (COUNT, 3) along the eye."""
    kernel = np.hanning(COUNT // 3)
    kernel = kernel / kernel.sum()
    padded = np.pad(colour, ((len(kernel) // 2, len(kernel) // 2), (0, 0)), mode="edge")
    smooth = [np.convolve(padded[:, channel], kernel, "valid")[:COUNT] for channel in range(3)]
    return np.stack(smooth, axis=-1)
