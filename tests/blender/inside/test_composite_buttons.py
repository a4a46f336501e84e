"""What the Composite panel does to a built scene: a drawn mask, and colour fitted to the picture."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import bpy
import cv2
import numpy as np
import pytest
from fake_film import FakeFilm

from speaking_images import document, pump, settings
from speaking_images.operators import film, run
from speaking_images.stage import keep

pytestmark = pytest.mark.usefixtures("extension")


@pytest.fixture
def found(tmp_path):
    found = settings.production(bpy.context)
    found.folder = str(tmp_path)
    found.plan = str(FakeFilm().write(tmp_path / "film"))
    face = found.faces.add()
    face.name, face.speaks = "f0", True
    return found


def mask_node():
    return keep.ours(bpy.data.materials, "face:f0:0").node_tree.nodes["Speaking Mask"]


def test_a_mask_chosen_before_the_scene_is_in_it(found):
    found.faces[0].drawn_mask = bpy.data.images.new("Mine", 8, 8)
    bpy.ops.speaking.build_stage()
    assert mask_node().inputs["Drawn Mask"].links[0].from_node.image.name == "Mine"
    assert mask_node().inputs["Shape"].default_value == 3


def test_a_mask_chosen_afterwards_is_shown_at_once_and_taken_back(found):
    bpy.ops.speaking.build_stage()
    face = settings.production(bpy.context).faces[0]
    face.drawn_mask = bpy.data.images.new("Mine", 8, 8)
    assert mask_node().inputs["Shape"].default_value == 3
    face.drawn_mask = None
    assert mask_node().inputs["Shape"].default_value == 0


def test_a_mask_outlives_another_list_of_faces(found):
    found.faces[0].drawn_mask = bpy.data.images.new("Mine", 8, 8)
    bpy.ops.speaking.build_stage()
    found = settings.production(bpy.context)
    faces = [{"id": "f0", "box_px": [0, 0, 9, 9], "gender": "unknown", "confidence": 1.0}]
    document._show_faces(
        {"faces": faces, "hand_faces": [], "choices": {"speakers": []}, "handle_sets": {}}, found
    )
    assert found.faces[0].drawn_mask.name == "Mine"
    assert mask_node().inputs["Shape"].default_value == 3


def test_neither_movies_nor_the_artwork_are_offered_as_mask(found, tmp_path):
    found.artwork = str(tmp_path / "film" / "artwork.png")
    artwork = bpy.data.images.load(found.artwork)
    clip = bpy.data.images.load(str(tmp_path / "film" / "000.mkv"))
    offered = [settings._can_be_mask(found.faces[0], image) for image in (artwork, clip)]
    assert offered == [False, False]
    assert settings._can_be_mask(found.faces[0], bpy.data.images.new("Mine", 8, 8))


def test_what_is_drawn_before_the_face_is_kept_in_the_production(found, tmp_path):
    bpy.ops.speaking.build_stage()
    assert bpy.ops.speaking.draw_matte(kind="occluder") == {"FINISHED"}
    found = settings.production(bpy.context)
    picture = found.faces[0].occluder
    plane = keep.ours(bpy.data.objects, "matte:occluder:f0")
    assert plane.hide_render
    assert tuple(picture.size) == (320, 240)
    pixels = np.zeros((240, 320, 4), np.float32)
    pixels[120:] = 1.0  # rows from below: the upper half
    picture.pixels.foreach_set(pixels.ravel())
    name = document.edited(found)["cast"]["f0"]["occluder"]
    assert document.edited(found)["cast"]["f0"]["occluder"] == name
    drawn = cv2.imread(str(tmp_path / name), cv2.IMREAD_UNCHANGED)
    assert (drawn[:120] == 255).all()
    assert (drawn[120:] == 0).all()
    found.faces[0].kept_mattes = json.dumps({"occluder": name})
    found.faces[0].occluder = None
    assert keep.ours(bpy.data.objects, "matte:occluder:f0") is None
    assert document.edited(found)["cast"]["f0"]["occluder"] is None


def test_what_was_drawn_is_there_when_the_production_is_opened(found, tmp_path):
    cv2.imwrite(str(tmp_path / "mine.png"), np.full((24, 32), 255, np.uint8))
    faces = [{"id": "f0", "box_px": [0, 0, 9, 9], "gender": "unknown", "confidence": 1.0}]
    state = {"faces": faces, "hand_faces": [], "choices": {"speakers": []}, "handle_sets": {}}
    cast = {"f0": {"head_matte": "mine.png"}}
    document._show_faces({**state, "cast": cast, "folder": str(tmp_path)}, found)
    bpy.ops.speaking.build_stage()
    found = settings.production(bpy.context)
    assert keep.ours(bpy.data.objects, "matte:head_matte:f0") is not None
    assert document.edited(found)["cast"]["f0"] == {"head_matte": "mine.png"}


def test_colours_cannot_be_fitted_without_a_scene(found):
    with pytest.raises(RuntimeError, match="Build the scene first"):
        bpy.ops.speaking.fit_colour()


def test_fitted_colours_can_be_undone(found):
    bpy.ops.speaking.build_stage()
    bpy.ops.ed.undo_push(message="built")
    assert bpy.ops.speaking.fit_colour("EXEC_DEFAULT", True) == {"FINISHED"}
    fitted = mask_node().inputs["Exposure"].default_value
    assert abs(fitted) > 0.001  # the clip is the picture's negative
    bpy.ops.ed.undo()
    assert mask_node().inputs["Exposure"].default_value == 0.0


FAKE = (sys.executable, str(Path(__file__).resolve().parents[2] / "data" / "fake_engine.py"))


def test_the_film_is_the_engines_unless_the_scene_has_what_only_blender_shows(found, monkeypatch):
    asked = []

    def ask(command, action, arguments, done):
        asked.append(action)
        return pump_ask(FAKE, action, arguments, done) if action == "film" else None

    pump_ask = pump.ask
    monkeypatch.setattr(pump, "ask", ask)
    for room in (run, film):
        monkeypatch.setattr(room, "engine_command", lambda: FAKE)
    found.seen = "abc"
    bpy.ops.speaking.build_stage()
    assert film.own_doings_in(found) == []
    bpy.ops.speaking.render_film()
    assert asked == ["save"]
    keep.ours(bpy.data.scenes, "stage").camera.location.x = 1
    assert film.own_doings_in(found) == ["the moved camera"]
    bpy.ops.speaking.render_film()
    pump.wait()
    assert asked == ["save", "film"]
    assert Path(found.film).name == "film.mp4"
    bpy.ops.speaking.render_film(way="ENGINE")
    assert asked == ["save", "film", "save"]
    bpy.ops.speaking.render_film(draft=True, file_format="PRORES")
    pump.wait()
    assert Path(found.film).name == "draft.mov"
    with pytest.raises(RuntimeError, match="No excerpt is marked"):
        bpy.ops.speaking.render_film(excerpt=True)
