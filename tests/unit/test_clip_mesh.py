"""The mesh animator: skin moves as it should, lips meet, lids cover, nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from painted_face import moving, painted, spoken

from speaking_engine.clip.animators.mesh.animator import MeshAnimator, draw, rig_of
from speaking_engine.clip.animators.mesh.fields import CONTROLS, combined
from speaking_engine.clip.animators.mesh.head import head_of
from speaking_engine.clip.animators.mesh.lattice import Lattice, lattice_for
from speaking_engine.clip.animators.mesh.medium import medium_of
from speaking_engine.clip.animators.mesh.resample import source_of
from speaking_engine.clip.animators.mesh.score import score_of
from speaking_engine.clip.clip import Still
from speaking_engine.performance.manner import STYLES
from speaking_engine.protocol.progress import silent

STRONG = (
    {"jaw": 1.1},
    {"round": 1.1, "jaw": 0.4},
    {"spread": 1.1},
    {"tuck": 1.1, "jaw": 0.2},
    {"press": 1.0, "jaw": 0.4, "lift": 0.4},
)


@pytest.fixture(scope="module")
def rig():
    return rig_of(*reversed(painted(320)))


def around(frame, rig, landmarks, reach=0.06):
    """Cut out the neighbourhood of some landmarks."""
    x, y = rig.head.points[landmarks, :2].mean(axis=0)
    r = reach * frame.shape[0]
    return frame[int(y - r) : int(y + r), int(x - r) : int(x + r)].astype(float)


def changed(frame, rig):
    return np.abs(frame.astype(int) - rig.still.pixels).max(axis=-1)


def test_no_control_is_the_still_itself(rig):
    np.testing.assert_array_equal(draw(rig, {}), rig.still.pixels)


def test_open_jaw_shows_a_dark_inside_and_lowers_the_chin(rig):
    frame = draw(rig, {"jaw": 0.9})
    inside = around(frame, rig, [13, 14, 17], 0.012)
    assert inside.mean() < 0.6 * around(rig.still.pixels, rig, [13, 14, 17], 0.012).mean()
    moved = changed(frame, rig)
    x, y = rig.head.points[152, :2].round().astype(int)
    assert moved[y - 8 : y + 14, x - 8 : x + 8].max() > 30
    eyes = int(rig.head.points[[145, 374], 1].max()) + 4
    assert moved[:eyes].max() == 0


@given(jaw=st.floats(0, 1))
@settings(max_examples=12)
def test_closure_takes_back_whatever_the_jaw_parts(rig, jaw):
    upper, lower = combined(rig.fields, {"jaw": jaw, "lift": jaw})
    edges = [rig.lattice.read(field, rig.seam.middle_px) for field in (upper, lower)]
    assert (edges[1] - edges[0])[:, 1].max() < 0.1


def test_lips_part_most_in_the_middle_and_not_at_the_corners(rig):
    upper, lower = combined(rig.fields, {"jaw": 1.0})
    gap = (rig.lattice.read(lower, rig.seam.lower_px) - rig.lattice.read(upper, rig.seam.upper_px))[:, 1]
    assert np.argmax(gap) == pytest.approx(len(gap) // 2, abs=6)
    assert gap[0] < 0.12 * gap.max()
    assert gap[-1] < 0.12 * gap.max()
    assert (np.diff(gap[: len(gap) // 2 - 4]) > -0.05).all()


def test_round_narrows_and_spread_widens(rig):
    ends = rig.seam.middle_px[[0, -1]]

    def width(control):
        upper, _ = combined(rig.fields, {control: 1.0})
        return float(np.diff((ends + rig.lattice.read(upper, ends))[:, 0])[0])

    rest = float(np.diff(ends[:, 0])[0])
    assert width("round") < 0.85 * rest
    assert width("spread") > 1.08 * rest


def test_a_shut_eye_hides_the_iris_and_touches_nothing_else(rig):
    frame = draw(rig, {}, blink=1.0)
    for pupil in (468, 473):
        assert around(rig.still.pixels, rig, [pupil], 0.008).mean() < 110
        assert around(frame, rig, [pupil], 0.008).mean() > 130
    below_eyes = int(rig.head.points[[117, 346], 1].mean()) + 6
    assert changed(frame, rig)[below_eyes:].max() == 0


def test_a_half_shut_eye_is_half_covered(rig):
    covered = [(changed(draw(rig, {}, blink=share), rig) > 25).sum() for share in (0.25, 0.5, 0.75, 1.0)]
    assert covered == sorted(covered)
    assert 0.3 * covered[-1] < covered[1] < 0.95 * covered[-1]


def test_fields_vanish_on_the_border(rig):
    border = np.ones(rig.fields.shape[2:4], bool)
    border[2:-2, 2:-2] = False
    assert np.abs(rig.fields[:, :, border]).max() == 0


def test_skin_never_folds_over(rig):
    """The map's area stays positive at the strongest shapes of speech."""
    for controls in STRONG:
        for field in combined(rig.fields, controls):
            dx, dy = (np.gradient(field / rig.lattice.step_px, axis=axis) for axis in (1, 0))
            area = (1 + dx[..., 0]) * (1 + dy[..., 1]) - dx[..., 1] * dy[..., 0]
            assert area.min() > 0.05, controls


def test_a_turned_face_foreshortens():
    frontal, turned = (rig_of(*reversed(painted(256, yaw_deg=yaw))) for yaw in (0, 35))
    shift = [
        np.abs(rig.lattice.read(combined(rig.fields, {"spread": 1.0})[0], rig.seam.middle_px[[0, -1]])[:, 0])
        for rig in (frontal, turned)
    ]
    assert shift[1].sum() < 0.95 * shift[0].sum()


@pytest.mark.parametrize("yaw_deg", [-85, 85])
def test_profiles_open_at_the_outline(yaw_deg):
    rig = rig_of(*reversed(painted(300, yaw_deg=yaw_deg)))
    assert rig.seam.front == np.sign(yaw_deg)
    upper, lower = combined(rig.fields, {"jaw": 0.9})
    gap = (rig.lattice.read(lower, rig.seam.lower_px) - rig.lattice.read(upper, rig.seam.upper_px))[:, 1]
    front, corner = (gap[0], gap[-1]) if yaw_deg < 0 else (gap[-1], gap[0])
    assert front > 3
    assert corner < 0.15 * front
    assert (changed(draw(rig, {"jaw": 0.9}), rig) > 20).sum() > 50


def test_an_open_mouth_as_painted_stays_as_painted_until_it_moves():
    still, face = painted(320)
    landmarks = face.landmarks_px.copy()
    lower = [95, 88, 178, 87, 14, 317, 402, 318, 324]
    below = [91, 181, 84, 17, 314, 405, 321, 146, 375]
    landmarks[lower + below, 1] += 12
    pixels = still.pixels.copy()
    inside = np.round(landmarks[[78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, *lower[::-1]], :2])
    cv2.fillPoly(pixels, [inside.astype(np.int32)], (40, 20, 25))
    rig = rig_of(replace(face, landmarks_px=landmarks), Still(pixels, still.crop_px))
    assert rig.seam.gap_px > 8
    frame = draw(rig, {"brow": 1.0})  # anything but the mouth
    (left, top), (right, bottom) = inside.min(axis=0).astype(int), inside.max(axis=0).astype(int)
    mouth = np.s_[top - 2 : bottom + 2, left:right]
    assert np.abs(frame[mouth].astype(int) - pixels[mouth]).mean() < 4
    below = np.s_[top - 2 : bottom + 22, left:right]
    dark, still_dark = (
        (shown[below].mean(axis=-1) < 70).sum() for shown in (draw(rig, {"jaw": 0.8}), pixels)
    )
    assert dark > 1.3 * still_dark


def test_media_are_told_apart():
    still, face = painted(320)
    head = rig_of(face, still).head
    assert medium_of(head, still).kind == "tonal"
    y = np.arange(320)[:, None, None]
    tone = still.pixels.mean(axis=-1, keepdims=True)
    hatched = np.where((y % 5) * 51 < tone, 240, 20).astype(np.uint8).repeat(3, axis=-1)
    assert medium_of(head, Still(hatched, still.crop_px)).kind == "lines"
    unshaded, _ = painted(320, shaded=False)
    assert medium_of(head, unshaded).kind == "flat"
    soft = cv2.GaussianBlur(still.pixels, (0, 0), 3)
    assert medium_of(head, Still(soft, still.crop_px)).blur_px > medium_of(head, still).blur_px


def test_a_pale_face_with_soft_shade_at_its_side_is_no_flat_print():
    flat, face = painted(320, shaded=False)
    x = np.linspace(0, 1, 320)[None, :, None]
    shade = 1 - 0.27 * np.clip((x - 0.55) / 0.15, 0, 1)
    pale = Still((flat.pixels * shade).astype(np.uint8), flat.crop_px)
    head = head_of(face, flat)
    assert medium_of(head, flat).kind == "flat"
    assert medium_of(head, pale).kind == "tonal"


def test_small_faces_and_large_ones_move():
    utterance = spoken("mɑ")
    for side in (32, 64, 900):
        still, face = painted(side)
        frames = list(MeshAnimator().frames(still, face, utterance, moving(utterance), silent))
        assert max(np.abs(frame.astype(int) - still.pixels).max() for frame in frames) > 15


def test_styles_and_amplitude_scale_the_score():
    utterance = spoken("mˈɑpi tukˈæsə ")
    jaws = {
        style: score_of(moving(utterance, style=style).performance).controls["jaw"].max() for style in STYLES
    }
    assert jaws["restrained"] < jaws["portrait"] < jaws["lively"]
    half, whole = (
        score_of(moving(utterance, amplitude=amount).performance).controls for amount in (0.5, 1.0)
    )
    assert 2 * half["jaw"].max() == pytest.approx(whole["jaw"].max(), rel=0.1)
    assert 2 * half["yaw"].max() == pytest.approx(whole["yaw"].max(), rel=0.2)
    none = score_of(moving(utterance, amplitude=0).performance)
    assert all(np.abs(none.controls[name]).max() == 0 for name in CONTROLS)


@given(st.integers(0, 2**31))
@settings(max_examples=15)
def test_a_field_turned_round_leads_back(seed):
    lattice = Lattice(192, 4)
    noise = np.random.default_rng(seed).normal(0, 1, (48, 48, 2)).astype(np.float32)
    forward = cv2.GaussianBlur(noise, (0, 0), 5)
    forward *= 6.0 / np.abs(forward).max()
    forward[:2] = forward[-2:] = forward[:, :2] = forward[:, -2:] = 0
    back = lattice.turned_round(forward)
    places = lattice.places().reshape(-1, 2)
    came_from = places - lattice.read(back, places)
    there = came_from + lattice.read(forward, came_from)
    inner = ((places > 24) & (places < 168)).all(axis=1)
    assert np.abs(there - places)[inner].max() < 0.25


def test_lattice_lies_where_resizing_expects_it():
    lattice = lattice_for(512)
    ramp = lattice.places().astype(np.float32)
    pixels = lattice.enlarged(ramp)
    inner = slice(8, -8)
    np.testing.assert_allclose(pixels[200, inner, 0], np.arange(512)[inner], atol=0.01)


@pytest.mark.parametrize("side_px", [32, 150, 512, 749, 1500])
def test_spans_are_enlarged_like_the_whole(side_px):
    lattice = lattice_for(side_px)
    noise = np.random.default_rng(1).normal(0, 3, (lattice.nodes, lattice.nodes, 2)).astype(np.float32)
    noise[:, : lattice.nodes // 3] = 0
    noise[lattice.nodes // 2 :] = 0
    whole = lattice.enlarged(noise)
    assert whole.shape == (side_px, side_px, 2)
    seen = np.zeros((side_px, side_px), bool)
    for span in lattice.bands((noise, np.zeros_like(noise))):
        np.testing.assert_allclose(lattice.enlarged(noise, span), whole[span], atol=1e-3)
        assert not seen[span].any()
        seen[span] = True
    assert np.abs(whole[~seen]).max() < 1 / 64
    assert seen.mean() < 0.6


def test_a_very_large_picture_is_read_as_it_is(monkeypatch):
    monkeypatch.setattr("speaking_engine.clip.animators.mesh.resample._MOST_FINE_PX", 100)
    pixels = np.random.default_rng(3).integers(0, 255, (40, 40, 3), np.uint8)
    source = source_of(pixels)
    places = source.places(40)
    assert source.fine is pixels
    np.testing.assert_array_equal(source.read(places, np.zeros_like(places)), pixels)
    aside = np.full_like(places, 0.5)
    sharp = cv2.remap(pixels, places - aside, None, cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REPLICATE)
    np.testing.assert_array_equal(source.read(places, aside), sharp)


def test_reading_a_source_is_as_sharp_as_lanczos_interpolation():
    side = 200
    noise = np.random.default_rng(2).normal(0, 1, (side, side, 3))
    pixels = (128 + 40 * cv2.GaussianBlur(noise, (0, 0), 0.8)).astype(np.uint8)
    source = source_of(pixels)
    places = source.places(side)
    np.testing.assert_array_equal(source.read(places, np.zeros_like(places)), pixels)
    x, y = np.meshgrid(*[np.arange(side, dtype=np.float32)] * 2)
    aside = np.stack([0.31 + 0.004 * x, 0.57 - 0.003 * y], axis=-1)
    sharp, linear = (
        cv2.remap(pixels, x - aside[..., 0], y - aside[..., 1], way, borderMode=cv2.BORDER_REPLICATE)
        for way in (cv2.INTER_LANCZOS4, cv2.INTER_LINEAR)
    )
    lost = [
        ((shown.astype(float) - sharp)[8:-8, 8:-8] ** 2).mean()
        for shown in (source.read(places, aside), linear)
    ]
    assert lost[0] < 0.1 * lost[1]
    assert 10 * np.log10(255**2 / lost[0]) > 50


@given(
    shift=st.tuples(st.floats(-0.45, 0.45), st.floats(-0.45, 0.45)),
    scale=st.floats(0.3, 1.6),
    turn=st.floats(-0.6, 0.6),
    yaw_deg=st.sampled_from([0, -30, 50, 70, -90]),
)
@settings(max_examples=20)
def test_wrong_landmarks_never_crash_it(shift, scale, turn, yaw_deg):
    """A hand or a model may put a face anywhere, even half outside of the picture."""
    still, face = painted(160, yaw_deg=yaw_deg)
    rotation = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    landmarks = face.landmarks_px.copy()
    landmarks[:, :2] = (landmarks[:, :2] - 80) @ rotation.T + 80 + np.multiply(shift, 160)
    rig = rig_of(replace(face, landmarks_px=landmarks), still)
    frame = draw(rig, {"jaw": 1.0, "raise_upper": 0.08, "yaw": 0.5}, blink=0.6, tongue=0.5)
    assert frame.shape == still.pixels.shape
    np.testing.assert_array_equal(frame[0], still.pixels[0])
    np.testing.assert_array_equal(frame[:, -1], still.pixels[:, -1])
