"""Sets the trims of the faces in the scene: their colour fitted to the picture, and masks drawn by hand."""

from __future__ import annotations

import bpy
import numpy as np

from speaking_engine.protocol.plan import FaceLayer, RenderPlan

from . import keep
from .colour import Pixels, Trim, fitting_trim
from .mask import SHAPES
from .media import load_artwork, load_clip
from .nodes import image_texture
from .screen import MASK_NODE, layer_roles

DRAWN_NODE = "Speaking Drawn Mask"
NUMBERS = "Non-Color"


def fit_colours(plan: RenderPlan) -> list[tuple[str, Trim | None]]:
    """Set exposure and saturation of every face, measured on its clip's first frame for the whole clip.

    Returns
    -------
    list of (str, Trim or None)
        For each clip the face's id and what was set; None where it is too dark to compare and nothing was.

    Raises
    ------
    PictureError, ClipError
        See `media.load_artwork` and `media.load_clip`.
    """
    still = _pixels(load_artwork(plan))
    done: list[tuple[str, Trim | None]] = []
    for layer, role in zip(plan.layers, layer_roles(plan.layers), strict=True):
        material = keep.ours(bpy.data.materials, role)
        mask = material.node_tree.nodes.get(MASK_NODE) if material else None
        if mask is not None:
            done.append((layer.face_id, _fit(mask, _crop(still, layer), _pixels(load_clip(layer)))))
    return done


def use_drawn_mask(face_id: str, picture: bpy.types.Image | None) -> None:
    """Let a picture over the face's plane be its mask, white where it moves; None goes back to the shape.

    A picture that is new chooses shape 3 ("drawn"); another shape chosen afterwards stays.
    """
    for material in keep.with_role(bpy.data.materials, f"face:{face_id}:"):
        mask = material.node_tree.nodes.get(MASK_NODE)
        if mask is not None:
            _wire_mask(material, mask, picture)


def _wire_mask(material: bpy.types.Material, mask: bpy.types.Node, picture: bpy.types.Image | None) -> None:
    tree = material.node_tree
    texture = tree.nodes.get(DRAWN_NODE)
    if picture is None:
        if texture is not None:
            tree.nodes.remove(texture)
            mask.inputs["Shape"].default_value = keep.plan_has(material, "Shape", 0)
        return
    if texture is None:
        texture = image_texture(tree, DRAWN_NODE)
        tree.links.new(texture.outputs["Color"], mask.inputs["Drawn Mask"])
    if texture.image != picture:
        _read_as_numbers(picture)
        texture.image = picture
        mask.inputs["Shape"].default_value = SHAPES.index("drawn")


def _read_as_numbers(picture: bpy.types.Image) -> None:
    """Let grey 0.5 be half; only a file with unsaved painting keeps its colour space, or loses the painting.

    Blender throws away unsaved pixels when a colour space is set, even the one that it has.
    """
    if picture.colorspace_settings.name == NUMBERS or (picture.is_dirty and picture.filepath):
        return
    if picture.is_dirty:
        picture.pack()
    picture.colorspace_settings.name = NUMBERS


def _fit(mask: bpy.types.Node, still: Pixels, clip: Pixels) -> Trim | None:
    trim = fitting_trim(still, clip)
    if trim is not None:
        mask.inputs["Exposure"].default_value = trim.exposure_stops
        mask.inputs["Saturation"].default_value = trim.saturation
    return trim


def _crop(still: Pixels, layer: FaceLayer) -> Pixels:
    x, y, width, height = layer.crop_px
    return still[y : y + height, x : x + width]


def _pixels(image: bpy.types.Image) -> Pixels:
    """Give an image's RGB, a movie's first frame, from the top left, encoded as it is in the file."""
    width, height = image.size
    flat = np.empty(width * height * image.channels, np.float32)
    image.pixels.foreach_get(flat)
    return flat.reshape(height, width, image.channels)[::-1, :, :3]
