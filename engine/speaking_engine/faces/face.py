"""Face: where a face is in the artwork and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Gender = Literal["female", "male", "unknown"]
MouthState = Literal["closed", "open", "beard-covered", "hidden", "unknown"]
YawClass = Literal["frontal", "three-quarter", "profile", "unknown"]
HandleSet = Literal["frontal", "profile_left", "profile_right", ""]
PlacedBy = Literal["mesh", "net", "hand", ""]


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
        None where nobody can read the face.
    presence : float
        0 to 1, the mesh model's belief that there is a face in its crop.
    yaw_deg, pitch_deg, roll_deg : float or None
        Head pose; yaw > 0 looks to the right of the picture, pitch > 0 up, roll > 0 clockwise.
    gender, gender_confidence
        *Apparent*, only for choosing a voice; never a statement about a person.
    found_by : tuple of str
        Detectors that agree, or ("hand",).
    yaw_class : str
        "frontal" below 15 degrees, "three-quarter" up to 45, "profile" above.
    mouth_state : str
        "closed", "open", "beard-covered", "hidden", or "unknown" where no landmarks tell.
    inter_ocular_px : float or None
        Distance between the outer corners of the eyes as drawn; None where landmarks or one eye are missing.
    quality : tuple of str
        What to know before animating this face, in words, worst first; empty if nothing.
    handles : dict of str to (float, float), or None
        Handles placed by hand or by the net, named as in `faces.handles`, x and y in artwork pixels.
    handle_set : str
        Which set `handles` belongs to; "profile_left" looks to the left of the picture. "" without handles.
    placed_by : str
        Who placed the landmarks: "mesh", "net", "hand"; "" where nobody could. See `faces.placing`.
    doubt : dict of str to float, or None
        How far off each handle is expected to be, in % of the face's height, where the net placed them.
    hidden : tuple of str
        Handles that the picture does not show, as far as the net tells.
    readable : float
        0 to 1, the net's belief that there is a face whose points can be read.
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
    yaw_class: YawClass = "unknown"
    mouth_state: MouthState = "unknown"
    inter_ocular_px: float | None = None
    quality: tuple[str, ...] = ()
    handles: dict[str, tuple[float, float]] | None = None
    handle_set: HandleSet = ""
    placed_by: PlacedBy = ""
    doubt: dict[str, float] | None = None
    hidden: tuple[str, ...] = ()
    readable: float = 0.0
