"""The imperceptible watermark: one faint pattern, repeated over the whole picture, and the search for it.

A tile of band-limited noise is added to the luma, more of it where the picture is busy. Because the tile
repeats, a search folds the whole picture (and many frames) onto one tile, where the picture averages out and
the pattern adds up; where in the tile it begins does not matter, so that a film may be cropped, and a few
hundred sizes are tried, so that it may be scaled. It says one thing only: this film was made with Speaking
Images.

References
----------
Additive spread spectrum: Cox et al., "Secure spread spectrum watermarking for multimedia", 1997. Tiling
against cropping: Honsinger and Rabbani, "Data embedding using phase dispersion", 2000.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

Luma = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

TILE_PX = 128
SEED = 20260802  # the day from which the law asks for it
SHORTEST_PX, LONGEST_PX = 5.0, 20.0
MEAN_LEVELS = 0.7
"""How much is added on average, in 8-bit steps."""

MIDDLE_PX = 900
LIKELY = (1.0, 0.5, 2 / 3, 0.75)
ALL = tuple(0.33 * 1.0025**step for step in range(633))  # to 1.6

LEAST = 8.0
"""A peak of so many standard deviations is the watermark; benchmarks/marks.py tells what others reach."""


@cache
def tile() -> Plane:
    """Make the pattern: (128, 128) float32, mean 0, variance 1, the same on every machine."""
    noise = np.random.Generator(np.random.PCG64(SEED)).standard_normal((TILE_PX, TILE_PX))
    frequency = np.fft.fftfreq(TILE_PX)
    radius = np.hypot(frequency[:, None], frequency[None])
    band = (radius >= 1 / LONGEST_PX) & (radius <= 1 / SHORTEST_PX)
    pattern = np.real(np.fft.ifft2(np.fft.fft2(noise) * band))
    return np.asarray(pattern / pattern.std(), np.float32)


def offsets(luma: Luma) -> npt.NDArray[np.int8]:
    """Return what is added to each luma value of a film whose still this is.

    Parameters
    ----------
    luma : (H, W) uint8

    Returns
    -------
    (H, W) int8
        Mean of the absolute values about `MEAN_LEVELS`.
    """
    height, width = luma.shape
    values = luma.astype(np.float32)
    mean = cv2.boxFilter(values, -1, (9, 9))
    busy = np.sqrt(np.maximum(cv2.boxFilter(values * values, -1, (9, 9)) - mean * mean, 0))
    strength = np.clip(0.6 + busy / 8, 0.6, 2.4)
    pattern = np.tile(tile(), (-(-height // TILE_PX), -(-width // TILE_PX)))[:height, :width] * strength
    pattern *= MEAN_LEVELS / max(float(np.abs(pattern).mean()), 1e-6)
    return np.asarray(np.clip(np.rint(pattern), -4, 4), np.int8)


@dataclass(frozen=True, slots=True)
class Trace:
    """What the search found.

    Attributes
    ----------
    strength : float
        Height of the peak in standard deviations of all others.
    scale : float
        Size of the film as it is over its size when it was marked.
    """

    strength: float
    scale: float

    @property
    def is_there(self) -> bool:
        """Whether the film bears the watermark."""
        return self.strength >= LEAST


def search(luma: Plane, scales: Iterable[float] | None = None) -> Trace:
    """Look for the watermark in a picture, or in the mean of a film's frames.

    Parameters
    ----------
    luma : (H, W) float32
    scales : iterable of float, optional
        Which to try, all to the end; otherwise likely ones first, and no more once it is found.
    """
    residual = _residual(luma)
    if scales is not None:
        return _best(residual, scales)
    likely = _best(residual, LIKELY)
    if likely.is_there:
        return likely
    rough = _best(_middle(residual), ALL)
    near = rough.scale * np.linspace(0.998, 1.002, 9)
    return max(likely, rough, _best(residual, near), key=lambda trace: trace.strength)


def _best(residual: Plane, scales: Iterable[float]) -> Trace:
    traces = (Trace(_peak(residual, float(scale)), float(scale)) for scale in scales)
    return max(traces, key=lambda trace: trace.strength)


def _middle(plane: Plane) -> Plane:
    """Cut out the middle: over a smaller part, a scale that is a little wrong drifts less."""
    height, width = plane.shape
    top, left = max(0, (height - MIDDLE_PX) // 2), max(0, (width - MIDDLE_PX) // 2)
    return np.ascontiguousarray(plane[top : top + MIDDLE_PX, left : left + MIDDLE_PX])


def _residual(luma: Plane) -> Plane:
    """Take the picture away as far as that goes: what is left is evened out and bounded."""
    fine = luma - cv2.GaussianBlur(luma, (0, 0), 4)
    spread = np.sqrt(cv2.GaussianBlur(fine * fine, (0, 0), 8)) + 0.5
    return np.asarray(np.clip(fine / spread, -2, 2), np.float32)


def _peak(residual: Plane, scale: float) -> float:
    height, width = (round(side / scale) for side in residual.shape)
    if min(height, width) < TILE_PX:
        return 0.0
    at_scale = (
        residual if scale == 1.0 else cv2.resize(residual, (width, height), interpolation=cv2.INTER_LINEAR)
    )
    folded = _folded(at_scale)
    pattern = np.fft.fft2(tile())
    spectrum = np.fft.fft2(folded)
    spectrum /= np.abs(spectrum) + 1e-6  # by phase alone: strong waves of the picture count no more
    match = np.real(np.fft.ifft2(spectrum * np.conj(pattern)))
    return float((match.max() - match.mean()) / max(float(match.std()), 1e-9))


def _folded(plane: Plane) -> Plane:
    height, width = (-(-side // TILE_PX) * TILE_PX for side in plane.shape)
    full = np.zeros((height, width), np.float32)
    full[: plane.shape[0], : plane.shape[1]] = plane
    tiles = full.reshape(height // TILE_PX, TILE_PX, width // TILE_PX, TILE_PX)
    return np.asarray(tiles.sum((0, 2)), np.float32)
