"""Sight: whether painted eyes can blink and look: found, open, large enough, no spectacles before them."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from scipy.ndimage import maximum_filter1d

from speaking_engine.clip.animators.head.lattice import Array, Field
from speaking_engine.clip.clip import Frame

LOWERED = "the lids are painted lowered"
BLANK = "no iris is painted"
SPECTACLES = "spectacles lie before the eyes"
SMALL = "they are painted too small for lids"
ASTRAY = "an eye is painted away from its landmarks; place its handles by hand"

TWO_TONES = "the picture is of two tones only, in which no lid can be drawn"

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_OPPONENTS = np.array([[0.5, 0.5, -1], [1, -1, 0]], np.float32)  # yellow against blue, red against green
_BETWEEN = (0.25, 0.75)  # of the way from dark to light, between which tones are neither
_LEAST_BETWEEN, _LEAST_INK = 0.2, 0.12
"""Shares of them, and of dark tones. Ink and halftone have up to 0.17, and from 0.16; pencil and engravings
from 0.26; smooth flesh with dark eyes 0.04 to 0.06 of dark."""
_LEAST_GAP = 0.2  # of an eye's width between its lids; less is a lowered lid
_LEAST_PX = 12  # width of the larger eye
_DARKER_BELOW = 1.1  # times the darkest tenth of what lies right below an eye, that its own is at most
_DARKER_BESIDE, _BESIDE_PX = 1.35, 20
"""Times, and pixels to both sides. In profile 1.63 and 2.29 where the iris lay outside, else up to 1.24."""
_NO_WHITE = 0.62  # in profile lashes alone have 0.49, eyes from 0.74
_LEAST_LIGHT = 8.0  # of 255, by which shade is compared, so that none is infinitely darker
_BLANK_SHARE = 0.95  # of the brightness round it that the darker quarter of an eye must stay below
_EYE_PX = 64  # width at which rims are looked for
_SHRUNK = 0.55  # pixels of that width over which a larger picture is smoothed, or grain would hide rims
_RIM_OF_BOTH, _RIM_OF_ONE = 2.0, 2.8  # how far a rim stands out; drawn ones 2 to 16, faces without 0 to 1.8
_RIM_ALIKE, _BRIDGE = (
    0.65,
    1.1,
)  # the one photograph with spectacles has 0.8, 1.5; faces without one of them at most
_BOW = 12  # pixels by which a bridge is arched at most
_HALF_TURN = np.radians(np.linspace(0, 180, 61))
_RADII = np.linspace(0.42, 0.95, 28)  # of an eye's width
_PLACES = [(x, y) for x in np.linspace(-0.25, 0.25, 5) for y in np.linspace(-0.2, 0.3, 6)]
_LID = 0.38  # eye widths below its middle, where a line may be the lid's own
_OVALS = (0.8, 0.9, 1.0, 1.15)
_BESIDE = 3  # radii away from a rim, where there is none


def hindrance(
    pixels: Frame, eyes: list[tuple[Array, Array]], *, flat: bool = False, in_profile: bool = False
) -> str:
    """Return why eyes neither blink nor look about; empty if they do.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
    eyes : list of (upper, lower)
        The lids' landmarks of each eye, (N, 2) pixels, both from the left to the right of the picture.
    flat : bool
        It is a flat print, whose lids are paper and a brush's line.
    in_profile : bool
        One eye is seen, from the side, between lids that are only roughly known.
    """
    wide = [(upper, lower) for upper, lower in eyes if np.linalg.norm(upper[-1] - upper[0]) >= 5]
    if any(_gap(upper, lower) < _LEAST_GAP for upper, lower in wide):
        return LOWERED
    if wide and max(np.linalg.norm(upper[-1] - upper[0]) for upper, _ in wide) < _LEAST_PX:
        return SMALL
    seen = [_patch(pixels, upper, lower) for upper, lower in wide]
    patches = [(np.asarray(patch @ _LUMA, np.float32), outline) for patch, outline in seen]
    if reason := _misplaced(patches, in_profile=in_profile):
        return reason
    if patches and all(_is_blank(*patch) for patch in patches):
        return BLANK
    if _are_spectacled(pixels, wide, [patch for patch, _ in seen]):
        return SPECTACLES  # sun glasses are of two tones, too
    return TWO_TONES if patches and not flat and _is_of_two_tones(pixels, wide) else ""


def _are_spectacled(pixels: Frame, eyes: list[tuple[Array, Array]], patches: list[Field]) -> bool:
    rims = []
    for axis in (*_OPPONENTS, _LUMA):  # gold on skin is no darker, but yellower
        rims = [_rims(np.asarray(patch @ axis, np.float32)) for patch in patches]
        most = [float(rim.max()) for rim in rims]
        if most and (np.mean(most) > _RIM_OF_BOTH or max(most) > _RIM_OF_ONE):
            return True
    if len(eyes) != 2:
        return False
    # Fainter rims are believed where both eyes have the same one and a bridge lies between them.
    other = maximum_filter1d(_rims(np.asarray(patches[1][:, ::-1] @ _LUMA, np.float32)), 3, axis=1)
    alike = float(np.minimum(maximum_filter1d(rims[0], 3, axis=1), other).max())
    return alike > _RIM_ALIKE and _bridge(pixels, eyes) > _BRIDGE


def _gap(upper: Array, lower: Array) -> float:
    width = float(np.linalg.norm(upper[-1] - upper[0]))
    middle = slice(len(upper) // 3, -(len(upper) // 3))
    return float(np.linalg.norm(upper[middle] - lower[middle], axis=1).mean()) / width


def _patch(pixels: Frame, upper: Array, lower: Array) -> tuple[Field, Array]:
    """Return the picture round an eye, upright and 64 pixels an eye wide, and its outline therein."""
    way = upper[-1] - upper[0]
    scale = _EYE_PX / float(np.linalg.norm(way))
    turn = scale / float(np.linalg.norm(way)) * np.array([[way[0], way[1]], [-way[1], way[0]]])
    middle = (upper.mean(axis=0) + lower.mean(axis=0)) / 2
    half = 1.4 * _EYE_PX
    camera = np.column_stack([turn, half - turn @ middle])
    side = round(2 * half)
    if scale < 1:
        pixels = cv2.GaussianBlur(pixels, (0, 0), _SHRUNK / scale)
    seen = cv2.warpAffine(
        pixels, camera, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    outline = np.concatenate([upper, lower[::-1]]) @ turn.T + camera[:, 2]
    return seen.astype(np.float32), outline


def _darker_below(light: Field, outline: Array) -> float:
    """Return how much lighter the darkest of an eye is than that of the same place right below it.

    Lashes and iris are darker than the skin below an eye; where they are not, the eye itself lies there.
    """
    inside = np.zeros(light.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(outline).astype(np.int32)], 1)
    lower = np.roll(inside, round(float(np.ptp(outline[:, 1])) + 0.1 * _EYE_PX), axis=0)
    own, below = (float(np.percentile(light[place > 0], 10)) for place in (inside, lower))
    return (own + _LEAST_LIGHT) / (below + _LEAST_LIGHT)


def _misplaced(patches: list[tuple[Field, Array]], *, in_profile: bool) -> str:
    """Return what is wrong with where the lids were found; empty if nothing is."""
    astray = any(_darker_below(*patch) > _DARKER_BELOW for patch in patches)
    if in_profile:
        astray |= any(_darker_beside(*patch) > _DARKER_BESIDE for patch in patches)
        if not astray and any(_lightest(*patch) < _NO_WHITE for patch in patches):
            return LOWERED
    return ASTRAY if astray else ""


def _darker_beside(light: Field, outline: Array) -> float:
    """Return how much darker than an eye's darkest that of the same place to one side is: an iris."""
    inside = np.zeros(light.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(outline).astype(np.int32)], 1)
    dark = [
        float(np.percentile(light[np.roll(inside, by, axis=1) > 0], 10)) + _LEAST_LIGHT
        for by in range(-_BESIDE_PX, _BESIDE_PX + 1, 4)
    ]
    return dark[len(dark) // 2] / min(dark)


def _lightest(light: Field, outline: Array) -> float:
    """Return how light the lightest of an eye is, of the skin right below it: lashes alone are dark."""
    inside = np.zeros(light.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(outline).astype(np.int32)], 1)
    core = cv2.erode(inside, np.ones((7, 7), np.uint8)) > 0
    below = np.roll(inside, round(float(np.ptp(outline[:, 1])) + 0.2 * _EYE_PX), axis=0) > 0
    if not core.any() or not below.any():
        return 1.0
    return float(np.percentile(light[core], 92) / max(float(np.median(light[below])), 1.0))


def _is_of_two_tones(pixels: Frame, eyes: list[tuple[Array, Array]]) -> bool:
    """Whether hardly a tone round eyes is neither dark nor light, and dark makes shades, so covers much."""
    corners = np.concatenate([line for eye in eyes for line in eye])
    room = 0.5 * max(float(np.linalg.norm(upper[-1] - upper[0])) for upper, _ in eyes)
    low = np.maximum(corners.min(axis=0) - room, 0).astype(int)
    high = (corners.max(axis=0) + room).astype(int)
    light = pixels[low[1] : high[1], low[0] : high[0]].astype(np.float32) @ _LUMA
    dark, bright = np.percentile(light, (2, 98))
    place = (light - dark) / max(float(bright - dark), 1.0)
    below, above = place < _BETWEEN[0], place > _BETWEEN[1]
    return bool((~below & ~above).mean() < _LEAST_BETWEEN and below.mean() > _LEAST_INK)


def _is_blank(light: Field, outline: Array) -> bool:
    inside = np.zeros(light.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(outline).astype(np.int32)], 1)
    near, far = (cv2.dilate(inside, np.ones((2 * reach + 1,) * 2, np.uint8)) for reach in (8, 22))
    ring = (far > 0) & (near == 0)
    return bool(np.percentile(light[inside > 0], 25) > _BLANK_SHARE * np.median(light[ring]))


def _rims(light: Field) -> Field:
    """Return how far the lower halves of oval lines round the eye stand out, (ovals, radii).

    Such a line is lighter or darker than both of its sides, nearly all along, and thin.
    """
    lines, noise = _lines(light)
    x, y, lowest = _ovals(light.shape[0])
    seen = cv2.remap(lines, x, y, cv2.INTER_LINEAR).reshape(*lowest.shape, -1)
    seen.sort(axis=-1)
    middle, third = seen.shape[-1] // 2, round(0.3 * (seen.shape[-1] - 1))
    found = []
    for sign, lower in ((1, third), (-1, -1 - third)):
        along = np.maximum(sign * seen[..., [lower, middle]], 0).mean(axis=-1) / noise
        along[lowest < _LID] = 0
        beside = np.maximum(np.roll(along, _BESIDE, axis=1), np.roll(along, -_BESIDE, axis=1))
        found.append((along - 0.6 * beside)[:, _BESIDE:-_BESIDE])
    return np.asarray(np.maximum(np.concatenate(found), 0), np.float32)


@cache
def _ovals(side: int) -> tuple[Field, Field, Field]:
    """Return where the lower halves of all ovals run in a square, and how low each comes, (ovals, radii)."""
    across, below, oval = (
        np.array(one)[:, None]
        for one in zip(*((*place, o) for place in _PLACES for o in _OVALS), strict=True)
    )
    x = side / 2 + _EYE_PX * (across[..., None] + _RADII[:, None] * np.cos(_HALF_TURN))
    y = side / 2 + _EYE_PX * (below[..., None] + (oval * _RADII)[..., None] * np.sin(_HALF_TURN))
    rows = x.reshape(-1, len(_HALF_TURN)), y.reshape(-1, len(_HALF_TURN))
    return rows[0].astype(np.float32), rows[1].astype(np.float32), (below + oval * _RADII).astype(np.float32)


def _bridge(pixels: Frame, eyes: list[tuple[Array, Array]]) -> float:
    """Return how far a line or an arch from eye to eye over the nose stands out from what is round it."""
    (left, _), (right, _) = sorted(eyes, key=lambda eye: float(eye[0][:, 0].mean()))
    inner, way = left[-1], right[0] - left[-1]
    wide = float(np.mean([np.linalg.norm(upper[-1] - upper[0]) for upper, _ in eyes]))
    apart = max(float(np.linalg.norm(way)), 1.0)
    scale = _EYE_PX / wide
    turn = scale / apart * np.array([[way[0], way[1]], [-way[1], way[0]]])
    columns, rows = max(round(scale * apart), 16), 2 * _EYE_PX
    camera = np.column_stack([turn, np.array([columns, rows]) / 2 - turn @ (inner + way / 2)])
    if scale < 1:
        pixels = cv2.GaussianBlur(pixels, (0, 0), _SHRUNK / scale)
    lines, noise = _lines(cv2.warpAffine(pixels, camera, (columns, rows)).astype(np.float32) @ _LUMA)
    nose = lines[:, columns // 4 : columns - columns // 4]
    x, y = np.linspace(-1, 1, nose.shape[1]), np.arange(_BOW, rows - _BOW)[:, None]
    best = 0.0
    for bow in np.linspace(-_BOW, _BOW, 9):
        arch = nose[np.round(y + bow * x**2).astype(int), np.arange(nose.shape[1])]
        for sign in (1, -1):
            best = max(best, float(np.percentile(np.maximum(sign * arch, 0), 25, axis=1).max()) / noise)
    return best


def _lines(light: Field) -> tuple[Field, float]:
    """Return what is thin in a picture, and how strong that is as a rule."""
    lines = cv2.GaussianBlur(light, (0, 0), 1.2) - cv2.GaussianBlur(light, (0, 0), 3.8)
    return np.asarray(lines, np.float32), float(np.median(np.abs(lines))) + 1
