"""What the engine tells Blender of performances: table, film frames, cues, and each track once."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from speaking_engine.doors.blender.showcase import CURVES, STAGES
from speaking_engine.performance.channels import LOOKS, TRACKS
from speaking_engine.performance.live_link import read_csv
from speaking_engine.performance.performance import performed
from speaking_engine.performance.store import performance_to_disk
from speaking_engine.speech.utterance import Utterance, Word


def test_a_line_s_performance_is_told(tmp_path):
    words = (Word("Good", 0.1, 0.4), Word("evening.", 0.4, 0.9))
    utterance = Utterance(np.zeros(0, np.float32), 24000, (), words, "Good evening.", "")
    made = performed({"jawOpen": np.linspace(0, 0.3, 25)}, 25, Fraction(25))
    performance_to_disk(tmp_path, "000", made, utterance)
    line = SimpleNamespace(
        clips=(),
        performances=(SimpleNamespace(folder=tmp_path),),
        spans=((range(12, 37),), 50),
        script=SimpleNamespace(lines=(SimpleNamespace(face_id="f1"),)),
        words=(("Good", "evening."),),
        said_before=lambda place: ["good"],
    )
    (told,) = STAGES["clip"](line)["performances"]
    assert (told["face_id"], told["rate"], told["frames"], told["start_frame"]) == ("f1", "25", 25, 12)
    assert [cue["word"] for cue in told["cues"]] == ["Good", "evening."]
    assert told["widest"] == [10, 22]  # it opens all along: the last frame of each word
    assert told["names"] == ["good#2", "evening"]
    assert len(read_csv(Path(told["csv"]), Fraction(25)).performance) == 25


def test_every_track_has_one_curve_and_looks_are_the_eyes_angles():
    curves = [name for names in CURVES.values() for name in names]
    assert sorted(curves) == sorted(set(TRACKS) - set(LOOKS))
