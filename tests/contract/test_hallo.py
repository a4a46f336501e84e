"""Hallo's contract, against a program of ours that is as strict about it; no model runs here."""

from __future__ import annotations

import shutil
import time
from fractions import Fraction

import numpy as np
import psutil
import pytest
from painted_face import moving, painted, spoken

from speaking_engine.clip.animate import animator_named, choose_animator
from speaking_engine.clip.animators.hallo.adapter import at_rate
from speaking_engine.clip.animators.hallo.install import HALLO
from speaking_engine.clip.animators.hallo.restore import restored
from speaking_engine.errors import Cancelled, ClipError, FaceUnseen, SetupError
from speaking_engine.protocol.progress import silent

pytestmark = pytest.mark.usefixtures("hallo_installed")


@pytest.fixture(scope="module")
def still_and_face():
    return painted(600)


@pytest.fixture(scope="module")
def utterance():
    return spoken("pˈɑpi mˈuv")


def clip(still_and_face, utterance, name="hallo", report=silent, **motion):
    still, face = still_and_face
    return list(animator_named(name).frames(still, face, utterance, moving(utterance, **motion), report))


def test_its_mouth_opens(still_and_face, utterance):
    """The rest of an animator's contract is tested in `test_animators`."""
    still = still_and_face[0].pixels
    assert max(np.abs(frame.astype(int) - still).max() for frame in clip(still_and_face, utterance)) > 60


def test_colours_and_detail_come_back(still_and_face, utterance):
    """The stand-in is too light, blurred and small; where it agrees, the paint is the still's own."""
    still = still_and_face[0].pixels.astype(np.float32)
    frame = clip(still_and_face, utterance)[10].astype(np.float32)
    forehead = np.s_[100:160, 250:350]
    assert np.abs(frame[forehead] - still[forehead]).mean() < 2.5
    assert frame[forehead].std() == pytest.approx(still[forehead].std(), rel=0.15)


def test_segments_anchor_long_speech_again(still_and_face):
    utterance = spoken("mˈɑpi tˈuki sˈɑmi ")
    still, face = still_and_face
    forehead = np.s_[100:160, 250:350]

    def drift(segment_s):
        frames = animator_named("hallo").frames(
            still, face, utterance, moving(utterance, options={"segment_s": segment_s}), silent
        )
        last = [frame[forehead].astype(float) for frame in frames][-12:-8]
        return abs(np.mean(last) - still.pixels[forehead].mean())

    whole, parts = drift("0"), drift("1.2")
    assert whole > 2
    assert parts < 0.6 * whole


def test_progress_is_read_from_its_output(still_and_face, utterance):
    notes = []
    clip(still_and_face, utterance, report=lambda stage, fraction, note="": notes.append(note))
    assert "loading models" in notes
    assert "window 1 of 4" in notes


@pytest.mark.parametrize(
    ("mood", "kind", "words"),
    [
        ("noface", FaceUnseen, "sees no face"),
        ("noface-box", FaceUnseen, "sees no face"),
        ("crash", SetupError, "GPU memory"),
        ("broken", ClipError, "failed with code 1"),  # though its output names CUDA
        ("silent", ClipError, "without a movie"),
        ("short", ClipError, "end before frame"),
    ],
)
def test_failures_are_sentences(mood, kind, words, still_and_face, utterance, monkeypatch):
    monkeypatch.setenv("STAND_IN", mood)
    with pytest.raises(kind, match=words) as caught:
        clip(still_and_face, utterance)
    assert caught.value.hint


def test_cancel_ends_the_child_and_its_children(still_and_face, utterance, monkeypatch, tmp_path):
    monkeypatch.setenv("STAND_IN", "hang")
    monkeypatch.setenv("STAND_IN_PIDS", str(tmp_path / "pids"))

    def stop(stage, fraction, note=""):
        if (tmp_path / "pids").exists() and (tmp_path / "pids").read_text():
            raise Cancelled

    with pytest.raises(Cancelled):
        clip(still_and_face, utterance, report=stop)
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert len(pids) == 2
    deadline = time.monotonic() + 10
    while any(_runs(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_runs(pid) for pid in pids)


def test_timeout_is_said(still_and_face, utterance, monkeypatch, tmp_path):
    monkeypatch.setenv("STAND_IN", "hang")
    monkeypatch.setenv("STAND_IN_PIDS", str(tmp_path / "pids"))
    with pytest.raises(ClipError, match="stopped after 3 s") as caught:
        clip(still_and_face, utterance, options={"timeout_s": "3"})
    assert caught.value.place == "motion.options.timeout_s"


def test_missing_installation_is_said(still_and_face, utterance, monkeypatch, hallo_root, tmp_path):
    monkeypatch.delenv(HALLO.root_variable)
    with pytest.raises(SetupError, match="not installed") as caught:
        clip(still_and_face, utterance)
    assert HALLO.root_variable in caught.value.hint
    half = tmp_path / "hallo"
    shutil.copytree(hallo_root, half)
    (half / "pretrained_models" / HALLO.weights[0]).unlink()
    with pytest.raises(SetupError, match=r"net\.pth"):
        clip(still_and_face, utterance, options={"hallo_root": str(half)})


def test_option_that_is_no_number_is_said(still_and_face, utterance):
    with pytest.raises(ClipError, match="steps"):
        clip(still_and_face, utterance, options={"steps": "many"})


def test_checkpoint_is_left_out_or_real(still_and_face, utterance, hallo_root):
    assert clip(still_and_face, utterance, options={"checkpoint": str(hallo_root / "pretrained_models")})


def test_profiles_go_to_the_head_with_a_reason():
    animator, fallbacks = choose_animator("hallo", painted(300, yaw_deg=80)[1])
    assert animator.name == "head"
    assert len(fallbacks) == 1
    assert "80 degrees" in fallbacks[0]
    animator, fallbacks = choose_animator("hallo", painted(300)[1])
    assert (animator.name, fallbacks) == ("hallo", ())


def test_rate_takes_the_nearest_frame():
    frames = [np.full((2, 2, 3), value, np.uint8) for value in range(50)]
    taken = [int(frame[0, 0, 0]) for frame in at_rate(frames, 48, Fraction(24), "hallo")]
    assert taken == [int(index * 25 / 24 + 0.5) for index in range(48)]


def test_a_clip_of_one_frame_is_the_still(still_and_face):
    still = still_and_face[0]
    frames = list(restored([np.zeros((64, 64, 3), np.uint8)], still, 1, 5))
    np.testing.assert_array_equal(frames[0], still.pixels)


def _runs(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
