"""Looks at eye and mouth once more, closely: what is a few pixels of a whole face fills a crop of its own.

References
----------
Our second net, `weights/face_details.onnx`, from the same drawn heads as the first (`training/`).
"""

from __future__ import annotations

import dataclasses

import numpy as np

from speaking_engine.faces.boxes import Box
from speaking_engine.faces.onnx_model import open_model
from speaking_engine.faces.reading import POINTS, Levels, NetReading, Reals, cut

EYE = ("eye_corner", "eye_inner", "lid_upper", "lid_lower")
MOUTH = ("mouth_corner", "lip_upper", "lip_seam", "lip_lower", "subnasale")
NUMBERS = [POINTS.index(name) for name in EYE + MOUTH]
PARTS = slice(0, len(EYE)), slice(len(EYE), None)  # of these
CLOSE_PX, PASSES = 48, 2
SIDE = 0.45  # of a crop / height of the face's box, as in training
EYE_TO_CHIN = 1.53  # height of the box / from eye to chin, on drawn heads
LOOKS = (
    (1.0, 0.0, 0.0, 0.0),
    (0.92, 0.02, 0.01, 4.0),
    (1.08, -0.02, -0.01, -4.0),
    (1.0, 0.01, -0.02, 2.0),
    (1.0, -0.01, 0.02, -2.0),
)
"""Scale of the crop, shift in heights of the face, turn in degrees."""


def look_closer(pixels: Levels, reading: NetReading, box_px: Box) -> NetReading:
    """Return a reading with its eye's and mouth's points moved to where the second look sees them.

    Twice, for crops are cut by the points; each time a point moves by the share of its doubt in both looks'.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    box_px : tuple of float
        The box that was read, (x, y, width, height) in pixels.
    """
    height_px, points, doubt = _height_px(reading, box_px), reading.points_px.copy(), reading.doubt.copy()
    for _ in range(PASSES):
        close, close_doubt = _seen(pixels, points[NUMBERS], reading, height_px)
        share = reading.doubt[NUMBERS] ** 2 / (reading.doubt[NUMBERS] ** 2 + close_doubt**2)
        points[NUMBERS] += share[:, None] * (close - points[NUMBERS])
        doubt[NUMBERS] = share * close_doubt + (1 - share) * reading.doubt[NUMBERS]
    return dataclasses.replace(reading, points_px=points, doubt=doubt)


def _seen(pixels: Levels, points: Reals, reading: NetReading, height_px: float) -> tuple[Reals, Reals]:
    """Return where the second look sees its points, (9, 2), and its doubt, (9,): medians of five looks."""
    placed = [
        _placed(points[part].mean(0), look, height_px, reading.roll_deg) for part in PARTS for look in LOOKS
    ]
    crops = np.stack([cut(pixels, to_crop, CLOSE_PX) for to_crop in placed])
    crops = crops if reading.looks_left else crops[:, :, ::-1]
    batch = np.ascontiguousarray(crops.transpose(0, 3, 1, 2), np.float32)
    told, doubt = (np.asarray(of, np.float64) for of in open_model("face_details.onnx")(batch))
    inside = told if reading.looks_left else told * [-1, 1] + [CLOSE_PX - 1, 0]
    seen = np.array(
        [
            (found - to_crop[:, 2]) @ np.linalg.inv(to_crop[:, :2]).T + 0.5
            for found, to_crop in zip(inside, placed, strict=True)
        ]
    )
    many = len(LOOKS)
    of_part = [(slice(number * many, (number + 1) * many), part) for number, part in enumerate(PARTS)]
    return (
        np.concatenate([np.median(seen[looks, part], axis=0) for looks, part in of_part]),
        np.concatenate([np.median(doubt[looks, part], axis=0) for looks, part in of_part]),
    )


def _height_px(reading: NetReading, box_px: Box) -> float:
    """Return the face's height, of its box and of what was read in it: boxes may be a fifth off."""
    eye = np.mean([reading.point(name) for name in EYE], axis=0)
    read = EYE_TO_CHIN * float(np.hypot(*(eye - reading.point("chin"))))
    return float(np.sqrt(max(read, 1.0) * box_px[3]))


def _placed(
    middle: Reals, look: tuple[float, float, float, float], height_px: float, roll_deg: float
) -> Reals:
    """Return the map from the picture's pixel middles to an upright crop's round a place, (2, 3)."""
    scale, right, down, turn_deg = look
    zoom, angle = CLOSE_PX / (SIDE * height_px * scale), np.radians(turn_deg - roll_deg)
    turn = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = middle - 0.5 + np.multiply((right, down), height_px)
    return np.column_stack([turn, (CLOSE_PX - 1) / 2 - turn @ middle])
