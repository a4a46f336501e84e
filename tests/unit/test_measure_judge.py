"""Measures see faults that were put in on purpose."""

from __future__ import annotations

import numpy as np
import pytest
from painted_face import moving, painted, spoken
from perfect_clip import RATE, TIMES, UTTERANCE, seen

from speaking_engine.clip.animate import animator_named
from speaking_engine.measure.asked import Asked, asked_of
from speaking_engine.measure.judge import judged, measure_clip
from speaking_engine.measure.limits import verdicts
from speaking_engine.measure.refound import refind
from speaking_engine.measure.report import film_strip, telling_frames
from speaking_engine.measure.tracks import best_lag, slope
from speaking_engine.performance.millimetres import opening_mm
from speaking_engine.protocol.progress import silent


def test_a_perfect_clip_has_perfect_numbers():
    found = judged(seen(), UTTERANCE, RATE)
    assert found.correlation == pytest.approx(1.0)
    assert found.lag_frames == pytest.approx(0.0, abs=0.05)
    assert found.closure_share == 1.0
    assert found.closures == 5 * 4
    assert found.silent_lip_deviation == pytest.approx(0, abs=1e-3)
    assert np.isnan(found.drift_db_per_s)  # too short to tell
    assert 15 <= found.blinks_per_minute <= 30


@pytest.mark.parametrize("late", [-3, 2, 4])
def test_lag_is_found(late):
    found = judged(seen(opening=np.roll(seen().opening, late)), UTTERANCE, RATE)
    assert found.lag_frames == pytest.approx(late, abs=0.1)


def test_open_bilabials_and_chatter_are_found():
    random = np.random.default_rng(0)
    never_shut = np.maximum(seen().opening, 0.12)
    never_shut[:12] = 0
    assert judged(seen(opening=never_shut), UTTERANCE, RATE).closure_share < 0.5
    chatter = seen().opening + np.abs(random.normal(0, 0.02, len(TIMES)))
    assert judged(seen(opening=chatter), UTTERANCE, RATE).silent_lip_deviation > 0.005


def test_drift_is_found_between_gestures():
    times = np.arange(40 * 25) / 25
    steady = 45 + np.random.default_rng(0).normal(0, 0.3, len(times))
    steady[(times % 3) < 1] -= 12  # gestures lower it for a while
    assert slope(times, steady) == pytest.approx(0, abs=0.02)
    assert slope(times, steady - 0.2 * times) == pytest.approx(-0.2, abs=0.04)


@pytest.mark.parametrize(("track", "shut"), [("image_lids", 0.2), ("eyes", 0.5)])
def test_blinks_are_counted_and_held_against_those_asked(track, shut):
    lids = np.ones(len(TIMES))
    for start in (20, 60, 130):
        lids[start : start + 4] = shut
    tracks = {"image_lids": np.full(len(TIMES), np.nan), track: lids}
    found = judged(seen(**tracks), UTTERANCE, RATE, Asked(blinks=(0.8, 2.5, 4.0, 5.2)))
    assert found.lids_by == ("image" if track == "image_lids" else "mesh")
    assert found.blinks_per_minute == pytest.approx(3 / (len(TIMES) / 25) * 60)
    assert (found.blinks_seen, found.blinks_asked, found.blinks_found) == (3, 4, 0.75)


def test_an_eye_that_stays_shut_is_no_blink():
    lids = np.ones(len(TIMES))
    lids[30:80] = 0.0
    assert judged(seen(image_lids=lids), UTTERANCE, RATE).blinks_seen == 0


def test_joins_are_found():
    change = np.ones(len(TIMES))
    change[75] = 9.0
    joined = judged(seen(change=change), UTTERANCE, RATE, Asked(joins=(75,)))
    assert joined.join_jump == pytest.approx(9.0)
    assert np.isnan(judged(seen(change=change), UTTERANCE, RATE).join_jump)


def test_rest_helps_the_upper_face_as_it_lies_but_not_while_it_moves():
    upper = np.full(len(TIMES), 99.0)
    upper[40:80] = 30.0
    aligned = np.full(len(TIMES), 99.0)
    aligned[40:80] = 33.0
    found = judged(seen(upper_db=upper, aligned_db=aligned), UTTERANCE, RATE)
    assert (found.upper_face_db, found.upper_face_low_db) == (99.0, 30.0)
    assert found.moving_db == 33.0
    assert found.resting_share == pytest.approx(1 - 40 / len(TIMES))


def test_a_face_the_mesh_does_not_see_is_judged_by_the_picture():
    random = np.random.default_rng(0)
    blind = seen(opening=random.random(len(TIMES)), mesh_sees=False)
    found = judged(blind, UTTERANCE, RATE)
    assert found.lips_by == "image"
    assert found.correlation == pytest.approx(1.0)
    assert found.mesh_correlation < 0.5
    assert found.agreement < 0.5
    assert np.isnan(found.head_deg)
    assert np.isnan(found.closure_share)
    assert found.closures == 5 * 4


def test_what_was_asked_knows_pieces_and_their_blinks():
    whole = asked_of(UTTERANCE, moving(UTTERANCE, seed=3))
    pieces = asked_of(UTTERANCE, moving(UTTERANCE, options={"segment_s": "3"}, seed=3))
    assert whole.joins == ()
    assert pieces.joins
    assert all(0 < join < len(TIMES) for join in pieces.joins)
    assert whole.blinks
    assert all(0 < blink < UTTERANCE.seconds for blink in (*whole.blinks, *(pieces.blinks or ())))
    assert asked_of(UTTERANCE, moving(UTTERANCE), animator_named("hallo")).blinks is None


def test_nothing_to_measure_is_nothing_in_json():
    silence = judged(seen(opening=np.zeros(len(TIMES)), image_opening=np.zeros(len(TIMES))), UTTERANCE, RATE)
    assert silence.as_dict()["correlation"] is None


def test_best_lag_of_a_constant_is_unknown():
    assert np.isnan(best_lag(np.ones(50), np.arange(50.0))[0])


def test_a_real_clip_is_measured_from_its_frames_alone():
    """The painted face is crude, so the limits are lower than on pictures by people."""
    still, face = painted(384)
    utterance = spoken("mˈɑpi tukˈæsə bˈɑmi")
    frames = list(
        animator_named("head").frames(still, face, utterance, moving(utterance, style="lively"), silent)
    )
    found = measure_clip(frames, still, face, utterance, RATE)
    assert found.mesh_presence > 0.5
    assert found.correlation > 0.8
    assert abs(found.lag_frames) <= 1
    assert found.border_equal
    assert found.first_equal
    assert found.last_equal
    tracks = refind(frames, still, face)
    chosen = telling_frames(tracks)
    strip = film_strip(frames, chosen, still, face, tile_px=64)
    assert strip.shape == (3 * 64, len(chosen) * 64, 3)
    np.testing.assert_array_equal(strip[:64, :64], film_strip([still.pixels], (0,), still, face, 64)[:64])


def test_a_frozen_clip_and_a_strobing_one_fail_by_their_frames():
    """Of frames, not of tracks: a still said to speak, and the same still jerked to and fro."""
    still, face = painted(200)
    count = 110

    def missed(frames):
        asked = Asked(blinks=(1.0, 3.0))
        found = measure_clip(frames, still, face, UTTERANCE, RATE, asked)
        return {one.limit.measure for one in verdicts(found) if one.outcome == "missed"}

    frozen = missed([still.pixels] * count)
    assert {"head_rest_s", "blinks_found", "blinks_per_minute", "brow_value", "widest_mm"} <= frozen
    mouth = face.landmarks_px[[61, 291, 0, 17], :2].astype(int)
    low, high = mouth.min(axis=0), mouth.max(axis=0)
    gaping = still.pixels.copy()
    gaping[low[1] : high[1] + 24, low[0] : high[0]] = 20
    strobing = missed([gaping if frame % 2 else still.pixels for frame in range(count)])
    assert strobing & {"lips_mm_s", "chin_mm_s", "widest_mm"}
    assert {"last_equal", "correlation"} & strobing


def test_a_changed_border_and_end_are_seen():
    still, face = painted(200)
    spoilt = still.pixels.copy()
    spoilt[0, 5] ^= 255
    found = refind([still.pixels, spoilt], still, face)
    assert (found.first_equal, found.last_equal, found.border_equal) == (True, False, False)
    assert found.upper_db[0] == 99


def test_keys_of_the_amplitude_are_part_of_what_was_asked():
    motion = moving(UTTERANCE, amplitude_keys=((0.0, 1.0), (2.0, 0.1)))
    asked = asked_of(UTTERANCE, motion)
    np.testing.assert_array_equal(asked.opening_mm, opening_mm(motion.performance))
    assert asked_of(UTTERANCE, motion, animator_named("hallo")).opening_mm is None
    opening = opening_mm(motion.performance)[: len(TIMES)] * 0.02
    keyed, asked = seen(opening=opening, image_opening=opening), Asked(opening_mm=50 * opening)
    assert judged(keyed, UTTERANCE, RATE, asked).correlation == pytest.approx(1, abs=1e-6)
    assert judged(keyed, UTTERANCE, RATE, Asked()).correlation < 0.9


def test_a_frozen_face_fails_and_so_does_one_that_strobes():
    count = len(TIMES)
    frozen = judged(
        seen(
            shape=np.tile([[0.5], [1.2], [0.4], [0.4]], count),
            turn_deg=np.zeros((3, count)),
            shift=np.zeros(count),
            image_lids=np.ones(count),
        ),
        UTTERANCE,
        RATE,
    )
    missed = {verdict.limit.measure for verdict in verdicts(frozen) if verdict.outcome == "missed"}
    assert {"brow_value", "head_range_deg", "head_rest_s", "rounded_width", "blinks_per_minute"} <= missed
    strobe = np.where(np.arange(count) % 2, 0.12, 0.0)
    jumping = judged(
        seen(opening=strobe, shape=np.stack([np.full(count, 0.5), 1.2 + strobe, *np.zeros((2, count))])),
        UTTERANCE,
        RATE,
    )
    missed = {verdict.limit.measure for verdict in verdicts(jumping) if verdict.outcome == "missed"}
    assert {"lips_mm_s", "chin_mm_s"} <= missed
