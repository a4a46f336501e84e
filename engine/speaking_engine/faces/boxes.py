"""Arithmetic of boxes: what is true of any rectangles in a picture, faces or not.

Arrays of boxes are (N, 4) float32 as (left, top, right, bottom) in pixels, origin top left, y down.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float32]
Box = tuple[float, float, float, float]


def edges(box_px: Box) -> Box:
    """Turn (x, y, width, height) into (left, top, right, bottom)."""
    x, y, width, height = box_px
    return x, y, x + width, y + height


def from_edges(left: float, top: float, right: float, bottom: float) -> Box:
    """Turn (left, top, right, bottom) into (x, y, width, height) as plain floats."""
    return float(left), float(top), float(right) - float(left), float(bottom) - float(top)


def area(boxes: Boxes) -> npt.NDArray[np.float32]:
    """Area of each box in square pixels, 0 for an empty one."""
    sides = np.clip(boxes[:, 2:] - boxes[:, :2], 0, None)
    return np.asarray(sides[:, 0] * sides[:, 1], np.float32)


def overlap(one: Boxes, many: Boxes) -> npt.NDArray[np.float32]:
    """Area shared by every box of `one` (N, 4) with every box of `many` (M, 4), as (N, M) square pixels."""
    near = np.maximum(one[:, None, :2], many[None, :, :2])
    far = np.minimum(one[:, None, 2:], many[None, :, 2:])
    sides = np.clip(far - near, 0, None)
    return np.asarray(sides[..., 0] * sides[..., 1], np.float32)


def iou(one: Boxes, many: Boxes) -> npt.NDArray[np.float32]:
    """Intersection over union (N, M), 0 to 1; 0 where both boxes are empty."""
    shared = overlap(one, many)
    union = area(one)[:, None] + area(many)[None, :] - shared
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0), np.float32)


def iou_of(one: Box, other: Box) -> float:
    """Intersection over union of two (x, y, width, height) boxes."""
    pair = [np.asarray([edges(box)], np.float32) for box in (one, other)]
    return float(iou(*pair)[0, 0])


def suppress(
    boxes: Boxes, scores: npt.NDArray[np.float32], limit: float, *, of_smaller: bool = False
) -> list[int]:
    """Greedy non-maximum suppression: keep the best box and drop those that overlap it by more than `limit`.

    Parameters
    ----------
    boxes : (N, 4) float32
    scores : (N,) float32
    limit : float
        Largest allowed overlap, 0 to 1, as a share of the union, or of the smaller box if `of_smaller`.

    Returns
    -------
    list of int
        Rows kept, best first.
    """
    kept: list[int] = []
    rest = np.argsort(-scores, kind="stable")
    sizes = area(boxes)
    while rest.size:
        best, rest = int(rest[0]), rest[1:]
        kept.append(best)
        if not of_smaller:
            shares = iou(boxes[[best]], boxes[rest])[0]
        else:
            shared = overlap(boxes[[best]], boxes[rest])[0]
            shares = shared / np.maximum(np.minimum(sizes[best], sizes[rest]), 1e-6)
        rest = rest[shares <= limit]
    return kept


def clip(box_px: Box, width_px: int, height_px: int) -> Box:
    """Cut a box to the picture; what lies wholly outside becomes empty, at the nearest edge."""
    left, top, right, bottom = edges(box_px)
    across = np.clip([left, right], 0, width_px)
    down = np.clip([top, bottom], 0, height_px)
    return from_edges(across[0], down[0], across[1], down[1])
