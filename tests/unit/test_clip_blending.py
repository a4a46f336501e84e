"""Blending with the still, and calming flicker without softening lips."""

from __future__ import annotations

import numpy as np
from painted_face import painted

from speaking_engine.clip.finish import blended, calm_mask, ramp, smoothed


def test_blend_is_the_share_of_the_frame():
    still, _ = painted(64)
    bright = np.full_like(still.pixels, 255)
    frames = list(blended(iter([bright] * 3), still, np.array([0.0, 0.5, 1.0])))
    np.testing.assert_array_equal(frames[0], still.pixels)
    np.testing.assert_allclose(frames[1], (still.pixels + 255.0) / 2, atol=0.51)
    np.testing.assert_array_equal(frames[2], bright)


def test_ramp_rises_from_and_falls_to_the_still():
    weights = ramp(51, 10, 0.8)
    assert weights[0] == weights[-1] == 0
    assert weights[10:41].min() == weights.max() == 0.8
    assert (np.diff(weights[:11]) > 0).all()
    np.testing.assert_array_equal(ramp(5, 0, 0.5), 0.5)


def test_smoothing_calms_skin_and_leaves_mouth_eyes_and_ends():
    still, face = painted(160)
    random = np.random.default_rng(0)
    noisy = [
        np.clip(still.pixels + random.normal(0, 2, still.pixels.shape), 0, 255).astype(np.uint8)
        for _ in range(8)
    ]
    calm = list(smoothed(iter(noisy), still, face, 1.0))
    assert len(calm) == 8
    np.testing.assert_array_equal(calm[0], noisy[0])
    np.testing.assert_array_equal(calm[-1], noisy[-1])
    mask = calm_mask(still, face)
    before, after = (
        np.diff(np.stack(frames[1:-1]).astype(float), axis=0).std(axis=(0, 3)) for frames in (noisy, calm)
    )
    assert after[mask > 0.99].mean() < 0.75 * before[mask > 0.99].mean()
    np.testing.assert_allclose(after[mask == 0], before[mask == 0], atol=1e-9)
    lips = face.landmarks_px[[13, 14, 159, 386], :2].round().astype(int)
    assert (mask[lips[:, 1], lips[:, 0]] == 0).all()


def test_smoothing_does_not_smear_movement():
    still, face = painted(96)
    frames = [still.pixels.copy() for _ in range(5)]
    frames[2][10:20, 10:20] = 255
    calm = list(smoothed(iter(frames), still, face, 1.0))
    assert calm[2][12:18, 12:18].min() > 250
    assert np.abs(calm[1].astype(int) - still.pixels).max() <= 1
