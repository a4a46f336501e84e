"""Undo, File > Revert, reopening, moving: nothing is lost, and nobody is called a stranger."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import bpy
import pytest
from fake_film import FakeFilm

from speaking_engine.errors import UserError
from speaking_images import document, pump, settings
from speaking_images.operators import run
from speaking_images.panels import state
from speaking_images.stage import keep

FAKE = (sys.executable, str(Path(__file__).resolve().parents[2] / "data" / "fake_engine.py"))

pytestmark = pytest.mark.usefixtures("extension")


@pytest.fixture
def wishes(monkeypatch, extension):
    """What was sent to be saved, in order."""
    monkeypatch.setattr(run, "engine_command", lambda: FAKE)
    found = []
    ask = pump.ask

    def noted(command, action, arguments, done):
        if action == "save":
            found.append(arguments)
        ask(command, action, arguments, done)

    monkeypatch.setattr(pump, "ask", noted)
    return found


@pytest.fixture
def opened(tmp_path, wishes):
    return open_in(tmp_path / "one.speaking")


def open_in(folder):
    """Open a production with a scene of its own, as the engine would make it."""
    folder.mkdir()
    (folder / "project.json").write_text("{}")
    bpy.ops.speaking.open_production(directory=str(folder))
    pump.wait()
    bpy.ops.speaking.find_faces()
    pump.wait()
    found = settings.production(bpy.context)
    found.plan = str(FakeFilm().write(folder / "blender"))
    bpy.ops.speaking.build_stage()
    return settings.production(bpy.context)


def found():
    return settings.production(bpy.context)


def missing_files():
    blocks = [*bpy.data.images, *bpy.data.sounds]
    return [
        block.name
        for block in blocks
        if block.filepath and not Path(bpy.path.abspath(block.filepath)).is_file()
    ]


def reopened(path):
    bpy.ops.wm.open_mainfile(filepath=str(path))
    return found()


def test_what_is_undone_after_a_run_is_sent_again_and_is_no_strangers(opened, wishes):
    bpy.ops.ed.undo_push(message="before")
    opened.amplitude = 1.5
    bpy.ops.ed.undo_push(message="edited")
    bpy.ops.speaking.write_script()
    pump.wait()
    bpy.ops.ed.undo_push(message="written")
    bpy.ops.ed.undo()
    bpy.ops.ed.undo()
    assert found().amplitude == 1.0
    found().seen = "older"
    bpy.ops.speaking.write_script()
    pump.wait()
    assert [wish["edited"]["choices"]["amplitude"] for wish in wishes[-2:]] == [1.5, 1.0]
    assert wishes[-1]["seen"] == "abc"  # as the engine last said, not as the .blend remembers


def test_a_reverted_file_goes_on(opened, wishes, tmp_path):
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    opened.amplitude = 0.5
    bpy.ops.speaking.write_script()
    pump.wait()
    bpy.ops.wm.revert_mainfile()
    assert found().amplitude == 1.0
    bpy.ops.speaking.write_script()
    pump.wait()
    assert wishes[-1]["seen"] == "abc"
    assert settings.job(bpy.context).state == "done"


def test_a_file_reopened_tomorrow_is_merged_with_what_happened_since(opened, wishes, tmp_path):
    opened.amplitude = 1.25
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    document._seen.clear()  # another session
    again = reopened(tmp_path / "film.blend")
    again.seen = "old"
    bpy.ops.speaking.write_script()
    pump.wait()
    assert wishes[-1]["seen"] == "old"
    assert wishes[-1]["base"]["choices"]["amplitude"] == 1.0
    assert wishes[-1]["edited"]["choices"]["amplitude"] == 1.25
    assert any("another program" in note.text for note in found().notes)


def test_a_file_moved_together_with_its_production_finds_everything(opened, tmp_path):
    home = tmp_path / "a"
    home.mkdir()
    shutil.move(opened.folder, home / "one.speaking")
    opened.folder = str(home / "one.speaking")
    opened.plan = str(home / "one.speaking" / "blender" / "plan.json")
    bpy.ops.speaking.build_stage()
    bpy.ops.wm.save_as_mainfile(filepath=str(home / "film.blend"))
    bpy.ops.wm.save_mainfile()
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    shutil.move(home, tmp_path / "b")
    again = reopened(tmp_path / "b" / "film.blend")
    assert Path(again.folder) == tmp_path / "b" / "one.speaking"
    assert Path(again.plan).is_file()
    assert missing_files() == []
    assert bpy.ops.speaking.build_stage() == {"FINISHED"}
    film = keep.ours(bpy.data.scenes, "film")
    assert len([strip for strip in film.sequence_editor.strips if strip.type == "SOUND"]) == 1


def test_a_file_moved_alone_goes_on_where_its_production_stayed(opened, tmp_path):
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    bpy.ops.wm.save_mainfile()
    folder = opened.folder
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    (tmp_path / "far" / "away").mkdir(parents=True)
    shutil.move(tmp_path / "film.blend", tmp_path / "far" / "away" / "film.blend")
    again = reopened(tmp_path / "far" / "away" / "film.blend")
    assert again.folder == folder
    assert missing_files() == []


def test_a_lost_production_is_told_in_a_sentence_and_found_again(opened, tmp_path):
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    opened.amplitude = 1.75
    bpy.ops.wm.save_mainfile()
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    shutil.move(tmp_path / "one.speaking", tmp_path / "other.speaking")
    again = reopened(tmp_path / "film.blend")
    with pytest.raises(RuntimeError, match="press Find production"):
        bpy.ops.speaking.find_faces()
    with pytest.raises(RuntimeError, match="is no production"):
        bpy.ops.speaking.find_production(directory=str(tmp_path))
    assert state.next_step(found())[1] == "speaking.find_production"
    assert bpy.ops.speaking.find_production(directory=str(tmp_path / "other.speaking")) == {"FINISHED"}
    assert state.next_step(found())[1] != "speaking.find_production"
    assert Path(again.folder).name == "other.speaking"
    assert (again.amplitude, len(again.faces)) == (1.75, 2)
    assert missing_files() == []
    bpy.ops.speaking.find_faces()
    pump.wait()


def test_two_productions_in_one_file_keep_apart(opened, tmp_path):
    opened.amplitude = 0.25
    one = opened.id_data.name
    second = open_in(tmp_path / "two.speaking")
    assert second.id_data.name != one
    assert second.amplitude == 1.0
    stages = keep.with_role(bpy.data.scenes, "stage")
    assert len(stages) == 2
    for name, folder in ((one, "one.speaking"), (second.id_data.name, "two.speaking")):
        bpy.context.window.scene = bpy.data.scenes[name]
        assert Path(found().folder).name == folder
    for built in stages:
        bpy.context.window.scene = built
        assert keep.owner_of(built) == found().key
    bpy.context.window.scene = bpy.data.scenes[one]
    assert found().amplitude == 0.25
    bpy.ops.speaking.open_production(directory=str(tmp_path / "two.speaking"))
    pump.wait()
    assert Path(found().folder).name == "two.speaking"
    assert len(settings.productions()) == 2


def test_a_built_film_follows_what_is_animated(opened):
    film = keep.ours(bpy.data.scenes, "film")
    bpy.context.window.scene = opened.id_data
    FakeFilm(frame_count=9).write(Path(opened.folder) / "blender")
    bpy.ops.speaking.animate()
    pump.wait()
    assert film.frame_end == keep.ours(bpy.data.scenes, "stage").frame_end == 9
    assert bpy.context.window.scene == found().id_data


def test_a_trim_and_a_mask_that_are_undone_after_a_run_are_told_again(opened, wishes, tmp_path):
    opened.faces[0].name = "f0"
    node = keep.ours(bpy.data.materials, "face:f0:0").node_tree.nodes["Speaking Mask"]
    picture = bpy.data.images.new("Mine", 4, 4)
    before = {name: node.inputs[name].default_value for name in ("Exposure", "Shape")}
    node.inputs["Exposure"].default_value = 0.5
    found().faces[0].drawn_mask = picture
    bpy.ops.speaking.animate()
    pump.wait()
    assert wishes[-1]["edited"]["cast"]["f0"].keys() == {"exposure_stops", "shape", "drawn_mask"}
    found().faces[0].drawn_mask = None
    for name, value in before.items():
        node.inputs[name].default_value = value
    bpy.ops.speaking.animate()
    pump.wait()
    assert wishes[-1]["edited"]["cast"] == {"f0": {"exposure_stops": 0.0, "shape": "rounded_box"}}


def test_the_file_does_not_grow_with_the_performance(opened, tmp_path):
    bpy.ops.speaking.animate()
    pump.wait()
    kept = json.loads(found().performances)
    assert "tracks" not in kept[0]
    assert len(found().performances) < 6000


def test_an_answer_that_is_undone_while_it_is_shown_is_shown_whole(opened, monkeypatch):
    monkeypatch.setattr(pump, "STEPS_SECONDS", 0.0)  # one step a tick
    shown = []

    def done(value):
        for part in range(3):
            shown.append(part)
            yield

    pump.ask(FAKE, "run", {"folder": opened.folder, "until": "known"}, done)
    while not shown:
        assert pump.tick() is not None
    bpy.ops.ed.undo_push(message="one")
    bpy.ops.ed.undo_push(message="two")
    bpy.ops.ed.undo()
    pump.wait()
    assert shown == [0, 0, 1, 2]


def test_an_undo_while_an_answer_is_shown_leaves_no_scene_with_things_that_are_gone(opened, monkeypatch):
    monkeypatch.setattr(pump, "STEPS_SECONDS", 0.0)  # one step a tick
    stage = keep.ours(bpy.data.scenes, "stage").name
    for message in ("zero", "one"):
        for scene in bpy.data.scenes:
            scene.view_layers[0].update()
        bpy.ops.ed.undo_push(message=message)
    opened.text = "Two."  # the stage is the same in both steps, so Blender keeps it as it is in memory
    bpy.ops.ed.undo_push(message="two")

    def done(value):
        bpy.data.scenes[stage].collection.objects.link(bpy.data.objects.new("shown", None))
        yield
        yield

    pump.ask(FAKE, "run", {"folder": opened.folder, "until": "known"}, done)
    while pump._now.steps is None:
        assert pump.tick() is not None
    bpy.ops.ed.undo()
    known = {thing.as_pointer() for thing in bpy.data.objects}
    shown = {thing.as_pointer() for scene in bpy.data.scenes for thing in scene.collection.all_objects}
    assert shown <= known
    pump.wait()
    assert "shown" in bpy.data.scenes[stage].collection.objects


def test_another_file_that_is_opened_while_the_engine_works_is_left_alone(opened, wishes, tmp_path):
    folder = opened.folder
    bpy.ops.speaking.write_script()
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    found().folder, found().seen = "/another.speaking", "other"
    with pytest.raises(UserError, match=r"one\.speaking is not in this file"):
        pump.wait()
    assert [(one.folder, one.seen) for one in settings.productions()] == [("/another.speaking", "other")]
    assert document._seen[folder] == "abc"


def test_a_button_that_asks_the_engine_is_one_step_of_undo():
    asking = {"find_faces", "write_script", "speak", "animate", "render_film", "open_artwork"}
    options = {name: getattr(bpy.types, f"SPEAKING_OT_{name}").bl_options for name in asking}
    assert [name for name, has in options.items() if "UNDO" in has] == []


def test_what_is_painted_of_a_mask_is_saved_with_the_file(opened, tmp_path):
    picture = bpy.data.images.new("Mine", 8, 8)
    opened.faces[0].drawn_mask = picture
    for grey in (0.25, 0.75):
        picture.pixels.foreach_set([grey, grey, grey, 1.0] * 64)
        picture.update()
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "painted.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "painted.blend"))
    assert found().faces[0].drawn_mask.pixels[0] == pytest.approx(0.75, abs=0.01)
