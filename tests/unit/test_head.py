"""The head model and its fit: what a unit moves, and that a head laid on points lies on them."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from speaking_engine.errors import FaceError
from speaking_engine.faces.canonical import rotation
from speaking_engine.faces.face import Face
from speaking_engine.head.fit import FACE, fit_face, fit_handles, fit_landmarks
from speaking_engine.head.measure import outline_errors
from speaking_engine.head.model import FULL_JAW_MM, OUTSIDE, load_head
from speaking_engine.head.overlay import draw_heads
from speaking_engine.head.raster import rasterise

ROOT = Path(__file__).resolve().parents[2]
UPPER, LOWER, CHIN = 13, 14, 152
SOME_COMPONENTS = 12


def on(model, landmarks, values):
    return model.landmarks.take(landmarks).on(values, model.triangles)


def painted(seed, yaw_deg, size=30.0):
    """Landmarks of a head of the model's own kind."""
    model, rng = load_head(), np.random.default_rng(seed)
    identity = np.zeros(len(model.identity), np.float32)
    identity[:SOME_COMPONENTS] = rng.normal(size=SOME_COMPONENTS)
    turned = model.vertices(identity) @ rotation(yaw_deg, 5.0, -4.0).T * size + [600, 700, 0]
    return on(model, range(478), turned.astype(np.float32)), turned


def test_the_jaw_opens_the_lips_and_takes_the_chin_along():
    model = load_head()
    jaw = model.units[model.unit_names.index("jawOpen")]
    upper, lower, chin = on(model, [UPPER, LOWER, CHIN], jaw) * 10
    assert lower[1] - upper[1] == pytest.approx(FULL_JAW_MM, abs=0.5)
    assert abs(upper).max() < 0.3
    assert chin[1] > 0.6 * lower[1]
    closed = jaw + model.units[model.unit_names.index("mouthClose")]
    assert np.linalg.norm(np.subtract(*on(model, [UPPER, LOWER], closed))) < 0.15
    teeth = jaw[model.is_in("teeth_lower")]
    assert teeth[:, 1].min() > 0.3
    assert abs(jaw[model.is_in("teeth_upper", "eye_left", "eye_right")]).max() == 0


def test_every_lower_lip_landmark_lies_on_the_lower_lip():
    model = load_head()
    values = model.lower_lip[:, None]
    assert on(model, [95, 88, 178, 87, 14, 317, 402, 318, 324, 17, 84, 314], values).min() > 0.5
    assert on(model, [191, 80, 81, 82, 13, 312, 311, 310, 415, 0, 37, 267], values).max() < 0.5


@pytest.mark.parametrize("yaw_deg", [-75.0, -40.0, 0.0, 25.0, 60.0])
def test_a_head_laid_on_landmarks_lies_on_them_and_turns_as_they_do(yaw_deg):
    landmarks, turned = painted(3, yaw_deg)
    fitted = fit_landmarks(landmarks)
    back = on(fitted.model, FACE, fitted.points_px)[:, :2]
    np.testing.assert_allclose(back, landmarks[FACE, :2], atol=0.5)
    assert fitted.yaw_deg == pytest.approx(yaw_deg, abs=3)
    assert fitted.residual < 0.02
    skull = fitted.model.is_in("scalp", "face")
    off = np.linalg.norm(fitted.points_px[skull, :2] - turned[skull, :2], axis=1)
    assert np.median(off) < 0.03 * fitted.face_height_px


def test_a_pixel_of_noise_moves_the_head_by_no_more_than_a_few():
    landmarks, _ = painted(5, -20.0)
    still = fit_landmarks(landmarks)
    for seed in range(3):
        noise = np.random.default_rng(seed).normal(size=landmarks.shape)
        shaken = fit_landmarks((landmarks + noise).astype(np.float32))
        off = np.linalg.norm(shaken.points_px[:, :2] - still.points_px[:, :2], axis=1)
        assert np.median(off) < 1.5
        assert off.max() < 0.03 * still.face_height_px
        assert shaken.yaw_deg == pytest.approx(still.yaw_deg, abs=1.5)


@pytest.mark.parametrize("handle_set", ["profile_left", "profile_right", "frontal"])
def test_a_head_laid_on_handles_lies_on_them(handle_set):
    model = load_head()
    yaw_deg = {"profile_left": -90.0, "profile_right": 90.0, "frontal": 0.0}[handle_set]
    turned = (model.mean @ rotation(yaw_deg, 0.0, 0.0).T * 20 + [400, 500, 0]).astype(np.float32)
    handles = {
        name.partition(".")[2]: tuple(float(v) for v in anchor.on(turned, model.triangles)[0, :2])
        for name, anchor in model.handles.items()
        if name.startswith(handle_set)
    }
    fitted = fit_handles(handle_set, handles)
    for name, place in handles.items():
        at = model.handles[f"{handle_set}.{name}"].on(fitted.points_px, model.triangles)[0, :2]
        np.testing.assert_allclose(at, place, atol=0.1)
    assert abs(fitted.yaw_deg - yaw_deg) < 12
    off = np.linalg.norm(fitted.points_px[:, :2] - turned[:, :2], axis=1)
    assert np.median(off) < 0.03 * fitted.face_height_px


def test_a_doubtful_handle_pulls_less():
    model, (_, turned) = load_head(), painted(1, -85.0)
    handles = {
        name.split(".")[1]: tuple(anchor.on(turned, model.triangles)[0, :2].astype(float))
        for name, anchor in model.handles.items()
        if name.startswith("profile_left")
    }
    x, y = handles["chin"]
    handles["chin"] = (x, y + 30.0)
    chin, below = model.handles["profile_left.chin"], []
    for doubt in (None, {"chin": 25.0}):
        head = fit_handles("profile_left", handles, doubt=doubt)
        below.append(chin.on(head.points_px[:, :2] - head.warp_px, model.triangles)[0, 1] - y)
    assert below[1] < 0.9 * below[0]


def test_a_head_turns_about_its_ears_and_leaves_the_bust():
    landmarks, _ = painted(1, 0.0)
    fitted = fit_landmarks(landmarks)
    moved = fitted.moved(yaw_deg=6.0)
    assert on(fitted.model, [4], moved)[0, 0] > 0.05 * fitted.face_height_px
    assert abs(moved[fitted.model.turn_weight == 0]).max() == 0
    assert abs(fitted.moved({"noSuchShape": 1.0})).max() == 0


def test_a_silhouette_runs_round_the_head():
    landmarks, turned = painted(2, -30.0)
    fitted = fit_landmarks(landmarks)
    outline = fitted.silhouette("face", "scalp", "neck", "lids", "lip_upper", "lip_lower")
    assert outline.shape[1] == 2
    assert abs(outline[:, 0].min() - turned[:, 0].min()) < 0.03 * fitted.face_height_px


def test_a_face_without_points_is_refused_with_what_to_do():
    with pytest.raises(FaceError, match="handles"):
        fit_face(Face("f0", (0, 0, 10, 10), 1.0))


def test_the_nearer_of_two_triangles_is_seen_and_none_is_lost():
    points = np.array(
        [[0, 0, 5], [9, 0, 5], [0, 9, 5], [9, 9, 5], [2, 2, 1], [6, 2, 1], [2, 6, 1]], np.float32
    )
    triangles = np.array([[0, 1, 2], [1, 3, 2], [4, 6, 5]], np.int32)
    seen = rasterise(points, triangles, 10, 10)
    assert seen.covered.all()
    assert seen.triangle[3, 3] == 2
    assert seen.triangle[8, 8] == 1
    carried = seen.carry(triangles, points)
    rows, columns = np.mgrid[0:10, 0:10]
    np.testing.assert_allclose(carried[..., 0], columns, atol=1e-3)
    np.testing.assert_allclose(carried[..., 1], rows, atol=1e-3)


def test_a_head_is_drawn_where_it_was_laid():
    landmarks, _ = painted(4, 20.0)
    fitted = fit_landmarks(landmarks)
    ground = np.full((1400, 1300, 3), 128, np.uint8)
    drawn = draw_heads(ground, [fitted], 1.0)
    changed = np.argwhere((drawn != ground).any(axis=2))[:, ::-1]
    np.testing.assert_allclose(changed.min(axis=0), fitted.silhouette().min(axis=0), atol=6)
    assert (ground == 128).all()


def test_outlines_of_painted_profiles_lie_where_a_hand_drew_them():
    rows = json.loads((ROOT / "benchmarks" / "head_outlines.json").read_text("utf8"))
    off = []  # by handles alone, without the pictures
    for row in rows:
        if "handles" in row:
            fitted = fit_handles(row["handle_set"], {name: tuple(at) for name, at in row["handles"].items()})
            off.append(outline_errors(fitted, np.array(row["outline"], float)).mean())
    assert len(off) == 7
    assert np.median(off) < 0.025
    assert np.mean(np.array(off) < 0.03) > 0.8


@pytest.mark.parametrize("handle_set", ["profile_left", "profile_right"])
def test_the_front_of_a_profile_is_laid_on_the_painted_one(handle_set):
    model = load_head()
    head = model.mean.copy()
    head[:, 2] -= 1.0 * np.exp(-(((head[:, 1] + 6) / 2.5) ** 2))  # a brow that no handle tells of
    sign = -1 if handle_set == "profile_left" else 1
    points = head @ rotation(sign * 86.0, 4.0, 0.0).T * 14 + [300 - 20 * sign, 300, 0]
    points = points.astype(np.float32)
    seen = rasterise(points, model.triangles[model.triangles_in(*OUTSIDE)], 600, 600)
    picture = np.full((600, 600, 3), 90, np.uint8)
    picture[seen.covered] = (200, 170, 150)
    handles = {
        name: tuple(
            float(v) for v in model.handles[f"{handle_set}.{name}"].on(points, model.triangles)[0, :2]
        )
        for name in ("eye_corner", "nose_tip", "lip_upper", "lip_lower", "mouth_corner", "chin", "ear")
    }
    edge, _ = cv2.findContours(seen.covered.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    loop = max(edge, key=len)[:, 0, :]
    corner, top, bottom = (handles[name] for name in ("mouth_corner", "eye_corner", "chin"))
    front = loop[(loop[:, 0] - corner[0]) * sign > 10]
    front = front[(front[:, 1] > top[1] - 60) & (front[:, 1] < bottom[1] - 5)]
    blind, seeing = (fit_handles(handle_set, handles, shown) for shown in (None, picture))
    before, after = (outline_errors(head, front.astype(float)) for head in (blind, seeing))
    assert after.max() < 0.9 * before.max()
    assert after.mean() < 0.01
