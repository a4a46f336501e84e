"""Outside: proves that a film's frames, before they are encoded, are the artwork wherever no mask is."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from speaking_engine.composite.compositor import compose_frame, patches
from speaking_engine.composite.grid import Grid
from speaking_engine.composite.mask import alpha_of
from speaking_engine.composite.prepare import read_png
from speaking_engine.protocol.plan import RenderPlan

_FRAMES = 12


def most_difference_outside(plan: RenderPlan, frames: int = _FRAMES) -> int:
    """Return the largest difference between film frames and the still outside of all masks, in 8-bit steps.

    Parameters
    ----------
    plan : RenderPlan
        With absolute paths.
    frames : int
        About how many frames are composed whole and compared, spread over the film.

    Returns
    -------
    int
        0: the signal-to-noise ratio there is infinite.

    Raises
    ------
    ClipError
        A clip is missing, cut off or of the wrong size; animating again repairs it.
    """
    grid = Grid.of(plan)
    still = grid.still(read_png(Path(plan.artwork)))
    outside = np.full(still.shape[:2], 255, np.uint8)
    for layer in plan.layers:
        x, y = grid.centres((0, 0, plan.width_px, plan.height_px))
        alpha = alpha_of(layer.mask, layer.crop_px[2:], x - layer.crop_px[0], y - layer.crop_px[1])
        outside[alpha > 0] = 0
    every = max(1, plan.frame_count // frames)
    most = 0
    for number, changes in enumerate(patches(plan, still)):
        if changes and number % every == 0:
            difference = cv2.absdiff(compose_frame(still, changes), still).max(axis=2)
            most = max(most, int(cv2.bitwise_and(difference, outside).max()))
    return most
