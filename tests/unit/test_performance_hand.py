"""Corrections by hand: held by their words, typed or edited in a table, patched into the clip."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from painted_face import moving, painted, spoken

from speaking_engine.clip.animators.head.animator import HeadAnimator
from speaking_engine.clip.clip import Motion
from speaking_engine.clip.patching import changed_frames, may_patch, patched, rows_of
from speaking_engine.errors import ClipError
from speaking_engine.performance.channels import INDEX
from speaking_engine.performance.cues import cues_of, openings_in, sheet_of
from speaking_engine.performance.hand import (
    Correction,
    check_said,
    corrected,
    corrections_between,
    corrections_of_openings,
    merged,
    names_of,
    of_line,
    parse_corrections,
    waiting,
)
from speaking_engine.performance.live_link import as_csv, parse_csv
from speaking_engine.performance.millimetres import opening_mm, shut
from speaking_engine.performance.perform import perform
from speaking_engine.performance.store import performance_from_disk, performance_to_disk
from speaking_engine.protocol.progress import silent
from speaking_engine.speech.utterance import Word

RATE = Fraction(25)


def said(text="tˈɑrd mˈɑpi tˈɑrd", words=(("The", 0.3, 0.75), ("map,", 1.0, 1.5), ("the", 1.8, 2.3))):
    return replace(spoken(text), words=tuple(Word(*word) for word in words))


def test_a_correction_is_read_as_people_type_it():
    one, two, three = parse_corrections("Harbour#2: jawOpen=0.3, mouthSmile += 0.2")
    assert one == Correction("jawOpen", "set", 0.3, "harbour", 2)
    assert [two.track, three.track] == ["mouthSmileLeft", "mouthSmileRight"]
    assert (two.way, two.value) == ("add", 0.2)
    (four,) = parse_corrections("map: HeadYaw-=3")
    assert four == Correction("headYaw", "add", -3.0, "map", 1)
    (five,) = parse_corrections("map: opening=6")
    assert five.track == "opening"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("jawOpen=0.3", "names no word"),
        ("map:", "changes nothing"),
        ("map: jawOpen", "no change of a track"),
        ("map: jaw=0.3", "no track 'jaw'"),
        ("map: jawOpen=3", "not from 0 to 1"),
        ("map#0: jawOpen=0.3", "names no word"),
        ("map: jawOpen=1.2.3", "no number"),
        ("map: headYaw=300", "not from -45 to 45"),
    ],
)
def test_a_wrong_correction_is_refused_in_a_sentence(text, reason):
    with pytest.raises(ClipError) as refused:
        parse_corrections(text)
    assert reason in str(refused.value)


def test_a_correction_changes_its_word_alone():
    utterance = said()
    plain = perform(utterance, RATE)
    made, remarks = corrected(plain, utterance, parse_corrections("map: browInnerUp=0.9"))
    inside = (plain.times > 1.0) & (plain.times < 1.5)
    outside = (plain.times < 0.9) | (plain.times > 1.6)
    assert np.allclose(made["browInnerUp"][inside], 0.9)
    np.testing.assert_array_equal(made.channels[outside], plain.channels[outside])
    assert not remarks
    assert made.stretches[-1].source == "hand"


def test_an_opening_in_millimetres_is_reached_and_closures_stay_shut():
    utterance = said()
    plain = perform(utterance, RATE)
    made, _ = corrected(plain, utterance, parse_corrections("map: opening=5"))
    inside = (plain.times > 1.0) & (plain.times < 1.5)
    assert opening_mm(plain)[inside].max() > 8
    assert opening_mm(made)[inside].max() == pytest.approx(5, abs=0.4)
    np.testing.assert_allclose(shut(made)[shut(plain) == 1], 1)


def test_corrections_hold_by_their_words_when_others_come_before_and_wait_when_theirs_goes():
    later = said("tˈɑrd tˈɑrd mˈɑpi", (("Oh", 0.3, 0.7), ("the", 1.1, 1.5), ("map", 1.9, 2.4)))
    made, _ = corrected(perform(later, RATE), later, parse_corrections("map: browInnerUp=0.9"))
    assert made["browInnerUp"][(made.times > 1.95) & (made.times < 2.35)].min() > 0.85
    corrections = parse_corrections("sea: jawOpen=0") + parse_corrections("the#2: jawOpen=0")
    lines = [["The", "map"], ["the", "moon"]]
    assert of_line(corrections, lines, 0) == ()
    assert of_line(corrections, lines, 1) == corrections[1:]
    assert waiting(corrections, lines) == ("The correction of jawOpen waits: “sea” is not said.",)


def test_words_are_named_as_corrections_know_them():
    assert names_of(["The", "map,", "the", "map"], ["the"]) == ("the#2", "map", "the#3", "map#2")


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ("harbor: jawOpen=0", "“harbor” is not said", "Did you mean harbour?"),
        ("xyz: jawOpen=0", "“xyz” is not said", "Said are: the, harbour, map"),
        ("the#3: jawOpen=0", "said twice, so there is no the#3", "the to the#2"),
    ],
)
def test_a_word_that_is_not_said_is_refused_with_the_nearest(text, sentence, hint):
    with pytest.raises(ClipError) as refused:
        check_said(parse_corrections(text), [["The", "harbour,"], ["the", "map"]])
    assert sentence in str(refused.value)
    assert hint in refused.value.hint


def test_a_line_without_words_says_what_to_do():
    with pytest.raises(ClipError) as refused:
        check_said(parse_corrections("map: jawOpen=0"), [[]])
    assert "--text" in refused.value.hint


def test_corrections_of_one_track_in_one_word_become_one():
    def after(*texts):
        kept = ()
        for text in texts:
            kept = merged(kept, parse_corrections(text))
        return [(one.track, one.way, round(one.value, 3)) for one in kept]

    assert after("map: jawOpen=0.3", "map: jawOpen=0.2") == [("jawOpen", "set", 0.2)]
    assert after("map: headYaw+=2", "map: headYaw-=3") == [("headYaw", "add", -1.0)]
    assert after("map: jawOpen=0.3", "map: jawOpen+=0.1", "map: jawOpen*=0.5") == [("jawOpen", "set", 0.2)]
    assert after("map: jawOpen*=0.5", "map: jawOpen*=2") == []
    assert after("map: jawOpen*=2", "map: jawOpen+=0.1") == [
        ("jawOpen", "scale", 2.0),
        ("jawOpen", "add", 0.1),
    ]
    assert len(after("map: jawOpen=0.3", "map#2: jawOpen=0.2", "the: jawOpen=0.1")) == 3


def test_curves_edited_twice_become_one_correction_that_does_both():
    utterance = said()
    plain = perform(utterance, RATE)
    kept, wanted = (), plain
    for share in (0.3, 0.2):
        edited = replace(wanted, channels=wanted.channels.copy())
        edited.channels[27:35, INDEX["cheekPuff"]] += share
        kept = merged(kept, corrections_between(wanted, edited, utterance))
        wanted = edited
    assert len(kept) == 1
    np.testing.assert_allclose(
        corrected(plain, utterance, kept)[0]["cheekPuff"], wanted["cheekPuff"], atol=1e-3
    )


def test_an_edited_table_comes_back_as_corrections_that_make_it_again():
    utterance = said()
    plain = perform(utterance, RATE)
    edited = parse_csv(as_csv(plain), "e.csv", RATE).performance
    inside = slice(26, 36)
    edited.channels[inside, INDEX["cheekPuff"]] += 0.4
    edited.head_deg[inside, 0] += 3
    before = parse_csv(as_csv(plain), "b.csv", RATE).performance
    found = corrections_between(before, edited, utterance)
    assert {one.track for one in found} == {"cheekPuff", "headYaw"}
    assert {one.word for one in found} == {"map"}
    again, _ = corrected(plain, utterance, found)
    np.testing.assert_allclose(again["cheekPuff"], edited["cheekPuff"], atol=1e-3)
    np.testing.assert_allclose(again["headYaw"], edited["headYaw"], atol=1e-2)


def test_cues_say_what_a_word_does_and_what_is_wrong():
    utterance = said()
    plain = perform(utterance, RATE)
    cues = cues_of(plain, utterance)
    assert [cue.word for cue in cues] == ["The", "map,", "the"]
    assert cues[1].phonemes.startswith("m")
    assert all(not cue.fault for cue in cues)
    made, _ = corrected(plain, utterance, parse_corrections("map: mouthClose=0, jawOpen=0.3"))
    assert "do not meet on /m/" in cues_of(made, utterance)[1].fault


def test_what_is_stored_is_read_again(tmp_path):
    utterance = said()
    made, _ = corrected(perform(utterance, RATE), utterance, parse_corrections("map: browInnerUp=0.9"))
    performance_to_disk(tmp_path, "000", made, utterance, ("A remark.",))
    found, remarks = performance_from_disk(tmp_path, "000")
    assert remarks == ("A remark.",)
    assert found.stretches == made.stretches
    np.testing.assert_allclose(found.channels, made.channels, atol=1e-6)


def test_only_the_frames_that_changed_are_made_again():
    utterance = said()
    still, face = painted(96)
    motion = moving(utterance)
    old = list(HeadAnimator().frames(still, face, utterance, motion, silent))
    changed, _ = corrected(motion.performance, utterance, parse_corrections("map: browInnerUp=0.9"))
    rows, played = rows_of(changed), []

    def play(part):
        played.append(len(part.performance))
        return HeadAnimator().frames(still, face, utterance, part, silent)

    places = changed_frames(rows_of(motion.performance), rows)
    assert may_patch(HeadAnimator(), motion, rows_of(motion.performance), rows)
    new = list(patched(play, Motion(changed), old, places))
    whole = list(HeadAnimator().frames(still, face, utterance, Motion(changed), silent))
    np.testing.assert_array_equal(np.stack(new), np.stack(whole))
    assert played == [len(places) + 2]
    assert len(places) < 0.4 * len(whole)


def test_a_sheet_of_cues_is_read_back_and_an_opening_edited_in_it_is_a_correction(tmp_path):
    utterance = replace(
        spoken("mˈɑpi tˈɑr mˈɑ"),
        words=(Word("Mop,", 0.1, 0.4), Word("tar", 0.4, 0.7), Word("mop.", 0.7, 1.0)),
    )
    made = perform(utterance, Fraction(25))
    path = tmp_path / "cues.json"
    sheet = sheet_of(made, utterance, ("mop", "tar", "mop#2"))
    path.write_text(json.dumps(sheet), "utf8")
    now = openings_in(path)
    assert not corrections_of_openings(now, now)
    assert now["mop#2"] > 4
    (one,) = corrections_of_openings(now | {"mop#2": 2.0}, now)
    assert (one.word, one.number, one.track, one.value) == ("mop", 2, "opening", 2.0)
    changed, _ = corrected(made, utterance, (one,))
    assert cues_of(changed, utterance)[2].opening_mm == pytest.approx(2.0, abs=0.5)
    assert [sound["symbol"] for sound in sheet["phonemes"] if sound["symbol"]] == list("mɑpitɑrmɑ")


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "{}", '{"cues": [{"name": "a"}]}', '{"cues": {"a": 1}}']
)
def test_what_is_no_sheet_is_refused_in_a_sentence(tmp_path, text):
    path = tmp_path / "cues.json"
    path.write_text(text, "utf8")
    with pytest.raises(ClipError, match="no sheet of cues"):
        openings_in(path)
