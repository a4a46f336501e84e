"""Which faces the clip benchmark moves, and what is seen when it does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from speaking_engine.clip.animate import animator_named
from speaking_engine.clip.animators.head.animator import fitted_rig, poses_of
from speaking_engine.clip.clip import Motion, Still
from speaking_engine.clip.crop import crop_for
from speaking_engine.faces.face import Face
from speaking_engine.faces.handles import landmarks_from_handles
from speaking_engine.faces.mesh import fit_mesh
from speaking_engine.measure.alive import Alive, movement
from speaking_engine.measure.asked import asked_of
from speaking_engine.measure.by_mesh import between_eyes, opening_of, shape_of
from speaking_engine.measure.judge import Measures, judged
from speaking_engine.measure.refound import refind
from speaking_engine.measure.report import Reported, film_strip, telling_frames, tracks_png
from speaking_engine.measure.tracks import best_lag
from speaking_engine.media.movie import read_frames, write_lossless
from speaking_engine.performance.manner import Manner, seed_of
from speaking_engine.performance.perform import perform
from speaking_engine.protocol.progress import silent
from speaking_engine.speech.utterance import Utterance

RATE = Fraction(25)
LEAST_PRESENCE = 0.5
HANDLES = json.loads(Path(__file__).with_name("clip_handles.json").read_text("utf8"))
"""Profiles and a print that no mesh sees, with handles placed by hand as a user would."""


def speaker(folder: Path, truth: dict[str, Any]) -> tuple[Still, Face] | None:
    """Return the main speaker: by handles placed by hand, or by the mesh in the hand-made box; else None."""
    faces = [face for face in truth["faces"] if face.get("main_speaker")]
    if not faces:
        return None
    pixels = np.asarray(Image.open(folder / truth["file"]).convert("RGB"))
    name = Path(truth["file"]).stem
    face = _by_hand(name) if name in HANDLES else _by_mesh(pixels, faces[0])
    if face is None:
        return None
    x, y, width, height = crop_for(face, pixels.shape[1], pixels.shape[0])
    return Still(pixels[y : y + height, x : x + width].copy(), (x, y, width, height)), face


def _by_hand(name: str) -> Face:
    handle_set = HANDLES[name]["set"]
    handles = {handle: (float(x), float(y)) for handle, (x, y) in HANDLES[name]["handles"].items()}
    points = landmarks_from_handles(handle_set, handles)
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    box = (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
    return Face("h0", box, 1.0, points, found_by=("hand",), handles=handles, handle_set=handle_set)


def _by_mesh(pixels: npt.NDArray[np.uint8], truth: dict[str, Any]) -> Face | None:
    x, y, width, height = map(float, truth["bbox"])
    box = (x, y, width, height)
    mesh = fit_mesh(pixels, box, angle=np.radians(truth.get("roll_deg_est") or 0))
    if mesh.presence < LEAST_PRESENCE:
        return None
    return Face("f0", box, 1.0, landmarks_px=mesh.landmarks_px, presence=mesh.presence)


def motion_of(
    utterance: Utterance, options: dict[str, str] | None = None, style: str = "portrait", seed: int = 1
) -> Motion:
    """Perform an utterance, for an animator with some options."""
    return Motion(perform(utterance, RATE, Manner(style, seed=seed)), options or {})


@contextmanager
def made(still: Still, face: Face, utterance: Utterance, motion: Motion) -> Iterator[Path]:
    """Animate into a lossless movie that is removed afterwards."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mkv"
        frames = animator_named("head").frames(still, face, utterance, motion, silent)
        write_lossless(path, frames, motion.rate)
        yield path


def measure_work(name: str, still: Still, face: Face, utterance: Utterance) -> Reported:
    """Animate one work as everybody would, from a seed of its own, and measure it."""
    motion = motion_of(utterance, seed=seed_of(name, utterance.text, 0))
    with made(still, face, utterance, motion) as clip:
        seen = refind(read_frames(clip), still, face)
        strip = film_strip(read_frames(clip), telling_frames(seen), still, face)
    asked = asked_of(utterance, motion)
    plot = tracks_png(seen, utterance, RATE, asked)
    detail = f"{still.crop_px[2]} px a side, {'handles by hand' if face.handles else 'landmarks by the mesh'}"
    return Reported(name, detail, judged(seen, utterance, RATE, asked), strip, plot)


def measure_lean(name: str, still: Still, face: Face, utterance: Utterance) -> Measures:
    """Measure one work as `measure_work` does, and leave no pictures."""
    return measure_motion(still, face, utterance, motion_of(utterance, seed=seed_of(name, utterance.text, 0)))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a work was drawn to do, read off the rig and no picture, and what held it back."""

    correlation: float
    moved: Alive
    remarks: tuple[str, ...]


def drawn(name: str, still: Still, face: Face, utterance: Utterance) -> Drawn:
    """Judge where the rig lays the landmarks, as `measure_work` judges where the mesh sees them."""
    motion = motion_of(utterance, seed=seed_of(name, utterance.text, 0))
    rig, remarks = fitted_rig(still, face, motion.options)
    rest = between_eyes(rig.figure.landmarks)
    frames = [rig.landmarks(pose) for pose in poses_of(motion.performance)]
    opening = np.array([opening_of(points) for points in frames])
    shape = np.array([shape_of(points, rest) for points in frames]).T
    asked = asked_of(utterance, motion, animator_named("head")).opening_mm
    correlation = np.nan if asked is None else best_lag(opening, asked)[0]
    # From the side, widths that all else is counted in lie in the depth.
    moved = Alive() if rig.figure.in_profile else movement(opening, shape, utterance, RATE)
    return Drawn(correlation, moved, remarks)


def shrunk(still: Still, face: Face, side_px: int) -> tuple[Still, Face]:
    """Return a still and its face no larger than a side; smaller ones as they are."""
    scale = side_px / max(still.crop_px[2:])
    if scale >= 1 or face.landmarks_px is None:
        return still, face
    left, top, width, height = still.crop_px
    size = round(width * scale), round(height * scale)
    small = cv2.resize(still.pixels, size, interpolation=cv2.INTER_AREA)
    landmarks = (face.landmarks_px - np.array([left, top, 0], np.float32)) * np.float32(scale)
    x, y, wide, high = face.box_px
    box = ((x - left) * scale, (y - top) * scale, wide * scale, high * scale)
    handles = face.handles and {
        name: ((at[0] - left) * scale, (at[1] - top) * scale) for name, at in face.handles.items()
    }
    return Still(small, (0, 0, *size)), replace(face, box_px=box, landmarks_px=landmarks, handles=handles)


def measure_motion(
    still: Still, face: Face, utterance: Utterance, motion: Motion, animator: str = "head"
) -> Measures:
    """Animate in one particular way, and measure that."""
    frames = animator_named(animator).frames(still, face, utterance, motion, silent)
    return judged(
        refind(frames, still, face), utterance, RATE, asked_of(utterance, motion, animator_named(animator))
    )
