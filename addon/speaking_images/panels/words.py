"""Panels of what is heard: script and voice."""

from __future__ import annotations

import bpy

from ..document import digest_of_words
from ..settings import production
from .looking import wrapped


class ScriptPanel:
    """What is said, what supports it, and whether somebody approved it."""

    name, title = "script", "Script"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        layout.prop(found, "text", text="", placeholder="Empty: the writer writes it")
        layout.prop(found, "text_block", text="")
        split = layout.column()
        split.use_property_split = True
        for name in ("writer", "policy", "seconds", "language", "seed"):
            split.prop(found, name)
        row = layout.row(align=True)
        row.operator("speaking.write_script", icon="GREASEPENCIL")
        row.operator("speaking.edit_script", icon="TEXT")
        for line in found.lines:
            box = layout.box()
            box.alert = not line.grounds
            for part in wrapped(f"{line.name}: {line.text}", context.region.width):
                box.label(text=part)
            box.label(text=line.grounds or "nothing supports this sentence", icon="LINKED")
        approved = bool(found.approved) and found.approved == digest_of_words(found)
        row = layout.row()
        row.operator("speaking.approve_script", icon="CHECKMARK", depress=approved)
        row.label(text="approved" if approved else "not approved")


class VoicePanel:
    """Who says it, and how fast."""

    name, title = "voice", "Voice"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the panel."""
        layout, found = self.layout, production(context)
        layout.use_property_split = True
        layout.prop(found, "voice", placeholder="Empty: one that fits")
        layout.prop(found, "speed")
        row = layout.row(align=True)
        row.operator("speaking.speak", icon="SPEAKER")
        row.operator("speaking.listen", icon="PLAY")
