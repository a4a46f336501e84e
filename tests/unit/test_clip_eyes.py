"""Eyes of the mesh animator: glances between resting lids, and lids in the skin's own strokes."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from painted_face import moving, painted, spoken

from speaking_engine.clip.animators.mesh import anatomy
from speaking_engine.clip.animators.mesh.animator import draw, rig_of
from speaking_engine.performance.manner import STYLES

MINUTE = spoken("mˈɑpi tukˈæsə nˈoliðəlˈaɪtə " * 16)
EYES = (
    anatomy.LEFT_LID_UPPER + anatomy.LEFT_LID_LOWER,
    anatomy.RIGHT_LID_UPPER + anatomy.RIGHT_LID_LOWER,
)


@pytest.fixture(scope="module")
def rig():
    return rig_of(*reversed(painted(480)))


def eyes_mask(rig, grow_px=0):
    mask = np.zeros(rig.still.pixels.shape[:2], np.uint8)
    for eye in EYES:
        hull = cv2.convexHull(rig.head.points[eye, :2].astype(np.float32))
        cv2.fillConvexPoly(mask, np.round(hull).astype(np.int32), 1)
    return cv2.dilate(mask, np.ones((2 * grow_px + 1,) * 2, np.uint8)) > 0


def pupil_x(frame, rig, landmark):
    """Where the darkness of one pupil has its middle."""
    x, y = np.round(rig.head.points[landmark, :2]).astype(int)
    window = frame[y - 3 : y + 4, x - 12 : x + 13].astype(float).mean(axis=-1)
    dark = np.clip(110 - window, 0, None).sum(axis=0)
    return float(dark @ np.arange(x - 12, x + 13) / dark.sum())


def test_both_pupils_glance_the_same_way_and_nothing_but_the_eyes_changes(rig):
    rest, left, right = (draw(rig, {"brow": 1e-9}, gaze=gaze) for gaze in (0.0, -1.0, 1.0))
    for pupil in (468, 473):
        assert pupil_x(left, rig, pupil) < pupil_x(rest, rig, pupil) - 1
        assert pupil_x(right, rig, pupil) > pupil_x(rest, rig, pupil) + 1
    outside = ~eyes_mask(rig, grow_px=4)
    for frame in (left, right):
        np.testing.assert_array_equal(frame[outside], rest[outside])


def test_lids_rest_while_eyes_glance(rig):
    rest, aside = (draw(rig, {"brow": 1e-9}, gaze=gaze) for gaze in (0.0, 1.0))
    for lid in (anatomy.LEFT_LID_UPPER, anatomy.RIGHT_LID_UPPER):
        x, y = np.round(rig.head.points[lid[1:-1], :2]).astype(int).T
        assert np.abs(aside[y - 2, x].astype(int) - rest[y - 2, x]).mean() < 2


def test_style_and_amplitude_scale_the_gaze():
    lively, restrained, none = (
        np.abs(moving(MINUTE, seed=3, style=style, amplitude=amplitude).performance.gaze_deg).max()
        for style, amplitude in (("lively", 1.0), ("restrained", 1.0), ("lively", 0.0))
    )
    assert none == 0
    assert restrained / lively == pytest.approx(STYLES["restrained"].gaze / STYLES["lively"].gaze)


def fine(frame):
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return grey - cv2.GaussianBlur(grey, (0, 0), 2.0)


def test_a_shut_lid_is_as_rough_as_the_skin_around_it():
    """Strokes as strong as the cheek's lie on the new lid, so that it is no smooth patch."""
    still, face = painted(480)
    y, x = np.mgrid[:480, :480]
    strokes = (18 * np.sin(x / 1.7 + 2 * np.sin(y / 9)))[..., None]
    rough = replace(still, pixels=np.clip(still.pixels + strokes, 0, 255).astype(np.uint8))
    rig = rig_of(face, rough)
    shut = fine(draw(rig, {}, blink=1.0))
    cheek = fine(rough.pixels)
    for pupil, under in ((468, 118), (473, 347)):
        lid, skin = (
            part[int(py) - 3 : int(py) + 4, int(px) - 9 : int(px) + 10].std()
            for part, (px, py) in ((shut, rig.head.points[pupil, :2]), (cheek, rig.head.points[under, :2]))
        )
        assert lid > 0.6 * skin


def test_no_white_of_the_eye_is_left_when_it_is_shut():
    rig = rig_of(*reversed(painted(480, shaded=False)))  # so that only the eye is white
    inside = eyes_mask(rig, grow_px=3)
    open_white, shut_white = (
        int(((frame[..., 2] > 155) & inside).sum()) for frame in (rig.still.pixels, draw(rig, {}, blink=1.0))
    )
    assert open_white > 100
    assert shut_white < 0.03 * open_white
