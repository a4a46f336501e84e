"""What menus offer: the items of lists, the menu of all buttons, and its keys."""

from __future__ import annotations

import bpy

GENDERS = (
    ("unknown", "Unknown", "Not said; the voice is chosen by the seed"),
    ("female", "Female", "Apparent only, for choosing a voice"),
    ("male", "Male", "Apparent only, for choosing a voice"),
)
HANDLE_SETS = (
    ("none", "None", "Landmarks as the detector found them"),
    ("frontal", "Frontal", "A face seen from the front"),
    ("profile_left", "Looks left", "A profile that looks to the left of the picture"),
    ("profile_right", "Looks right", "A profile that looks to the right of the picture"),
)
ENTRIES = (
    ("open_artwork", "open_production", "find_production", "reload", "show_artwork"),
    ("find_faces", "add_face", "remove_face", "zoom_to_face", "place_handles", "clear_handles"),
    ("write_script", "edit_script", "approve_script"),
    ("speak", "listen", "fall_silent", "choose_voice", "try_voice", "open_lexicon"),
    (
        "animate",
        "take_over_corrections",
        "build_stage",
        "build_head",
        "draw_matte",
        "fit_colour",
        "mask_strip",
    ),
    ("render_film", "still", "show_film", "export", "show_exports", "run_batch"),
    ("make_workspace", "share_mask", "check_engine", "install_engine", "cancel"),
)
"""The buttons in the order of the line, in groups; Blender's search (F3) finds what is in a menu."""
KEYS = {
    "find_faces": "F",
    "zoom_to_face": "Z",
    "edit_script": "W",
    "listen": "L",
    "animate": "M",
    "build_stage": "B",
    "render_film": "R",
    "cancel": "X",
}
"""With Ctrl, Shift and Alt held: Blender's own key maps have none of these (a test looks)."""
CLICKS = (
    ("Image Editor Tool: Sample", "IMAGE_EDITOR"),
    ("Image", "IMAGE_EDITOR"),
    ("3D View", "VIEW_3D"),
)
"""Key maps in which a click selects a face; a tool's own map has the mouse before its editor's."""
BARS = ("VIEW3D_MT_editor_menus", "IMAGE_MT_editor_menus", "SEQUENCER_MT_editor_menus")

_keys: list[tuple[bpy.types.KeyMap, bpy.types.KeyMapItem]] = []


class SPEAKING_MT_all(bpy.types.Menu):
    """All that Speaking Images does"""

    bl_idname = "SPEAKING_MT_all"
    bl_label = "Speaking"

    def draw(self, context: bpy.types.Context) -> None:
        """List the buttons."""
        for place, group in enumerate(ENTRIES):
            if place:
                self.layout.separator()
            for name in group:
                if name == "place_handles":
                    self.layout.operator_menu_enum(f"speaking.{name}", "handle_set")
                else:
                    self.layout.operator(f"speaking.{name}")


CLASSES = (SPEAKING_MT_all,)


def register() -> None:
    """Hang the menu into the editors' bars and File > Import, and lay the keys."""
    for name in BARS:
        getattr(bpy.types, name).append(_draw_menu)
    bpy.types.TOPBAR_MT_file_import.append(_draw_import)
    keyconfig = bpy.context.window_manager.keyconfigs.addon
    if keyconfig is None:
        return  # there is no window
    keymap = keyconfig.keymaps.new("Window")
    for name, key in KEYS.items():
        item = keymap.keymap_items.new(f"speaking.{name}", key, "PRESS", ctrl=True, shift=True, alt=True)
        _keys.append((keymap, item))
    for name, space in (("Screen", "EMPTY"), ("Sequencer", "SEQUENCE_EDITOR")):
        keymap = keyconfig.keymaps.new(name, space_type=space)
        item = keymap.keymap_items.new("speaking.still", "F12", "PRESS")
        item.properties.is_key = True
        _keys.append((keymap, item))
    for name, space in CLICKS:
        keymap = keyconfig.keymaps.new(name, space_type=space)
        _keys.append((keymap, keymap.keymap_items.new("speaking.pick_face", "LEFTMOUSE", "PRESS")))


def unregister() -> None:
    """Take them off again."""
    while _keys:
        keymap, item = _keys.pop()
        keymap.keymap_items.remove(item)
    bpy.types.TOPBAR_MT_file_import.remove(_draw_import)
    for name in BARS:
        getattr(bpy.types, name).remove(_draw_menu)


def _draw_menu(menu: bpy.types.Menu, context: bpy.types.Context) -> None:  # noqa: ARG001 - a draw function's form
    menu.layout.menu(SPEAKING_MT_all.bl_idname)


def _draw_import(menu: bpy.types.Menu, context: bpy.types.Context) -> None:  # noqa: ARG001 - a draw function's form
    menu.layout.operator("speaking.open_artwork", text="Artwork that speaks (a picture)")
