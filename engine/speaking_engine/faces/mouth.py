"""What the mouth does in the picture, as far as landmarks and tones tell."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.faces.face import MouthState
from speaking_engine.faces.mesh import Points

LEAST_HEIGHT_PX = 48.0  # forehead to chin; below, tones are a few brush strokes
SEEN_LIPS_PX = 120.0  # forehead to chin; below, the mesh takes shadows for gaps between lips
OPEN = 0.02  # gap between the lips / height of the face; the canonical face, lips parted, has 0.03
BEARD_L = 22.0  # how much darker than the cheek both upper lip and chin are, in L* of CIELAB (0 to 100)

CHEEKS = ([50, 101, 36, 205, 187, 123, 117, 118], [280, 330, 266, 425, 411, 352, 346, 347])
UPPER_LIP = [164, 167, 165, 92, 186, 57, 39, 37, 0, 267, 269, 287, 410, 322, 391, 393]
CHIN = [17, 84, 181, 91, 106, 182, 83, 18, 313, 406, 335, 321, 405, 314, 152, 148, 377, 176, 400]


def mouth_state(pixels: npt.NDArray[np.uint8], landmarks_px: Points) -> MouthState:
    """Name the state of the mouth: "open", "beard-covered", "closed", or "unknown" on small faces.

    A mouth behind a hand or a cup is not recognised as "hidden"; only a person can say that.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    landmarks_px : (478, 3) float32
    """
    points = landmarks_px.astype(np.float64)
    height_px = float(np.linalg.norm(points[152] - points[10]))
    if height_px < LEAST_HEIGHT_PX:
        return "unknown"
    if np.linalg.norm(points[14] - points[13]) / height_px > OPEN:
        return "open" if height_px >= SEEN_LIPS_PX else "unknown"
    cheek = max(_lightness(pixels, points[side, :2]) for side in CHEEKS)
    darker = [cheek - _lightness(pixels, points[part, :2]) for part in (UPPER_LIP, CHIN)]
    return "beard-covered" if min(darker) > BEARD_L else "closed"


def _lightness(pixels: npt.NDArray[np.uint8], outline: npt.NDArray[np.float64]) -> float:
    """Mean L* inside the hull of some points; 0 outside the picture."""
    height, width = pixels.shape[:2]
    hull = cv2.convexHull(np.round(outline).astype(np.int32))[:, 0]
    left, top = np.clip(hull.min(axis=0), 0, [width - 1, height - 1])
    right, bottom = np.clip(hull.max(axis=0) + 1, [left + 1, top + 1], [width, height])
    part = np.ascontiguousarray(pixels[top:bottom, left:right])
    mask = cv2.fillConvexPoly(np.zeros(part.shape[:2], np.uint8), (hull - [left, top]).astype(np.int32), 1)
    lightness = cv2.cvtColor(part, cv2.COLOR_RGB2LAB)[..., 0][mask > 0]
    return float(lightness.mean()) * 100 / 255 if lightness.size else 0.0
