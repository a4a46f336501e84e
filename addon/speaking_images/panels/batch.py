"""The panel of a whole exhibition: a table or a folder, its rows, and what became of them."""

from __future__ import annotations

from collections import Counter

import bpy

from ..settings import SpeakingRow, batch
from ..words import wrapped

ICONS = {"at work": "PLAY", "done": "CHECKMARK", "failed": "ERROR", "stopped": "PAUSE"}


class SPEAKING_UL_rows(bpy.types.UIList):
    """The rows of the table, each with what became of it."""

    def draw_item(
        self,
        context: bpy.types.Context,
        layout: bpy.types.UILayout,
        data: bpy.types.AnyType,
        item: SpeakingRow,
        icon: int,
        active_data: bpy.types.AnyType,
        active_property: str,
    ) -> None:
        """Draw one row."""
        row = layout.row(align=True)
        row.alert = item.state == "failed"
        row.label(text=item.name, icon=ICONS.get(item.state, "BLANK1"), translate=False)
        row.label(text=item.state or "waits")


class BatchPanel:
    """Films of a whole exhibition, overnight."""

    name, title = "batch", "Exhibition"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, batch(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(found, "table", placeholder="CSV, .xlsx, .ods or a folder")
        layout.prop(found, "films", placeholder="Beside it")
        row = layout.row(align=True)
        row.operator("speaking.run_batch", text="Run or resume", icon="PLAY")
        row.operator("speaking.run_batch", text="", icon="FILE_REFRESH").retry = True
        if not found.rows:
            return
        counts = Counter(one.state or "waits" for one in found.rows)
        told = bpy.app.translations.pgettext_iface
        layout.label(text=", ".join(f"{count} {told(state)}" for state, count in counts.items()))
        layout.template_list("SPEAKING_UL_rows", "", found, "rows", found, "active_row", rows=4)
        if 0 <= found.active_row < len(found.rows):
            chosen = found.rows[found.active_row]
            for line in wrapped(chosen.sentence, context.region.width) if chosen.sentence else ():
                layout.label(text=line)
        row = layout.row(align=True)
        row.operator("speaking.open_row", text="Open", icon="FILE_FOLDER")
        row.operator("speaking.show_sheet", icon="URL")
