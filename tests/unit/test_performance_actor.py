"""An actor's take: read off a video that our own animator made from known channels, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from painted_face import spoken
from PIL import Image

from speaking_engine.clip.animators.head.animator import HeadAnimator
from speaking_engine.clip.clip import Motion, Still
from speaking_engine.errors import ClipError
from speaking_engine.faces.canonical import canonical_face
from speaking_engine.faces.detectors.centerface import CenterFace
from speaking_engine.faces.face import Face
from speaking_engine.faces.mesh import fit_mesh
from speaking_engine.performance.actor.fit_head import UNITS
from speaking_engine.performance.actor.read_face import _mouth
from speaking_engine.performance.actor.read_lids import lids_of
from speaking_engine.performance.actor.take import MOST_DEG, MOST_OF, ReadTake, is_heard, played, read_take
from speaking_engine.performance.channels import HEAD
from speaking_engine.performance.live_link import as_csv
from speaking_engine.performance.manner import Manner, parse_strengths
from speaking_engine.performance.millimetres import MOUTH_MM, shut
from speaking_engine.performance.perform import perform
from speaking_engine.performance.performance import ends_of, performed
from speaking_engine.protocol.progress import silent
from speaking_engine.speech.utterance import Word

RATE = Fraction(25)
ASKED = (
    *("jawOpen", "mouthSmileLeft", "mouthSmileRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight"),
    *("eyeBlinkLeft", "eyeBlinkRight"),
)


def known(count=150):
    """A performance whose jaw, smiles, brows, blinks and head go their own ways."""
    times = np.arange(count) / 25

    def now_and_then(most, each_s, at_s, spread_s):
        away = (times % each_s - at_s) / spread_s
        return most * np.clip(1.5 * np.exp(-0.5 * away**2), 0, 1)

    blink = now_and_then(1.0, 1.6, 0.9, 0.06)
    ends = ends_of(times)
    tracks = {
        "jawOpen": 0.26 * np.clip(np.sin(2 * np.pi * 1.7 * times), 0, 1),
        "eyeBlinkLeft": blink,
        "eyeBlinkRight": blink,
        "mouthSmileLeft": now_and_then(0.7, 2.3, 1.2, 0.3),
        "mouthSmileRight": now_and_then(0.7, 2.9, 1.6, 0.3),
        "browInnerUp": now_and_then(0.8, 1.9, 1.0, 0.25),
        "browOuterUpLeft": now_and_then(0.8, 2.6, 0.8, 0.25),
        "browOuterUpRight": now_and_then(0.8, 3.1, 2.2, 0.25),
        "headYaw": 5 * np.sin(2 * np.pi * 0.4 * times),
        "headPitch": 4 * np.sin(2 * np.pi * 0.31 * times + 1),
        "headRoll": 3 * np.sin(2 * np.pi * 0.23 * times + 2),
    }
    return performed({name: track * ends for name, track in tracks.items()}, count, RATE)


def film(path, frames, rate=25, *, sound=False):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.pix_fmt = "yuv420p"
        heard = container.add_stream("aac", rate=24000, layout="mono") if sound else None
        for number, frame in enumerate(frames):
            if number == 0:
                stream.height, stream.width = frame.shape[:2]
            picture = av.VideoFrame.from_ndarray(frame, format="rgb24")
            picture.pts = number
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
        if heard:
            tone = (0.2 * np.sin(np.arange(24000) / 20)).astype(np.float32)[None]
            piece = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
            piece.sample_rate = 24000
            container.mux(heard.encode(piece))
            container.mux(heard.encode())
    return path


@pytest.fixture(scope="module")
def sitter():
    """A photograph that comes with a package, small: the still that moves, and its face."""
    from matplotlib import cbook

    pixels = np.asarray(Image.open(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)).convert("RGB"))
    small = cv2.resize(pixels, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    side = min(small.shape[:2]) // 2 * 2
    still = Still(np.ascontiguousarray(small[:side, :side]), (0, 0, side, side))
    box = max(CenterFace().find(still.pixels), key=lambda one: one.box_px[2]).box_px
    mesh = fit_mesh(still.pixels, box)
    return still, Face("f0", box, 1.0, landmarks_px=mesh.landmarks_px, presence=mesh.presence)


@pytest.fixture(scope="module")
def take(tmp_path_factory, sitter):
    still, face = sitter
    frames = HeadAnimator().frames(still, face, None, Motion(known()), silent)
    return read_take(film(tmp_path_factory.mktemp("take") / "take.mp4", frames))


def test_known_channels_come_back_from_a_synthetic_take(take):
    wanted, found = known(), take.performance
    assert len(found) == len(wanted)
    least = dict.fromkeys(ASKED, 0.9) | {"mouthSmileLeft": 0.8}  # her far cheek, in the shadow
    for track, limit in least.items():
        assert np.corrcoef(found[track], wanted[track])[0, 1] > limit, track
    for track in HEAD:
        away = found[track] - wanted[track]
        assert np.abs(away - np.median(away)).max() < 1.5, track
    assert found.stretches[0].source == "actor"
    assert not take.has_sound


def test_what_an_actor_holds_throughout_is_counted_from_the_rest_with_which_the_take_begins(tmp_path, sitter):
    still, face = sitter
    held = np.interp(np.arange(60) / 25, [0.5, 0.7], [0.0, 1.0])
    tracks = {"mouthSmileLeft": 0.6 * held, "mouthSmileRight": 0.6 * held, "headYaw": 4 * held}
    frames = HeadAnimator().frames(still, face, None, Motion(performed(tracks, 60, RATE)), silent)
    found = read_take(film(tmp_path / "warm.mp4", frames)).performance
    for side in ("Left", "Right"):
        assert found[f"mouthSmile{side}"][25:].mean() > 0.25
    assert found["headYaw"][25:].mean() == pytest.approx(4, abs=1.5)


def test_a_take_that_begins_and_ends_at_rest_is_played_as_it_is():
    utterance = spoken("mˈɑpi tˈɑr mˈu")
    timed = replace(utterance, words=(Word("all", 0.0, utterance.seconds),))
    first = perform(timed, RATE)
    again, _ = played(ReadTake(first, True), timed, RATE, Manner(), own_sound=True)
    np.testing.assert_allclose(again.channels, first.channels, atol=1e-9)
    np.testing.assert_allclose(again.head_deg, first.head_deg, atol=1e-2)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_lids_are_read_off_the_look_of_eyes_that_the_mesh_believes_open(share):
    random = np.random.default_rng(1)
    upright = np.broadcast_to(canonical_face(), (120, 478, 3)) + random.normal(0, 0.01, (120, 478, 3))
    shut = share * np.clip(1.5 * np.exp(-0.5 * ((np.arange(120) % 40 - 20) / 1.5) ** 2), 0, 1)
    opened = 120 + 60 * np.cos(np.arange(24) / 2)[None] * np.ones((12, 1))
    looks = opened + shut[:, None, None, None] * (120 - opened) + random.normal(0, 3, (120, 2, 12, 24))
    found = lids_of(upright, np.clip(looks, 0, 255).astype(np.uint8))
    for side in ("Left", "Right"):
        blink = found[f"eyeBlink{side}"]
        assert np.corrcoef(blink, shut)[0, 1] > 0.97 if share else blink.max() < 0.1


def test_eyes_opened_wide_are_not_taken_for_shut_ones_whatever_they_look_like():
    random = np.random.default_rng(2)
    upright = np.broadcast_to(canonical_face(), (200, 478, 3)) + random.normal(0, 0.005, (200, 478, 3))
    wide, shut = np.zeros(200, bool), np.zeros(200, bool)
    wide[60:90], shut[140:146] = True, True
    for upper, lower in ((386, 374), (385, 380), (387, 373), (159, 145), (158, 153), (160, 144)):
        gap = upright[:, upper, 1] - upright[:, lower, 1]
        upright[:, upper, 1] += gap * np.where(wide, 0.4, np.where(shut, -0.3, 0.0))
    opened = 120 + 60 * np.cos(np.arange(24) / 2)[None] * np.ones((12, 1))
    white = 120 + 20 * np.cos(np.arange(12) / 2)[:, None] * np.ones((1, 24))
    looks = np.broadcast_to(opened, (200, 2, 12, 24)) + random.normal(0, 3, (200, 2, 12, 24))
    looks[wide] += white - opened
    looks[shut] += 110 - opened
    blink = lids_of(upright, np.clip(looks, 0, 255).astype(np.uint8))["eyeBlinkLeft"]
    assert blink[wide].max() < 0.15
    assert blink[141:145].min() > 0.8


@pytest.mark.parametrize(("seen", "wide", "asked"), [(0.9, 0.18, 0.75), (0.9, 0.0, 0.2), (0.0, 0.18, 0.2)])
def test_a_grin_that_paint_loses_is_as_large_as_the_mouth_is_wide_where_the_net_sees_one(seen, wide, asked):
    upright = np.tile(canonical_face().astype(np.float64), (60, 1, 1)) * 10
    grins, neutral = np.arange(60) >= 30, np.arange(60) < 30
    upright[grins, 291, 0] += wide * MOUTH_MM
    units = {name: np.zeros(60) for name in UNITS}
    for side in ("Left", "Right"):
        units[f"mouthSmile{side}"] = np.where(grins, 0.2, 0.0)
    smiles = {f"mouthSmile{side}": np.where(grins, seen, 0.0) for side in ("Left", "Right")}
    found = _mouth(upright, np.zeros(60), neutral, units, 0.5, smiles)
    for side in ("Left", "Right"):
        assert found[f"mouthSmile{side}"][grins].mean() == pytest.approx(asked, abs=0.1)
        assert found[f"mouthSmile{side}"][neutral].max() == 0


def test_a_take_that_is_heard_brings_its_mouth_and_one_that_is_not_leaves_it_to_the_words(take):
    utterance = spoken("mˈɑpi tˈɑr mˈu")
    own, _ = played(take, utterance, RATE, Manner(), own_sound=True)
    other, said = played(take, utterance, RATE, Manner(), own_sound=False)
    np.testing.assert_array_equal(other["jawOpen"], perform(utterance, RATE)["jawOpen"])
    assert np.corrcoef(own["jawOpen"][10:50], take.performance["jawOpen"][10:50])[0, 1] > 0.95
    assert any("the words move the mouth" in one for one in said)
    for made in (own, other):
        assert made.rests(0)
        assert made.rests(len(made) - 1)


def test_known_words_shut_the_lips_of_an_actor(take):
    utterance = spoken("ɑmɑ")
    timed = replace(utterance, words=(Word("ama", 0.3, 0.6),))
    assert shut(played(take, timed, RATE, Manner(), own_sound=True)[0]).max() > 0.9


def test_what_a_painting_cannot_follow_is_limited_and_said(take):
    utterance = spoken("mˈɑpi")
    turned = performed({"headYaw": np.full(100, 40.0)}, 100, RATE)
    made, said = played(ReadTake(turned, True), utterance, RATE, Manner(), own_sound=True)
    assert np.abs(made["headYaw"]).max() <= MOST_DEG["headYaw"]
    assert said == ("The actor's yaw goes to 40 degrees; a painted head follows to 12.",)
    wild = {"headYaw": 12.0, "headPitch": -9.0, "headRoll": 7.0, "jawOpen": 0.9, "mouthClose": 0.9}
    held = performed({name: np.full(100, value) for name, value in wild.items()}, 100, RATE)
    made, said = played(ReadTake(held, True), utterance, RATE, Manner(), own_sound=True)
    assert np.linalg.norm(made.head_deg / list(MOST_DEG.values()), axis=1).max() <= 1
    assert made["jawOpen"].max() <= MOST_OF["jawOpen"]
    np.testing.assert_allclose(made["mouthClose"], made["jawOpen"])
    assert said == ("The actor's jawOpen goes to 0.90; a painting follows to 0.5.",)
    less, _ = played(take, utterance, RATE, Manner(), own_sound=True, strengths=parse_strengths("head=0"))
    assert not less.head_deg.any()


def test_a_head_that_was_not_recorded_moves_by_itself_and_that_is_said():
    utterance = spoken("mˈɑpi tˈɑr mˈu")
    headless = ReadTake(performed({"browInnerUp": np.full(100, 0.5)}, 100, RATE), True)
    made, said = played(headless, utterance, RATE, Manner(), own_sound=True)
    np.testing.assert_array_equal(made.head_deg, perform(utterance, RATE).head_deg)
    assert said == ("The take does not turn the head: it moves by itself.",)
    still, none = played(
        headless, utterance, RATE, Manner(), own_sound=True, strengths=parse_strengths("head=0")
    )
    assert not still.head_deg.any()
    assert not none


def test_a_table_is_a_take(tmp_path, take):
    path = tmp_path / "take.csv"
    made = take.performance.between_rests()
    path.write_text(as_csv(made), "utf8")
    found = read_take(path)
    np.testing.assert_allclose(found.performance.channels, made.channels, atol=1e-5)
    assert not is_heard(path)


def test_a_recorded_table_is_counted_from_its_actors_neutral_face(tmp_path):
    open_wide = np.where(np.arange(100) % 20 == 10, 0.5, 0.05)
    recorded = performed(
        {"jawOpen": open_wide, "browInnerUp": np.full(100, 0.09), "headYaw": np.full(100, 8.0)}, 100, RATE
    )
    path = tmp_path / "phone.csv"
    path.write_text(as_csv(recorded), "utf8")
    found = read_take(path)
    assert found.performance["jawOpen"][0] == 0
    assert found.performance["jawOpen"].max() == pytest.approx(0.45 / 0.95, abs=1e-3)
    assert not found.performance["browInnerUp"].any()
    assert not found.performance.head_deg.any()
    assert found.remarks == (
        "phone.csv does not begin at rest: it is counted from its actor's own neutral face.",
    )


def test_another_rate_and_sound_are_seen(tmp_path, sitter):
    still, _ = sitter
    path = film(tmp_path / "a.mp4", [still.pixels] * 8, rate=30, sound=True)
    found = read_take(path)
    assert found.performance.rate == 30
    assert found.has_sound
    assert is_heard(path)


def test_a_take_that_is_cut_short_plays_as_far_as_it_goes_and_that_is_said(tmp_path, sitter):
    still, _ = sitter
    noise = np.random.default_rng(0).integers(0, 50, (30, *still.pixels.shape), np.uint8)
    whole = film(tmp_path / "whole.mp4", [cv2.add(still.pixels, one) for one in noise])
    first = tmp_path / "first.mp4"
    with av.open(str(whole)) as read, av.open(str(first), "w", options={"movflags": "faststart"}) as written:
        stream = written.add_stream_from_template(read.streams.video[0])
        for packet in read.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                written.mux(packet)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(first.read_bytes()[: first.stat().st_size * 2 // 3])
    found = read_take(cut)
    assert 5 < len(found.performance) < 25
    assert "of 1.2 s: it is cut short." in found.remarks[-1]
    assert not read_take(whole).remarks


def test_two_faces_are_said(tmp_path, sitter):
    still, _ = sitter
    both = np.hstack([still.pixels, still.pixels])
    said = read_take(film(tmp_path / "two.mp4", [both] * 5)).remarks
    assert said == ("There are 2 faces in two.mp4: the largest plays.",)


@pytest.mark.parametrize("kind", ["none", "empty", "text", "faceless", "sound"])
def test_what_is_no_take_is_refused_in_a_sentence(tmp_path, kind):
    path = tmp_path / "take.mp4"
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_text("nothing")
    elif kind == "faceless":
        film(path, [np.full((128, 128, 3), 90, np.uint8)] * 4)
    elif kind == "sound":
        with av.open(str(path), "w") as container:
            stream = container.add_stream("aac", rate=24000, layout="mono")
            piece = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.float32), format="fltp", layout="mono")
            piece.sample_rate = 24000
            container.mux(stream.encode(piece))
            container.mux(stream.encode())
    with pytest.raises(ClipError) as refused:
        read_take(path)
    assert "take" in str(refused.value)
    assert refused.value.hint


@pytest.mark.parametrize("text", ["mouth", "nose=1", "head=x", "head=9"])
def test_wrong_strengths_are_refused(text):
    with pytest.raises(ClipError, match="no factor on a region"):
        parse_strengths(text)
