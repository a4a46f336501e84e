"""Pictures of the faces, as icons for lists and panels."""

from __future__ import annotations

from pathlib import Path

import bpy.utils.previews

_previews: dict[str, bpy.utils.previews.ImagePreviewCollection] = {}


def icon_of(path: str) -> int:
    """Return the icon of a picture file; 0 where there is none."""
    if not path or not Path(path).is_file():
        return 0
    if "faces" not in _previews:
        _previews["faces"] = bpy.utils.previews.new()
    pictures = _previews["faces"]
    if path not in pictures:
        pictures.load(path, path, "IMAGE")
    return pictures[path].icon_id


def unregister() -> None:
    """Take the pictures off again."""
    for pictures in _previews.values():
        bpy.utils.previews.remove(pictures)
    _previews.clear()
