"""The node group "Speaking Mask": a moving face over the still picture, with every knob a keyable input.

The alpha is the one of `speaking_engine.protocol.plan.Mask`: smoothstep over the feather of the signed
distance to the shape, in pixels, so that engine and Blender agree. The same arithmetic is there for materials
and, from Blender 5.2 on, as a compositor group for strips of the sequencer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from speaking_engine.errors import UserError
from speaking_engine.protocol.plan import Mask

from . import compat, keep
from .nodes import Term, connect, length

GROUP, STRIP_GROUP = "Speaking Mask", "Speaking Strip Mask"
SHAPES = ("rounded_box", "box", "ellipse", "drawn")

# name, socket, default, least, most, description
INPUTS = (
    ("Color", "NodeSocketColor", (0.0, 0.0, 0.0, 1.0), None, None, "The clip"),
    ("UV", "NodeSocketVector", None, None, None, "Place on the face plane, 0 to 1"),
    ("Drawn Mask", "NodeSocketFloat", 1.0, 0.0, 1.0, "Alpha of a mask of your own, for shape 3"),
    ("Width", "NodeSocketFloat", 1.0, 1.0, 1e5, "Width of the face plane in pixels"),
    ("Height", "NodeSocketFloat", 1.0, 1.0, 1e5, "Height of the face plane in pixels"),
    ("Shape", "NodeSocketInt", 0, 0, 3, "0 rounded box, 1 box, 2 ellipse, 3 drawn"),
    ("Feather", "NodeSocketFloat", 24.0, 0.0, 1e4, "Width of the soft edge inside the outline, in pixels"),
    ("Inset", "NodeSocketFloat", 0.0, 0.0, 1e4, "Distance of the outline from the plane's edge, in pixels"),
    ("Radius", "NodeSocketFloat", 48.0, 0.0, 1e4, "Radius of a rounded box's corners, in pixels"),
    ("Blend", "NodeSocketFloat", 1.0, 0.0, 1.0, "From still (0) to moving (1)"),
    ("Exposure", "NodeSocketFloat", 0.0, -4.0, 4.0, "Brightness of the face, in stops"),
    ("Saturation", "NodeSocketFloat", 1.0, 0.0, 2.0, "Saturation of the face; 1 leaves it"),
)

STRIP_INPUTS = {"Drawn Mask", "Shape", "Feather", "Inset", "Radius", "Blend"}


def mask_group() -> bpy.types.NodeTree:
    """Return the node group, made once in a file."""
    found = keep.ours(bpy.data.node_groups, "mask")
    if found is not None:
        return found
    tree = keep.mark(bpy.data.node_groups.new(GROUP, "ShaderNodeTree"), "mask")
    _add_inputs(tree, INPUTS)
    tree.interface.new_socket("Shader", in_out="OUTPUT", socket_type="NodeSocketShader")
    tree.interface.new_socket("Mask", in_out="OUTPUT", socket_type="NodeSocketFloat")
    _wire(tree)
    return tree


def mask_strip(
    strip: bpy.types.Strip, mask: Mask | None = None, blend: float = 1.0
) -> bpy.types.StripModifier:
    """Let a strip's picture show within a mask only, as a modifier whose inputs can be keyed.

    The sequencer mixes in sRGB, so that the feather lies a little otherwise than in the planes' linear light.

    Parameters
    ----------
    mask : Mask, optional
        Its numbers; else those that the group has.

    Raises
    ------
    UserError
        This Blender has no such modifiers, or the strip no picture.
    """
    if not compat.HAS_KEYED_STRIP_MASKS:
        raise UserError(
            "A mask on a strip needs Blender 5.2.", hint="Use a Mask modifier, or the planes of Build scene."
        )
    if not hasattr(strip, "blend_alpha"):
        raise UserError("This strip has no picture.", hint="Select a movie, picture or scene.")
    modifier = next((one for one in strip.modifiers if one.name == GROUP), None)
    if modifier is None:
        modifier = strip.modifiers.new(GROUP, "COMPOSITOR")
        modifier.node_group = strip_mask_group()
        strip.blend_type = "ALPHA_OVER"
    values = {"Blend": blend}
    if mask is not None:
        shaped = {"Feather": mask.feather_px, "Inset": mask.inset_px, "Radius": mask.radius_px}
        values |= shaped | {"Shape": SHAPES.index(mask.shape)}
    for name, value in values.items():
        compat.set_strip_mask(modifier, name, value)
    return modifier


def strip_mask_group() -> bpy.types.NodeTree:
    """Return the compositor group for strips, made once in a file."""
    found = keep.ours(bpy.data.node_groups, "strip mask")
    if found is not None:
        return found
    tree = keep.mark(bpy.data.node_groups.new(STRIP_GROUP, "CompositorNodeTree"), "strip mask")
    tree.interface.new_socket("Image", in_out="INPUT", socket_type="NodeSocketColor")
    _add_inputs(tree, [row for row in INPUTS if row[0] in STRIP_INPUTS])
    tree.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
    inputs = tree.nodes.new("NodeGroupInput").outputs
    term = {socket.name: Term(tree, socket) for socket in inputs if socket.name}
    size, place = tree.nodes.new("CompositorNodeImageInfo"), tree.nodes.new("CompositorNodeImageCoordinates")
    tree.links.new(inputs["Image"], size.inputs[0])
    tree.links.new(inputs["Image"], place.inputs[0])
    sides = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(size.outputs["Dimensions"], sides.inputs[0])
    term |= {"Width": Term(tree, sides.outputs["X"]), "Height": Term(tree, sides.outputs["Y"])}
    term["UV"] = Term(tree, place.outputs["Normalized"])
    shown = tree.nodes.new("CompositorNodeSetAlpha")
    tree.links.new(inputs["Image"], shown.inputs["Image"])
    connect(tree, _alpha(tree, term), shown.inputs["Alpha"])
    tree.links.new(shown.outputs[0], tree.nodes.new("NodeGroupOutput").inputs["Image"])
    return tree


def _add_inputs(tree: bpy.types.NodeTree, rows: Sequence[tuple[Any, ...]]) -> None:
    for name, kind, default, least, most, description in rows:
        socket = tree.interface.new_socket(name, description=description, in_out="INPUT", socket_type=kind)
        for key, value in (("default_value", default), ("min_value", least), ("max_value", most)):
            if value is not None:
                setattr(socket, key, value)


def _wire(tree: bpy.types.NodeTree) -> None:
    inputs = tree.nodes.new("NodeGroupInput").outputs
    output = tree.nodes.new("NodeGroupOutput").inputs
    term = {socket.name: Term(tree, socket) for socket in inputs if socket.name}
    alpha = _alpha(tree, term)
    mix = tree.nodes.new("ShaderNodeMixShader")
    emission = tree.nodes.new("ShaderNodeEmission")
    transparent = tree.nodes.new("ShaderNodeBsdfTransparent")
    connect(tree, _trimmed(tree, term), emission.inputs["Color"])
    connect(tree, alpha, mix.inputs[0])
    tree.links.new(transparent.outputs[0], mix.inputs[1])
    tree.links.new(emission.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], output["Shader"])
    connect(tree, alpha, output["Mask"])


def _alpha(tree: bpy.types.NodeTree, term: dict[str, Term]) -> Term:
    distance_px = _distance_px(tree, term)
    ramp = tree.nodes.new("ShaderNodeMapRange")
    ramp.interpolation_type = "SMOOTHSTEP"
    # A feather of 0 px is a hard edge; the division by it must still be finite.
    inside = (distance_px * -1.0) / term["Feather"].at_least(1e-4)
    connect(tree, inside, ramp.inputs["Value"])
    shaped = Term(tree, ramp.outputs["Result"])
    drawn = term["Shape"].equals(3.0)
    return shaped.or_if(drawn, term["Drawn Mask"]) * term["Blend"].at_least(0.0).at_most(1.0)


def _distance_px(tree: bpy.types.NodeTree, term: dict[str, Term]) -> Term:
    """Signed distance to the outline in pixels, negative inside, by symmetry in one quadrant."""
    separate = tree.nodes.new("ShaderNodeSeparateXYZ")
    connect(tree, term["UV"], separate.inputs[0])
    x = abs(Term(tree, separate.outputs["X"]) - 0.5) * term["Width"]
    y = abs(Term(tree, separate.outputs["Y"]) - 0.5) * term["Height"]
    half_x = (term["Width"] * 0.5 - term["Inset"]).at_least(1e-3)
    half_y = (term["Height"] * 0.5 - term["Inset"]).at_least(1e-3)
    rounded = term["Shape"].equals(0.0)
    radius = term["Radius"].at_most(half_x.at_most(half_y)) * rounded
    box = _box_distance(x, y, half_x, half_y, radius)
    return box.or_if(term["Shape"].equals(2.0), _ellipse_distance(x, y, half_x, half_y))


def _box_distance(x: Term, y: Term, half_x: Term, half_y: Term, radius: Term) -> Term:
    qx, qy = x - half_x + radius, y - half_y + radius
    outside = length(qx.at_least(0.0), qy.at_least(0.0))
    return outside + qx.at_least(qy).at_most(0.0) - radius


def _ellipse_distance(x: Term, y: Term, half_x: Term, half_y: Term) -> Term:
    """First-order distance to an ellipse: exact on its outline and on its axes near it."""
    # A hair beside the centre, where the slope would be 0.
    ux, uy = x.at_least(1e-3) / half_x, y / half_y
    reach = length(ux, uy)
    near = reach * (reach - 1.0) / length(ux / half_x, uy / half_y)
    return near.at_least(half_x.at_most(half_y) * -1.0)


def _trimmed(tree: bpy.types.NodeTree, term: dict[str, Term]) -> Term:
    """Return the clip's colour with saturation about its luminance (BT.709) and exposure in stops."""
    grey = tree.nodes.new("ShaderNodeRGBToBW")
    connect(tree, term["Color"], grey.inputs[0])
    mix = tree.nodes.new("ShaderNodeMix")
    mix.data_type = "RGBA"
    mix.clamp_factor = False
    a, b, result = (
        next(socket for socket in sockets if socket.identifier == name)
        for sockets, name in (
            (mix.inputs, "A_Color"),
            (mix.inputs, "B_Color"),
            (mix.outputs, "Result_Color"),
        )
    )
    connect(tree, term["Saturation"], mix.inputs[0])
    tree.links.new(grey.outputs[0], a)
    connect(tree, term["Color"], b)
    power = tree.nodes.new("ShaderNodeMath")
    power.operation = "POWER"
    power.inputs[0].default_value = 2.0
    connect(tree, term["Exposure"], power.inputs[1])
    scale = tree.nodes.new("ShaderNodeVectorMath")
    scale.operation = "SCALE"
    tree.links.new(result, scale.inputs[0])
    connect(tree, Term(tree, power.outputs[0]), scale.inputs["Scale"])
    return Term(tree, scale.outputs[0])
