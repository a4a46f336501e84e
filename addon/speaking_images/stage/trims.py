"""Sets the trims of the faces in the scene: their colour fitted to the picture, and masks drawn by hand."""

from __future__ import annotations

import dataclasses
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
from .units import FIRST_FRAME, blender_frame

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
    """Set exposure and saturation of every face, measured on its clips' first frames, for all of them.

    Returns
    -------
    list of (str, Trim or None)
        For each face its id and what was set; None where it is too dark to compare and nothing was.

    Raises
    ------
    PictureError, ClipError
        See `media.load_artwork` and `media.load_clip`.
    """
    artwork = _Pixels(load_artwork(plan))
    masks: dict[str, list[tuple[bpy.types.Node, Trim | None]]] = {}
    for layer, role in zip(plan.layers, layer_roles(plan.layers), strict=True):
        material = keep.ours(bpy.data.materials, role, owner)
        mask = material.node_tree.nodes.get(MASK_NODE) if material else None
        if mask is not None:
            masks.setdefault(layer.face_id, []).append((mask, _measured(artwork, layer)))
    done: list[tuple[str, Trim | None]] = []
    for face_id, measured in masks.items():
        trims = [trim for _, trim in measured if trim is not None]
        mean = (
            Trim(*np.mean([dataclasses.astuple(trim) for trim in trims], axis=0).tolist()) if trims else None
        )
        for mask, _ in measured:
            _fit(mask, mean)
        done.append((face_id, mean))
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

    What was changed in one of its clips holds for all of them; see `own.own_doings`.

    What is as the plan has it is not told, but for choices that the engine was `told` of before: an undo may
    have brought back the plan that the scene was built from. A mask is written into the production, named by
    what is in it.
    """
    materials = [plane.active_material for plane in planes_of(owner, face_id)]
    if not materials:
        return {}
    changed: dict[str, Any] = {}
    for material in reversed(materials):
        changed |= changed_in(material)
    for name, value in _values(materials[0]).items():
        if CHOICES[name] in told:  # it may be as planned again
            changed.setdefault(CHOICES[name], value)
    found = {choice: round(value, 5) for choice, value in changed.items() if choice in CHOICES.values()}
    if "shape" in changed or "shape" in told:
        found["shape"] = changed.get("shape", _shape(materials[0]))
    picture = next((one for one in map(_picture, materials) if one is not None), None)
    is_drawn = any(_shape(material) == "drawn" for material in materials)
    if is_drawn and picture and ("drawn_mask" in told or any(_is_new(picture, one) for one in materials)):
        found |= {"shape": "drawn", "drawn_mask": written_mask(picture, folder)}
    return found | _keys(planes_of(owner, face_id), frames, rate, told)


def planes_of(owner: str, face_id: str) -> list[bpy.types.Object]:
    """Return a face's planes in the scene, one a clip: it has one for each speaker's turn."""
    planes = keep.ours(bpy.data.collections, "planes", owner)
    return [
        plane
        for plane in keep.with_role(planes.objects if planes else (), f"face:{face_id}:", owner)
        if plane.active_material is not None and plane.active_material.node_tree.nodes.get(MASK_NODE)
    ]


def changed_in(material: bpy.types.Material) -> dict[str, Any]:
    """Return what an artist changed of how one clip lies in the picture; its keys are another matter."""
    found: dict[str, Any] = {
        CHOICES[name]: value
        for name, value in _values(material).items()
        if not keep.same(value, keep.plan_has(material, name, None))
    }
    if _shape(material) != SHAPES[int(str(keep.plan_has(material, "Shape", 0)))]:
        found["shape"] = _shape(material)
    return found


def _values(material: bpy.types.Material) -> dict[str, float]:
    """Return the numbers that the engine has choices for; of a keyed blend only the keys count."""
    inputs = material.node_tree.nodes[MASK_NODE].inputs
    return {
        name: inputs[name].default_value
        for name in CHOICES
        if name != "Blend" or blend_keyed(material) is None
    }


def _shape(material: bpy.types.Material) -> str:
    number = int(material.node_tree.nodes[MASK_NODE].inputs["Shape"].default_value)
    return SHAPES[min(max(number, 0), len(SHAPES) - 1)]


def _picture(material: bpy.types.Material) -> bpy.types.Image | None:
    texture = material.node_tree.nodes.get(DRAWN_NODE)
    return texture.image if texture is not None else None


def _is_new(picture: bpy.types.Image, material: bpy.types.Material) -> bool:
    """Whether a picture is another than the plan's mask, or was drawn on."""
    return picture.is_dirty or bpy.path.abspath(picture.filepath) != keep.plan_has(material, "picture", None)


def _keys(
    planes: list[bpy.types.Object], frames: range, rate: float, told: Collection[str]
) -> dict[str, Any]:
    """Return the keys that follow, at each frame, the blend of the clip that is shown there."""
    shown = []
    for plane in planes:
        material = plane.active_material
        curve = blend_keyed(material)
        shown.append((_span(plane, frames), material, None if curve is None or curve.mute else curve))
    if all(curve is None for *_, curve in shown):
        was = any(keep.plan_has(material, "keys", []) for _, material, _ in shown)
        return {"blend_keys": []} if was or "blend_keys" in told else {}
    points: dict[int, float] = {}
    for span, material, curve in shown:
        still = material.node_tree.nodes[MASK_NODE].inputs["Blend"].default_value
        for frame in span:
            value = still if curve is None else curve.evaluate(float(frame))
            points[frame] = min(max(value, 0.0), 1.0)
    found = bends([(float(frame), points[frame]) for frame in sorted(points)])
    return {
        "blend_keys": [[round((frame - FIRST_FRAME) / rate, 4), round(value, 4)] for frame, value in found]
    }


def _span(plane: bpy.types.Object, frames: range) -> range:
    """Return the frames at which a clip is shown."""
    told = keep.plan_has(plane, "shown", None)
    if not isinstance(told, list):
        return frames
    first, after = blender_frame(int(told[0])), blender_frame(int(told[1]))
    return range(max(first, frames.start), min(after, frames.stop))


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


def _fit(mask: bpy.types.Node, trim: Trim | None) -> None:
    if trim is not None:
        mask.inputs["Exposure"].default_value = trim.exposure_stops
        mask.inputs["Saturation"].default_value = trim.saturation


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
