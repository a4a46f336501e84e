"""Faces come back from disk as they went."""

from __future__ import annotations

import contextlib
import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.errors import InternalError, ProjectError
from speaking_engine.faces.face import Face
from speaking_engine.faces.store import FACES_FILE, faces_from_disk, faces_to_disk, landmarks_file

MESH = np.arange(478 * 3, dtype=np.float32).reshape(478, 3)
FOUND = Face(
    "f0",
    (10.5, 20.0, 30.0, 40.25),
    0.9,
    landmarks_px=MESH,
    presence=1.0,
    yaw_deg=-12.0,
    pitch_deg=1.0,
    roll_deg=0.5,
    gender="female",
    gender_confidence=0.8,
    found_by=("mtcnn",),
    quality=("face is 38 px high: will be soft",),
)
BY_HAND = Face(
    "h0",
    (0.0, 0.0, 9.0, 9.0),
    1.0,
    found_by=("hand",),
    handles={"chin": (1.5, 8.0)},
    handle_set="profile_left",
)


def test_faces_come_back_equal(tmp_path):
    faces_to_disk(tmp_path, (FOUND, BY_HAND))
    back = faces_from_disk(tmp_path)
    for before, after in zip((FOUND, BY_HAND), back, strict=True):
        for field in dataclasses.fields(Face):
            np.testing.assert_array_equal(getattr(before, field.name), getattr(after, field.name))


def test_no_faces_come_back_as_none(tmp_path):
    faces_to_disk(tmp_path, ())
    assert faces_from_disk(tmp_path) == ()


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(ProjectError, match=r"faces\.json is missing\. Run it again"):
        faces_from_disk(tmp_path)


def test_a_pickled_array_is_refused(tmp_path):
    faces_to_disk(tmp_path, (FOUND,))
    np.save(tmp_path / landmarks_file("f0"), np.array([{"code": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ProjectError):
        faces_from_disk(tmp_path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (FACES_FILE, b"\xff\xfe"),
        (FACES_FILE, b"[]"),
        (FACES_FILE, b'{"schema": 1, "faces": [[]]}'),
        (landmarks_file("f0"), b"PK\x03\x04 a zip?"),
        (landmarks_file("f0"), b"xxNUMPY"),
        (landmarks_file("f0"), b""),
    ],
)
def test_a_damaged_file_is_told_without_the_words_of_codecs(tmp_path, name, data):
    faces_to_disk(tmp_path, (FOUND,))
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ProjectError, match=r"cannot be read: a file is damaged\. Run it again"):
        faces_from_disk(tmp_path)


@given(place=st.integers(0, 200), byte=st.integers(0, 255), cut=st.booleans())
def test_whatever_is_damaged_is_read_or_told(tmp_path_factory, place, byte, cut):
    folder = tmp_path_factory.mktemp("faces")
    faces_to_disk(folder, (FOUND, BY_HAND))
    for path in folder.iterdir():
        data = bytearray(path.read_bytes())
        data[place] = byte
        path.write_bytes(data[:place] if cut else data)
        with contextlib.suppress(ProjectError):
            faces_from_disk(folder)


@pytest.mark.parametrize("array", [np.zeros((468, 3), np.float32), np.zeros((478, 3), np.float64)])
def test_landmarks_of_another_shape_are_refused(tmp_path, array):
    faces_to_disk(tmp_path, (FOUND,))
    np.save(tmp_path / landmarks_file("f0"), array)
    with pytest.raises(ProjectError, match="instead of float32"):
        faces_from_disk(tmp_path)


def test_landmarks_are_not_read_from_elsewhere(tmp_path):
    faces_to_disk(tmp_path, (FOUND,))
    text = (tmp_path / FACES_FILE).read_text("utf8").replace("f0.landmarks.npy", "../f0.landmarks.npy")
    (tmp_path / FACES_FILE).write_text(text, "utf8")
    with pytest.raises(ProjectError):
        faces_from_disk(tmp_path)


def test_another_schema_is_refused(tmp_path):
    (tmp_path / FACES_FILE).write_text(json.dumps({"schema": 99, "faces": []}), "utf8")
    with pytest.raises(ProjectError, match="schema 99 instead of 1"):
        faces_from_disk(tmp_path)


@pytest.mark.parametrize("names", [("f0", "f0"), ("../f0", "f1")])
def test_names_must_be_plain_and_different(tmp_path, names):
    faces = tuple(dataclasses.replace(FOUND, id=name) for name in names)
    with pytest.raises(InternalError):
        faces_to_disk(tmp_path, faces)
