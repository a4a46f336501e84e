"""Shut: how a painted eye would look with its lid down, made once from the skin round it.

What was eye becomes skin: its tone is a membrane between the lid above and the skin below, its fine structure
that of the skin below mirrored at the lid's edge, as rough as the skin round the eye; the painted lash line
lies on the lower edge.

References
----------
Perez, Gangnet and Blake, "Poisson image editing", 2003: gradients of one place, tones of another's border.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Array, Field, Mask
from speaking_engine.clip.animators.head.sheets import Membrane
from speaking_engine.clip.clip import Frame

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_ABOVE, _BELOW, _BESIDE = (
    0.085,
    0.05,
    0.06,
)  # eye widths round the opening that are eye too: lashes, rim, corners
_GROWN = 0.10  # eye widths over which what looks like no skin still counts as eye
_RING = 0.22  # eye widths of skin round the eye that say how rough skin is
_UNLIKE = 3.2  # robust standard deviations from the skin's tone
_SHADE = 0.82  # of the brightness round an eye, below which its near surroundings are lashes' shade
_TONE = 0.05  # eye widths over which tones are smoothed
_FINE = 0.06  # eye widths up to which structure is fine: cracks, strokes and hatching, not folds
_SOFT = 0.03  # eye widths over which the new skin fades into the old
_MEMBRANE_PX = 72  # width at which tones are filled
_LASH_UP, _LASH_DOWN = 0.07, 0.02  # eye widths of the lash line above and below the lid's edge
_LEAST_LIGHT = 0.66  # of the skin below an eye, that its lid has at least when it is down
_LEAST_CONTRAST, _MOST_CONTRAST = 0.6, 1.4


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The opening of an eye in a window of the picture.

    Attributes
    ----------
    u, v : (h, w) float32
        Place of each pixel along the eye and towards the cheek, pixels; u is 0 at the left corner.
    upper, lower : (h, w) float32
        v of the lids' edges at each pixel's u.
    width_px : float
    """

    u: Field
    v: Field
    upper: Field
    lower: Field
    width_px: float


def shut_eye(seen: Frame, opening: Opening, down: Array) -> Frame:
    """Paint an eye shut.

    Parameters
    ----------
    seen : (h, w, 3) uint8
        The picture in a window that reaches at least half an eye's width beyond the eye.
    down : (2,) float64
        The eye's own axis towards the cheek, in the picture.

    Returns
    -------
    (h, w, 3) uint8
        The same away from the eye.
    """
    width = opening.width_px
    paint = seen.astype(np.float32)
    eye = _eye(paint, opening)
    tone = _tone(paint, eye | _shaded(paint, eye, opening), eye, width)
    tone = _lit(paint, tone, eye, opening)
    bare = np.where(eye[..., None], tone, paint)  # or the eye's own edges would pass for structure beside it
    calm = cv2.GaussianBlur(bare, (0, 0), _FINE * width)
    skin = tone + _texture(bare - calm, eye, opening, down) * _paler(tone, calm, eye)
    lashes = _lash_line(paint, tone, opening, down)
    closed = skin * lashes[..., None]
    soft = cv2.GaussianBlur(eye.astype(np.float32), (0, 0), _SOFT * width)
    share = np.clip(2 * soft, 0, 1)
    share = np.maximum(share, np.clip((1 - lashes) * 4, 0, 1))[..., None]
    return np.asarray(np.clip(paint + share * (closed - paint) + 0.5, 0, 255), np.uint8)


def _eye(paint: Field, opening: Opening) -> Mask:
    """Return what is eye: the opening with lashes and rim, and what beside it is unlike the skin round it."""
    width = opening.width_px
    inside = _around(opening, _ABOVE, _BELOW, _BESIDE)
    near = _around(opening, _ABOVE + _GROWN, _BELOW + _GROWN, _BESIDE + _GROWN)
    ring = _around(opening, _ABOVE + _RING, _BELOW + _RING, _BESIDE + _RING) & ~near
    if not ring.any():
        return inside
    calm = cv2.GaussianBlur(paint, (0, 0), max(0.015 * width, 0.7))
    middle = np.median(calm[ring], axis=0)
    spread = 1.4826 * np.median(np.abs(calm[ring] - middle), axis=0) + 4
    unlike = (np.abs(calm - middle) / spread).max(axis=-1) > _UNLIKE
    grown = inside | (near & unlike)
    count, parts = cv2.connectedComponents(grown.astype(np.uint8))
    touching = np.unique(parts[inside]) if count > 1 else np.array([], int)
    whole = np.isin(parts, touching[touching > 0])
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * max(1, round(0.015 * width)) + 1,) * 2)
    return np.asarray(cv2.morphologyEx((whole | inside).astype(np.uint8), cv2.MORPH_CLOSE, kernel) > 0)


def _around(opening: Opening, above: float, below: float, beside: float) -> Mask:
    """Return which pixels lie within an opening grown by shares of its width; it tapers to its corners."""
    width = opening.width_px
    across = np.abs(opening.u / width - 0.5) / (0.5 + beside)
    taper = np.sqrt(np.clip(1 - across**2, 0, 1))
    top = opening.upper - above * width * taper
    bottom = opening.lower + below * width * taper
    return np.asarray((across < 1) & (opening.v > top) & (opening.v < bottom))


def _shaded(paint: Field, eye: Mask, opening: Opening) -> Mask:
    """Return where beside an eye its lashes' shade lies: a lid that is down has none."""
    near = _around(opening, _ABOVE + _GROWN, _BELOW + _GROWN, _BESIDE + _GROWN) & ~eye
    ring = _around(opening, _ABOVE + _RING, _BELOW + _RING, _BESIDE + _RING) & ~near & ~eye
    if not ring.any():
        return np.zeros_like(eye)
    light = cv2.GaussianBlur(paint @ _LUMA, (0, 0), max(0.015 * opening.width_px, 0.7))
    return np.asarray(near & (light < _SHADE * np.median(light[ring])))


def _tone(paint: Field, hidden: Mask, eye: Mask, width: float) -> Field:
    """Carry the tones round the eye smoothly across it, from what is not hidden."""
    known = (~hidden).astype(np.float32)
    sigma = _TONE * width
    weight = cv2.GaussianBlur(known, (0, 0), sigma)
    smooth = cv2.GaussianBlur(paint * known[..., None], (0, 0), sigma) / np.maximum(weight, 1e-4)[..., None]
    scale = min(1.0, _MEMBRANE_PX / paint.shape[1])
    size = max(8, round(paint.shape[1] * scale)), max(8, round(paint.shape[0] * scale))
    small = cv2.resize(smooth, size, interpolation=cv2.INTER_AREA)
    unknown = cv2.resize(hidden.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.02
    filled = Membrane(~unknown, np.ones_like(unknown)).filled(small[~unknown])
    whole = cv2.resize(filled, (paint.shape[1], paint.shape[0]), interpolation=cv2.INTER_CUBIC)
    # Outside, the fine structure is added to what the tones really are.
    own = cv2.GaussianBlur(paint, (0, 0), _FINE * width)
    inside = np.clip(2 * cv2.GaussianBlur(eye.astype(np.float32), (0, 0), sigma), 0, 1)[..., None]
    return np.asarray(own + inside * (whole - own), np.float32)


def _lit(paint: Field, tone: Field, eye: Mask, opening: Opening) -> Field:
    """Return tones in which a lid stands out of a dark socket, as it does: the eyeball is under it."""
    width = opening.width_px
    near = _around(opening, _ABOVE + _GROWN, _BELOW + _GROWN, _BESIDE + _GROWN)
    ring = _around(opening, _ABOVE + _RING, _BELOW + _RING, _BESIDE + _RING) & ~near & ~eye
    ring &= opening.v > (opening.upper + opening.lower) / 2  # brows are no measure of skin
    if not ring.any() or not eye.any():
        return tone
    light = float(np.median(np.asarray(paint @ _LUMA)[ring]))
    lid = np.asarray(tone @ _LUMA)
    lack = np.clip(_LEAST_LIGHT * light / np.maximum(lid, 4), 1, 2.5)
    share = np.clip(1.6 * cv2.GaussianBlur(eye.astype(np.float32), (0, 0), 0.06 * width) - 0.5, 0, 1)
    return np.asarray(tone * (1 + (lack - 1) * share)[..., None], np.float32)


def _texture(fine: Field, eye: Mask, opening: Opening, down: Array) -> Field:
    """Mirror the fine structure of the skin below at the lower edge, as rough as the skin round the eye."""
    width = opening.width_px
    grown = max(1, round(_RING * width))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * grown + 1,) * 2)
    ring = (cv2.dilate(eye.astype(np.uint8), kernel) > 0) & ~eye
    above = opening.v < (opening.upper + opening.lower) / 2
    wanted = min(
        _roughness(fine[ring & above]), _roughness(fine[ring & ~above])
    )  # brows are rougher than lids
    shift = 2 * np.maximum(opening.lower + np.float32(1.6 * _BELOW * width) - opening.v, 0)
    rows, columns = eye.shape
    x = (np.arange(columns)[None] + shift * down[0]).astype(np.float32)
    y = (np.arange(rows)[:, None] + shift * down[1]).astype(np.float32)
    taken = cv2.remap(fine, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    even = np.clip(taken, -3 * wanted, 3 * wanted)
    scale = np.clip(wanted / max(_roughness(taken[eye]), 1e-3), _LEAST_CONTRAST, _MOST_CONTRAST)
    return np.asarray(even * scale, np.float32)


def _paler(tone: Field, calm: Field, eye: Mask) -> Field:
    """Return how much fainter structure is on the lid than beside it: as much as the lid is darker."""
    beside = float(np.median(np.asarray(calm @ _LUMA)[~eye])) if (~eye).any() else 255.0
    return np.asarray(np.clip(np.asarray(tone @ _LUMA) / max(beside, 8.0), 0.4, 1.0), np.float32)[..., None]


def _roughness(fine: Field) -> float:
    """Measure the spread of fine structure without its few strongest lines."""
    return float(np.percentile(np.abs(fine @ _LUMA), 70)) + 1e-3 if len(fine) else 1e-3


def _lash_line(paint: Field, tone: Field, opening: Opening, down: Array) -> Field:
    """Bring the painted lash line down to the lower edge, as a factor on brightness of at most 1."""
    width = opening.width_px
    rows, columns = paint.shape[:2]
    away = opening.v - opening.lower  # from the shut lid's edge
    rise = np.maximum(opening.lower - opening.upper, 0)
    x = np.arange(columns, dtype=np.float32)[None] - rise * np.float32(down[0])
    y = np.arange(rows, dtype=np.float32)[:, None] - rise * np.float32(down[1])
    calm = np.asarray(paint @ _LUMA) / np.maximum(np.asarray(tone @ _LUMA), 8)
    line = cv2.remap(calm, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    line = np.clip(line, 0.25, 1)
    # The iris goes on below the line: what the whole lid shows at one distance from its edge is the line.
    band = (away > -_LASH_UP * width) & (away < _LASH_DOWN * width)
    band &= (opening.u > 0.06 * width) & (opening.u < 0.94 * width)
    profile = _profile(away / width, line, band)
    line = np.maximum(line, profile - 0.12)
    up = np.clip((away / width + _LASH_UP) / (0.5 * _LASH_UP), 0, 1)
    fall = np.clip((_LASH_DOWN - away / width) / _LASH_DOWN, 0, 1)
    ends = np.clip(np.minimum(opening.u, width - opening.u) / (0.08 * width) + 0.2, 0, 1)
    return np.asarray(1 - (1 - line) * up * fall * ends, np.float32)


def _profile(away: Field, line: Field, band: Mask) -> Field:
    """Return at each pixel the median of all pixels as far from the edge."""
    steps = np.linspace(-_LASH_UP, _LASH_DOWN, 19)
    if not band.any():
        return np.ones_like(line)
    number = np.clip(np.digitize(away[band], steps), 1, len(steps) - 1)
    medians = np.array(
        [np.median(line[band][number == k]) if (number == k).any() else 1.0 for k in range(1, 19)]
    )
    return np.asarray(np.interp(away, (steps[1:] + steps[:-1]) / 2, medians), np.float32)
