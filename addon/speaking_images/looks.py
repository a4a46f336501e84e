"""Looks that are kept and taken up again, by Blender's own presets: motion, mask and export."""

from __future__ import annotations

from pathlib import Path

import bpy
from bl_operators.presets import AddPresetBase
from bl_ui.utils import PresetPanel

from .fields import OWN
from .settings import production

KEPT = {
    "motion": ("style", "amplitude", "expression", "expression_strength", "animator"),
    "composite": ("shape", OWN + "feather_px", "feather_px", "blend"),
    "export": ("canvas", "surround", "rate", "loudness_lufs"),
}
"""By panel, the fields of a production that a preset holds."""
FOLDER = "speaking_images"


def _subdir(room: str) -> str:
    return f"{FOLDER}/{room}"


def _panel(room: str) -> type:
    """Return the popover of a panel's presets; Blender wants a class for each."""
    parts = {
        "bl_label": "Presets",
        "preset_subdir": _subdir(room),
        "preset_operator": "script.execute_preset",
        "preset_add_operator": f"speaking.add_{room}_preset",
    }
    return type(f"SPEAKING_PT_{room}_presets", (PresetPanel, bpy.types.Panel), parts)


def _operator(room: str) -> type:
    """Return the operator that keeps a panel's fields as a preset, or takes one away."""
    parts = {
        "__doc__": "Keep these settings under a name, for other works; or take a preset away",
        "bl_idname": f"speaking.add_{room}_preset",
        "bl_label": "Keep as preset",
        "preset_menu": f"SPEAKING_PT_{room}_presets",
        "preset_subdir": _subdir(room),
        # a preset is a script: it has no other way to the production that is shown
        "preset_defines": ["found = bpy.context.scene.speaking_shown"],
        "preset_values": [f"found.{name}" for name in KEPT[room]],
    }
    return type(f"SPEAKING_OT_add_{room}_preset", (AddPresetBase, bpy.types.Operator), parts)


PANELS = {room: _panel(room) for room in KEPT}
CLASSES = (*PANELS.values(), *(_operator(room) for room in KEPT))


def draw_presets(room: str, layout: bpy.types.UILayout) -> None:
    """Draw the button of a panel's presets into its header."""
    PANELS[room].draw_panel_header(layout)


def register() -> None:
    """Bring our own presets, and let presets find the production."""
    bpy.types.Scene.speaking_shown = property(lambda _scene: production(bpy.context))
    bpy.utils.register_preset_path(str(Path(__file__).parent))


def unregister() -> None:
    """Take them back."""
    bpy.utils.unregister_preset_path(str(Path(__file__).parent))
    del bpy.types.Scene.speaking_shown
