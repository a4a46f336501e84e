"""Dragging happens in an editor's coordinates and means artwork pixels: there and back without loss."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from speaking_images.gizmos.places import (
    box_of,
    face_under,
    matrix_of,
    point_down,
    point_up,
    region_matrix,
    world_matrix,
)

SIZE_PX = (1280, 1498)
BOX_PX = (390.0, 393.0, 389.0, 507.0)


class View:
    """A region's view, panned and zoomed: normalised picture to region pixels."""

    def view_to_region(self, x, y, clip=True):
        assert not clip
        return 37.0 + x * 2560.0, -120.0 + y * 2996.0


def test_a_box_and_a_point_come_back_as_they_were_put():
    assert box_of(matrix_of(BOX_PX, SIZE_PX[1]), SIZE_PX[1]) == pytest.approx(BOX_PX)
    assert point_down(point_up((12.5, 700.0), SIZE_PX[1]), SIZE_PX[1]) == (12.5, 700.0)


@pytest.mark.parametrize("film_scale", [1.0, 0.5])
def test_the_picture_s_corner_is_the_plane_s_corner_at_any_film_size(film_scale):
    top_left = world_matrix(SIZE_PX, 12.8 * film_scale) @ point_up((0, 0), SIZE_PX[1])
    assert (top_left.x, top_left.y) == pytest.approx((-6.4 * film_scale, 7.49 * film_scale))


def test_the_picture_is_followed_when_panned_and_zoomed():
    matrix = region_matrix(SIZE_PX, SimpleNamespace(view2d=View()))
    top_left = matrix @ point_up((0, 0), SIZE_PX[1])
    assert (top_left.x, top_left.y) == pytest.approx((37.0, 2876.0))
    assert (matrix @ point_up((10, 20), SIZE_PX[1]) - top_left).to_tuple() == pytest.approx(
        (20.0, -40.0, 0.0)
    )


def test_a_click_means_the_smallest_face_under_it_and_a_handle_before_all():
    matrix = region_matrix(SIZE_PX, SimpleNamespace(view2d=View()))

    def place(at_px):
        return (matrix @ point_up(at_px, SIZE_PX[1])).to_2d()

    mother = SimpleNamespace(box_px=(100, 100, 400, 500), handles=[])
    child = SimpleNamespace(box_px=(300, 400, 100, 100), handles=[])
    found = SimpleNamespace(faces=[mother, child], active_face=0)
    clicks = {
        at: face_under(found, place, place(at)) for at in ((150, 150), (350, 450), (350, 550), (99, 150))
    }
    assert list(clicks.values()) == [0, 1, 0, None]
    mother.handles.append(SimpleNamespace(at_px=(350, 450)))
    assert face_under(found, place, place((353, 450))) == 0
    assert face_under(found, place, place((370, 450))) == 1
