"""Resampling: reads a picture or a field at places between its pixels."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt


def sampled(
    picture: npt.NDArray[np.generic], places: npt.NDArray[np.float64], *, cubic: bool = False
) -> npt.NDArray[np.float64]:
    """Read a picture (H, W) or (H, W, C) at places (h, w, 2), x and y; its border goes on outside.

    Returns
    -------
    (h, w) or (h, w, C) float64
        Linear between pixels, or cubic, which keeps brushwork sharper.
    """
    x, y = (np.ascontiguousarray(places[..., axis], np.float32) for axis in (0, 1))
    way = cv2.INTER_CUBIC if cubic else cv2.INTER_LINEAR
    known = np.asarray(picture, np.float32)
    return np.asarray(cv2.remap(known, x, y, way, borderMode=cv2.BORDER_REPLICATE), np.float64)
