"""Lids: skin that slides down over the eye from under its fold, one for each eye."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.mesh.eyes import Curves, eyes_of
from speaking_engine.clip.animators.mesh.fields import smoothstep
from speaking_engine.clip.animators.mesh.grain import Texture
from speaking_engine.clip.animators.mesh.head import Array, Head
from speaking_engine.clip.animators.mesh.lattice import Field, Lattice
from speaking_engine.clip.animators.mesh.lid_skin import lid_skin, rim_shade
from speaking_engine.clip.animators.mesh.medium import Medium
from speaking_engine.clip.animators.mesh.palette import Palette
from speaking_engine.clip.animators.mesh.resample import sampled
from speaking_engine.clip.clip import Frame, Still

_SQUINT = 0.16
"""Way of the lower lid in a blink, in openings of the eye; the upper one does the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class Lid:
    """An upper lid, ready to be drawn at any closing.

    Attributes
    ----------
    left, top : int
        Where its patch lies in the crop.
    shut : (h, w, 3) float32
        The patch with the eye shut.
    geometry : (h, w, 4) float32
        For each pixel: y below the open edge, how far the edge travels here, y below the fold, and how
        much of the lid there is, from 0 beyond its ends to 1.
    down : (2,) float64
        Direction of travel in crop pixels.
    lash_px, soft_px, fold_px : float
        Thickness of the edge that travels along, softness of its rim, and of the fold above.
    """

    left: int
    top: int
    shut: Texture
    geometry: Field
    down: Array
    lash_px: float
    soft_px: float
    fold_px: float


def lids_of(head: Head, still: Still, palette: Palette, medium: Medium, grain: Texture) -> tuple[Lid, ...]:
    """Make both lids; an eye turned away, painted shut or outside of the crop gets none."""
    seen = (curves for curves in eyes_of(head, still) if _lies_inside(_window(curves, still.pixels.shape[0])))
    return tuple(_lid(curves, still, palette, medium, grain) for curves in seen)


def squint_of(head: Head, still: Still, lattice: Lattice) -> Field:
    """Return the field of the lower lids, which come up to meet the upper ones, for a full blink.

    Returns
    -------
    (nodes, nodes, 2) float32
        Displacement in crop pixels, as of `fields.basis_fields`.
    """
    places = lattice.places()
    field = np.zeros_like(places)
    for curves in eyes_of(head, still):
        at = places - curves.origin
        u, v = at @ curves.across, at @ curves.down
        upper, lower = (np.interp(u, curves.x, edge) for edge in (curves.upper, curves.lower))
        opening = curves.opening_px
        along = 1 - smoothstep((np.abs(2 * u / curves.width_px - 1) - 0.5) / 0.8)
        inside = smoothstep((v - upper) / np.maximum(lower - upper, 0.3 * opening))
        below = 1 - smoothstep((v - lower) / (1.3 * opening))
        share = along * np.where(v < lower, inside, below)
        field -= _SQUINT * opening * share[..., None] * curves.down
    return np.asarray(field, np.float32)


def draw_lid(frame: Frame, back: Field, lid: Lid, closing: float) -> None:
    """Draw one lid into a frame, in place.

    Parameters
    ----------
    frame : (H, W, 3) uint8
    back : (H, W, 2) float32
        Pixel q of the frame shows the still at q - back(q).
    closing : float
        0 open to 1 shut.
    """
    height, width = lid.geometry.shape[:2]
    rows, columns = slice(lid.top, lid.top + height), slice(lid.left, lid.left + width)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x -= back[rows, columns, 0]
    y -= back[rows, columns, 1]
    below_edge, travel, below_fold, share = cv2.split(
        cv2.remap(lid.geometry, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )
    rest = np.float32(1 - closing) * travel
    skin = cv2.remap(
        lid.shut,
        x + rest * np.float32(lid.down[0]),
        y + rest * np.float32(lid.down[1]),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    above_rim = closing * travel + lid.lash_px - below_edge
    alpha = share * np.clip(above_rim / lid.soft_px + 0.5, 0, 1)
    alpha *= smoothstep(below_fold / lid.fold_px)
    alpha *= smoothstep(closing * travel / max(0.5 * lid.lash_px, 0.5))
    window = frame[rows, columns]
    mixed = window + alpha[..., None] * (skin - window)
    window[...] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)


def _lid(curves: Curves, still: Still, palette: Palette, medium: Medium, grain: Texture) -> Lid:
    """Paint the shut eye once, at native resolution."""
    left, top, right, bottom = _window(curves, still.pixels.shape[0])
    y, x = np.mgrid[top:bottom, left:right].astype(np.float64)
    at = np.stack([x, y], axis=-1) - curves.origin
    u, v = at @ curves.across, at @ curves.down

    def read(values: Array) -> Array:
        return np.asarray(np.interp(u, curves.x, values))

    travel = np.interp(u, curves.x, curves.lower - curves.upper, left=0, right=0)
    travel = np.maximum(travel * 1.08, 0)
    above = read(curves.upper) + travel - v
    places = np.stack([x, y], axis=-1)
    new = lid_skin(curves, still, palette.skin, medium, grain, places)
    strip = np.maximum(read(curves.upper - curves.crease), 1e-6)
    moved = sampled(still.pixels, places - travel[..., None] * curves.down, cubic=True)
    kept = 0.12 if medium.kind == "flat" else 0.45
    own = 1 - smoothstep((above / strip - kept) / 0.3)
    shut = new + own[..., None] * (moved - new)
    lash_px = 0.07 * curves.opening_px
    soft_px = max(1.0, 0.05 * curves.opening_px, medium.blur_px)
    rim = rim_shade(curves, still, palette.skin)
    left_over = np.stack([read(rim[:, channel]) for channel in range(3)], axis=-1)
    ends = smoothstep((1 - np.abs(2 * u / curves.width_px - 1)) / 0.15)
    ink = ends * (1 - smoothstep((above - 0.3 * lash_px) / max(lash_px, soft_px)))
    ink = ink[..., None]
    shut = shut + ink * (new - shut)
    shut = np.maximum(shut * (1 - ink * (1 - left_over)), np.minimum(shut, 0.9 * palette.dark))
    fold_px = max(1.5, 0.16 * curves.opening_px + 0.3 * float(np.median(strip)))
    # The lash line travels, so the fold must begin above it even where no lid is seen.
    fold = np.minimum(curves.crease, curves.upper - lash_px - soft_px - fold_px)
    # Between corners the way itself runs out; the front of a profile's eye has none.
    share = smoothstep(np.minimum(u, curves.width_px - u) / (0.18 * curves.width_px)) if curves.profile else 1
    geometry = np.stack([v - read(curves.upper), travel, v - read(fold), share + 0 * u], axis=-1)
    return Lid(
        left, top, shut.astype(np.float32), geometry.astype(np.float32), curves.down,
        lash_px=lash_px, soft_px=soft_px, fold_px=fold_px,
    )  # fmt: skip


def _lies_inside(window: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = window
    return right - left > 4 and bottom - top > 4


def _window(curves: Curves, side_px: int) -> tuple[int, int, int, int]:
    heights = (curves.brow, curves.lower)
    lines = [
        curves.origin + curves.x[:, None] * curves.across + height[:, None] * curves.down
        for height in heights
    ]
    points = np.concatenate(lines)
    margin = 0.2 * curves.width_px + 3
    low = np.maximum(np.floor(points.min(axis=0) - margin), 0)
    high = np.minimum(np.ceil(points.max(axis=0) + margin), side_px)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])
