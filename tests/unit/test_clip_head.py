"""The head animator: exact openings, still ground, teeth by choice, and a check before delivery."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from painted_face import TEETH_PX, laughed, painted

from speaking_engine.clip.animators.head import selfcheck
from speaking_engine.clip.animators.head.animator import covered, fitted_rig, teeth_shown
from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.ground import ground_of
from speaking_engine.clip.animators.head.lattice import Lattice, inverse
from speaking_engine.clip.animators.head.medium import medium_of
from speaking_engine.clip.animators.head.rig import HeadPose, Rig, rig_of
from speaking_engine.clip.animators.head.sight import SPECTACLES
from speaking_engine.clip.animators.head.warp import warp_of
from speaking_engine.errors import ClipError
from speaking_engine.faces.reading import PARTS
from speaking_engine.performance.millimetres import WIDTH_OF

SIDE_PX = 240
LUMA = np.array([0.299, 0.587, 0.114])
CHALK, PAPER = np.array([120.0, 45.0, 20.0]), np.array([235.0, 215.0, 175.0])
WIDE = HeadPose({"jawOpen": 0.35}, opening_mm=12.0)


@pytest.fixture(scope="module")
def face():
    return painted(SIDE_PX)[1]


def inside(opening, side_px: int):
    """Return which pixels of a square picture lie well between the lips."""
    mask = np.zeros((side_px, side_px), np.uint8)
    outline = np.concatenate([opening.upper_px, opening.lower_px[::-1]])
    cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 1)
    return cv2.erode(mask, np.ones((5, 5), np.uint8)) > 0


@pytest.fixture(scope="module")
def rig(face) -> Rig:
    still = painted(SIDE_PX)[0]
    return rig_of(still.pixels, figure_of(face, still.crop_px))


def test_lips_part_as_far_as_asked_and_meet_when_asked(rig: Rig) -> None:
    opening = rig.drawn(WIDE)[1]
    assert opening is not None
    gap = (opening.lower_px - opening.upper_px) @ rig.seam.down
    assert gap.max() == pytest.approx(12.0 * rig.seam.width_px / 50, rel=0.02)
    assert (gap[0], gap[-1]) == pytest.approx((0.0, 0.0), abs=0.5)
    shut = rig.drawn(HeadPose({"jawOpen": 0.2, "mouthSmileLeft": 0.4}, np.array([4.0, 2.0, 0.0]), shut=1.0))[
        1
    ]
    assert shut is not None
    assert np.abs((shut.lower_px - shut.upper_px) @ rig.seam.down).max() < 0.1


def test_rounded_lips_are_as_narrow_as_the_performance_means_and_leave_a_smaller_hole(rig: Rig) -> None:
    pushed = HeadPose({"jawOpen": 0.08, "mouthPucker": 1.0, "mouthFunnel": 0.14}, opening_mm=4.5)
    opening = rig.drawn(pushed)[1]
    assert opening is not None
    ends = opening.upper_px[[0, -1]]
    wanted = 1 + WIDTH_OF["mouthPucker"] + 0.14 * WIDTH_OF["mouthFunnel"]
    assert np.linalg.norm(ends[1] - ends[0]) / rig.seam.width_px == pytest.approx(wanted, abs=0.06)
    gap = (opening.lower_px - opening.upper_px) @ rig.seam.down
    assert gap.max() == pytest.approx(4.5 * rig.seam.width_px / 50, rel=0.05)
    assert (gap < 0.1).mean() > 0.15  # the lips lie on one another towards the corners
    chord = np.linspace(*ends, len(gap))
    assert ((chord - opening.upper_px) @ rig.seam.down).max() > 0.2 * gap.max()  # and the upper one is arched


def test_nothing_outside_the_outline_of_the_head_moves(rig: Rig) -> None:
    lattice = rig.upper.lattice
    ground = ground_of(rig.pixels, rig.figure, lattice)
    turn = rig.figure.turn(6.0, -5.0, 4.0)
    moved = rig.upper.moved(np.zeros(len(rig.figure.names)), turn)
    assert np.abs(moved[~ground.head]).max() == 0
    assert np.abs(moved[ground.within > 0.3]).max() > 2


def test_what_is_displaced_is_found_again(rig: Rig) -> None:
    lattice = rig.upper.lattice
    moved = rig.upper.moved(np.zeros(len(rig.figure.names)), rig.figure.turn(4.0, 3.0, 0.0))
    back = inverse(moved, lattice.step)
    x, y = lattice.places()
    here = np.stack([x, y], axis=-1).reshape(-1, 2).astype(float)
    source = here + back.reshape(-1, 2)
    assert np.abs(lattice.read(moved, source) + back.reshape(-1, 2)).max() < 0.6


def test_teeth_are_shown_as_chosen_and_never_behind_a_beard(rig: Rig, face) -> None:
    bare = replace(rig, interior=replace(rig.interior, shown="none"))
    plain = replace(rig, interior=replace(rig.interior, shown="full"))
    none, hint, full = (one.draw(WIDE).astype(int).sum() for one in (bare, rig, plain))
    assert none < hint <= full
    assert covered(rig, replace(face, mouth_state="beard-covered")).interior.shown == "none"
    assert [teeth_shown({}), teeth_shown({"teeth": "full"})] == ["hint", "full"]
    with pytest.raises(ClipError, match="teeth"):
        teeth_shown({"teeth": "gold"})


def test_in_one_chalk_a_mouth_is_drawn_with_that_chalk_and_never_darker(face) -> None:
    still = painted(SIDE_PX)[0]
    tone = still.pixels.astype(np.float32) @ LUMA / 255
    chalk = CHALK + tone[..., None] * (PAPER - CHALK)
    pixels = chalk.astype(np.uint8)
    rig = rig_of(pixels, figure_of(face, still.crop_px))
    drawn, opening = rig.drawn(WIDE)
    assert opening is not None
    hole = drawn[inside(opening, SIDE_PX)].astype(np.float64)
    strays = [np.linalg.norm(hole - CHALK - t * (PAPER - CHALK), axis=1) for t in np.linspace(0, 1, 41)]
    assert np.min(strays, axis=0).max() < 8
    marks = rig.figure.landmarks[:468].astype(int)
    low, high = marks.min(axis=0), marks.max(axis=0)
    darkest = np.percentile(pixels[low[1] : high[1], low[0] : high[0]] @ LUMA, 0.2)
    assert (hole @ LUMA).min() > darkest - 6


def test_a_laughing_mouth_shuts_without_a_strip_of_teeth_and_its_hollow_is_no_tooth(face) -> None:
    still, laughing = laughed(SIDE_PX)
    rig = rig_of(still, figure_of(laughing, (0, 0, SIDE_PX, SIDE_PX)))
    assert rig.seam.open
    shut, opening = rig.drawn(HeadPose({"jawOpen": 0.05}, shut=1.0))
    assert opening is not None
    assert opening.height_px < 0.1
    low, high = (end.astype(int) for end in (opening.upper_px.min(axis=0), opening.upper_px.max(axis=0)))
    mouth = shut[low[1] - 6 : high[1] + 7, low[0] : high[0]] @ LUMA
    assert mouth.max() < 0.8 * (TEETH_PX @ LUMA)
    assert rig.interior.manner.dark @ LUMA < 0.5 * (TEETH_PX @ LUMA)
    wide = rig.drawn(WIDE)[1]
    pushed = rig.drawn(HeadPose({"jawOpen": 0.08, "mouthPucker": 1.0}, opening_mm=2.0))[1]
    assert wide is not None
    assert pushed is not None
    assert pushed.height_px < rig.seam.gap_px.max() < wide.height_px


def test_what_would_not_come_out_well_is_calmed_and_said(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    short = replace(rig, short=0.2)
    calmed, remarks = selfcheck.checked(short, "f0")
    assert calmed.parting == 0
    assert any("Face f0: its lips stay shut" in remark for remark in remarks)
    opening = calmed.drawn(WIDE)[1]
    assert opening is not None
    assert opening.height_px < 0.5
    monkeypatch.setattr(Rig, "squeezed", lambda *_: 0.5)
    assert selfcheck.judge(rig).turn == 0.5


def test_under_spectacles_no_brow_moves_for_their_rims_would_bend(rig: Rig) -> None:
    lifted = HeadPose({"browInnerUp": 1.0, "browOuterUpLeft": 1.0, "browOuterUpRight": 1.0})
    assert not np.array_equal(rig.draw(lifted), rig.pixels)
    assert np.array_equal(replace(rig, eyes=(), stare=SPECTACLES).draw(lifted), rig.pixels)


@pytest.mark.parametrize(("step", "left"), [(1, 3.0), (4, 2.5), (7, 0.0)])
def test_a_field_is_linear_between_the_points_of_a_lattice_and_goes_on_beyond(step: int, left: float) -> None:
    lattice = Lattice(left, left, float(step), 9, 7)
    ramp = np.stack(lattice.places(), axis=-1)
    window = -2, 1, round(left + 8 * step) + 6, round(left + 6 * step)
    x, y = np.meshgrid(np.arange(window[0], window[2]), np.arange(window[1], window[3]))
    wanted = np.stack([np.clip(x, left, left + 8 * step), np.clip(y, left, left + 6 * step)], axis=-1)
    np.testing.assert_allclose(lattice.enlarged(ramp, window), wanted, atol=1e-3)


def test_a_still_is_read_as_sharply_as_by_lanczos_interpolation(monkeypatch) -> None:
    side = 200
    noise = np.random.default_rng(2).normal(0, 1, (side, side, 3))
    pixels = (128 + 40 * cv2.GaussianBlur(noise, (0, 0), 0.8)).astype(np.uint8)
    window = 0, 0, side, side
    x, y = np.meshgrid(*[np.arange(side, dtype=np.float32)] * 2)
    back = np.stack([-0.31 - 0.004 * x, -0.57 + 0.003 * y], axis=-1)
    sharp, linear = (
        cv2.remap(pixels, x + back[..., 0], y + back[..., 1], way, borderMode=cv2.BORDER_REPLICATE)
        for way in (cv2.INTER_LANCZOS4, cv2.INTER_LINEAR)
    )
    for finer, lost in ({3: 600}, 0.1), ({3: 100, 2: 600}, 0.2):
        monkeypatch.setattr("speaking_engine.clip.animators.head.warp._MOST_FINE_PX", finer)
        warp = warp_of(pixels)
        still = warp.read(np.zeros((side, side, 2), np.float32), window)
        np.testing.assert_array_equal(still, pixels)
        off = [
            ((shown.astype(float) - sharp)[8:-8, 8:-8] ** 2).mean()
            for shown in (warp.read(back, window), linear)
        ]
        assert off[0] < lost * off[1]
    monkeypatch.setattr("speaking_engine.clip.animators.head.warp._MOST_FINE_PX", {3: 100})
    assert warp_of(pixels).fine is pixels
    np.testing.assert_array_equal(warp_of(pixels).read(back, window), sharp)


def test_media_are_told_apart(face) -> None:
    still = painted(SIDE_PX)[0].pixels
    y = np.arange(SIDE_PX)[:, None, None]
    hatched = np.where((y % 5) * 51 < still.mean(axis=-1, keepdims=True), 240, 20).astype(np.uint8)
    flat = painted(SIDE_PX, shaded=False)[0].pixels
    pictures = still, hatched.repeat(3, axis=-1), flat
    landmarks = face.landmarks_px[:, :2].astype(float)
    assert [medium_of(one, landmarks, 0.45 * SIDE_PX).kind for one in pictures] == ["tonal", "lines", "flat"]


@given(
    shift=st.tuples(st.floats(-0.45, 0.45), st.floats(-0.45, 0.45)),
    scale=st.floats(0.3, 1.6),
    turn=st.floats(-0.6, 0.6),
    yaw_deg=st.sampled_from([0, -30, 50, 70, -90]),
)
@settings(max_examples=12, deadline=None)
def test_wrong_landmarks_never_crash_it(shift, scale, turn, yaw_deg) -> None:
    """A hand or a model may put a face anywhere, even half outside of the picture."""
    still, face = painted(160, yaw_deg=yaw_deg)
    rotation = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    landmarks = face.landmarks_px.copy()
    landmarks[:, :2] = (landmarks[:, :2] - 80) @ rotation.T + 80 + np.multiply(shift, 160)
    moved = replace(face, landmarks_px=landmarks)
    rig = rig_of(still.pixels, figure_of(moved, still.crop_px, still.pixels))
    channels = {"jawOpen": 0.4, "eyeBlinkLeft": 0.6, "eyeBlinkRight": 1.0, "browInnerUp": 0.5}
    frame = rig.draw(HeadPose(channels, np.array([5.0, -3.0, 2.0]), np.full((2, 2), 6.0), opening_mm=10.0))
    assert frame.shape == still.pixels.shape


@pytest.mark.parametrize(("placed_by", "parts"), [("net", False), ("mesh", False), ("hand", True)])
def test_lips_that_the_picture_does_not_show_part_only_where_a_hand_placed_them(
    face, monkeypatch: pytest.MonkeyPatch, placed_by: str, parts: bool
) -> None:
    def seen(_pixels, _box, _pose, places):  # as under a scarf: skin wherever lips should be
        shares = np.zeros((*places.shape[:-1], len(PARTS)))
        shares[..., PARTS.index("skin")] = 1
        return shares

    monkeypatch.setattr("speaking_engine.clip.animators.head.cover.read_parts", seen)
    still = painted(SIDE_PX)[0]
    rig, remarks = fitted_rig(still, replace(face, placed_by=placed_by), {})
    _, opening = rig.drawn(HeadPose({"jawOpen": 0.35}, opening_mm=12.0))
    assert opening is not None
    assert (opening.height_px > 5) == parts
    assert any("none are seen" in remark for remark in remarks) != parts


def test_what_lies_before_a_face_stays_and_lips_behind_it_never_part(
    face, monkeypatch: pytest.MonkeyPatch
) -> None:
    still = painted(SIDE_PX)[0]
    figure = figure_of(face, still.crop_px)
    top = figure.landmarks[13, 1]

    def seen(_pixels, _box, _pose, places):
        shares = np.zeros((*places.shape[:-1], len(PARTS)))
        book = places[..., 1] > top
        shares[..., PARTS.index("occluder")], shares[..., PARTS.index("skin")] = book, ~book
        return shares

    monkeypatch.setattr("speaking_engine.clip.animators.head.cover.read_parts", seen)
    rig, remarks = selfcheck.checked(rig_of(still.pixels, figure), "f0")
    assert any("something lies before them" in remark for remark in remarks)
    drawn, opening = rig.drawn(HeadPose({"jawOpen": 0.35}, np.array([5.0, 3.0, 2.0]), opening_mm=12.0))
    assert opening is not None
    assert opening.height_px < 0.5
    low = round(top + 0.12 * figure.width_px)
    middle = slice(round(figure.landmarks[61, 0]), round(figure.landmarks[291, 0]))
    assert np.array_equal(drawn[low : low + 20, middle], still.pixels[low : low + 20, middle])
    assert not np.array_equal(drawn[: low - 60], still.pixels[: low - 60])
