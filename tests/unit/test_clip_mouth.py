"""The mouth's inside: lit, in the picture's own colours and manner, open where the artist painted it so."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from painted_face import painted

from speaking_engine.clip.animators.mesh.animator import draw, rig_of
from speaking_engine.clip.animators.mesh.fields import combined
from speaking_engine.clip.animators.mesh.grain import grain_of
from speaking_engine.clip.animators.mesh.inside import paint_inside
from speaking_engine.clip.animators.mesh.opening import opening_of
from speaking_engine.clip.animators.mesh.outline import outline_from
from speaking_engine.clip.animators.mesh.palette import luma
from speaking_engine.clip.animators.mesh.sheet import sheet_of
from speaking_engine.clip.clip import Still

WIDE = {"jaw": 0.9, "raise_upper": 0.09, "lower_lower": 0.1}


@pytest.fixture(scope="module")
def rig():
    return rig_of(*reversed(painted(480)))


def column(rig, frame, along=0.0):
    """Return the colours from the upper lip to the lower one, for the mouth wide open."""
    upper, lower = combined(rig.fields, WIDE)
    middle = len(rig.seam.along) // 2
    at = int(np.clip(middle + along * middle, 0, len(rig.seam.along) - 1))
    top = (rig.seam.upper_px + rig.lattice.read(upper, rig.seam.upper_px))[at]
    bottom = (rig.seam.lower_px + rig.lattice.read(lower, rig.seam.lower_px))[at]
    x = int(top[0])
    return frame[int(top[1]) : int(bottom[1]) + 1, x - 2 : x + 3].mean(axis=1)


def grey(still):
    tone = luma(still.pixels).round().astype(np.uint8)
    return Still(np.repeat(tone[..., None], 3, axis=-1), still.crop_px)


def test_teeth_are_a_band_over_the_dark_and_the_tongue_is_lit_below(rig):
    tones = luma(column(rig, draw(rig, WIDE)))
    third = len(tones) // 3
    teeth, dark, tongue = tones[:third].max(), tones[third : 2 * third].min(), tones[2 * third : -3].max()
    assert teeth > dark + 25
    assert tongue > dark + 10
    assert teeth < luma(rig.still.pixels.reshape(-1, 3)).max()


def test_teeth_darken_towards_the_corners(rig):
    frame = draw(rig, WIDE)
    middle, aside = (luma(column(rig, frame, along)).max() for along in (0.0, 0.62))
    inside = [tones[: len(tones) // 2] for tones in (column(rig, frame), column(rig, frame, 0.62))]
    assert luma(inside[1])[3:].max() < luma(inside[0])[3:].max() - 15
    assert middle >= aside - 5


def test_lips_turn_in_instead_of_being_cut_out(rig):
    """Along both edges the inside has the lips' own colour, in a rim that ends soon."""
    upper, lower = combined(rig.fields, WIDE)
    shifts = rig.lattice.read(upper, rig.seam.upper_px), rig.lattice.read(lower, rig.seam.lower_px)
    opening = opening_of(rig.head, rig.seam, shifts, np.zeros(2))
    window = opening.window(rig.still.pixels.shape[0])
    sheet = sheet_of(rig.seam, rig.head.mouth_px, opening, rig.still.pixels, window)
    blue = np.full_like(sheet.lips[0], (0, 0, 250))
    palette = rig.interior.manner.palette
    own, dyed = (paint_inside(replace(sheet, lips=lips), palette, 0.5) for lips in (sheet.lips, (blue, blue)))
    changed = np.abs(dyed - own).max(axis=-1) > 1
    deep = np.minimum(sheet.under, sheet.over) > 0.08
    assert deep.any()
    assert not changed[deep].any()
    rim = (np.minimum(sheet.under, sheet.over) > 0) & (np.minimum(sheet.under, sheet.over) < 0.015)
    assert changed[rim & (sheet.under + sheet.over > 0.3)].all()


def test_a_raised_tongue_is_seen_between_teeth_and_lip(rig):
    controls = {"jaw": 0.3, "raise_upper": 0.03, "lower_lower": 0.05}
    flat, raised = (draw(rig, controls, tongue=tongue).astype(int) for tongue in (0.0, 1.0))
    moved = np.abs(raised - flat).max(axis=-1) > 6
    assert moved.sum() > 40
    redness = [np.median((frame[..., 0] - frame[..., 1])[moved]) for frame in (flat, raised)]
    assert redness[1] > redness[0] + 5


def test_a_tucked_lip_shows_the_teeth_it_touches(rig):
    """For /f v/ the gap is as narrow as a line, and light all the same."""
    narrow = {"raise_upper": 0.08}
    still, tucked = (luma(draw(rig, narrow | extra)) for extra in ({}, {"tuck": 1.0}))
    x, y = rig.seam.middle_px[len(rig.seam.along) // 2].round().astype(int)
    slit = np.s_[y - 4 : y + 3, x - 6 : x + 7]
    assert tucked[slit].max(axis=0).mean() > still[slit].max(axis=0).mean() + 5


def test_round_lips_hide_the_teeth(rig):
    spread, rounded = (
        luma(draw(rig, {"jaw": 0.5, "raise_upper": 0.06} | extra)) for extra in ({}, {"round": 1.0})
    )
    x, y = rig.seam.middle_px[len(rig.seam.along) // 2].round().astype(int)
    under_lip = np.s_[y : y + 8, x - 4 : x + 5]
    assert spread[under_lip].max() > rounded[under_lip].max() + 10


def test_a_grey_picture_stays_grey():
    still, face = painted(320)
    frame = draw(rig_of(face, grey(still)), WIDE, tongue=0.5).astype(int)
    assert np.ptp(frame, axis=-1).max() <= 1


def test_stone_is_not_given_a_red_tongue():
    still, face = painted(320)
    tint = np.array([1.05, 1.0, 0.9])
    stone = Still(np.clip(luma(still.pixels)[..., None] * tint, 0, 255).astype(np.uint8), still.crop_px)
    of_stone, of_flesh = (rig_of(face, shown).interior.manner.palette for shown in (stone, still))
    hue = of_stone.tongue / luma(of_stone.tongue)
    np.testing.assert_allclose(hue, tint / luma(tint), atol=0.06)
    assert of_flesh.tongue[0] / luma(of_flesh.tongue) > hue[0] + 0.2


def test_teeth_that_the_artist_painted_stay_with_the_skull():
    still, face = painted(480)
    landmarks = face.landmarks_px.copy()
    lower = [95, 88, 178, 87, 14, 317, 402, 318, 324]
    landmarks[[*lower, 91, 181, 84, 17, 314, 405, 321, 146, 375], 1] += 20
    pixels = still.pixels.copy()
    inside = np.round(landmarks[[78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, *lower[::-1]], :2])
    cv2.fillPoly(pixels, [inside.astype(np.int32)], (225, 220, 210))
    rig = rig_of(replace(face, landmarks_px=landmarks), Still(pixels, still.crop_px))
    assert rig.seam.gap_px > 12
    x, y = np.round(landmarks[13, :2]).astype(int)
    teeth = np.s_[y + 3 : y + 12, x - 6 : x + 7]
    assert np.abs(draw(rig, {"jaw": 0.8})[teeth].astype(int) - pixels[teeth]).mean() < 25


def test_grain_is_as_strong_as_in_the_skin_and_does_not_repeat():
    still, face = painted(480)
    noise = np.random.default_rng(4).normal(0, 9, still.pixels.shape)
    rough = Still(np.clip(still.pixels + noise, 0, 255).astype(np.uint8), still.crop_px)
    head = rig_of(face, rough).head
    grain = grain_of(head, rough)
    assert grain.std() == pytest.approx(9, rel=0.2)
    assert grain.shape[0] > 1.2 * head.mouth_px
    half = grain.shape[0] // 2
    likeness = np.corrcoef(grain[:half].ravel(), grain[half : 2 * half].ravel())[0, 1]
    assert abs(likeness) < 0.1


@pytest.mark.parametrize("yaw_deg", [-85, 85])
@pytest.mark.parametrize("off_px", [-6, 7])
def test_lips_of_a_profile_part_at_the_outline(yaw_deg, off_px):
    """Wherever the landmarks end, the seam goes on to where the ground begins."""
    still, face = painted(400, yaw_deg=yaw_deg)
    sign = int(np.sign(yaw_deg))
    outline = float(face.landmarks_px[13, 0]) + sign * off_px
    beyond = sign * (np.arange(400) - outline) > 0
    pixels = np.where(beyond[None, :, None], (70, 90, 110), (205, 160, 130)).astype(np.uint8)
    seam = rig_of(face, Still(np.repeat(pixels, 400, axis=0), still.crop_px)).seam
    front = seam.middle_px[-1 if sign > 0 else 0]
    assert -1.5 < sign * (front[0] - outline) < 4
    assert (np.diff(seam.middle_px[:, 0]) > 0).all()


def test_outline_is_found_where_there_is_one():
    pixels = np.full((60, 100, 3), (200, 150, 120), np.uint8)
    assert outline_from(pixels, np.array([10.0, 30]), np.array([90.0, 30])) is None
    pixels[:, 70:] = (40, 60, 50)
    found = outline_from(pixels, np.array([10.0, 30]), np.array([90.0, 30]))
    assert 10 + 80 * found == pytest.approx(70, abs=2)
    assert outline_from(pixels, np.array([10.0, 30]), np.array([120.0, 30])) is None


def test_a_frame_in_which_only_the_mouth_moves_resamples_little(rig):
    def resampled(controls):
        fields = combined(rig.fields, controls)
        spans = rig.lattice.bands(tuple(rig.lattice.turned_round(field) for field in fields))
        return sum((rows.stop - rows.start) * (columns.stop - columns.start) for rows, columns in spans)

    side = rig.still.pixels.shape[0]
    assert 0 < resampled({"jaw": 0.7}) < 0.5 * resampled({"jaw": 0.7, "yaw": 0.5, "brow": 0.5})
    assert resampled({"yaw": 0.5}) < 0.85 * side**2
    assert resampled({}) == 0
