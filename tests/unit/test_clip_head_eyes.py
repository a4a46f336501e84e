"""Eyes of the moved head: shut lids made of the skin round them, and eyes that stay as they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from painted_face import painted as painted_face

from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.lattice import Lattice
from speaking_engine.clip.animators.head.lids import Eye
from speaking_engine.clip.animators.head.medium import Medium
from speaking_engine.clip.animators.head.poster import colours_of
from speaking_engine.clip.animators.head.rig import HeadPose, rig_of
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
from speaking_engine.clip.animators.head.warp import warp_of

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


def turning(picture, opening, lines, *, ink=False):
    """An eye of the picture as `draw` needs it, and a function that draws it looking somewhere."""
    top, bottom = lines
    origin = top[0]
    u = top[:, 0] - origin[0]
    eye = Eye(
        "Left",
        origin,
        np.array([1.0, 0.0]),
        DOWN,
        float(WIDTH),
        u,
        top[:, 1] - origin[1],
        bottom[:, 1] - origin[1],
        GIVE,
        0.4 * WIDTH,
        0.4 * WIDTH,
        ink,
        1.0,
        warp_of(shut_eye(picture, opening, DOWN, PAINT, GIVE)),
        (0, 0),
    )
    lattice = Lattice(0.0, 0.0, 4.0, SIDE // 4, SIDE // 4)
    still = np.zeros((lattice.rows, lattice.columns, 2), np.float32)

    def looking(yaw=0.0, pitch=0.0):
        frame = picture.copy()
        pose = HeadPose({}, gaze_deg=np.array([[yaw, pitch], [yaw, pitch]]))
        eye.draw(frame, warp_of(picture), lattice, (still, still), pose)
        return frame

    return looking


def test_an_eye_that_looks_down_brings_its_lid_down_and_no_second_row_of_lashes():
    picture, opening, lines = painted(rough=1.0)
    looking = turning(picture, opening, lines)
    beside = SIDE // 2 + 26  # where there is white under the lid
    edge = SIDE // 2 - round(0.6 * 0.4 * WIDTH * np.sin(np.pi * (26 + WIDTH / 2) / WIDTH))
    column = looking(pitch=-11.0)[edge - 8 : edge + 16, beside].astype(float).mean(axis=-1)
    dark = column < 130
    assert (np.diff(dark.astype(int)) == 1).sum() == 1  # one line of lashes, not two
    rest = picture[edge - 8 : edge + 16, beside].astype(float).mean(axis=-1)
    assert column.argmin() > rest.argmin()


def test_an_eye_that_looks_aside_keeps_its_lids_and_carries_its_iris():
    picture, opening, lines = painted(rough=1.0)
    aside = turning(picture, opening, lines)(yaw=12.0)
    inside = np.asarray(opening.around(-0.02, -0.02, 0.0))
    assert np.array_equal(
        aside[~opening.around(0.03, 0.03, 0.02)], picture[~opening.around(0.03, 0.03, 0.02)]
    )
    place = [
        np.average(opening.u[inside], weights=(one.mean(axis=-1) < 110)[inside]) for one in (picture, aside)
    ]
    assert 1.5 < place[1] - place[0] < 10  # 7.5 px, less the row of lashes, which stays


def test_a_wing_at_a_corner_tapers_into_the_line_of_a_shut_lid():
    picture, opening, _ = painted(rough=1.0)
    corner = (SIDE + WIDTH) // 2
    cv2.ellipse(picture, (corner + 8, SIDE // 2), (22, 13), 0, 0, 360, (50, 35, 30), -1, cv2.LINE_AA)
    shut = shut_eye(picture, opening, DOWN, PAINT, GIVE).astype(float).mean(axis=-1)
    dark = (shut[SIDE // 2 - 22 : SIDE // 2 + 22, corner - 40 : corner + 8] < 130).sum(axis=0)
    assert dark[-1] > 18  # the wing
    assert np.abs(np.diff(dark)).max() <= 4  # 10 where it ended as if it were cut


def test_a_small_eye_has_as_much_line_as_is_painted():
    picture, _, _ = painted(rough=0.0)

    def line(scale):
        side = round(SIDE * scale)
        small = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
        y, x = np.mgrid[0:side, 0:side].astype(np.float32)
        u, v = x - np.float32((side - WIDTH * scale) / 2), y - np.float32(side / 2)
        at, upper, lower = (scale * one for one in lids())
        edges = (np.interp(u, at, edge).astype(np.float32) for edge in (upper, lower))
        shut = shut_eye(small, LidOpening(u, v, *edges, WIDTH * scale), DOWN, PAINT, scale * GIVE)
        column = shut[:, side // 2 - 1 : side // 2 + 2].astype(float).mean(axis=(1, 2))
        edge = side // 2 + round(0.4 * 0.4 * WIDTH * scale)
        near = column[edge - round(9 * scale) - 1 : edge + round(9 * scale) + 1]
        return float(np.maximum(1 - near / near.max(), 0).sum()) / scale

    assert line(0.15) == pytest.approx(line(1.0), rel=0.3)  # 0.6 of it before


def test_a_lid_of_lines_is_as_full_of_ink_as_the_lines_round_it():
    picture, opening, _ = painted(rough=1.0)
    clear = ~opening.grown(0.0)
    picture[np.broadcast_to((np.arange(SIDE) % 6 < 3)[:, None], clear.shape) & clear] = 30
    shut = shut_eye(picture, opening, DOWN, INK, GIVE).astype(float).mean(axis=-1)
    lid = np.s_[SIDE // 2 - 14 : SIDE // 2 + 4, SIDE // 2 - 25 : SIDE // 2 + 25]
    assert shut[lid].std() > 0.75 * picture[200:240, 60:-60].std()


def comic():
    """An eye in two flat colours with a bold outline."""
    picture, opening, lines = painted(rough=0.0)
    picture[:] = (226, 188, 150)
    picture[:, : SIDE // 2 - 30] = (190, 150, 120)
    picture[opening.around(0.0, 0.0, 0.0)] = (240, 238, 235)
    cv2.circle(picture, (SIDE // 2, SIDE // 2 - 3), round(0.17 * WIDTH), (20, 18, 16), -1)
    cv2.polylines(picture, [np.round(lines[0]).astype(np.int32)], False, (20, 18, 16), 7)
    return picture, opening


def test_a_comic_s_lid_is_of_the_comic_s_own_flat_colours():
    picture, opening = comic()
    colours = colours_of(picture.astype(np.float32))
    assert colours is not None
    flat = Medium("flat", 6.0, np.full(3, 20.0), np.full(3, 230.0))
    shut = shut_eye(picture, opening, DOWN, flat, GIVE).astype(float)
    lid = shut[opening.around(0.02, -0.12, 0.0)]
    away = np.abs(lid[:, None] - colours[None]).max(axis=-1).min(axis=1)
    assert (away < 4).mean() > 0.85


def test_neither_grain_nor_soft_shade_is_a_comic():
    grain, _, _ = painted(rough=6.0)
    assert colours_of(grain.astype(np.float32)) is None
    soft = cv2.GaussianBlur(painted(rough=0.0)[0].astype(np.float32), (0, 0), 6)
    assert colours_of(soft + np.linspace(0, 60, SIDE, dtype=np.float32)[:, None, None]) is None


def test_an_eye_in_profile_whose_iris_lies_beside_its_lids_stays():
    picture, _, (top, bottom) = painted(rough=2.0)
    cv2.polylines(picture, [np.round(top).astype(np.int32)], False, SKIN.tolist(), 5)  # no row of lashes
    aside = np.array([0.5 * WIDTH, 0.0])
    astray = [(top + aside, bottom + aside)]
    assert hindrance(picture, [(top, bottom)], in_profile=True) == ""
    assert hindrance(picture, astray, in_profile=True) == ASTRAY
    assert hindrance(picture, astray) != ASTRAY  # from the front its lids are known better


def test_lashes_alone_are_a_lowered_lid_in_profile():
    picture, opening, lines = painted(rough=2.0)
    picture[opening.around(0.04, -0.01, 0.0)] = (50, 40, 45)  # a thick dark row, nothing light below it
    assert hindrance(picture, [lines], in_profile=True) == LOWERED


def test_light_sky_before_a_profile_is_not_dyed_as_skin():
    picture, opening, _ = painted(rough=1.0)
    sky = np.array((225, 235, 240), np.uint8)
    picture[:, : (SIDE - WIDTH) // 2 + 6] = sky
    shade = (picture * (0.55, 0.55, 0.55)).astype(np.uint8)
    picture = np.where((opening.u > 6)[..., None], shade, picture)
    shut = shut_eye(picture, opening, DOWN, PAINT, GIVE)[SIDE // 2 - 20 : SIDE // 2 + 20].astype(float)
    light = shut.mean(axis=-1) > 150
    assert light.any()
    assert (shut[..., 0] - shut[..., 2])[light].max() < 45  # 90 of a scrap of orange
