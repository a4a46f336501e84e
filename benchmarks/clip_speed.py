"""How long one frame of the head animator takes on one thread, against a plain `cv2.remap` of its size."""

from __future__ import annotations

import time
from collections.abc import Callable

import cv2
import numpy as np

from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.rig import HeadPose, rig_of
from speaking_engine.clip.clip import Still
from speaking_engine.faces.canonical import canonical_face
from speaking_engine.faces.face import Face


def measure_speed(side_px: int) -> dict[str, float]:
    """Time a frame where everything moves, and one where the mouth does, against `cv2.remap`."""
    still, face = _noise_face(side_px)
    rig = rig_of(still.pixels, figure_of(face, still.crop_px))
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    x, y = np.meshgrid(*[np.arange(side_px, dtype=np.float32) + np.float32(0.3)] * 2)
    speaks = {"jawOpen": 0.25, "mouthUpperUpLeft": 0.2, "mouthUpperUpRight": 0.2}
    lids = {"browInnerUp": 0.5, "eyeBlinkLeft": 0.5, "eyeBlinkRight": 0.5}
    mouth = HeadPose(speaks, opening_mm=8.0)
    all_moves = HeadPose(speaks | lids, np.array([4.0, -3.0, 2.0]), np.full((2, 2), 4.0), opening_mm=8.0)
    row: dict[str, float] = {
        "side_px": side_px,
        "all_ms": _milliseconds(lambda: rig.draw(all_moves)),
        "mouth_ms": _milliseconds(lambda: rig.draw(mouth)),
        "cubic_remap_ms": _milliseconds(lambda: cv2.remap(still.pixels, x, y, cv2.INTER_CUBIC)),
        "linear_remap_ms": _milliseconds(lambda: cv2.remap(still.pixels, x, y, cv2.INTER_LINEAR)),
    }
    cv2.setNumThreads(threads)
    row["ratio"] = round(row["all_ms"] / row["cubic_remap_ms"], 2)
    row["seconds_per_second"] = round(row["all_ms"] * 25 / 1e3, 2)
    return row


def _milliseconds(work: Callable[[], object], rounds: int = 12) -> float:
    """Return the processor time of one call: fair on a machine that others use too."""
    work()
    start = time.process_time()
    for _ in range(rounds):
        work()
    return round((time.process_time() - start) / rounds * 1e3, 1)


def _noise_face(side_px: int) -> tuple[Still, Face]:
    """Return a face of noise at the canonical landmarks: speed does not depend on what is painted."""
    mesh = canonical_face()
    low, high = mesh.min(axis=0), mesh.max(axis=0)
    points = (mesh - (low + high) / 2) * (0.5 * side_px / float((high - low)[:2].max()))
    points += (side_px / 2, side_px * 0.47, 0)
    pixels = np.random.default_rng(0).integers(60, 200, (side_px, side_px, 3), np.uint8)
    face = Face("f0", (0.0, 0.0, float(side_px), float(side_px)), 1.0, points.astype(np.float32), 1.0)
    return Still(pixels, (0, 0, side_px, side_px)), face
