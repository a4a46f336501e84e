"""Shut: how a painted eye would look with its lid down, made once from the skin round it.

What was eye becomes skin: its tone goes on from all sides as a membrane, its structure is that of the
calmest skin near by, moved there as it is. Over it the painted lid comes out from under its crease, which
hardly moves, with its own tones; where it is drawn out or sheared, moved structure takes its own's place.
Engraved skin is moved with its lines. A lash line as dark, thick and soft as the painted one lies on the
lower edge. A flat print is left paper, with a brush's line.

References
----------
Perez, Gangnet and Blake, "Poisson image editing", 2003: gradients of one place, tones of another's border.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, TypeVar

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lashes import KEPT, LASH_UP, joined_corners, lash_line
from speaking_engine.clip.animators.head.lattice import Array, Field, Mask, softened
from speaking_engine.clip.animators.head.medium import Medium
from speaking_engine.clip.animators.head.plate import engraved
from speaking_engine.clip.animators.head.poster import colours_of, in_flat_colours
from speaking_engine.clip.animators.head.sheets import Membrane
from speaking_engine.clip.clip import Frame

_Values = TypeVar("_Values", bound=np.ndarray[Any, Any])
_Places = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_ABOVE, _BELOW, _BESIDE = (
    0.085,
    0.05,
    0.06,
)  # eye widths round the opening that are eye too: lashes, rim, corners
_GROWN = 0.13  # eye widths over which what looks like no skin still counts as eye
_GROWN_INK = 0.3  # the same in a flat print, whose outlines are thick
_RING = 0.22  # eye widths of skin round the eye that say how rough skin is
_UNLIKE = 3.2  # robust standard deviations from the tone that the skin round it would have there
_TONE = 0.04  # eye widths over which tones are smoothed
_THIN = 0.08  # eye widths up to which a dark line is lashes or a crease and no shade
_FINE = 0.07  # eye widths up to which structure is texture: cracks, strokes, hatching, wrinkles
_HOLE, _TENDRIL = 0.04, 0.02  # eye widths of what lies between lashes, and of what is no part of an eye
_REACH = (0.08, 0.14)  # eye widths beside and below the opening that shut lids change
_SHADED = 0.15  # eye widths over which more what is kept fades above the lid
_HANGING, _DARKER = 0.07, 0.93  # eye widths and shares of the tone, within which lashes hang on an eye
_FINEST = 0.05  # eye widths up to which structure tells how rough a skin is
_SOFT = 0.045  # eye widths over which the new skin fades into the old
_SMALL_PX = 44  # width of an eye at which tones are filled
_MOST_LIT = 1.8  # times, that a dark lid is lit
_LIGHTER = 80  # of a hundred places of the skin below an eye are darker than what a lid is compared with
_MOST_LIGHT, _LEAST_DIMMED = (
    1.05,
    0.75,
)  # of that skin, that a lid has at most; of itself, that it is left at least
_LEAST_LIGHT = 0.62  # of the skin below an eye, that the middle of its lid has at least when it is down
_BULGE = 0.09  # how much lighter a lid is where it bulges most, and darker at its edge
_AS_ROUGH = (
    0.9  # how rough a lid is to the calmer places round it, which hold creases and edges of shades, too
)
_MOST_ROUGH = 3.0  # times the usual roughness, that structure is at most
_NO_EDGE = 0.2  # of the tone, by which what is smoothed differs from it at most where no contour is
_LEAST_TONE = 12.0  # brightness below which structure is not taken as a share of it
_CALMER = 75  # of a hundred places of a ring are its calmer ones
_CONTRAST, _CONTRAST_OF_LINES = (
    (0.5, 1.3),
    (0.5, 2.0),
)  # times, that skin laid over an eye may be made calmer or rougher
_AS_LIGHT = 0.35  # natural logarithm by which tones that are alike differ at most
_ENOUGH = 0.1  # share of a ring that is enough of it
_OVER_BROWS = 0.8  # cost of a place over the brows, where hair and bands hang
_HIDDEN = 2.0  # cost of a place that shows nothing but the eye
_EVENED, _STANDS_OUT = 0.05, 1.3  # eye widths over which structure is evened, and times its usual strength
_ENOUGH_PX = 1500  # of a lid, by which places are compared
_BENEATH, _ASIDE = (
    (0.45, 0.6, 0.8, 1.0, -0.75, -0.95),
    (0.0, -0.3, 0.3),
)  # eye widths from an eye, where its skin is sought
_MOST_STRONG = 2.5  # times how rough it is, that a lid's structure is at most
_LEAST_ROUGH = 0.02  # a shade of smooth paint
_DRAWN_OUT = 1.5  # times its height, from which stretched structure fades
_SHEARED, _SHEAR_SOFT = (
    1.0,
    0.03,
)  # how steeply what comes down may be cut; eye widths over which that is seen
_EVENLY = 0.45  # of the way that a lid's own tone goes to that of all sides
_GREYER = 0.4  # of the skin's colour, that a tone lacks which is wholly taken for an eye's
_GROUND = 1.35  # times as light as the skin, from which a tone is no eye's
_OFF_HUE, _LEAST_SPREAD = 1.5, 0.03  # spreads from which a hue is not the skin's, wholly at twice that
_EASED = 0.15  # eye widths past corners that skin goes along with a lid
_EASED_FROM = 0.3  # eye widths above a lid's edge from which it does so wholly
_LID = (0.0, -0.13, -0.08)  # eye widths round the opening: lid alone, without lashes
_REGAINED = (0.5, 1.15)  # times, that a lid's structure is made fainter or stronger at last
_BEND = 5  # how the skin up to the brow gives way: the lid itself, hardly what is above its crease
_MOST_SHARE = 2.0  # of the skin that gives way, that a lid comes down


@dataclass(frozen=True, slots=True, eq=False)
class LidOpening:
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

    def around(self, above: float, below: float, beside: float) -> Mask:
        """Return which pixels lie within the opening, grown by shares of its width and tapering."""
        width = self.width_px
        across = np.abs(self.u / width - 0.5) / (0.5 + beside)
        taper = np.sqrt(np.clip(1 - across**2, 0, 1))
        top = self.upper - above * width * taper
        bottom = self.lower + below * width * taper
        return np.asarray((across < 1) & (self.v > top) & (self.v < bottom))

    def grown(self, share: float) -> Mask:
        """Return which pixels are eye, lashes or rim, or lie within a share of its width of them."""
        return self.around(_ABOVE + share, _BELOW + share, _BESIDE + share)

    def beside(self, share: float) -> Mask:
        """Return which pixels lie within a share of its width of the opening, not tapering to its corners."""
        reach = share * self.width_px
        along = (self.u > -reach) & (self.u < self.width_px + reach)
        return np.asarray(along & (self.v > self.upper - reach) & (self.v < self.lower + reach))

    def within(self, joined: tuple[float, float]) -> Field:
        """Return 1 in and above the opening, falling to 0 beside and below it.

        Where dark goes on past a corner (`joined`, left and right, 0 to 1), it stays.
        """
        width = np.float32(self.width_px)
        left, right = (np.float32(KEPT * one) for one in joined)
        # Above the lid's edge what is kept, lashes or a shade, fades slowly; below it there is an eye.
        slow = _REACH[0] + _SHADED * np.clip((self.upper - self.v) / (_HANGING * width), 0, 1)
        aside = np.maximum(left - self.u / width, self.u / width - 1 + right) / slow.astype(np.float32)
        under = (self.v - self.lower.max()) / (np.float32(_REACH[1]) * width)
        return np.asarray(np.clip(1 - aside, 0, 1) * np.clip(2 - 2 * under, 0, 1), np.float32)


def shut_eye(seen: Frame, opening: LidOpening, down: Array, medium: Medium, give_px: float) -> Frame:
    """Paint an eye shut.

    Parameters
    ----------
    seen : (h, w, 3) uint8
        The picture in a window that reaches at least half an eye's width beyond the eye.
    down : (2,) float64
        The eye's own axis towards the cheek, in the picture.
    give_px : float
        How far above its edge the skin gives way to the lid.

    Returns
    -------
    (h, w, 3) uint8
        The same away from the eye and the skin above it.
    """
    width = opening.width_px
    paint = seen.astype(np.float32)
    eye = _eye(paint, opening, medium.kind == "flat")
    if medium.kind == "tonal":
        eye = _with_remnants(paint, eye, width)
    tone = _skin_hued(_tone(paint, eye, opening), paint, eye, opening)
    soft = softened(eye.astype(np.float32), _SOFT * width)
    flat = medium.kind == "flat"  # its bold outline is all eye
    joined = (0.0, 0.0) if flat else joined_corners(paint, tone, opening)
    share = (np.clip(2 * soft, 0, 1) * (1 if flat else opening.within(joined)))[..., None]
    calm = _calm(paint, eye, tone, width)
    fine = np.where(eye[..., None], 0, paint - calm)
    # As shares of the tone, for on a darker lid structure is as much fainter.
    light, beside = (np.maximum(one @ _LUMA, _LEAST_TONE)[..., None] for one in (tone, calm))
    rough = fine / beside * np.clip(2 - np.abs(beside / light - 1) / _NO_EDGE, 0, 1)
    colours = colours_of(paint) if flat else None
    if colours is None:
        in_lines = medium.kind == "lines"
        skin = tone + _texture(rough, tone, eye, share, opening, down, in_lines=in_lines) * light
    else:
        skin = in_flat_colours(tone, colours, width)
    lashes = lash_line(paint, tone, opening, share, joined, medium.kind)
    skin = paint + share * (skin - paint)
    if medium.kind != "flat":
        skin = _drawn_down((paint, skin, tone), eye, opening, down, give_px, in_lines=medium.kind == "lines")
    if medium.kind == "lines":
        ring = opening.grown(_RING) & ~opening.grown(_GROWN) & ~eye
        within = np.clip(2 * softened(opening.grown(0.0).astype(np.float32), _SOFT * width), 0, 1)
        skin = engraved(skin, paint, ring, within, medium)
    return np.asarray(np.clip(skin * lashes + 0.5, 0, 255), np.uint8)


def _calm(paint: Field, eye: Mask, tone: Field, width: float) -> Field:
    """Return a picture's tones without structure, of skin alone: an eye's edge is no structure beside it."""
    known = (~eye).astype(np.float32)
    weight = softened(known, _FINE * width)[..., None]
    own = softened(paint * known[..., None], _FINE * width)
    return np.asarray(np.where(weight > 0.05, own / np.maximum(weight, 0.05), tone), np.float32)


def height_before(height: Field, share: Field) -> Field:
    """Return which height above the lid's edge has come to a height when the edge has come down by a share.

    Heights are in shares of the skin that gives way. Solves h - share * (1 - h)^_BEND = height, by a table.
    """
    steps, most = _HEIGHTS.shape[1] - 1, (_HEIGHTS.shape[0] - 1) / _MOST_SHARE
    place = (height + share) / (1 + share)
    found = cv2.remap(_HEIGHTS, place * np.float32(steps), share * np.float32(most), cv2.INTER_LINEAR)
    found = np.where(place >= 1, height, found)
    return np.asarray(np.where(place < 0, height + share, found), np.float32)


def _heights() -> Field:
    """Return heights before, by share (rows) and by place from the lid's edge to where nothing gives way."""
    share = np.linspace(0, _MOST_SHARE, 65)[:, None]
    wanted = np.linspace(0, 1, 257) * (1 + share) - share
    low, high = np.zeros_like(wanted), np.ones_like(wanted)
    for _ in range(30):
        middle = (low + high) / 2
        over = middle - share * (1 - middle) ** _BEND > wanted
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    return np.asarray((low + high) / 2, np.float32)


_HEIGHTS = _heights()


def height_after(height: Field, share: Field) -> Field:
    """Return the height to which a height comes when the edge comes down: `height_before` undone."""
    rest = np.clip(1 - height, 0, 1)
    return np.asarray(height - share * cv2.pow(rest, _BEND), np.float32)


def _drawn_down(
    pictures: tuple[Field, Field, Field],
    eye: Mask,
    opening: LidOpening,
    down: Array,
    give_px: float,
    *,
    in_lines: bool,
) -> Field:
    """Draw the painted lid and the skin above it down over the eye.

    Tones are their own, and structure where it is hardly drawn out; elsewhere that of the skin in the lid's
    place makes up for it. `pictures` are the painted one, the one without an eye, and that one's tones.
    """
    paint, skin, round_it = pictures
    width = opening.width_px
    drawn, drawn_out, sheared = _come_down(skin, opening, down, give_px)
    calm = softened(drawn, _FINE * width)
    light = np.maximum(calm @ _LUMA, _LEAST_TONE)[..., None]
    lid = opening.around(*_LID)
    ring = opening.grown(_RING) & ~opening.grown(_GROWN - 0.05) & ~eye
    ring = _as_light(ring, lid, np.asarray(light[..., 0], np.float32))
    here = np.maximum(softened(skin, _FINE * width), _LEAST_TONE)
    # Structure that is drawn out would be streaks; the more it is, the less of it is kept.
    kept = np.clip(1 - (np.maximum(drawn_out, 1 + sheared) - _DRAWN_OUT) / (_DRAWN_OUT - 1), 0, 1)[..., None]
    within = np.clip(2 * softened(lid.astype(np.float32), _SOFT * width), 0, 1)[..., None]
    wanted = _AS_ROUGH * _rough(
        paint, width, _evenly_rough(np.abs(_finest(paint, width) @ _LUMA), ring, width)
    )
    most = _MOST_STRONG * max(wanted, _LEAST_ROUGH)
    own = (drawn - calm) / light
    own += within * (most * np.tanh(own / most) - own)  # painted lashes come down as streaks
    other = (skin - here) / np.maximum(np.maximum(here @ _LUMA, _LEAST_TONE)[..., None], light)
    more = other + kept * (own - other)
    # A lid painted lighter or darker than all that is round it would be a bar when it is drawn out.
    even = np.maximum(_EVENLY * within, np.clip((sheared - _SHEARED) / _SHEARED, 0, 1)[..., None])
    tone = _skin_hued(calm + even * (round_it - calm), paint, eye, opening)
    tone = _lit(paint, tone, eye, opening, 1.0 if in_lines else _MOST_LIGHT)  # nothing is lighter than paper
    got = max(_rough(np.asarray(tone + more * light), width, lid), 1e-4)
    scale = np.float32(np.clip(wanted / got, *_REGAINED))
    shut = tone + more * (1 + within * (scale - 1)) * light
    share = np.clip((opening.lower - opening.v) / (_SOFT * width) + 0.5, 0, 1)[..., None]
    return np.asarray(skin + share * (shut - skin), np.float32)


def _skin_hued(tone: Field, paint: Field, eye: Mask, opening: LidOpening) -> Field:
    """Return tones that are at an eye nowhere far greyer than the skin beside and below it.

    Above an eye whose landmarks lie low is the white of the eye, which would come down as a glassy lid.
    """
    ring = opening.grown(_RING) & ~opening.grown(_GROWN) & ~eye
    ring &= opening.v > (opening.upper + opening.lower) / 2  # brows are no measure of skin
    if not ring.any():
        return tone
    beside = softened(paint, _FINE * opening.width_px)[ring]
    lit = beside @ _LUMA  # shades are greyer than what stands out of them
    beside = beside[lit >= np.median(lit)]
    hues, hue = (one / np.maximum(one @ _LUMA, _LEAST_TONE)[..., None] for one in (beside, tone))
    usual = np.median(hues, axis=0)
    spread = 1.4826 * float(np.median(np.abs(hues - usual).max(axis=-1))) + _LEAST_SPREAD
    off = np.clip(np.abs(hue - usual).max(axis=-1) / spread / _OFF_HUE - 1, 0, 1)[..., None]
    # A lid may be redder than the skin or painted; nothing but an eye is so much greyer.
    greyer = np.ptp(usual) - np.ptp(hue, axis=-1)
    off = off * np.clip(greyer / max(_GREYER * float(np.ptp(usual)), 1e-3), 0, 1)[..., None]
    # What is so much lighter is no eye in shade, but sky or a wall before a profile.
    off *= np.clip((_GROUND - tone @ _LUMA / max(float(np.median(lit)), 1.0)) / 0.15, 0, 1)[..., None]
    near = softened(opening.grown(_GROWN).astype(np.float32), _SOFT * opening.width_px)
    off = off * near[..., None]
    return np.asarray(tone + off * (usual * (tone @ _LUMA)[..., None] - tone), np.float32)


def _come_down(paint: Field, opening: LidOpening, down: Array, give_px: float) -> tuple[Field, Field, Field]:
    """Return what lies above an eye drawn down to its lower edge, how far it is drawn out, and sheared."""
    width = opening.width_px
    rise = np.maximum(opening.lower - opening.upper, 0)
    tall = np.float32(give_px)
    places = np.linspace(0, width, 65)
    column = np.clip(np.round(opening.u / width * 64), 0, 64).astype(np.int64).ravel()
    count = np.maximum(np.bincount(column, minlength=65), 1)
    even = eased(places, np.bincount(column, rise.ravel(), minlength=65) / count, width)
    going = rise + above(opening.upper - opening.v, width) * (np.interp(opening.u, *even) - rise)
    share = np.asarray(going / tall, np.float32)
    high = height_before(np.asarray((opening.upper - opening.v) / tall, np.float32), share)
    # The lash line is drawn anew, so what comes down begins above it.
    lash = np.float32(LASH_UP * width) * np.clip(rise / np.float32(0.1 * width), 0, 1)
    from_v = (
        opening.upper - high * tall - lash * np.exp(-np.maximum(high * tall, 0) / np.maximum(2 * lash, 1e-3))
    )
    away = np.where(opening.v < opening.lower + _SOFT * width, from_v - opening.v, 0)
    rows, columns = paint.shape[:2]
    x = (np.arange(columns)[None] + away * down[0]).astype(np.float32)
    y = (np.arange(rows)[:, None] + away * down[1]).astype(np.float32)
    drawn = cv2.remap(paint, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    drawn_out = 1 + _BEND * share * cv2.pow(np.clip(1 - high, 0, 1), _BEND - 1)
    by_y, by_x = np.gradient(softened(away.astype(np.float32), _SHEAR_SOFT * width))
    sheared = np.where(opening.v < opening.lower - _SOFT * width, np.abs(by_x * down[1] - by_y * down[0]), 0)
    sheared = softened(sheared.astype(np.float32), _SHEAR_SOFT * width)
    return np.asarray(drawn, np.float32), np.asarray(drawn_out, np.float32), sheared


def eased(u: Array, rise: Array, width: float) -> tuple[Array, Array]:
    """Return places and how far skin well above an eye goes along there: less steeply, and past its corners.

    Parameters
    ----------
    u, rise : (N,) float64
        Places evenly along the eye, and how far the lid's edge has to go there.
    """
    step = float(u[-1] - u[0]) / (len(u) - 1)
    reach = max(1, round(_EASED * width / step))
    kernel = np.hanning(2 * reach + 1)
    padded = np.pad(rise, reach)
    places = u[0] + step * (np.arange(len(padded)) - reach)
    return places, np.convolve(padded, kernel / kernel.sum(), "same")


def above(height: Field, width: float) -> Field:
    """Return how much skin at a height above a lid's edge goes the eased way, 0 to 1."""
    share = np.clip(height / np.float32(_EASED_FROM * width), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def _rough(paint: Field, width: float, where: Mask) -> float:
    """Return how rough paint is somewhere, in shares of its own tone."""
    light = np.asarray(paint @ _LUMA, np.float32)
    smooth = softened(light, _FINEST * width)
    shares = np.abs(light - smooth)[where] / np.maximum(smooth[where], _LEAST_TONE)
    return float(np.percentile(shares, 70)) if len(shares) else 0.0


def _eye(paint: Field, opening: LidOpening, in_ink: bool) -> Mask:
    """Return what is eye: the opening with lashes and rim, and what beside it is unlike the skin round it."""
    width = opening.width_px
    inside, near = opening.grown(0.0), opening.beside(_GROWN_INK) if in_ink else opening.grown(_GROWN)
    ring = (opening.beside(_GROWN_INK + 0.2) if in_ink else opening.grown(_RING)) & ~near
    if not ring.any():
        return inside
    calm = cv2.GaussianBlur(paint, (0, 0), max(0.015 * width, 0.7))
    expected = _filled(paint, near, width)
    spread = 1.4826 * np.median(np.abs(calm[ring] - expected[ring]), axis=0) + 4
    unlike = (np.abs(calm - expected) / spread).max(axis=-1) > _UNLIKE
    # What is lighter above the lashes is the lid itself.
    unlike &= (opening.v > opening.upper) | (np.asarray((calm - expected) @ _LUMA) < 0)
    grown = inside | (near & unlike)
    count, parts = cv2.connectedComponents(grown.astype(np.uint8))
    touching = np.unique(parts[inside]) if count > 1 else np.array([], int)
    whole = np.isin(parts, touching[touching > 0])
    whole = cv2.morphologyEx(whole.astype(np.uint8), cv2.MORPH_OPEN, _disc(_TENDRIL * width)) | inside
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_CLOSE, _disc(_HOLE * width)) > 0)


def _with_remnants(paint: Field, eye: Mask, width: float) -> Mask:
    """Return an eye with what hangs on its edge and is darker than the skin beyond, or a line would stay."""
    near = cv2.dilate(eye.astype(np.uint8), _disc(_HANGING * width)) > 0
    light = cv2.GaussianBlur(paint @ _LUMA, (0, 0), max(0.015 * width, 0.7))
    beyond = _filled(paint, near, width) @ _LUMA
    dark = near & (light < _DARKER * beyond)
    count, parts = cv2.connectedComponents((dark | eye).astype(np.uint8))
    touching = np.unique(parts[eye]) if count > 1 else np.array([], int)
    return np.asarray(np.isin(parts, touching[touching > 0]) | eye)


def _disc(radius_px: float) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    size = 2 * max(1, round(radius_px)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)


def _tone(paint: Field, eye: Mask, opening: LidOpening) -> Field:
    """Carry the tones round the eye smoothly across it, past lashes and creases but not past shade."""
    width = opening.width_px
    first = np.where(eye[..., None], _filled(paint, eye, width), paint)
    scale = min(1.0, _SMALL_PX / width)
    small = cv2.resize(first, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, _disc(_THIN * width * scale))
    bare = cv2.resize(closed, (paint.shape[1], paint.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _filled(bare, eye, width)


def _filled(paint: Field, hidden: Mask, width: float) -> Field:
    """Return the smoothed tones of a picture, those of hidden places filled from all sides."""
    scale = min(1.0, _SMALL_PX / width)
    size = max(8, round(paint.shape[1] * scale)), max(8, round(paint.shape[0] * scale))
    known = (~hidden).astype(np.float32)
    few = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(paint * known[..., None], size, interpolation=cv2.INTER_AREA)
    sigma = max(_TONE * width * size[0] / paint.shape[1], 0.5)
    weight = cv2.GaussianBlur(few, (0, 0), sigma)
    smooth = cv2.GaussianBlur(small, (0, 0), sigma) / np.maximum(weight, 1e-4)[..., None]
    unknown = few < 0.98
    if not unknown.any() or unknown.all():
        whole = smooth
    else:
        whole = Membrane(~unknown, np.ones_like(unknown)).filled(smooth[~unknown])
    # Cubic interpolation would overshoot beside dark contours.
    large = cv2.resize(whole, (paint.shape[1], paint.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.GaussianBlur(large, (0, 0), max(0.7 / scale, 0.5)), np.float32)


def _lit(paint: Field, tone: Field, eye: Mask, opening: LidOpening, most_light: float) -> Field:
    """Return tones of a lid that bulges over the eyeball, and stands out of a dark socket as it does."""
    ring = opening.grown(_RING) & ~opening.grown(_GROWN) & ~eye
    ring &= opening.v > (opening.upper + opening.lower) / 2  # brows are no measure of skin
    if not ring.any() or not eye.any():
        return tone
    high = np.maximum(opening.lower - opening.upper, 1) + _ABOVE * opening.width_px
    down = np.clip((opening.v - opening.lower) / high + 1, 0, 1)  # 0 at the crease, 1 at the edge
    across = np.clip(opening.u / opening.width_px, 0, 1)
    belly = np.sin(np.pi * across) * np.sin(np.pi * down)
    light = float(np.median(np.asarray(paint @ _LUMA)[ring]))
    middle = max(float(np.average(np.asarray(tone @ _LUMA), weights=belly + 1e-6)), 4.0)
    lack = np.clip(_LEAST_LIGHT * light / np.maximum(tone @ _LUMA, middle), 1, _MOST_LIT) - 1
    edge = down**3 * np.exp(-np.maximum(opening.v - opening.lower, 0) / (_BELOW * opening.width_px))
    bulge = (_BULGE + lack) * belly - _BULGE * np.sin(np.pi * across) * edge
    most = most_light * float(np.percentile(np.asarray(paint @ _LUMA)[ring], _LIGHTER))
    lightest = np.maximum(most_light * light / np.maximum(tone @ _LUMA, 4), 1)
    # A lid that is painted as a light would be a disc when it is drawn out.
    dimmed = np.clip(most / np.maximum(tone @ _LUMA, 4), _LEAST_DIMMED, 1)
    dimmed = 1 + softened(opening.grown(0.0).astype(np.float32), _SOFT * opening.width_px) * (dimmed - 1)
    return np.asarray(tone * (np.minimum(1 + bulge, lightest) * dimmed)[..., None], np.float32)


def _texture(
    fine: Field, tone: Field, eye: Mask, share: Field, opening: LidOpening, down: Array, *, in_lines: bool
) -> Field:
    """Lay the calmest skin near by over the eye, shifted, not stretched: cracks and grain as they are."""
    width = opening.width_px
    lid = opening.grown(0.0)
    light = np.maximum(tone @ _LUMA, _LEAST_TONE).astype(np.float32)
    ring = _as_light(opening.grown(_RING) & ~opening.grown(_GROWN) & ~eye, lid, light)
    sharp = np.asarray(np.abs(_finest(fine, width) @ _LUMA), np.float32)
    wanted = _AS_ROUGH * _usual(sharp[ring if in_lines else _evenly_rough(sharp, ring, width)])
    rows, columns = (share[..., 0] > 0).nonzero()
    taken, missing = np.zeros_like(fine), (rows, columns)
    for by in _calmest(sharp, light, eye, lid, wanted, width * np.stack([down, [down[1], -down[0]]])):
        if not len(missing[0]):
            break
        known = ~_elsewhere(eye, missing, by)
        there = missing[0][known], missing[1][known]
        # Moved to where it is lighter, grain would glitter if it were a share of the tone.
        fainter = np.minimum(_elsewhere(light, there, by) / light[there], 1)[..., None]
        taken[there] = _elsewhere(fine, there, by) * fainter
        missing = missing[0][~known], missing[1][~known]
    taken = _evened(taken, lid, width)
    rough = _usual(np.abs(_finest(taken, width) @ _LUMA)[lid])
    most = _MOST_ROUGH * max(wanted, _LEAST_ROUGH / 2)
    taken = taken * float(np.clip(wanted / rough, *(_CONTRAST_OF_LINES if in_lines else _CONTRAST)))
    even, own = most * np.tanh(taken / most), most * np.tanh(fine / most)
    # A remnant of lashes at the eye's edge would end there as if it were cut.
    return np.asarray(own + share * (even - own), np.float32)


def _calmest(
    sharp: Field, light: Field, eye: Mask, lid: Mask, wanted: float, axes: Array
) -> list[tuple[int, int]]:
    """Return how far away, (x, y) pixels, skin lies that could be a lid's, the calmest and most alike first.

    `axes` are the eye's own, towards the cheek and along it, an eye's width long.
    """
    width = float(np.linalg.norm(axes[0]))
    strength = np.log(softened(sharp, _FINE * width) + np.float32(1e-3))
    few = max(1, int(lid.sum()) // _ENOUGH_PX)
    rows, columns = lid.nonzero()
    at, own = (rows[::few], columns[::few]), float(np.median(light[lid]))
    places = []
    for beneath, aside in itertools.product(_BENEATH, _ASIDE):
        x, y = (round(float(way)) for way in beneath * axes[0] + aside * axes[1])
        there, lit = _elsewhere(sharp, at, (x, y)), np.log(_elsewhere(light, at, (x, y)))
        rough = _usual(there)
        crude = float(np.percentile(there, 98)) / (3 * max(rough, wanted))
        uneven = float(np.std(_elsewhere(strength, at, (x, y))))
        shade = float(np.std(lit)) + abs(float(np.median(lit)) - np.log(own))
        cost = crude + uneven + shade + abs(float(np.log(rough / wanted)))
        cost += _HIDDEN * float(_elsewhere(eye, at, (x, y)).mean()) + 0.2 * (abs(aside) + abs(beneath))
        cost += _OVER_BROWS if beneath < 0 else 0.0
        places.append((cost, (x, y)))
    return [place for _, place in sorted(places)]


def _evened(fine: Field, lid: Mask, width: float) -> Field:
    """Return structure without what stands out of it: a wrinkle or a shade's edge is no texture of a lid."""
    strong = np.sqrt(softened((fine @ _LUMA) ** 2, _EVENED * width)) + np.float32(1e-5)
    return np.asarray(
        fine * np.minimum(1, _STANDS_OUT * np.median(strong[lid]) / strong)[..., None], np.float32
    )


def _as_light(ring: Mask, lid: Mask, light: Field) -> Mask:
    """Return those places round an eye that are about as light as its lid: dark ones are rougher."""
    if not ring.any() or not lid.any():
        return ring
    alike = ring & (np.abs(np.log(light / np.median(light[lid]))) < _AS_LIGHT)
    return alike if alike.sum() > _ENOUGH * ring.sum() else ring


def _elsewhere(values: _Values, at: tuple[_Places, _Places], by: tuple[int, int]) -> _Values:
    """Return what lies (x, y) pixels away from some places of a window, mirrored at its border."""
    y, x = (np.abs(places + away) for places, away in zip(at, by[::-1], strict=True))
    y, x = (
        np.where(n <= at, np.maximum(2 * n - 2 - at, 0), at)
        for n, at in zip(values.shape, (y, x), strict=False)
    )
    found: _Values = values[y, x]
    return found


def _evenly_rough(sharp: Field, ring: Mask, width: float) -> Mask:
    """Return the calmer places of a ring, that tell how rough skin is: the others hold edges of shades."""
    if not ring.any():
        return ring
    strong = softened(sharp, _FINE * width)
    return np.asarray(ring & (strong <= np.percentile(strong[ring], _CALMER)))


def _finest(fine: Field, width: float) -> Field:
    """Return the part of a structure by which eyes judge how rough it is."""
    return np.asarray(fine - softened(fine, _FINEST * width), np.float32)


def _usual(strengths: Field) -> float:
    """Return how strong fine structure is without its few strongest lines."""
    return float(np.percentile(strengths, 70)) + 1e-5 if len(strengths) else 1e-5
