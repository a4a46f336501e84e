"""A head in profile: cut from its ground, which stays; lips that part at the outline."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from painted_face import PROFILE_PX, profile

from speaking_engine.clip.animators.head import selfcheck
from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.ground import ground_of
from speaking_engine.clip.animators.head.profile import ended, front_of
from speaking_engine.clip.animators.head.rig import HeadPose, rig_of
from speaking_engine.clip.animators.head.seam import seam_of


@pytest.fixture(scope="module", params=[86.0, -86.0])
def painted(request):
    picture, face, covered = profile(request.param)
    figure = figure_of(face, (0, 0, PROFILE_PX, PROFILE_PX))
    return picture, figure, covered, rig_of(picture, figure)


def test_the_head_is_cut_along_its_front(painted):
    picture, figure, covered, _ = painted
    front = front_of(picture, figure)
    near = front.free > 0.7
    wrong = (front.matte > 0.5) != covered
    band = cv2.dilate(covered.astype(np.uint8), np.ones((13, 13))) - cv2.erode(
        covered.astype(np.uint8), np.ones((13, 13))
    )
    assert near.sum() > 2000
    assert (wrong & near & (band == 0)).mean() < 1e-4
    seam = ended(seam_of(picture, figure.landmarks, figure.yaw_deg, figure.mouth_px), front)
    tip = seam.upper_px[-1 if figure.yaw_deg > 0 else 0]
    assert np.linalg.norm(tip - figure.landmarks[13]) < 0.06 * figure.width_px


def test_rest_is_the_still_and_the_ground_stays_while_the_mouth_opens(painted):
    picture, figure, covered, rig = painted
    assert np.array_equal(rig.draw(HeadPose({})), picture)
    drawn = rig.draw(HeadPose({"jawOpen": 0.6}, opening_mm=8.0))
    moved = np.abs(drawn.astype(int) - picture).max(axis=2) > 24
    away = cv2.distanceTransform((~covered).astype(np.uint8), cv2.DIST_L2, 5) > 0.08 * figure.width_px
    before = np.zeros_like(away)
    front = figure.landmarks[4, 0]
    before[:, round(front) :] = True
    if figure.yaw_deg < 0:
        before = ~before
    assert not (moved & away & before).any()
    assert moved.sum() > 300


def test_ground_is_seen_between_parted_lips_and_the_chin_goes_down(painted):
    picture, figure, _, rig = painted
    drawn = rig.draw(HeadPose({"jawOpen": 1.0}, opening_mm=12.0)).astype(np.float32)
    blue = drawn[..., 2] > drawn[..., 0]  # ground is blue, the head is not
    seam = rig.seam
    tip = seam.upper_px[-1 if figure.yaw_deg > 0 else 0]
    inwards = np.sign(figure.landmarks[291 if figure.yaw_deg < 0 else 61, 0] - tip[0])
    column = round(tip[0] + inwards * 0.02 * figure.width_px)
    gap = blue[round(tip[1]) : round(tip[1] + 0.25 * figure.mouth_px), column]
    assert gap.mean() > 0.5
    chin = figure.landmarks[152].round().astype(int)
    reach = np.s_[chin[1] - 10 : chin[1] + 25, chin[0] - 30 : chin[0] + 30]
    was = picture[..., 2].astype(int) > picture[..., 0]
    lowest, lowest_was = (np.flatnonzero((~side[reach]).any(axis=1))[-1] for side in (blue, was))
    assert lowest > lowest_was + 3


def test_hidden_lips_never_part_but_the_hair_over_them_goes_along():
    picture, face, covered = profile(-86.0)
    lips = seam_of(picture, figure_of(face, (0, 0, PROFILE_PX, PROFILE_PX)).landmarks, -86.0, 50.0)
    assert not lips.hidden
    x, y = np.round(lips.middle_px.mean(axis=0)).astype(int)
    beard = np.s_[y - 24 : y + 40, x - 40 : x + 40]
    hair = np.array([120, 90, 60]) + 8 * np.random.default_rng(1).normal(size=(64, 80, 1))
    picture[beard] = np.where(covered[beard][..., None], hair, picture[beard]).astype(np.uint8)
    rig = rig_of(picture, figure_of(face, (0, 0, PROFILE_PX, PROFILE_PX)))
    assert rig.seam.hidden
    drawn, opening = rig.drawn(HeadPose({"jawOpen": 0.35}, opening_mm=12.0))
    assert opening is not None
    assert opening.height_px < 0.1
    assert np.abs(drawn[beard].astype(int) - picture[beard]).max() > 20


def test_only_the_eye_that_is_seen_may_blink(painted):
    _, figure, _, rig = painted
    assert {eye.side for eye in rig.eyes} <= {"Right" if figure.yaw_deg > 0 else "Left"}


def test_a_head_whose_back_is_cut_off_by_the_picture_is_moved_too():
    picture, face, _ = profile(86.0)
    part = np.ascontiguousarray(picture[60:380, 100:])
    rig = rig_of(part, figure_of(face, (100, 60, 320, 320)))
    drawn = rig.draw(HeadPose({"jawOpen": 0.5}, opening_mm=6.0))
    assert drawn.shape == part.shape
    assert (drawn != part).any()


class Wedged:
    """A front before whose contour something black is left."""

    def __init__(self, front, wedge) -> None:
        self._front, self._wedge = front, wedge

    def __getattr__(self, name):
        return getattr(self._front, name)

    def before_ground(self, moved, matte) -> None:
        self._front.before_ground(moved, matte)
        cv2.fillPoly(moved, [self._wedge], (8, 8, 8))


def test_a_wedge_before_the_contour_is_found_before_delivery(painted):
    _, figure, _, rig = painted
    assert not [one for one in selfcheck.judge(rig).remarks if "lacks" in one]
    ahead = np.sign(figure.yaw_deg) * figure.width_px
    corners = np.array([[0.05, 0.1], [0.16, 0.17], [0.05, 0.2]]) * [ahead, figure.width_px]
    wedge = np.round(figure.landmarks[1] + corners).astype(np.int32)
    spoilt = replace(rig, front=Wedged(rig.front, wedge))
    assert [one for one in selfcheck.judge(spoilt).remarks if "lacks" in one]


def test_a_collar_below_the_lips_does_not_go_with_the_front(painted):
    picture, figure, _, rig = painted
    lattice = rig.upper.lattice
    ground = ground_of(picture, figure, lattice)
    below = lattice.places()[1] > figure.landmarks[152, 1]
    dressed = replace(ground, turning=ground.turning & ~below)
    free = front_of(picture, figure).freed(dressed, lattice)
    assert (free.held[below & ground.head] > 0.99).all()
    assert free.held[~below].min() < 0.1
    assert front_of(picture, figure).freed(ground, lattice).held[below].min() < 0.9
