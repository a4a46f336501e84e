"""Manner: paints what is new in the work's own way: in its tones, as soft and as rough, in lines, or flat."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Array, Field, Window, softened
from speaking_engine.clip.animators.head.medium import Medium
from speaking_engine.clip.animators.head.seam import Seam
from speaking_engine.clip.clip import Frame

LUMA = np.array([0.299, 0.587, 0.114])
_DARK = 0.42  # of that skin, the lightest that the hollow may be
_INK = 0.85  # of the face's darkest four hundredths, the darkest that the hollow may be
_PALE = 0.55  # of that skin, above which this floor never lies
_DEEP = 0.60  # how dark the hollow is, of the mean of what the picture has in nostrils and between lips
_LIT, _LIT_SMALL = 0.34, 0.25  # of that skin, the darkest that a hollow seen from aside is, and a small one
_SMALL_PX = 24.0, 64.0  # widths of a mouth of which that holds wholly, and not at all
_GLOW = 0.40  # how far the hollow's foot takes the colour of the lips' inside
_BACK = 0.80  # of the hollow's tone at its top, where least light comes in
_FOOT = 1.35  # times the hollow's tone that its foot is lit towards where lips are no lighter
_RISES = 1.2  # times that tone, that the tongue has at least
_FLESH = 0.5  # of the hollow's hue that is the lips', in a picture of many colours: there, dark is red
_MOST_LIT = 1.6  # as far as `depth` is followed beyond 1
_NOSE = [98, 97, 2, 326, 327, 1, 64, 294]
_CAVITY = 8  # percentile of brightness under the nose up to which a nostril is dark
_REDDEST = 70  # percentile of redness beside the seam from which lips are their own colour
_REDDER = 6.0  # levels that lips may be redder than one chalk is at their tone
_CHEEKS, _CHEEK = [50, 205, 280, 425], 0.12  # landmarks, and mouth widths round them that are looked at
_LEAST_ROUGH = 0.01  # of its tone, that paint is rough at least
_PATCH = 0.62, 0.24  # mouth widths, size of the dark place of the picture whose brush work the hollow takes
_IVORY = 0.20  # of a tooth's hue in a picture of many colours; the rest is the skin's
_TONGUE = 0.72  # how light the tongue is at most, of the lower lip
_MOST = 1.25  # of that, for teeth that are to be shown wholly
_ROUGH = 0.35  # of the hollow's brightness, that its brush work goes away from it at most
_ROUGHER = 2.5  # times the skin's, of its tone, that the hollow's brush work is at most
_CONTRAST = 0.55  # power of an engraving's lights: what is hardly lit in paint is a line of paper there
_SOLID = 0.35  # how much darker an engraved hollow is than lines that just meet: slits look like blinds
_WASH = 0.35  # of paper in the ink that is the hollow of a flat print
TEETH_LIGHT = 0.76
"""Teeth are never lighter than this share of the lightest skin beside the mouth: they lie in its shadow."""


@dataclass(frozen=True, slots=True, eq=False)
class PaintManner:
    """How the inside of a mouth is painted in one picture; colours are (3,) float64 sRGB, 0 to 255.

    Attributes
    ----------
    dark, tongue, teeth : (3,) float64
    lip : (3,) float64
        Of the lower lip.
    grain : (n, m) float32
        Fine structure of the skin as a factor on brightness, about 1.
    strokes : (n, m, 3) float32
        Brush work of a dark place near by, that is its colours less their smooth part.
    soft_px : float
        Standard deviation of the softness of the picture's own edges.
    medium : Medium
    skin_light : float
        Brightness of the lightest skin beside the mouth.
    warmth : float
        How much colour there is in it, 0 to 1.
    """

    dark: Array
    tongue: Array
    teeth: Array
    lip: Array
    grain: Field
    strokes: Field
    soft_px: float
    medium: Medium
    skin_light: float
    warmth: float

    def painted(self, kind: Field, light: Field, depth: Field, window: Window) -> Field:
        """Paint a sheet of things and their light into a window of the frame, (height, width, 3) float32.

        Parameters
        ----------
        depth : (rows, columns) float32
            From the upper lip, 0, to the lower one, 1; more where more light comes in.
        """
        left, top, right, bottom = window
        colour = np.empty((*kind.shape, 3), np.float32)
        lit = np.clip((depth - 0.4) / 0.6, 0, _MOST_LIT)
        glow = _GLOW * np.maximum(np.maximum(0.62 * self.lip, _FOOT * self.dark) - self.dark, 0)
        colour[...] = (
            self.dark * (_BACK + (1 - _BACK) * np.minimum(lit, 1))[..., None] + (lit * lit)[..., None] * glow
        )
        for number, own, strength in ((1, self.tongue, 1.0), (2, self.teeth, 0.62), (3, self.teeth, 1.0)):
            where = kind == number
            shade = np.clip(strength * light[where], 0, _MOST)[:, None]
            # In the shade, teeth take the red of the lips round them, or look grey.
            red = np.maximum(1 - shade, 0) * self.warmth * np.array([0.0, 0.07, 0.13]) if number > 1 else 0.0
            base = colour[where]
            colour[where] = base + shade * (own * (1 - red) - base)
        size = right - left, bottom - top
        scale = kind.shape[1] / size[0]
        colour = cv2.GaussianBlur(colour, (0, 0), max(0.9, self.soft_px * scale))
        colour = cv2.resize(colour, size, interpolation=cv2.INTER_AREA if scale > 1 else cv2.INTER_LINEAR)
        if self.medium.kind == "lines":
            return self._in_lines(colour, window)
        if self.medium.kind == "flat":
            return self._in_ink(colour)
        tone = colour @ LUMA.astype(np.float32)
        dim = np.clip(1.6 - tone / np.float32(max(float(self.dark @ LUMA), 4.0)) / 2, 0, 1)[..., None]
        colour = colour * (1 + (1 - dim) * (_tiled(self.grain, window)[..., None] - 1))
        colour = np.maximum(colour + dim * _tiled(self.strokes, window), 0)
        return self.medium.toned(np.asarray(colour, np.float32))

    def _in_lines(self, colour: Field, window: Window) -> Field:
        """Draw what is lit in strokes from side to side that swell with the shade; fill the dark with ink."""
        left, top, right, bottom = window
        x = np.arange(left, right, dtype=np.float32)
        y = np.arange(top, bottom, dtype=np.float32)[:, None]
        step = np.float32(2 * np.pi / self.medium.line_px)
        swell = 0.5 * np.sin(0.23 * step * x + 0.11 * step * y)  # a hand, not a ruler
        line = 0.5 + 0.5 * np.cos(step * y + swell)
        lit = (0.85 + _SOLID) * self._risen(colour) ** _CONTRAST - _SOLID
        ink = np.clip((line - lit) * np.float32(self.medium.line_px / 2.2) + 0.5, 0, 1)[..., None]
        paper, black = (0.9 * self.medium.paper).astype(np.float32), self.medium.ink.astype(np.float32)
        return np.asarray(paper + ink * (black - paper), np.float32)

    def _in_ink(self, colour: Field) -> Field:
        """Leave paper for teeth, and fill the rest with thin ink."""
        paper = _WASH + (1 - _WASH) * np.clip((self._risen(colour) - 0.4) * 6 + 0.5, 0, 1)[..., None]
        skin, black = (0.97 * self.medium.paper).astype(np.float32), self.medium.ink.astype(np.float32)
        return np.asarray(black + paper * (skin - black), np.float32)

    def _risen(self, colour: Field) -> Field:
        """Return how far colours (..., 3) rise from the hollow to the lightest that teeth may be, 0 to 1."""
        deep = np.float32(min(float(self.dark @ LUMA), 0.5 * self.skin_light * TEETH_LIGHT))
        most = np.float32(max(self.skin_light * TEETH_LIGHT, 1.0)) - deep
        return np.asarray(np.clip((colour @ LUMA.astype(np.float32) - deep) / most, 0, 1), np.float32)


def _tiled(patch: Field, window: Window) -> Field:
    """Lay a patch (n, m[, 3]) over a window, mirrored at its borders."""
    left, top, right, bottom = window
    rows, columns = patch.shape[:2]
    y, x = np.arange(top, bottom) % (2 * rows), np.arange(left, right) % (2 * columns)
    y, x = np.where(y < rows, y, 2 * rows - 1 - y), np.where(x < columns, x, 2 * columns - 1 - x)
    return np.asarray(patch[np.ix_(y, x)], np.float32)


def manner_of(pixels: Frame, seam: Seam, medium: Medium, landmarks: Array) -> PaintManner:
    """Read off the picture how it would show the inside of this mouth.

    Parameters
    ----------
    landmarks : (478, 2) float64
        Crop pixels.
    """
    width = seam.width_px
    reach = max(2, round(0.05 * width))
    middle = seam.middle_px[len(seam.middle_px) // 2]
    places = [
        middle + width * (a * seam.along + b * seam.down) for a in (-0.3, 0, 0.3) for b in (-0.22, 0.55)
    ]
    near = [_median(pixels, place, reach) for place in places]
    skin = max(near, key=lambda colour: float(colour @ LUMA))
    lip = np.median(
        [_median(pixels, p + 0.07 * width * seam.down, max(1, reach // 2)) for p in seam.lower_px[20:45:4]],
        axis=0,
    )
    light = float(skin @ LUMA)
    colourful = min(float(np.ptp(skin)) / max(float(skin.max()), 1.0) / 0.3, 1.0)
    flesh = _reddest(pixels, seam, reach)
    medium = replace(medium, alone=medium.alone * (1 - _stray(medium, flesh)))
    dark = _hollow(pixels, seam, medium, landmarks, (skin, lip, flesh))
    ivory = _IVORY * colourful
    hue = (1 - ivory) * skin / max(light, 1.0) + ivory * np.array([1.06, 0.98, 0.86])
    teeth = hue * (1 + colourful * np.array([0.03, 0.0, -0.04]))  # in shade, or they look grey beside skin
    teeth *= TEETH_LIGHT * light / max(float(teeth @ LUMA), 1e-6)
    tint = colourful**2  # in a picture that is nearly grey a red tongue would be the only colour
    tongue = lip * (_TONGUE + tint * np.array([0.13, -0.05, -0.07]))
    tongue *= max(1.0, _RISES * float(dark @ LUMA) / max(float(tongue @ LUMA), 1.0))
    soft_px = _softness(pixels, seam)
    grain = _calmed(_grain(pixels, seam), pixels, landmarks, width)
    structure = grain, _strokes(pixels, seam, dark, float(grain.std()))
    return PaintManner(dark, tongue, teeth, lip, *structure, soft_px, medium, light, colourful)


def _hollow(
    pixels: Frame, seam: Seam, medium: Medium, landmarks: Array, near: tuple[Array, Array, Array]
) -> Array:
    """Return the colour of the dark in a mouth; `near` are the colours of skin, lower lip and reddest lip."""
    skin, lip, flesh = near
    light, width = float(skin @ LUMA), seam.width_px
    reach = max(1, max(2, round(0.05 * width)) // 4)
    deep, hole = _between(pixels, seam, reach), _cavity(pixels, landmarks[_NOSE], width)
    if seam.open and deep @ LUMA > hole @ LUMA:  # teeth fill a smile, and hide the dark
        deep = hole
    darkest = np.percentile(pixels[::3, ::3].reshape(-1, 3), 3, axis=0)
    dark = _DEEP * (deep + hole) / 2
    dark *= min(1.0, max(_DARK * light, float(darkest @ LUMA)) / max(float(dark @ LUMA), 1e-6))
    dark = _with_tone(dark, max(float(dark @ LUMA), min(_INK * float(medium.ink @ LUMA), _PALE * light)))
    small = float(np.clip((_SMALL_PX[1] - width) / (_SMALL_PX[1] - _SMALL_PX[0]), 0, 1))
    least, share = (_LIT, 1.0) if seam.front else (_LIT_SMALL, small)
    lack = max(least * light - float(dark @ LUMA), 0.0) * share
    dark = dark + lack * lip / max(float(lip @ LUMA), 1.0)
    dark = dark + 0.08 * small * np.maximum(lip - dark, 0)
    if not seam.front:  # nothing between lips is lighter than their line
        dark = _with_tone(dark, min(float(dark @ LUMA), float(deep @ LUMA)))
    if medium.tones is not None:  # what is darker than the one chalk has would be flat
        dark = _with_tone(dark, max(float(dark @ LUMA), medium.alone * float(medium.tones[0] @ LUMA)))
    colourful = min(float(np.ptp(skin)) / max(float(skin.max()), 1.0) / 0.3, 1.0)
    red = (_FLESH + (1 - _FLESH) * small) * colourful
    return np.asarray(dark + red * (_with_tone(flesh, float(dark @ LUMA)) - dark))


def _with_tone(colour: Array, tone: float) -> Array:
    """Return a colour made lighter or darker until its tone is this one."""
    return np.asarray(colour * (tone / max(float(colour @ LUMA), 1.0)))


def _between(pixels: Frame, seam: Seam, reach: int) -> Array:
    """Return the colour of the dark between lips: of their line, or of what is painted where they part."""
    shares, percent = ((0.5,), 25) if not seam.open else ((0.15, 0.35, 0.5, 0.65, 0.85), 10)
    lines = [seam.upper_px + share * (seam.lower_px - seam.upper_px) for share in shares]
    seen = np.array([_median(pixels, p, reach) for line in lines for p in line[8:-8]])
    return np.asarray(np.percentile(seen, percent, axis=0))


def _reddest(pixels: Frame, seam: Seam, reach: int) -> Array:
    """Return the colour of the lips where they are reddest beside their seam."""
    shares = (-0.07, -0.04, 0.04, 0.07)
    lines = [seam.middle_px[10:-10:4] + share * seam.width_px * seam.down for share in shares]
    seen = np.array([_median(pixels, p, max(1, reach // 3)) for line in lines for p in line])
    red = (seen[:, 0] - seen[:, 1]) / (seen.sum(axis=1) + 20)
    return np.asarray(seen[red >= np.percentile(red, _REDDEST)].mean(axis=0))


def _stray(medium: Medium, flesh: Array) -> float:
    """Return how surely lips have a colour that their tone alone does not say, 0 to 1."""
    own = medium.hued(flesh[None].astype(np.float32))[0].astype(np.float64)
    return float(np.clip((float((flesh - own)[0] - (flesh - own)[1]) - _REDDER) / _REDDER, 0, 1))


def _cavity(pixels: Frame, nose: Array, width_px: float) -> Array:
    """Return the colour that the picture has for a hole in flesh: what is darkest under the nose."""
    low = np.maximum(np.floor(nose.min(axis=0) - 0.05 * width_px).astype(int), 0)
    high = np.ceil(nose.max(axis=0) + 0.05 * width_px).astype(int) + 1
    room, sigma_px = round(width_px / 20) + 2, max(width_px / 90, 0.6)
    from_px = np.maximum(low - room, 0)
    part = pixels[from_px[1] : high[1] + room, from_px[0] : high[0] + room]
    if not part.size:
        return np.zeros(3)
    low, high = low - from_px, high - from_px
    part = cv2.GaussianBlur(part, (0, 0), sigma_px)[low[1] : high[1], low[0] : high[0]]
    if not part.size:
        return np.zeros(3)
    colours = part.reshape(-1, 3).astype(np.float64)
    light = colours @ LUMA
    return np.asarray(colours[light <= np.percentile(light, _CAVITY)].mean(axis=0))


def _softness(pixels: Frame, seam: Seam) -> float:
    """Return how soft the edges of the lips are painted, as the standard deviation of a blurred step."""
    width = seam.width_px
    steps = np.arange(-0.12 * width, 0.12 * width, 0.5)
    places = (seam.middle_px[8:-8] + steps[:, None, None] * seam.down).astype(np.float32)
    light = cv2.remap(pixels, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) @ LUMA
    light = cv2.GaussianBlur(light.astype(np.float32), (0, 0), 1.0)
    if len(steps) < 4:
        return 0.6
    span = np.ptp(np.percentile(light, (5, 95), axis=0), axis=0)
    steep = 2 * np.abs(np.diff(light, axis=0)).max(axis=0)
    sigma = float(np.median(span / np.maximum(2.5 * steep, 0.5)))
    return float(np.clip(sigma - 0.4, max(0.6, width / 260), max(0.9, width / 45)))


def _strokes(pixels: Frame, seam: Seam, dark: Array, roughness: float) -> Field:
    """Return the brush work of that place round the mouth that is most like the hollow, and evenly lit.

    Of its tone it is not much rougher than the skin's (a share of its): a hollow in smooth paint is smooth.
    """
    width = seam.width_px
    size = max(4, round(_PATCH[0] * width)), max(4, round(_PATCH[1] * width))
    middle = seam.middle_px.mean(axis=0)
    low = np.maximum(np.floor(middle - 2.2 * width).astype(int), 0)
    high = np.minimum(np.ceil(middle + 2.2 * width).astype(int), pixels.shape[1::-1])
    part = np.ascontiguousarray(pixels[low[1] : high[1], low[0] : high[0]], np.float32)
    if part.shape[0] <= size[1] or part.shape[1] <= size[0]:
        return np.zeros((1, 1, 3), np.float32)
    calm = softened(part, max(0.06 * width, 1.0))
    mean = cv2.boxFilter(part, -1, size)
    uneven = cv2.boxFilter((calm @ LUMA.astype(np.float32) - mean @ LUMA.astype(np.float32)) ** 2, -1, size)
    uneven = np.maximum(uneven, 0)  # rounding may leave less
    unlike = np.abs(mean - dark.astype(np.float32)).sum(axis=-1) + 3 * np.sqrt(uneven)
    y0, x0 = size[1] // 2 + 1, size[0] // 2 + 1
    inner = unlike[y0 : unlike.shape[0] - y0, x0 : unlike.shape[1] - x0]
    if not inner.size:
        return np.zeros((1, 1, 3), np.float32)
    row, column = np.unravel_index(int(inner.argmin()), inner.shape)
    own = np.s_[row : row + size[1], column : column + size[0]]
    fine = part[own] - calm[own]
    light = float(mean[row + y0, column + x0] @ LUMA)
    most = _ROUGH * float(dark @ LUMA) + 2
    fine *= float(np.clip(float(dark @ LUMA) / max(light, 1.0), 0.3, 1.2))
    fine *= float(np.clip(width / _SMALL_PX[1] - 0.6, 0, 1))  # of a few pixels no brush work can be read
    fine = np.clip(fine, -most, most)
    rough = float((fine @ LUMA.astype(np.float32)).std()) / max(float(dark @ LUMA), 1.0)
    return np.asarray(fine * min(1.0, _ROUGHER * roughness / max(rough, 1e-3)), np.float32)


def _grain(pixels: Frame, seam: Seam) -> Field:
    """Return the brightness of the chin as a factor on its own smooth part."""
    width = seam.width_px
    middle = seam.middle_px[len(seam.middle_px) // 2] + 0.62 * width * seam.down
    reach_x, reach_y = 0.42 * width, 0.14 * width
    low = np.clip(np.round(middle - np.array([reach_x, reach_y])).astype(int), 0, None)
    high = np.round(middle + np.array([reach_x, reach_y])).astype(int) + 1
    patch = pixels[low[1] : high[1], low[0] : high[0]].astype(np.float32) @ LUMA.astype(np.float32)
    if min(patch.shape) < 3:
        return np.ones((1, 1), np.float32)
    calm = cv2.GaussianBlur(patch, (0, 0), max(2.0, width / 30))
    skin = calm > 0.6 * np.median(calm)  # not the ground beside a narrow chin, nor its outline
    skin = cv2.erode(skin.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=max(1, round(width / 20)))
    fine = skin * (np.clip(patch / (calm + 4), 0.55, 1.6) - 1)
    return np.asarray(1 + 0.7 * fine, np.float32)


def _calmed(grain: Field, pixels: Frame, landmarks: Array, width: float) -> Field:
    """Return the chin's grain no rougher than cheeks are: a beard's hairs lie on no tooth."""
    reach = max(2, round(_CHEEK * width))
    rough = []
    for x, y in np.round(landmarks[_CHEEKS]).astype(int):
        part = pixels[max(y - reach, 0) : y + reach, max(x - reach, 0) : x + reach]
        if min(part.shape[:2]) > 2:
            light = part.astype(np.float32) @ LUMA.astype(np.float32)
            calm = cv2.GaussianBlur(light, (0, 0), max(2.0, width / 30))
            rough.append(float(np.clip(light / (calm + 4) - 1, -0.45, 0.6).std()))
    own = float(grain.std())
    share = min(1.0, max(min(rough, default=own), _LEAST_ROUGH) / max(own, 1e-6))
    return np.asarray(1 + share * (grain - 1), np.float32)


def _median(pixels: Frame, place: Array, reach: int) -> Array:
    x, y = np.round(place).astype(int)
    x, y = int(np.clip(x, 0, pixels.shape[1] - 1)), int(np.clip(y, 0, pixels.shape[0] - 1))
    part = pixels[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    return np.asarray(np.median(part.reshape(-1, 3), axis=0))
