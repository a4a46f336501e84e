"""Expressions: offsets over the whole face, from a choice, from keys and from directions in the text."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from painted_face import spoken

from speaking_engine.errors import ClipError
from speaking_engine.performance.expression import MOODS, Mood, turns_of
from speaking_engine.performance.manner import Manner
from speaking_engine.performance.millimetres import opening_mm, shut
from speaking_engine.performance.perform import perform
from speaking_engine.speech.directions import moods_in, passages
from speaking_engine.speech.utterance import Word

RATE = Fraction(25)
UTTERANCE = replace(
    spoken("mˈɑpi tˈɑrd mˈɑpi tˈɑrd mˈɑpi"),
    words=tuple(Word(text, at, at + 0.4) for text, at in (("One", 0.3), ("two", 1.1), ("three", 1.9))),
)


def held(**mood):
    return perform(UTTERANCE, RATE, Manner(mood=Mood(**mood), seed=1))


@pytest.mark.parametrize(
    ("name", "track"),
    [
        ("warm", "mouthSmileLeft"),
        ("grave", "browDownLeft"),
        ("amused", "mouthSmileLeft"),
        ("sorrowful", "browInnerUp"),
        ("sorrowful", "mouthFrownLeft"),
    ],
)
def test_an_expression_is_seen_and_has_a_strength(name, track):
    plain, half, whole = held(), held(name=name, strength=0.5), held(name=name)
    assert whole[track].mean() > plain[track].mean() + 0.08
    assert plain[track].mean() < half[track].mean() < whole[track].mean()


@pytest.mark.parametrize("name", sorted(MOODS))
def test_closures_stay_shut_in_every_mood(name):
    made = held(name=name, strength=1.5)
    np.testing.assert_allclose(opening_mm(made)[shut(held()) > 0.999], 0, atol=0.3)
    assert made.rests(0)
    assert made.rests(len(made) - 1)


def test_keys_change_the_strength_over_time():
    keyed = held(name="warm", keys=((0.0, 0.0), (1.5, 0.0), (2.0, 1.0)))
    plain = held()
    early, late = keyed.times < 1.4, (keyed.times > 2.1) & (keyed.times < keyed.seconds - 0.5)
    np.testing.assert_allclose(keyed["cheekSquintLeft"][early], plain["cheekSquintLeft"][early], atol=1e-9)
    assert (keyed["cheekSquintLeft"] - plain["cheekSquintLeft"])[late].min() > 0.2


def test_a_direction_in_the_text_turns_the_mood_at_its_word_and_is_not_spoken():
    text = "One [warmly] two [pause 0.2] [ sadly ] three."
    assert [part.text for part in passages(text)] == ["One two", "three."]
    assert moods_in(text) == ((1, "warm"), (2, "sorrowful"))
    turns = turns_of(text, UTTERANCE)
    assert [turn.mood for turn in turns] == ["warm", "sorrowful"]
    assert turns[0].seconds == pytest.approx(1.1, abs=0.2)
    made = perform(UTTERANCE, RATE, Manner(seed=1), turns)
    smile = made["cheekSquintLeft"] - held()["cheekSquintLeft"]
    assert smile[(made.times > 1.5) & (made.times < 1.7)].min() > 0.2
    assert np.abs(smile[made.times < 0.6]).max() < 0.05
    assert np.abs(smile[made.times > 2.2]).max() < 0.05


def test_other_brackets_are_no_moods():
    assert moods_in("One [1503] two [unsure] three.") == ()


def test_an_unknown_expression_is_refused():
    with pytest.raises(ClipError, match="'wild'"):
        Mood("wild")
