"""The fitted head as an object: where it lies, what it is driven by, and what a second build leaves alone."""

from __future__ import annotations

import json

import bpy
import cv2
import numpy as np
import pytest
from painted_face import painted

from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.composite.prepare import write_png
from speaking_engine.export.head import head_object, write_matte, write_npz
from speaking_engine.head.model import OUTSIDE
from speaking_engine.performance.channels import CHANNELS
from speaking_engine.protocol.plan import RenderPlan, read_plan
from speaking_images import stage
from speaking_images.stage import keep
from speaking_images.stage.units import UNITS_PER_PX

SIDE = 320
TURNS = {"headYaw": 6.0, "headPitch": 4.0, "headRoll": -3.0}

pytestmark = pytest.mark.usefixtures("empty_file")


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("head")
    still, face = painted(SIDE, yaw_deg=-20.0)
    write_png(folder / "artwork.png", still.pixels)
    plan = RenderPlan("artwork.png", SIDE, SIDE, SIDE, SIDE, (25, 1), 6, ())
    (folder / "plan.json").write_text(json.dumps(plan.as_dict()), "utf8")
    made = head_object(face, still, (SIDE, SIDE))
    write_npz(made, folder / "f0.npz")
    write_matte(made.matte, still.crop_px, (SIDE, SIDE), folder / "f0.matte.png")
    return folder, still, figure_of(face, still.crop_px, still.pixels)


def built(folder):
    plan = read_plan(folder / "plan.json")
    scene = stage.build(plan).stage
    head = stage.build_head(plan, folder / "f0.npz", "f0")
    bpy.context.window.scene = scene
    return scene, head


def performed(values):
    """Make the empty with a face's curves, as Animate does."""
    empty = keep.mark(bpy.data.objects.new("Performance f0", None), "performance:f0")
    for name in (*CHANNELS, *TURNS, "leftEyeYaw", "leftEyePitch", "rightEyeYaw", "rightEyePitch"):
        empty[name] = float(values.get(name, 0.0))
    bpy.context.scene.collection.objects.link(empty)
    return empty


def points_px(head):
    """Where the head's points are seen, in pixels of the picture from the top left."""
    bpy.context.view_layer.update()
    mesh = head.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    places = np.zeros(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", places)
    places = places.reshape(-1, 3) + np.array(head.location)
    return places[:, :2] / UNITS_PER_PX * [1, -1] + SIDE / 2


def test_it_has_the_channels_by_name_and_lies_on_the_painted_face(fitted):
    folder, _, figure = fitted
    _, head = built(folder)
    names = [key.name for key in head.data.shape_keys.key_blocks]
    assert names[0] == "Basis"
    assert sorted(names[1:]) == sorted(CHANNELS)
    skin = figure.head.model.is_in(*OUTSIDE)
    assert np.abs(points_px(head)[: len(skin)] - figure.points[:, :2])[skin].max() < 0.01
    assert {"eye_left", "teeth_upper", "tongue"} <= {group.name for group in head.vertex_groups}


def test_at_rest_the_stage_shows_the_painting(fitted, tmp_path):
    folder, still, _ = fitted
    scene, _ = built(folder)
    stage.render(scene, tmp_path, [0])
    shown = cv2.imread(str(next(tmp_path.glob("*.png"))))[..., ::-1]
    off = np.abs(shown.astype(int) - still.pixels).max(axis=-1)[: SIDE - 2]
    assert off.max() <= 2, [*zip(*np.nonzero(off > 2), off[off > 2], strict=True)]


def test_keys_and_turn_follow_the_performance(fitted):
    folder, _, figure = fitted
    performed({"jawOpen": 0.3, "mouthSmileLeft": 0.5, **TURNS, "leftEyeYaw": 15.0, "rightEyeYaw": 15.0})
    _, head = built(folder)
    moved = points_px(head)
    values = {key.name: key.value for key in head.data.shape_keys.key_blocks[1:] if key.value > 1e-6}
    assert values == pytest.approx(
        {"jawOpen": 0.3, "mouthSmileLeft": 0.5, "eyeLookOutLeft": 0.5, "eyeLookInRight": 0.5}
    )
    turn = figure.turn(*TURNS.values())
    own = {"jawOpen": 0.3, "mouthSmileLeft": 0.5, "eyeLookOutLeft": 0.5, "eyeLookInRight": 0.5}
    units = sum(figure.units[figure.names.index(name)] * value for name, value in own.items())
    weight = figure.head.model.turn_weight[:, None]
    there = figure.points - figure.pivot + units
    expected = there + weight * (there @ (turn - np.eye(3)).T) + figure.pivot
    skin = figure.head.model.is_in(*OUTSIDE)
    assert np.abs(moved[: len(skin)] - expected[:, :2])[skin].max() < 0.02
    # the film's animator turns the unbent head, which is nearly the same
    arms = weight * (figure.points - figure.pivot) - figure.arms
    assert np.percentile(np.abs(arms @ (turn - np.eye(3)).T)[:, :2], 95) < 0.01 * figure.width_px


def test_building_again_makes_nothing_twice_and_leaves_what_a_person_did(fitted):
    folder, _, _ = fitted
    performed({})
    _, head = built(folder)
    own = head.shape_key_add(name="Wink of mine", from_mix=False)
    own.data[0].co.x += 1.0
    head.data.shape_keys.key_blocks["browInnerUp"].driver_remove("value")
    head["lit"] = 0.5
    head.location.x += 0.25
    place = head.location.copy()
    before = {kind: len(getattr(bpy.data, kind)) for kind in ("objects", "meshes", "materials", "images")}
    _, again = built(folder)
    assert again == head
    assert again.location == place
    assert before == {kind: len(getattr(bpy.data, kind)) for kind in before}
    keys = head.data.shape_keys
    assert len(keys.key_blocks) == 54
    assert head["lit"] == 0.5
    offset = keys.key_blocks["Wink of mine"].data[0].co - keys.key_blocks[0].data[0].co
    assert offset.x == pytest.approx(1.0)
    assert len(keys.animation_data.drivers) == 51


def test_it_comes_back_with_the_file_and_undo_takes_an_edit_back(fitted, tmp_path):
    folder, _, _ = fitted
    performed({"jawOpen": 0.2})
    built(folder)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "kept.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "kept.blend"))
    _, head = built(folder)
    assert [thing.name for thing in bpy.data.objects if thing.name.startswith("Head f0")] == ["Head f0"]
    bpy.context.view_layer.update()
    assert head.data.shape_keys.key_blocks["jawOpen"].value == pytest.approx(0.2)
    bpy.ops.ed.undo_push(message="built")
    head["lit"] = 1.0
    bpy.ops.ed.undo_push(message="lit")
    bpy.ops.ed.undo()
    head = keep.ours(bpy.data.objects, "head:f0")
    assert head["lit"] == 0.0
    assert len(head.data.shape_keys.key_blocks) == 53


def test_a_light_lights_it_on_wish(fitted, tmp_path):
    folder, still, _ = fitted
    scene, head = built(folder)
    sun = bpy.data.lights.new("Sun", "SUN")
    sun.energy, sun.angle = 3.0, 0.0
    lamp = bpy.data.objects.new("Sun", sun)
    scene.collection.objects.link(lamp)
    shown = []
    for lit, aside in ((0.0, 0.9), (1.0, 0.9), (1.0, -0.9)):
        head["lit"] = lit
        head.update_tag()
        lamp.rotation_euler = (0.3, aside, 0.0)
        folder = tmp_path / str(len(shown))
        stage.render(scene, folder, [0])
        shown.append(cv2.imread(str(next(folder.glob("*.png"))))[..., ::-1].astype(int))
    face = np.s_[80:220, 100:220]
    assert np.abs(shown[0] - still.pixels)[face].max() <= 2
    assert np.abs(shown[1] - shown[2])[face].mean() > 20


def test_shut_lids_come_before_the_skin_only_when_they_shut(fitted):
    folder, _, _ = fitted
    _, head = built(folder)
    groups = {group.name: group.index for group in head.vertex_groups}
    mesh = head.data
    own = [v.index for v in mesh.vertices if any(g.group == groups["shut_lids"] for g in v.groups)]
    with np.load(folder / "f0.npz") as kept:
        names, units, rest = kept["names"].tolist(), kept["units"], kept["vertices"]
    blink = sum(units[names.index(f"eyeBlink{side}")] for side in ("Left", "Right"))
    skin = range(rest.shape[0] - (rest.shape[0] - own[0]))
    for moved, before in ((rest, False), (rest + blink, True)):
        far, near = np.array(moved)[own], np.array(moved)[list(skin)]
        depth = [
            lid[2] - near[np.argmin(np.linalg.norm(near[:, :2] - lid[:2], axis=1)), 2] for lid in far[::7]
        ]
        assert (np.median(depth) > 0) == before


def test_what_a_hand_drew_before_it_stands_before_it(fitted, tmp_path):
    folder, still, _ = fitted
    matte = np.zeros((SIDE, SIDE), np.uint8)
    matte[150:170, 100:220] = 255
    drawn = folder / "f0.occluder.png"
    write_matte(matte, (0, 0, SIDE, SIDE), (SIDE, SIDE), drawn)
    try:
        scene, head = built(folder)
        head.children[0].rotation_euler[1] = np.radians(8)
        stage.render(scene, tmp_path, [0])
        shown = cv2.imread(str(next(tmp_path.glob("*.png"))))[..., ::-1]
        off = np.abs(shown.astype(int) - still.pixels).max(axis=-1)
        assert off[matte > 0].max() <= 2
        assert off[100:140, 120:200].mean() > 5
    finally:
        drawn.unlink()
    built(folder)
    assert keep.ours(bpy.data.objects, "before:f0") is None
