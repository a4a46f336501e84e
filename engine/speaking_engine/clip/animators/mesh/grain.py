"""Grain: the brushwork, paper and noise of the picture, taken from its skin to be laid on what is new."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.animators.mesh.head import Head
from speaking_engine.clip.clip import Still

Texture = npt.NDArray[np.float32]

_SIDE_PIECES = 4
_CALM_PLACES = (50, 280, 205, 425, 118, 347, 151, 69, 299, 9)  # cheeks and forehead


def grain_of(head: Head, still: Still) -> Texture:
    """Cut the fine structure out of one of the calmer patches of skin.

    Returns
    -------
    (n, n, 3) float32
        What remains of the picture when its smooth part is taken away, sRGB around 0; tiles by mirroring,
        and is large enough for a mouth to need no second tile.
    """
    reach = max(0.12 * head.eyes_px, 3.0)
    patches = [_patch(still, head.points[index, :2], reach) for index in _CALM_PLACES]
    flat = [patch - cv2.GaussianBlur(patch, (0, 0), _fine_px(head)) for patch in patches]
    flat.sort(key=lambda patch: float(np.abs(patch).mean()))
    even = sorted(flat[1 : 2 * len(flat) // 3], key=_unevenness)[:3]
    strength = float(np.median([patch.std() for patch in even]))
    limit = 3 * strength + 0.5
    return _quilted([np.clip(patch, -limit, limit) for patch in even])


def dark_grain_of(head: Head, still: Still, grain: Texture) -> float:
    """Measure how much of its grain the picture shows in its darks, 0 to 1, in the face and around it.

    Paper, craquelure and noise lie on darks as on lights; brushwork and print fade in them.
    """
    brightness = cv2.cvtColor(still.pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = np.abs(brightness - cv2.GaussianBlur(brightness, (0, 0), _fine_px(head)))
    dark = brightness < np.percentile(brightness, 25)
    of_skin = float(np.median(np.abs(grain.mean(axis=-1))))
    if not dark.any() or of_skin < 1e-3:
        return 0.3
    return float(np.clip(np.median(fine[dark]) / of_skin, 0.25, 1.0))


def grain_at(grain: Texture, x: npt.NDArray[np.generic], y: npt.NDArray[np.generic]) -> Texture:
    """Read the grain at pixel places of any size, mirrored again and again."""
    side = len(grain)

    def fold(place: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
        step = np.mod(place.astype(np.int64), 2 * side)
        return np.asarray(np.where(step < side, step, 2 * side - 1 - step), np.int64)

    return np.asarray(grain[fold(y), fold(x)], np.float32)


def _unevenness(patch: Texture) -> float:
    """Tell a wrinkle or a spot, which must not be repeated, from strokes and cracks all over."""
    energy = cv2.resize(np.square(patch).mean(axis=-1), (4, 4), interpolation=cv2.INTER_AREA)
    return float(energy.std() / max(float(energy.mean()), 1e-6))


def _quilted(patches: list[Texture]) -> Texture:
    """Sew pieces of some patches together at random, so that no eye finds one of them again."""
    random = np.random.default_rng(0)
    piece = max(2, round(0.7 * min(min(patch.shape[:2]) for patch in patches))) // 2 * 2
    side = _SIDE_PIECES * piece
    fade = np.sin(np.pi * (np.arange(piece) + 0.5) / piece).astype(np.float32)
    window = (fade[:, None] * fade)[..., None]
    total, energy = np.zeros((side, side, 3), np.float32), np.full((side, side, 1), 1e-6, np.float32)
    for top in range(0, side, piece // 2):
        for left in range(0, side, piece // 2):
            patch = patches[random.integers(len(patches))]
            y, x = (int(random.integers(extent - piece + 1)) for extent in patch.shape[:2])
            place = np.ix_(np.arange(top, top + piece) % side, np.arange(left, left + piece) % side)
            total[place] += window * patch[y : y + piece, x : x + piece]
            energy[place] += window**2
    return np.asarray(total / np.sqrt(energy), np.float32)


def _fine_px(head: Head) -> float:
    """Return the standard deviation of the blur that leaves out the fine structure."""
    return max(0.022 * head.eyes_px, 1.0)


def _patch(still: Still, middle: npt.NDArray[np.float64], reach: float) -> Texture:
    height, width = still.pixels.shape[:2]
    size = min(max(2, round(2 * reach)), height, width)
    left = int(np.clip(middle[0] - reach, 0, width - size))
    top = int(np.clip(middle[1] - reach, 0, height - size))
    return still.pixels[top : top + size, left : left + size].astype(np.float32)
