"""The crop: one fixed square around the face, inside the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.clip.crop import WIDTHS_PER_FACE, crop_for
from speaking_engine.errors import FaceError
from speaking_engine.faces.face import Face


def face_at(x, y, width, height):
    corners = np.array([[x, y, 0], [x + width, y + height, 0]], np.float32)
    return Face("f0", (x, y, width, height), 1.0, landmarks_px=np.repeat(corners, 239, axis=0))


@given(
    width=st.integers(64, 6000),
    height=st.integers(64, 6000),
    size=st.floats(13, 900),
    place=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_crop_is_an_even_square_inside_the_picture(width, height, size, place):
    face = face_at(place[0] * (width - 14), place[1] * (height - 14), size, 1.3 * size)
    x, y, w, h = crop_for(face, width, height)
    assert all(isinstance(v, int) for v in (x, y, w, h))
    assert w == h
    assert w % 2 == 0
    assert 0 <= x <= width - w
    assert 0 <= y <= height - h


@given(size=st.floats(20, 400), x=st.floats(500, 900), y=st.floats(500, 900))
def test_face_lies_well_inside_where_there_is_room(size, x, y):
    left, top, side, _ = crop_for(face_at(x, y, size, 1.2 * size), 2000, 2000)
    assert side == pytest.approx(WIDTHS_PER_FACE * max(size, 0.85 * 1.2 * size), abs=2)
    assert left + 0.2 * side < x
    assert x + size < left + 0.8 * side
    assert top + 0.1 * side < y
    assert y + 1.2 * size < top + 0.9 * side


def test_box_serves_where_there_are_no_landmarks():
    assert crop_for(Face("f0", (100, 100, 80, 100), 0.9), 400, 400)[2] > 160


@pytest.mark.parametrize(
    "face", [face_at(50, 50, 6, 8), face_at(900, 10, 80, 100), face_at(-200, 10, 90, 100)]
)
def test_faces_too_small_or_outside_are_refused(face):
    with pytest.raises(FaceError, match="f0") as caught:
        crop_for(face, 400, 300)
    assert caught.value.place == "faces[f0].box"
