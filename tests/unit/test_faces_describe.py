"""A box becomes a face with all that the picture tells of it; a person's word goes before it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PIL import Image

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import Cancelled, FaceError
from speaking_engine.faces.boxes import iou_of
from speaking_engine.faces.by_hand import face_from_box, face_from_handles, with_handles
from speaking_engine.faces.describe import mouth_state, quality
from speaking_engine.faces.face import Face
from speaking_engine.faces.find import find_faces, speaker_rank
from speaking_engine.faces.handles import handles_from_landmarks, starting_handles
from speaking_engine.faces.mesh import fit_mesh
from speaking_engine.faces.overlay import caption, contact_sheet, draw_faces

BOX = (168.0, 90.0, 180.0, 215.0)  # Grace Hopper's face


@pytest.fixture(scope="module")
def hopper(portrait):
    return Artwork(np.asarray(Image.open(portrait).convert("RGB")), "", Metadata())


@pytest.fixture(scope="module")
def face(hopper):
    return face_from_box(hopper, BOX, "h0")


def test_the_face_of_a_portrait_is_found_first_and_alone(hopper):
    (found,) = find_faces(hopper)
    assert found.id == "f0"
    assert iou_of(found.box_px, BOX) > 0.6
    assert found.confidence > 0.9
    assert set(found.found_by) == {"centerface", "mtcnn"}
    assert found.landmarks_px.shape == (478, 3)
    assert 0.5 <= found.gender_confidence <= 1
    assert found.quality == ()


def test_a_face_in_a_corner_of_a_larger_picture_keeps_its_place(hopper):
    wide = np.full((900, 1100, 3), 120, np.uint8)
    wide[250:850, 550:1062] = hopper.pixels
    (found,) = find_faces(Artwork(wide, "", Metadata()))
    assert iou_of(found.box_px, (BOX[0] + 550, BOX[1] + 250, *BOX[2:])) > 0.6


def test_one_detector_can_be_asked_alone(hopper):
    (found,) = find_faces(hopper, detector="mtcnn")
    assert found.found_by == ("mtcnn",)
    assert iou_of(found.box_px, BOX) > 0.6


def test_a_plain_picture_has_no_face():
    assert find_faces(Artwork(np.full((300, 400, 3), 128, np.uint8), "", Metadata())) == ()


def test_looking_stops_when_asked(hopper):
    def stop(stage, fraction, note=""):
        if fraction > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        find_faces(hopper, report=stop)


def test_progress_rises_to_one(hopper):
    told = []
    find_faces(hopper, report=lambda stage, fraction, note="": told.append(fraction))
    assert told == sorted(told)
    assert told[-1] == 1


def test_landmarks_are_steady_under_shifts_of_the_box(hopper):
    """The mean landmark moves by less than a hundredth of the face when the box moves by a tenth."""
    still = fit_mesh(hopper.pixels, BOX).landmarks_px
    for shift in ((18, 0), (0, -18), (-12, 12)):
        moved = fit_mesh(hopper.pixels, (BOX[0] + shift[0], BOX[1] + shift[1], *BOX[2:])).landmarks_px
        assert np.linalg.norm(moved[:, :2] - still[:, :2], axis=1).mean() < 0.01 * BOX[2]


def test_landmarks_follow_the_picture(hopper):
    """Enlarging the picture enlarges the landmarks with it."""
    large = np.asarray(Image.fromarray(hopper.pixels).resize((1024, 1200), Image.Resampling.BICUBIC))
    small, twice = fit_mesh(hopper.pixels, BOX), fit_mesh(large, tuple(2 * value for value in BOX))
    apart = np.linalg.norm(twice.landmarks_px[:, :2] / 2 - small.landmarks_px[:, :2], axis=1)
    assert apart.mean() < 0.01 * BOX[2]


def test_a_box_by_hand_gets_a_mesh(face):
    assert face.found_by == ("hand",)
    assert face.confidence == 1
    assert face.landmarks_px is not None
    assert abs(face.yaw_deg) < 25
    assert face.mouth_state in ("open", "closed")


def test_a_box_by_hand_on_a_wall_has_no_landmarks(hopper):
    wall = face_from_box(hopper, (0, 500, 60, 60), "h1")
    assert wall.landmarks_px is None
    assert "place the handles by hand" in wall.quality[0]


@pytest.mark.parametrize(
    ("box", "says"),
    [
        ((600, 10, 50, 50), "lies outside"),
        ((-80, 10, 50, 50), "lies outside"),
        ((10, 10, 0, 50), "has no area"),
        ((10, 10, -5, 50), "has no area"),
        ((float("nan"), 10, 5, 50), "has no area"),
        ((508, 10, 50, 50), "leaves less than 8 pixels"),
    ],
)
def test_a_wrong_box_is_explained(hopper, box, says):
    with pytest.raises(FaceError, match=says) as told:
        face_from_box(hopper, box, "h0")
    assert told.value.place == "faces[h0].box"
    assert "512 x 600" in told.value.hint


def test_a_box_over_the_edge_is_cut(hopper):
    assert face_from_box(hopper, (-50, -50, 200, 200), "h0").box_px == (0, 0, 150, 150)


def test_handles_make_a_face_and_correct_a_found_one(hopper, face):
    handles = handles_from_landmarks("frontal", face.landmarks_px)
    made = face_from_handles(hopper, "frontal", handles, "h1")
    apart = np.linalg.norm(made.landmarks_px[:, :2] - face.landmarks_px[:, :2], axis=1)
    assert apart.mean() < 0.06 * face.inter_ocular_px
    found = dataclasses.replace(face, id="f0", confidence=0.7, found_by=("centerface",))
    corrected = with_handles(hopper, found, "frontal", handles)
    assert (corrected.id, corrected.confidence, corrected.found_by) == ("f0", 0.7, ("centerface",))
    assert corrected.handle_set == "frontal"


def test_profile_handles_make_a_profile(hopper):
    made = face_from_handles(hopper, "profile_left", starting_handles("profile_left", BOX), "h0")
    assert made.yaw_class == "profile"
    assert made.yaw_deg == pytest.approx(-90, abs=10)
    assert made.pitch_deg == pytest.approx(0, abs=10)
    assert made.roll_deg == 0
    assert made.inter_ocular_px is None
    assert made.quality == ()


def test_handles_outside_the_picture_are_named(hopper):
    handles = starting_handles("frontal", BOX) | {"chin": (200.0, 5000.0)}
    with pytest.raises(FaceError, match="handles chin of face h0 lie outside"):
        face_from_handles(hopper, "frontal", handles, "h0")


def test_an_open_mouth_is_seen(hopper, face):
    shut, open_ = face.landmarks_px.copy(), face.landmarks_px.copy()
    shut[14] = shut[13]
    open_[14, 1] = open_[13, 1] + 0.1 * BOX[3]
    assert mouth_state(hopper.pixels, shut) == "closed"
    assert mouth_state(hopper.pixels, open_) == "open"
    assert mouth_state(hopper.pixels, shut * 0.1) == "unknown"


def test_a_dark_chin_and_lip_are_taken_for_a_beard(hopper, face):
    shut, bearded = face.landmarks_px.copy(), hopper.pixels.copy()
    shut[14] = shut[13]
    lowest = int(shut[164, 1])
    bearded[lowest : int(shut[152, 1]), int(shut[61, 0]) : int(shut[291, 0])] = 15
    assert mouth_state(bearded, shut) == "beard-covered"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"yaw_class": "profile", "yaw_deg": -70.0},
            "profile, 70 degrees, cannot be read: place the handles by hand",
        ),
        ({"box_px": (0.0, 0.0, 30.0, 38.0)}, "face is 38 px high: will be soft"),
        ({"box_px": (0.0, 0.0, 10.0, 12.0)}, "face is 12 px high: too small to be seen speaking"),
        ({"confidence": 0.65}, "may not be a face (confidence 0.65): look at it"),
        ({"mouth_state": "hidden"}, "the mouth is hidden: it cannot be seen to speak"),
    ],
)
def test_reasons_are_given_in_words(change, words):
    assert words in quality(dataclasses.replace(Face("f0", (0.0, 0.0, 200.0, 260.0), 1.0), **change))


def test_large_and_central_faces_speak_first():
    def rank(x, y, size, confidence=0.9):
        return speaker_rank(Face("f0", (x, y, size, size), confidence), 1000, 1000)

    assert rank(400, 300, 200) > rank(400, 300, 100)
    assert rank(400, 300, 200) > rank(0, 800, 200)
    assert rank(400, 300, 200) > rank(400, 300, 200, confidence=0.6)
    assert rank(450, 300, 100) > rank(850, 300, 140), "who stands in the middle, though others are nearer"
    assert rank(450, 300, 100) < rank(600, 300, 400), "but not where another is the picture"


def test_gender_is_always_called_apparent(face):
    assert "apparent female" in caption(dataclasses.replace(face, gender="female"))
    assert "female" not in caption(dataclasses.replace(face, gender="unknown"))


@pytest.mark.parametrize("size", [(40, 60), (600, 512), (3000, 4200)])
def test_drawings_are_large_enough_to_read(size):
    height, width = size
    picture = Artwork(np.full((height, width, 3), 128, np.uint8), "", Metadata())
    crowd = [Face(f"f{n}", (n * width / 200, height / 2, width / 300, height / 200), 0.9) for n in range(200)]
    drawn = draw_faces(picture, crowd)
    assert 1600 <= max(drawn.shape[:2]) <= 2400
    assert (drawn != 128).any()


def test_a_sheet_shows_every_picture(hopper, face):
    sheet = contact_sheet([("hopper", hopper, [face])] * 5 + [("empty", hopper, [])])
    assert sheet.shape == (800, 1440, 3)
    assert contact_sheet([]).shape[1] == 1440
