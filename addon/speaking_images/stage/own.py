"""What in a scene is the artist's own doing and beyond the engine, so that only Blender can render it."""

from __future__ import annotations

from collections.abc import Iterator

import bpy

from . import compat, keep
from .camera import DISTANCE_UNITS
from .curves import keyed_in
from .film import SENTENCE, known_texts, strips_with
from .screen import CLIP_NODE, DRAWN_NODE, MASK_NODE, PLANE_GAP
from .trims import changed_in, planes_of
from .units import FIRST_FRAME

FORMAT = ("resolution_x", "resolution_y", "resolution_percentage", "fps", "fps_base")
NODES = {"Artwork", CLIP_NODE, MASK_NODE, DRAWN_NODE}
SMOOTH_SAMPLES = 8
SMOOTHED = "speaking_images_smoothed"
"""The properties of a datablock that are smooth instead of exact by now."""


def own_doings(film: bpy.types.Scene | None, stage: bpy.types.Scene | None) -> list[str]:
    """Return what the engine's film would lack, a few words each; nothing where both films are the same.

    Moved sentences, drawn masks, trims and a keyed blend are none: the production keeps those.
    """
    if film is None or stage is None or film.sequence_editor is None:
        return []
    return [*_in_strips(film), *_in_format(film), *_in_stage(stage)]


def sample(stage: bpy.types.Scene, *, always: bool = False) -> None:
    """Sample pictures smoothly where they no longer lie on the film's own pixels, and exactly where they do.

    What an artist chose otherwise stays.

    Parameters
    ----------
    always : bool
        Smoothly in any case: the film has another size.
    """
    camera, owner = stage.camera, keep.owner_of(stage)
    lit = any(head.get("lit") for head in keep.with_role(bpy.data.objects, "head:", owner))
    smoothly = always or lit or not (camera is None or _is_as_built(camera))
    for material in keep.with_role(bpy.data.materials, "", owner):
        for name in ("Artwork", CLIP_NODE):
            node = material.node_tree.nodes.get(name) if material.node_tree else None
            if node is not None:
                _choose(smoothly, material, (node, "interpolation", "Closest", "Cubic"))
    _choose(
        smoothly,
        stage,
        (stage.cycles, "samples", 1, SMOOTH_SAMPLES),
        (stage.cycles, "pixel_filter_type", "BOX", "BLACKMAN_HARRIS"),
        (stage.cycles, "filter_width", 0.01, 1.5),
        (stage.eevee, "taa_render_samples", 1, SMOOTH_SAMPLES),
        (stage.render, "filter_size", 0.0, 1.5),
    )


def _choose(
    smoothly: bool,
    block: bpy.types.ID,
    *choices: tuple[bpy.types.bpy_struct, str, str | float, str | float],
) -> None:
    """Give each property its exact or its smooth value, if it has the other one of the two.

    Exact ones come back only where they were taken away: pictures of another grid are never exact.
    """
    taken = set(block.get(SMOOTHED, ()))
    for holder, name, exact, smooth in choices:
        now = getattr(holder, name)
        if smoothly and keep.same(now, exact):
            setattr(holder, name, smooth)
            taken.add(name)
        elif not smoothly and name in taken:
            taken.discard(name)
            if keep.same(now, smooth):
                setattr(holder, name, exact)
    if taken != set(block.get(SMOOTHED, ())):
        block[SMOOTHED] = sorted(taken)


def _in_strips(film: bpy.types.Scene) -> Iterator[str]:
    own = [strip.name for strip in film.sequence_editor.strips if keep.KEY not in strip]
    yield from (f"the strip {name}" for name in own)
    pieces = strips_with(film, "stage")
    if len(pieces) != 1 or not _is_whole(pieces[0]):
        yield "the stage's strip, which was changed"
    sounds = strips_with(film, SENTENCE)
    if any(strip.mute or not keep.same(strip.volume, 1) or not keep.same(strip.pan, 0) for strip in sounds):
        yield "the volume of a sentence"
    if len({keep.plan_has(strip, "place", 0) for strip in sounds}) < len(known_texts(film, SENTENCE)):
        yield "a sentence that was taken out"
    if any(not strip.mute for strip in strips_with(film, "caption")):
        yield "captions in the picture"
    if _has_curves(film):
        yield "keys in the sequencer"


def _in_format(film: bpy.types.Scene) -> Iterator[str]:
    changed = [name for name in FORMAT if not _as_planned(film, name, film.render)]
    if changed:
        yield "the size or rate of the film"
    if not (_as_planned(film, "frame_start", film) and _as_planned(film, "frame_end", film)):
        yield "the film's first or last frame"
    if film.render.use_compositing:
        yield "compositing"
    for scene in (film, keep.ours(bpy.data.scenes, "stage", keep.owner_of(film))):
        view = scene.view_settings if scene else film.view_settings
        if view.view_transform != "Standard" or view.look != "None" or view.exposure or view.gamma != 1:
            yield "the colour management"
            break


def _in_stage(stage: bpy.types.Scene) -> Iterator[str]:
    if stage.camera is None or stage.camera.get(keep.KEY) != "camera":
        yield "another camera"
    elif not _is_as_built(stage.camera):
        yield "the moved camera"
    if stage.render.engine != "CYCLES":
        yield "another render engine"
    yield from _in_clips(stage)
    for thing in stage.collection.all_objects:
        role = str(thing.get(keep.KEY, ""))
        if not role and thing.type != "EMPTY" and not thing.hide_render:
            yield f"the {'light' if thing.type == 'LIGHT' else 'object'} {thing.name}"
        elif role.startswith("head:") and not thing.hide_render:
            yield thing.name
        elif (role == "artwork" or role.startswith("face:")) and not _is_plane_as_built(thing):
            yield f"{thing.name}, which was changed"


def _in_clips(stage: bpy.types.Scene) -> Iterator[str]:
    """Name faces that lie otherwise in one clip than in another: the engine lays a face in one way."""
    planes = keep.with_role(stage.collection.all_objects, "face:")
    for face_id in sorted({str(plane[keep.KEY]).split(":")[1] for plane in planes}):
        own = planes_of(keep.owner_of(stage), face_id)
        told = [changed_in(plane.active_material) for plane in own]
        if any(one != told[0] for one in told):
            yield f"{own[0].name}, otherwise in one clip than in another"


def _is_whole(strip: bpy.types.Strip) -> bool:
    move = strip.transform
    placed = (move.offset_x, move.offset_y, move.rotation) == (0, 0, 0) and move.scale_x == move.scale_y == 1
    ends = compat.start(strip) == FIRST_FRAME and compat.end(strip) == keep.plan_has(strip, "end", 0)
    plain = not strip.mute and keep.same(strip.blend_alpha, 1) and not len(strip.modifiers)
    return placed and ends and plain


def _is_as_built(camera: bpy.types.Object) -> bool:
    data = camera.data
    still = not (camera.animation_data or data.animation_data or camera.parent or len(camera.constraints))
    distance = float(str(keep.plan_has(camera, "distance", DISTANCE_UNITS)))
    placed = _is_at(camera, distance) and data.type == "ORTHO" and not data.dof.use_dof
    straight = data.shift_x == data.shift_y == 0
    return (
        still
        and placed
        and straight
        and all(_as_planned(data, name, data) for name in ("ortho_scale", "sensor_fit"))
    )


def _is_plane_as_built(plane: bpy.types.Object) -> bool:
    gap = keep.plan_has(plane, "gap", 0.0)
    plain = not (plane.parent or len(plane.modifiers) or len(plane.constraints))
    if not plain or not _is_at(plane, float(gap) if gap else 0.0) or len(plane.data.vertices) != 4:
        return False
    if any(not path.startswith("hide_") for path in keyed_in(plane)):
        return False
    material = plane.active_material
    return material is not None and keep.KEY in material and _is_material_as_built(material)


def _is_material_as_built(material: bpy.types.Material) -> bool:
    tree = material.node_tree
    named = {node.name for node in tree.nodes if node.type in {"TEX_IMAGE", "GROUP"}}
    others = [node for node in tree.nodes if node.name not in NODES]
    if not named <= NODES or len(others) > 2:  # texture coordinates or emission, and the output
        return False
    mask = tree.nodes.get(MASK_NODE)
    if mask is None:
        return not _has_curves(tree)
    if any(
        not _as_planned(material, name, mask.inputs[name], "default_value") for name in ("Inset", "Radius")
    ):
        return False
    blend = mask.inputs["Blend"].path_from_id("default_value")
    return all(path == blend for path in keyed_in(tree))


def _is_at(thing: bpy.types.Object, height_units: float) -> bool:
    wanted = (0, 0, height_units, 0, 0, 0, 1, 1, 1)
    found = (*thing.location, *thing.rotation_euler, *thing.scale)
    return all(abs(a - b) < PLANE_GAP / 100 for a, b in zip(found, wanted, strict=True))


def _as_planned(
    owner: bpy.types.bpy_struct, name: str, holder: bpy.types.bpy_struct, field: str = ""
) -> bool:
    wanted = keep.plan_has(owner, name, None)
    return wanted is None or keep.same(getattr(holder, field or name), wanted)


def _has_curves(owner: bpy.types.ID) -> bool:
    data = owner.animation_data
    return bool(keyed_in(owner) or (data and len(data.drivers)))
