"""Patches of the picture find what was moved on purpose: lips, lids, skull; and paint that was lost."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from painted_face import EYES, moving, painted, spoken

from speaking_engine.clip.animate import animator_named
from speaking_engine.measure.by_image import ImageLooker
from speaking_engine.measure.fidelity import EQUAL_DB, Untouched, aligned_psnr_db, psnr_db, upper_face
from speaking_engine.measure.tracks import best_lag
from speaking_engine.performance.articulation import articulate
from speaking_engine.protocol.progress import silent


@pytest.fixture(scope="module")
def still_and_face():
    return painted(300)


@pytest.fixture(scope="module")
def looker(still_and_face):
    still, face = still_and_face
    return ImageLooker(still.pixels, face.landmarks_px)


def jaw_dropped(pixels, landmarks, drop_px):
    """Move all that lies below the lip line down, and leave a dark gap."""
    line = round(float(landmarks[13, 1]))
    frame = pixels.copy()
    frame[line + drop_px :] = pixels[line : len(pixels) - drop_px]
    frame[line : line + drop_px] = 30
    return frame


def test_the_still_is_at_rest(still_and_face, looker):
    seen = looker.look(still_and_face[0].pixels)
    assert seen.opening == pytest.approx(0, abs=1e-3)
    assert seen.shift == pytest.approx(0, abs=1e-3)
    assert seen.lids == pytest.approx(1, abs=1e-3)
    assert seen.likeness == pytest.approx(1, abs=1e-3)


def test_a_dropped_jaw_is_seen_in_its_length(still_and_face, looker):
    still, face = still_and_face
    between = float(np.linalg.norm(face.landmarks_px[33, :2] - face.landmarks_px[263, :2]))
    for drop_px in (4, 9, 14):
        seen = looker.look(jaw_dropped(still.pixels, face.landmarks_px, drop_px))
        assert seen.opening == pytest.approx(drop_px / between, rel=0.15)
        assert seen.lids > 0.9


def test_a_moved_head_is_no_opening_and_no_blink(still_and_face, looker):
    seen = looker.look(np.roll(still_and_face[0].pixels, (4, -3), (0, 1)))
    assert seen.opening == pytest.approx(0, abs=0.02)
    assert seen.lids > 0.9
    assert seen.shift > 0.02


def test_painted_over_eyes_are_shut(still_and_face, looker):
    still, face = still_and_face
    frame = still.pixels.copy()
    for eye in EYES:
        cv2.fillConvexPoly(
            frame, cv2.convexHull(face.landmarks_px[eye, :2].astype(np.int32)), (205, 165, 135)
        )
    assert looker.look(frame).lids < 0.3


def test_eyes_too_plain_to_tell_are_unknown(still_and_face):
    still, face = still_and_face
    blank = np.full_like(still.pixels, 128)
    assert np.isnan(ImageLooker(blank, face.landmarks_px).look(blank).lids)


def test_lips_are_followed_by_patches_of_the_picture():
    """Farther round, the drawn stand-in's lips hang in its ground, which does not go along with them."""
    still, face = painted(256, yaw_deg=40)
    utterance = spoken("mˈɑpi tukˈæsə")
    looker = ImageLooker(still.pixels, face.landmarks_px)
    frames = animator_named("head").frames(still, face, utterance, moving(utterance), silent)
    opening = np.array([looker.look(frame).opening for frame in frames])
    correlation, lag = best_lag(opening, articulate(utterance, np.arange(len(opening)) / 25).opening_mm)
    assert correlation > 0.85
    assert abs(lag) <= 1


def test_alignment_takes_motion_out_but_no_loss(still_and_face):
    still, face = still_and_face
    mask = upper_face(still.pixels.shape, face.landmarks_px)
    y, x = np.mgrid[0:300, 0:300].astype(np.float32)
    bent = x + 2 * np.sin(y / 40), y + 1.5 * np.cos(x / 50)
    moved = cv2.remap(still.pixels, *bent, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    aligned = aligned_psnr_db(moved, still.pixels, mask)
    assert aligned_psnr_db(still.pixels, still.pixels, mask) == EQUAL_DB
    assert aligned > psnr_db(moved, still.pixels, mask) + 6
    lost = {
        "blur": cv2.GaussianBlur(moved, (0, 0), 1.5),
        "doubling": cv2.addWeighted(moved, 0.5, np.roll(moved, 6, axis=0), 0.5, 0),
        "colour": cv2.add(moved, (12, 12, 12, 0)),
    }
    for fault, frame in lost.items():
        assert aligned_psnr_db(frame, still.pixels, mask) < aligned - 3, fault


def test_the_upper_face_leaves_the_eyes_out(still_and_face):
    still, face = still_and_face
    mask = upper_face(still.pixels.shape, face.landmarks_px)
    for eye in EYES:
        assert not mask[tuple(face.landmarks_px[eye, 1::-1].mean(axis=0).round().astype(int))]
    assert mask[tuple(face.landmarks_px[9, 1::-1].round().astype(int))]


def test_untouched_pixels_are_those_no_frame_changed():
    still = np.zeros((20, 30, 3), np.uint8)
    untouched = Untouched(still)
    assert (untouched.share, untouched.border_px) == (1.0, 10)
    for row, column in ((5, 9), (12, 22)):
        frame = still.copy()
        frame[row, column, 1] = 1
        untouched.look(frame)
    assert untouched.share == pytest.approx(1 - 2 / 600)
    assert untouched.border_px == 5
