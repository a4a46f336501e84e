"""Medium: whether a picture is built of tones, of lines or of flat colours, as its face shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Array, Field, softened
from speaking_engine.clip.clip import Frame

Kind = Literal["tonal", "lines", "flat"]
_BLANK = 0.6  # share of a face of lines that has the paper's tone, from which it is drawn in outlines only
_INKY = 0.5  # ink is darker than this share of the paper
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_STRAY, _STRAY_SHARE = 9.0, 0.2  # levels, share of the chroma: how far colours of a tone stray in one chalk
_WITHIN = 0.08  # face widths inside its outline that a face's own colours are read
_BIN = 8  # levels that count as one tone
_LEAST_SEEN = 12  # pixels by which the colour of a tone is known
_ROUND = 0.1  # face widths round it that are looked at
_ENOUGH = 200_000  # pixels that tell the colours of a face


@dataclass(frozen=True, slots=True, eq=False)
class Medium:
    """What the picture is made of.

    Attributes
    ----------
    kind : {"tonal", "lines", "flat"}
        Painting, photograph and sculpture; engraving and pen; woodblock and poster.
    line_px : float
        Distance from line to line where it is built of lines.
    ink, paper : (3,) float64
        The darkest and the lightest colours of the face.
    tones : (N, 3) float64, optional
        The face's colours from dark to light, if it has but one for each tone: one chalk, one plate, one ink.
    alone : float
        How surely it has, 0 to 1.
    """

    kind: Kind
    line_px: float
    ink: Array
    paper: Array
    tones: Array | None = None
    alone: float = 0.0

    def toned(self, colour: Field) -> Field:
        """Give colours (..., 3) the hue that the picture has at their tone, and no tone that it has not."""
        return np.asarray(colour + np.float32(self.alone) * (self.hued(colour) - colour), np.float32)

    def hued(self, colour: Field) -> Field:
        """Give colours (..., 3) the hue that most of the face has at their tone."""
        if self.tones is None:
            return colour
        tone = colour @ _LUMA
        known = self.tones @ _LUMA
        own = [np.interp(tone, known, self.tones[:, channel]) for channel in range(3)]
        return np.asarray(np.stack(own, axis=-1), np.float32)


def medium_of(pixels: Frame, landmarks: Array, width_px: float) -> Medium:
    """Judge the medium inside the face.

    Parameters
    ----------
    landmarks : (478, 2) float64
        Crop pixels.
    width_px : float
        Of the face.
    """
    mask = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, np.round(cv2.convexHull(landmarks[:468].astype(np.float32))).astype(np.int32), 1)
    face = mask > 0
    if face.sum() < 64:
        return Medium("tonal", 4.0, np.zeros(3), np.full(3, 255.0))
    left, top, width, height = cv2.boundingRect(mask)
    room = round(_ROUND * width_px)
    own = np.s_[max(top - room, 0) : top + height + room, max(left - room, 0) : left + width + room]
    mask, face, pixels = mask[own], face[own], pixels[own]
    light = pixels.astype(np.float32) @ _LUMA
    smooth = softened(light, max(0.02 * width_px, 0.8))
    fine = light - smooth
    inside = pixels[face].astype(np.float64)
    bright = light[face]
    ink = inside[bright <= np.percentile(bright, 4)].mean(axis=0)
    paper = inside[bright >= np.percentile(bright, 92)].mean(axis=0)
    kind = _kind(inside, fine[face], smooth[face])
    if kind == "flat" and ink @ _LUMA > _INKY * (paper @ _LUMA):
        kind = "tonal"  # a pale face in soft light, not ink on paper
    calm = softened(pixels.astype(np.float32), max(width_px / 150, 0.8))
    tones, alone = _one_colour(calm[face].astype(np.float64)[:: 1 + int(face.sum()) // _ENOUGH])
    side = 2 * max(1, round(_WITHIN * width_px)) + 1
    within = cv2.erode(mask, np.ones((side, side), np.uint8)) > 0  # neither ground nor hair beside the cheeks
    if alone and within.any():
        tones = _one_colour(calm[within].astype(np.float64)[:: 1 + int(within.sum()) // _ENOUGH])[0]
    return Medium(kind, line_px(fine, face), ink, paper, tones, alone if tones is not None else 0.0)


def _one_colour(inside: Array) -> tuple[Array | None, float]:
    """Return the colour of each tone of a face (N, 3), from dark to light, and how surely it has but one."""
    light = inside @ _LUMA.astype(np.float64)
    chroma = np.stack([inside[:, 0] - inside[:, 1], inside.mean(axis=1) - inside[:, 2]], axis=-1)
    number = (light / _BIN).astype(int)
    tones, strays = [], []
    for k in np.unique(number):
        own = number == k
        if own.sum() < _LEAST_SEEN:
            continue
        tones.append(np.median(inside[own], axis=0))
        strays.append(np.abs(chroma[own] - np.median(chroma[own], axis=0)).sum(axis=1))
    if len(tones) < 2:
        return None, 0.0
    most = float(np.percentile(np.concatenate(strays), 90))
    strays_by = min(most / _STRAY, most / max(_STRAY_SHARE * float(np.abs(chroma).mean()), 1e-6))
    alone = float(np.clip((1.25 - strays_by) / 0.25, 0, 1))
    order = np.argsort(np.array(tones) @ _LUMA)
    return np.array(tones)[order], alone


def _kind(inside: Array, fine: Field, smooth: Field) -> Kind:
    skin = float(np.median(smooth))
    lines = float(fine.std()) / max(float(smooth.std()), 1.0)
    spread = np.linalg.svd(np.cov(inside.T), compute_uv=False)
    second = float(spread[1] / max(spread[0], 1e-9))  # one ink on paper: all colours on one line
    flatness = float((np.abs(smooth + fine - skin) < 0.06 * skin).mean())
    if (lines > 0.7 and second < 0.004) or (lines > 0.9 and second < 0.02):
        return "flat" if flatness > _BLANK else "lines"  # a few outlines on blank paper shade nothing
    lit = smooth[np.abs(smooth - skin) < 0.3 * skin]
    modelling = float(np.ptp(np.percentile(lit, (10, 90)))) / max(skin, 1.0) if len(lit) else 0.0
    return "flat" if flatness > 0.55 and modelling < 0.2 else "tonal"


def line_px(fine: Field, face: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    """Return the distance from line to line, by how often fine structure changes sign going down."""
    turns = np.diff(np.sign(fine), axis=0) != 0
    crossings = float(turns[face[1:]].mean()) if face[1:].any() else 0.5
    return float(np.clip(2 / max(crossings, 1e-3), 3.0, 24.0))
