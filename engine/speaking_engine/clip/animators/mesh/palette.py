"""Palette: the colours, light and grain that the picture itself offers for what it does not show."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.animators.mesh import anatomy
from speaking_engine.clip.animators.mesh.head import Array, Head
from speaking_engine.clip.clip import Frame, Still

_FEATURES = [*anatomy.LEFT_LID_UPPER, *anatomy.RIGHT_LID_UPPER, *anatomy.LIP_LOWER_OUTER]
_LUMA = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """Colours are (3,) float64 sRGB, 0 to 255.

    Attributes
    ----------
    skin, lip, dark, light : of cheeks, lower lip, the deepest darks and the lights in the face.
    cavity, teeth, tongue : mixed from these for the inside of the mouth.
    light_x : float
        -1 light from the left to 1 from the right.
    """

    skin: Array
    lip: Array
    dark: Array
    light: Array
    cavity: Array
    teeth: Array
    tongue: Array
    light_x: float


def palette_of(head: Head, still: Still) -> Palette:
    """Read the picture's colours inside the face."""
    pixels = still.pixels
    face = _pick(pixels, head.points[anatomy.OVAL, :2])
    lip = np.median(_pick(pixels, _lower_lip(head)), axis=0)
    skin = np.median(_pick(pixels, head.points[anatomy.CHEEKS, :2]), axis=0)
    brightness = face @ _LUMA
    features = _pick(pixels, head.points[_FEATURES, :2])
    shade = features @ _LUMA
    dark = features[shade <= np.percentile(shade, 2.5)].mean(axis=0)
    light = face[brightness >= np.percentile(brightness, 93)].mean(axis=0)
    red = _redder(lip, skin)
    blood = red * min(float(np.ptp(skin)) / max(float(skin.max()), 1.0), 0.5)
    cavity = _warmed(0.45 * dark + 0.55 * 0.36 * lip, blood)
    # As dark as a mouth is, but hardly darker than anything in the face: chalk has no black.
    cavity = _dimmed(cavity, max(0.33 * float(lip @ _LUMA), 0.7 * float(dark @ _LUMA)))
    tongue = _warmed(0.8 * lip + 0.2 * cavity, 0.6 * blood)
    teeth = _teeth(_eye_white(head, pixels), skin, lip)

    def in_hue(colour: Array) -> Array:
        return _seen_as_bright(face, colour) * (1 - red) + colour * red

    return Palette(
        skin=skin,
        lip=lip,
        dark=dark,
        light=light,
        cavity=in_hue(cavity),
        teeth=in_hue(teeth),
        tongue=in_hue(tongue),
        light_x=_light_x(head, pixels),
    )


def luma(pixels: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
    """Return the brightness (...,) of colours (..., 3)."""
    return np.asarray(pixels @ _LUMA, np.float64)


def _lower_lip(head: Head) -> Array:
    inner = head.points[anatomy.LIP_LOWER_INNER, :2]
    outer = head.points[anatomy.LIP_LOWER_OUTER, :2]
    return np.concatenate([0.7 * inner + 0.3 * outer, (0.2 * inner + 0.8 * outer)[::-1]])


def _pick(pixels: Frame, outline: Array) -> Array:
    """Return the colours (N, 3) inside the hull of some points; at least one."""
    mask = np.zeros(pixels.shape[:2], np.uint8)
    hull = cv2.convexHull(outline.astype(np.float32))
    cv2.fillConvexPoly(mask, np.round(hull).astype(np.int32), 255)
    found = pixels[mask > 0]
    return found.astype(np.float64) if len(found) else np.full((1, 3), 128.0)


def _eye_white(head: Head, pixels: Frame) -> Array:
    """Return the colour of the lightest, least coloured parts of both eyes: the picture's white."""
    eyes = [
        _pick(pixels, head.points[upper + lower, :2])
        for upper, lower in (
            (anatomy.LEFT_LID_UPPER, anatomy.LEFT_LID_LOWER),
            (anatomy.RIGHT_LID_UPPER, anatomy.RIGHT_LID_LOWER),
        )
    ]
    seen = np.concatenate(eyes)
    bright = seen[seen @ _LUMA >= np.percentile(seen @ _LUMA, 60)]
    colourful = np.ptp(bright, axis=1) / np.maximum(bright.max(axis=1), 1)
    return np.asarray(bright[colourful <= np.percentile(colourful, 50)].mean(axis=0))


def _teeth(white: Array, skin: Array, lip: Array) -> Array:
    """Return the colour of teeth: duller than an eye's white, paler than skin, darker among dark lips."""
    white_luma, skin_luma = max(float(white @ _LUMA), 1.0), max(float(skin @ _LUMA), 1.0)
    own = skin / skin_luma
    tint = 0.6 * white / white_luma + 0.4 * own
    pale = min(1.0, 0.75 * float(np.ptp(own)) / max(float(np.ptp(tint)), 1e-6))
    brightness = float(np.clip(0.9 * white_luma, 0.84 * skin_luma, 1.06 * skin_luma))
    shaded = float(np.clip(lip @ _LUMA / (0.65 * skin_luma), 0.6, 1.0))
    return _bright_as(1 + pale * (tint - 1), shaded * brightness)


def _seen_as_bright(face: Array, colour: Array) -> Array:
    """Return the colour that the face itself has where it is as bright as another colour."""
    away = np.abs(face @ _LUMA - colour @ _LUMA)
    nearest = np.argpartition(away, len(away) // 50)[: len(away) // 50 + 1]
    return _bright_as(face[nearest].mean(axis=0), float(colour @ _LUMA))


def _redder(lip: Array, skin: Array) -> float:
    """Return whether lips are redder than skin, 0 to 1: not in stone, chalk, sepia or grey."""
    redness = [(colour[0] - colour[1]) / max(float(colour @ _LUMA), 1.0) for colour in (lip, skin)]
    return float(np.clip((redness[0] - redness[1]) / 0.1, 0, 1))


def _warmed(colour: Array, blood: float) -> Array:
    """Turn a colour towards blood."""
    return np.asarray(colour * (1 + 0.5 * blood * np.array([1.0, -0.4, -0.6])))


def _dimmed(colour: Array, most: float) -> Array:
    """Darken a colour to at most this brightness."""
    return np.asarray(colour * min(1.0, most / max(float(colour @ _LUMA), 1e-6)))


def _bright_as(colour: Array, brightness: float) -> Array:
    """Return a colour this brightness."""
    return np.asarray(np.minimum(colour * brightness / max(float(colour @ _LUMA), 1e-6), 255))


def _light_x(head: Head, pixels: Frame) -> float:
    """Compare the brightness of the left and the right half of the face."""
    oval = head.points[anatomy.OVAL, :2]
    middle = head.points[[10, 152, 1], :2]
    left = oval[oval[:, 0] < middle[:, 0].mean()]
    right = oval[oval[:, 0] >= middle[:, 0].mean()]
    dark, bright = (
        float(np.median(_pick(pixels, np.concatenate([half, middle])) @ _LUMA)) for half in (left, right)
    )
    return float(np.clip((bright - dark) / max(bright + dark, 1.0) * 3, -1, 1))
