"""Lids: the real upper lid, drawn down over the eye with its lash line; the eyeball that turns under it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.ndimage import gaussian_filter1d, median_filter

from speaking_engine.clip.animators.head.figure import Figure
from speaking_engine.clip.animators.head.lashes import softness_px
from speaking_engine.clip.animators.head.lattice import Array, Field, Lattice, Window
from speaking_engine.clip.animators.head.medium import Medium
from speaking_engine.clip.animators.head.poster import colours_of
from speaking_engine.clip.animators.head.shut import (
    LidOpening,
    above,
    eased,
    height_after,
    height_before,
    shut_eye,
)
from speaking_engine.clip.animators.head.sight import hindrance
from speaking_engine.clip.animators.head.strip import Strip, even
from speaking_engine.clip.animators.head.warp import Warp, lay, warp_of
from speaking_engine.clip.clip import Frame

if TYPE_CHECKING:
    from speaking_engine.clip.animators.head.rig import HeadPose

_COUNT = 33
_LUMA = np.array([0.299, 0.587, 0.114])
_LASH = 0.035  # eye widths that a lash line is thick; it travels with the lid
_EVEN = 1.6  # of `_COUNT` points, over which edges are smoothed: lids are round
_LIFT = 0.03  # eye widths that landmarks of lids tend to lie in the iris
_CORNER = 0.07  # eye widths that painted corners lie beyond the landmarks'
_WEDGE = 3.0  # how steeply lids part from a corner at most
_DEAD = 0.03  # a lid that moves by less would only shimmer
_LEAST_OPENING = 0.10  # eye widths; a lid painted lower than this stays as it is
_BALL = 0.75  # of the way from an outer corner to the lids' middle, how much further an eye in profile goes
_EYEBALL_CM = 1.2
_LIFTED = 0.7  # of the way of a ball that looks up or down, that an iris goes
_FOLLOWS, _MOST_FOLLOWED = 0.6, 0.3  # of its way that the lid goes down with it; of a blink at most
_RIM_ABOVE, _RIM_BELOW = 0.02, 0.05  # eye widths within the edges of lids that stay when the ball turns
_PAINTED, _SHUT = 0.15, 0.6  # blinks up to which the painted lid is shown, and from which the shut one
_LAST = 0.7  # blink from which lower lashes and corners go
_BESIDE, _BESIDE_INK = 0.15, 0.36  # eye widths round an eye that shut lids may change
_FADES = 0.1  # eye widths past a corner over which a lid ends
_FINELY = 512  # places along an eye at which its edges are read
_MOST_RISE = 1.2  # eye widths of skin above an eye that give way
_AROUND = 1.7  # eye widths from an eye's middle of which the shut eye is painted


@dataclass(frozen=True, slots=True)
class LidMarks:
    """Landmarks of one eye, from the left in the picture to the right."""

    side: Literal["Left", "Right"]
    upper: tuple[int, ...]
    lower: tuple[int, ...]
    brow: tuple[int, ...]


LIDS = (
    LidMarks(
        "Right",
        (33, 246, 161, 160, 159, 158, 157, 173, 133),
        (33, 7, 163, 144, 145, 153, 154, 155, 133),
        (46, 53, 52, 65, 55),
    ),
    LidMarks(
        "Left",
        (362, 398, 384, 385, 386, 387, 388, 466, 263),
        (362, 382, 381, 380, 374, 373, 390, 249, 263),
        (276, 283, 282, 295, 285),
    ),
)
"""The sitter's right eye lies to the left in the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Eye:
    """One eye in its own axes: u along it from the left corner, v towards the cheek, in pixels.

    Attributes
    ----------
    side : {"Left", "Right"}
        The sitter's own.
    origin, along, down : (2,) float64
    width_px : float
    u : (_COUNT,) float64
        Where the edges are given.
    upper, lower : (_COUNT,) float64
        v of the lids' edges; the upper one lies under the lash line.
    rise_px : float
        How far above its edge the skin gives way to the lid.
    ball_px, across_px : float
        Radius of the eyeball, and how far one that turns a radian aside is seen to go.
    in_ink : bool
        Whether it is drawn in lines or flat, so that stretched skin would show as a zebra.
    soft_px : float
        Over which the lid's edge fades.
    shut : Warp
        The skin as it is when the lid is down, in a square of the picture.
    shut_from : (int, int)
        Left and top of that square.
    """

    side: Literal["Left", "Right"]
    origin: Array
    along: Array
    down: Array
    width_px: float
    u: Array
    upper: Array
    lower: Array
    rise_px: float
    ball_px: float
    across_px: float
    in_ink: bool
    soft_px: float
    shut: Warp
    shut_from: tuple[int, int]

    def draw(
        self, frame: Frame, warp: Warp, lattice: Lattice, moved: tuple[Field, Field], pose: HeadPose
    ) -> None:
        """Draw this eye into a frame, in place: the ball where it looks, then the lid over it.

        Parameters
        ----------
        moved : two (rows, columns, 2) float32
            How far the head's skin has moved, and the inverse of that.
        """
        blink = (pose.channels.get(f"eyeBlink{self.side}", 0.0) - _DEAD) / (1 - _DEAD)
        yaw, pitch = (float(angle) for angle in pose.gaze_deg[0 if self.side == "Left" else 1])
        blink = max(blink, 0.0) + (1 - max(blink, 0.0)) * self._followed(pitch)
        if blink <= 0 and not (yaw or pitch):
            return
        skin, back = moved
        window = left, top, right, bottom = self._window(lattice, skin, frame.shape, shut=blink > 0)
        if right <= left or bottom <= top:
            return
        own = lattice.enlarged(back, window)
        x = np.arange(left, right, dtype=np.float32) + own[..., 0] - np.float32(self.origin[0])
        y = np.arange(top, bottom, dtype=np.float32)[:, None] + own[..., 1] - np.float32(self.origin[1])
        a, d = self.along.astype(np.float32), self.down.astype(np.float32)
        u, v = x * a[0] + y * a[1], x * d[0] + y * d[1]
        upper, lower, going = self._edges(u)
        shown = frame[top:bottom, left:right]
        if yaw or pitch:
            within = np.minimum(v - upper, lower - v) / np.float32(1.5)
            share = np.clip(within + np.float32(0.2), 0, 1)
            rows, columns = np.flatnonzero(share.any(axis=1)), np.flatnonzero(share.any(axis=0))
            if len(rows):  # the lids leave little of a window to the ball
                part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
                ball = (
                    left + int(columns[0]),
                    top + int(rows[0]),
                    left + int(columns[-1]) + 1,
                    top + int(rows[-1]) + 1,
                )
                seen = warp.read(own[part] - self._glide((u, v, upper, lower), part, yaw, pitch), ball)
                lay(shown[part], seen, np.ascontiguousarray(share[part]))
        if blink > 0:
            rise = np.maximum(lower - upper, 0)
            going = rise + above(upper - v, self.width_px) * (going - rise)
            lid = self._lid(warp, (window, own), (v, upper, going), float(blink))
            down = np.clip((upper + blink * rise - v) / np.float32(self.soft_px) + 0.5, 0, 1)
            # At last what lies below and beside the opening goes, too: lower lashes, rim and corners.
            last = np.float32(np.clip((blink - _LAST) / (1 - _LAST), 0, 1))
            beyond = np.clip((v - lower) / np.float32(self.soft_px) + 1.5, 0, 1)
            # Past its corners an outline in ink goes with the lid; paint stays.
            fades = (1.0 if self.in_ink else _FADES) * self.width_px
            beside = np.clip(1 + np.minimum(u, self.width_px - u) / np.float32(fades), 0, 1)
            lay(shown, lid, np.maximum(down * np.maximum(beside, last), last * beyond))

    def _lid(
        self,
        warp: Warp,
        where: tuple[Window, Field],
        place: tuple[Field, Field, Field],
        blink: float,
    ) -> Frame:
        """Draw the lid: at first the painted one drawn down, soon the shut one drawn up."""
        window, own = where
        v, upper, rise = place
        d = self.down.astype(np.float32)
        share = 1.0 if self.in_ink else float(np.clip((blink - _PAINTED) / (_SHUT - _PAINTED), 0, 1))
        share = share * share * (3 - 2 * share)
        tall = np.float32(self.rise_px)
        rise = rise / tall
        height = height_before((upper - v) / tall, rise * np.float32(blink))
        if share < 1:
            drawn = warp.read(own + (upper - height * tall - v)[..., None] * d, window)
            if share == 0:
                return drawn
        left, top = self.shut_from
        height = height_after(height, rise)
        inner = window[0] - left, window[1] - top, window[2] - left, window[3] - top
        shut = self.shut.read(own + (upper - height * tall - v)[..., None] * d, inner)
        if share < 1:
            lay(shut, drawn, np.full(shut.shape[:2], 1 - share, np.float32))
        return shut

    def _window(self, lattice: Lattice, skin: Field, shape: tuple[int, ...], *, shut: bool) -> Window:
        """Return the pixels of a frame that this eye may touch."""
        beside = (_BESIDE_INK if self.in_ink else _BESIDE) * self.width_px if shut else 1.0
        u, v = (-beside, self.width_px + beside), self.upper.min() - max(1.1 * self.rise_px * shut, beside)
        low_v = self.lower.max() + beside
        corners = [self.origin + a * self.along + b * self.down for a in u for b in (v, low_v)]
        shift = lattice.read(skin, np.array(corners))
        all_px = np.concatenate([np.array(corners) + shift])
        low = np.maximum(np.floor(all_px.min(axis=0)) - 2, 0)
        high = np.minimum(np.ceil(all_px.max(axis=0)) + 3, (shape[1], shape[0]))
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])

    def _edges(self, u: Field) -> tuple[Field, Field, Field]:
        """Return the lids' edges along the eye, and how far skin well above it goes down with the lid."""
        at = (u * np.float32(_FINELY / self.width_px)).astype(np.int32) + _FINELY // 4
        np.clip(at, 0, 3 * _FINELY // 2, out=at)
        finely = np.linspace(-0.25, 1.25, 3 * _FINELY // 2 + 1) * self.width_px
        upper, lower = (np.interp(finely, self.u, edge) for edge in (self.upper, self.lower))
        even = np.linspace(0, self.width_px, _COUNT)
        rise = np.interp(even, self.u, np.maximum(self.lower - self.upper, 0))
        going = np.interp(finely, *eased(even, rise, self.width_px))
        upper, lower, going = (table.astype(np.float32)[at] for table in (upper, lower, going))
        return upper, lower, going

    def _followed(self, pitch_deg: float) -> float:
        """Return how far the upper lid goes down with an eye that looks down, as a share of a blink."""
        if self.in_ink:
            return 0.0
        away = _FOLLOWS * self.ball_px * np.sin(np.radians(max(-pitch_deg, 0.0)))
        return float(np.clip(away / max(float((self.lower - self.upper).max()), 1.0), 0, _MOST_FOLLOWED))

    def _glide(
        self,
        place: tuple[Field, Field, Field, Field],
        part: tuple[slice, slice],
        yaw_deg: float,
        pitch_deg: float,
    ) -> Field:
        """Return how far the eyeball carries each place, (h, w, 2) pixels.

        Less towards the corners, whose white stretches. Rims of lids stay, and what comes out from under a
        lid is what lies at its rim, drawn out: beyond the rim there are lashes, which belong to the lid.
        """
        u, v, upper, lower = (one[part] for one in place)
        middle = np.clip(np.minimum(u, self.width_px - u) / np.float32(0.30 * self.width_px), 0, 1)
        weight = middle * middle * (3 - 2 * middle)
        gap = np.maximum(lower - upper, 1)
        rims = tuple(
            np.minimum(np.float32(share * self.width_px), gap / 4) for share in (_RIM_ABOVE, _RIM_BELOW)
        )
        weight *= np.clip((v - upper) / rims[0], 0, 1) * np.clip((lower - v) / rims[1], 0, 1)
        across = np.float32(self.across_px * np.sin(np.radians(yaw_deg))) * weight
        downwards = np.float32(-_LIFTED * self.ball_px * np.sin(np.radians(pitch_deg))) * weight
        top, bottom, _ = self._edges(u - across)
        most, least = np.maximum(v, bottom - rims[1]), np.minimum(v, top + rims[0])
        from_v = v - downwards
        inner = np.clip(from_v, least, most)
        # Lines that are drawn out would be a grey; mirrored they are lines.
        from_v = np.clip(2 * inner - from_v, least, most) if self.in_ink else inner
        a, d = self.along.astype(np.float32), self.down.astype(np.float32)
        return np.asarray(across[..., None] * a + (v - from_v)[..., None] * d, np.float32)


def eyes_of(pixels: Frame, figure: Figure, medium: Medium) -> tuple[tuple[Eye, ...], str]:
    """Prepare every eye that is seen and painted open.

    Returns
    -------
    eyes : tuple of Eye
        None where eyes can neither blink nor look about.
    hindrance : str
        Why they cannot (see `sight`); empty otherwise.
    """
    seen = [marks for marks in LIDS if not _hidden(figure, marks)]
    reason = hindrance(
        pixels,
        [_lid_lines(figure, marks) for marks in seen],
        flat=medium.kind == "flat",
        in_profile=figure.in_profile,
    )
    if reason:
        return (), reason
    found = (_eye(pixels, figure, marks, medium) for marks in seen)
    return tuple(eye for eye in found if eye is not None), ""


def _lid_lines(figure: Figure, marks: LidMarks) -> tuple[Array, Array]:
    """Return the lids' landmarks, both from the left of the picture to the right."""
    upper, lower = figure.landmarks[list(marks.upper)], figure.landmarks[list(marks.lower)]
    if figure.in_profile:
        upper, lower = _from_the_side(upper, lower, outer=0 if marks.side == "Right" else -1)
    return (upper[::-1], lower[::-1]) if upper[0, 0] > upper[-1, 0] else (upper, lower)


def _hidden(figure: Figure, marks: LidMarks) -> bool:
    """Return whether the head hides an eye: turned to the left of the picture, the sitter's right one."""
    return figure.in_profile and (figure.yaw_deg < 0) == (marks.side == "Right")


def _from_the_side(upper: Array, lower: Array, outer: int) -> tuple[Array, Array]:
    """Return the lids of an eye in profile: from its outer corner to where the ball ends it.

    There they meet; what they do beyond the ball's front is hidden.
    """
    corner, top, bottom = upper[outer], upper[len(upper) // 2], lower[len(lower) // 2]
    front = (top + bottom) / 2 + _BALL * ((top + bottom) / 2 - corner)
    share = np.linspace(0, 1, len(upper))[:, None]
    lines = []
    for middle in (top, bottom):
        control = 2 * middle - (corner + front) / 2
        lines.append((1 - share) ** 2 * corner + 2 * share * (1 - share) * control + share**2 * front)
    return lines[0], lines[1]


def _eye(pixels: Frame, figure: Figure, marks: LidMarks, medium: Medium) -> Eye | None:
    upper, lower = _lid_lines(figure, marks)
    way = upper[-1] - upper[0]
    width = float(np.linalg.norm(way))
    if width < 5:
        return None
    along = way / width
    down = np.array([-along[1], along[0]])
    rough = []
    for line in (upper.copy(), lower.copy()):
        line[0] -= _CORNER * way
        line[-1] += _CORNER * way
        rough.append(even(line, _COUNT))
    strip = Strip(pixels, width, down)
    arch = _arched(rough[0], along, down) - _LIFT * width * down
    top = strip.path(arch, 0.12, _top_edge, prior=1.0, soft=0.12)
    low = strip.path(rough[1], 0.09, _low_edge, prior=1.0, soft=0.12)
    origin = rough[0][0]
    u = (top - origin) @ along
    u[0], u[-1] = 0.0, (rough[0][-1] - origin) @ along
    belly = np.sqrt(np.sin(np.linspace(0, np.pi, _COUNT)))
    edge = gaussian_filter1d((top - origin) @ down, _EVEN, mode="nearest") + _LASH * width * belly
    under = gaussian_filter1d((low - origin) @ down, 2 * _EVEN, mode="nearest") + 0.03 * width * belly
    # Towards the corners lids close in a wedge, wherever the edges were found.
    wide = np.maximum(under - edge - _WEDGE * np.minimum(u, u[-1] - u), 0)
    edge, under = edge + wide / 2, under - wide / 2
    under = np.maximum(under, edge)
    under[[0, -1]] = edge[[0, -1]]
    medium = _as_poster(pixels, origin + 0.5 * way, width, medium)
    gap = float((under - edge)[8:25].mean())
    if gap < _LEAST_OPENING * width:
        return None
    brow = float(((figure.landmarks[list(marks.brow)] - origin) @ down).mean())
    rise = min(max(float(edge.mean()) - brow, 0.8 * gap, 0.18 * width), _MOST_RISE * width)
    shut, shut_from, soft_px = _shut(pixels, (origin, along, down), (u, edge, under), medium, rise)
    return Eye(
        marks.side,
        origin,
        along,
        down,
        float(u[-1]),
        u,
        edge,
        under,
        rise,
        _EYEBALL_CM * figure.px_per_cm,
        _EYEBALL_CM * figure.px_per_cm * float(np.cos(np.radians(figure.yaw_deg))),
        medium.kind != "tonal",
        soft_px,
        shut,
        shut_from,
    )


def _as_poster(pixels: Frame, middle: Array, width: float, medium: Medium) -> Medium:
    """Return the medium as a flat one where all round an eye is of few flat colours, as in a comic."""
    low = np.maximum(middle - _AROUND * width, 0).astype(int)
    high = (middle + _AROUND * width).astype(int)
    seen = pixels[low[1] : high[1], low[0] : high[0]].astype(np.float32)
    flat = min(seen.shape[:2]) > 2 and colours_of(seen) is not None
    return replace(medium, kind="flat") if flat else medium


def _shut(
    pixels: Frame,
    axes: tuple[Array, Array, Array],
    edges: tuple[Array, Array, Array],
    medium: Medium,
    give_px: float,
) -> tuple[Warp, tuple[int, int], float]:
    """Paint the eye shut in a square round it, past the picture's border too; and say how soft edges are."""
    origin, along, down = axes
    width = float(edges[0][-1])
    middle = origin + 0.5 * width * along
    reach = round(_AROUND * width)
    left, top = (int(n) - reach for n in middle)
    side = 2 * reach
    rows, columns = pixels.shape[:2]
    x, y = np.arange(left, left + side), np.arange(top, top + side)
    seen = pixels[np.clip(y, 0, rows - 1)[:, None], np.clip(x, 0, columns - 1)]
    across, below = x.astype(np.float32) - origin[0], (y.astype(np.float32) - origin[1])[:, None]
    u = (across * along[0] + below * along[1]).astype(np.float32)
    v = (across * down[0] + below * down[1]).astype(np.float32)
    upper, lower = (np.interp(u, edges[0], edge).astype(np.float32) for edge in edges[1:])
    opening = LidOpening(u, v, upper, lower, width)
    soft_px = max(0.6, width / 120, 2 * softness_px(seen.astype(np.float32), opening))
    return warp_of(shut_eye(seen, opening, down, medium, give_px)), (left, top), soft_px


def _arched(line: Array, along: Array, down: Array) -> Array:
    """Lift a lid's rough edge where it hangs lower than an arch through its corners and its highest place.

    On painted eyes that look aside, landmarks cut the far half of the arch off.
    """
    u, v = (line - line[0]) @ along, (line - line[0]) @ down
    share = u / max(float(u[-1]), 1e-6)
    chord = share * v[-1]
    rise = chord - v
    top = int(np.argmax(rise))
    peak = float(np.clip(share[top], 0.25, 0.75))
    side = np.where(share < peak, (peak - share) / peak, (share - peak) / (1 - peak))
    arch = 0.95 * rise[top] * np.maximum(1 - np.abs(side) ** 2.2, 0)
    return np.asarray(line - np.maximum(arch - rise, 0)[:, None] * down)


def _top_edge(seen: Field) -> Field:
    """Cost of an eye's upper border: light skin above a dark lash line, or coloured skin above the white."""
    seen = median_filter(seen, size=(1, 7, 1))  # a lid is long; a light in the iris is not
    light = np.asarray(seen @ _LUMA, np.float32)
    edge = _share(np.maximum(-np.gradient(light, axis=0), 0))
    colour = np.ptp(seen, axis=-1)
    if float(np.percentile(colour, 90)) > 20:
        paler = np.maximum(-np.gradient(colour, axis=0), 0) * (np.gradient(light, axis=0) > -2)
        edge = np.maximum(edge, 0.8 * _share(paler))
    return np.asarray(3 * (1 - edge), np.float32)


def _low_edge(seen: Field) -> Field:
    """Cost of the lower border of an eye: neutral above, coloured skin below."""
    colour = np.ptp(seen, axis=-1)
    if float(colour.max()) < 12:
        return np.zeros(colour.shape, np.float32)
    return np.asarray(3 * (1 - _share(np.maximum(np.gradient(colour, axis=0), 0))), np.float32)


def _share(values: Field) -> Field:
    low, high = np.percentile(values, (5, 97))
    return np.asarray(np.clip((values - low) / (high - low + 1e-6), 0, 1), np.float32)
