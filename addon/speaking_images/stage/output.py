"""How a scene is rendered: size, rate, the painting's own colours, and the fastest way that keeps them."""

from __future__ import annotations

import bpy

from speaking_engine.protocol.plan import RenderPlan

from . import compat, keep
from .units import blender_frame, rate_for_blender

PREVIEW_SAMPLES = 4
"""The sequencer's preview waits for all at every frame; of Blender's own 16, four look the same."""


def set_format(plan: RenderPlan, scene: bpy.types.Scene) -> None:
    """Set a scene's size, rate and length to the plan's, where no artist chose others."""
    fps, fps_base = rate_for_blender(plan.frames_per_second)
    values = {
        "resolution_x": plan.width_px,
        "resolution_y": plan.height_px,
        "resolution_percentage": 100,
        "pixel_aspect_x": 1.0,
        "pixel_aspect_y": 1.0,
        "fps": fps,
        "fps_base": fps_base,
    }
    for name, value in values.items():
        keep.follow(scene, name, value, scene.render)
    keep.follow(scene, "frame_start", blender_frame(0))
    keep.follow(scene, "frame_end", blender_frame(plan.frame_count - 1))


def set_recipe(scene: bpy.types.Scene) -> None:
    """Choose colours and engine, once: an artist who chooses others keeps them."""
    if keep.planned(scene, "recipe", 1):
        exact_colours(scene)
        fast_cycles(scene)
    if keep.planned(scene, "eevee", 1):
        exact_eevee(scene)
    if keep.planned(scene, "preview", PREVIEW_SAMPLES):
        scene.eevee.taa_samples = PREVIEW_SAMPLES


def exact_colours(scene: bpy.types.Scene) -> None:
    """Show the painting's colours unchanged; Blender's default view (AgX) would recolour them."""
    scene.display_settings.display_device = "sRGB"
    scene.sequencer_colorspace_settings.name = "sRGB"
    view = scene.view_settings
    view.view_transform, view.look = "Standard", "None"
    view.exposure, view.gamma = 0.0, 1.0
    view.use_curve_mapping = False
    scene.render.dither_intensity = 0.0
    scene.render.use_stamp = False
    scene.render.film_transparent = False


def fast_cycles(scene: bpy.types.Scene) -> None:
    """One sample at each pixel's centre: flat emitting planes need no more, and no GPU."""
    scene.render.engine = "CYCLES"
    scene.render.use_persistent_data = True
    scene.render.use_motion_blur = False
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.samples = 1
    cycles.use_adaptive_sampling = cycles.use_denoising = cycles.use_light_tree = False
    cycles.max_bounces = 0
    cycles.transparent_max_bounces = 16
    cycles.pixel_filter_type, cycles.filter_width = "BOX", 0.01
    cycles.sample_clamp_direct = cycles.sample_clamp_indirect = 0.0
    # 5.x tiles frames above 2048 px even when told not to, which doubles the time.
    cycles.use_auto_tile, cycles.tile_size = False, 8192


def exact_eevee(scene: bpy.types.Scene) -> None:
    """One sample at each pixel's centre, for whoever chooses EEVEE: its own 64 blur the painting."""
    scene.eevee.taa_render_samples = 1
    scene.eevee.use_raytracing = False
    scene.render.filter_size = 0.0


def write_png(scene: bpy.types.Scene, path: str) -> None:
    """Write the next still to `path` as 8-bit RGB PNG."""
    settings = scene.render.image_settings
    compat.set_media_type(settings, "IMAGE")
    settings.file_format = "PNG"
    settings.color_mode, settings.color_depth, settings.compression = "RGB", "8", 15
    scene.render.use_file_extension = False
    scene.render.use_overwrite, scene.render.use_placeholder = True, False
    scene.render.filepath = path
