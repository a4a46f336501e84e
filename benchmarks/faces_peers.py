"""Runs inside a peer's own Python: one public detector over many pictures; imports nothing of the engine.

python faces_peers.py mtcnn|dlib|haar ANSWER.json PICTURE...
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

MAX_SIDE_PX = 1600  # as in the measurements the targets come from
Pixels = np.ndarray[Any, np.dtype[np.uint8]]
Detect = Callable[[Pixels], list[list[float]]]


def mtcnn() -> Detect:
    """Take the `mtcnn` package on TensorFlow, with its own defaults."""
    from mtcnn import MTCNN

    net = MTCNN()
    return lambda pixels: [[*face["box"], face["confidence"]] for face in net.detect_faces(pixels) or []]


def dlib() -> Detect:
    """Take the frontal detector of dlib: histograms of oriented gradients."""
    import dlib as library

    net = library.get_frontal_face_detector()

    def detect(pixels: Pixels) -> list[list[float]]:
        boxes, scores, _ = net.run(pixels, 1, 0.0)
        return [
            [box.left(), box.top(), box.width(), box.height(), score]
            for box, score in zip(boxes, scores, strict=True)
        ]

    return detect


def haar() -> Detect:
    """Take OpenCV's cascades for front views and for profiles, both ways."""
    folder = Path(cv2.__file__).parent / "data"
    front, side = (
        cv2.CascadeClassifier(str(folder / f"haarcascade_{name}.xml"))
        for name in ("frontalface_alt2", "profileface")
    )

    def detect(pixels: Pixels) -> list[list[float]]:
        grey = cv2.equalizeHist(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
        found = [[*map(float, box), 0.5] for box in front.detectMultiScale(grey, 1.1, 4, minSize=(24, 24))]
        found += [[*map(float, box), 0.4] for box in side.detectMultiScale(grey, 1.1, 4, minSize=(24, 24))]
        mirrored = side.detectMultiScale(grey[:, ::-1].copy(), 1.1, 4, minSize=(24, 24))
        return found + [[grey.shape[1] - x - w, y, w, h, 0.4] for x, y, w, h in np.array(mirrored).tolist()]

    return detect


def main() -> None:
    """Detect in each picture, at up to 1600 px, and write boxes in its own pixels with the seconds taken."""
    name, answer, *pictures = sys.argv[1:]
    detect = {"mtcnn": mtcnn, "dlib": dlib, "haar": haar}[name]()
    told = {}
    for picture in pictures:
        pixels = np.asarray(Image.open(picture).convert("RGB"))
        zoom = min(1.0, MAX_SIDE_PX / max(pixels.shape[:2]))
        shown = (
            cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA) if zoom < 1 else pixels
        )
        started = time.perf_counter()
        found = detect(np.ascontiguousarray(shown))
        told[picture] = {
            "seconds": time.perf_counter() - started,
            "faces": [[float(value) / zoom for value in face[:4]] + [float(face[4])] for face in found],
        }
    Path(answer).write_text(json.dumps(told), "utf8")


if __name__ == "__main__":
    main()
