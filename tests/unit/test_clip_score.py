"""The score of the mesh animator: what a performance asks of each control, in the picture's own measures."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from painted_face import moving, painted, spoken

from speaking_engine.clip.animators.mesh.animator import rig_of
from speaking_engine.clip.animators.mesh.fields import CONTROLS, LOWER, UPPER, combined
from speaking_engine.clip.animators.mesh.score import score_of
from speaking_engine.performance.millimetres import chin_mm, opening_mm, width_share
from speaking_engine.performance.performance import performed

UTTERANCE = spoken("pˈɑpi mˈukə bˈɔmi pˈɑtu mˈɑpi sˈɑmi bˈɑbu")


@pytest.fixture(scope="module")
def rig():
    return rig_of(*reversed(painted(480)))


def held(**channels):
    """A performance that rests, then holds some channels, then rests."""
    tracks = {name: np.array([0.0, value, 0.0]) for name, value in channels.items()}
    return performed(tracks, 3, Fraction(25))


def moved_px(rig, performance, landmark, side=LOWER):
    fields = combined(rig.fields, score_of(performance).at(1))
    return rig.lattice.read(fields[side], rig.head.points[None, landmark, :2])[0]


def mm_px(rig):
    return np.linalg.norm(rig.head.points[291, :2] - rig.head.points[61, :2]) / 50


def test_jaw_and_lips_travel_as_many_millimetres_as_the_performance_says(rig):
    made = held(
        jawOpen=0.25,
        mouthLowerDownLeft=0.3,
        mouthLowerDownRight=0.3,
        mouthUpperUpLeft=0.3,
        mouthUpperUpRight=0.3,
    )
    lower, upper = moved_px(rig, made, 14)[1], moved_px(rig, made, 13, UPPER)[1]
    assert (lower - upper) / mm_px(rig) == pytest.approx(opening_mm(made)[1], rel=0.12)
    assert moved_px(rig, made, 199)[1] / mm_px(rig) == pytest.approx(chin_mm(made)[1], rel=0.4)


def test_lips_that_round_narrow_the_mouth_as_said(rig):
    made = held(mouthPucker=0.7, mouthFunnel=0.1)
    left, right = (moved_px(rig, made, corner)[0] for corner in (61, 291))
    width = np.linalg.norm(rig.head.points[291, :2] - rig.head.points[61, :2])
    assert 1 + (right - left) / width == pytest.approx(width_share(made)[1], abs=0.05)


@pytest.mark.parametrize(
    ("track", "control"), [("headYaw", "yaw"), ("headPitch", "pitch"), ("headRoll", "roll")]
)
def test_the_head_turns_as_far_as_asked_and_never_too_far(track, control):
    small, large = (score_of(held(**{track: angle})).controls[control][1] for angle in (1.0, 40.0))
    assert small > 0
    assert large < 4 * small + 1


def test_signs_are_those_of_the_picture(rig):
    nose = 1
    assert moved_px(rig, held(headYaw=2.0), nose)[0] > 0.3  # to the right
    assert moved_px(rig, held(headPitch=2.0), nose)[1] < -0.3  # up
    forehead = moved_px(rig, held(headRoll=2.0), 10)[0]
    assert forehead > 0.3  # clockwise
    assert moved_px(rig, held(mouthSmileLeft=0.5, mouthSmileRight=0.5), 291)[1] < -0.3
    assert moved_px(rig, held(mouthFrownLeft=0.5, mouthFrownRight=0.5), 291)[1] > 0.3
    inner, outer = (moved_px(rig, held(browInnerUp=0.5), brow, UPPER)[1] for brow in (107, 70))
    assert inner < outer - 0.5


def test_closures_take_back_the_jaw_and_nothing_parts_the_lips():
    score = score_of(moving(UTTERANCE).performance)
    shut = np.flatnonzero(score.close > 0.999)
    assert len(shut) >= 10
    for name in ("raise_upper", "lower_lower"):
        np.testing.assert_allclose(score.controls[name][shut], 0, atol=1e-9)
    np.testing.assert_allclose(score.controls["lift"][shut], score.controls["jaw"][shut], atol=1e-9)


def test_a_face_at_rest_is_the_still():
    score = score_of(moving(UTTERANCE, amplitude=0.0).performance)
    resting = np.flatnonzero(score.blink == 0)
    assert all(score.rests(frame) for frame in resting)
    assert set(score.controls) == set(CONTROLS)
