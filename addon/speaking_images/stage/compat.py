"""Every difference between the Blenders we run on (4.5 to 5.2), each with the version that needs it."""

from __future__ import annotations

from collections.abc import Sequence

import bpy
from bpy_extras import anim_utils

VERSION = bpy.app.version
HAS_KEYED_STRIP_MASKS = VERSION >= (5, 2, 0)
"""Compositor groups on strips are of 5.0, their inputs on the modifier of 5.2."""


def eevee() -> str:
    """EEVEE's identifier: `BLENDER_EEVEE` again from 5.0."""
    return "BLENDER_EEVEE" if VERSION >= (5, 0, 0) else "BLENDER_EEVEE_NEXT"


def use_nodes(owner: bpy.types.Material | bpy.types.World) -> bpy.types.NodeTree:
    """Return the node tree; from 5.0 there always is one and the setter is deprecated."""
    if VERSION < (5, 0, 0):
        owner.use_nodes = True
    return owner.node_tree


def set_media_type(settings: bpy.types.ImageFormatSettings, kind: str) -> None:
    """From 5.0 the kind of media ('IMAGE', 'VIDEO') must be chosen before its format."""
    if hasattr(settings, "media_type"):
        settings.media_type = kind


def show_in_sequencer(scene: bpy.types.Scene | None) -> None:
    """From 5.0 the sequencer shows the workspace's own scene; strip modifiers crash while there is none."""
    workspace = getattr(bpy.context, "workspace", None)
    if workspace is not None and hasattr(workspace, "sequencer_scene"):
        workspace.sequencer_scene = scene


def sequencer_scene(context: bpy.types.Context) -> bpy.types.Scene | None:
    """Return the scene whose strips the sequencer shows: the workspace's from 5.0, the window's before."""
    workspace = getattr(context, "workspace", None)
    if workspace is not None and hasattr(workspace, "sequencer_scene"):
        return workspace.sequencer_scene
    return context.scene


def render_film(film: bpy.types.Scene, how: str = "EXEC_DEFAULT") -> set[str]:
    """Render a frame of a film's strips; from 5.0 a window renders its own scene unless told so."""
    if VERSION < (5, 0, 0):
        return bpy.ops.render.render(how, use_viewport=True, scene=film.name)
    show_in_sequencer(film)
    return bpy.ops.render.render(how, use_viewport=True, use_sequencer_scene=True)


def set_length(strip: bpy.types.Strip, frames: int) -> None:
    """`frame_final_duration` is deprecated from 5.2, where `duration` takes its place."""
    if hasattr(strip, "duration"):
        strip.duration = frames
    else:
        strip.frame_final_duration = frames


def length(strip: bpy.types.Strip) -> int:
    """Return a strip's length in frames; see `set_length`."""
    return strip.duration if hasattr(strip, "duration") else strip.frame_final_duration


def start(strip: bpy.types.Strip) -> int:
    """Return a strip's first frame; `frame_final_start` is deprecated from 5.2, where `left_handle` is."""
    return strip.left_handle if hasattr(strip, "left_handle") else strip.frame_final_start


def end(strip: bpy.types.Strip) -> int:
    """Return the frame after a strip's last; see `start`."""
    return strip.right_handle if hasattr(strip, "right_handle") else strip.frame_final_end


def origin(strip: bpy.types.Strip) -> float:
    """Return where the first frame of a strip's whole file lies; `frame_start` is deprecated from 5.2."""
    return strip.content_start if hasattr(strip, "content_start") else strip.frame_start


def file_frames(strip: bpy.types.Strip) -> float:
    """Return how long a strip's whole file is on the timeline, slower or faster as it may play."""
    return strip.content_duration if hasattr(strip, "content_duration") else strip.frame_duration


def set_edges(strip: bpy.types.Strip, first: int, after: int) -> None:
    """Trim a strip to two edges; the later one first, for an edge cannot pass the other."""
    names = ("left_handle", "right_handle")
    if not hasattr(strip, "left_handle"):
        names = ("frame_final_start", "frame_final_end")
    edges = dict(zip(names, (first, after), strict=True))
    for name in reversed(names) if after > end(strip) else names:
        setattr(strip, name, edges[name])
    for name in names:
        setattr(strip, name, edges[name])


def set_place(strip: bpy.types.Strip, file_start: float, first: float, after: float) -> None:
    """Put a strip's whole file and its edges to frames of the timeline."""
    if hasattr(strip, "content_start"):
        strip.content_start = file_start
    else:
        strip.frame_start = file_start
    set_edges(strip, round(first), round(after))


def read_length_again(film: bpy.types.Scene, strips: Sequence[bpy.types.Strip]) -> None:
    """Let strips know how long their files are now; Blender asks only when it is told to reload."""
    selected = {strip.name for strip in film.sequence_editor.strips_all if strip.select}
    names = {strip.name for strip in strips}
    for strip in film.sequence_editor.strips_all:
        strip.select = strip.name in names
    shown = sequencer_scene(bpy.context)
    show_in_sequencer(film)
    with bpy.context.temp_override(scene=film):
        bpy.ops.sequencer.reload(adjust_length=False)
    show_in_sequencer(shown)
    for strip in film.sequence_editor.strips_all:
        strip.select = strip.name in selected


def speed_keys(strip: bpy.types.Strip) -> list[float]:
    """Return where the keys of a strip's speed lie, from its origin; alone they lie off by a strip's move."""
    keys = [key.timeline_frame for key in getattr(strip, "retiming_keys", None) or ()]
    return [float(key - keys[0]) for key in keys]


def forget_speed(strip: bpy.types.Strip) -> None:
    """Let a strip play at its own speed again."""
    if getattr(strip, "retiming_keys", None):
        strip.retiming_keys.reset()


def new_text(
    strips: bpy.types.bpy_prop_collection, name: str, channel: int, start_frame: int, frames: int
) -> bpy.types.Strip:
    """Add a text strip; `frame_end` became `length` in 5.0."""
    span = {"length": frames} if VERSION >= (5, 0, 0) else {"frame_end": start_frame + frames}
    return strips.new_effect(name=name, type="TEXT", channel=channel, frame_start=start_frame, **span)


def set_strip_mask(modifier: bpy.types.StripModifier, name: str, value: float) -> None:
    """Set an input of a compositor modifier's group, from 5.2 on."""
    sockets = modifier.node_group.interface.items_tree
    socket = next(one for one in sockets if one.name == name and one.in_out == "INPUT")
    getattr(modifier.properties.inputs, socket.identifier).value = value


def f_curves(
    action: bpy.types.Action, slot: bpy.types.ActionSlot | None
) -> bpy.types.bpy_prop_collection | tuple[()]:
    """Return the curves of an action; `action.fcurves` is gone in 5.0 (slotted actions, from 4.4)."""
    if VERSION < (5, 0, 0):
        return action.fcurves
    bag = anim_utils.action_get_channelbag_for_slot(action, slot)
    return bag.fcurves if bag else ()


def curves_and_groups(owner: bpy.types.ID, name: str) -> bpy.types.ActionChannelbag:
    """Return where the owner's curves and their groups are added, in its action, made where there is none.

    Layers, slots and channel bags are of 4.4; up to 4.5 `f_curves` shows the curves of the first bag.
    """
    data = owner.animation_data or owner.animation_data_create()
    if data.action is None:
        data.action = bpy.data.actions.new(name)
    if data.action_slot is None:
        data.action_slot = data.action.slots.new(owner.id_type, name)
    layers = data.action.layers
    layer = layers[0] if layers else layers.new("Layer")
    strip = layer.strips[0] if layer.strips else layer.strips.new(type="KEYFRAME")
    return strip.channelbag(data.action_slot, ensure=True)


def in_wheel() -> bool:
    """Whether this is Blender as a Python package and not a program."""
    return not bpy.app.binary_path


def paint_white(scene: bpy.types.Scene) -> None:
    """Give brushes white, and black for what they take away; from 5.0 each mode keeps a colour of its own."""
    tools = scene.tool_settings
    own = getattr(tools.image_paint, "unified_paint_settings", None) or tools.unified_paint_settings
    own.color, own.secondary_color = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
    own.use_unified_color = True
