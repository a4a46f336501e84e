"""Mesh or net: who places a face's landmarks, from which side, and when nobody does."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import onnxruntime
import pytest
from PIL import Image

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.artwork.read import read_artwork
from speaking_engine.doors.blender.showcase import starting_points
from speaking_engine.faces import closer, describe
from speaking_engine.faces.by_hand import face_from_box
from speaking_engine.faces.canonical import canonical_face, rotation
from speaking_engine.faces.closer import CLOSE_PX, EYE, MOUTH, look_closer
from speaking_engine.faces.describe import with_landmarks
from speaking_engine.faces.face import Face
from speaking_engine.faces.fusion import QUICK, Candidate
from speaking_engine.faces.handles import SETS, handles_of
from speaking_engine.faces.mesh import Mesh
from speaking_engine.faces.placing import can_read, names_in, place
from speaking_engine.faces.pose import called_deg
from speaking_engine.faces.reading import MOUTHS, PARTS, POINTS, NetReading, read_face, read_settled
from speaking_engine.weights import locate

BOX = (168.0, 90.0, 180.0, 215.0)  # Grace Hopper's face
READABLE = 0.9


def mesh_turned(yaw_deg: float, presence: float) -> Mesh:
    points = canonical_face() @ rotation(yaw_deg, 0, 0).T * 10 + [200, 200, 0]
    return Mesh(points.astype(np.float32), presence)


def box_of(mesh: Mesh) -> tuple[float, float, float, float]:
    low, high = mesh.landmarks_px[:, :2].min(0), mesh.landmarks_px[:, :2].max(0)
    return (*map(float, low), *map(float, high - low))


def reading(
    turn_deg: float, *, left: bool = True, readable: float = READABLE, spread: float = 1.0
) -> NetReading:
    """The canonical face as the net would read it, looking left or right."""
    turned = canonical_face() @ rotation(-turn_deg, 0, 0).T * 10 + [200, 200, 0]
    numbers = {name: handle.landmark for name, handle in SETS["profile_left"].items()}
    numbers |= {"eye_inner": 362, "far_eye_outer": 33, "far_eye_inner": 133, "far_mouth_corner": 61}
    numbers |= {"far_lid_upper": 159, "far_lid_lower": 145}
    points = np.array([turned[numbers.get(name, 4), :2] for name in POINTS])
    if not left:
        points = points * [-1, 1] + [400, 0]
    many = len(POINTS)
    mouth = dict.fromkeys(MOUTHS, 0.1)
    return NetReading(points, np.ones(many), np.ones(many), left, turn_deg, 0, 0, readable, spread, mouth)


def test_names_are_those_the_net_was_trained_with():
    told = onnxruntime.InferenceSession(locate("face_points.onnx")).get_modelmeta().custom_metadata_map
    assert tuple(told["points"].split()) == POINTS
    assert tuple(told["parts"].split()) == PARTS
    assert tuple(told["mouth"].split()) == MOUTHS
    told = onnxruntime.InferenceSession(locate("face_details.onnx")).get_modelmeta().custom_metadata_map
    assert tuple(told["points"].split()) == EYE + MOUTH


@pytest.mark.parametrize(
    ("yaw_deg", "presence", "readable", "by"),
    [
        (10, 0.99, READABLE, "mesh"),
        (10, 0.7, READABLE, "net"),
        (60, 0.99, READABLE, "net"),
        (60, 0.99, 0.1, "mesh"),
        (10, 0.7, 0.1, "mesh"),
        (10, 0.3, READABLE, "net"),
        (10, 0.3, 0.1, None),
    ],
)
def test_the_rule_that_chooses(yaw_deg, presence, readable, by):
    mesh = mesh_turned(yaw_deg, presence)
    placed = place(mesh, reading(75, readable=readable), box_of(mesh))
    assert (placed and placed.by) == by


def test_looks_that_disagree_are_no_reading():
    far_off = dataclasses.replace(reading(75, spread=5.0), doubt=np.full(len(POINTS), 10.0))
    assert can_read(reading(75))
    assert not can_read(far_off)


def test_points_that_fall_together_are_no_reading():
    mesh = mesh_turned(0, 0.1)
    heap = dataclasses.replace(reading(75), points_px=np.full((len(POINTS), 2), 50.0))
    assert place(mesh, heap, box_of(mesh)) is None


@pytest.mark.parametrize(
    ("left", "handle_set", "sign"), [(True, "profile_left", -1), (False, "profile_right", 1)]
)
def test_a_profile_gets_the_set_of_its_side(left, handle_set, sign):
    mesh = mesh_turned(0, 0.1)
    read = reading(85, left=left)
    placed = place(mesh, read, box_of(mesh))
    assert placed.handle_set == handle_set
    assert np.sign(read.yaw_deg) == sign
    assert set(placed.handles) == set(SETS[handle_set])
    nose = placed.landmarks_px[4, :2]
    assert np.allclose(nose, placed.handles["nose_tip"], atol=0.5)


@pytest.mark.parametrize("left", [True, False])
def test_a_face_turned_less_gets_both_sides_where_they_are(left):
    read = reading(30, left=left)
    x = {name: read.point(point)[0] for name, point in names_in("frontal", read).items()}
    assert x["eye_left_outer"] < x["eye_left_inner"] < x["eye_right_inner"] < x["eye_right_outer"]
    assert x["mouth_left"] < x["mouth_right"]


def test_hidden_handles_are_left_out_where_they_may(monkeypatch):
    read = reading(85)
    read.seen[POINTS.index("ear")] = 0.1
    mesh = mesh_turned(0, 0.1)
    placed = place(mesh, read, box_of(mesh))
    assert "ear" not in placed.handles
    assert set(placed.doubt) == set(placed.handles)


@pytest.fixture(scope="module")
def hopper(portrait):
    return Artwork(np.asarray(Image.open(portrait).convert("RGB")), "", Metadata())


@pytest.mark.parametrize("times", [1.8, 2.2, 2.6])
def test_a_box_that_is_far_off_is_left_for_the_one_that_is_read(hopper, times):
    x, y, width, height = BOX
    wide = x + width / 2 * (1 - times), y + height / 2 * (1 - times), times * width, times * height
    plain, once = read_face(hopper.pixels, BOX), read_face(hopper.pixels, wide)
    settled, box_px = read_settled(hopper.pixels, wide)
    errors = [np.linalg.norm(one.points_px - plain.points_px, axis=1)[:15].mean() for one in (once, settled)]
    assert errors[1] < 0.6 * errors[0]
    assert errors[1] < 0.06 * height
    assert box_px[3] < 0.8 * wide[3]


def test_a_clear_reading_is_kept_as_it_is(hopper):
    settled, box_px = read_settled(hopper.pixels, BOX)
    assert box_px == BOX
    np.testing.assert_array_equal(settled.points_px, read_face(hopper.pixels, BOX).points_px)


def test_the_mirror_image_is_read_as_the_mirror_image(hopper):
    width = hopper.width_px
    mirror_box = (width - BOX[0] - BOX[2], *BOX[1:])
    plain = read_face(hopper.pixels, BOX)
    mirrored = read_face(np.ascontiguousarray(hopper.pixels[:, ::-1]), mirror_box)
    assert plain.looks_left != mirrored.looks_left
    back = mirrored.points_px * [-1, 1] + [width, 0]
    assert np.median(np.linalg.norm(plain.points_px - back, axis=1)) < 0.02 * BOX[3]


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize(("doubt", "share"), [(0.001, 1.0), (1.0, 0.75), (1000.0, 0.0)])
def test_the_second_look_counts_by_its_doubt(hopper, monkeypatch, left, doubt, share):
    """A net that sees every point in the middle of its crop: where the first look sees eye and mouth."""
    middle = (CLOSE_PX - 1) / 2
    answer = np.full((10, 9, 2), middle), np.full((10, 9), doubt)
    monkeypatch.setattr(closer, "open_model", lambda _: lambda _: answer)
    first = reading(85, left=left)
    then = look_closer(hopper.pixels, first, BOX)
    for names in (EYE, MOUTH):
        at = [POINTS.index(name) for name in names]
        of = first.points_px[at].mean(0)
        wanted = first.points_px[at] + share * (of - first.points_px[at])
        assert np.allclose(then.points_px[at], wanted, atol=0.01)
    assert np.array_equal(then.point("nose_tip"), first.point("nose_tip"))


def test_a_wall_is_not_read(hopper):
    assert not can_read(read_face(np.full((300, 300, 3), 90, np.uint8), (80, 80, 120, 150)))


@pytest.mark.parametrize(("measured", "called"), [(0, 0), (30, 36), (-30, -36), (-80, -90), (95, 95)])
def test_people_call_a_painted_face_turned_further(measured, called):
    assert called_deg(measured) == pytest.approx(called)


@pytest.mark.parametrize(("readable", "yaw_deg"), [(READABLE, 27), (0.1, 24)])
def test_the_yaw_of_a_mesh_is_the_mean_with_what_the_net_reads_if_it_can(hopper, readable, yaw_deg):
    landmarks = mesh_turned(20, 0.99).landmarks_px
    face = Face("f0", BOX, 0.9, placed_by="mesh")
    told = with_landmarks(hopper, face, landmarks, reading(30, left=False, readable=readable))
    assert told.yaw_deg == pytest.approx(yaw_deg, abs=0.5)


@pytest.mark.parametrize(
    ("gender", "bearded", "state"),
    [
        ("male", 0.3, "beard-covered"),
        ("male", 0.1, "closed"),
        ("unknown", 0.3, "closed"),
        ("unknown", 0.6, "beard-covered"),
        ("female", 0.9, "closed"),
    ],
)
def test_dark_tones_are_a_beard_where_more_speaks_for_it(hopper, monkeypatch, gender, bearded, state):
    monkeypatch.setattr(describe, "mouth_state", lambda *_: "beard-covered")
    monkeypatch.setattr(describe, "apparent_gender", lambda *_: (gender, 0.9))
    read = reading(20)
    read.mouth["bearded"] = bearded
    face = Face("f0", BOX, 0.9, placed_by="mesh")
    assert with_landmarks(hopper, face, mesh_turned(20, 0.99).landmarks_px, read).mouth_state == state


def test_handles_are_told_of_a_face_the_mesh_placed(hopper):
    told = handles_of(face_from_box(hopper, BOX, "h0"))
    assert told["by"] == "mesh"
    assert set(told["points"]) == set(SETS["frontal"])


def test_painted_profiles_are_placed_by_the_net(artworks):
    """Two strict profiles, one to each side: points within 6 % of the face's height of a person's."""
    marked = json.loads((artworks.parent / "landmarks.json").read_text())["urbino_diptych"]
    (path,) = artworks.glob("urbino_diptych.*")
    artwork = read_artwork(path)
    for truth in marked:
        face = face_from_box(artwork, tuple(map(float, truth["bbox"])), "h0")
        assert face.placed_by == "net"
        assert face.handle_set == truth["set"]
        assert "placed by the program: check it" in face.quality[0]
        sure = [name for name in truth["handles"] if name in face.handles and name not in truth["doubtful"]]
        apart = [np.hypot(*np.subtract(face.handles[name], truth["handles"][name])) for name in sure]
        assert np.median(apart) < 0.06 * truth["bbox"][3]


def test_a_face_that_all_looks_read_alike_is_believed_sooner():
    alike = reading(75, spread=0.5)
    assert alike.legible > reading(75, spread=3.0).legible
    doubtful = Candidate((0.0, 0.0, 50.0, 60.0), 0.4)
    told = dataclasses.replace(doubtful, legible=alike.legible)
    assert told.confidence(QUICK) > doubtful.confidence(QUICK)


def test_blender_starts_from_where_the_net_placed_them_and_takes_them_for_no_ones_word():
    mesh = mesh_turned(0, 0.1)
    placed = place(mesh, reading(85), box_of(mesh))
    face = Face(
        "f0",
        box_of(mesh),
        0.9,
        landmarks_px=placed.landmarks_px,
        handles=placed.handles,
        handle_set=placed.handle_set,
        placed_by="net",
    )
    starts = starting_points(face)
    assert starts["profile_left"] == placed.handles
    assert set(starts) == {"frontal", "profile_left"}
    assert starting_points(dataclasses.replace(face, landmarks_px=None, handles=None, handle_set="")) == {}
