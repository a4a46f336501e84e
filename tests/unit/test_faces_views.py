"""What is seen in any view is told in pixels of the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speaking_engine.faces.boxes import iou_of
from speaking_engine.faces.detectors.fake import FakeDetector
from speaking_engine.faces.views import TILE_PX, View, look


def with_squares(width_px, height_px, *squares):
    pixels = np.full((height_px, width_px, 3), 60, np.uint8)
    for x, y, side in squares:
        pixels[y : y + side, x : x + side] = 255
    return pixels


@given(
    x=st.integers(20, 300),
    y=st.integers(20, 200),
    side=st.integers(60, 100),
    shown=st.integers(200, 900),
    mirrored=st.booleans(),
    quarter=st.sampled_from([0.0, 90.0, 180.0, -90.0]),
)
@settings(max_examples=60)
def test_a_square_comes_back_to_its_place(x, y, side, shown, mirrored, quarter):
    pixels = with_squares(420, 320, (x, y, side))
    found = look(FakeDetector(), pixels, View(shown, mirrored=mirrored, angle_deg=quarter))
    best = max(iou_of(one.box_px, (x, y, side, side)) for one in found)
    assert best > 0.8  # the fake sees only whole white pixels, so its boxes are a pixel or two short


def test_a_turned_view_shows_the_picture_turned_clockwise():
    pixels = with_squares(400, 400, (180, 20, 40))  # at the top
    seen = []

    class Watching(FakeDetector):
        def find(self, shown):
            seen.append(np.argwhere(shown.min(axis=2) >= 250).mean(axis=0))
            return []

    look(Watching(), pixels, View(400, angle_deg=90))
    row, column = seen[0]
    assert (row, column) == pytest.approx((199.5, 359.5), abs=2)  # now at the right


def test_large_pictures_are_shown_in_tiles_and_each_face_is_told_once():
    side = TILE_PX + 900
    squares = [(30, 40, 50), (TILE_PX - 100, 700, 120), (side - 80, side - 90, 60), (900, TILE_PX - 60, 40)]
    found = look(FakeDetector(), with_squares(side, side, *squares), View(side))
    assert sorted(one.box_px for one in found) == sorted((float(x), float(y), s, s) for x, y, s in squares)


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (700, 3)])
def test_thin_pictures_are_looked_at_too(size):
    found = look(FakeDetector(), np.full((*size, 3), 255, np.uint8), View(700))
    assert len(found) == 1
