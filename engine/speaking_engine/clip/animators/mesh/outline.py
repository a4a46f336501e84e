"""Outline: finds where a turned face ends against the ground behind it."""

from __future__ import annotations

import cv2
import numpy as np

from speaking_engine.clip.animators.mesh.head import Array
from speaking_engine.clip.animators.mesh.resample import sampled
from speaking_engine.clip.clip import Frame

_LEAST_CONTRAST = 24.0  # of 255, between face and ground
_STEPS = 61


def outline_from(pixels: Frame, inside: Array, outside: Array) -> float | None:
    """Walk straight out of a face and say where the ground begins.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
    inside, outside : (2,) float64
        Ends of the walk in pixels: surely on the face, surely beyond it.

    Returns
    -------
    float or None
        Share of the way, 0 to 1; None where face and ground look the same, or the picture ends before.
    """
    side = np.array(pixels.shape[1::-1]) - 1
    if (outside < 0).any() or (outside > side).any():
        return None
    share = np.linspace(0, 1, _STEPS)
    way = outside - inside
    aside = np.array([-way[1], way[0]]) * 0.05
    places = inside + share[:, None, None] * way + np.linspace(-1, 1, 7)[:, None] * aside
    soft_px = max(0.8, 0.02 * float(np.linalg.norm(way)))
    seen = sampled(cv2.GaussianBlur(pixels, (0, 0), soft_px), places).mean(axis=1)
    face, ground = np.median(seen[: _STEPS // 6], axis=0), np.median(seen[-_STEPS // 5 :], axis=0)
    if np.abs(face - ground).max() < _LEAST_CONTRAST:
        return None
    unlike = np.abs(seen - ground).max(axis=1) > 0.3 * np.abs(face - ground).max()
    return float(share[np.flatnonzero(unlike)[-1]]) if unlike.any() else None
