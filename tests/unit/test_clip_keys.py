"""The artist's keys: read, refused, followed, and cut into parts that know nothing of each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from speaking_engine.errors import ClipError
from speaking_engine.performance.keys import check_keys, factor_at, parse_keys, part_of

times = st.integers(0, 2000).map(lambda hundredths: hundredths / 100)
factors = st.integers(0, 20).map(lambda tenths: tenths / 10)
keys = st.dictionaries(times, factors, min_size=1, max_size=6).map(lambda found: tuple(sorted(found.items())))


def test_the_factor_runs_straight_between_keys_and_is_held_beyond_them():
    found = factor_at(((1.0, 1.0), (3.0, 0.5)), np.array([0.0, 1.0, 2.0, 3.0, 9.0]))
    np.testing.assert_allclose(found, [1.0, 1.0, 0.75, 0.5, 0.5])
    np.testing.assert_array_equal(factor_at((), np.array([0.0, 5.0])), [1.0, 1.0])


@given(keys, times, times)
def test_a_part_does_what_the_whole_does_there(whole, start, end):
    assume(start < end)
    moments = np.linspace(start, end, 17)
    part = part_of(whole, start, end)
    np.testing.assert_allclose(factor_at(part, moments - start), factor_at(whole, moments), atol=1e-4)
    check_keys(part)


def test_a_part_knows_nothing_of_the_keys_elsewhere():
    first, other = ((0.0, 1.0), (3.0, 0.4), (8.0, 1.0), (9.0, 0.2)), ((0.0, 1.0), (3.0, 0.4), (8.0, 1.0))
    assert part_of(first, 1.0, 5.0) == part_of(other, 1.0, 5.0)
    assert part_of(first, 8.0, 10.0) != part_of(other, 8.0, 10.0)
    assert part_of(other, 8.0, 10.0) == ()
    assert part_of((), 8.0, 10.0) == ()
    assert part_of(((0.0, 0.5),), 2.0, 4.0) == ((0.0, 0.5),)


def test_keys_are_read_as_they_are_typed():
    assert parse_keys(" 0:1  4.5:0.3\n6:1 ") == ((0.0, 1.0), (4.5, 0.3), (6.0, 1.0))
    assert parse_keys("") == parse_keys("  ") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0:1 4.5", "'4.5' is no key"),
        ("0:1, 4:1", "'0:1,' is no key"),
        ("a:1", "'a:1' is no key"),
        ("0:", "'0:' is no key"),
        ("-1:1", "-1 s is no time in the film"),
        ("inf:1", "inf s is no time in the film"),
        ("nan:1", "nan s is no time in the film"),
        ("3:2.5", "the factor 2.5 at 3 s is not from 0 to 2"),
        ("3:-0.1", "the factor -0.1 at 3 s"),
        ("3:nan", "the factor nan at 3 s"),
        ("0:1 4:1 2:1", "the key at 2 s does not come after the one at 4 s"),
        ("4:1 4:0", "the key at 4 s does not come after the one at 4 s"),
    ],
)
def test_keys_that_cannot_be_used_are_a_sentence(text, said):
    with pytest.raises(ClipError) as caught:
        parse_keys(text)
    assert said in caught.value.sentence
    assert "0:1 4.5:0.3 6:1" in caught.value.hint
    assert caught.value.place == "choices.amplitude_keys"
