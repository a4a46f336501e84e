"""One file per detector, and the choice among them."""

from __future__ import annotations

from speaking_engine.errors import FaceError
from speaking_engine.faces.detectors.detector import Detector
from speaking_engine.plugins import Register

_HERE = "speaking_engine.faces.detectors"
DETECTORS = Register(
    "detector",
    "speaking_images.detectors",  # of others: a function without arguments
    {
        "centerface": f"{_HERE}.centerface:CenterFace",
        "mtcnn": f"{_HERE}.mtcnn:Mtcnn",
        "deepface": f"{_HERE}.deepface:DeepFace",
        "fake": f"{_HERE}.fake:FakeDetector",
    },
    FaceError,
)


def load_detector(name: str) -> Detector:
    """Return a detector by its name.

    Raises
    ------
    FaceError
        There is no such detector; the hint lists those there are.
    """
    detector: Detector = DETECTORS.load(name)()
    return detector
