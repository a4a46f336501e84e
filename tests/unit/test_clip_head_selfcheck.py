"""The check before delivery without a net: faults made on purpose are found, good frames pass."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from painted_face import painted

from speaking_engine.clip.animators.head import selfcheck
from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.novelty import Onlooker
from speaking_engine.clip.animators.head.rig import HeadPose, Rig, rig_of

SIDE_PX = 300
BLINK = HeadPose({"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0})


class Spoilt:
    """A part of a rig that draws as it does, and then something that is not the picture's."""

    def __init__(self, part, spoil) -> None:
        self._part, self._spoil = part, spoil

    def __getattr__(self, name):
        return getattr(self._part, name)

    def draw(self, frame, *moved) -> None:
        self._part.draw(frame, *moved)
        self._spoil(frame)


@pytest.fixture(scope="module")
def rig() -> Rig:
    still, face = painted(SIDE_PX)
    return rig_of(still.pixels, figure_of(face, still.crop_px))


def strange(remarks) -> list[str]:
    return [one for one in remarks if "lacks" in one or "hue" in one]


def test_a_good_rig_is_left_alone(rig: Rig) -> None:
    verdict = selfcheck.judge(rig)
    assert not strange(verdict.remarks)
    assert (verdict.mouth, verdict.lids) == (1.0, True)


def test_a_tile_of_teeth_in_a_cheek_is_found(rig: Rig) -> None:
    x, y = np.round(0.6 * rig.figure.landmarks[61] + 0.4 * rig.figure.landmarks[234]).astype(int)

    def tile(frame) -> None:
        cv2.rectangle(frame, (x - 7, y - 4), (x + 7, y + 4), (250, 248, 240), -1)

    calmed, remarks = selfcheck.checked(replace(rig, interior=Spoilt(rig.interior, tile)), "f0")
    assert calmed.parting == 0
    assert any("Face f0: its mouth opens less" in one for one in strange(remarks))


def test_a_slit_from_the_corner_into_the_cheek_is_found(rig: Rig) -> None:
    corner, ear = rig.figure.landmarks[291], rig.figure.landmarks[454]

    def slit(frame) -> None:
        ends = (np.round(place).astype(int).tolist() for place in (corner, 0.5 * (corner + ear)))
        cv2.line(frame, *ends, (12, 8, 8), 4)

    assert selfcheck.judge(replace(rig, interior=Spoilt(rig.interior, slit))).mouth == 0


def test_a_grey_disc_instead_of_a_lid_is_found(rig: Rig) -> None:
    eye = rig.eyes[0]

    def disc(frame) -> None:
        for ids in ([33, 133], [362, 263]):
            middle = np.round(rig.figure.landmarks[ids].mean(axis=0)).astype(int)
            cv2.circle(frame, middle.tolist(), round(0.5 * eye.width_px), (128, 128, 128), -1)

    calmed, remarks = selfcheck.checked(replace(rig, eyes=(Spoilt(eye, disc), *rig.eyes[1:])), "f0")
    assert strange(remarks)
    assert np.array_equal(calmed.draw(BLINK), rig.pixels)
    aside = HeadPose({}, gaze_deg=np.full((2, 2), 6.0))
    assert not np.array_equal(replace(calmed, eyes=rig.eyes).draw(aside), rig.pixels), "they still look about"


@pytest.mark.parametrize("jump", [0.1, 0.2])
def test_a_torn_field_turns_less(rig: Rig, jump: float) -> None:
    arms = rig.upper.arms.copy()
    middle = round(rig.upper.lattice.to_points(rig.figure.landmarks[[50]])[0, 0])
    arms[:, middle:, 2] += jump * rig.figure.width_px / np.sin(np.radians(6))
    assert selfcheck.judge(replace(rig, upper=replace(rig.upper, arms=arms))).turn < 1


def test_paint_that_moved_is_not_new_and_other_colours_are(rig: Rig) -> None:
    onlooker = Onlooker(rig.pixels, rig.figure.landmarks, rig.figure.width_px)
    away = np.array([[1.0, 0.0, 0.05 * rig.figure.width_px], [0.0, 1.0, 3.0]])
    shifted = cv2.warpAffine(rig.pixels, away, rig.pixels.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    assert onlooker.strange(shifted, None) < 0.0012
    blue = rig.pixels.copy()
    middle = np.round(rig.figure.landmarks[50]).astype(int)
    cv2.circle(blue, middle.tolist(), 6, (40, 40, 250), -1)
    assert onlooker.strange(blue, None) > 0.0012
