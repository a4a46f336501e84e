"""A detector that knows nothing of faces: it finds plain bright squares, for tests without weights."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.faces.detectors.detector import Finding, Pixels

BRIGHT = 250


@dataclass(frozen=True, slots=True)
class FakeDetector:
    """Takes every white patch for a face; the fuller its box, the higher its score. Never a default."""

    name: str = "fake"

    def find(self, pixels: Pixels) -> list[Finding]:
        """Return the boxes of the white patches, the fullest first."""
        white = np.ascontiguousarray(pixels.min(axis=2) >= BRIGHT).astype(np.uint8)
        _, _, patches, _ = cv2.connectedComponentsWithStats(white)
        found = [
            Finding(
                (float(x), float(y), float(width), float(height)), float(count / (width * height)), self.name
            )
            for x, y, width, height, count in patches[1:].tolist()
        ]
        return sorted(found, key=lambda finding: -finding.score)
