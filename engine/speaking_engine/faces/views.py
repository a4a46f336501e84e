"""Views: the same picture shown to a detector smaller, mirrored, turned or with its tones evened out.

What a detector finds in a view is given in pixels of the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.faces.boxes import Box, edges, suppress
from speaking_engine.faces.detectors.detector import Detector, Finding, Pixels

TILE_PX = 2048  # larger views are shown in parts, to bound memory
TILE_OVERLAP_PX = 256  # a face larger than this is whole in a smaller view


@dataclass(frozen=True, slots=True)
class View:
    """One way to show a picture.

    Attributes
    ----------
    side_px : int
        Longer side of the view.
    mirrored : bool
        Left and right exchanged.
    angle_deg : float
        The picture is turned clockwise by this.
    even : bool
        Contrast made equal in all parts of the picture: dark varnish, faded drawings, pale marble.
    """

    side_px: int
    mirrored: bool = False
    angle_deg: float = 0.0
    even: bool = False


def look(detector: Detector, pixels: Pixels, view: View) -> list[Finding]:
    """Return what a detector finds in one view, in pixels of the picture."""
    to_view, size = _placement(pixels, view)
    shown = _render(pixels, view, to_view, size)
    back = cv2.invertAffineTransform(to_view)
    zoom = float(np.hypot(back[0, 0], back[1, 0]))
    found = [
        replace(finding, box_px=_moved(finding.box_px, back, zoom)) for finding in _in_tiles(detector, shown)
    ]
    return [found[row] for row in _unique(found)]


def _placement(pixels: Pixels, view: View) -> tuple[npt.NDArray[np.float64], tuple[int, int]]:
    """Return the 2 x 3 matrix from the picture to the view, and the view's width and height."""
    height, width = pixels.shape[:2]
    zoom = view.side_px / max(width, height)
    radians = np.radians(view.angle_deg)
    cosine, sine = np.cos(radians) * zoom, np.sin(radians) * zoom
    turn = np.array([[cosine, -sine], [sine, cosine]])
    if view.mirrored:
        turn[0] *= -1
    size = np.maximum(np.round(np.abs(turn) @ [width, height]), 1)
    shift = size / 2 - turn @ [width / 2, height / 2]
    return np.column_stack([turn, shift]), (int(size[0]), int(size[1]))


def _render(pixels: Pixels, view: View, to_view: npt.NDArray[np.float64], size: tuple[int, int]) -> Pixels:
    shown = pixels
    if view.angle_deg:
        zoom = view.side_px / max(pixels.shape[:2])
        if zoom < 1:
            shown = cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
            to_view = to_view @ np.diag([1 / zoom, 1 / zoom, 1.0])
        shown = cv2.warpAffine(shown, to_view, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    else:
        smaller = size[0] * size[1] < pixels.shape[0] * pixels.shape[1]
        shown = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
        if view.mirrored:
            shown = shown[:, ::-1]
    return np.ascontiguousarray(_evened(shown) if view.even else shown, np.uint8)


def _evened(pixels: Pixels) -> Pixels:
    lab = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2LAB)
    lab[..., 0] = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(8, 8)).apply(lab[..., 0])
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8)


def _in_tiles(detector: Detector, shown: Pixels) -> Iterator[Finding]:
    height, width = shown.shape[:2]
    for top in _starts(height):
        for left in _starts(width):
            for finding in detector.find(shown[top : top + TILE_PX, left : left + TILE_PX]):
                x, y, box_width, box_height = finding.box_px
                box = x + left, y + top, box_width, box_height
                if not _cut(box, left, top, width, height):
                    yield replace(finding, box_px=box)


def _cut(box_px: Box, left: int, top: int, width: int, height: int) -> bool:
    """Return whether a box ends at the inner edge of its tile: then the next tile shows the face whole."""
    box = edges(box_px)
    return (
        (left > 0 and box[0] < left + 2)
        or (top > 0 and box[1] < top + 2)
        or (left + TILE_PX < width and box[2] > left + TILE_PX - 2)
        or (top + TILE_PX < height and box[3] > top + TILE_PX - 2)
    )


def _starts(length: int) -> list[int]:
    """Where tiles begin along one side: evenly, each overlapping the next by at least the overlap."""
    if length <= TILE_PX:
        return [0]
    count = int(np.ceil((length - TILE_OVERLAP_PX) / (TILE_PX - TILE_OVERLAP_PX)))
    return [round(number * (length - TILE_PX) / (count - 1)) for number in range(count)]


def _moved(box_px: Box, matrix: npt.NDArray[np.float64], zoom: float) -> Box:
    """Carry a box along by its middle and its size: an upright box stays upright."""
    x, y, width, height = box_px
    middle_x, middle_y = matrix[:, :2] @ [x + width / 2, y + height / 2] + matrix[:, 2]
    width, height = width * zoom, height * zoom
    return float(middle_x - width / 2), float(middle_y - height / 2), width, height


def _unique(found: list[Finding]) -> list[int]:
    """Drop what two overlapping tiles both found."""
    boxes = np.array([edges(finding.box_px) for finding in found], np.float32).reshape(-1, 4)
    return suppress(boxes, np.array([finding.score for finding in found], np.float32), 0.3)
