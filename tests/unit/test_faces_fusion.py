"""Fusion follows its three sentences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.faces.boxes import iou_of
from speaking_engine.faces.detectors.detector import Finding
from speaking_engine.faces.fusion import (
    QUICK,
    SAME,
    THOROUGH,
    Candidate,
    merged,
    paired,
    witnessed,
)

box = st.tuples(*[st.integers(0, 900).map(float)] * 2, *[st.integers(10, 300).map(float)] * 2)
score = st.floats(0.01, 1.0)
finding = st.builds(Finding, box, score, st.just("centerface"))
candidate = st.builds(Candidate, box, score, found_by=st.just(("centerface",)))

HERE, NEARBY, ELSEWHERE = (100.0, 100.0, 80.0, 100.0), (104.0, 98.0, 80.0, 100.0), (500.0, 100.0, 80.0, 100.0)


def test_seen_twice_counts_the_mean_and_seen_once_half():
    plain = [Finding(HERE, 0.8, "centerface"), Finding(ELSEWHERE, 0.6, "centerface")]
    both, once = paired(plain, [Finding(NEARBY, 0.6, "centerface")])
    assert (both.score, once.score) == pytest.approx((0.7, 0.3))
    assert both.box_px == (102.0, 99.0, 80.0, 100.0)


@given(st.lists(finding, max_size=8), st.lists(finding, max_size=8))
def test_no_look_is_lost_and_none_is_counted_twice(plain, mirrored):
    candidates = paired(plain, mirrored)
    assert max(len(plain), len(mirrored)) <= len(candidates) <= len(plain) + len(mirrored)
    total = sum(one.score for one in (*plain, *mirrored)) / 2
    assert sum(one.score for one in candidates) == pytest.approx(total)


@given(st.lists(candidate, max_size=20))
def test_merging_keeps_the_best_leaves_no_two_alike_and_is_done_once(candidates):
    kept = merged(candidates)
    assert set(kept) <= set(candidates)
    assert [one.score for one in kept] == sorted((one.score for one in kept), reverse=True)
    assert (max((one.score for one in candidates), default=None)) == (kept[0].score if kept else None)
    for number, one in enumerate(kept):
        assert all(iou_of(one.box_px, other.box_px) < SAME for other in kept[:number])
    assert merged(kept) == kept


def test_a_box_inside_a_better_one_is_a_part():
    nose = Candidate((130.0, 140.0, 20.0, 25.0), 0.4)
    assert merged([Candidate(HERE, 0.8), nose]) == [Candidate(HERE, 0.8)]


def test_a_better_small_face_before_a_large_one_is_not_swallowed():
    small = Candidate((130.0, 140.0, 20.0, 25.0), 0.9)
    assert merged([Candidate(ELSEWHERE, 0.5), small]) == [small, Candidate(ELSEWHERE, 0.5)]


@pytest.mark.parametrize("odds", [QUICK, THOROUGH], ids=["quick", "thorough"])
def test_confidence_rises_with_score_and_witness(odds):
    steps = np.linspace(0, 1, 21)
    alone = [Candidate(HERE, float(step)).confidence(odds) for step in steps]
    seen = [Candidate(HERE, float(step), witness=1.0).confidence(odds) for step in steps]
    assert all(0 < one < 1 for one in alone)
    assert alone == sorted(alone)
    assert all(more > less for more, less in zip(seen, alone, strict=True))


def test_a_witness_is_named_only_where_it_was():
    told = witnessed(
        [Candidate(HERE, 0.5, found_by=("centerface",)), Candidate(ELSEWHERE, 0.5, found_by=("centerface",))],
        [Finding(NEARBY, 0.9, "mtcnn")],
    )
    assert [one.found_by for one in told] == [("centerface", "mtcnn"), ("centerface",)]
    assert [one.witness for one in told] == [0.9, 0.0]
