"""The feathered mask of one layer: where, and how much, the moving face covers the still picture."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.errors import ProjectError
from speaking_engine.protocol.plan import Mask

Alpha = npt.NDArray[np.float32]


def alpha_of(
    mask: Mask, size_px: tuple[int, int], x_px: npt.NDArray[np.float64], y_px: npt.NDArray[np.float64]
) -> Alpha:
    """Compute the mask at given points of a layer's box.

    Parameters
    ----------
    size_px : (width, height) of the box at native size.
    x_px : (W,) float64
    y_px : (H,) float64
        Columns and rows of the wanted points, in native pixels from the box's top left corner;
        a pixel's centre is at +0.5.

    Returns
    -------
    (H, W) float32
        0 outside the outline, 1 where the distance to it exceeds the feather, smoothstep between.

    References
    ----------
    I. Quilez, "2D distance functions", for box, rounded box and ellipse (the ellipse to first order).
    """
    if mask.picture is not None:
        return _drawn(Path(mask.picture), size_px, x_px, y_px)
    half_width = size_px[0] / 2 - mask.inset_px
    half_height = size_px[1] / 2 - mask.inset_px
    across = np.abs(x_px - size_px[0] / 2)[None, :]
    down = np.abs(y_px - size_px[1] / 2)[:, None]
    if mask.shape == "ellipse":
        distance = _to_ellipse(across, down, half_width, half_height)
    else:
        radius = min(mask.radius_px, half_width, half_height) if mask.shape == "rounded_box" else 0.0
        distance = _to_rounded_box(across, down, half_width, half_height, radius)
    inside = np.clip(-distance / max(mask.feather_px, 1e-3), 0.0, 1.0)
    return (inside * inside * (3 - 2 * inside)).astype(np.float32)


def _drawn(
    path: Path, size_px: tuple[int, int], x_px: npt.NDArray[np.float64], y_px: npt.NDArray[np.float64]
) -> Alpha:
    """Sample a picture that lies over the whole box, and goes on beyond its edges as it is at them."""
    encoded = np.frombuffer(path.read_bytes(), np.uint8) if path.is_file() else np.zeros(0, np.uint8)
    grey = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE | cv2.IMREAD_ANYDEPTH) if len(encoded) else None
    if grey is None:
        raise ProjectError(
            f"The mask {path} is missing or damaged.", hint="Draw it again, or choose a shape."
        )
    values = grey.astype(np.float32) / np.iinfo(grey.dtype).max
    across = (x_px * (grey.shape[1] / size_px[0]) - 0.5).astype(np.float32)
    down = (y_px * (grey.shape[0] / size_px[1]) - 0.5).astype(np.float32)
    columns, rows = np.meshgrid(across, down)
    sampled = cv2.remap(values, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.clip(sampled, 0, 1), np.float32)


def _to_rounded_box(
    across: npt.NDArray[np.float64],
    down: npt.NDArray[np.float64],
    half_w: float,
    half_h: float,
    radius: float,
) -> npt.NDArray[np.float64]:
    out_x, out_y = across - half_w + radius, down - half_h + radius
    outside = np.hypot(np.maximum(out_x, 0), np.maximum(out_y, 0))
    return np.asarray(outside + np.minimum(np.maximum(out_x, out_y), 0) - radius)


def _to_ellipse(
    across: npt.NDArray[np.float64], down: npt.NDArray[np.float64], half_w: float, half_h: float
) -> npt.NDArray[np.float64]:
    across = np.maximum(across, 1e-3)  # in the very middle the slope is nothing, and so would be the distance
    scaled = np.hypot(across / half_w, down / half_h)
    slope = np.hypot(across / half_w**2, down / half_h**2)
    return np.asarray(scaled * (scaled - 1) / np.maximum(slope, 1e-9))
