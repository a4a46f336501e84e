"""Valley: moves a line that landmarks give roughly onto the dark line that the artist drew."""

from __future__ import annotations

import cv2
import numpy as np

from speaking_engine.clip.animators.mesh.head import Array
from speaking_engine.clip.animators.mesh.palette import luma
from speaking_engine.clip.clip import Frame

_STEPS = 25  # places tried across the line


def onto_valley(pixels: Frame, line: Array, across: Array, reach_px: float, trust: float = 0.6) -> Array:
    """Shift a line sideways onto the darkest smooth path near it (dynamic programming).

    Parameters
    ----------
    pixels : (H, W, 3) uint8
    line : (N, 2) float64
        Rough line in pixels.
    across : (2,) float64
        Unit vector in which points may move.
    reach_px : float
        How far they may move.
    trust : float
        How much the rough line counts against the picture: 0 not at all, 1 as much as full contrast.

    Returns
    -------
    (N, 2) float64
        The shifted line; its ends, where lips and lids meet, move half as far as its middle.
    """
    if reach_px < 0.75:
        return line
    offsets = np.linspace(-reach_px, reach_px, _STEPS)
    brightness = cv2.GaussianBlur(luma(pixels).astype(np.float32), (0, 0), max(0.12 * reach_px, 0.6))
    places = (line[:, None] + offsets[None, :, None] * across).astype(np.float32)
    seen = cv2.remap(
        brightness, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float64)
    contrast = max(float(np.percentile(seen, 95) - np.percentile(seen, 5)), 8.0)
    cost = (seen - seen.min(axis=1, keepdims=True)) / contrast + trust * (offsets / reach_px) ** 2
    shift = offsets[_cheapest(cost)]
    kernel = np.hanning(13)
    smooth = np.convolve(np.pad(shift, 6, mode="edge"), kernel / kernel.sum(), "valid")
    ends = 0.5 + 0.5 * np.sqrt(np.clip(np.sin(np.linspace(0, np.pi, len(line))), 0, 1))
    return np.asarray(line + (smooth * ends)[:, None] * across)


def _cheapest(cost: Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Find the cheapest path along axis 0 that moves by at most one step at a time."""
    total = cost.copy()
    came = np.zeros(cost.shape, np.int64)
    for row in range(1, len(cost)):
        padded = np.pad(total[row - 1], 1, constant_values=np.inf)
        choices = np.stack([padded[:-2] + 0.05, padded[1:-1], padded[2:] + 0.05])
        best = choices.argmin(axis=0)
        came[row] = best - 1
        total[row] += choices.min(axis=0)
    path = np.empty(len(cost), np.int64)
    path[-1] = int(total[-1].argmin())
    for row in range(len(cost) - 1, 0, -1):
        path[row - 1] = path[row] + came[row, path[row]]
    return path
