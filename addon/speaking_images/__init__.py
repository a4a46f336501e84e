"""The Blender extension: thin operators and panels over `stage/`, and a link to the engine's own process."""

from __future__ import annotations

import bpy

from . import (
    commands,
    gizmos,
    looks,
    menus,
    moving,
    operators,
    panels,
    preferences,
    pump,
    settings,
    translations,
)
from .gizmos import names
from .panels import state, thumbnails

CLASSES = (
    *settings.CLASSES,
    *preferences.CLASSES,
    *operators.CLASSES,
    *looks.CLASSES,
    *menus.CLASSES,
    *panels.CLASSES,
    *gizmos.CLASSES,
)


def register() -> None:
    """Make the extension known to Blender."""
    for one in CLASSES:
        bpy.utils.register_class(one)
    settings.register()
    commands.register()
    moving.register()
    pump.register()
    looks.register()
    menus.register()
    translations.register()
    state.register()
    names.register()


def unregister() -> None:
    """Take everything back that `register` made, and end the engine."""
    pump.unregister()
    names.unregister()
    state.unregister()
    translations.unregister()
    menus.unregister()
    looks.unregister()
    moving.unregister()
    commands.unregister()
    thumbnails.unregister()
    settings.unregister()
    for one in reversed(CLASSES):
        bpy.utils.unregister_class(one)
