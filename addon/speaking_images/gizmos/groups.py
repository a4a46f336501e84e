"""The gizmos of the selected face: a cage around its box, or a ring on each of its handles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import bpy
from mathutils import Matrix, Vector

from ..operators.run import remember
from ..settings import SpeakingFace, active_face, production
from .following import move_handle
from .places import artwork_matrix, box_of, matrix_of, point_down, point_up

BOX_COLOUR, HANDLE_COLOUR, HOVER_COLOUR = (1.0, 0.75, 0.2), (0.2, 0.9, 1.0), (1.0, 1.0, 1.0)
WAITING_COLOUR = (1.0, 0.45, 0.8)
"""Of a handle that follows the others, for nobody placed it."""
RING_SIZE = 0.13


@dataclass(slots=True)
class Grip:
    """The gizmo of a box or a handle: how it asks and tells its place, and which it asked last."""

    gizmo: bpy.types.Gizmo
    target: str
    get: Callable[[], Any]
    put: Callable[[Sequence[float]], None]
    was_at: tuple[float, ...] = ()

    def follow(self) -> None:
        """Stand where the box or handle is: a drag, an undo, or another production can move it."""
        at = tuple(self.get())
        if at != self.was_at and not self.gizmo.is_modal:
            # A gizmo asks where it is only as it is told whom to ask.
            self.gizmo.target_set_handler(self.target, get=self.get, set=self.put)
            self.was_at = at


class FaceGizmos:
    """What both editors share; dragging writes artwork pixels, and each drag is one step of undo."""

    bl_label = "Speaking face"
    bl_region_type = "WINDOW"
    # Facing the view is for 3D only: elsewhere there is no view to face, and Blender 5.2 crashes.
    ring_options: ClassVar[set[str]] = {"FILL_SELECT"}

    def setup(self, context: bpy.types.Context) -> None:
        """Make the gizmos of the selected face."""
        self.was_modal = False
        self._fill(context)

    def refresh(self, context: bpy.types.Context) -> None:
        """Make them anew when another face, or another number of handles, is selected."""
        if self.shown != _signature(context):
            self.gizmos.clear()
            self._fill(context)

    def draw_prepare(self, context: bpy.types.Context) -> None:
        """Follow pan and zoom, and remember a drag that has ended."""
        self.refresh(context)
        self._place(context)
        modal = any(gizmo.is_modal for gizmo in self.gizmos)
        if self.was_modal and not modal:
            # Not here: nothing may be changed while a region is drawn.
            bpy.app.timers.register(_remember_drag, first_interval=0.0)
        self.was_modal = modal

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Show them over the artwork itself, over no other picture, and not in the way of a brush."""
        if context.mode == "PAINT_TEXTURE":
            return False
        return active_face(context) is not None and artwork_matrix(context, production(context)) is not None

    def _place(self, context: bpy.types.Context) -> None:
        matrix = artwork_matrix(context, production(context))
        for gizmo in self.gizmos if matrix is not None else ():
            gizmo.matrix_space = matrix
            if gizmo.bl_idname == "GIZMO_GT_move_3d":
                # A ring keeps its size on the screen, whatever a pixel's is.
                gizmo.scale_basis = RING_SIZE / matrix[0][0]
        self._follow(context)

    def _follow(self, context: bpy.types.Context) -> None:
        face = active_face(context)
        for grip, handle in zip(self.grips, face.handles if face else (), strict=False):
            grip.gizmo.color = HANDLE_COLOUR if handle.is_placed else WAITING_COLOUR
        for grip in self.grips:
            grip.follow()

    def _fill(self, context: bpy.types.Context) -> None:
        self.shown, self.grips = _signature(context), list[Grip]()
        face = active_face(context)
        if face is None:
            return
        # Either, or: a handle on the box's edge could not be grasped beside the edge.
        if not face.handles:
            self._add_box()
        for index in range(len(face.handles)):
            self._add_handle(index)
        self._place(context)

    def _add_box(self) -> None:
        cage = self.gizmos.new("GIZMO_GT_cage_2d")
        cage.transform = {"TRANSLATE", "SCALE"}
        cage.draw_style = "BOX"
        cage.dimensions = (1.0, 1.0)
        cage.use_draw_modal = True
        _paint(cage, BOX_COLOUR)

        def get() -> list[float]:
            face = active_face(bpy.context)
            box = tuple(face.box_px) if face else (0.0, 0.0, 1.0, 1.0)
            return [value for column in matrix_of(box, _height_px()).transposed() for value in column]

        def put(values: Sequence[float]) -> None:
            face = active_face(bpy.context)
            if face:
                face.box_px = box_of(_matrix(values), _height_px())
                _show_numbers()

        self.grips.append(Grip(cage, "matrix", get, put))

    def _add_handle(self, index: int) -> None:
        ring = self.gizmos.new("GIZMO_GT_move_3d")
        ring.draw_style = "RING_2D"
        ring.draw_options = self.ring_options
        ring.line_width = 2.0
        ring.use_draw_modal = True
        _paint(ring, HANDLE_COLOUR)

        def get() -> Vector:
            face = active_face(bpy.context)
            return point_up(face.handles[index].at_px, _height_px()) if _has(face, index) else Vector()

        def put(at: Sequence[float]) -> None:
            face = active_face(bpy.context)
            if _has(face, index):
                move_handle(face, index, point_down(at, _height_px()))
                production(bpy.context).active_handle = index
                _show_numbers()

        self.grips.append(Grip(ring, "offset", get, put))


class SPEAKING_GGT_in_view(FaceGizmos, bpy.types.GizmoGroup):
    """Over the artwork's plane in the viewport."""

    bl_idname = "SPEAKING_GGT_in_view"
    bl_space_type = "VIEW_3D"
    bl_options = {"3D", "PERSISTENT", "SHOW_MODAL_ALL"}
    ring_options: ClassVar[set[str]] = {"ALIGN_VIEW", "FILL_SELECT"}


class SPEAKING_GGT_in_image(FaceGizmos, bpy.types.GizmoGroup):
    """Over the picture in the image editor."""

    bl_idname = "SPEAKING_GGT_in_image"
    bl_space_type = "IMAGE_EDITOR"
    bl_options = {"PERSISTENT", "SHOW_MODAL_ALL"}


def _signature(context: bpy.types.Context) -> tuple[str, int]:
    face = active_face(context)
    return (face.name, len(face.handles)) if face else ("", 0)


def _height_px() -> int:
    return production(bpy.context).size_px[1]


def _has(face: SpeakingFace | None, index: int) -> bool:
    return face is not None and index < len(face.handles)


def _matrix(values: Sequence[float]) -> Matrix:
    return Matrix([values[row * 4 : row * 4 + 4] for row in range(4)]).transposed()


def _paint(gizmo: bpy.types.Gizmo, colour: tuple[float, float, float]) -> None:
    gizmo.color, gizmo.color_highlight = colour, HOVER_COLOUR
    gizmo.alpha = gizmo.alpha_highlight = 1.0


def _show_numbers() -> None:
    """Let the sidebar follow the drag."""
    for region in bpy.context.area.regions if bpy.context.area else ():
        if region.type == "UI":
            region.tag_redraw()


def _remember_drag() -> None:
    remember("Move face")
