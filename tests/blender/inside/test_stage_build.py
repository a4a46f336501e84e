"""The artist's scene: what a build makes, and what building again leaves alone."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path

import bpy
import cv2
import numpy as np
import pytest
from fake_film import FakeFilm, read

from speaking_engine.composite.compositor import compose_frame, patches
from speaking_engine.composite.prepare import read_png
from speaking_engine.errors import ClipError, OutputError, PictureError, ProjectError
from speaking_engine.protocol.plan import Mask
from speaking_images import stage
from speaking_images.stage import compat, keep, units
from speaking_images.stage.film import ours

pytestmark = pytest.mark.usefixtures("empty_file")


def mask_node(plan, place=0):
    role = f"face:{plan.layers[place].face_id}:0"
    return keep.ours(bpy.data.materials, role).node_tree.nodes["Speaking Mask"]


def rendered(scene, folder, frame):
    stage.render(scene, folder, [frame])
    return read_png(folder / f"{frame:06d}.png")


def names_of_everything():
    return {
        kind: sorted(block.name for block in getattr(bpy.data, kind))
        for kind in ("scenes", "objects", "meshes", "materials", "images", "cameras", "node_groups", "worlds")
    }


def test_building_twice_makes_nothing_new(plan):
    stage.build(plan)
    once = names_of_everything()
    film = keep.ours(bpy.data.scenes, "film")
    strips = sorted(strip.name for strip in film.sequence_editor.strips)
    stage.build(plan)
    assert names_of_everything() == once
    assert sorted(strip.name for strip in film.sequence_editor.strips) == strips


def test_an_artists_additions_outlive_a_build(plan):
    built = stage.build(plan)
    lamp = bpy.data.objects.new("My Lamp", bpy.data.lights.new("My Lamp", "AREA"))
    built.stage.collection.objects.link(lamp)
    camera = built.stage.camera
    camera.location.x, camera.data.ortho_scale = 1.5, 1.0
    node = mask_node(plan)
    node.inputs["Exposure"].default_value = 0.5
    node.inputs["Feather"].default_value = 3.0
    keep.ours(bpy.data.objects, "face:f0:0").name = "Grandmother"
    stage.build(plan)
    assert lamp.name in built.stage.objects
    assert (camera.location.x, camera.data.ortho_scale) == (1.5, 1.0)
    assert node.inputs["Exposure"].default_value == 0.5
    assert node.inputs["Feather"].default_value == 3.0
    assert "Grandmother" in built.stage.objects


def test_what_the_plan_changes_reaches_the_scene(plan):
    stage.build(plan)
    layer = dataclasses.replace(plan.layers[0], mask=Mask("ellipse", 9.0, 0.0, 0.0), blend=0.5)
    stage.build(dataclasses.replace(plan, layers=(layer,)))
    inputs = mask_node(plan).inputs
    assert [inputs[name].default_value for name in ("Shape", "Feather", "Blend")] == [2, 9.0, 0.5]


def test_a_layer_that_left_is_no_longer_seen_and_can_come_back(plan, tmp_path):
    built = stage.build(plan)
    stage.build(dataclasses.replace(plan, layers=()))
    plane = keep.ours(bpy.data.objects, "face:f0:0")
    assert plane.name not in built.stage.objects
    still = read_png(Path(plan.artwork))
    assert np.array_equal(rendered(built.film, tmp_path / "without", 2), still)
    stage.build(plan)
    assert plane.name in built.stage.objects


def test_a_build_survives_saving_and_reading(plan, tmp_path):
    before = rendered(stage.build(plan).film, tmp_path / "before", 3)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
    film = keep.ours(bpy.data.scenes, "film")
    assert np.array_equal(rendered(film, tmp_path / "after", 3), before)
    once = names_of_everything()
    stage.build(plan)
    assert names_of_everything() == once


@pytest.mark.parametrize(
    "rate",
    [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(50), Fraction(60)],
    ids=str,
)
def test_every_frame_comes_in_its_turn(rate, tmp_path):
    mask = Mask("box", 4.0, 1.0, 0.0)
    film = FakeFilm((96, 80), 9, rate, [((8, 8, 64, 60), 3, 4, mask)])
    plan = read(film.write(tmp_path))
    still = read_png(Path(plan.artwork))
    built = stage.build(plan).film
    sound = ours(built.sequence_editor.strips, "sentence")
    assert compat.length(sound) == plan.frame_count
    stage.render(built, tmp_path / "frames", range(9))
    for number, changes in enumerate(patches(plan, still)):
        got = read_png(tmp_path / "frames" / f"{number:06d}.png")
        assert np.abs(got.astype(int) - compose_frame(still, changes)).max() <= 1, f"frame {number}"


def test_knobs_can_be_keyed(plan, tmp_path):
    built = stage.build(plan)
    blend = mask_node(plan).inputs["Blend"]
    for frame, value in ((0, 0.0), (4, 1.0)):
        blend.default_value = value
        blend.keyframe_insert("default_value", frame=units.blender_frame(frame))
    still = read_png(Path(plan.artwork))
    assert np.array_equal(rendered(built.film, tmp_path, 0), still)
    assert np.abs(rendered(built.film, tmp_path, 4).astype(int) - still).max() > 50


def test_trims_change_the_face_and_nothing_else(plan, tmp_path):
    built = stage.build(plan)
    plain = rendered(built.film, tmp_path / "plain", 0)
    node = mask_node(plan)
    node.inputs["Saturation"].default_value = 0.0
    grey = rendered(built.film, tmp_path / "grey", 0)
    x, y, width, height = plan.layers[0].crop_px
    core = grey[y + 40 : y + height - 40, x + 40 : x + width - 40].astype(int)
    assert np.ptp(core, axis=-1).max() <= 1
    outside = np.ones(grey.shape[:2], bool)
    outside[y : y + height, x : x + width] = False
    assert np.array_equal(grey[outside], plain[outside])
    node.inputs["Exposure"].default_value = 1.0
    bright = rendered(built.film, tmp_path / "bright", 0)
    assert bright[y + 40, x + 40].mean() > grey[y + 40, x + 40].mean()


def test_a_killed_render_goes_on(plan, tmp_path):
    built = stage.build(plan)
    assert stage.render(built.film, tmp_path, range(3)) == 3
    (tmp_path / "000001.png").write_bytes((tmp_path / "000001.png").read_bytes()[:-5])
    assert stage.render(built.film, tmp_path, range(6)) == 4
    assert cv2.imread(str(tmp_path / "000001.png")) is not None


def test_frames_of_another_film_are_not_taken(plan, tmp_path):
    one, two = "1" * 64, "2" * 64
    stage.keep_only(tmp_path, one)
    stage.render(stage.build(plan).film, tmp_path, [0])
    stage.keep_only(tmp_path, one)
    assert (tmp_path / "000000.png").exists()
    (tmp_path / "2024.png").touch()  # somebody else's
    stage.keep_only(tmp_path, two)
    assert (tmp_path / "2024.png").exists()
    assert not (tmp_path / "000000.png").exists()


@pytest.mark.parametrize("theirs", ["000123.png", "recipe.txt"])
def test_pictures_of_somebody_else_are_no_frames(tmp_path, theirs):
    (tmp_path / theirs).write_text("Flour, eggs, milk.")
    with pytest.raises(OutputError, match="did not make"):
        stage.keep_only(tmp_path, "1" * 64)
    assert (tmp_path / theirs).read_text() == "Flour, eggs, milk."


VTT = """WEBVTT

NOTE made by us

1
00:00.080 --> 00:00.120 line:90%
<v f0>I am &amp; was

00:00:00.160 --> 00:00:00.240
two
lines
"""


def test_captions_are_muted_texts_and_outlive_their_words(plan, tmp_path):
    path = tmp_path / "captions.vtt"
    path.write_text(VTT, "utf8")
    plan = dataclasses.replace(plan, captions=str(path))
    film = stage.build(plan).film
    texts = [strip for strip in film.sequence_editor.strips if strip.type == "TEXT"]
    assert [(strip.text, strip.mute, compat.length(strip)) for strip in texts] == [
        ("I am & was", True, 1),
        ("two\nlines", True, 2),
    ]
    texts[0].mute = False
    stage.build(plan)
    assert not texts[0].mute
    path.write_text(VTT.replace("two", "three"), "utf8")
    stage.build(plan)
    assert [strip.text for strip in film.sequence_editor.strips if strip.type == "TEXT"][1] == "three\nlines"


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"artwork": "/nowhere/artwork.png"}, PictureError),
        ({"artwork_width_px": 640}, PictureError),
        ({"sound": "/nowhere/mix.wav"}, ProjectError),
    ],
)
def test_bad_media_are_told_in_a_sentence(plan, change, kind):
    with pytest.raises(kind, match=r"\.$"):
        stage.build(dataclasses.replace(plan, **change))


@pytest.mark.parametrize(
    "change", [{"clip": "/nowhere/000.mkv"}, {"frame_count": 60}, {"crop_px": (0, 0, 50, 50)}]
)
def test_a_bad_clip_is_told_in_a_sentence(plan, change):
    layer = dataclasses.replace(plan.layers[0], **change)
    with pytest.raises(ClipError, match="clip"):
        stage.build(dataclasses.replace(plan, layers=(layer,)))


def test_strips_refuse_an_unfinished_plan(plan):
    with pytest.raises(ProjectError, match="not finished"):
        stage.build_strips(plan)


def test_pictures_are_sampled_smoothly_only_while_the_camera_is_elsewhere(plan):
    scene = stage.build(plan).stage
    texture = keep.ours(bpy.data.materials, "artwork").node_tree.nodes["Artwork"]

    def found():
        return texture.interpolation, scene.cycles.samples, scene.cycles.pixel_filter_type

    exact, place = found(), scene.camera.location.x
    stage.sample(scene)
    assert found() == exact
    scene.camera.location.x += 0.1
    stage.sample(scene)
    assert found() == ("Cubic", 8, "BLACKMAN_HARRIS")
    scene.camera.location.x, scene.cycles.samples = place, 32
    stage.sample(scene)
    assert found() == (exact[0], 32, exact[2])  # samples of the artist's own


def test_a_film_without_its_pictures_is_refused(plan):
    film = stage.build(plan).film
    stage.refuse_missing_files(film)
    keep.ours(bpy.data.materials, "artwork").node_tree.nodes["Artwork"].image.filepath = "//gone.png"
    with pytest.raises(ProjectError, match=r"gone\.png"):
        stage.refuse_missing_files(film)
