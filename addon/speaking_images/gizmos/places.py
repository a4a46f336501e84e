"""Where artwork pixels lie in an editor: in the world of the viewport, or on the image editor's region.

Gizmos count in artwork pixels with y up, from the bottom left; a matrix takes these into the editor's space.
It follows pan and zoom, while what a gizmo holds stays the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import bpy
from mathutils import Matrix, Quaternion, Vector
from mathutils.geometry import intersect_point_quad_2d

from ..settings import SpeakingFace, SpeakingProduction
from ..stage import keep

ABOVE_PLANES = 0.5
HANDLE_PX = 12
"""So near a click means a handle."""

Box = tuple[float, float, float, float]
Placing = Callable[[Sequence[float]], Vector]
"""Turns artwork pixels into pixels of a region."""


def artwork_matrix(context: bpy.types.Context, found: SpeakingProduction) -> Matrix | None:
    """Return where artwork pixels are in this editor; None where the artwork is not shown."""
    if context.area is None or not found.size_px[0]:
        return None
    if context.area.type == "IMAGE_EDITOR":
        image = context.space_data.image
        is_artwork = (
            image is not None and image.source == "FILE" and tuple(image.size) == tuple(found.size_px)
        )
        return region_matrix(found.size_px, context.region) if is_artwork else None
    plane = keep.ours(context.scene.objects, "artwork")
    return world_matrix(found.size_px, plane.dimensions.x) if plane is not None else None


def world_matrix(size_px: Sequence[int], width_units: float) -> Matrix:
    """Return the matrix of the artwork's plane, which may be of a film smaller than the artwork."""
    width, height = size_px
    unit = width_units / width
    move = Matrix.Translation((-width * unit / 2, -height * unit / 2, ABOVE_PLANES))
    return move @ Matrix.Scale(unit, 4)


def region_matrix(size_px: Sequence[int], region: bpy.types.Region) -> Matrix:
    """Return the matrix of the picture in the image editor, as it is panned and zoomed now."""
    left, bottom = region.view2d.view_to_region(0.0, 0.0, clip=False)
    right, top = region.view2d.view_to_region(1.0, 1.0, clip=False)
    zoom = Matrix.Diagonal(((right - left) / size_px[0], (top - bottom) / size_px[1], 1.0, 1.0))
    return Matrix.Translation((left, bottom, 0.0)) @ zoom


def placing_in_region(context: bpy.types.Context, found: SpeakingProduction) -> Placing | None:
    """Return what turns artwork pixels into pixels of the region; None where the artwork is not shown."""
    matrix = artwork_matrix(context, found)
    if matrix is None:
        return None
    height_px = found.size_px[1]
    if context.area.type == "IMAGE_EDITOR":
        return lambda at_px: (matrix @ point_up(at_px, height_px)).to_2d()
    from bpy_extras.view3d_utils import location_3d_to_region_2d as to_region

    region, view = context.region, context.region_data
    return lambda at_px: (
        to_region(region, view, matrix @ point_up(at_px, height_px)) or Vector((-99.0, -99.0))
    )


def shows_picture(context: bpy.types.Context, found: SpeakingProduction) -> bool:
    """Whether an editor of this window shows the artwork."""
    return any(True for _ in _placings(context, found))


def pixel_under_mouse(
    context: bpy.types.Context, found: SpeakingProduction, at: Sequence[float]
) -> tuple[float, float] | None:
    """Return the artwork pixel under a place of the window; None beside the editors that show the artwork."""
    for area, region, place in _placings(context, found):
        x, y = at[0] - region.x, at[1] - region.y
        panels = (one for one in area.regions if one.type == "UI" and one.width > 1)
        is_covered = any(0 <= at[0] - one.x < one.width and 0 <= at[1] - one.y < one.height for one in panels)
        if is_covered or not (0 <= x < region.width and 0 <= y < region.height):
            continue
        width, height = found.size_px
        origin, across, down = place((0, 0)), place((width, 0)), place((0, height))
        right, below = (across - origin) / width, (down - origin) / height
        inward = Matrix(((right.x, below.x), (right.y, below.y))).inverted_safe()
        pixel = inward @ (Vector((x, y)) - origin)
        return min(max(pixel.x, 0.0), width), min(max(pixel.y, 0.0), height)
    return None


def _placings(
    context: bpy.types.Context, found: SpeakingProduction
) -> Iterator[tuple[bpy.types.Area, bpy.types.Region, Placing]]:
    """Return the editors of this window that show the artwork; a view is taken as seen straight."""
    for area in context.screen.areas if context.screen else ():
        if area.type not in {"VIEW_3D", "IMAGE_EDITOR"}:
            continue
        region = next(one for one in area.regions if one.type == "WINDOW")
        with context.temp_override(area=area, region=region, space_data=area.spaces.active):
            place = placing_in_region(bpy.context, found)
        if place is not None:
            yield area, region, place


def corners_of(face: SpeakingFace, place: Placing) -> list[Vector]:
    """Return the four corners of a face's box on the region, in their order round it."""
    x, y, width, height = face.box_px
    return [place(at) for at in ((x, y), (x + width, y), (x + width, y + height), (x, y + height))]


def face_under(found: SpeakingProduction, place: Placing, at: Sequence[float]) -> int | None:
    """Return which face lies under a point of the region; the smallest of several, None if there is none.

    Under a handle of the selected face that face lies, wherever the handle is.
    """
    near_px = HANDLE_PX * max(1.0, bpy.context.preferences.system.ui_scale)  # 0 where there is no window
    active = found.faces[found.active_face] if found.active_face < len(found.faces) else None
    for handle in active.handles if active is not None else ():
        if (place(handle.at_px) - Vector(at)).length <= near_px:
            return found.active_face
    under = [
        (face.box_px[2] * face.box_px[3], index)
        for index, face in enumerate(found.faces)
        if intersect_point_quad_2d(Vector(at), *corners_of(face, place))
    ]
    return min(under)[1] if under else None


def point_up(at_px: Sequence[float], height_px: int) -> Vector:
    """Turn a place (x, y down) to y up."""
    return Vector((at_px[0], height_px - at_px[1], 0.0))


def point_down(at: Sequence[float], height_px: int) -> tuple[float, float]:
    """Undo `point_up`."""
    return at[0], height_px - at[1]


def matrix_of(box_px: Box, height_px: int) -> Matrix:
    """Return the matrix that lays a unit square, centred on the origin, over a box (y down)."""
    x, y, width, height = box_px
    middle = point_up((x + width / 2, y + height / 2), height_px)
    return Matrix.Translation(middle) @ Matrix.Diagonal((width, height, 1.0, 1.0))


def box_of(matrix: Matrix, height_px: int) -> Box:
    """Undo `matrix_of`."""
    width, height = abs(matrix[0][0]), abs(matrix[1][1])
    x, y = point_down(matrix.translation, height_px)
    return x - width / 2, y - height / 2, width, height


def zoom_to_face(context: bpy.types.Context, found: SpeakingProduction, face: SpeakingFace) -> None:
    """Show a face large in all editors of this window that show the picture."""
    for area in context.screen.areas if context.screen else ():
        if area.type in {"VIEW_3D", "IMAGE_EDITOR"}:
            zoom_to(area, tuple(face.box_px), tuple(found.size_px))


def zoom_to(area: bpy.types.Area, box_px: Box, size_px: Sequence[int]) -> None:
    """Turn a viewport or an image editor to a box, which then fills half of it."""
    region = next(region for region in area.regions if region.type == "WINDOW")
    x, y, width, height = box_px
    middle = (x + width / 2, y + height / 2)
    space = area.spaces.active
    if area.type == "VIEW_3D":
        plane = keep.ours(bpy.context.scene.objects, "artwork")
        if plane is not None:
            at = world_matrix(size_px, plane.dimensions.x) @ point_up(middle, size_px[1])
            view = space.region_3d
            view.view_perspective, view.view_rotation = "ORTHO", Quaternion()
            view.view_location = (at.x, at.y, 0.0)
            view.view_distance = FACES_SEEN * max(width, height) * plane.dimensions.x / size_px[0]
        return
    if space.image is None:
        return
    aspect = min(region.width / width, region.height / height)
    with bpy.context.temp_override(area=area, region=region, space_data=space):
        bpy.ops.image.view_all()  # the picture's middle is in the region's, and pans count from there
        bpy.ops.image.view_pan(offset=(middle[0] - size_px[0] / 2, size_px[1] / 2 - middle[1]))
        bpy.ops.image.view_zoom_ratio(ratio=aspect / FACES_SEEN)


FACES_SEEN = 2.0
