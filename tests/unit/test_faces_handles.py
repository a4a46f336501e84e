"""Handles stand for a whole face: exactly where they were put, smoothly everywhere else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speaking_engine.errors import FaceError
from speaking_engine.faces.canonical import canonical_face, rotation
from speaking_engine.faces.handles import (
    SETS,
    canonical_mesh,
    handles_from_landmarks,
    landmarks_from_handles,
    starting_handles,
)
from speaking_engine.faces.pose import head_pose, yaw_class

sets = st.sampled_from(sorted(SETS))


def seen(yaw_deg, pitch_deg, roll_deg, size, shift):
    turned = canonical_face() @ rotation(yaw_deg, pitch_deg, roll_deg).T * size
    return (turned + np.array([*shift, 0])).astype(np.float32)


@given(
    handle_set=sets,
    seed=st.integers(0, 2**16),
    width=st.floats(20, 4000),
    aspect=st.floats(0.7, 1.6),
    drop=st.booleans(),
)
@settings(max_examples=60)
def test_every_handle_lies_where_it_was_put(handle_set, seed, width, aspect, drop):
    handles = starting_handles(handle_set, (50.0, 80.0, width, width * aspect))
    if drop:
        handles = {name: point for name, point in handles.items() if not SETS[handle_set][name].optional}
    shake = np.random.default_rng(seed).normal(0, width * 0.01, (len(handles), 2))
    moved = {name: (x + dx, y + dy) for (name, (x, y)), (dx, dy) in zip(handles.items(), shake, strict=True)}
    points = landmarks_from_handles(handle_set, moved)
    assert points.shape == (478, 3)
    assert points.dtype == np.float32
    back = handles_from_landmarks(handle_set, points)
    for name, point in moved.items():
        np.testing.assert_allclose(back[name], point, atol=width * 1e-4)


@given(yaw=st.floats(-40, 40), pitch=st.floats(-20, 20), roll=st.floats(-40, 40), size=st.floats(3, 100))
@settings(max_examples=40)
def test_handles_of_a_turned_head_give_back_the_whole_head(yaw, pitch, roll, size):
    head = seen(yaw, pitch, roll, size, (500, 700))
    points = landmarks_from_handles("frontal", handles_from_landmarks("frontal", head))
    eyes = np.linalg.norm(head[263] - head[33])
    apart = np.linalg.norm(points[:, :2] - head[:, :2], axis=1) / eyes
    assert apart.mean() < 0.05
    pose = head_pose(points)
    assert pose.roll_deg == pytest.approx(roll, abs=8)
    assert pose.yaw_deg == pytest.approx(yaw, abs=15)


@given(yaw=st.floats(-79, 79), pitch=st.floats(-40, 40), roll=st.floats(-80, 80))
@settings(max_examples=50)
def test_pose_is_read_back(yaw, pitch, roll):
    pose = head_pose(seen(yaw, pitch, roll, 20.0, (100, 100)))
    assert (pose.yaw_deg, pose.pitch_deg, pose.roll_deg) == pytest.approx((yaw, pitch, roll), abs=0.1)


@pytest.mark.parametrize(("yaw", "pitch"), [(90, 20), (-90, -15), (-90, 30)])
def test_a_profile_nods(yaw, pitch):
    pose = head_pose(seen(yaw, pitch, 0, 20.0, (100, 100)))
    assert (pose.yaw_deg, pose.pitch_deg, pose.roll_deg) == pytest.approx((yaw, pitch, 0), abs=0.1)


@pytest.mark.parametrize(
    ("yaw_deg", "name"), [(0, "frontal"), (-20, "three-quarter"), (45, "three-quarter"), (-70, "profile")]
)
def test_turns_have_names(yaw_deg, name):
    assert yaw_class(yaw_deg) == name


@pytest.mark.parametrize(("handle_set", "side"), [("profile_left", -1), ("profile_right", 1)])
def test_profiles_look_to_their_side(handle_set, side):
    mesh = canonical_mesh(handle_set)
    nose, ear = mesh[4], mesh[SETS[handle_set]["ear"].landmark]
    assert np.sign(nose[0] - ear[0]) == side
    hidden = mesh[{454: 234, 234: 454}[SETS[handle_set]["ear"].landmark]]
    assert ear[2] < hidden[2]  # the placed ear is the nearer one


def test_profiles_mirror_each_other():
    left = starting_handles("profile_left", (0, 0, 100, 150))
    right = starting_handles("profile_right", (0, 0, 100, 150))
    for name, (x, y) in left.items():
        assert right[name] == pytest.approx((100 - x, y), abs=0.5)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda h: h.pop("chin"), "needs chin"),
        (lambda h: h.update(beak=(1, 1)), "has no handle beak"),
        (lambda h: h.update(chin=h["nose_tip"]), "fall together"),
        (lambda h: h.update(chin=(float("nan"), 3.0)), "fall together"),
    ],
)
def test_wrong_handles_are_named(change, says):
    handles = starting_handles("profile_left", (0, 0, 100, 150))
    change(handles)
    with pytest.raises(FaceError, match=says):
        landmarks_from_handles("profile_left", handles)


def test_an_unknown_set_is_named():
    with pytest.raises(FaceError, match="no set of handles named 'side'"):
        landmarks_from_handles("side", {})


def test_handles_on_one_line_are_refused():
    names = [name for name, handle in SETS["profile_left"].items() if not handle.optional]
    with pytest.raises(FaceError):
        landmarks_from_handles("profile_left", {name: (i * 10.0, i * 5.0) for i, name in enumerate(names)})
