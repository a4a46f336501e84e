"""A face painted by a program on the canonical mesh, and speech of noise: tests without models or museums."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lips import LOWER_INNER, LOWER_OUTER, UPPER_INNER
from speaking_engine.clip.clip import Motion, Still
from speaking_engine.faces.canonical import canonical_face, rotation
from speaking_engine.faces.face import Face
from speaking_engine.head.model import OUTSIDE, load_head
from speaking_engine.head.raster import rasterise
from speaking_engine.performance.manner import Manner
from speaking_engine.performance.perform import perform
from speaking_engine.speech.utterance import Phoneme, Utterance

OVAL = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
        152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109]  # fmt: skip
LIPS = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185]
SEAM = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
EYES = ([33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246],
        [263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466])  # fmt: skip
UPPER_LIDS = ([33, 246, 161, 160, 159, 158, 157, 173, 133], [362, 398, 384, 385, 386, 387, 388, 466, 263])
PUPILS = (468, 473)
TEETH_PX = np.array([232.0, 226.0, 214.0])
PROFILE_PX = 420
GROUND = np.array([70, 110, 160], np.float32)
BROWS = ([70, 63, 105, 66, 107], [336, 296, 334, 293, 300])


def painted(
    side_px: int = 256, yaw_deg: float = 0.0, seed: int = 0, *, shaded: bool = True
) -> tuple[Still, Face]:
    """Paint a face in a square, lit from the left; its crop is the whole picture."""
    mesh = canonical_face() @ rotation(yaw_deg, 0, 0).T
    low, high = mesh.min(axis=0), mesh.max(axis=0)
    scale = 0.5 * side_px / float((high - low)[:2].max())
    points = (mesh - (low + high) / 2) * scale + [side_px / 2, side_px * 0.47, 0]
    pixels = _paint(points, side_px, np.random.default_rng(seed), shaded)
    box = (*points[:, :2].min(axis=0), *np.ptp(points[:, :2], axis=0))
    face = Face("f0", tuple(map(float, box)), 0.9, points.astype(np.float32), 1.0, yaw_deg, 0.0, 0.0)
    return Still(pixels, (0, 0, side_px, side_px)), face


def spoken(text: str, seed: int = 0, sample_rate_hz: int = 24000) -> Utterance:
    """Make an utterance from phonemes; a space is 0.4 s of silence, a stress mark stresses the next."""
    phonemes = [Phoneme("", 0.0, 0.3)]
    stress = 0
    for symbol in text + " ":
        if symbol == "ˈ":
            stress = 1
            continue
        length = 0.4 if symbol == " " else 0.13 if symbol in "ɑaæɔɛiuoIOA" else 0.08
        start = phonemes[-1].end_seconds
        phonemes.append(Phoneme("" if symbol == " " else symbol, start, start + length, stress))
        stress = 0
    random = np.random.default_rng(seed)
    samples = random.normal(0, 0.1, round(phonemes[-1].end_seconds * sample_rate_hz)).astype(np.float32)
    for phoneme in phonemes:
        if not phoneme.symbol:
            samples[
                int(phoneme.start_seconds * sample_rate_hz) : int(phoneme.end_seconds * sample_rate_hz)
            ] = 0
    return Utterance(samples, sample_rate_hz, tuple(phonemes), (), text, "noise")


RATE = Fraction(25)


def _paint(points, side_px, random, shaded):
    y, x = np.mgrid[0:side_px, 0:side_px] / side_px
    canvas = np.stack([70 + 40 * y, 80 + 30 * x, 90 + 20 * y], axis=-1).astype(np.float32)
    flat = np.round(points[:, :2] * 16).astype(np.int32)

    def fill(indices, colour):
        cv2.fillPoly(canvas, [flat[indices]], colour, cv2.LINE_AA, 4)

    fill(OVAL, (205, 165, 135))
    fill(LIPS, (165, 85, 80))
    width = max(1, side_px // 160)
    cv2.polylines(canvas, [flat[SEAM]], False, (70, 35, 35), width, cv2.LINE_AA, 4)
    for eye, pupil, lid, brow in zip(EYES, PUPILS, UPPER_LIDS, BROWS, strict=True):
        fill(eye, (225, 220, 210))
        cv2.circle(canvas, tuple(flat[pupil]), round(side_px * 0.012 * 16), (40, 30, 25), -1, cv2.LINE_AA, 4)
        cv2.polylines(canvas, [flat[lid]], False, (60, 40, 35), width, cv2.LINE_AA, 4)
        cv2.polylines(canvas, [flat[brow]], False, (80, 55, 40), 3 * width, cv2.LINE_AA, 4)
    if shaded:
        canvas *= (1.1 - 0.5 * x**2)[..., None]
    canvas = cv2.GaussianBlur(canvas, (0, 0), side_px / 300) + random.normal(0, 2.0, canvas.shape)
    return np.clip(canvas, 0, 255).astype(np.uint8)


def moving(utterance: Utterance, rate: Fraction = RATE, options=None, **manner) -> Motion:
    """Return the motion of an utterance, in some manner, for an animator with some options."""
    return Motion(perform(utterance, rate, Manner(**manner)), options or {})


def laughed(side_px):
    """Return a face that laughs, as pixels and `Face`: teeth between its lips, the lower one moved down."""
    still, face = painted(side_px)
    pixels = still.pixels.copy()
    landmarks = face.landmarks_px.copy()
    width = np.linalg.norm(landmarks[291, :2] - landmarks[61, :2])
    sag = 0.3 * width * np.sin(np.linspace(0, np.pi, 11))
    landmarks[LOWER_INNER, 1] += sag
    landmarks[LOWER_OUTER, 1] += sag
    inner, lower, outer = (landmarks[ids, :2] for ids in (UPPER_INNER, LOWER_INNER, LOWER_OUTER))
    for line, colour in ((outer, (165, 85, 80)), (lower, TEETH_PX.tolist())):
        outline = np.round(16 * np.concatenate([inner, line[::-1]])).astype(np.int32)
        cv2.fillPoly(pixels, [outline], colour, cv2.LINE_AA, 4)
    dark = np.round(16 * np.concatenate([lower - [0, 0.08 * width] * (sag > 0)[:, None], lower[::-1]]))
    cv2.fillPoly(pixels, [dark.astype(np.int32)], (60, 30, 30), cv2.LINE_AA, 4)
    return cv2.GaussianBlur(pixels, (0, 0), 0.8), replace(face, landmarks_px=landmarks)


def profile(yaw_deg):
    """A shaded head of the model's own before a grainy ground, and the face that its handles make."""
    model = load_head()
    points = model.mean @ rotation(yaw_deg, 0.0, 0.0).T * 10 + [
        PROFILE_PX / 2 - 20 * np.sign(yaw_deg),
        PROFILE_PX / 2,
        0,
    ]
    rows = model.triangles_in(*OUTSIDE, "eye_left", "eye_right")
    triangles = model.triangles[rows]
    seen = rasterise(points.astype(np.float32), triangles, PROFILE_PX, PROFILE_PX)
    grain = cv2.GaussianBlur(
        np.random.default_rng(3).normal(size=(PROFILE_PX, PROFILE_PX)).astype(np.float32), (0, 0), 1
    )
    picture = GROUND + 12 * grain[..., None]
    corner = points[triangles]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    light = np.abs(normal[:, 2]) / np.maximum(np.linalg.norm(normal, axis=1), 1e-9)
    skin = np.array([215, 175, 150]) * (0.55 + 0.45 * light[:, None])
    lips = model.is_in("lip_upper", "lip_lower")[triangles].all(axis=1)
    skin[lips] *= [0.8, 0.55, 0.55]
    balls = model.is_in("eye_left", "eye_right")[triangles].all(axis=1)
    skin[balls] = [60, 50, 45]
    picture[seen.covered] = skin[seen.triangle[seen.covered]] + 4 * grain[seen.covered][:, None]
    seen_from = "profile_right" if yaw_deg > 0 else "profile_left"
    handles = {
        name.partition(".")[2]: tuple(
            float(at) for at in anchor.on(points.astype(np.float32), model.triangles)[0, :2]
        )
        for name, anchor in model.handles.items()
        if name.startswith(seen_from)
    }
    face = Face("h0", (0.0, 0.0, 10.0, 10.0), 1.0, handles=handles, handle_set=seen_from)
    return np.clip(picture, 0, 255).astype(np.uint8), face, seen.covered
