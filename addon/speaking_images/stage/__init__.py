"""What touches Blender and would be needed without a mouse: a scene from a `RenderPlan`, and its frames.

`build(plan)` makes or updates the artist's scene (planes, camera, film with sound and captions);
`build_strips(plan)` makes the faster film of flat pictures; `render(scene, ...)` makes the frames;
`fit_colours` and `use_drawn_mask` set what an artist may want of a face.
"""

from __future__ import annotations

from .film import (
    FOLDER,
    film_to_render,
    halve,
    mix_down,
    production_folder,
    read_stage_again,
    refuse_missing_files,
    remember_sent,
    wishes_in,
)
from .frames import keep_only, render, size_of
from .head import build_head, show_head
from .head_matte import KEPT, TINTS, drawn_mattes, matte_picture, show_matte
from .mask import mask_strip
from .own import own_doings, sample
from .recipe import recipe_of
from .scene import Stage, build, building
from .strips import build_strips
from .trims import NUMBERS, drawn_mask, fit_colours, laid_in, use_drawn_mask

__all__ = [
    "FOLDER",
    "KEPT",
    "NUMBERS",
    "TINTS",
    "Stage",
    "build",
    "build_head",
    "build_strips",
    "building",
    "drawn_mask",
    "drawn_mattes",
    "film_to_render",
    "fit_colours",
    "halve",
    "keep_only",
    "laid_in",
    "mask_strip",
    "matte_picture",
    "mix_down",
    "own_doings",
    "production_folder",
    "read_stage_again",
    "recipe_of",
    "refuse_missing_files",
    "remember_sent",
    "render",
    "sample",
    "show_head",
    "show_matte",
    "size_of",
    "use_drawn_mask",
    "wishes_in",
]
