"""Medium: whether a picture is built of tones, of lines or of flat colours, and how sharp it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.animators.mesh import anatomy
from speaking_engine.clip.animators.mesh.head import Array, Head
from speaking_engine.clip.animators.mesh.palette import luma
from speaking_engine.clip.clip import Still

Brightness = npt.NDArray[np.float32]
Inside = npt.NDArray[np.bool_]
Kind = Literal["tonal", "lines", "flat"]


@dataclass(frozen=True, slots=True)
class Medium:
    """What the picture is made of.

    Attributes
    ----------
    kind : {"tonal", "lines", "flat"}
        Painting, photograph and sculpture; engraving and pen; woodblock and poster.
    blur_px : float
        Standard deviation of the softest-focus edge that its sharpest features show, in crop pixels.
    line_px : float
        Distance from line to line where it is built of lines.
    """

    kind: Kind
    blur_px: float
    line_px: float


def medium_of(head: Head, still: Still) -> Medium:
    """Judge the medium inside the face."""
    inside = np.zeros(still.pixels.shape[:2], np.uint8)
    hull = cv2.convexHull(head.points[anatomy.OVAL, :2].astype(np.float32))
    cv2.fillConvexPoly(inside, np.round(hull).astype(np.int32), 1)
    face = inside > 0
    if not face.any():
        return Medium("tonal", 0.6, 4.0)
    brightness = luma(still.pixels).astype(np.float32)
    smooth = cv2.GaussianBlur(brightness, (0, 0), max(0.03 * head.eyes_px, 0.8))
    fine = brightness - smooth
    skin = float(np.median(brightness[face]))
    flatness = float((np.abs(brightness[face] - skin) < 0.06 * skin).mean())
    lines = float(fine[face].std()) / max(float(smooth[face].std()), 1.0)
    kind: Kind = "tonal"
    if lines > 0.8 and _one_ink(still.pixels[face].astype(np.float64)):
        kind = "lines"
    elif flatness > 0.55 and _modelling(smooth[face], skin) < 0.15:
        kind = "flat"
    return Medium(kind, _blur(head, brightness, face), _line_distance(fine, face))


def _modelling(smooth: Brightness, skin: float) -> float:
    """Return how far the skin goes from light to shade, as a share of it; flat colour does not."""
    lit = smooth[np.abs(smooth - skin) < 0.3 * skin]
    return float(np.ptp(np.percentile(lit, (10, 90)))) / skin if len(lit) and skin > 0 else 0.0


def _one_ink(colours: Array) -> bool:
    """Return whether all colours lie on one line from ink to paper."""
    spread = np.linalg.svd(np.cov(colours.T), compute_uv=False)
    return bool(spread[1] < 0.02 * spread[0])


def _blur(head: Head, brightness: Brightness, face: Inside) -> float:
    """Estimate blur from the steepest edges: a step C blurred by s has slope C / (s sqrt(2 pi))."""
    calm = cv2.GaussianBlur(brightness, (0, 0), 1.0)
    slope = np.hypot(cv2.Sobel(calm, cv2.CV_32F, 1, 0), cv2.Sobel(calm, cv2.CV_32F, 0, 1)) / 8
    contrast = float(np.percentile(calm[face], 98) - np.percentile(calm[face], 2))
    steepest = max(float(np.percentile(slope[face], 99.5)), 1e-3)
    measured = 0.6 * contrast / (steepest * np.sqrt(2 * np.pi))
    return float(np.clip(np.sqrt(max(measured**2 - 1.0, 0.16)), 0.4, max(0.4, 0.07 * head.mouth_px)))


def _line_distance(fine: Brightness, face: Inside) -> float:
    """Count how often the fine structure changes sign going down the face."""
    column = np.diff(np.sign(fine), axis=0)[:, :] != 0
    crossings = float(column[face[1:]].mean()) if face[1:].any() else 0.5
    return float(np.clip(2 / max(crossings, 1e-3), 3.0, 24.0))
