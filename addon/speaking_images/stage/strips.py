"""The faster film: the still as an image strip and each layer as a movie strip over it, no 3D.

It is exact for a finished plan, whose clips are composed already and lie opaque in their place: the
sequencer mixes in sRGB, the plan in linear light. A feathered mask would be mixed a little otherwise here.
"""

from __future__ import annotations

import bpy

from speaking_engine.errors import ProjectError
from speaking_engine.protocol.plan import FaceLayer, RenderPlan

from . import compat, keep
from .film import PICTURE_CHANNEL, add_sound, film_scene, ours
from .media import load_artwork, load_clip
from .units import blender_frame


def build_strips(plan: RenderPlan) -> bpy.types.Scene:
    """Make or update the film of flat strips.

    Raises
    ------
    ProjectError
        The plan is not finished: a layer has a feather, is blended, or the picture is not of the film's size.
    PictureError, ClipError
        A file of the plan is missing or of another size.
    """
    _check_finished(plan)
    film = film_scene(plan, "strips")
    _clear(film)
    strips = film.sequence_editor.strips
    load_artwork(plan)
    still = strips.new_image(
        name="Artwork",
        filepath=plan.artwork,
        channel=PICTURE_CHANNEL,
        frame_start=blender_frame(0),
        fit_method="ORIGINAL",
    )
    compat.set_length(still, plan.frame_count)
    keep.mark(still, "strip:artwork")
    for place, layer in enumerate(plan.layers):
        _add_layer(plan, layer, PICTURE_CHANNEL + 1 + place, film)
    add_sound(plan, film)
    return film


def _add_layer(plan: RenderPlan, layer: FaceLayer, channel: int, film: bpy.types.Scene) -> None:
    load_clip(layer)
    strip = film.sequence_editor.strips.new_movie(
        name=f"Face {layer.face_id}",
        filepath=layer.clip,
        channel=channel,
        frame_start=blender_frame(layer.start_frame),
        fit_method="ORIGINAL",
    )
    compat.set_length(strip, layer.frame_count)
    x, y, width, height = layer.crop_px
    strip.transform.offset_x = x + width / 2 - plan.width_px / 2
    strip.transform.offset_y = plan.height_px / 2 - (y + height / 2)
    strip.transform.filter = "NEAREST"
    strip.blend_type = "ALPHA_OVER"
    keep.mark(strip, f"strip:{channel}")


def _check_finished(plan: RenderPlan) -> None:
    native = (plan.width_px, plan.height_px) == (plan.artwork_width_px, plan.artwork_height_px)
    if not native or any(layer.mask.feather_px or layer.blend != 1.0 for layer in plan.layers):
        raise ProjectError(
            "This plan is not finished for strips: its clips are still to be mixed into the picture.",
            hint="Render it with --planes, or let the engine render it with `--renderer blender`.",
        )


def _clear(film: bpy.types.Scene) -> None:
    strips = film.sequence_editor.strips
    while (strip := ours(strips, "strip:")) is not None:
        strips.remove(strip)
