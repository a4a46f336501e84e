"""Mouths that speak: teeth and tongue by the sound, wedges in profile, what is painted between lips."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from painted_face import PROFILE_PX, laughed, painted, profile

from speaking_engine.clip.animators.head.animator import covered
from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.manner import LUMA, manner_of
from speaking_engine.clip.animators.head.medium import medium_of
from speaking_engine.clip.animators.head.rig import HeadPose, rig_of
from speaking_engine.clip.animators.head.seam import COUNT, _calm, seam_of

SIDE_PX = 640
SPREAD = HeadPose({"jawOpen": 0.12, "mouthStretchLeft": 0.3, "mouthStretchRight": 0.3}, opening_mm=5.0)
VOWEL = HeadPose({"jawOpen": 0.36}, opening_mm=12.5)


@pytest.fixture(scope="module")
def rig():
    still, face = painted(SIDE_PX)
    return rig_of(still.pixels, figure_of(face, still.crop_px))


def between(rig, pose, shares):
    """Return the light (len(shares), N) in a hole's middle, at shares of its height from the upper lip."""
    frame, opening = rig.drawn(pose)
    part = np.s_[COUNT // 2 - 6 : COUNT // 2 + 7]
    upper, lower = opening.upper_px[part], opening.lower_px[part]
    at = np.round(upper + np.array(shares)[:, None, None] * (lower - upper)).astype(int)
    return frame[at[..., 1], at[..., 0]] @ LUMA


def test_spread_lips_show_teeth_and_a_wide_vowel_teeth_dark_and_tongue(rig) -> None:
    dark = float(rig.interior.manner.dark @ LUMA)
    assert np.median(between(rig, SPREAD, (0.4, 0.5, 0.6))) > 1.15 * dark
    teeth, hollow, tongue = np.median(between(rig, VOWEL, (0.2, 0.5, 0.85)), axis=1)
    assert teeth > 1.5 * hollow
    assert tongue > 1.2 * hollow
    mute = replace(rig, interior=replace(rig.interior, shown="none"))
    assert np.median(between(mute, SPREAD, (0.4, 0.5, 0.6))) < 1.05 * dark


def test_the_tongue_rises_to_the_teeth_in_l_and_th(rig) -> None:
    teeth, seam = rig.interior.teeth, rig.seam
    low = seam.middle_px.mean(axis=0) - seam.width_px
    to_sheet = np.array([[1.0, 0, -low[0]], [0, 1.0, -low[1]]])
    size = round(2 * seam.width_px), round(2.5 * seam.width_px)
    tops = []
    for out in (0.0, 0.3):
        kind, _ = teeth.drawn(np.eye(3), np.zeros(2), (0.2, out), to_sheet, size)
        tops.append(np.flatnonzero((kind == 1).any(axis=1))[0])
        edge = np.flatnonzero((kind == 3).any(axis=1))[-1]
    assert tops[0] - tops[1] > 0.03 * seam.width_px
    assert tops[1] < edge + 0.06 * seam.width_px


def test_painted_teeth_stay_under_a_lip_that_rises_and_is_drawn_aside() -> None:
    still, laughing = laughed(SIDE_PX)
    rig = rig_of(still, figure_of(laughing, (0, 0, SIDE_PX, SIDE_PX)))
    smile = {"mouthSmileLeft": 0.4, "mouthSmileRight": 0.4, "mouthUpperUpLeft": 0.4, "mouthUpperUpRight": 0.4}
    frame, opening = rig.drawn(HeadPose({"jawOpen": 0.1, **smile}, opening_mm=5.0))
    assert opening is not None
    under = np.round(opening.upper_px[10:-10] + (2.0 + 0.5) * rig.seam.down).astype(int)
    assert np.percentile(frame[under[:, 1], under[:, 0]] @ LUMA, 20) > 100
    assert rig.interior.painted is not None


def test_a_gap_of_a_few_pixels_is_the_line_in_which_lips_meet() -> None:
    still, laughing = laughed(SIDE_PX)
    marks = laughing.landmarks_px[:, :2].astype(np.float64)
    for side_px, is_open in ((80, False), (160, True)):
        small = cv2.resize(still, (side_px, side_px), interpolation=cv2.INTER_AREA)
        seam = seam_of(small, marks * side_px / SIDE_PX, 0.0, 50.0)
        assert seam.open == is_open


def test_lips_of_their_own_colour_are_no_single_chalk() -> None:
    still, face = painted(SIDE_PX)
    grey = np.repeat((still.pixels @ LUMA)[..., None], 3, axis=2)
    rose = grey.copy()
    seam = rig_of(grey.astype(np.uint8), figure_of(face, still.crop_px)).seam
    mask = np.zeros(grey.shape[:2], np.uint8)
    cv2.polylines(mask, [np.round(seam.middle_px).astype(np.int32)], False, 255, round(0.2 * seam.width_px))
    rose[mask > 0] *= [1.25, 0.8, 0.8]
    inside = []
    for picture in (grey, rose):
        rig = rig_of(np.clip(picture, 0, 255).astype(np.uint8), figure_of(face, still.crop_px))
        frame, opening = rig.drawn(VOWEL)
        at = np.round((opening.upper_px + opening.lower_px) / 2)[20:-20].astype(int)
        inside.append(np.median(frame[at[:, 1], at[:, 0]].astype(float), axis=0))
    assert inside[0][0] - inside[0][1] < 3
    assert inside[1][0] - inside[1][1] > 5


@pytest.mark.parametrize("yaw_deg", [86.0, -86.0])
def test_in_profile_a_hole_is_a_wedge_from_the_corner(yaw_deg: float) -> None:
    picture, face, _ = profile(yaw_deg)
    rig = rig_of(picture, figure_of(face, (0, 0, PROFILE_PX, PROFILE_PX)))
    opening = rig.drawn(HeadPose({"jawOpen": 0.36}, opening_mm=12.5))[1]
    assert opening is not None
    gap = (opening.lower_px - opening.upper_px) @ rig.seam.down
    gap = gap if rig.seam.front > 0 else gap[::-1]
    assert gap[COUNT // 4] < 0.38 * gap.max()
    assert gap[COUNT // 2] < 0.67 * gap.max()


def test_a_profiles_seam_does_not_follow_the_lips_outline_at_its_front() -> None:
    picture, face, _ = profile(-86.0)
    figure = figure_of(face, (0, 0, PROFILE_PX, PROFILE_PX))
    seam = seam_of(picture, figure.landmarks, figure.yaw_deg, figure.mouth_px)
    line = seam.upper_px[::-1]  # from the corner
    first, last = line[round(0.77 * COUNT)], line[-1]
    marked = picture.copy()
    away = last - 0.14 * figure.mouth_px * seam.down
    ends = [tuple(int(v) for v in np.round(point)) for point in (first, away)]
    cv2.line(marked, ends[0], ends[1], (30, 20, 20), 2, cv2.LINE_AA)
    led = seam_of(marked, figure.landmarks, figure.yaw_deg, figure.mouth_px)
    assert abs(float((led.upper_px[0] - seam.upper_px[0]) @ seam.down)) < 0.02 * figure.mouth_px


def test_a_finger_at_a_profiles_lips_is_known_and_the_ground_is_none() -> None:
    picture, face, covered = profile(-86.0)
    figure = figure_of(face, (0, 0, PROFILE_PX, PROFILE_PX))
    assert not rig_of(picture, figure).touched
    lips = figure.landmarks[14]
    finger = np.zeros(picture.shape[:2], np.uint8)
    cv2.line(finger, (0, int(lips[1]) + 30), tuple(np.round(lips).astype(int)), 255, 34)
    skin = np.median(picture[covered], axis=0)
    picture[(finger > 0) & ~covered] = skin
    assert rig_of(picture, figure).touched


def test_a_drawing_of_outlines_on_blank_paper_opens_with_an_outline_and_no_strokes() -> None:
    still, face = painted(SIDE_PX, shaded=False)
    light = still.pixels.astype(np.float32) @ LUMA.astype(np.float32)
    edges = np.abs(light - cv2.GaussianBlur(light, (0, 0), 4)) > 9
    drawn = np.full_like(still.pixels, (250, 244, 225))
    drawn[cv2.morphologyEx(edges.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)) > 0] = 50
    figure = figure_of(face, still.crop_px)
    medium = medium_of(drawn, figure.landmarks, figure.width_px)
    assert medium.kind == "flat"


def test_a_beards_hairs_lie_on_no_tooth(rig) -> None:
    still, face = painted(SIDE_PX)
    seam = rig.seam
    bearded = still.pixels.astype(np.float32)
    x, y = np.round(seam.middle_px.mean(axis=0)).astype(int)
    part = np.s_[y + round(0.3 * seam.width_px) : y + round(1.0 * seam.width_px), x - 60 : x + 60]
    hair = np.random.default_rng(2).normal(size=bearded[part].shape[:2]).astype(np.float32)
    bearded[part] *= 1 + 0.35 * cv2.GaussianBlur(hair, (0, 0), 0.7)[..., None]
    figure = figure_of(face, still.crop_px)
    medium = medium_of(still.pixels, figure.landmarks, figure.width_px)
    shaved, hairy = (
        manner_of(picture, seam, medium, figure.landmarks).grain.std()
        for picture in (still.pixels, np.clip(bearded, 0, 255).astype(np.uint8))
    )
    assert hairy < 2 * shaved + 0.01


def test_a_step_of_a_line_is_calmed_and_a_bow_is_kept() -> None:
    along, down, width = np.array([1.0, 0.0]), np.array([0.0, 1.0]), 100.0
    share = np.linspace(-1, 1, COUNT)
    bow = np.stack([50 * share, 3 * np.cos(2.5 * share) - 4 * share**2], axis=1)
    step = bow + np.where(share < -0.7, 12.0, 0.0)[:, None] * down
    kept, calm = (_calm(line, along, down, 0.02 * width, degree=4) for line in (bow, step))
    assert np.abs(kept - bow).max() < 0.5
    assert np.abs(np.diff(calm[:, 1])).max() < 0.6 * np.abs(np.diff(step[:, 1])).max()


def test_a_hollow_is_never_lighter_than_the_line_between_the_lips() -> None:
    still, face = painted(240)
    seam, pixels = rig_of(still.pixels, figure_of(face, still.crop_px)).seam, still.pixels.copy()
    cv2.polylines(pixels, [np.round(seam.middle_px).astype(np.int32)], False, (25, 12, 12), 3)
    dark = rig_of(pixels, figure_of(face, still.crop_px)).interior.manner.dark
    assert dark @ LUMA < 30


def test_painted_teeth_are_white_until_lips_are_far_pushed_out() -> None:
    still, laughing = laughed(SIDE_PX)
    rig = rig_of(still, figure_of(laughing, (0, 0, SIDE_PX, SIDE_PX)))
    poses = [HeadPose({"mouthPucker": pucker}, opening_mm=1.0) for pucker in (0.0, 0.35, 1.0)]
    light = [np.median(between(rig, pose, (0.3, 0.4))) for pose in poses]
    assert light[1] > 0.93 * light[0]
    assert light[2] < 0.6 * light[0]


def test_lips_in_a_beard_are_believed_for_their_colour(rig) -> None:
    face = replace(painted(SIDE_PX)[1], placed_by="net")
    for redness, muted in ((2.5, False), (0.6, True)):
        seen = replace(rig, lips_seen=0.25, seam=replace(rig.seam, redness=redness))
        assert bool(covered(seen, face).mute) == muted
    assert covered(replace(rig, lips_seen=0.1, seam=replace(rig.seam, redness=2.5)), face).mute


def test_where_lips_meet_that_were_painted_apart_no_tooth_lies_in_their_line() -> None:
    still, laughing = laughed(SIDE_PX)
    rig = rig_of(still, figure_of(laughing, (0, 0, SIDE_PX, SIDE_PX)), "full")
    frame, opening = rig.drawn(HeadPose({"jawOpen": 0.05}, shut=1.0))
    assert opening is not None
    middle = np.round(0.5 * (opening.upper_px + opening.lower_px)[16:-16]).astype(int)
    lip = middle + np.round(0.06 * rig.seam.width_px * rig.seam.down).astype(int)
    line, beside = (np.median(frame[at[:, 1], at[:, 0]] @ LUMA) for at in (middle, lip))
    assert line < 0.8 * beside
