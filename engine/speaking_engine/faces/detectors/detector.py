"""What every detector must offer, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from speaking_engine.faces.boxes import Box

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Finding:
    """One box that one detector believes to be a face.

    Attributes
    ----------
    box_px : tuple of float
        (x, y, width, height) in pixels of the picture it was given, origin top left, y down.
    score : float
        0 to 1, on the detector's own scale: comparable only with the same detector's other scores.
    detector : str
        Name of the detector.
    """

    box_px: Box
    score: float
    detector: str


class Detector(Protocol):
    """Finds faces in one picture, at the size it is given.

    `find` takes (H, W, 3) uint8 sRGB of any size from 1 x 1, leaves it unchanged, and gives boxes with a
    positive width and height that touch the picture. The same pixels give the same findings.
    """

    @property
    def name(self) -> str:
        """Short name, as `Face.found_by` lists it."""

    def find(self, pixels: Pixels) -> list[Finding]:
        """Return the boxes found."""
