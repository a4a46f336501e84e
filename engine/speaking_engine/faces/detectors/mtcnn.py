"""MTCNN: the paper's detector, three small nets in a cascade, on onnxruntime without TensorFlow.

References
----------
Zhang et al., "Joint face detection and alignment using multitask cascaded convolutional networks", 2016.
Weights: the `mtcnn` 1.0.0 package (MIT), converted by `scripts/convert_mtcnn.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.faces.boxes import Boxes, from_edges, suppress
from speaking_engine.faces.detectors.detector import Finding, Pixels
from speaking_engine.faces.onnx_model import Array, open_model

CELL_PX = 12  # receptive field of the proposal net
STRIDE_PX = 2
PYRAMID = 0.709  # 1 / sqrt 2, as published
BATCH = 256  # crops a run, to bound memory in crowds
MAX_CANDIDATES = 2000  # crops a stage: flicker-dotted pictures otherwise propose tens of thousands


@dataclass(frozen=True, slots=True)
class Mtcnn:
    """The cascade.

    Attributes
    ----------
    min_face_px : float
        Smallest face looked for, >= 12.
    thresholds : tuple of float
        Least probability after each of the three nets.
    """

    min_face_px: float = 20.0
    thresholds: tuple[float, float, float] = (0.6, 0.7, 0.8)
    name: str = "mtcnn"

    def find(self, pixels: Pixels) -> list[Finding]:
        """Return the boxes found."""
        image = (pixels.astype(np.float32) - 127.5) / 128
        boxes, scores = self._propose(image)
        for net, size_px, threshold, of_smaller in (
            ("rnet", 24, self.thresholds[1], False),
            ("onet", 48, self.thresholds[2], True),
        ):
            boxes, scores = _refine(net, size_px, image, _squared(boxes), threshold)
            kept = suppress(boxes, scores, 0.7, of_smaller=of_smaller)
            boxes, scores = boxes[kept], scores[kept]
        return [
            Finding(from_edges(*box), float(score), self.name)
            for box, score in zip(boxes, scores, strict=True)
            if box[2] > box[0] and box[3] > box[1]
        ]

    def _propose(self, image: Array) -> tuple[Boxes, Array]:
        height, width = image.shape[:2]
        boxes, scores = [np.zeros((0, 4), np.float32)], [np.zeros(0, np.float32)]
        scale = CELL_PX / max(self.min_face_px, CELL_PX)
        while min(height, width) * scale >= CELL_PX:
            found, probability = _proposals(image, scale, self.thresholds[0])
            kept = suppress(found, probability, 0.5)[:MAX_CANDIDATES]
            boxes.append(found[kept])
            scores.append(probability[kept])
            scale *= PYRAMID
        together, probabilities = np.concatenate(boxes), np.concatenate(scores)
        kept = suppress(together, probabilities, 0.7)[:MAX_CANDIDATES]
        return together[kept], probabilities[kept]


def _proposals(image: Array, scale: float, threshold: float) -> tuple[Boxes, Array]:
    size = int(image.shape[1] * scale), int(image.shape[0] * scale)
    level = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    shift, probability = open_model("mtcnn_pnet.onnx")(level.transpose(2, 0, 1)[None], "box", "probability")
    rows, columns = np.nonzero(probability[0, 1] > threshold)
    near = np.stack([columns, rows], 1).astype(np.float32) * STRIDE_PX + 1
    # The nets give corrections as shares of the window's side, counted in pixels from first to last.
    boxes = np.concatenate([near, near + CELL_PX - 1], 1) + shift[0][:, rows, columns].T * (CELL_PX - 1)
    return np.asarray(boxes / scale, np.float32), probability[0, 1][rows, columns]


def _refine(net: str, size_px: int, image: Array, boxes: Boxes, threshold: float) -> tuple[Boxes, Array]:
    """Look at each box closer, drop those below the threshold and move the others."""
    kept, scores = [np.zeros((0, 4), np.float32)], [np.zeros(0, np.float32)]
    for start in range(0, len(boxes), BATCH):
        part = boxes[start : start + BATCH]
        crops = np.stack([_crop(image, box, size_px) for box in part])
        shift, probability = open_model(f"mtcnn_{net}.onnx")(crops, "box", "probability")
        good = probability[:, 1] > threshold
        sides = np.tile(part[:, 2:] - part[:, :2] + 1, 2)
        kept.append((part + shift * sides)[good])
        scores.append(probability[good, 1])
    return np.concatenate(kept), np.concatenate(scores)


def _crop(image: Array, box: Boxes, size_px: int) -> Array:
    """Sample a square, black outside the picture: the nets were trained on point samples, not averages."""
    height, width = image.shape[:2]
    left, right = box[[0, 2]] / width * (width - 1)
    top, bottom = box[[1, 3]] / height * (height - 1)
    step_x, step_y = (right - left) / (size_px - 1), (bottom - top) / (size_px - 1)
    to_image = np.array([[step_x, 0, left], [0, step_y, top]], np.float64)
    crop = cv2.warpAffine(image, to_image, (size_px, size_px), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(crop.transpose(2, 0, 1), np.float32)


def _squared(boxes: Boxes) -> Boxes:
    """Make each box a square about its own middle."""
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = np.max(boxes[:, 2:] - boxes[:, :2], axis=1, keepdims=True) / 2
    return np.concatenate([middle - half, middle + half], 1)
