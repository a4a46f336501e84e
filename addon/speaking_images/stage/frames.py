"""Renders a scene's frames one by one into PNGs, each whole or not there, so that a killed render goes on."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bpy

from speaking_engine.errors import InternalError, OutputError
from speaking_engine.protocol.progress import Report, silent

from . import compat
from .output import write_png
from .units import blender_frame

PNG_HEAD, PNG_TAIL = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


FRAME = re.compile(r"\d{6}\.png|\.\d{6}\.part\.png")
RECIPE = re.compile(r"[0-9a-f]{64}")


def frame_path(folder: Path, film_frame: int) -> Path:
    """Where a film frame (from 0) is kept."""
    return folder / f"{film_frame:06d}.png"


def render(scene: bpy.types.Scene, folder: Path, frames: Iterable[int], report: Report = silent) -> int:
    """Render film frames (from 0) that `folder` does not have yet.

    Returns
    -------
    int
        How many were rendered now.

    Raises
    ------
    InternalError
        Blender said it finished a frame and wrote none, or a broken one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    size = size_of(scene)
    wanted = list(frames)
    missing = [frame for frame in wanted if not whole_png(frame_path(folder, frame), size)]
    with _shown_afresh(scene):
        for done, frame in enumerate(missing):
            have = len(wanted) - len(missing) + done
            report("frames", have / len(wanted), f"frame {have + 1} of {len(wanted)}")
            _render_one(scene, frame_path(folder, frame), frame, size)
    report("frames", 1.0, f"{len(wanted)} frames")
    return len(missing)


def size_of(scene: bpy.types.Scene) -> tuple[int, int]:
    """Return width and height of what is rendered, in pixels."""
    render = scene.render
    share = render.resolution_percentage
    return render.resolution_x * share // 100, render.resolution_y * share // 100


@contextmanager
def _shown_afresh(scene: bpy.types.Scene) -> Iterator[None]:
    """Show the scene in the window, with no frame remembered from before and none kept.

    Elsewhere every still repeats the first frame; and the sequencer's cache knows nothing of a node that an
    artist changed, and grows to gigabytes.
    """
    window, editor = bpy.context.window, scene.sequence_editor
    before, window.scene = window.scene, scene
    compat.show_in_sequencer(scene)
    kept = (editor.use_cache_raw, editor.use_cache_final) if editor else ()
    try:
        if editor:
            editor.use_cache_raw = editor.use_cache_final = False
            bpy.ops.sequencer.refresh_all()
        yield
    finally:
        if editor:
            editor.use_cache_raw, editor.use_cache_final = kept
        window.scene = before


def _render_one(scene: bpy.types.Scene, path: Path, film_frame: int, size: tuple[int, int]) -> None:
    beside = path.with_name(f".{path.stem}.part.png")
    scene.frame_set(blender_frame(film_frame))
    write_png(scene, str(beside))
    bpy.ops.render.render(write_still=True, scene=scene.name)
    if not whole_png(beside, size):
        raise InternalError(
            f"Blender wrote no whole picture for frame {film_frame} to {beside}.",
            hint="See whether the disk is full.",
        )
    beside.replace(path)


def keep_only(folder: Path, recipe: str) -> None:
    """Throw away frames of another film; `recipe` names this one (see `protocol.fingerprint`).

    Raises
    ------
    OutputError
        Pictures are there that are named like frames, and no note of ours says that they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / "recipe.txt"
    before = note.read_text("utf8", "replace") if note.is_file() else ""
    if before == recipe:
        return
    frames = [path for path in folder.glob("*.png") if FRAME.fullmatch(path.name)]
    if (frames or note.is_file()) and not RECIPE.fullmatch(before):
        raise OutputError(
            f"In {folder} are pictures or a recipe.txt that this program did not make.",
            hint="Give --frames-folder a new folder.",
        )
    for path in frames:
        path.unlink()
    note.write_text(recipe, "utf8")


def whole_png(path: Path, size: tuple[int, int]) -> bool:
    """Return whether a PNG of this size (width, height) is there from its head to its tail."""
    try:
        with path.open("rb") as file:
            head = file.read(24)
            file.seek(-len(PNG_TAIL), 2)
            tail = file.read()
    except OSError:
        return False
    return (
        len(head) == 24
        and head[:8] == PNG_HEAD
        and tail == PNG_TAIL
        and struct.unpack(">II", head[16:]) == size
    )
