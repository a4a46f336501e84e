"""Finished patches for Blender's sequencer: each layer composed here, so that flat strips show it exactly.

The sequencer mixes in sRGB and a plan in linear light; what is mixed already needs no mixing there.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

from speaking_engine.composite.compositor import Picture, compose_frame, patches
from speaking_engine.composite.grid import Grid
from speaking_engine.composite.prepare import read_png, write_png
from speaking_engine.media.beside import write_text
from speaking_engine.media.movie import write_lossless
from speaking_engine.protocol.fingerprint import fingerprint
from speaking_engine.protocol.plan import FaceLayer, Mask, RenderPlan
from speaking_engine.protocol.progress import Report

WHOLE = Mask("box", feather_px=0.0, inset_px=0.0, radius_px=0.0)


def finished_plan(plan: RenderPlan, folder: Path, report: Report) -> Path:
    """Write a plan of the same film whose clips lie opaque over the picture, and give its path.

    Made once: a folder that holds the patches of this very plan is used again.

    Parameters
    ----------
    plan : RenderPlan
        With absolute paths.

    Raises
    ------
    ClipError, OutputError
        See `composite.compositor.patches` and `media.movie.write_lossless`.
    """
    done, recipe = folder / "plan.json", folder / "recipe.txt"
    wanted = fingerprint(plan, "patches")
    if done.is_file() and recipe.is_file() and recipe.read_text("utf8") == wanted:
        return done
    recipe.unlink(missing_ok=True)
    still = Grid.of(plan).still(read_png(Path(plan.artwork)))
    write_png(folder / "artwork.png", still)
    layers = tuple(_finished(plan, index, still, folder, report) for index in range(len(plan.layers)))
    finished = dataclasses.replace(
        plan,
        artwork=str(folder / "artwork.png"),
        artwork_width_px=plan.width_px,
        artwork_height_px=plan.height_px,
        layers=layers,
    )
    write_text(done, json.dumps(finished.as_dict()))
    write_text(recipe, wanted)
    return done


def _finished(plan: RenderPlan, index: int, still: Picture, folder: Path, report: Report) -> FaceLayer:
    layer = plan.layers[index]
    window_px = Grid.of(plan).even_window_of(layer.crop_px)
    path = folder / f"{index:03}.mkv"
    write_lossless(path, _top_patches(plan, index, still, report), plan.frames_per_second)
    return dataclasses.replace(
        layer,
        clip=str(path),
        crop_px=window_px,
        mask=WHOLE,
        blend=1.0,
        blend_keys=(),
        exposure_stops=0.0,
        saturation=1.0,
    )


def _top_patches(plan: RenderPlan, index: int, still: Picture, report: Report) -> Iterator[Picture]:
    """Stream one layer's patches, with what lies under it, from its first frame to its last."""
    top = plan.layers[index]
    below = dataclasses.replace(plan, layers=plan.layers[: index + 1])
    x, y, width, height = Grid.of(plan).even_window_of(top.crop_px)
    for frame, found in enumerate(patches(below, still)):
        report(
            "patches", (index + frame / plan.frame_count) / len(plan.layers), "composing for the sequencer"
        )
        if top.start_frame <= frame < top.start_frame + top.frame_count:
            yield compose_frame(still, found)[y : y + height, x : x + width]
        elif frame >= top.start_frame + top.frame_count:
            return
