"""What every detector owes the faces room, the fake included."""

from __future__ import annotations

import os

import matplotlib.cbook
import numpy as np
import pytest
from PIL import Image

from speaking_engine.errors import FaceError, SetupError
from speaking_engine.faces import detectors
from speaking_engine.faces.boxes import iou_of
from speaking_engine.faces.detectors import deepface, load_detector
from speaking_engine.faces.detectors.centerface import CenterFace
from speaking_engine.faces.detectors.deepface import DeepFace
from speaking_engine.faces.detectors.fake import FakeDetector
from speaking_engine.faces.detectors.mtcnn import Mtcnn
from speaking_engine.faces.face import Face
from speaking_engine.faces.views import View, look

WANTS_DEEPFACE = pytest.mark.skipif(
    not os.environ.get(deepface.PYTHON_VARIABLE), reason=f"{deepface.PYTHON_VARIABLE} is not set"
)
DETECTORS = [
    pytest.param(CenterFace(), id="centerface"),
    pytest.param(Mtcnn(), id="mtcnn"),
    pytest.param(FakeDetector(), id="fake"),
    pytest.param(DeepFace(), id="deepface", marks=WANTS_DEEPFACE),
]
FACE = (168.0, 90.0, 180.0, 215.0)  # of Grace Hopper, cap to chin


@pytest.fixture(scope="module")
def hopper():
    path = matplotlib.cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
    return np.asarray(Image.open(path).convert("RGB"))


def shown_to(detector, hopper):
    """The portrait; for the fake, with a white patch in place of the face."""
    pixels = hopper.copy()
    if detector.name == "fake":
        pixels = np.minimum(pixels, 200)
        x, y, width, height = map(int, FACE)
        pixels[y : y + height, x : x + width] = 255
    return pixels


@pytest.mark.parametrize("detector", DETECTORS)
def test_a_plain_face_is_found_once_and_in_its_place(detector, hopper):
    found = detector.find(shown_to(detector, hopper))
    hits = [finding for finding in found if iou_of(finding.box_px, FACE) >= 0.5]
    assert len(hits) == 1
    assert hits[0].detector == detector.name


@pytest.mark.parametrize("detector", DETECTORS)
def test_boxes_and_scores_keep_their_bounds(detector, hopper):
    pixels = shown_to(detector, hopper)
    height_px, width_px = pixels.shape[:2]
    for x, y, width, height in (finding.box_px for finding in detector.find(pixels)):
        assert width > 0
        assert height > 0
        assert x < width_px
        assert y < height_px
        assert x + width > 0
        assert y + height > 0
    assert all(0 <= finding.score <= 1 for finding in detector.find(pixels))


@pytest.mark.parametrize("detector", DETECTORS)
def test_looking_changes_nothing_and_gives_the_same_twice(detector, hopper):
    pixels = shown_to(detector, hopper)
    before = pixels.copy()
    assert detector.find(pixels) == detector.find(pixels)
    np.testing.assert_array_equal(pixels, before)


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (11, 13), (40, 40)])
@pytest.mark.parametrize("detector", DETECTORS)
def test_no_face_in_plain_pictures_of_any_size(detector, size):
    assert detector.find(np.full((*size, 3), 90, np.uint8)) == []


@pytest.mark.parametrize("detector", DETECTORS)
@pytest.mark.parametrize(
    "view",
    [View(640), View(300), View(600, mirrored=True), View(600, angle_deg=15), View(600, even=True)],
    ids=["larger", "smaller", "mirrored", "turned", "evened"],
)
def test_what_a_view_shows_comes_back_in_pixels_of_the_picture(detector, view, hopper):
    if detector.name == "fake" and view.even:
        pytest.skip("evened tones leave no pure white")
    found = look(detector, shown_to(detector, hopper), view)
    assert max(iou_of(finding.box_px, FACE) for finding in found) >= 0.5


def test_deepface_without_a_python_says_how_to_get_one(monkeypatch, hopper):
    monkeypatch.delenv(deepface.PYTHON_VARIABLE, raising=False)
    with pytest.raises(SetupError, match=deepface.PYTHON_VARIABLE):
        DeepFace().find(hopper)


def test_deepface_without_weights_says_file_url_and_folder(monkeypatch, tmp_path, hopper):
    monkeypatch.setenv(deepface.HOME_VARIABLE, str(tmp_path))
    with pytest.raises(SetupError) as told:
        DeepFace().gender(hopper)
    for fact in (deepface.GENDER_WEIGHTS, deepface.GENDER_URL, str(tmp_path)):
        assert fact in str(told.value)


def test_deepface_tells_a_gender_only_where_it_is_sure(monkeypatch, tmp_path, hopper):
    weights = tmp_path / ".deepface" / "weights"
    weights.mkdir(parents=True)
    (weights / deepface.GENDER_WEIGHTS).touch()
    monkeypatch.setenv(deepface.HOME_VARIABLE, str(tmp_path))
    answers = iter([[{"gender": [97.0, 3.0]}], [{"gender": [60.0, 40.0]}]])
    monkeypatch.setattr(deepface, "_ask", lambda task, pixels: next(answers))
    sure, unsure = deepface.with_deepface_gender(hopper, [Face("f0", FACE, 1.0), Face("f1", FACE, 1.0)])
    assert (sure.gender, sure.gender_confidence) == ("female", pytest.approx(0.97))
    assert (unsure.gender, unsure.gender_confidence) == ("unknown", pytest.approx(0.6))


@pytest.mark.parametrize("name", ["centerface", "mtcnn", "fake", "deepface"])
def test_every_detector_is_known_by_its_name(name):
    assert load_detector(name).name == name
    assert name in detectors.DETECTORS.names


def test_an_unknown_detector_is_answered_with_those_there_are():
    with pytest.raises(FaceError, match="Choose one of centerface, mtcnn"):
        load_detector("crystal ball")


def test_deepface_never_gives_the_whole_picture(monkeypatch, hopper):
    height, width = hopper.shape[:2]
    answer = [{"box": [0, 0, width, height, 0.0]}, {"box": [*FACE, 0.99]}]
    monkeypatch.setattr(deepface, "_ask", lambda task, pixels: answer)
    assert [finding.box_px for finding in DeepFace().find(hopper)] == [FACE]
