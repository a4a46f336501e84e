"""Eyes of the moved head: shut lids made of the skin round them, and eyes that stay as they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from painted_face import painted as painted_face

from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.medium import Medium
from speaking_engine.clip.animators.head.rig import rig_of
from speaking_engine.clip.animators.head.shut import LidOpening, height_after, height_before, shut_eye
from speaking_engine.clip.animators.head.sight import (
    ASTRAY,
    BLANK,
    LOWERED,
    SMALL,
    SPECTACLES,
    TWO_TONES,
    hindrance,
)

WIDTH = 90
GIVE = 30.0
SIDE = 260
DOWN = np.array([0.0, 1.0])
SKIN = np.array([205, 165, 135], np.float32)
PAINT = Medium("tonal", 4.0, np.zeros(3), np.full(3, 255.0))
INK = Medium("lines", 6.0, np.full(3, 20.0), np.full(3, 230.0))


def lids(gap=0.4):
    u = np.linspace(0, WIDTH, 33)
    arch = np.sin(np.pi * u / WIDTH)
    return u, -0.6 * gap * WIDTH * arch, 0.4 * gap * WIDTH * arch


def painted(gap=0.4, iris=True, rough=6.0, rim=False):
    """An eye on grainy skin in the middle of a square; and the opening it has."""
    rng = np.random.default_rng(1)
    grain = cv2.GaussianBlur(rng.normal(size=(SIDE, SIDE)).astype(np.float32), (0, 0), 1.2)
    picture = SKIN + (rough * grain / grain.std())[..., None]
    origin = np.array([(SIDE - WIDTH) / 2, SIDE / 2])
    u, upper, lower = lids(gap)
    top, bottom = np.column_stack([u, upper]) + origin, np.column_stack([u, lower]) + origin
    outline = np.round(np.concatenate([top, bottom[::-1]]) * 16).astype(np.int32)
    eye = picture.copy()
    cv2.fillPoly(eye, [outline], (238, 232, 225), cv2.LINE_AA, 4)
    if iris:
        cv2.circle(eye, (SIDE // 2, SIDE // 2 - 3), round(0.17 * WIDTH), (60, 45, 35), -1, cv2.LINE_AA)
    clip = np.zeros((SIDE, SIDE), np.uint8)
    cv2.fillPoly(clip, [outline], 255, cv2.LINE_8, 4)
    picture[clip > 0] = eye[clip > 0]
    cv2.polylines(picture, [np.round(top * 16).astype(np.int32)], False, (50, 35, 30), 3, cv2.LINE_AA, 4)
    if rim:
        cv2.ellipse(picture, (SIDE // 2, SIDE // 2 + 8), (66, 60), 0, 0, 360, (50, 40, 35), 3, cv2.LINE_AA)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    own_u, own_v = x - np.float32(origin[0]), y - np.float32(origin[1])
    edges = (np.interp(own_u, u, edge).astype(np.float32) for edge in (upper, lower))
    return (
        np.clip(picture, 0, 255).astype(np.uint8),
        LidOpening(own_u, own_v, *edges, float(WIDTH)),
        (top, bottom),
    )


def fine(picture):
    light = picture.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    return light - cv2.GaussianBlur(light, (0, 0), 4)


def test_a_shut_eye_is_skin_as_rough_as_the_skin_round_it():
    picture, opening, _ = painted()
    shut = shut_eye(picture, opening, DOWN, PAINT, GIVE)
    middle = np.s_[SIDE // 2 - 14 : SIDE // 2 - 2, SIDE // 2 - 25 : SIDE // 2 + 25]
    assert np.abs(shut[middle].mean(axis=(0, 1)) - SKIN).max() < 16  # a lid bulges
    ring = np.s_[SIDE - 80 : SIDE - 40, 60:-60]
    assert fine(shut)[middle].std() == pytest.approx(fine(picture)[ring].std(), rel=0.2)
    assert np.array_equal(shut[:40], picture[:40])
    assert np.array_equal(shut[:, :40], picture[:, :40])


def test_the_lash_line_comes_down_with_the_lid():
    picture, opening, _ = painted()
    shut = shut_eye(picture, opening, DOWN, PAINT, GIVE)
    edge = SIDE // 2 + round(0.4 * 0.4 * WIDTH)
    column = shut[:, SIDE // 2].astype(np.float32).mean(axis=1)
    assert column[edge - 6 : edge + 3].min() < 0.7 * SKIN.mean()
    assert column[edge - 30 : edge - 12].min() > 0.85 * SKIN.mean()


def test_a_shut_eye_in_a_darker_socket_lies_between_both_tones_without_an_edge():
    picture, opening, _ = painted(rough=1.0)
    shade = np.clip((np.arange(SIDE) - 0.36 * SIDE) / (0.28 * SIDE), 0, 1)[:, None, None] * 0.6 + 0.4
    shut = shut_eye((picture * shade).astype(np.uint8), opening, DOWN, PAINT, GIVE).astype(float)
    column = cv2.GaussianBlur(shut[:, SIDE // 2 - 12 : SIDE // 2 + 12].mean(axis=(1, 2)), (0, 0), 2)[:, 0]
    edge = SIDE // 2 + round(0.4 * 0.4 * WIDTH)
    lid = column[SIDE // 2 - 40 : edge - 8]
    assert np.abs(np.diff(lid)).max() < 0.04 * SKIN.mean()
    assert lid[-1] > lid[0]


def test_an_engraved_eye_is_shut_with_lines_of_ink_and_paper():
    picture, opening, _ = painted(rough=1.0)
    picture[np.arange(SIDE) % 6 < 2] = 30
    shut = shut_eye(picture, opening, DOWN, INK, GIVE).astype(float).mean(axis=-1)
    column = shut[SIDE // 2 - 16 : SIDE // 2 + 8, SIDE // 2]
    turns = np.diff(np.sign(column - column.mean())) != 0
    assert np.ptp(column) > 40
    assert 3 <= turns.sum() <= 14


def test_a_shut_lid_is_the_painted_one_drawn_down():
    picture, opening, _ = painted(rough=1.0)
    band = (opening.v < opening.upper - 9) & (opening.v > opening.upper - 24)
    picture[band] = (picture[band] * (1.0, 0.8, 0.8)).astype(np.uint8)  # a red lid
    shut = shut_eye(picture, opening, DOWN, PAINT, 2 * GIVE).astype(float)
    middle = np.s_[SIDE // 2 - 14 : SIDE // 2 + 2, SIDE // 2 - 12 : SIDE // 2 + 12]
    red, _, blue = shut[middle].mean(axis=(0, 1))
    assert red / blue > 1.08 * SKIN[0] / SKIN[2]


def test_a_flat_print_shuts_with_a_line_as_broad_as_it_is_drawn():
    picture, opening, _ = painted(rough=1.0)
    bold = np.abs(opening.v - opening.upper) < 5
    bold &= (opening.u > 0) & (opening.u < WIDTH)
    picture[bold] = 30
    flat = Medium("flat", 6.0, np.full(3, 20.0), np.full(3, 230.0))
    column = shut_eye(picture, opening, DOWN, flat, GIVE)[:, SIDE // 2].mean(axis=-1)
    edge = SIDE // 2 + round(0.4 * 0.4 * WIDTH)
    inked = column[edge - 14 : edge + 5] < 0.5 * SKIN.mean()
    assert 5 <= inked.sum() <= 11
    assert column[edge - 30 : edge - 14].min() > 0.85 * SKIN.mean()


def test_open_eyes_may_blink_and_others_say_why_not():
    def said(**how):
        picture, _, lines = painted(**how)
        return hindrance(picture, [lines])

    assert said() == ""
    assert said(gap=0.12) == LOWERED
    assert said(iris=False) == BLANK
    assert said(rim=True) == SPECTACLES
    assert hindrance(np.zeros((20, 20, 3), np.uint8), []) == ""


def test_eyes_that_are_small_or_elsewhere_stay_as_they_are():
    picture, _, (top, bottom) = painted()
    higher = np.array([0.0, -0.45 * WIDTH])
    assert hindrance(picture, [(top + higher, bottom + higher)]) == ASTRAY
    small = cv2.resize(picture, None, fx=0.1, fy=0.1, interpolation=cv2.INTER_AREA)
    assert hindrance(small, [(0.1 * top, 0.1 * bottom)]) == SMALL


def test_faint_rims_are_spectacles_where_both_eyes_have_one_and_a_bridge_joins_them():
    def said(*, rims: bool, bridge: bool):
        picture, _, (top, bottom) = painted()
        both = np.hstack([picture[:, 60:-60], picture[:, 60:-60][:, ::-1]]).astype(np.float32)
        shift = np.array([60.0, 0.0])
        left = top - shift, bottom - shift
        right = [np.column_stack([2 * 140 - 1 - line[::-1, 0], line[::-1, 1]]) for line in left]
        lines = np.zeros(both.shape[:2], np.float32)
        if rims:
            for x in (70, 209):
                cv2.ellipse(lines, (x, SIDE // 2 + 8), (52, 48), 0, 0, 180, 1.0, 3, cv2.LINE_AA)
        if bridge:
            cv2.line(lines, (115, SIDE // 2 - 6), (164, SIDE // 2 - 6), 1.0, 4, cv2.LINE_AA)
        both -= 22 * lines[..., None]
        return hindrance(np.clip(both, 0, 255).astype(np.uint8), [left, (right[0], right[1])])

    assert said(rims=False, bridge=False) == ""
    assert said(rims=False, bridge=True) == ""
    assert said(rims=True, bridge=True) == SPECTACLES


def test_the_crease_of_a_lid_stays_where_it_is_painted_and_the_lid_comes_out_from_below_it():
    picture, opening, _ = painted(rough=1.0)
    crease = np.abs(opening.v - opening.upper + 16) < 1.5
    picture[crease & (opening.u > 0) & (opening.u < WIDTH)] = 70
    column = shut_eye(picture, opening, DOWN, PAINT, GIVE + 15)[:, SIDE // 2].astype(float).mean(axis=-1)
    upper = SIDE // 2 - round(0.6 * 0.4 * WIDTH)
    darkest = upper - 26 + int(column[upper - 26 : upper + 18].argmin())
    assert upper - 18 <= darkest <= upper - 5  # it was drawn 16 above the edge, which comes 36 down


def test_what_is_drawn_past_a_corner_stays_and_the_lash_line_joins_it():
    picture, opening, _ = painted(rough=1.0)
    plain = shut_eye(picture, opening, DOWN, PAINT, GIVE)
    corner = (SIDE + WIDTH) // 2
    cv2.line(picture, (corner - 4, SIDE // 2), (corner + 22, SIDE // 2 - 8), (50, 35, 30), 4, cv2.LINE_AA)
    shut = shut_eye(picture, opening, DOWN, PAINT, GIVE)
    beyond = np.s_[SIDE // 2 - 20 : SIDE // 2 + 10, corner + 10 :]
    assert np.abs(shut[beyond].astype(int) - picture[beyond]).max() < 30  # the line is 150 darker

    def least(drawn):
        part = drawn[SIDE // 2 - 4 : SIDE // 2 + 18, corner - 12 : corner + 8].astype(float).mean(axis=-1)
        return part.min(axis=0).max()  # the lightest of the darkest of each column: 200 in a gap

    assert least(shut) < 120 < least(plain)


def test_grain_that_comes_from_a_dark_place_does_not_glitter_on_a_light_lid():
    picture, opening, _ = painted(rough=14.0)
    dark = np.where(np.arange(SIDE) > SIDE // 2 + 22, 0.25, 1.0)[:, None, None]
    smooth = np.where(dark < 1, picture * dark, cv2.GaussianBlur(picture, (0, 0), 3))
    picture = np.where(opening.grown(0.02)[..., None], picture, smooth).astype(np.uint8)
    shut = shut_eye(picture, opening, DOWN, PAINT, GIVE)
    lid = np.s_[SIDE // 2 - 14 : SIDE // 2 - 2, SIDE // 2 - 25 : SIDE // 2 + 25]
    assert fine(shut)[lid].std() < 1.3 * fine(picture)[SIDE // 2 + 40 : SIDE // 2 + 80, 60:-60].std()


def test_a_height_that_has_come_down_is_found_again():
    height, share = np.meshgrid(np.linspace(0, 1.2, 61), np.linspace(0, 1.5, 31))
    after = height_after(height.astype(np.float32), share.astype(np.float32))
    assert np.abs(height_before(after, share.astype(np.float32)) - height).max() < 2e-3


def test_gold_rims_no_darker_than_the_skin_are_spectacles():
    picture, _, lines = painted(rough=3.0)
    grey = np.array([0.299, 0.587, 0.114])
    gold = SKIN + np.array([22.0, 12.0, -90.0])
    gold *= (SKIN @ grey) / (gold @ grey)
    rim = np.zeros((SIDE, SIDE), np.float32)
    cv2.ellipse(rim, (SIDE // 2, SIDE // 2 + 8), (66, 60), 0, 0, 360, 1.0, 3, cv2.LINE_AA)
    with_rim = np.clip(picture + rim[..., None] * (gold - SKIN), 0, 255).astype(np.uint8)
    assert hindrance(picture, [lines]) == ""
    assert hindrance(with_rim, [lines]) == SPECTACLES
    assert hindrance(np.repeat((with_rim @ grey)[..., None], 3, -1).astype(np.uint8), [lines]) == ""


def test_no_lid_is_drawn_where_there_are_two_tones_only_but_in_a_flat_print():
    picture, _, lines = painted(rough=25.0)
    inked = np.where(picture.mean(axis=-1, keepdims=True) > 150, 240, 20).repeat(3, axis=-1).astype(np.uint8)
    assert hindrance(inked, [lines]) == TWO_TONES
    assert hindrance(inked, [lines], flat=True) != TWO_TONES


def test_sun_glasses_are_spectacles_though_they_leave_two_tones():
    picture, _, lines = painted(rough=2.0)
    middle = (SIDE // 2, SIDE // 2 + 8)
    cv2.ellipse(picture, middle, (66, 60), 0, 0, 360, (30, 26, 26), -1, cv2.LINE_AA)
    cv2.ellipse(picture, middle, (66, 60), 0, 0, 360, (90, 80, 75), 3, cv2.LINE_AA)
    assert hindrance(picture, [lines]) == SPECTACLES


def test_smooth_flesh_with_dark_eyes_is_not_of_two_tones():
    still, face = painted_face(192)
    assert rig_of(still.pixels, figure_of(face, still.crop_px)).stare == ""


def test_white_above_an_eye_whose_landmarks_lie_low_comes_down_as_skin():
    picture, opening, _ = painted(iris=False)
    picture[picture.min(axis=-1) > 210] = (150, 155, 165)  # the white of an eye in shade
    low = 0.26 * WIDTH * np.sin(np.pi * np.clip(opening.u / WIDTH, 0, 1)).astype(np.float32)
    cut = LidOpening(opening.u, opening.v, opening.upper + low, opening.lower, opening.width_px)
    shut = shut_eye(picture, cut, DOWN, PAINT, GIVE)
    lid = shut[SIDE // 2 - 5 : SIDE // 2 + 10, SIDE // 2 - 15 : SIDE // 2 + 15].reshape(-1, 3).mean(axis=0)
    assert np.abs(lid / lid.mean() - SKIN / SKIN.mean()).max() < 0.1  # 0.25 as grey as it was
