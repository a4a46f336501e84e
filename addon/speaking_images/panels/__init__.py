"""The panels, in the order of the line, in the sidebars of viewport, sequencer and image editor."""

from __future__ import annotations

import bpy

from ..translations import OWN_CONTEXT
from .batch import BatchPanel, SPEAKING_UL_rows
from .film import CompositePanel, ExportPanel, MotionPanel, RenderPanel, SPEAKING_UL_cues
from .looking import ArtworkPanel, FacesPanel, SPEAKING_UL_faces, SPEAKING_UL_handles
from .state import StatePanel
from .words import ScriptPanel, SPEAKING_UL_voices, VoicePanel

ROOMS = (
    StatePanel,
    ArtworkPanel,
    FacesPanel,
    ScriptPanel,
    VoicePanel,
    MotionPanel,
    CompositePanel,
    RenderPanel,
    ExportPanel,
    BatchPanel,
)
OPTIONS = {StatePanel: {"HIDE_HEADER"}, ExportPanel: {"DEFAULT_CLOSED"}, BatchPanel: {"DEFAULT_CLOSED"}}
SPACES = {"VIEW_3D": "view", "SEQUENCE_EDITOR": "sequencer", "IMAGE_EDITOR": "image"}


def _placed(room: type, space: str, order: int) -> type:
    """Return a room's panel for one editor; Blender wants a class for each."""
    name = f"SPEAKING_PT_{room.name}_{SPACES[space]}"
    places = {
        "bl_idname": name,
        "bl_label": room.title,
        "bl_translation_context": OWN_CONTEXT,
        "bl_space_type": space,
        "bl_region_type": "UI",
        "bl_category": "Speaking",
        "bl_order": order,
        "bl_options": OPTIONS.get(room, set()),
    }
    return type(name, (room, bpy.types.Panel), places)


CLASSES = (
    SPEAKING_UL_rows,
    SPEAKING_UL_faces,
    SPEAKING_UL_handles,
    SPEAKING_UL_cues,
    SPEAKING_UL_voices,
    *(_placed(room, space, order) for space in SPACES for order, room in enumerate(ROOMS)),
)
