"""Menus, keys, translations, the mask as an asset, and the batch: the extension as a part of Blender."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import bpy
import pytest

from speaking_images import menus, operators, panels, preferences, settings, translations
from speaking_images.operators import batch, setup

pytestmark = pytest.mark.usefixtures("extension")
NOT_IN_THE_MENU = {"show_message", "put_away", "show_sheet", "open_row", "pick_face"}
"""They belong to what stands beside them."""


def keymap_presets():
    folder = Path(bpy.utils.system_resource("SCRIPTS"))
    return sorted(folder.glob("presets/keyconfig/keymap_data/*.py"))


def test_search_finds_every_button():
    named = {name for group in menus.ENTRIES for name in group}
    known = {operator.bl_idname.split(".")[1] for operator in operators.CLASSES}
    assert named == known - NOT_IN_THE_MENU
    assert set(menus.KEYS) <= named


@pytest.mark.parametrize("path", keymap_presets(), ids=lambda path: path.stem)
def test_keys_are_free_in_blender_s_key_maps(path):
    specification = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    maps = module.generate_keymaps(module.Params())
    taken = [
        (name, item[0], item[1]["type"])
        for name, _, content in maps
        for item in content["items"]
        if all(item[1].get(held) for held in ("ctrl", "shift", "alt"))
        and item[1]["type"] in menus.KEYS.values()
    ]
    assert taken == []


def test_menus_are_hung_and_taken_off():
    import speaking_images

    def hung():
        return [len(getattr(getattr(bpy.types, name).draw, "_draw_funcs", ())) for name in menus.BARS]

    with_ours = hung()
    speaking_images.unregister()
    assert [before - after for before, after in zip(with_ours, hung(), strict=True)] == [1, 1, 1]
    speaking_images.register()


@pytest.mark.parametrize("place", range(2), ids=translations.LOCALES)
def test_panels_and_buttons_are_translated(place):
    labels = {one.bl_label for one in (*operators.CLASSES, *panels.CLASSES) if hasattr(one, "bl_label")}
    assert {label for label in labels if label and label not in translations.WORDS} == set()
    assert all(said[place].strip() for said in translations.WORDS.values())


def test_the_mask_becomes_an_asset(tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "user_folder", lambda: tmp_path)
    assert bpy.ops.speaking.share_mask() == {"FINISHED"}
    assert bpy.ops.speaking.share_mask() == {"FINISHED"}
    libraries = bpy.context.preferences.filepaths.asset_libraries
    ours = [library for library in libraries if Path(library.path) == tmp_path / "assets"]
    assert len(ours) == 1
    with bpy.data.libraries.load(str(tmp_path / "assets" / "speaking_mask.blend"), assets_only=True) as (
        there,
        _,
    ):
        assert there.node_groups == ["Speaking Mask"]
    libraries.remove(ours[0])


def test_a_batch_shows_what_became_of_its_rows(tmp_path, monkeypatch):
    asked = {}
    monkeypatch.setattr(batch, "engine_command", lambda: ())
    monkeypatch.setattr(
        batch.pump, "ask", lambda command, action, wish, done: asked.update(wish=wish, done=done)
    )
    found = settings.batch(bpy.context)
    with pytest.raises(RuntimeError, match="Choose a table or a folder"):
        bpy.ops.speaking.run_batch()
    found.table = str(tmp_path / "none.csv")
    with pytest.raises(RuntimeError, match=r"There is no table or folder .*none\.csv"):
        bpy.ops.speaking.run_batch()
    found.table = str(tmp_path)
    assert bpy.ops.speaking.run_batch(retry=True) == {"FINISHED"}
    assert asked["wish"] == {"table": str(tmp_path), "out": str(tmp_path.parent / "films"), "retry": True}
    row = {"name": "girl", "state": "failed", "sentence": "No face.", "hint": "Add one.", "production": ""}
    asked["done"]({"sheet": "", "rows": [row]})
    assert [(one.name, one.state, one.sentence) for one in found.rows] == [
        ("girl", "failed", "No face. Add one.")
    ]


def test_an_engine_is_looked_for_once_in_five_seconds(monkeypatch):
    preferences.look_again()
    looks = []
    monkeypatch.setattr(preferences, "find_python", lambda *where: looks.append(where) or "/python")
    assert {preferences.engine_python() for _ in range(100)} == {"/python"}
    assert len(looks) == 1
    preferences.look_again()


def test_handles_are_joined_along_the_face():
    from speaking_images.gizmos import names

    face = SimpleNamespace(
        handle_set="profile_left",
        handles=[
            SimpleNamespace(name=name)
            for name in ("eye_corner", "nose_tip", "lip_upper", "chin", "lid_upper")
        ],
    )
    assert list(names.chains_of(face)) == [[4, 0], [1, 2, 3]]
