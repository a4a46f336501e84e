"""Pictures and movies of a plan, looked at before they are used: Blender takes missing ones silently."""

from __future__ import annotations

from pathlib import Path

import bpy

from speaking_engine.errors import ClipError, PictureError, UserError
from speaking_engine.protocol.plan import FaceLayer, RenderPlan

SEEN = "speaking_images_seen"
"""Names size and time of the file as it was read last."""


def load_artwork(plan: RenderPlan) -> bpy.types.Image:
    """Load the picture.

    Raises
    ------
    PictureError
        It is missing, or another one took its place.
    """
    image = _load(plan.artwork, PictureError, "artwork")
    size = (plan.artwork_width_px, plan.artwork_height_px)
    if tuple(image.size) != size:
        raise PictureError(
            f"The artwork {plan.artwork} is {image.size[0]} x {image.size[1]} pixels,"
            f" the plan expects {size[0]} x {size[1]}.",
            hint="Put the picture back that the production was made with, or make its plan anew.",
        )
    return image


def load_clip(layer: FaceLayer) -> bpy.types.Image:
    """Load one layer's movie.

    Raises
    ------
    ClipError
        It is missing, too short or not of its place's size; animating again makes it good.
    """
    clip = _load(layer.clip, ClipError, "clip")
    if tuple(clip.size) != layer.crop_px[2:]:
        raise ClipError(
            f"The clip {layer.clip} is {clip.size[0]} x {clip.size[1]} pixels,"
            f" its place in the picture is {layer.crop_px[2]} x {layer.crop_px[3]}.",
            hint="Animate this face again.",
        )
    if clip.frame_duration < layer.frame_count:
        raise ClipError(
            f"The clip {layer.clip} has {clip.frame_duration} frames, its sound needs {layer.frame_count}.",
            hint="Animate this face again.",
        )
    return clip


def point_to(block: bpy.types.Image | bpy.types.Sound | None, path: str) -> bool:
    """Let a datablock show another file, relative to the .blend if it can; tell whether it did not yet."""
    if block is None or bpy.path.abspath(block.filepath) == path:
        return False
    block.filepath = bpy.path.relpath(path) if bpy.data.filepath else path
    return True


def _load(path: str, kind: type[UserError], what: str) -> bpy.types.Image:
    if not Path(path).is_file():
        raise kind(f"The {what} {path} is missing.", hint="Was the production folder moved? Make it again.")
    # Not `check_existing`: it takes every movie for a new one.
    image = next((image for image in bpy.data.images if bpy.path.abspath(image.filepath) == path), None)
    facts = Path(path).stat()
    seen = f"{facts.st_size} {facts.st_mtime_ns}"
    if image is not None:
        if image.get(SEEN) != seen:  # to read a large picture again takes longer than a window bears
            image.reload()
    else:
        try:
            image = bpy.data.images.load(path)
            if bpy.data.filepath:
                image.filepath = bpy.path.relpath(path)
        except RuntimeError as error:
            raise kind(f"The {what} {path} cannot be read: {str(error).strip()}.") from error
    if 0 in image.size:
        raise kind(f"The {what} {path} is damaged: it has no pixels.", hint="Make it again.")
    if image.colorspace_settings.name != "sRGB":  # to set it, even to what it is, has all pixels read again
        image.colorspace_settings.name = "sRGB"
    image[SEEN] = seen
    return image
