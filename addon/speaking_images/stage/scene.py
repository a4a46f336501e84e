"""Makes the artist's scene from a `RenderPlan`, or brings an earlier one up to date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import bpy

from speaking_engine.protocol.plan import RenderPlan

from . import compat, keep
from .camera import frame_picture
from .captions import add_captions, add_markers
from .film import add_mix, add_sound, add_stage, film_scene
from .output import set_format, set_recipe
from .screen import artwork_plane, face_plane, layer_roles


@dataclass(frozen=True, slots=True)
class Stage:
    """The two scenes of a film.

    Attributes
    ----------
    stage : bpy.types.Scene
        Planes and camera.
    film : bpy.types.Scene
        Sequencer with the stage as scene strip, and the sound; this one is rendered.
    """

    stage: bpy.types.Scene
    film: bpy.types.Scene


def build(plan: RenderPlan, owner: str = "") -> Stage:
    """Make or update the scene; an artist's own objects, keys and moved camera stay.

    Parameters
    ----------
    plan : RenderPlan
        With absolute paths (as `read_plan` gives); for an exact film its artwork has the film's size.
    owner : str
        Key of the production, so that several of them have their own scenes in one file.

    Raises
    ------
    PictureError, ClipError, ProjectError
        A file of the plan is missing or of another size; the person can make it again.
    """
    for _ in building(plan, owner):
        pass
    return Stage(_stage_scene(owner), film_scene(plan, owner=owner))


def building(plan: RenderPlan, owner: str = "") -> Iterator[None]:
    """Make or update the scene, a part a step, so that a window stays smooth; see `build`.

    Each step finds again what it works on: an undo between two of them makes other objects of all.
    """
    set_format(plan, _stage_scene(owner))
    set_recipe(_stage_scene(owner))
    yield
    artwork_plane(plan, _collection(owner), owner)
    yield
    roles = list(layer_roles(plan.layers))
    for place, (layer, role) in enumerate(zip(plan.layers, roles, strict=True)):
        face_plane(plan, layer, place, role, _collection(owner), owner)
        yield
    _retire(_collection(owner), set(roles), owner)
    frame_picture(plan, _stage_scene(owner), owner)
    yield
    add_stage(plan, film_scene(plan, owner=owner), _stage_scene(owner))
    for add in (add_sound, add_captions, add_markers):
        yield
        add(plan, film_scene(plan, owner=owner))
    yield
    add_mix(plan, _stage_scene(owner))


def _stage_scene(owner: str) -> bpy.types.Scene:
    """Return the scene of the planes, made where there is none."""
    scene = keep.ours(bpy.data.scenes, "stage", owner)
    if scene is None:
        scene = keep.mark(bpy.data.scenes.new("Speaking Stage"), "stage", owner)
        scene.world = bpy.data.worlds.new("Speaking Dark")
        background = compat.use_nodes(scene.world).nodes.get("Background")
        if background:
            background.inputs["Strength"].default_value = 0.0
    return scene


def _collection(owner: str) -> bpy.types.Collection:
    collection = keep.ours(bpy.data.collections, "planes", owner)
    if collection is None:
        collection = keep.mark(bpy.data.collections.new("Speaking Planes"), "planes", owner)
        _stage_scene(owner).collection.children.link(collection)
    return collection


def _retire(collection: bpy.types.Collection, roles: set[str], owner: str) -> None:
    """Take planes out of the picture that the plan no longer has; kept, in case it has them again."""
    for plane in keep.with_role(bpy.data.objects, "face:", owner):
        if plane[keep.KEY] not in roles and plane.name in collection.objects:
            plane.use_fake_user = True
            collection.objects.unlink(plane)
