"""Menus, keys, translations, the mask as an asset, and the batch: the extension as a part of Blender."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import json
import threading
import wave
import zipfile
from pathlib import Path
from types import SimpleNamespace

import bpy
import pytest

from speaking_engine.errors import VoiceError
from speaking_engine.export.targets import TARGETS
from speaking_engine.protocol.choices import described_choices
from speaking_images import fields, looks, menus, operators, panels, preferences, settings, translations
from speaking_images.fields import NONE, items_of, title_of
from speaking_images.operators import batch, export, reasons, setup, voice
from speaking_images.stage import compat

pytestmark = pytest.mark.usefixtures("extension")
NOT_IN_THE_MENU = {"choose", "show_message", "put_away", "show_sheet", "open_row", "pick_face"}
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


def test_items_of_lists_are_translated():
    items = {
        item.name
        for group in vars(settings).values()
        if isinstance(group, type) and issubclass(group, bpy.types.PropertyGroup)
        for told in group.bl_rna.properties
        if told.type == "ENUM"
        for item in told.enum_items_static
    }
    words = {name for name in items if name and not name[0].isdigit()}
    assert len(words) > 40
    assert {name for name in words if name not in translations.WORDS} == set()


def test_fields_and_exports_are_called_in_every_language_and_no_command_line_is_in_them():
    labels = {fields.label_of(one) for one in described_choices() if fields.has_field(one)}
    offered = json.dumps({"export": {name: TARGETS.load(name).help for name in TARGETS.names}})
    targets = fields.export_targets(SimpleNamespace(offers=offered), None)
    brands = {"IIIF", "BrightSign HD", "BrightSign 4K", "Raspberry Pi"}
    names = {title for _, title, _, _ in targets} - brands
    helps = {what for _, _, what, _ in targets}
    assert (labels | names | helps) - set(translations.WORDS) == set()
    tips = {one.name: fields._tip_of(one) for one in described_choices() if one.room in {"Words", "Voice"}}
    assert {name: tip for name, tip in tips.items() if "`" in tip or "--" in tip} == {}
    assert not any("--" in what for what in helps)


def test_words_of_the_work_are_shown_as_they_are():
    labels = []
    row = SimpleNamespace(label=lambda **given: labels.append(given), row=lambda **_: row, alert=False)
    cue = SimpleNamespace(name="Good", phonemes="gud", seconds=0.5, opening_mm=5.0, told_mm=5.0, fault="")
    panels.film.SPEAKING_UL_cues.draw_item(None, None, row, None, cue, 0, None, "")
    assert [one["text"] for one in labels if one.get("translate") is False] == ["Good", "gud"]


def test_why_a_button_is_grey_is_translated():
    said = {
        words
        for reason in vars(reasons).values()
        if getattr(reason, "__module__", "") == reasons.__name__
        for words in reason.__code__.co_consts
        if isinstance(words, str) and " " in words and words != reason.__doc__
    }
    whole = {words for words in said if not words.startswith(("The production ", " is not there"))}
    assert len(whole) > 15
    assert {words for words in whole if words not in translations.WORDS} == set()


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
        on_strips = ["Speaking Strip Mask"] if compat.HAS_KEYED_STRIP_MASKS else []
        assert sorted(there.node_groups) == ["Speaking Mask", *on_strips]
    libraries.remove(ours[0])


def test_a_batch_shows_what_became_of_its_rows(tmp_path, monkeypatch):
    asked = {}
    monkeypatch.setattr(batch, "engine_command", lambda: ())
    monkeypatch.setattr(
        batch.pump,
        "ask",
        lambda command, action, wish, done, **more: asked.update(wish=wish, done=done, **more),
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
    files = {name: tmp_path / f"{name}.status.json" for name in ("girl", "boy")}
    asked["done"](
        {"rows": [{"name": name, "status": str(file), "state": ""} for name, file in files.items()]}
    )
    monkeypatch.setattr(batch.pump, "busy", lambda: True)
    asked["meanwhile"]()
    assert [(one.name, one.state) for one in found.rows] == [("girl", "at work"), ("boy", "")]
    row = {"name": "girl", "state": "failed", "sentence": "No face.", "hint": "Add one.", "production": ""}
    files["girl"].write_text(json.dumps(row), "utf8")
    asked["meanwhile"]()
    assert [(one.state, one.sentence) for one in found.rows] == [
        ("failed", "No face. Add one."),
        ("at work", ""),
    ]
    monkeypatch.setattr(batch.pump, "busy", lambda: False)
    asked["meanwhile"]()  # cancelled
    assert [one.state for one in found.rows] == ["failed", ""]
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


@pytest.mark.parametrize("room", looks.KEPT)
def test_a_preset_is_kept_and_taken_up_again(room, tmp_path, monkeypatch):
    found = settings.production(bpy.context)
    folders = [Path(folder) for folder in bpy.utils.preset_paths(f"{looks.FOLDER}/{room}")]
    shipped = [path for folder in folders for path in sorted(folder.glob("*.py"))]
    assert len(shipped) > 1
    for path in shipped:
        fields = [line.split(" = ")[0] for line in path.read_text("utf8").splitlines()[3:] if line]
        assert {field.removeprefix("found.") for field in fields} <= set(looks.KEPT[room])
        bpy.ops.script.execute_preset(filepath=str(path), menu_idname=f"SPEAKING_PT_{room}_presets")
    wanted = {
        "motion": ("style", "lively"),
        "composite": ("feather_px", 33.0),
        "export": ("canvas", "1080x1080"),
    }
    name, value = wanted[room]
    setattr(found, name, value)
    assert getattr(bpy.ops.speaking, f"add_{room}_preset")(name="Ours") == {"FINISHED"}
    found.property_unset(name)
    kept = next(Path(bpy.utils.user_resource("SCRIPTS")).glob(f"presets/{looks.FOLDER}/{room}/*.py"))
    bpy.ops.script.execute_preset(filepath=str(kept), menu_idname=f"SPEAKING_PT_{room}_presets")
    assert getattr(found, name) == value


def test_lists_show_what_is_meant_and_keep_the_name():
    found = settings.production(bpy.context)
    found.offers = json.dumps({"animator": {"puppets": ""}})
    found.folder = "/somewhere"
    bpy.ops.speaking.choose(choice="animator", name="puppets")
    assert found.animator == "puppets"
    found.animator = "of another package"
    assert items_of("animator", found)[-1][:2] == ("of another package", "Of another package")
    bpy.ops.speaking.choose(choice="detector", name="mtcnn")
    bpy.ops.speaking.choose(choice="detector", name=NONE)
    assert found.detector == ""
    assert title_of("bf_emma", "female, en-gb") == "Emma, female, en-gb"
    assert title_of("head", "") == "Painted head in 3D"


def test_a_work_is_exported_for_what_is_chosen(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(export, "engine_command", lambda: ())
    monkeypatch.setattr(export, "save_first", lambda found, then: then({}, ()) or {"FINISHED"})
    monkeypatch.setattr(export.pump, "ask", lambda *what: asked.append(what))
    found = settings.production(bpy.context)
    found.folder, found.offers = str(tmp_path), json.dumps({"export": {"screen": "", "page": "A folder."}})
    found.faces.add().speaks = True
    found.export_target = "page"
    assert bpy.ops.speaking.export(unapproved=True) == {"FINISHED"}
    _, action, wish, done = asked[0]
    assert (action, wish) == ("export", {"folder": str(tmp_path), "target": "page", "unapproved": True})
    assert not bpy.ops.speaking.show_exports.poll()
    done({"exports": [{"for": "page", "folder": "/x/page", "files": ["/x/page/a"], "notes": ["Look."]}]})
    assert [(one.name, one.text) for one in found.exports] == [("page", "1 files in /x/page")]
    assert found.notes[-1].text == "Look."
    with pytest.raises(RuntimeError, match="is not there any more"):
        bpy.ops.speaking.show_exports(target="page")


MANIFEST = """schema_version = "1.0.0"
id = "speaking_images"
version = "{version}"
name = "Speaking Images"
tagline = "A stand-in"
maintainer = "Nobody"
type = "add-on"
blender_version_min = "4.2.0"
license = ["SPDX:GPL-3.0-or-later"]
"""


def test_blender_updates_from_the_repository_that_a_release_makes(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).resolve().parents[3] / "scripts")
    import build_release

    def release(version):
        zipped = tmp_path / f"speaking_images-{version}.zip"
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.writestr("blender_manifest.toml", MANIFEST.format(version=version))
            archive.writestr("__init__.py", "def register(): pass\ndef unregister(): pass\n")
        return build_release.repository(zipped, tmp_path / "repository")

    def installed():
        manifest = Path(repository.directory) / "speaking_images" / "blender_manifest.toml"
        return next(line for line in manifest.read_text("utf8").splitlines() if line.startswith("version"))

    monkeypatch.setattr(bpy.context.preferences.system, "use_online_access", True)
    assert release("0.2.9").is_file()
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path / "repository"))
    monkeypatch.setattr(handler.func, "log_message", lambda *_: None)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        known = bpy.context.preferences.extensions.repos
        address = f"http://127.0.0.1:{server.server_port}/index.json"
        repository = known.new(name="Release", module="release", remote_url=address)
        place = list(known).index(repository)
        bpy.ops.extensions.repo_sync(repo_index=place)
        bpy.ops.extensions.package_install(
            repo_index=place, pkg_id="speaking_images", enable_on_install=False
        )
        assert installed() == 'version = "0.2.9"'
        release("0.3.0")
        bpy.ops.extensions.repo_sync(repo_index=place)
        bpy.ops.extensions.package_upgrade_all()
        assert installed() == 'version = "0.3.0"'
        server.shutdown()
    known.remove(repository)


@pytest.mark.parametrize("place", range(2), ids=translations.LOCALES)
def test_panels_have_words_of_their_own_where_blender_s_mean_something_else(place):
    assert all(panel.bl_translation_context == translations.OWN_CONTEXT for panel in panels.CLASSES
               if hasattr(panel, "bl_order"))  # fmt: skip
    table = translations.table()[translations.LOCALES[place]]
    assert table[translations.OWN_CONTEXT, "Faces"] in {"Gesichter", "Visages"}


def test_handles_are_named_in_every_language():
    from speaking_engine.faces.handles import SETS

    whats = {handle.what for handles in SETS.values() for handle in handles.values()}
    assert whats - set(translations.WORDS) == set()


def test_a_sound_that_nobody_can_hear_is_told(tmp_path, monkeypatch):
    import aud

    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 24000, 0, "NONE", ""))
        file.writeframes(bytes(4800))
    handle = SimpleNamespace(status=False, stop=lambda: None)
    monkeypatch.setattr(aud, "Device", lambda: SimpleNamespace(play=lambda sound: handle))
    with pytest.raises(VoiceError, match="no device"):
        voice.play([str(path)])
    handle.status = True
    voice.play([str(path)])
    assert voice._playing == [handle]
    voice.play([])
    with pytest.raises(VoiceError, match="is missing"):
        voice.play([str(tmp_path / "none.wav")])
