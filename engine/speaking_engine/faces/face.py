"""Face: where a face is in the artwork and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Gender = Literal["female", "male", "unknown"]


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One face, found by a detector or placed by hand.

    Attributes
    ----------
    id : str
        Stable name inside a production: "f0", "f1", ... for found faces, "h0", ... for those added by hand.
    box_px : tuple of float
        (x, y, width, height) in artwork pixels, origin top left, y down.
    confidence : float
        0 to 1; 1 for a face placed by hand.
    landmarks_px : (478, 3) float32, or None
        MediaPipe v2 order; x and y in artwork pixels, z in the same scale, smaller is nearer.
        None where no mesh fits (profiles) and no handles were placed.
    presence : float
        0 to 1, the mesh model's belief that there is a face in its crop.
    yaw_deg, pitch_deg, roll_deg : float or None
        Head pose; yaw > 0 looks to the right of the picture, pitch > 0 up, roll > 0 clockwise.
    gender, gender_confidence
        *Apparent*, only for choosing a voice; never a statement about a person.
    found_by : tuple of str
        Detectors that agree, or ("hand",).
    """

    id: str
    box_px: tuple[float, float, float, float]
    confidence: float
    landmarks_px: npt.NDArray[np.float32] | None = None
    presence: float = 0.0
    yaw_deg: float | None = None
    pitch_deg: float | None = None
    roll_deg: float | None = None
    gender: Gender = "unknown"
    gender_confidence: float = 0.0
    found_by: tuple[str, ...] = ()
