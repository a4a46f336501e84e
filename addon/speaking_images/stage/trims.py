"""Sets the trims of the faces in the scene: their colour fitted to the picture, and masks drawn by hand."""

from __future__ import annotations

import hashlib
import struct
import zlib
from array import array
from collections.abc import Collection
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from speaking_engine.protocol.plan import FaceLayer, RenderPlan

from . import keep
from .colour import Colour, Trim, fitting_trim, ring
from .curves import bends
from .mask import SHAPES
from .media import load_artwork, load_clip
from .nodes import image_texture
from .screen import DRAWN_NODE, MASK_NODE, blend_keyed, layer_roles
from .units import FIRST_FRAME

NUMBERS = "Non-Color"
UNDRAWN = "speaking_images_undrawn"
"""Names the shape that a mask drawn by hand took the place of."""
CHOICES = {
    "Feather": "feather_px",
    "Blend": "blend",
    "Exposure": "exposure_stops",
    "Saturation": "saturation",
}


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


def drawn_mask(owner: str, face_id: str) -> bpy.types.Image | None:
    """Return the picture that is a face's mask in the scene, if one is."""
    material = keep.ours(bpy.data.materials, f"face:{face_id}:0", owner)
    texture = material.node_tree.nodes.get(DRAWN_NODE) if material is not None else None
    return texture.image if texture is not None else None


def laid_in(
    owner: str, face_id: str, folder: Path, frames: range, rate: float, told: Collection[str] = ()
) -> dict[str, Any]:
    """Return what an artist changed of how a face lies in the picture, as the engine's choices for it.

    What is as the plan has it is not told, but for choices that the engine was `told` of before: an undo may
    have brought back the plan that the scene was built from. A mask is written into the production, named by
    what is in it.
    """
    material = keep.ours(bpy.data.materials, f"face:{face_id}:0", owner)
    mask = material.node_tree.nodes.get(MASK_NODE) if material is not None else None
    if mask is None:
        return {}
    found = {
        choice: round(mask.inputs[name].default_value, 5)
        for name, choice in CHOICES.items()
        if choice in told
        or not keep.same(mask.inputs[name].default_value, keep.plan_has(material, name, None))
    }
    shape = SHAPES[min(max(int(mask.inputs["Shape"].default_value), 0), len(SHAPES) - 1)]
    if "shape" in told or shape != SHAPES[int(str(keep.plan_has(material, "Shape", 0)))]:
        found["shape"] = shape
    texture = material.node_tree.nodes.get(DRAWN_NODE)
    picture = texture.image if texture is not None else None
    if shape == "drawn" and picture and ("drawn_mask" in told or _is_new(picture, material)):
        found |= {"shape": shape, "drawn_mask": written_mask(picture, folder)}
    return found | _keys(material, frames, rate, told)


def _is_new(picture: bpy.types.Image, material: bpy.types.Material) -> bool:
    """Whether a picture is another than the plan's mask, or was drawn on."""
    return picture.is_dirty or bpy.path.abspath(picture.filepath) != keep.plan_has(material, "picture", None)


def _keys(material: bpy.types.Material, frames: range, rate: float, told: Collection[str]) -> dict[str, Any]:
    curve = blend_keyed(material)
    if curve is None or curve.mute:
        return {"blend_keys": []} if "blend_keys" in told or keep.plan_has(material, "keys", []) else {}
    points = [(float(frame), min(max(curve.evaluate(frame), 0.0), 1.0)) for frame in frames]
    return {
        "blend_keys": [
            [round((frame - FIRST_FRAME) / rate, 4), round(value, 4)] for frame, value in bends(points)
        ]
    }


def written_mask(picture: bpy.types.Image, folder: Path) -> str:
    """Write a picture's luminance (BT.709), as the shader reads it, and return its name in the production."""
    width, height = picture.size
    pixels = np.zeros(width * height * picture.channels, np.float32)
    picture.pixels.foreach_get(pixels)
    colours = pixels.reshape(height, width, picture.channels)[::-1, :, :3]
    if colours.shape[2] == 3:
        grey = colours @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    else:
        grey = colours[..., 0]
    values = np.rint(np.clip(grey, 0, 1) * 255).astype(np.uint8)
    rows = b"".join(b"\0" + row.tobytes() for row in values)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 6)),
        (b"IEND", b""),
    )
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
        for kind, part in parts
    )
    name = f"masks/{hashlib.sha256(data).hexdigest()[:16]}.png"
    path = folder / name
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_bytes(data)
        beside.replace(path)
    return name


def _wire_mask(material: bpy.types.Material, mask: bpy.types.Node, picture: bpy.types.Image | None) -> None:
    tree = material.node_tree
    texture = tree.nodes.get(DRAWN_NODE)
    if picture is None:
        if texture is not None:
            tree.nodes.remove(texture)
            planned = int(str(keep.plan_has(material, "Shape", 0)))
            drawn = SHAPES.index("drawn")
            mask.inputs["Shape"].default_value = planned if planned != drawn else material.get(UNDRAWN, 0)
        return
    if texture is None:
        texture = image_texture(tree, DRAWN_NODE)
        tree.links.new(texture.outputs["Color"], mask.inputs["Drawn Mask"])
    if texture.image != picture:
        _read_as_numbers(picture)
        texture.image = picture
        if mask.inputs["Shape"].default_value != SHAPES.index("drawn"):
            material[UNDRAWN] = mask.inputs["Shape"].default_value
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
