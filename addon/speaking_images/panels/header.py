"""The engine's progress in the editors' headers, where it is seen with the sidebar closed."""

from __future__ import annotations

import bpy

from ..settings import job

HEADERS = ("VIEW3D_HT_header", "SEQUENCER_HT_header", "IMAGE_HT_header")


def draw(header: bpy.types.Header, context: bpy.types.Context) -> None:
    """Draw the bar, only while there is work."""
    mirror = job(context)
    if mirror is None or mirror.state != "running":
        return
    row = header.layout.row(align=True)
    row.progress(factor=mirror.fraction, text=f"Speaking: {mirror.stage or mirror.action}")
    row.operator("speaking.cancel", text="", icon="X")


def register() -> None:
    """Hang it on the headers."""
    for name in HEADERS:
        getattr(bpy.types, name).append(draw)


def unregister() -> None:
    """Take it off again."""
    for name in HEADERS:
        getattr(bpy.types, name).remove(draw)
