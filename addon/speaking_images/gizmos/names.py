"""What is written over the artwork: who is who, and the handles of the selected face, joined and named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import bpy
from bpy.app.translations import pgettext_iface
from mathutils import Vector

from ..settings import SpeakingFace, SpeakingProduction, active_face, production
from .places import Placing, corners_of, placing_in_region

CHAINS = {
    "frontal": (
        "eye_left_outer eye_left_upper eye_left_inner eye_left_lower eye_left_outer",
        "eye_right_inner eye_right_upper eye_right_outer eye_right_lower eye_right_inner",
        "mouth_left lip_upper mouth_right lip_lower mouth_left",
        "mouth_left lip_seam mouth_right",
        "jaw_left chin jaw_right",
    ),
    "profile": (
        "lid_upper eye_corner lid_lower",
        "nose_tip lip_upper lip_seam lip_lower chin jaw_angle ear",
        "lip_seam mouth_corner",
    ),
}
"""Handles that are joined by a line, in their order along the face."""
LINE_COLOUR, BOX_COLOUR = (0.2, 0.9, 1.0, 0.55), (1.0, 0.75, 0.2, 0.55)
OTHER_COLOUR = (1.0, 1.0, 1.0, 0.6)
NAME_COLOUR, SHADOW = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.9)
FONT_PX, LEAST_FACE_PX = 12, 400
"""Names of handles are written once a face is this high on the screen; below that they would cover it."""

_drawn: list[tuple[Any, Any]] = []


def chains_of(face: SpeakingFace) -> Iterator[list[int]]:
    """Return the places of the handles along each line; one that was left out is passed over."""
    names = [handle.name for handle in face.handles]
    for chain in CHAINS.get(face.handle_set.partition("_")[0], ()):
        places = [names.index(name) for name in chain.split() if name in names]
        if len(places) > 1:
            yield places


def draw() -> None:
    """Draw names and lines in the region that is drawn now."""
    context = bpy.context
    found = production(context)
    place = placing_in_region(context, found)
    if place is None:
        return
    for face in found.faces:
        x, y, *_ = face.box_px
        words = pgettext_iface("{}, speaks").format(face.name) if face.speaks else face.name
        _write(words, place((x, y)), above=True)
    face = active_face(context)
    for one in found.faces:
        if one != face:
            _draw_box(one, place, OTHER_COLOUR)
        elif not one.handles:
            _draw_box(one, place, BOX_COLOUR)
    if face is not None and face.handles:
        _draw_handles(found, face, place)


def register() -> None:
    """Draw in viewports and image editors from now on."""
    spaces = (bpy.types.SpaceView3D, bpy.types.SpaceImageEditor)
    _drawn.extend((space, space.draw_handler_add(draw, (), "WINDOW", "POST_PIXEL")) for space in spaces)


def unregister() -> None:
    """Draw no more."""
    while _drawn:
        space, handle = _drawn.pop()
        space.draw_handler_remove(handle, "WINDOW")


def _draw_box(face: SpeakingFace, place: Placing, colour: Sequence[float]) -> None:
    corners = corners_of(face, place)
    _draw_line([*corners, corners[0]], colour)


def _draw_handles(found: SpeakingProduction, face: SpeakingFace, place: Placing) -> None:
    spots = [place(handle.at_px) for handle in face.handles]
    for chain in chains_of(face):
        _draw_line([spots[index] for index in chain])
    x, y, _, height = face.box_px
    is_large = abs(place((x, y))[1] - place((x, y + height))[1]) > LEAST_FACE_PX
    for index, (handle, spot) in enumerate(zip(face.handles, spots, strict=True)):
        if index == found.active_handle:
            _write(bpy.app.translations.pgettext_iface(handle.what), spot)
        elif is_large:
            _write(handle.name.replace("_", " "), spot)


def _draw_line(spots: Sequence[Vector], colour: Sequence[float] = LINE_COLOUR) -> None:
    import gpu
    from gpu_extras.batch import batch_for_shader

    shader = gpu.shader.from_builtin("UNIFORM_COLOR")
    gpu.state.blend_set("ALPHA")
    shader.uniform_float("color", colour)
    batch_for_shader(shader, "LINE_STRIP", {"pos": [(*spot, 0.0) for spot in spots]}).draw(shader)
    gpu.state.blend_set("NONE")


def _write(text: str, at: Vector, *, above: bool = False) -> None:
    import blf

    font, scale = 0, bpy.context.preferences.system.ui_scale
    blf.size(font, FONT_PX * scale)
    blf.enable(font, blf.SHADOW)
    blf.shadow(font, 5, *SHADOW)
    blf.color(font, *NAME_COLOUR)
    right, up = (2, 6) if above else (9, -4)
    blf.position(font, at[0] + right * scale, at[1] + up * scale, 0)
    blf.draw(font, text)
    blf.disable(font, blf.SHADOW)
