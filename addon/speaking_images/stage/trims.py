"""Sets the trims of the faces in the scene: their colour fitted to the picture, and masks drawn by hand."""

from __future__ import annotations

from array import array

import bpy

from speaking_engine.protocol.plan import FaceLayer, RenderPlan

from . import keep
from .colour import Colour, Trim, fitting_trim, ring
from .mask import SHAPES
from .media import load_artwork, load_clip
from .nodes import image_texture
from .screen import MASK_NODE, layer_roles

DRAWN_NODE = "Speaking Drawn Mask"
NUMBERS = "Non-Color"


def fit_colours(plan: RenderPlan, owner: str = "") -> list[tuple[str, Trim | None]]:
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
    artwork = _Pixels(load_artwork(plan))
    done: list[tuple[str, Trim | None]] = []
    for layer, role in zip(plan.layers, layer_roles(plan.layers), strict=True):
        material = keep.ours(bpy.data.materials, role, owner)
        mask = material.node_tree.nodes.get(MASK_NODE) if material else None
        if mask is not None:
            done.append((layer.face_id, _fit(mask, _measured(artwork, layer))))
    return done


def use_drawn_mask(face_id: str, picture: bpy.types.Image | None, owner: str = "") -> None:
    """Let a picture over the face's plane be its mask, white where it moves; None goes back to the shape.

    A picture that is new chooses shape 3 ("drawn"); another shape chosen afterwards stays.
    """
    for material in keep.with_role(bpy.data.materials, f"face:{face_id}:", owner):
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


def _fit(mask: bpy.types.Node, trim: Trim | None) -> Trim | None:
    if trim is not None:
        mask.inputs["Exposure"].default_value = trim.exposure_stops
        mask.inputs["Saturation"].default_value = trim.saturation
    return trim


def _measured(artwork: _Pixels, layer: FaceLayer) -> Trim | None:
    x, y, width, height = layer.crop_px
    places, clip = ring(width, height), _Pixels(load_clip(layer))
    return fitting_trim(
        [artwork.at(x + right, y + down) for right, down in places], [clip.at(*place) for place in places]
    )


class _Pixels:
    """An image's colours, a movie's first frame, encoded as they are in the file."""

    def __init__(self, image: bpy.types.Image) -> None:
        self.width, self.height = image.size
        self.channels = image.channels
        self.values = array("f", bytes(4 * self.width * self.height * self.channels))
        image.pixels.foreach_get(self.values)

    def at(self, x: int, y: int) -> Colour:
        """Return the colour of one pixel, counted from the top left."""
        start = ((self.height - 1 - y) * self.width + x) * self.channels
        red, green, blue = self.values[start : start + 3]
        return red, green, blue
