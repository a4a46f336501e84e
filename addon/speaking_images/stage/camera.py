"""The camera: orthographic, showing exactly the whole picture."""

from __future__ import annotations

import bpy

from speaking_engine.protocol.plan import RenderPlan

from . import keep
from .units import ortho_fit

DISTANCE_UNITS = 10.0


def frame_picture(plan: RenderPlan, scene: bpy.types.Scene, owner: str) -> bpy.types.Object:
    """Make or update the camera; one that an artist moved stays where it is."""
    camera = keep.ours(bpy.data.objects, "camera", owner)
    if camera is None:
        data = bpy.data.cameras.new("Speaking Camera")
        data.type = "ORTHO"
        data.clip_start, data.clip_end = 0.1, 10 * DISTANCE_UNITS
        camera = keep.mark(bpy.data.objects.new("Speaking Camera", data), "camera", owner)
        camera.location = (0.0, 0.0, DISTANCE_UNITS)
        scene.collection.objects.link(camera)
        scene.camera = camera
    if keep.plan_has(camera, "distance", None) is None:
        keep.planned(camera, "distance", DISTANCE_UNITS)
    picture = (plan.artwork_width_px, plan.artwork_height_px)
    fit, scale = ortho_fit(picture, (plan.width_px, plan.height_px))
    keep.follow(camera.data, "sensor_fit", fit)
    keep.follow(camera.data, "ortho_scale", scale)
    return camera


def make_room(scene: bpy.types.Scene, front_units: float, owner: str) -> None:
    """Move the camera back until all is before it that reaches so far; one that an artist moved stays."""
    camera = keep.ours(bpy.data.objects, "camera", owner)
    if camera is None or scene.camera != camera:
        return
    distance = float(str(keep.plan_has(camera, "distance", DISTANCE_UNITS)))
    wanted = front_units + DISTANCE_UNITS
    if keep.same(camera.location.z, distance) and wanted > distance:
        camera.location.z = wanted
        camera.data.clip_end = max(camera.data.clip_end, 10 * wanted)
        keep.planned(camera, "distance", wanted)
