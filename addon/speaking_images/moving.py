"""Lets a .blend and its productions find one another again after one or both were moved."""

from __future__ import annotations

import json
import os
from pathlib import Path

import bpy
from bpy.app.handlers import persistent

from .settings import SpeakingProduction, productions
from .stage import FOLDER, TINTS, keep

SEEN_FROM = "speaking_images_seen_from_blend"
PATHS = ("artwork", "plan", "film")


@persistent
def before_saving(path: str = "", *_: object) -> None:
    """Remember where the productions are as seen from the file, and let what lies in them be named so.

    What was painted of masks and mattes since they were packed goes into it, too: Blender leaves it out.
    """
    _pack_painting()
    target = Path(path or bpy.data.filepath)
    if not target.name:
        return
    for one in productions():
        one.id_data[SEEN_FROM] = _relative(one.folder, target.parent)
        for scene in keep.with_role(bpy.data.scenes, "", one.key):
            scene[FOLDER] = _relative(one.folder, target.parent)
        for block in _files() if bpy.data.filepath else ():
            file = bpy.path.abspath(block.filepath)
            if Path(file).is_relative_to(one.folder):
                block.filepath = bpy.path.relpath(file)  # Blender turns it towards the file that is written


@persistent
def after_opening(*_: object) -> None:
    """Find every production: beside the file as it was, where it was, or in the file's own folder."""
    for one in productions():
        folder = _found(one)
        if folder is not None:
            settle(one, str(folder))


def settle(production: SpeakingProduction, folder: str) -> None:
    """Let all that names files of a production name them where it is now."""
    before, production.folder = production.folder, folder
    for owner, names in (
        *((production, (name,)) for name in PATHS),
        *((face, ("thumbnail",)) for face in production.faces),
        *((line, ("sound",)) for line in production.lines),
    ):
        for name in names:
            setattr(owner, name, _moved(getattr(owner, name), before, folder))
    if production.performances:
        lines = json.loads(production.performances)
        for line in lines:
            line["csv"] = _moved(line.get("csv", ""), before, folder)
        production.performances = json.dumps(lines)
    for scene in keep.with_role(bpy.data.scenes, "", production.key):
        scene[FOLDER] = folder
    repair_files(before, folder)


def repair_files(before: str, folder: str) -> None:
    """Let pictures and sounds that are missing name the file of the same production that is there."""
    for block in _files():
        file = bpy.path.abspath(block.filepath)
        there = file if Path(file).is_file() else _moved(_told(file, before), before, folder)
        if there != file and Path(there).is_file():
            block.filepath = bpy.path.relpath(there) if bpy.data.filepath else there


def _pack_painting() -> None:
    """Pack masks and mattes that were painted on and have no file of their own."""
    for face in (face for one in productions() for face in one.faces):
        for picture in (face.drawn_mask, *(getattr(face, kind) for kind in TINTS)):
            if picture is not None and picture.is_dirty and (not picture.filepath or picture.packed_file):
                picture.pack()


def register() -> None:
    """Listen to saving and opening."""
    bpy.app.handlers.save_pre.append(before_saving)
    bpy.app.handlers.load_post.append(after_opening)


def unregister() -> None:
    """Listen no more."""
    bpy.app.handlers.save_pre.remove(before_saving)
    bpy.app.handlers.load_post.remove(after_opening)


def _found(production: SpeakingProduction) -> Path | None:
    here = Path(bpy.data.filepath).parent
    told = str(production.id_data.get(SEEN_FROM, ""))
    places = [
        *([Path(os.path.normpath(here / told.removeprefix("//")))] if told.startswith("//") else []),
        Path(production.folder),
        here / _last(production.folder),
    ]
    return next((place for place in places if (place / "project.json").is_file()), None)


def _files() -> list[bpy.types.Image | bpy.types.Sound]:
    blocks = [*bpy.data.images, *bpy.data.sounds]
    return [block for block in blocks if block.filepath and not block.library]


def _relative(path: str, folder: Path) -> str:
    """Return a path as Blender names it from a .blend's folder; absolute on another drive."""
    try:
        return "//" + Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return path


def _last(folder: str) -> str:
    return folder.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _told(path: str, before: str) -> str:
    """Return a missing file's path as if its production were where it was: known by the production's name."""
    name = f"/{_last(before)}/"
    plain = path.replace("\\", "/")
    return f"{before}/{plain.rpartition(name)[2]}" if name in plain else path


def _moved(path: str, before: str, after: str) -> str:
    inside = path.removeprefix(before)
    return after + inside if before and inside != path else path
