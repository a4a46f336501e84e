"""One conformance suite over every animator: length, size, ends, border, seed, cancel, progress, memory.

Hallo runs as a stand-in of ours, which is as strict about its contract; see `test_hallo`.
"""

from __future__ import annotations

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
from painted_face import moving, painted, spoken

from speaking_engine.clip import animate
from speaking_engine.clip.animate import (
    animator_named,
    choose_animator,
    made_by_one,
    still_of,
)
from speaking_engine.clip.options import unfollowed
from speaking_engine.errors import Cancelled, ClipError, FaceError, FaceUnseen, SetupError
from speaking_engine.faces.face import Face
from speaking_engine.media.movie import read_frames, write_lossless
from speaking_engine.performance.expression import Mood
from speaking_engine.performance.manner import Manner
from speaking_engine.protocol.progress import silent

ANIMATORS = [
    ("head", {}),
    ("head", {"segment_s": "0.8", "join_s": "0.12"}),
    ("head", {"smooth": "1", "blend": "0.5", "ramp_s": "0.3"}),
    ("fake", {}),
    ("hallo", {}),
    ("hallo", {"segment_s": "0.8", "join_s": "0.12"}),
    ("hallo2", {}),
]


pytestmark = pytest.mark.usefixtures("hallo_installed")


@pytest.fixture(scope="module")
def still_and_face():
    return painted(128)


@pytest.fixture(scope="module")
def utterance():
    return spoken("pˈɑpi mˈuv")


@pytest.fixture(params=ANIMATORS, ids=lambda case: "-".join([case[0], *case[1]]))
def case(request):
    name, options = request.param
    return animator_named(name), options


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001), Fraction(12)], ids=str)
def test_frames_are_as_many_and_as_large_as_asked(case, still_and_face, utterance, rate):
    animator, options = case
    still, face = still_and_face
    frames = list(animator.frames(still, face, utterance, moving(utterance, rate, options), silent))
    exact = Fraction(len(utterance.samples), utterance.sample_rate_hz) * rate
    assert len(frames) == -(-exact.numerator // exact.denominator)
    assert {frame.shape for frame in frames} == {still.pixels.shape}
    assert {frame.dtype for frame in frames} == {np.dtype(np.uint8)}


def test_clip_moves_yet_rests_on_the_still_at_both_ends_and_at_its_border(case, still_and_face, utterance):
    animator, options = case
    still, face = still_and_face
    frames = list(animator.frames(still, face, utterance, moving(utterance, options=options), silent))
    np.testing.assert_array_equal(frames[0], still.pixels)
    np.testing.assert_array_equal(frames[-1], still.pixels)
    assert any(not np.array_equal(frame, still.pixels) for frame in frames)
    for frame in frames:
        for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
            np.testing.assert_array_equal(frame[edge], still.pixels[edge])


def test_same_seed_gives_the_same_frames(case, still_and_face, utterance):
    animator, options = case
    still, face = still_and_face
    first, second, other = (
        np.stack(
            list(
                animator.frames(still, face, utterance, moving(utterance, options=options, seed=seed), silent)
            )
        )
        for seed in (4, 4, 5)
    )
    np.testing.assert_array_equal(first, second)
    assert np.array_equal(first, other) == ("performance" not in animator.follows)


def test_still_is_not_changed(case, still_and_face, utterance):
    animator, options = case
    still, face = still_and_face
    before = still.pixels.copy()
    for frame in animator.frames(still, face, utterance, moving(utterance, options=options), silent):
        frame[:] = 0  # whoever gets a frame may do with it what he likes
    np.testing.assert_array_equal(still.pixels, before)


def test_cancel_passes_through(case, still_and_face, utterance):
    animator, options = case
    still, face = still_and_face
    calls = []

    def stop(stage, fraction, note=""):
        calls.append(fraction)
        if len(calls) > 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(animator.frames(still, face, utterance, moving(utterance, options=options), stop))
    assert len(calls) == 3


def test_progress_rises_to_the_end(case, still_and_face, utterance):
    animator, options = case
    still, face = still_and_face
    seen = []
    frames = animator.frames(
        still,
        face,
        utterance,
        moving(utterance, options=options),
        lambda stage, f, note="": seen.append((stage, f)),
    )
    assert len(list(frames)) <= len(seen)
    assert {stage for stage, _ in seen} == {"clip"}
    fractions = [fraction for _, fraction in seen]
    assert fractions == pytest.approx(sorted(fractions), abs=0.12)  # joined pieces overlap a little
    assert fractions[-1] == 1.0


def test_memory_does_not_grow_with_length(still_and_face, case):
    animator, options = case
    still, face = still_and_face

    def peak(text):
        utterance = spoken(text)
        motion = moving(utterance, options=options)
        tracemalloc.start()
        for _ in animator.frames(still, face, utterance, motion, silent):
            pass
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    word = "mˈɑpi "
    peak(word)
    growth = peak(word * 6) - peak(word * 2)
    assert growth < 20 * still.pixels.nbytes  # four words more are 80 frames; a quarter of them would show


class Blinded:
    """Sees the face for three frames, then no more: as Hallo may in a later segment."""

    name, follows = "blinded", frozenset()

    def refuses(self, face):
        return ""

    def frames(self, still, face, utterance, motion, report):
        for _ in range(3):
            yield 255 - still.pixels
        raise FaceUnseen("The animator 'blinded' sees no face in this picture.")


def known_too(kind):
    """Return `animator_named` that knows one more."""
    return lambda name: kind() if name == kind.name else animator_named(name)


def test_a_face_that_is_seen_no_more_is_moved_by_the_head_from_the_first_frame_on(
    still_and_face, utterance, monkeypatch, tmp_path
):
    monkeypatch.setattr(animate, "animator_named", known_too(Blinded))
    still, face = still_and_face
    path, motion = tmp_path / "000.mkv", moving(utterance, seed=3)

    def write(animator):
        return write_lossless(path, animator.frames(still, face, utterance, motion, silent), motion.rate)

    count, animator, fallbacks = made_by_one("blinded", face, write)
    wanted = list(animator_named("head").frames(still, face, utterance, motion, silent))
    assert (count, animator.name) == (len(wanted), "head")
    assert fallbacks == (
        "Face f0 is moved by 'head' instead of 'blinded': "
        "the animator 'blinded' sees no face in this picture.",
    )
    np.testing.assert_array_equal(np.stack(list(read_frames(path))), np.stack(wanted))
    assert list(tmp_path.iterdir()) == [path]


def test_a_face_that_nobody_can_move_is_said(monkeypatch):
    monkeypatch.setattr(animate, "animator_named", known_too(Blinded))
    monkeypatch.setattr(animate, "choose_animator", lambda name, face: (Blinded(), ()))

    def write(animator):
        raise FaceUnseen("It sees nothing.")

    with pytest.raises(FaceError, match="its handles must be placed by hand"):
        made_by_one("blinded", Face("f0", (10, 10, 80, 80), 0.9), write)


@pytest.mark.parametrize(
    ("name", "manner", "options", "said"),
    [
        ("head", {"style": "lively", "amplitude": 0.5}, {"join_s": "0.2"}, []),
        ("head", {}, {"steps": "20"}, ["option steps"]),
        ("hallo", {"seed": 3}, {"steps": "20", "smooth": "1"}, []),
        ("hallo", {"style": "lively", "amplitude": 0.5}, {}, ["style 'lively'", "amplitude 0.5"]),
        (
            "hallo2",
            {"mood": Mood("warm"), "regions": ("mouth",)},
            {},
            ["expression 'warm'", "choice of regions"],
        ),
        ("hallo", {"amplitude_keys": ((0.0, 0.5),)}, {}, ["keys of the amplitude"]),
        ("head", {"amplitude_keys": ((0.0, 0.5),)}, {}, []),
    ],
)
def test_what_an_animator_does_not_follow_is_told(utterance, name, manner, options, said):
    motion = moving(utterance, options=options, **manner)
    wanted = tuple(f"The animator {name!r} does not follow the {what}." for what in said)
    assert unfollowed(animator_named(name), motion, Manner(**manner)) == wanted


def test_wrong_option_is_said_with_its_place(still_and_face, utterance):
    still, face = still_and_face
    with pytest.raises(ClipError) as caught:
        list(
            animator_named("head").frames(
                still, face, utterance, moving(utterance, options={"smooth": "much"}), silent
            )
        )
    assert caught.value.place == "motion.options.smooth"


def test_unknown_style_and_animator_are_said():
    with pytest.raises(ClipError, match="wild"):
        Manner(style="wild")
    with pytest.raises(SetupError, match="nobody") as caught:
        animator_named("nobody")
    assert all(name in caught.value.hint for name in animate.ANIMATORS.names)


def test_face_without_landmarks_is_refused_with_the_way_out():
    face = Face("f0", (10, 10, 80, 80), 0.9)
    with pytest.raises(FaceError, match="f0") as caught:
        choose_animator("head", face)
    assert "handles" in caught.value.hint


def test_still_is_the_artwork_itself():
    from speaking_engine.artwork.artwork import Artwork
    from speaking_engine.artwork.metadata import Metadata

    still, face = painted(200)
    artwork = Artwork(still.pixels, "0" * 64, Metadata(title="A face"))
    cut = still_of(artwork, face)
    x, y, width, height = cut.crop_px
    np.testing.assert_array_equal(cut.pixels, artwork.pixels[y : y + height, x : x + width])


def test_listeners_are_those_that_follow_no_performance():
    ours = animate.ANIMATORS.ours
    deaf = {name for name in ours if "performance" in animator_named(name).follows}
    assert set(ours) - deaf == animate.LISTENERS
