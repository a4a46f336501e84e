"""Panels of what is seen: artwork and faces."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.app.translations import pgettext_iface

from speaking_engine.protocol.choices import Described

from ..fields import LISTED, NONE, OWN, is_switched, items_of
from ..menus import HANDLE_SETS
from ..settings import SpeakingFace, SpeakingHandle, SpeakingProduction, active_face, production
from ..translations import OWN_CONTEXT
from ..words import wrapped
from .thumbnails import icon_of


class ArtworkPanel:
    """Which picture, and what its label says."""

    name, title = "artwork", "Artwork"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        row = layout.row(align=True)
        row.operator("speaking.open_artwork", icon="IMAGE_DATA")
        row.operator("speaking.open_production", text="", icon="FILE_FOLDER")
        row.operator("speaking.reload", text="", icon="FILE_REFRESH")
        row.operator("speaking.show_artwork", text="", icon="HIDE_OFF")
        if not found.folder:
            layout.label(text="A painting, a photograph, a sculpture")
            return
        width, height = found.size_px
        layout.label(text=Path(found.folder).stem, translate=False)
        if not Path(found.folder).is_dir():
            layout.label(text="This production is not there any more", icon="ERROR")
            return
        layout.label(text=f"{width} x {height} px")
        for name in ("title", "artist", "date"):
            layout.prop(found, name)
        body = folded(layout, "speaking_notes", "Decided for you") if found.notes else None
        for note in found.notes if body is not None else ():
            column = body.column(align=True)
            for place, part in enumerate(wrapped(note.text, context.region.width - 20)):
                column.label(text=part, icon="BLANK1" if place else "DOT")


def folded(layout: bpy.types.UILayout, name: str, words: str) -> bpy.types.UILayout | None:
    """Draw a heading that folds what is below it; give the layout below, None while it is folded."""
    heading, body = layout.panel(name, default_closed=True)
    heading.label(text=words)
    return body


class SPEAKING_UL_faces(bpy.types.UIList):
    """The faces: who speaks, picture, how sure, and whether there is something to know."""

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
        row.label(text=item.name, icon_value=icon_of(item.thumbnail), translate=False)
        row.label(text="by hand" if item.added else f"{item.confidence:.0%}")
        row.label(text="", icon="ERROR" if item.quality else "BLANK1")


class SPEAKING_UL_handles(bpy.types.UIList):
    """The handles of a face, by the words that say what each is."""

    def draw_item(
        self,
        context: bpy.types.Context,
        layout: bpy.types.UILayout,
        data: bpy.types.AnyType,
        item: SpeakingHandle,
        icon: int,
        active_data: bpy.types.AnyType,
        active_property: str,
    ) -> None:
        """Draw one handle."""
        layout.label(text=item.what, icon="DOT" if item.is_placed else "LINKED")


class FacesPanel:
    """Who is there, and who speaks."""

    name, title = "faces", "Faces"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        row = layout.row()
        row.template_list("SPEAKING_UL_faces", "", found, "faces", found, "active_face", rows=4)
        buttons = row.column(align=True)
        buttons.operator("speaking.add_face", text="", icon="ADD")
        buttons.operator("speaking.remove_face", text="", icon="REMOVE")
        buttons.separator()
        buttons.operator("speaking.zoom_to_face", text="", icon="VIEWZOOM")
        row = layout.row(align=True)
        row.operator("speaking.find_faces", icon="VIEWZOOM")
        row.prop(found, "thorough", toggle=True)
        face = active_face(context)
        if face is not None:
            _draw_face(layout, context, found, face)


def _draw_face(
    layout: bpy.types.UILayout, context: bpy.types.Context, found: SpeakingProduction, face: SpeakingFace
) -> None:
    if face.thumbnail:
        layout.template_icon(icon_value=icon_of(face.thumbnail), scale=5)
    for line in wrapped(face.quality, context.region.width) if face.quality else ():
        layout.label(text=line)
    layout.prop(face, "gender", text="")
    row = layout.row(align=True)
    for name, words, _ in HANDLE_SETS[1:]:
        how = row.operator("speaking.place_handles", text=words, depress=face.handle_set == name)
        how.handle_set = name
    row.operator("speaking.clear_handles", text="", icon="X")
    if face.handles:
        _draw_handles(layout, context, found, face)
    body = folded(layout, "speaking_box", "Box in pixels")
    if body is not None:
        column = body.column(align=True)
        for index, name in enumerate(("X", "Y", "Width", "Height")):
            column.prop(face, "box_px", index=index, text=name)


def _draw_handles(
    layout: bpy.types.UILayout, context: bpy.types.Context, found: SpeakingProduction, face: SpeakingFace
) -> None:
    if any(not handle.is_placed for handle in face.handles):
        for line in wrapped(FOLLOWING, context.region.width):
            layout.label(text=line)
    rows = min(len(face.handles), 6)
    layout.template_list(
        "SPEAKING_UL_handles", "", face, "handles", found, "active_handle", rows=rows, maxrows=rows
    )
    if 0 <= found.active_handle < len(face.handles):
        row = layout.row(align=True)
        for index, name in enumerate(("X", "Y")):
            row.prop(face.handles[found.active_handle], "at_px", index=index, text=name)


FOLLOWING = "Drag eye, nose tip and chin: the pink rings follow. Then what is still wrong."


def draw_choice(layout: bpy.types.UILayout, found: SpeakingProduction, one: Described) -> None:
    """Draw the field of a choice, behind its switch if it has one."""
    if one.name in LISTED:
        draw_listed(layout, found, one.name)
        return
    if not is_switched(one):
        layout.prop(found, one.name)
        return
    row = layout.row(align=True)
    row.prop(found, OWN + one.name, text="")
    field = row.row()
    field.enabled = getattr(found, OWN + one.name)
    field.prop(found, one.name)


def draw_listed(layout: bpy.types.UILayout, found: SpeakingProduction, name: str) -> None:
    """Draw a choice by name: what is chosen, on a button that opens the search."""
    chosen = getattr(found, name) or NONE
    title = next((title for item, title, *_ in items_of(name, found) if item == chosen), chosen)
    row = labelled(layout, pgettext_iface(found.bl_rna.properties[name].name, OWN_CONTEXT))
    row.operator("speaking.choose", text=title, icon=search_icon()).choice = name


def search_icon() -> str:
    """Return the icon of a button that opens a search; none in a narrow panel, which needs room for words."""
    return "NONE" if is_narrow() else "VIEWZOOM"


def is_narrow() -> bool:
    """Whether what is drawn now has less room than a panel as Blender opens it."""
    region = bpy.context.region
    scale = bpy.context.preferences.system.ui_scale or 1.0  # 0 where there is no window
    return region is not None and region.width < NARROW_PX * scale


NARROW_PX = 260


def labelled(layout: bpy.types.UILayout, words: str) -> bpy.types.UILayout:
    """Draw words where those of fields are, and give the row for what is beside them."""
    split = layout.split(factor=0.4)
    split.use_property_split = False
    row = split.row()
    row.alignment = "RIGHT"
    row.label(text=words, translate=False)
    return split.row(align=True)
