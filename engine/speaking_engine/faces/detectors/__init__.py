"""One file per detector, and the choice among them."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import cast

from speaking_engine.errors import FaceError
from speaking_engine.faces.detectors.centerface import CenterFace
from speaking_engine.faces.detectors.deepface import DeepFace
from speaking_engine.faces.detectors.detector import Detector
from speaking_engine.faces.detectors.fake import FakeDetector
from speaking_engine.faces.detectors.mtcnn import Mtcnn

ENTRY_POINTS = "speaking_images.detectors"  # packages of others: NAME = "module:function without arguments"

_DETECTORS: dict[str, Callable[[], Detector]] = {
    "centerface": CenterFace,
    "mtcnn": Mtcnn,
    "deepface": DeepFace,
    "fake": FakeDetector,
}


def detector_names() -> tuple[str, ...]:
    """List the detectors known here, those of other packages last."""
    return (*_DETECTORS, *(point.name for point in entry_points(group=ENTRY_POINTS)))


def load_detector(name: str) -> Detector:
    """Get a detector by its name.

    Raises
    ------
    FaceError
        There is no such detector; the hint lists those there are.
    """
    if name in _DETECTORS:
        return _DETECTORS[name]()
    for point in entry_points(group=ENTRY_POINTS, name=name):
        return cast("Callable[[], Detector]", point.load())()
    raise FaceError(f"There is no detector {name!r}.", hint=f"Choose one of {', '.join(detector_names())}.")
