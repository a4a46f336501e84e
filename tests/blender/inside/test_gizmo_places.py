"""Dragging happens in an editor's coordinates and means artwork pixels: there and back without loss."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from speaking_images.gizmos.following import move_handle
from speaking_images.gizmos.groups import Grip
from speaking_images.gizmos.places import (
    box_of,
    face_under,
    matrix_of,
    point_down,
    point_up,
    region_matrix,
    world_matrix,
)
from speaking_images.operators.faces import box_between

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


def face_with(places, *, are_placed):
    handles = [SimpleNamespace(at_px=at, start_px=at, is_placed=are_placed) for at in places]
    return SimpleNamespace(handles=handles)


def test_handles_nobody_placed_follow_those_that_were():
    face = face_with([(0, 0), (10, 0), (0, 20), (10, 20)], are_placed=False)
    move_handle(face, 0, (100, 100))
    assert [tuple(one.at_px) for one in face.handles] == [(100, 100), (110, 100), (100, 120), (110, 120)]
    move_handle(face, 1, (100, 120))  # twice as far off, and turned by a right angle
    assert [pytest.approx(tuple(one.at_px)) for one in face.handles] == [
        (100, 100), (100, 120), (60, 100), (60, 120),
    ]  # fmt: skip
    move_handle(face, 2, (50, 100))
    assert tuple(face.handles[2].at_px) == (50, 100)
    assert 50 < face.handles[3].at_px[0] < 60  # it gives way
    before = tuple(face.handles[1].at_px)
    move_handle(face, 3, (0, 0))
    assert tuple(face.handles[1].at_px) == before


def test_handles_that_the_net_placed_stay_where_they_are():
    face = face_with([(0, 0), (10, 0), (0, 20)], are_placed=True)
    move_handle(face, 0, (100, 100))
    assert [tuple(one.at_px) for one in face.handles] == [(100, 100), (10, 0), (0, 20)]


def test_a_box_is_drawn_from_any_corner_and_a_click_lays_one_round_it():
    assert box_between((30, 80), (10, 20), 100) == (10, 20, 20, 60)
    assert box_between((50, 50), (50, 51), 20) == (40, 40, 20, 20)


@pytest.mark.parametrize("is_modal", [False, True])
def test_a_grip_follows_what_moves_its_box_but_not_a_drag_of_its_own(is_modal):
    told, box = [], [list(BOX_PX)]
    gizmo = SimpleNamespace(
        is_modal=False, target_set_handler=lambda target, **how: told.append(how["get"]())
    )
    grip = Grip(gizmo, "matrix", lambda: box[0], lambda _: None)
    grip.follow()
    grip.follow()
    gizmo.is_modal = is_modal
    box[0] = [1.0, 2.0, 3.0, 4.0]  # as another production or an undo has it
    grip.follow()
    assert told == [list(BOX_PX)] + [[1.0, 2.0, 3.0, 4.0]] * (not is_modal)
