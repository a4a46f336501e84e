"""Mattes that a hand draws over the whole work: what lies before a face and stays, and what is its head.

Each is a picture on a plane before everything, tinted and never rendered: one paints on it in the viewport.
"""

from __future__ import annotations

from pathlib import Path

import bpy

from speaking_engine.protocol.plan import RenderPlan

from . import compat, keep
from .nodes import image_texture
from .screen import plane_at
from .trims import NUMBERS, written_mask
from .units import UNITS_PER_PX, corners

TINTS = {"occluder": (1.0, 0.1, 0.05, 1.0), "head_matte": (0.1, 0.9, 0.2, 1.0)}
"""What can be drawn, by the engine's choices, and in what colour it is seen."""
ROLE, KEPT, TINT = "matte:", "speaking_images_kept", "Matte"
STRENGTH = 0.5


def matte_picture(plan: RenderPlan, kind: str, face_id: str, file: Path | None) -> bpy.types.Image:
    """Return a picture to draw on: black, or what a file has."""
    if file is not None and file.is_file():
        picture = bpy.data.images.load(str(file), check_existing=True)
    else:
        name = f"{kind.replace('_', ' ').capitalize()} {face_id}"
        picture = bpy.data.images.new(name, plan.artwork_width_px, plan.artwork_height_px)
        picture.generated_color = (0.0, 0.0, 0.0, 1.0)
    picture.colorspace_settings.name = NUMBERS
    return picture


def show_matte(kind: str, face_id: str, picture: bpy.types.Image | None, owner: str = "") -> None:
    """Let a matte's plane show its picture; without one, take the plane out of the scene."""
    planes = keep.ours(bpy.data.collections, "planes", owner)
    stage = keep.ours(bpy.data.scenes, "stage", owner)
    role = f"{ROLE}{kind}:{face_id}"
    plane = keep.ours(bpy.data.objects, role, owner)
    if picture is None:
        if plane is not None:
            bpy.data.objects.remove(plane)
        return
    if planes is None or stage is None:
        return  # it is shown when the scene is built
    artwork = keep.ours(bpy.data.objects, "artwork", owner)
    if artwork is None:
        return
    size = tuple(round(side / UNITS_PER_PX) for side in artwork.dimensions[:2])
    plane = plane_at(
        role, f"{kind.replace('_', ' ').capitalize()} {face_id}", corners((0, 0, *size), size), planes, owner
    )
    plane.hide_render = True
    if keep.planned(plane, "gap", "front"):
        plane.location.z = _front(planes, plane)
    if not plane.data.materials:
        material = keep.mark(bpy.data.materials.new(f"Speaking {plane.name}"), role, owner)
        plane.data.materials.append(material)
        _wire(material, TINTS[kind])
    tree = plane.data.materials[0].node_tree
    texture = tree.nodes.get(TINT)
    if texture is not None:
        texture.image = picture
        tree.nodes.active = texture  # what is painted on


def drawn_mattes(
    pictures: dict[str, bpy.types.Image | None], kept: set[str], folder: Path
) -> dict[str, str | None]:
    """Return the mattes as the engine's choices for a face, each written into the production if it is new.

    Parameters
    ----------
    kept : set of str
        The choices that the production has; None is told of a matte that was taken away.
    """
    found: dict[str, str | None] = {}
    for kind, picture in pictures.items():
        if picture is None:
            found |= {kind: None} if kind in kept else {}
            continue
        name = str(picture.get(KEPT, ""))
        if picture.is_dirty or not (name and (folder / name).is_file()):
            name = written_mask(picture, folder)
            picture.pack()  # its painting is kept in the .blend, and it is clean until the next stroke
            picture[KEPT] = name
        found[kind] = name
    return found


def _front(planes: bpy.types.Collection, but: bpy.types.Object) -> float:
    """Return a place before all that is there."""
    tops = [
        max((thing.matrix_world @ vertex.co).z for vertex in thing.data.vertices)
        for thing in planes.objects
        if thing.type == "MESH" and thing != but
    ]
    return max(tops, default=0.0) + 0.1


def _wire(material: bpy.types.Material, tint: tuple[float, float, float, float]) -> None:
    """Show white as a tint, and black as nothing."""
    tree = compat.use_nodes(material)
    tree.nodes.clear()
    texture = image_texture(tree, TINT)
    clear, emission, mix, half, output = (
        tree.nodes.new(f"ShaderNode{kind}")
        for kind in ("BsdfTransparent", "Emission", "MixShader", "Math", "OutputMaterial")
    )
    half.operation = "MULTIPLY"
    half.inputs[1].default_value = STRENGTH
    emission.inputs["Color"].default_value = tint
    tree.links.new(texture.outputs["Color"], half.inputs[0])
    tree.links.new(half.outputs[0], mix.inputs[0])
    tree.links.new(clear.outputs[0], mix.inputs[1])
    tree.links.new(emission.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], output.inputs["Surface"])
    material.surface_render_method = "BLENDED"
