"""Apparent gender of a face, for choosing a voice and for nothing else.

The net is binary and small, and pictures are not people: its answer is never a fact about anybody, a label or
a hand overrides it, and below `LEAST_CONFIDENCE` it says "unknown".

References
----------
dlib-models `dnn_gender_classifier_v1` (CC0), as ONNX in `weights/gender-v1.onnx`.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.faces.face import Gender
from speaking_engine.faces.mesh import Points
from speaking_engine.faces.onnx_model import open_model

LEAST_CONFIDENCE = 0.9  # of 53 painted faces 36 were told right, 3 wrong and 14 not at all
SIZES = (0.94, 1.0, 1.06)  # a net this small changes its mind with the crop: ask it three times
CHIP_PX = 32
PADDING = 0.2
MEAN_RGB = np.array([122.781998, 117.000999, 104.297997], np.float32)  # of the net's training chips

# Where dlib's aligned chip wants the corners of both eyes and the nose base, and which landmarks those are.
CHIP_POINTS = np.array(
    [
        [0.8595674595992, 0.2134981538014],
        [0.6460604764104, 0.2289674387677],
        [0.1205750620789, 0.2137274526848],
        [0.3340850613712, 0.2290642403242],
        [0.4901123135679, 0.6277975316475],
    ]
)
CHIP_LANDMARKS = [263, 362, 33, 133, 2]


def apparent_gender(pixels: npt.NDArray[np.uint8], landmarks_px: Points) -> tuple[Gender, float]:
    """Guess which kind of voice suits a face.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    landmarks_px : (478, 3) float32

    Returns
    -------
    tuple of str and float
        "female", "male" or "unknown", and the net's confidence in the likelier of the two, 0.5 to 1.
    """
    leaning, confidence = leaning_gender(pixels, landmarks_px)
    return (leaning if confidence >= LEAST_CONFIDENCE else "unknown"), confidence


def leaning_gender(pixels: npt.NDArray[np.uint8], landmarks_px: Points) -> tuple[Gender, float]:
    """Guess as `apparent_gender` does, unsure as it may be: a voice has to be chosen one way or the other.

    Of 35 painted faces that it was unsure of, 24 leaned to the right side.
    """
    chips = [_chip(pixels, _resized(landmarks_px, size)) for size in SIZES]
    both_ways = np.stack([*chips, *(chip[:, ::-1] for chip in chips)])
    batch = ((both_ways.astype(np.float32) - MEAN_RGB) / 256).transpose(0, 3, 1, 2)
    net = open_model("gender-v1.onnx")
    female, male = np.mean([net(one[None])[0][0] for one in batch], axis=0)
    return ("female" if female > male else "male"), float(max(female, male))


def _resized(landmarks_px: Points, size: float) -> Points:
    middle = landmarks_px.mean(axis=0)
    return np.asarray((landmarks_px - middle) * size + middle, np.float32)


def _chip(pixels: npt.NDArray[np.uint8], landmarks_px: Points) -> npt.NDArray[np.uint8]:
    target = (PADDING + CHIP_POINTS) / (2 * PADDING + 1) * CHIP_PX
    to_chip = _similarity(landmarks_px[CHIP_LANDMARKS, :2].astype(np.float64), target)
    scale = float(np.hypot(to_chip[0, 0], to_chip[1, 0]))
    left, top = np.maximum(np.floor(landmarks_px[:, :2].min(0) - 24 / scale), 0).astype(int)
    right, bottom = np.ceil(landmarks_px[:, :2].max(0) + 24 / scale).astype(int)
    part = pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    if part.size == 0:  # landmarks wholly outside the picture: there is nothing to see
        return np.zeros((CHIP_PX, CHIP_PX, 3), np.uint8)
    to_chip[:, 2] += to_chip[:, :2] @ [left, top]
    if scale < 0.5:  # shrink by averaging first: the net was trained on an image pyramid
        factor = scale * 1.5
        part = cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        to_chip[:, :2] /= factor
    return np.asarray(cv2.warpAffine(part, to_chip, (CHIP_PX, CHIP_PX), flags=cv2.INTER_LINEAR), np.uint8)


def _similarity(source: npt.NDArray[np.float64], target: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Least-squares rotation, scale and shift of 2-D points, as a 2 x 3 matrix (Umeyama 1991)."""
    source_mean, target_mean = source.mean(0), target.mean(0)
    centred, goal = source - source_mean, target - target_mean
    left, spread, right = np.linalg.svd(goal.T @ centred / len(source))
    sign = np.diag([1.0, np.sign(np.linalg.det(left @ right))])
    turn = left @ sign @ right
    scale = (spread * np.diag(sign)).sum() / max(float((centred**2).sum(1).mean()), 1e-9)
    return np.column_stack([scale * turn, target_mean - scale * turn @ source_mean])
