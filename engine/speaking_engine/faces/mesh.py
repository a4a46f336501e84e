"""The face mesh: 478 landmarks and how much the model believes in them.

References
----------
MediaPipe Face Landmarker v2 (Apache-2.0), as plain ONNX in `weights/facemesh_v2.onnx`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.faces.boxes import Box
from speaking_engine.faces.onnx_model import open_model

Points = npt.NDArray[np.float32]

CROP_PX = 256
MARGIN = 1.5  # side of the crop / larger side of the face, as MediaPipe's own tracker keeps it
EYE_CORNERS = (33, 263)  # outer corners, left and right in the picture


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """One fit.

    Attributes
    ----------
    landmarks_px : (478, 3) float32
        MediaPipe v2 order, x and y in picture pixels, z in the same scale, smaller is nearer.
    presence : float
        0 to 1, the model's belief that there is a face in its crop.
    """

    landmarks_px: Points
    presence: float


@dataclass(frozen=True, slots=True)
class Region:
    """A turned square of the picture: middle (x, y) and side in pixels, angle in radians, clockwise."""

    middle_x: float
    middle_y: float
    side_px: float
    angle: float


def fit_mesh(pixels: npt.NDArray[np.uint8], box_px: Box, *, angle: float = 0.0, passes: int = 3) -> Mesh:
    """Fit the mesh to one face, moving the crop after each pass to where the last one saw the face.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    box_px : tuple of float
        (x, y, width, height) in pixels.
    angle : float
        First guess of the head's roll in radians, clockwise.
    passes : int
        At least 1; three settle to a fraction of a pixel.
    """
    x, y, width, height = box_px
    region = Region(x + width / 2, y + height / 2, max(width, height) * MARGIN, angle)
    mesh = _fit_once(pixels, region)
    for _ in range(passes - 1):
        mesh = _fit_once(pixels, _region_of(mesh.landmarks_px))
    return mesh


def _fit_once(pixels: npt.NDArray[np.uint8], region: Region) -> Mesh:
    to_picture = _crop_to_picture(region)
    crop = _sample(pixels, to_picture, region.side_px / CROP_PX)
    landmarks, logit = open_model("facemesh_v2.onnx")(crop[None].astype(np.float32) / 255)[:2]
    points = landmarks.reshape(478, 3)
    flat = points[:, :2] @ to_picture[:, :2].T + to_picture[:, 2]
    depth = points[:, 2:] * (region.side_px / CROP_PX)
    presence = 1 / (1 + np.exp(-float(logit.ravel()[0])))
    return Mesh(np.concatenate([flat, depth], 1).astype(np.float32), float(presence))


def _crop_to_picture(region: Region) -> npt.NDArray[np.float64]:
    scale = region.side_px / CROP_PX
    cosine, sine = np.cos(region.angle) * scale, np.sin(region.angle) * scale
    turn = np.array([[cosine, -sine], [sine, cosine]])
    middle = np.array([region.middle_x, region.middle_y]) - turn @ [CROP_PX / 2, CROP_PX / 2]
    return np.column_stack([turn, middle])


def _sample(
    pixels: npt.NDArray[np.uint8], to_picture: npt.NDArray[np.float64], scale: float
) -> npt.NDArray[np.uint8]:
    """Cut the turned square out; a large face is first averaged down, so that brushwork does not alias."""
    reach = int(np.ceil(abs(scale) * CROP_PX))
    middle = to_picture[:, :2] @ [CROP_PX / 2, CROP_PX / 2] + to_picture[:, 2]
    height, width = pixels.shape[:2]
    left, top = (np.clip(np.floor(middle - reach), 0, [width - 1, height - 1])).astype(int)
    right, bottom = (np.clip(np.ceil(middle + reach), [left + 1, top + 1], [width, height])).astype(int)
    part = pixels[top:bottom, left:right]
    shift = to_picture.copy()
    shift[:, 2] -= [left, top]
    if scale > 2:
        size = max(1, round(part.shape[1] * 1.5 / scale)), max(1, round(part.shape[0] * 1.5 / scale))
        factor = np.array([size[0] / part.shape[1], size[1] / part.shape[0]])
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
        shift *= factor[:, None]
        shift[:, 2] += factor / 2 - 0.5  # pixel middles, not corners, are what is mapped
    return np.asarray(
        cv2.warpAffine(
            part,
            shift,
            (CROP_PX, CROP_PX),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )


def _region_of(landmarks_px: Points) -> Region:
    """Where the next crop should be: upright along the eyes and 1.5 times as large as the mesh."""
    left_eye, right_eye = landmarks_px[list(EYE_CORNERS), :2]
    across = right_eye - left_eye
    angle = float(np.arctan2(across[1], across[0]))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    upright = landmarks_px[:, :2] @ turn.T
    low, high = upright.min(axis=0), upright.max(axis=0)
    middle = turn.T @ ((low + high) / 2)
    return Region(float(middle[0]), float(middle[1]), float((high - low).max() * MARGIN), angle)
