"""Colours fitted to the picture, and masks drawn by hand."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import bpy
import cv2
import numpy as np
import pytest
from fake_film import FakeFilm, read

from speaking_engine.composite.compositor import compose_frame, patches
from speaking_engine.composite.prepare import read_png, write_png
from speaking_engine.media.movie import write_lossless
from speaking_engine.protocol.plan import Mask
from speaking_images import stage
from speaking_images.stage import keep
from speaking_images.stage.colour import fitting_trim, ring

CROP = (60, 40, 120, 140)


pytestmark = pytest.mark.usefixtures("empty_file")


def region(seed=3):
    return np.random.default_rng(seed).uniform(0.15, 0.6, (140, 120, 3)).astype(np.float32)


def trimmed(region, stops, saturation):
    """Do what the node does: saturation about luminance and exposure, in linear light."""
    linear = np.where(region <= 0.04045, region / 12.92, ((region + 0.055) / 1.055) ** 2.4)
    grey = (linear @ np.array((0.2126, 0.7152, 0.0722)))[..., None]
    linear = (grey + saturation * (linear - grey)) * 2.0**stops
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear.clip(0) ** (1 / 2.4) - 0.055)
    return encoded.astype(np.float32)


def fitted(still, clip):
    """Fit two whole regions, as the scene's are."""
    height, width = still.shape[:2]
    colours = [[tuple(map(float, region[y, x])) for x, y in ring(width, height)] for region in (still, clip)]
    return fitting_trim(*colours)


def mask_node(plan, place=0):
    role = f"face:{plan.layers[place].face_id}:0"
    return keep.ours(bpy.data.materials, role).node_tree.nodes["Speaking Mask"]


def rendered(scene, folder, frame):
    stage.render(scene, folder, [frame])
    return read_png(folder / f"{frame:06d}.png")


@pytest.mark.parametrize(
    ("stops", "saturation"), [(0.0, 1.0), (0.5, 1.0), (-0.7, 1.0), (0.0, 0.6), (0.3, 0.8)]
)
def test_a_change_of_colour_is_found_again(stops, saturation):
    still = region()
    changed = trimmed(still, stops, saturation)
    trim = fitted(still, changed)
    assert trim.exposure_stops == pytest.approx(-stops, abs=0.01)
    assert trim.saturation == pytest.approx(1 / saturation, rel=0.01)


def test_only_the_ring_counts():
    still = region()
    clip = still.copy()
    clip[20:-20, 20:-20] = 1.0
    trim = fitted(still, clip)
    assert (trim.exposure_stops, trim.saturation) == (0.0, 1.0)


@pytest.mark.parametrize("size_px", [(120, 140), (3, 2), (1, 1), (9, 400)])
def test_the_ring_is_the_border_and_each_place_once(size_px):
    width, height = size_px
    broad = max(1, round(0.08 * min(size_px)))
    wanted = {
        (x, y)
        for x in range(width)
        for y in range(height)
        if min(x, width - 1 - x, y, height - 1 - y) < broad
    }
    places = ring(width, height)
    assert set(places) == wanted
    assert len(places) == len(wanted)


def test_a_large_ring_is_thinned_out():
    places = ring(4000, 3000)
    assert 10_000 < len(places) < 80_000
    assert {x > 3700 for x, _ in places} == {y > 2700 for _, y in places} == {True, False}


def test_grey_keeps_its_saturation_and_black_is_not_compared():
    grey = np.full((40, 40, 3), 0.5, np.float32)
    assert fitted(grey, region()[:40, :40]).saturation == 1.0
    assert fitted(grey, np.zeros_like(grey)) is None
    assert fitted(np.zeros_like(grey), grey) is None


def test_trims_stay_within_what_the_node_takes():
    trim = fitted(np.full((40, 40, 3), 1.0, np.float32), np.full((40, 40, 3), 0.02, np.float32))
    assert trim.exposure_stops == 4.0
    assert fitted(region(), trimmed(region(), 0.0, 0.1)).saturation == 2.0


def test_a_face_that_is_too_bright_and_pale_comes_back_to_its_picture(plan, tmp_path):
    x, y, width, height = CROP
    still = read_png(tmp_path / "artwork.png")
    still = (still * 0.4 + 60).astype(np.uint8)
    write_png(tmp_path / "artwork.png", still)
    changed = trimmed(still[y : y + height, x : x + width] / 255, 0.4, 0.7)
    frame = np.round(changed.clip(0, 1) * 255).astype(np.uint8)
    write_lossless(tmp_path / "000.mkv", [frame] * 6, plan.frames_per_second)
    built = stage.build(plan)
    before = np.abs(rendered(built.film, tmp_path / "before", 4).astype(int) - still)
    ((face_id, trim),) = stage.fit_colours(plan)
    inputs = mask_node(plan).inputs
    assert face_id == "f0"
    assert inputs["Exposure"].default_value == pytest.approx(-0.4, abs=0.02)
    assert inputs["Saturation"].default_value == pytest.approx(1 / 0.7, rel=0.02)
    after = np.abs(rendered(built.film, tmp_path / "after", 4).astype(int) - still)
    assert after.max() <= 4 < before.max()
    stage.build(plan)
    assert inputs["Exposure"].default_value == pytest.approx(trim.exposure_stops)


def test_all_clips_of_a_face_are_trimmed_alike(tmp_path):
    plan = read(FakeFilm().write(tmp_path))
    first = dataclasses.replace(plan.layers[0], frame_count=3)
    x, y, width, height = first.crop_px
    moved = dataclasses.replace(first, start_frame=3, crop_px=(x + 40, y + 20, width, height))
    plan = dataclasses.replace(plan, layers=(first, moved))
    built = stage.build(plan)
    ((face_id, trim),) = stage.fit_colours(plan)
    assert (face_id, trim is None) == ("f0", False)
    assert trim != stage.fit_colours(dataclasses.replace(plan, layers=(first,)))[0][1]
    stage.fit_colours(plan)
    assert stage.own_doings(built.film, built.stage) == []


def test_nothing_is_trimmed_where_there_is_no_scene(plan):
    assert stage.fit_colours(plan) == []


def half_mask():
    """Return a picture that is white on its left half and half grey above on its right."""
    picture = bpy.data.images.new("Mine", 120, 140)
    values = np.zeros((140, 120, 4), np.float32)
    values[:, :60], values[70:, 60:] = 1.0, 0.5
    picture.pixels.foreach_set(values.ravel())
    return picture


def test_a_drawn_mask_says_where_the_face_moves(plan, tmp_path):
    built = stage.build(plan)
    still = read_png(tmp_path / "artwork.png").astype(int)
    stage.use_drawn_mask("f0", half_mask())
    got = rendered(built.film, tmp_path / "drawn", 2).astype(int)
    x, y, width, height = CROP
    clip = 255 - still[y : y + height, x : x + width]
    changed = np.abs(got - still)[y : y + height, x : x + width].max(axis=-1)
    inner = got[y : y + height, x : x + width]
    assert np.abs(inner - clip)[:60, 2:58].max() <= 1
    assert changed[72:, 62:].max() == 0
    mixed = changed[:66, 64:]
    assert 0 < mixed.max() < np.abs(clip - still[y : y + height, x : x + width])[:66, 64:].max()
    outside = np.abs(got - still).max(axis=-1)
    outside[y : y + height, x : x + width] = 0
    assert outside.max() == 0


def test_no_painting_is_lost_by_choosing_it(plan, tmp_path):
    stage.build(plan)
    painted = half_mask()
    stage.use_drawn_mask("f0", painted)
    assert painted.pixels[0] == 1.0
    assert painted.colorspace_settings.name == "Non-Color"
    filed = bpy.data.images.load(str(tmp_path / "artwork.png"))
    filed.pixels[0] = 0.25
    before = filed.pixels[0]
    stage.use_drawn_mask("f0", filed)
    assert (filed.pixels[0], filed.colorspace_settings.name) == (before, "sRGB")


def test_a_drawn_mask_outlives_a_build_and_can_be_taken_back(plan):
    stage.build(plan)
    tree = mask_node(plan).id_data
    count = len(tree.nodes)
    picture = half_mask()
    stage.use_drawn_mask("f0", picture)
    stage.build(plan)
    assert mask_node(plan).inputs["Shape"].default_value == 3
    mask_node(plan).inputs["Shape"].default_value = 2
    stage.use_drawn_mask("f0", picture)
    assert mask_node(plan).inputs["Shape"].default_value == 2
    stage.use_drawn_mask("f0", None)
    assert mask_node(plan).inputs["Shape"].default_value == 0
    assert not mask_node(plan).inputs["Drawn Mask"].is_linked
    assert len(tree.nodes) == count


def test_taking_back_gives_the_shape_of_the_plan(plan):
    layer = dataclasses.replace(plan.layers[0], mask=Mask("ellipse", 9.0, 0.0, 0.0))
    stage.build(dataclasses.replace(plan, layers=(layer,)))
    stage.use_drawn_mask("f0", half_mask())
    stage.use_drawn_mask("f0", None)
    assert mask_node(plan).inputs["Shape"].default_value == 2


def test_a_mask_of_the_production_is_shown_and_taking_it_away_is_told(plan, tmp_path):
    cv2.imwrite(str(tmp_path / "mask.png"), np.full((14, 12), 255, np.uint8))
    mask = dataclasses.replace(plan.layers[0].mask, shape="drawn", picture=str(tmp_path / "mask.png"))
    stage.build(dataclasses.replace(plan, layers=(dataclasses.replace(plan.layers[0], mask=mask),)))
    assert bpy.path.abspath(stage.drawn_mask("", "f0").filepath) == str(tmp_path / "mask.png")
    assert stage.laid_in("", "f0", tmp_path, range(1, 7), 25.0) == {}
    stage.use_drawn_mask("f0", None)
    assert stage.laid_in("", "f0", tmp_path, range(1, 7), 25.0) == {"shape": "rounded_box"}
    stage.build(plan)
    assert mask_node(plan).inputs["Shape"].default_value == 0


def test_masks_trims_and_keys_look_in_blender_as_the_engine_composes_them(tmp_path):
    plan = read(FakeFilm().write(tmp_path))
    drawn = np.zeros((70, 60), np.uint8)
    drawn[10:60, 10:50] = 255
    cv2.imwrite(str(tmp_path / "mask.png"), cv2.GaussianBlur(drawn, (0, 0), 4))
    mask = dataclasses.replace(plan.layers[0].mask, shape="drawn", picture=str(tmp_path / "mask.png"))
    layer = dataclasses.replace(
        plan.layers[0], mask=mask, blend_keys=((0.0, 0.2), (4.0, 1.0)), exposure_stops=0.5, saturation=0.6
    )
    plan = dataclasses.replace(plan, layers=(layer,))
    built = stage.build(plan)
    stage.render(built.film, tmp_path / "frames", [0, 2, 5])
    still = read_png(Path(plan.artwork))
    wanted = [compose_frame(still, changes) for changes in patches(plan, still)]
    for frame in (0, 2, 5):
        got = read_png(tmp_path / "frames" / f"{frame:06d}.png").astype(int)
        assert np.abs(got - wanted[frame]).max() <= 3, frame
        assert np.abs(got - still).max() > 20


def test_what_an_artist_changes_of_a_face_is_told_as_choices(tmp_path):
    plan = read(FakeFilm().write(tmp_path))
    stage.build(plan)
    told = (stage.laid_in, "", "f0", tmp_path, range(1, 7), 25.0)
    assert told[0](*told[1:]) == {}
    material = keep.ours(bpy.data.materials, "face:f0:0")
    inputs = material.node_tree.nodes["Speaking Mask"].inputs
    inputs["Exposure"].default_value, inputs["Feather"].default_value = 0.5, 3.0
    for frame, value in ((1, 0.0), (6, 1.0)):
        inputs["Blend"].default_value = value
        inputs["Blend"].keyframe_insert("default_value", frame=frame)
    picture = bpy.data.images.new("Mine", 4, 4)
    stage.use_drawn_mask("f0", picture)
    found = told[0](*told[1:])
    assert (found["exposure_stops"], found["feather_px"]) == (0.5, 3.0)
    assert found["shape"] == "drawn"
    assert (tmp_path / found["drawn_mask"]).is_file()
    assert found["blend_keys"][0] == [0.0, 0.0]
    assert found["blend_keys"][-1] == [0.2, 1.0]


def test_what_is_changed_in_one_of_a_face_s_clips_holds_for_the_face(tmp_path):
    """A face has a clip for each turn; the engine lays it in one way, but its blend follows them all."""
    plan = read(FakeFilm().write(tmp_path))
    first = dataclasses.replace(plan.layers[0], frame_count=3)
    plan = dataclasses.replace(plan, layers=(first, dataclasses.replace(first, start_frame=3)))
    built = stage.build(plan)
    told = (stage.laid_in, "", "f0", tmp_path, range(1, 7), 25.0)
    assert (told[0](*told[1:]), stage.own_doings(built.film, built.stage)) == ({}, [])
    first, second = (
        keep.ours(bpy.data.materials, f"face:f0:{place}").node_tree.nodes["Speaking Mask"].inputs
        for place in (0, 1)
    )
    second["Exposure"].default_value = 0.5
    assert told[0](*told[1:]) == {"exposure_stops": 0.5}
    assert stage.own_doings(built.film, built.stage) == ["Face f0, otherwise in one clip than in another"]
    first["Exposure"].default_value = 0.5
    assert stage.own_doings(built.film, built.stage) == []
    for frame, value in ((1, 0.5), (3, 0.0)):  # only while the first clip is shown
        first["Blend"].default_value = value
        first["Blend"].keyframe_insert("default_value", frame=frame)
    found = told[0](*told[1:])
    assert found["blend_keys"] == [[0.0, 0.5], [0.08, 0.0], [0.12, 1.0], [0.2, 1.0]]
    assert "blend" not in found
