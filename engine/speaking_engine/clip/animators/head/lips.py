"""Lips: what tells them from skin by colour, and whether the artist painted them apart."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Array, Field
from speaking_engine.clip.animators.head.strip import Strip

UPPER_INNER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
LOWER_INNER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
UPPER_OUTER = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291]
LOWER_OUTER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291]

_LUMA = np.array([0.299, 0.587, 0.114])
_WIDE = 0.25  # mouth widths between lips that landmarks of a shut mouth never are apart


@dataclass(frozen=True, slots=True, eq=False)
class Lips:
    """What tells lips from skin by colour.

    Attributes
    ----------
    axis : (3,) float64
        Lip colours lie further along it than skin; both have a spread of about 1.
    skin, lip : float
        Medians along the axis.
    """

    axis: Array
    skin: float
    lip: float

    @property
    def distance(self) -> float:
        """How far lips stand out, in standard deviations."""
        return self.lip - self.skin

    def of(self, colours: Field) -> Field:
        """Return how like a lip colours (..., 3) are: 0 as skin, 1 as lips."""
        return np.asarray((_chroma(colours) @ self.axis - self.skin) / max(self.distance, 0.5), np.float32)

    def edge(self, seen: Field, *, falls: bool) -> Field:
        """Cost of a path along which lips end (falls) or begin, going down the rows (rows, N, 3)."""
        like = cv2.GaussianBlur(self.of(seen), (0, 0), 1.2)
        light = cv2.GaussianBlur(np.asarray(seen @ _LUMA, np.float32), (0, 0), 1.2)
        sign = -1.0 if falls else 1.0
        steep = sign * np.gradient(like, axis=0) * min(self.distance, 3.0) / 3.0
        change = np.abs(np.gradient(light, axis=0)) / max(float(np.ptp(light)), 8.0)
        return np.asarray(3 * (1 - _spread(np.maximum(steep, 0) + 0.5 * change)), np.float32)


def lips_of(strip: Strip, landmarks: Array) -> Lips:
    """Learn the colours of lips and of the skin round them (linear discriminant after Fisher, 1936)."""
    outer = [landmarks[ids][2:-2] for ids in (UPPER_OUTER, LOWER_OUTER)]
    inner = [landmarks[ids][2:-2] for ids in (UPPER_INNER, LOWER_INNER)]
    shares = np.array([0.35, 0.5, 0.65])[:, None, None]
    on_lips = np.concatenate([edge + shares * (rim - edge) for edge, rim in zip(inner, outer, strict=True)])
    away = np.array([1.6, 2.0, 2.4])[:, None, None]
    beside = np.concatenate([edge + away * (rim - edge) for edge, rim in zip(inner, outer, strict=True)])
    lip, skin = (_chroma(strip.read(places)).reshape(-1, 3) for places in (on_lips, beside))
    within = np.cov(lip.T) + np.cov(skin.T) + 2.0 * np.eye(3)
    axis = np.linalg.solve(within, np.median(lip, axis=0) - np.median(skin, axis=0))
    spread = max(float(np.sqrt(axis @ within @ axis / 2)), 1e-6)
    axis /= spread
    return Lips(axis, float(np.median(skin @ axis)), float(np.median(lip @ axis)))


def believes_open(strip: Strip, landmarks: Array, lips: Lips, down: Array, gap: float) -> bool:
    """Return whether dark or teeth are painted between two lips: in both, lips must go on above and below.

    Parameters
    ----------
    gap : float
        Mouth widths between the inner lips' landmarks; the wider, the less the lower lip must look like one.
    """
    part = slice(3, -3)
    upper, lower = landmarks[UPPER_INNER][part], landmarks[LOWER_INNER][part]
    outer_upper, outer_lower = landmarks[UPPER_OUTER][part], landmarks[LOWER_OUTER][part]
    shares = np.array([0.3, 0.5, 0.7])[:, None, None]
    between = strip.read(upper + shares * (lower - upper))
    above = strip.read(upper + shares * (outer_upper - upper))
    below = strip.read(lower + shares * (outer_lower - lower))
    chin = strip.read(outer_lower + 0.18 * down)
    hollow, top, low, skin = (np.median(seen @ _LUMA) for seen in (between, above, below, chin))
    is_dark = bool(np.percentile(between @ _LUMA, 40) < 0.9 * min(top, low))
    pale = np.ptp(between, axis=-1).mean() / max(float(hollow), 1.0)
    red = np.ptp(above, axis=-1).mean() / max(float(top), 1.0)
    has_teeth = bool(hollow > 1.12 * top and pale < 0.7 * red)  # they hang in the upper lip's shade
    least = 0.5 if gap > _WIDE else 0.8
    is_lip = np.median(lips.of(below)) > least if lips.distance > 1.5 else low < 0.85 * skin
    lower_is_lip = bool(is_lip)
    return (is_dark or has_teeth) and lower_is_lip


def _chroma(colours: Field) -> Array:
    """Give lightness and two opponent colours (..., 3) of sRGB colours, in levels; lightness counts half."""
    seen = np.asarray(colours, np.float64)
    light = seen @ _LUMA
    red = seen[..., 0] - seen[..., 1]
    yellow = 0.5 * (seen[..., 0] + seen[..., 1]) - seen[..., 2]
    return np.stack([0.5 * light, red, yellow], axis=-1)


def _spread(values: Field) -> Field:
    low, high = np.percentile(values, (5, 97))
    return np.asarray(np.clip((values - low) / (high - low + 1e-6), 0, 1), np.float32)
