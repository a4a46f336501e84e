"""Arithmetic of boxes holds for any boxes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.faces.boxes import area, clip, edges, from_edges, iou, iou_of, overlap, suppress

place = st.integers(-500, 3000).map(float)
side = st.integers(1, 800).map(float)
box = st.tuples(place, place, side, side)


def rows(boxes):
    return np.array([edges(one) for one in boxes], np.float32).reshape(-1, 4)


@given(box)
def test_edges_and_back(one):
    assert from_edges(*edges(one)) == one


@given(box, box)
def test_iou_is_symmetric_and_between_0_and_1(one, other):
    share = iou_of(one, other)
    assert 0 <= share <= 1
    assert share == pytest.approx(iou_of(other, one))


@given(box)
def test_a_box_overlaps_itself_wholly(one):
    assert iou_of(one, one) == pytest.approx(1)


@given(box, box, place, place, st.sampled_from([0.25, 2.0, 8.0]))
def test_iou_does_not_depend_on_place_and_size(one, other, x, y, zoom):
    moved = [((b[0] + x) * zoom, (b[1] + y) * zoom, b[2] * zoom, b[3] * zoom) for b in (one, other)]
    assert iou_of(*moved) == pytest.approx(iou_of(one, other), abs=1e-3)


@given(box, box)
def test_overlap_is_counted_in_pixels(one, other):
    grid_x, grid_y = (np.arange(-500, 3801) + 0.5 for _ in "xy")
    across = [np.count_nonzero((grid_x > b[0]) & (grid_x < b[0] + b[2])) for b in (one, other)]
    assert area(rows([one]))[0] == across[0] * np.count_nonzero(
        (grid_y > one[1]) & (grid_y < one[1] + one[3])
    )
    both = np.count_nonzero(
        (grid_x > max(one[0], other[0])) & (grid_x < min(one[0] + one[2], other[0] + other[2]))
    ) * np.count_nonzero(
        (grid_y > max(one[1], other[1])) & (grid_y < min(one[1] + one[3], other[1] + other[3]))
    )
    assert overlap(rows([one]), rows([other]))[0, 0] == both


def test_empty_boxes_overlap_nothing():
    nothing = np.zeros((1, 4), np.float32)
    assert iou(nothing, nothing)[0, 0] == 0
    assert iou(np.zeros((0, 4), np.float32), nothing).shape == (0, 1)


@given(st.lists(box, min_size=1, max_size=25), st.randoms(use_true_random=False), st.floats(0.1, 0.9))
def test_suppression_keeps_the_best_and_leaves_no_two_alike(boxes, random, limit):
    scores = np.array([random.random() for _ in boxes], np.float32)
    kept = suppress(rows(boxes), scores, limit)
    assert kept[0] == int(scores.argmax())
    shares = iou(rows(boxes), rows(boxes))
    for number, row in enumerate(kept):
        assert all(shares[row, other] <= limit for other in kept[:number])
    for row in set(range(len(boxes))) - set(kept):
        assert any(shares[row, other] > limit and scores[other] >= scores[row] for other in kept)


@given(box, st.integers(1, 2000), st.integers(1, 2000))
def test_clipped_boxes_lie_inside_and_clip_once(one, width, height):
    inside = clip(one, width, height)
    left, top, right, bottom = edges(inside)
    assert 0 <= left <= right <= width
    assert 0 <= top <= bottom <= height
    assert clip(inside, width, height) == pytest.approx(inside)
