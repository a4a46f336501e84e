"""Why a button is grey, each reason a sentence; empty where nothing speaks against it."""

from __future__ import annotations

from pathlib import Path

import bpy

from .. import pump
from ..settings import active_face, batch, production
from ..stage import compat, keep


def engine_is_busy(context: bpy.types.Context) -> str:  # noqa: ARG001 - every reason's form
    """Tell that the engine does one thing at a time."""
    return "The engine is at work; wait for it, or cancel it" if pump.busy() else ""


def engine_is_idle(context: bpy.types.Context) -> str:  # noqa: ARG001 - every reason's form
    """Tell that only work can be cancelled."""
    return "" if pump.busy() else "The engine is not at work"


def offline(context: bpy.types.Context) -> str:  # noqa: ARG001 - every reason's form
    """Tell that Blender was told to keep off the network."""
    return "" if bpy.app.online_access else "Allow Online Access in Preferences > System > Network first"


def no_masks_on_strips(context: bpy.types.Context) -> str:  # noqa: ARG001 - every reason's form
    """Tell that strips got keyable compositor groups late."""
    return "" if compat.HAS_KEYED_STRIP_MASKS else "A keyable mask on a strip needs Blender 5.2"


def no_strip(context: bpy.types.Context) -> str:
    """Tell that a strip has to be selected first."""
    scene = compat.sequencer_scene(context)
    strip = scene.sequence_editor.active_strip if scene and scene.sequence_editor else None
    return "" if hasattr(strip, "blend_alpha") else "Select a strip with a picture in the sequencer first"


def no_artwork(context: bpy.types.Context) -> str:
    """Tell that everything begins with a picture."""
    return "" if production(context).folder else "Open an artwork first"


def folder_is_gone(context: bpy.types.Context) -> str:
    """Tell that the .blend was moved without its production, or the other way round."""
    folder = production(context).folder
    if not folder or Path(bpy.path.abspath(folder)).is_dir():
        return ""
    return f"The production {folder} is not there: press Find production, and say where it is now"


def no_face(context: bpy.types.Context) -> str:
    """Tell that somebody has to speak."""
    return "" if production(context).faces else "Find the faces first, or add one by hand"


def no_speaker(context: bpy.types.Context) -> str:
    """Tell that somebody has to be chosen; where nobody was looked for yet, the line does that, too."""
    faces = production(context).faces
    return "" if not faces or any(face.speaks for face in faces) else "Tick the face that speaks"


def no_active_face(context: bpy.types.Context) -> str:
    """Tell that a face has to be selected."""
    return "" if active_face(context) else "Select a face in the list"


def no_lines(context: bpy.types.Context) -> str:
    """Tell that there must be words."""
    return "" if production(context).lines else "Write the script first"


def no_sound(context: bpy.types.Context) -> str:
    """Tell that there must be a sound to listen to."""
    has_sound = any(line.sound for line in production(context).lines)
    return "" if has_sound else "Speak the lines first"


def no_performance(context: bpy.types.Context) -> str:
    """Tell that there must be curves to correct."""
    return "" if production(context).performances else "Animate first: that draws the curves"


def no_plan(context: bpy.types.Context) -> str:
    """Tell that the stage is built from a plan."""
    plan = production(context).plan
    return "" if plan and Path(plan).is_file() else "Animate first: the scene shows the animated faces"


def no_stage(context: bpy.types.Context) -> str:
    """Tell that there must be a scene."""
    built = keep.ours(bpy.data.scenes, "stage", production(context).key)
    return "" if built else "Build the scene first"


def no_film_scene(context: bpy.types.Context) -> str:
    """Tell that frames of the film come from its scene."""
    built = keep.ours(bpy.data.scenes, "film", production(context).key)
    return "" if built else "Build the scene first"


def no_film(context: bpy.types.Context) -> str:
    """Tell that there must be a film to look at."""
    film = production(context).film
    return "" if film and Path(film).is_file() else "Render the film first"


def no_export(context: bpy.types.Context) -> str:
    """Tell that something must have been exported."""
    return "" if production(context).exports else "Export the work first"


def no_table(context: bpy.types.Context) -> str:
    """Tell that a batch is made from a table or a folder."""
    return "" if batch(context).table else "Choose a table or a folder of pictures first"


def no_row(context: bpy.types.Context) -> str:
    """Tell that the row has no production yet."""
    found = batch(context)
    chosen = found.rows[found.active_row] if 0 <= found.active_row < len(found.rows) else None
    return (
        "" if chosen is not None and Path(chosen.production or "?").is_dir() else "This row has no production"
    )


def no_sheet(context: bpy.types.Context) -> str:
    """Tell that there must be a contact sheet to look at."""
    return "" if Path(batch(context).sheet or "?").is_file() else "Run the batch first"
