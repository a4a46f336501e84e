"""The fitted head as an object: the painting projected on it, a shape key for each channel of a performance.

It stands before the planes, so that in the stage's camera it lies exactly on the painted face. Its keys and
its turn follow the face's empty by drivers; the turn is that of an empty, which a Hook hands on to the neck.
Where the head's matte is black it is not seen, and what a hand drew as lying before it stands before it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Euler, Matrix

from speaking_engine.errors import ProjectError
from speaking_engine.protocol.plan import RenderPlan

from . import compat, keep
from .camera import make_room
from .nodes import image_texture
from .screen import PLANE_GAP, interpolation_of, plane_at
from .trims import NUMBERS
from .units import UNITS_PER_PX, corners

ROLE, TURN, GROUND, BEFORE = "head:", "turn:", "ground:", "before:"
TURNED = "Turned"
LIT = "lit"
"""Property of the object: 0 shows the painting as it is, 1 as the scene's lights light it."""
SHADE = "shade"
"""Attribute of its points: how much of their colour's light they have."""
GONE_DEG = 0.5
"""Turn from which on the painting behind the head is wholly replaced by its ground."""
TURNING = "turn"
"""Vertex group of what goes along with the head, as far as it does."""
ORDER = "YXZ"
"""A head turns about its own y first, then x, then z, as performances say it."""
ANGLES = (("headPitch", -1.0), ("headYaw", 1.0), ("headRoll", -1.0))
"""Track and sign of the rotation about x, y and z."""
LOOKS = {"Out": ("Yaw", 1), "In": ("Yaw", -1), "Up": ("Pitch", 1), "Down": ("Pitch", -1)}
Arrays = dict[str, Any]


def build_head(plan: RenderPlan, file: Path, face_id: str, owner: str = "") -> bpy.types.Object:
    """Make or update the head of a face; an artist's own keys, drivers, materials and values stay.

    Parameters
    ----------
    file : Path
        What the engine's action `head` wrote.

    Raises
    ------
    ProjectError
        The file is missing or damaged, or there is no stage; the person makes it again.
    """
    arrays, digest = _read(file)
    stage = keep.ours(bpy.data.scenes, "stage", owner)
    planes = keep.ours(bpy.data.collections, "planes", owner)
    if stage is None or planes is None:
        raise ProjectError("There is no stage to put the head on.", hint="Press Build scene first.")
    scale = _scale(plan, arrays)
    first = (len(plan.layers) + 1) * PLANE_GAP
    ground = _ground(plan, arrays, file, face_id, owner, planes)
    ground.location.z = first
    head = keep.ours(bpy.data.objects, ROLE + face_id, owner)
    if head is None:
        head = _new(arrays, f"Head {face_id}", ROLE + face_id, owner)
    if head.name not in planes.objects:
        planes.objects.link(head)
    turn = _turn(head, arrays, face_id, owner, planes)
    if keep.planned(head, "made", [digest, *map(float, scale)]):
        _shape(head, arrays, scale)
        turn.delta_rotation_euler = Matrix(arrays["axes"].tolist()).to_euler(ORDER)
        _hook(head, turn)
    back = -float(arrays["vertices"][:, 2].min()) * float(scale[2])
    place = arrays["pivot"] * scale + (-plan.artwork_width_px / 2, plan.artwork_height_px / 2, 0)
    spot = [*(place[:2] * UNITS_PER_PX), first + PLANE_GAP + back * UNITS_PER_PX]
    if keep.planned(head, "spot", [float(value) for value in spot]):
        head.location = spot
    _paint(head, plan, arrays, file, owner)
    _drive(head, turn, arrays, face_id, owner)
    _fade(ground, turn)
    reach = np.linalg.norm(arrays["vertices"] * arrays["turn_weight"][:, None], axis=1).max()
    front = spot[2] + float(reach * scale[2]) * UNITS_PER_PX  # however it turns
    _before(plan, file, face_id, owner, planes, front + PLANE_GAP)
    make_room(stage, front + PLANE_GAP, owner)
    return head


def show_head(face_id: str, owner: str, *, shown: bool) -> None:
    """Show a head with its ground, or the planes alone."""
    for role in (ROLE, GROUND, BEFORE):
        thing = keep.ours(bpy.data.objects, role + face_id, owner)
        if thing is not None:
            thing.hide_viewport = thing.hide_render = not shown


def _read(file: Path) -> tuple[Arrays, str]:
    try:
        with np.load(file, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        told = [f"{name}:{float(np.abs(arrays[name]).sum(dtype=np.float64)):.6g}" for name in _TELLING]
        return arrays, " ".join(told)
    except (OSError, ValueError, KeyError) as error:
        raise ProjectError(f"The head {file} cannot be read: {error}.", hint="Make it again.") from error


_TELLING = ("vertices", "units", "uv", "pivot", "axes", "turn_weight")


def _scale(plan: RenderPlan, arrays: Arrays) -> np.ndarray:
    """Return the film's pixels for one of the work at native size, along x, y and z."""
    across, down = (
        film / work
        for film, work in zip(
            (plan.artwork_width_px, plan.artwork_height_px), arrays["size_px"].tolist(), strict=True
        )
    )
    return np.array([across, down, (across + down) / 2])


def _new(arrays: Arrays, name: str, role: str, owner: str) -> bpy.types.Object:
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(arrays["vertices"].tolist(), [], arrays["triangles"].tolist())
    mesh.polygons.foreach_set("use_smooth", np.ones(len(mesh.polygons), bool))
    mesh.uv_layers.new(name="UVMap")
    head = keep.mark(bpy.data.objects.new(name, mesh), role, owner)
    head[LIT] = 0.0
    head.id_properties_ui(LIT).update(
        min=0.0, max=1.0, description="0 the painting as it is, 1 lit by the lights of the scene"
    )
    for number, region in enumerate(arrays["region_names"].tolist()):
        group = head.vertex_groups.new(name=region)
        group.add(np.flatnonzero(arrays["region"] == number).tolist(), 1.0, "REPLACE")
    head.vertex_groups.new(name=TURNING)
    head.shape_key_add(name="Basis", from_mix=False)
    return head


def _shape(head: bpy.types.Object, arrays: Arrays, scale: np.ndarray) -> None:
    """Bring the mesh to the fit: rest, channels and paint; a key of the artist's own goes along."""
    mesh = head.data
    count = len(mesh.vertices)
    if count != len(arrays["vertices"]):
        raise ProjectError(
            f"{head.name} has {count} points, the fit has {len(arrays['vertices'])}.",
            hint="Rename your mesh's object or delete it, and make the head again.",
        )
    units = scale * UNITS_PER_PX
    rest = (arrays["vertices"] * units).astype(np.float32)
    keys = mesh.shape_keys.key_blocks
    before = np.zeros(count * 3, np.float32)
    keys[0].data.foreach_get("co", before)
    names = arrays["names"].tolist()
    for key in keys[1:]:
        if key.name not in names:
            own = np.zeros(count * 3, np.float32)
            key.data.foreach_get("co", own)
            key.data.foreach_set("co", own - before + rest.ravel())
    keys[0].data.foreach_set("co", rest.ravel())
    mesh.vertices.foreach_set("co", rest.ravel())
    for name, unit in zip(names, arrays["units"], strict=True):
        key = keys.get(name)
        if key is None:
            key = head.shape_key_add(name=name, from_mix=False)
            key.value = 0.0  # from 5.0 a new one is at 1
        key.data.foreach_set("co", (rest + unit * units).astype(np.float32).ravel())
    mesh.uv_layers[0].data.foreach_set("uv", arrays["uv"].astype(np.float32).ravel())
    mesh.polygons.foreach_set("material_index", arrays["part"].astype(np.int32))
    shade = mesh.attributes.get(SHADE) or mesh.attributes.new(SHADE, "FLOAT", "POINT")
    shade.data.foreach_set("value", arrays["shade"].astype(np.float32))
    group = head.vertex_groups[TURNING]
    for weight in np.unique(np.round(arrays["turn_weight"], 3)):
        which = np.flatnonzero(np.round(arrays["turn_weight"], 3) == weight)
        group.add(which.tolist(), float(weight), "REPLACE")
    mesh.update()


def _turn(
    head: bpy.types.Object, arrays: Arrays, face_id: str, owner: str, planes: bpy.types.Collection
) -> bpy.types.Object:
    turn = keep.ours(bpy.data.objects, TURN + face_id, owner)
    if turn is None:
        turn = keep.mark(bpy.data.objects.new(f"Head turn {face_id}", None), TURN + face_id, owner)
        turn.parent = head
        turn.rotation_mode = ORDER
        turn.empty_display_type = "ARROWS"
        turn.empty_display_size = float(np.ptp(arrays["vertices"][:, 1])) * UNITS_PER_PX / 2
    if turn.name not in planes.objects:
        planes.objects.link(turn)
    return turn


def _hook(head: bpy.types.Object, turn: bpy.types.Object) -> None:
    hook = head.modifiers.get("Head turn")
    if hook is None:
        if keep.plan_has(head, "hooked", None):
            return  # taken off by hand
        hook = head.modifiers.new("Head turn", "HOOK")
        hook.object, hook.vertex_group, hook.falloff_type = turn, TURNING, "NONE"
        keep.planned(head, "hooked", True)
    axes = Euler(turn.delta_rotation_euler, ORDER).to_matrix().to_4x4()
    hook.center = (0.0, 0.0, 0.0)
    hook.matrix_inverse = axes.inverted()


def _paint(head: bpy.types.Object, plan: RenderPlan, arrays: Arrays, file: Path, owner: str) -> None:
    """Give each part its material where it has none yet, and its picture."""
    names = arrays["part_names"].tolist()
    colours = dict(zip(names[-3:], arrays["colours"].tolist(), strict=True))
    for place, name in enumerate(names):
        role = f"{head[keep.KEY]}:{name}"
        material = keep.ours(bpy.data.materials, role, owner)
        if material is None:
            material = keep.mark(bpy.data.materials.new(f"{head.name} {name}"), role, owner)
            _wire(compat.use_nodes(material), "Artwork" if name == "skin" else name, arrays)
        if len(head.data.materials) <= place:
            head.data.materials.append(material)
        nodes = material.node_tree.nodes
        if name in colours:
            node = nodes.get(name)
            if node is not None and keep.planned(material, "colour", colours[name]):
                node.outputs[0].default_value = [*map(_linear, colours[name]), 1.0]
            continue
        _show(material.node_tree.nodes, name, plan, arrays, file)


def _show(nodes: bpy.types.Nodes, name: str, plan: RenderPlan, arrays: Arrays, file: Path) -> None:
    """Give a part its pictures, as far as their nodes are still there."""
    is_native = (plan.artwork_width_px, plan.artwork_height_px) == tuple(arrays["size_px"].tolist())
    shown = {name: str(file.with_suffix(f".{name}.png"))}
    if name == "skin":
        under, matte = (str(file.with_suffix(f".{one}.png")) for one in ("skin", "matte"))
        shown = {"Artwork": plan.artwork, "Under": under, "Matte": matte}
    for texture in filter(None, map(nodes.get, shown)):
        texture.image = _picture(shown[texture.name], numbers=texture.name == "Matte")
        if texture.name == "Artwork" or is_native:
            texture.interpolation = interpolation_of(plan)


def _wire(tree: bpy.types.NodeTree, name: str, arrays: Arrays) -> None:
    """Show paint as it is, or lit by lights as far as the object's property says."""
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    if name in arrays["part_names"].tolist()[-3:]:
        colour, shade = tree.nodes.new("ShaderNodeRGB"), tree.nodes.new("ShaderNodeAttribute")
        colour.name = colour.label = name
        shade.attribute_type, shade.attribute_name = "GEOMETRY", SHADE
        dimmed = tree.nodes.new("ShaderNodeVectorMath")
        dimmed.operation = "SCALE"
        tree.links.new(colour.outputs["Color"], dimmed.inputs[0])
        tree.links.new(shade.outputs["Fac"], dimmed.inputs["Scale"])
        paint = dimmed.outputs[0]
    else:
        paint = image_texture(tree, name).outputs["Color"]
    surface = output.inputs["Surface"]
    if name == "Artwork":
        paint = _uncovered(tree, paint, arrays)
        edge = tree.nodes.new("ShaderNodeMath")
        edge.operation = "GREATER_THAN"  # what is half seen would show what is behind it
        tree.links.new(image_texture(tree, "Matte").outputs["Color"], edge.inputs[0])
        surface = _seen_where(tree, edge.outputs[0], output)
    emission, diffuse = (tree.nodes.new(f"ShaderNode{kind}") for kind in ("Emission", "BsdfDiffuse"))
    lit, mix = (tree.nodes.new(f"ShaderNode{kind}") for kind in ("Attribute", "MixShader"))
    lit.attribute_type, lit.attribute_name = "OBJECT", LIT
    tree.links.new(paint, emission.inputs["Color"])
    tree.links.new(paint, diffuse.inputs["Color"])
    tree.links.new(lit.outputs["Fac"], mix.inputs[0])
    tree.links.new(emission.outputs[0], mix.inputs[1])
    tree.links.new(diffuse.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], surface)


def _uncovered(tree: bpy.types.NodeTree, paint: bpy.types.NodeSocket, arrays: Arrays) -> bpy.types.NodeSocket:
    """Return the work's paint, where something lies before the head that which goes on behind it."""
    under, where = image_texture(tree, "Under"), tree.nodes.new("ShaderNodeMapping")
    under.extension = "CLIP"
    (x, y, width, height), (wide, high) = arrays["skin_px"].tolist(), arrays["size_px"].tolist()
    where.inputs["Scale"].default_value = (wide / width, high / height, 1.0)
    where.inputs["Location"].default_value = (-x / width, (y + height - high) / height, 0.0)
    plain = tree.nodes.new("ShaderNodeUVMap")
    tree.links.new(plain.outputs[0], where.inputs[0])
    tree.links.new(where.outputs[0], under.inputs[0])
    both = tree.nodes.new("ShaderNodeMix")
    both.data_type = "RGBA"
    tree.links.new(under.outputs["Alpha"], both.inputs[0])
    tree.links.new(paint, both.inputs[6])
    tree.links.new(under.outputs["Color"], both.inputs[7])
    return both.outputs[2]


def _seen_where(
    tree: bpy.types.NodeTree, share: bpy.types.NodeSocket, output: bpy.types.Node
) -> bpy.types.NodeSocket:
    """Let a surface be seen as far as a share of 0 to 1 says, and return where to link it."""
    clear, mix = (tree.nodes.new(f"ShaderNode{kind}") for kind in ("BsdfTransparent", "MixShader"))
    tree.links.new(share, mix.inputs[0])
    tree.links.new(clear.outputs[0], mix.inputs[1])
    tree.links.new(mix.outputs[0], output.inputs["Surface"])
    return mix.inputs[2]


def _picture(path: str, *, numbers: bool = False) -> bpy.types.Image:
    """Return a file's picture, read anew if nobody has painted on it; numbers are not colours."""
    found = next((image for image in bpy.data.images if bpy.path.abspath(image.filepath) == path), None)
    if found is None:
        try:
            found = bpy.data.images.load(path)
        except RuntimeError as error:
            raise ProjectError(f"The picture {path} cannot be read.", hint="Make the head again.") from error
        if bpy.data.filepath:
            found.filepath = bpy.path.relpath(path)
    elif not found.is_dirty and found.packed_file is None:
        found.reload()
    if numbers:
        found.colorspace_settings.name = NUMBERS
    return found


def _ground(
    plan: RenderPlan,
    arrays: Arrays,
    file: Path,
    face_id: str,
    owner: str,
    planes: bpy.types.Collection,
) -> bpy.types.Object:
    """Make or update the plane with what lies behind the head, which its turning lets see."""
    across, down, _ = _scale(plan, arrays)
    x, y, width, height = arrays["ground_px"].tolist()
    box = (x * across, y * down, width * across, height * down)
    size = (plan.artwork_width_px, plan.artwork_height_px)
    plane = plane_at(GROUND + face_id, f"Behind {face_id}", corners(box, size), planes, owner)
    if not plane.data.materials:
        tree = _laid(plane, GROUND + face_id, owner)
        texture, turned = image_texture(tree, "Ground"), tree.nodes.new("ShaderNodeValue")
        turned.name = turned.label = TURNED
        share = tree.nodes.new("ShaderNodeMath")
        share.operation = "MULTIPLY"
        tree.links.new(texture.outputs["Alpha"], share.inputs[0])
        tree.links.new(turned.outputs[0], share.inputs[1])
        _glowing(tree, texture.outputs["Color"], share.outputs[0])
    texture = plane.data.materials[0].node_tree.nodes.get("Ground")
    if texture is not None:
        texture.image = _picture(str(file.with_suffix(".ground.png")))
    return plane


def _fade(ground: bpy.types.Object, turn: bpy.types.Object) -> None:
    """Let the ground be there from a turn on only: at rest the painting is not touched."""
    tree = ground.data.materials[0].node_tree
    node = tree.nodes.get(TURNED)
    if node is None or not keep.planned(ground, "fades by", turn.name):
        return
    driver = node.outputs[0].driver_add("default_value").driver
    for name, axis in zip("xyz", range(3), strict=True):
        variable = driver.variables.new()
        variable.name = name
        variable.targets[0].id, variable.targets[0].data_path = turn, f"rotation_euler[{axis}]"
    driver.type = "SCRIPTED"
    driver.expression = f"min((abs(x) + abs(y) + abs(z)) / radians({GONE_DEG:g}), 1)"


def _before(
    plan: RenderPlan, file: Path, face_id: str, owner: str, planes: bpy.types.Collection, height: float
) -> None:
    """Show before the head what a hand drew as lying before it; take it away where nothing does."""
    matte = file.with_suffix(".occluder.png")
    plane = keep.ours(bpy.data.objects, BEFORE + face_id, owner)
    if not matte.is_file():
        if plane is not None:
            bpy.data.objects.remove(plane)
        return
    size = (plan.artwork_width_px, plan.artwork_height_px)
    plane = plane_at(BEFORE + face_id, f"Before {face_id}", corners((0, 0, *size), size), planes, owner)
    if keep.planned(plane, "height", height):
        plane.location.z = height
    if not plane.data.materials:
        tree = _laid(plane, BEFORE + face_id, owner)
        paint, share = (image_texture(tree, name).outputs["Color"] for name in ("Artwork", "Matte"))
        _glowing(tree, paint, share)
    nodes = plane.data.materials[0].node_tree.nodes
    for name, path in (("Artwork", plan.artwork), ("Matte", str(matte))):
        texture = nodes.get(name)
        if texture is not None:
            texture.image = _picture(path, numbers=name == "Matte")
            texture.interpolation = interpolation_of(plan)


def _laid(plane: bpy.types.Object, role: str, owner: str) -> bpy.types.NodeTree:
    """Give a plane a material that things behind it are seen through, and return its empty tree."""
    material = keep.mark(bpy.data.materials.new(f"Speaking {plane.name}"), role, owner)
    plane.data.materials.append(material)
    tree = compat.use_nodes(material)
    tree.nodes.clear()
    material.surface_render_method = "BLENDED"
    return tree


def _glowing(tree: bpy.types.NodeTree, paint: bpy.types.NodeSocket, share: bpy.types.NodeSocket) -> None:
    """Show paint as it is, as far as a share says."""
    output, emission = (tree.nodes.new(f"ShaderNode{kind}") for kind in ("OutputMaterial", "Emission"))
    tree.links.new(paint, emission.inputs["Color"])
    tree.links.new(emission.outputs[0], _seen_where(tree, share, output))


def _drive(head: bpy.types.Object, turn: bpy.types.Object, arrays: Arrays, face_id: str, owner: str) -> None:
    """Let keys and turn follow the face's empty; a driver that was taken away by hand stays away."""
    empty = keep.ours(bpy.data.objects, f"performance:{face_id}", owner)
    if empty is None or not keep.planned(head, "driven by", empty.name):
        return
    look_deg = float(arrays["look_deg"])
    for name in arrays["names"].tolist():
        key = head.data.shape_keys.key_blocks[name]
        track, words = _look_of(name, look_deg)
        if track in empty:
            _follow(key, "value", -1, empty, track, words)
    for axis, (track, sign) in enumerate(ANGLES):
        if track in empty:
            _follow(turn, "rotation_euler", axis, empty, track, f"{sign:g} * radians(v)")


def _look_of(name: str, look_deg: float) -> tuple[str, str]:
    """Return the track that a channel follows, and how: looks are said by the eyes' angles."""
    if "Look" not in name:
        return name, "v"
    eye, _, way = name.partition("Look")
    side = "left" if way.endswith("Left") else "right"
    angle, sign = LOOKS[way.removesuffix("Left").removesuffix("Right")]
    if side == "right" and angle == "Yaw":
        sign = -sign
    return f"{side}{eye.capitalize()}{angle}", f"min(max({sign} * v / {look_deg:g}, 0), 1)"


def _follow(
    thing: bpy.types.bpy_struct, name: str, place: int, empty: bpy.types.Object, track: str, words: str
) -> None:
    """Drive a value by a track; such plain words need no leave to run scripts."""
    driver = thing.driver_add(name, place).driver
    while driver.variables:
        driver.variables.remove(driver.variables[0])
    variable = driver.variables.new()
    variable.name = "v"
    variable.targets[0].id, variable.targets[0].data_path = empty, f'["{track}"]'
    driver.type, driver.expression = "SCRIPTED", words


def _linear(level: float) -> float:
    """Decode sRGB (IEC 61966-2-1), 0 to 255."""
    value = level / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
