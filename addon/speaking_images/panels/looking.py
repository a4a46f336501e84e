"""Panels of what is seen: artwork and faces."""

from __future__ import annotations

from pathlib import Path

import bpy

from speaking_engine.protocol.choices import Described

from ..fields import OWN, is_switched
from ..settings import SpeakingFace, SpeakingProduction, active_face, job, production
from .thumbnails import icon_of


class ArtworkPanel:
    """Which picture, what its label says, and what the engine is doing."""

    name, title = "artwork", "Artwork"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        layout.use_property_split = True
        draw_job(layout, context)
        row = layout.row(align=True)
        row.operator("speaking.open_artwork", icon="FILE_FOLDER")
        row.operator("speaking.open_production", text="", icon="FILE_NEW")
        row.operator("speaking.reload", text="", icon="FILE_REFRESH")
        row.operator("speaking.show_artwork", text="", icon="HIDE_OFF")
        if not found.folder:
            layout.label(text="A painting, a photograph, a sculpture")
            return
        width, height = found.size_px
        layout.label(text=f"{Path(found.folder).name}, {width} x {height} px", icon="IMAGE_DATA")
        for name in ("title", "artist", "date"):
            layout.prop(found, name)
        for note in found.notes:
            layout.label(text=f"{note.name}: {note.text}", icon="INFO")


def draw_job(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Draw the bar of the work under way, or what stopped it."""
    mirror = job(context)
    if mirror.state == "running":
        row = layout.row(align=True)
        row.progress(factor=mirror.fraction, text=f"{mirror.stage or mirror.action} {mirror.note}")
        row.operator("speaking.cancel", text="", icon="X")
    elif mirror.state == "failed":
        box = layout.box()
        box.alert = True
        for line in wrapped(f"{mirror.sentence} {mirror.hint}", context.region.width):
            box.label(text=line)


def wrapped(text: str, width_px: int) -> list[str]:
    """Break a text into lines that a panel of this width shows whole; labels do not wrap."""
    scale = bpy.context.preferences.system.ui_scale or 1.0  # 0 where there is no window
    letters = max(20, int(width_px / (7 * scale)))
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= letters and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


class SPEAKING_UL_faces(bpy.types.UIList):
    """The faces: picture, who speaks, gender, how sure, and what to know."""

    def draw_item(
        self,
        context: bpy.types.Context,
        layout: bpy.types.UILayout,
        data: bpy.types.AnyType,
        item: SpeakingFace,
        icon: int,
        active_data: bpy.types.AnyType,
        active_property: str,
    ) -> None:
        """Draw one face."""
        row = layout.row(align=True)
        row.prop(item, "speaks", text="")
        row.label(text=item.name, icon_value=icon_of(item.thumbnail))
        row.prop(item, "gender", text="")
        row.label(text="by hand" if item.added else f"{item.confidence:.0%}")
        row.label(text="", icon="ERROR" if item.quality else "BLANK1")


class FacesPanel:
    """Who is there, and who speaks."""

    name, title = "faces", "Faces"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        row = layout.row()
        row.template_list("SPEAKING_UL_faces", "", found, "faces", found, "active_face", rows=3)
        buttons = row.column(align=True)
        buttons.operator("speaking.add_face", text="", icon="ADD")
        buttons.operator("speaking.remove_face", text="", icon="REMOVE")
        row = layout.row(align=True)
        row.operator("speaking.find_faces", icon="VIEWZOOM")
        row.prop(found, "thorough", toggle=True)
        face = active_face(context)
        if face is not None:
            _draw_face(layout, context, face)


def _draw_face(layout: bpy.types.UILayout, context: bpy.types.Context, face: SpeakingFace) -> None:
    if face.thumbnail:
        layout.template_icon(icon_value=icon_of(face.thumbnail), scale=5)
    for line in wrapped(face.quality, context.region.width):
        layout.label(text=line)
    column = layout.column(align=True)
    for index, name in enumerate(("X", "Y", "Width", "Height")):
        column.prop(face, "box_px", index=index, text=f"{name} (px)")
    row = layout.row(align=True)
    row.operator_menu_enum("speaking.place_handles", "handle_set", icon="EMPTY_AXIS")
    row.operator("speaking.clear_handles", text="", icon="X")
    for handle in face.handles:
        row = layout.row(align=True)
        row.label(text=handle.what)
        row.prop(handle, "at_px", text="")


def draw_choice(layout: bpy.types.UILayout, found: SpeakingProduction, one: Described) -> None:
    """Draw the field of a choice, behind its switch if it has one."""
    if not is_switched(one):
        layout.prop(found, one.name)
        return
    row = layout.row(align=True)
    row.prop(found, OWN + one.name, text="")
    field = row.row()
    field.enabled = getattr(found, OWN + one.name)
    field.prop(found, one.name)
