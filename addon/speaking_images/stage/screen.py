"""The planes: the artwork, and over it one plane a face with its clip as movie texture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import bpy

from speaking_engine.protocol.plan import FaceLayer, RenderPlan

from . import compat, keep
from .curves import Keyed, keyed
from .mask import SHAPES, mask_group
from .media import load_artwork, load_clip
from .nodes import image_texture
from .units import Box, blender_frame, corners

PLANE_GAP = 0.01
MASK_NODE = "Speaking Mask"
CLIP_NODE = "Clip"
DRAWN_NODE = "Speaking Drawn Mask"


def artwork_plane(plan: RenderPlan, collection: bpy.types.Collection, owner: str) -> bpy.types.Object:
    """Make or update the plane with the whole picture."""
    image = load_artwork(plan)
    size = (plan.artwork_width_px, plan.artwork_height_px)
    plane = _plane("artwork", "Artwork", (0, 0, *size), size, collection, owner)
    material = _material(plane, "artwork", owner)
    if not material.node_tree.nodes.get("Artwork"):
        _wire_artwork(material.node_tree)
    texture = material.node_tree.nodes["Artwork"]
    texture.image = image
    texture.interpolation = interpolation_of(plan)
    return plane


def face_plane(
    plan: RenderPlan,
    layer: FaceLayer,
    place: int,
    role: str,
    collection: bpy.types.Collection,
    owner: str,
) -> bpy.types.Object:
    """Make or update the plane of one clip, exactly over its crop.

    Raises
    ------
    ClipError
        See `media.load_clip`.
    """
    clip = load_clip(layer)
    size = (plan.artwork_width_px, plan.artwork_height_px)
    plane = _plane(role, f"Face {layer.face_id or place + 1}", layer.crop_px, size, collection, owner)
    if keep.planned(plane, "gap", (place + 1) * PLANE_GAP):
        plane.location.z = (place + 1) * PLANE_GAP
    material = _material(plane, role, owner)
    if not material.node_tree.nodes.get(MASK_NODE):
        _wire_face(material)
    _feed_clip(material.node_tree.nodes[CLIP_NODE], clip, layer, interpolation_of(plan))
    _set_mask(material, layer)
    _show_while_speaking(plane, layer, plan.frame_count)
    return plane


def layer_roles(layers: tuple[FaceLayer, ...]) -> Iterator[str]:
    """Name each layer by its face and how many of that face came before, stable when others change."""
    seen: Counter[str] = Counter()
    for layer in layers:
        yield f"face:{layer.face_id}:{seen[layer.face_id]}"
        seen[layer.face_id] += 1


def interpolation_of(plan: RenderPlan) -> str:
    """Return nearest texel where picture and film share one grid, which gives the picture back exactly."""
    native = (plan.width_px, plan.height_px) == (plan.artwork_width_px, plan.artwork_height_px)
    return "Closest" if native else "Cubic"


def _plane(
    role: str,
    name: str,
    box_px: Box,
    picture_px: tuple[int, int],
    collection: bpy.types.Collection,
    owner: str,
) -> bpy.types.Object:
    return plane_at(role, name, corners(box_px, picture_px), collection, owner)


def plane_at(
    role: str,
    name: str,
    edges: tuple[float, float, float, float],
    collection: bpy.types.Collection,
    owner: str,
) -> bpy.types.Object:
    """Make or update a plane between edges (left, bottom, right, top) in units, with its UV map."""
    plane = keep.ours(bpy.data.objects, role, owner)
    if plane is None:
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata([(0.0, 0.0, 0.0)] * 4, [], [(0, 1, 2, 3)])
        layer = mesh.uv_layers.new(name="UVMap")
        for corner, uv in zip(layer.data, ((0, 0), (1, 0), (1, 1), (0, 1)), strict=True):
            corner.uv = uv
        plane = keep.mark(bpy.data.objects.new(name, mesh), role, owner)
    if plane.name not in collection.objects:
        collection.objects.link(plane)
    left, bottom, right, top = edges
    if keep.planned(plane, "corners", [left, bottom, right, top]):
        spots = ((left, bottom), (right, bottom), (right, top), (left, top))
        for vertex, (x, y) in zip(plane.data.vertices, spots, strict=True):
            vertex.co = (x, y, 0.0)
        plane.data.update()
    return plane


def _material(plane: bpy.types.Object, role: str, owner: str) -> bpy.types.Material:
    material = keep.ours(bpy.data.materials, role, owner)
    if material is None:
        material = keep.mark(bpy.data.materials.new(f"Speaking {plane.name}"), role, owner)
        compat.use_nodes(material).nodes.clear()
    if not plane.data.materials:
        plane.data.materials.append(material)
    return material


def _wire_artwork(tree: bpy.types.NodeTree) -> None:
    texture = image_texture(tree, "Artwork")
    emission = tree.nodes.new("ShaderNodeEmission")
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    tree.links.new(texture.outputs["Color"], emission.inputs["Color"])
    tree.links.new(emission.outputs[0], output.inputs["Surface"])


def _wire_face(material: bpy.types.Material) -> None:
    tree = material.node_tree
    texture = image_texture(tree, CLIP_NODE)
    place = tree.nodes.new("ShaderNodeTexCoord")
    mask = tree.nodes.new("ShaderNodeGroup")
    mask.node_tree = mask_group()
    mask.name = mask.label = MASK_NODE
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    tree.links.new(texture.outputs["Color"], mask.inputs["Color"])
    tree.links.new(place.outputs["UV"], mask.inputs["UV"])
    tree.links.new(mask.outputs["Shader"], output.inputs["Surface"])
    # EEVEE's dithered transparency is noise at one sample.
    material.surface_render_method = "BLENDED"
    material.use_transparency_overlap = False


def _feed_clip(
    texture: bpy.types.ShaderNodeTexImage, clip: bpy.types.Image, layer: FaceLayer, interpolation: str
) -> None:
    texture.image = clip
    texture.interpolation = interpolation
    user = texture.image_user
    user.frame_duration = layer.frame_count
    user.frame_start = blender_frame(layer.start_frame)
    user.frame_offset = 0
    user.use_cyclic = False
    # Without it Cycles keeps showing the first frame.
    user.use_auto_refresh = True


def _set_mask(material: bpy.types.Material, layer: FaceLayer) -> None:
    mask = layer.mask
    node = material.node_tree.nodes[MASK_NODE]
    values = {
        "Width": float(layer.crop_px[2]),
        "Height": float(layer.crop_px[3]),
        "Shape": SHAPES.index(mask.shape),
        "Feather": mask.feather_px,
        "Inset": mask.inset_px,
        "Radius": mask.radius_px,
        "Blend": layer.blend,
        "Exposure": layer.exposure_stops,
        "Saturation": layer.saturation,
    }
    for name, value in values.items():
        if keep.planned(material, name, value):
            node.inputs[name].default_value = value
    before = keep.plan_has(material, "picture", None)
    if keep.planned(material, "picture", mask.picture) and mask.picture is not None:
        _show_picture(material, mask.picture, before)
    keys = [[blender_frame(0) + frame, value] for frame, value in layer.blend_keys]
    if keep.planned(material, "keys", keys):
        _key_blend(material, keys)


def _show_picture(material: bpy.types.Material, path: str, before: object) -> None:
    """Show the plan's mask where none is shown, or the plan's own of `before`: one that is drawn on stays."""
    tree = material.node_tree
    texture = tree.nodes.get(DRAWN_NODE)
    if texture is not None:
        shown = texture.image
        if shown is None or shown.is_dirty or bpy.path.abspath(shown.filepath) != before:
            return
    else:
        texture = image_texture(tree, DRAWN_NODE)
    texture.image = bpy.data.images.load(path, check_existing=True)
    texture.image.colorspace_settings.name = "Non-Color"
    tree.links.new(texture.outputs["Color"], tree.nodes[MASK_NODE].inputs["Drawn Mask"])


def blend_keyed(material: bpy.types.Material) -> Keyed | None:
    """Return the curves of a face's blend, if it is keyed."""
    path = material.node_tree.nodes[MASK_NODE].inputs["Blend"].path_from_id("default_value")
    return keyed(material.node_tree, path)


def _key_blend(material: bpy.types.Material, keys: list[list[float]]) -> None:
    """Let the blend follow the plan's keys, unless its curve does already, as the artist drew it."""
    found = blend_keyed(material)
    if found is not None and all(abs(found.evaluate(frame) - value) < 0.01 for frame, value in keys):
        return
    blend = material.node_tree.nodes[MASK_NODE].inputs["Blend"]
    if found is not None and found.own is not None:
        found.own.keyframe_points.clear()
    for frame, value in keys:
        blend.default_value = value
        blend.keyframe_insert("default_value", frame=frame)
    found = blend_keyed(material)
    for point in found.curve.keyframe_points if found is not None else ():
        point.interpolation = "LINEAR"


def _show_while_speaking(plane: bpy.types.Object, layer: FaceLayer, film_frames: int) -> None:
    """Key the plane's visibility, so that before and after its clip the picture itself is seen."""
    first, last = layer.start_frame, layer.start_frame + layer.frame_count
    if not keep.planned(plane, "shown", [first, last, film_frames]):
        return
    animation = plane.animation_data
    if animation and animation.action:
        curves = compat.f_curves(animation.action, animation.action_slot)
        for curve in [curve for curve in curves if curve.data_path.startswith("hide_")]:
            curves.remove(curve)
    hidden = {0: first > 0, first: False}
    if last < film_frames:
        hidden[last] = True
    for name in ("hide_render", "hide_viewport"):
        for frame, value in hidden.items():
            setattr(plane, name, value)
            if len(hidden) > 1:
                plane.keyframe_insert(name, frame=blender_frame(frame))
