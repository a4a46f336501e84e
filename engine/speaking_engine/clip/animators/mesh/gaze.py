"""Gaze: iris and pupil that glide a little to the side between resting lids."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.mesh.eyes import Curves, eyes_of
from speaking_engine.clip.animators.mesh.fields import smoothstep
from speaking_engine.clip.animators.mesh.head import Array, Head
from speaking_engine.clip.animators.mesh.lattice import Field
from speaking_engine.clip.clip import Frame, Still

_REACH = 0.05
"""Way of the iris for a gaze of 1, in widths of the eye: about seven degrees of an eyeball."""
_LEAST_OPENING_PX = 6.0
_CORNER = 0.28  # share of the eye's width at each corner over which the way falls to zero


@dataclass(frozen=True, slots=True, eq=False)
class Gaze:
    """One eye that can look aside.

    Attributes
    ----------
    left, top : int
        Where its patch lies in the crop.
    glide : (h, w, 2) float32
        How far the still's pixels go for a gaze of 1, in crop pixels; zero outside the lids.
    """

    left: int
    top: int
    glide: Field


def gazes_of(head: Head, still: Still) -> tuple[Gaze, ...]:
    """Prepare every eye that is seen from the front and open wide enough to show where it looks."""
    if head.front:
        return ()
    seen = (curves for curves in eyes_of(head, still) if curves.opening_px >= _LEAST_OPENING_PX)
    return tuple(_gaze(curves, still.pixels.shape[0]) for curves in seen)


def draw_gaze(frame: Frame, back: Field, still: Still, eye: Gaze, aside: float) -> None:
    """Draw one eye looking aside into a frame, in place.

    Parameters
    ----------
    frame : (H, W, 3) uint8
    back : (H, W, 2) float32
        Pixel q of the frame shows the still at q - back(q).
    aside : float
        -1 to the left of the picture to 1 to the right.
    """
    height, width = eye.glide.shape[:2]
    rows, columns = slice(eye.top, eye.top + height), slice(eye.left, eye.left + width)
    y, x = np.mgrid[eye.top : eye.top + height, eye.left : eye.left + width].astype(np.float32)
    x -= back[rows, columns, 0]
    y -= back[rows, columns, 1]
    glide = cv2.remap(eye.glide, x - eye.left, y - eye.top, cv2.INTER_LINEAR)
    x -= np.float32(aside) * glide[..., 0]
    y -= np.float32(aside) * glide[..., 1]
    moved = cv2.remap(still.pixels, x, y, cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REPLICATE)
    np.copyto(frame[rows, columns], moved, where=np.any(glide != 0, axis=-1)[..., None])


def _gaze(curves: Curves, side_px: int) -> Gaze:
    """Let every place glide along its own line between the lids, so that lids and corners stay."""
    outline = np.concatenate([curves.places(edge[:, None])[:, 0] for edge in (curves.upper, curves.lower)])
    low = np.clip(np.floor(outline.min(axis=0)) - 2, 0, side_px).astype(int)
    high = np.clip(np.ceil(outline.max(axis=0)) + 3, 0, side_px).astype(int)
    y, x = np.mgrid[low[1] : high[1], low[0] : high[0]].astype(np.float64)
    at = np.stack([x, y], axis=-1) - curves.origin
    u, v = at @ curves.across, at @ curves.down

    def lids(along: Array) -> tuple[Array, Array]:
        return np.interp(along, curves.x, curves.upper), np.interp(along, curves.x, curves.lower)

    corners = smoothstep(np.minimum(u, curves.width_px - u) / (_CORNER * curves.width_px))
    way = _REACH * curves.width_px * corners
    upper, lower = lids(u)
    before = lids(u - way)
    share = np.clip((v - upper) / np.maximum(lower - upper, 1.0), 0, 1)
    rise = v - (before[0] + share * (before[1] - before[0]))
    inside = smoothstep(np.minimum(v - upper, lower - v) / 1.5 + 0.2)
    glide = inside[..., None] * (way[..., None] * curves.across + rise[..., None] * curves.down)
    return Gaze(int(low[0]), int(low[1]), glide.astype(np.float32))
