"""Dragging happens in an editor's coordinates and means artwork pixels: there and back without loss."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from speaking_images.gizmos.places import in_region, in_world

SIZE_PX = (1280, 1498)
BOX_PX = (390.0, 393.0, 389.0, 507.0)


class View:
    """A region's view, panned and zoomed: normalised picture to region pixels."""

    def view_to_region(self, x, y, clip=True):
        assert not clip
        return 37.0 + x * 900.0, -120.0 + y * 1053.28


PLACES = {
    "world": in_world(SIZE_PX, 12.8),
    "world of a smaller film": in_world(SIZE_PX, 6.4),
    "image": in_region(SIZE_PX, SimpleNamespace(view2d=View())),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_box_comes_back_as_it_was_put(place):
    assert place.box_of(place.matrix_of(BOX_PX)) == pytest.approx(BOX_PX, abs=0.01)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_down_in_the_picture_is_down_in_the_editor(place):
    assert place.put(0.0, 100.0).y < place.put(0.0, 0.0).y
    assert place.put(100.0, 0.0).x > place.put(0.0, 0.0).x


def test_the_worlds_place_is_the_planes_place():
    corner = PLACES["world"].put(0.0, 0.0)
    assert (corner.x, corner.y) == pytest.approx((-6.4, 7.49))
