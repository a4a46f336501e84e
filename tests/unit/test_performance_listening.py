"""Listeners: they look at who speaks, blink, nod now and then, and rest at both ends."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from painted_face import spoken

from speaking_engine.performance.channels import GROUPS
from speaking_engine.performance.listening import listen
from speaking_engine.performance.manner import Manner

HEARD = spoken("mˈɑpi tukˈæsə nˈoliðəlˈaɪtə " * 5)
RATE = Fraction(25)


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_head_and_eyes_go_to_the_speaker(side):
    made = listen(HEARD, RATE, Manner(seed=3), (side, 0.0))
    inner = slice(40, -20)
    assert side * made["headYaw"][inner].mean() > 1.2
    assert side * made["leftEyeYaw"][inner].mean() > 3
    assert made.stretches[0].source == "listening"


def test_a_listener_is_silent_blinks_and_nods_and_never_holds_quite_still():
    made = listen(HEARD, RATE, Manner(seed=5), (1.0, 0.3))
    assert not any(made[name].any() for name in (*GROUPS["mouth"], *GROUPS["jaw"]))
    blinks = (np.diff((made["eyeBlinkLeft"] > 0.5).astype(int)) == 1).sum()
    assert 15 <= blinks / made.seconds * 60 <= 30
    assert np.ptp(made["headPitch"][30:-20]) > 0.8
    assert np.abs(np.diff(made["headYaw"][20:-20])).min() >= 0
    assert made.rests(0)
    assert made.rests(len(made) - 1)


def test_each_listener_has_a_life_of_its_own():
    one, other = (listen(HEARD, RATE, Manner(seed=seed), (1.0, 0.0)) for seed in (1, 2))
    assert not np.array_equal(one["eyeBlinkLeft"], other["eyeBlinkLeft"])
