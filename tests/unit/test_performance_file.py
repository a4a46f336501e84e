"""The file of a performance: Live Link Face's CSV both ways, other programs' names, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from speaking_engine.errors import ClipError
from speaking_engine.performance.channels import CHANNELS, GROUPS, TRACKS, both, track_named
from speaking_engine.performance.live_link import HEADER, as_csv, parse_csv, read_csv
from speaking_engine.performance.performance import gaze_of_looks, performed, resting


def moving(count=60, rate=Fraction(25)):
    random = np.random.default_rng(3)
    tracks = {name: random.random(count) for name in CHANNELS if "Look" not in name}
    tracks |= {name: 20 * random.standard_normal(count) for name in ("headYaw", "headPitch", "headRoll")}
    tracks |= {name: 10 * random.standard_normal(count) for name in ("leftEyeYaw", "rightEyeYaw")}
    return performed(tracks, count, rate)


def test_there_are_the_52_channels_of_arkit_each_in_one_group():
    assert len(CHANNELS) == len(set(CHANNELS)) == 52
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(TRACKS)


def test_the_header_is_that_of_live_link_face():
    assert HEADER[:4] == ("Timecode", "BlendShapeCount", "EyeBlinkLeft", "EyeLookDownLeft")
    assert HEADER[-10:-6] == ("TongueOut", "HeadYaw", "HeadPitch", "HeadRoll")
    assert len(HEADER) == 63


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30), Fraction(60), Fraction(24)])
def test_what_is_written_is_read_again(rate):
    made = moving(150, rate)
    found = parse_csv(as_csv(made), "take.csv").performance
    assert found.rate == rate
    assert np.allclose(found.channels, made.channels, atol=1e-5)
    assert np.allclose(found.head_deg, made.head_deg, atol=1e-3)
    assert np.allclose(found.gaze_deg, made.gaze_deg, atol=1e-3)


def test_a_broken_rate_survives_with_the_rate_given():
    made = moving(150, Fraction(30000, 1001))
    found = parse_csv(as_csv(made), "take.csv", Fraction(30000, 1001)).performance
    assert np.allclose(found.channels, made.channels, atol=1e-5)


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        ("JawOpen", "jawOpen"),
        ("jaw_open", "jawOpen"),
        ("eyeBlink_L", "eyeBlinkLeft"),
        ("EyeBlink.R", "eyeBlinkRight"),
        ("mouthSmile_left", "mouthSmileLeft"),
        ("MOUTHPUCKER", "mouthPucker"),
        ("HeadYaw", "headYaw"),
        ("mouth_l", "mouthLeft"),
        ("nonsense", ""),
        ("CTRL_expressions_jawOpen", "jawOpen"),
        ("CTRL_expressions_eyeBlinkL", "eyeBlinkLeft"),
        ("CTRL_expressions_mouthCornerPullR", "mouthSmileRight"),
        ("ctrl_expressions_mouthlipspurseul", "mouthPucker"),
        ("CTRL_expressions_eyeLookLeftR", "eyeLookInRight"),
        ("CTRL_expressions_browRaiseInL", "browInnerUp"),
        ("CTRL_expressions_mouthPressDL", "mouthPressLeft"),
        ("CTRL_expressions_earUpL", ""),
    ],
)
def test_names_of_other_programs_are_read(foreign, ours):
    assert track_named(foreign) == ours


def test_a_pair_means_both_sides():
    assert both("eyeBlink") == ("eyeBlinkLeft", "eyeBlinkRight")
    assert both("jawOpen") == ("jawOpen",)
    assert both("nose") == ()


def test_a_table_in_other_order_with_few_columns_is_read_and_what_it_lacks_is_said():
    text = "mouthSmile_L;jaw_open;eyeBlink_L;eyeBlink_R;mouthPucker\n" + "0,5;0,25;0;1;0\n" * 3
    found = parse_csv(text, "faceit.csv")
    assert found.performance["mouthSmileLeft"][0] == 0.5
    assert found.performance["eyeBlinkRight"][1] == 1
    said = " ".join(found.remarks)
    assert "no timecodes" in said
    assert "no angles of the head" in said
    assert "eyeSquintLeft" in said


@pytest.mark.parametrize(
    ("clock", "column", "rate"),
    [
        ("time", lambda frame: f"{frame / 30:.4f}", 30),
        ("Timestamp", lambda frame: str(1_700_000_000_000 + frame * 40), 25),
        ("timestamp", lambda frame: str(frame * 50_000), 20),
        ("frame", str, 60),
    ],
)
def test_a_clock_that_counts_on_tells_the_rate(clock, column, rate):
    names = ("jawOpen", "mouthPucker", "mouthSmileLeft", "mouthSmileRight", "eyeBlinkLeft")
    rows = [f"{column(frame)},{frame / 100},0,0,0,0" for frame in range(40) if frame != 20]
    found = parse_csv("\n".join([",".join((clock, *names)), *rows]), "a.csv").performance
    assert found.rate == rate
    if rate != 60:
        np.testing.assert_allclose(found["jawOpen"], np.arange(40) / 100)


def test_missing_frames_lie_between_their_neighbours_and_degrees_are_known():
    made = moving(90, Fraction(30))
    rows = as_csv(made).splitlines()
    thinned = "\n".join(row for place, row in enumerate(rows) if place not in (11, 12))
    found = parse_csv(thinned, "take.csv").performance
    assert len(found) == 90
    between = made["jawOpen"][9] + (made["jawOpen"][12] - made["jawOpen"][9]) / 3
    assert found["jawOpen"][10] == pytest.approx(between, abs=1e-4)
    columns = "Timecode,HeadYaw,JawOpen,EyeBlinkLeft,EyeBlinkRight,MouthPucker,TongueOut\n"
    degrees = columns + "".join(f"00:00:{second:02d}:29.0,{9 * second},0,0,0,0,0\n" for second in range(3))
    assert parse_csv(degrees, "deg.csv").performance["headYaw"].min() == -18


def test_controls_of_a_metahuman_make_up_a_channel_together():
    controls = ("mouthLipsPurseUL", "mouthLipsPurseUR", "mouthLipsPurseDL", "mouthLipsPurseDR", "jawOpen")
    more = ("eyeBlinkL", "eyeBlinkR", "mouthCornerPullL", "eyeLookLeftL", "browRaiseInL", "browRaiseInR")
    header = ",".join(("Timecode", *(f"CTRL_expressions_{name}" for name in (*controls, *more))))
    values = "0.8,0.8,0.4,0.4,0.3,1,0,0.5,0.5,0.2,0.4"
    text = header + "".join(f"\n00:00:0{second}:23.0,{values}" for second in range(3))
    found = parse_csv(text, "metahuman.csv").performance
    assert found["mouthPucker"][0] == pytest.approx(0.6)
    assert found["browInnerUp"][0] == pytest.approx(0.3)
    assert found["mouthSmileLeft"][0] == 0.5
    assert found["leftEyeYaw"][0] > 0  # to the sitter's left, the right of the picture


def test_a_take_of_the_app_looks_and_turns_where_its_actor_did():
    """Eyes of a row that Live Link Face recorded: to the sitter's left and up."""
    take = {"EyeLookOutLeft": 0.503, "EyeLookUpLeft": 0.381, "EyeLookInRight": 0.597, "EyeLookUpRight": 0.373}
    take |= {"LeftEyeYaw": -0.360, "LeftEyePitch": -0.174, "RightEyeYaw": -0.303, "RightEyePitch": -0.174}
    take |= {"HeadYaw": -0.1, "HeadPitch": -0.05, "HeadRoll": 0.02, "JawOpen": 0.05}
    header = ",".join(("Timecode", *take))
    values = ",".join(map(str, take.values()))
    text = header + "".join(f"\n00:00:0{second}:23.0,{values}" for second in range(3))
    found = parse_csv(text, "take.csv").performance
    assert (found.gaze_deg[0] > 5).all()
    assert found.head_deg[0] == pytest.approx(np.degrees([0.1, 0.05, 0.02]))
    old = text.replace("-0.", "0.")
    assert np.allclose(parse_csv(old, "old.csv").performance.head_deg[0], np.degrees([0.1, 0.05, 0.02]))


def test_the_looks_say_what_the_eyes_angles_say():
    made = moving()
    assert np.allclose(gaze_of_looks(made.channels), np.clip(made.gaze_deg, -30, 30))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("a,b,c\n1,2,3\n", "fewer than five"),
        (",".join(HEADER) + "\n", "no frame"),
        (",".join(HEADER) + "\n00:00:00:00.0,61" + ",x" + ",0" * 60 + "\n", "no number"),
        (",".join(HEADER) + "\n00:00:00:00.0,61" + ",nan" + ",0" * 60 + "\n", "no number"),
        (",".join(HEADER) + "\n00:00:00:00.0,61,0\n", "no number"),
        (",".join(HEADER) + "".join(f"\n00:00:0{s}:00.0,61" + ",0" * 61 for s in (5, 1)), "backwards"),
        (",".join(HEADER) + "".join(f"\n{h}:00:00:00.0,61" + ",0" * 61 for h in (0, 90)), "30 minutes"),
    ],
)
def test_what_is_no_performance_is_refused_in_a_sentence(text, reason):
    with pytest.raises(ClipError) as refused:
        parse_csv(text, "take.csv")
    assert reason in str(refused.value)


def test_a_picture_is_no_table(tmp_path):
    path = tmp_path / "take.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    with pytest.raises(ClipError):
        read_csv(path)


def test_a_part_and_another_rate_keep_time():
    made = moving(100)
    assert np.array_equal(made.part(20, 30).channels, made.channels[20:30])
    twice = made.resampled(Fraction(50), 200)
    assert np.allclose(twice.channels[::2], made.channels)
    assert resting(3, Fraction(25)).rests(1)
    assert not made.rests(1)
