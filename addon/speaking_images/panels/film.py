"""Panels of what is shown: motion, composite and render."""

from __future__ import annotations

import bpy
from bpy.app.translations import pgettext_iface

from ..fields import LISTED, export_targets, fields_of, target_title
from ..looks import draw_presets
from ..operators.film import own_doings_in
from ..performance import is_edited
from ..settings import SpeakingCue, active_face, production
from ..stage import TINTS, keep
from ..translations import OWN_CONTEXT
from ..words import is_approved, wrapped
from .looking import draw_choice, draw_listed, folded, is_narrow, labelled

DAILY = ("style", "amplitude", "expression", "animator")
"""What is chosen of the movement every day; the rest is folded."""


class MotionPanel:
    """How the face moves."""

    name, title = "motion", "Motion"

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        """Draw the button of the presets."""
        draw_presets(self.name, self.layout)

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        column = layout.column(align=True)
        for name in DAILY:
            if name == "amplitude":
                _draw_with_key(column, found, name)
            elif name in LISTED:
                draw_listed(column, found, name)
            else:
                column.prop(found, name)
        body = folded(layout, "speaking_motion", "More")
        for one in fields_of("Motion") if body is not None else ():
            if one.name not in (*DAILY, "motion"):
                draw_choice(body, found, one)
        layout.operator("speaking.animate", icon="ARMATURE_DATA")
        if found.performances:
            layout.operator("speaking.take_over_corrections", icon="FCURVE")
            layout.template_list("SPEAKING_UL_cues", "", found, "cues", found, "active_cue", rows=5)
            if 0 <= found.active_cue < len(found.cues):
                _draw_cue(layout, found.cues[found.active_cue], context.region.width)


IN_FONT = str.maketrans("\u1d4a\u1d7b", "\u0259\u026a")
"""Sounds for which Blender's font has no letter, as the nearest that it has."""


class SPEAKING_UL_cues(bpy.types.UIList):
    """The words: who, what, its sounds, when, how far the mouth opens; red where something is wrong."""

    def draw_item(
        self,
        context: bpy.types.Context,
        layout: bpy.types.UILayout,
        data: bpy.types.AnyType,
        item: SpeakingCue,
        icon: int,
        active_data: bpy.types.AnyType,
        active_property: str,
    ) -> None:
        """Draw one word."""
        row = layout.row(align=True)
        row.alert = bool(item.fault)
        row.label(text=item.name, icon="ERROR" if item.fault else "NONE", translate=False)
        mark = "*" * is_edited(item)
        if is_narrow():
            row.label(text=f"{item.seconds:.1f}")
            row.label(text=f"{item.opening_mm:.0f}{mark}")
            return
        row.label(text=item.phonemes.translate(IN_FONT), translate=False)
        row.label(text=f"{item.seconds:.2f} s")
        row.label(text=f"{item.opening_mm:.1f} mm{mark}")


def _draw_cue(layout: bpy.types.UILayout, cue: SpeakingCue, width_px: int) -> None:
    """Draw how wide the mouth opens at a word, which is set here, and what is wrong with it."""
    layout.prop(cue, "opening_mm", text="Opens, mm", slider=True)
    if is_edited(cue):
        layout.label(text="Animate draws it")
    for line in wrapped(cue.fault, width_px) if cue.fault else ():
        layout.label(text=line)


def _draw_with_key(layout: bpy.types.UILayout, owner: bpy.types.bpy_struct, name: str) -> None:
    """Draw a field with its key button, in line with fields that have none: their keys would do nothing."""
    row = labelled(layout, pgettext_iface(owner.bl_rna.properties[name].name, OWN_CONTEXT))
    row.prop(owner, name, text="")
    row.prop_decorator(owner, name)


MOST_DOINGS = 4
LAID_IN = ("shape", "feather_px", "blend")
"""How the face lies in the picture; the rest is of the film."""


class CompositePanel:
    """How the moving face lies in the picture."""

    name, title = "composite", "In the picture"

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        """Draw the button of the presets."""
        draw_presets(self.name, self.layout)

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        for one in fields_of("Film"):
            if one.name in LAID_IN:
                draw_choice(layout, found, one)
        face = active_face(context)
        if face is not None:
            layout.label(text=pgettext_iface("Drawn mask of {}").format(face.name))
            layout.template_ID(face, "drawn_mask", new="image.new", open="image.open")
            layout.label(text="Drawn over the whole work")
            for kind in TINTS:
                row = layout.row(align=True)
                row.prop(face, kind)
                row.operator("speaking.draw_matte", text="", icon="BRUSH_DATA").kind = kind
        layout.operator("speaking.build_stage", icon="SCENE_DATA")
        layout.operator("speaking.fit_colour", icon="COLOR")
        layout.operator("speaking.build_head", icon="USER")
        head = keep.ours(bpy.data.objects, f"head:{face.name}", found.key) if face else None
        if head is not None:
            row = layout.row(align=True)
            row.prop(head, '["lit"]', text="Lit by lights", slider=True)
            row.prop(head, "hide_render", text="", emboss=False)


class RenderPanel:
    """The film."""

    name, title = "render", "Film"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(found, "resolution")
        body = folded(layout, "speaking_film", "More")
        for one in fields_of("Film") if body is not None else ():
            if one.name not in (*LAID_IN, "resolution", "renderer"):
                draw_choice(body, found, one)
        doings = own_doings_in(found)
        row = layout.row(align=True)
        words = "Render my scene" if doings else "Render film"
        row.operator("speaking.render_film", text=words, icon="RENDER_ANIMATION")
        row.operator("speaking.show_film", text="", icon="PLAY")
        row = layout.row(align=True)
        row.operator("speaking.render_film", text="Draft").draft = True
        row.operator("speaking.render_film", text="Excerpt").excerpt = True
        row.operator("speaking.still")
        if not doings:
            layout.label(text="By the engine, which is faster", icon="INFO")
            return
        layout.label(text="By Blender, for only it can show:", icon="INFO")
        for doing in doings[:MOST_DOINGS]:
            layout.label(text=doing, icon="DOT")
        if len(doings) > MOST_DOINGS:
            layout.label(text=pgettext_iface("and {} more").format(len(doings) - MOST_DOINGS))


class ExportPanel:
    """The finished work for where it is shown."""

    name, title = "export", "Export"

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        """Draw the button of the presets."""
        draw_presets(self.name, self.layout)

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(found, "export_target")
        target = next(
            (what for name, _, what, _ in export_targets(found, context) if name == found.export_target), ""
        )
        for line in wrapped(target, context.region.width):
            layout.label(text=line)
        for one in fields_of("Export"):
            draw_choice(layout, found, one)
        if is_approved(found) or not found.lines:
            layout.operator("speaking.export", icon="EXPORT")
        else:
            row = layout.row(align=True)
            row.operator("speaking.approve_script", text="Sign the words", icon="CHECKMARK")
            row.operator("speaking.export", text="Export unsigned", icon="EXPORT").unapproved = True
        for made in found.exports:
            column = layout.column(align=True)
            words = target_title(made.name)
            column.operator("speaking.show_exports", text=words, icon="FILE_FOLDER").target = made.name
            for line in wrapped(made.text, context.region.width):
                column.label(text=line)
