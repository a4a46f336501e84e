"""Where artwork pixels lie in an editor: in the world of the viewport, or on the image editor's region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import bpy
from mathutils import Matrix, Vector

ABOVE_PLANES = 0.5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Maps artwork pixels (origin top left, y down) to an editor's coordinates (y up) and back."""

    put: Callable[[float, float], Vector]
    read: Callable[[Vector], Point]

    def matrix_of(self, box_px: tuple[float, float, float, float]) -> Matrix:
        """Give the matrix that lays a unit square, centred on the origin, over a box."""
        x, y, width, height = box_px
        low, high = self.put(x, y + height), self.put(x + width, y)
        middle, size = (low + high) / 2, high - low
        return Matrix.Translation(middle) @ Matrix.Diagonal((size.x, size.y, 1.0, 1.0))

    def box_of(self, matrix: Matrix) -> tuple[float, float, float, float]:
        """Undo `matrix_of`."""
        half = Vector((abs(matrix[0][0]), abs(matrix[1][1]), 0.0)) / 2
        left, bottom = self.read(matrix.translation - half)
        right, top = self.read(matrix.translation + half)
        return left, top, right - left, bottom - top


def in_world(size_px: tuple[int, int], width_units: float) -> Place:
    """Give the place of the artwork's plane, which may be of a film smaller than the artwork."""
    width, height = size_px
    unit = width_units / width

    def put(x: float, y: float) -> Vector:
        return Vector(((x - width / 2) * unit, (height / 2 - y) * unit, ABOVE_PLANES))

    def read(at: Vector) -> Point:
        return at.x / unit + width / 2, height / 2 - at.y / unit

    return Place(put, read)


def in_region(size_px: tuple[int, int], region: bpy.types.Region) -> Place:
    """Give the place of the picture in the image editor, as it is panned and zoomed now."""
    width, height = size_px
    left, bottom = region.view2d.view_to_region(0.0, 0.0, clip=False)
    right, top = region.view2d.view_to_region(1.0, 1.0, clip=False)
    across, up = (right - left) / width, (top - bottom) / height

    def put(x: float, y: float) -> Vector:
        return Vector((left + x * across, bottom + (height - y) * up, 0.0))

    def read(at: Vector) -> Point:
        return (at.x - left) / across, height - (at.y - bottom) / up

    return Place(put, read)
