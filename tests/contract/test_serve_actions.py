"""What Blender may ask of the real engine: productions are opened, edited and guarded; no model is needed."""

from __future__ import annotations

import json
import os
import random
import time
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from speaking_engine.doors.blender.actions import ACTIONS, run, save
from speaking_engine.errors import ClipError, OutputError, ProjectError, UserError
from speaking_engine.project.production import opened
from speaking_engine.protocol.plan import PLAN_SCHEMA
from speaking_engine.protocol.progress import silent


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a picture.png"
    pixels = np.random.default_rng(0).integers(0, 255, (60, 80, 3), np.uint8)
    Image.fromarray(pixels).save(path)
    path.with_suffix(".json").write_text(json.dumps({"title": "From the label"}), "utf8")
    return path


@pytest.fixture
def state(picture, tmp_path):
    return run({"picture": str(picture), "folder": str(tmp_path), "until": "artwork"}, silent)


def test_blender_gets_the_same_pixels_unpacked_and_those_of_another_picture_go(state, picture):
    shown = Path(state["artwork"])
    stored = next(Path(state["folder"]).glob("store/artwork/*/artwork.png"))
    assert shown.suffix == ".tif"
    assert (cv2.imread(str(shown)) == cv2.imread(str(stored))).all()
    assert shown.stat().st_size >= state["width_px"] * state["height_px"] * 3
    again = run({"folder": state["folder"], "until": "artwork"}, silent)
    assert again["artwork"] == state["artwork"]
    (shown.parent / "artwork-another-2x2.tif").write_bytes(b"")
    shown.unlink()
    run({"folder": state["folder"], "until": "artwork"}, silent)
    assert [path.name for path in shown.parent.glob("*.tif")] == [shown.name]


def test_opening_a_picture_makes_its_production_and_reads_its_label(state, tmp_path):
    assert state["folder"] == str(tmp_path / "a picture.speaking")
    assert (state["width_px"], state["height_px"]) == (80, 60)
    assert state["metadata"]["title"] == "From the label"
    assert set(state["handle_sets"]) == {"frontal", "profile_left", "profile_right"}
    json.dumps(state)  # it has to cross the pipe


def test_a_label_that_was_changed_is_told_and_its_hold_binds(state, picture):
    beside = picture.with_suffix(".json")
    beside.write_text(json.dumps({"title": "Other", "hold": "claimed"}))
    later = time.time() + 5
    os.utime(beside, (later, later))
    again = run({"folder": state["folder"], "picture": str(picture), "until": "artwork"}, silent)
    assert again["metadata"] == {"title": "From the label", "hold": "claimed"}
    assert any("not followed" in sentence for sentence in again["summary"]["artwork"]["fallbacks"])


def test_what_was_edited_is_saved(state):
    keys = [[0.0, 1.0], [2.5, 0.3]]
    edited = {
        "choices": state["choices"] | {"amplitude": 1.5, "amplitude_keys": keys},
        "metadata": {"title": "Another"},
    }
    save({"folder": state["folder"], "edited": edited, "seen": state["seen"]}, silent)
    again = run({"folder": state["folder"], "until": "known"}, silent)
    assert (again["choices"]["amplitude"], again["metadata"]["title"]) == (1.5, "Another")
    assert again["choices"]["amplitude_keys"] == keys
    assert again["seen"] != state["seen"]


def test_another_program_s_changes_are_not_overwritten(state):
    with opened(Path(state["folder"])) as production:
        production.project.choices.seed = 7
        production.save()
    with pytest.raises(ProjectError, match="changed by another program"):
        save({"folder": state["folder"], "edited": {}, "seen": state["seen"]}, silent)
    assert run({"folder": state["folder"], "until": "known"}, silent)["choices"]["seed"] == 7


@pytest.mark.parametrize(
    ("edited", "sentence"),
    [
        ({"choices": {"amplitude": 99}}, "choices.amplitude"),
        ({"choices": {"amplitude_keys": [[2, 1], [1, 1]]}}, "choices.amplitude_keys"),
        ({"hand_faces": [{"id": "h0"}]}, r"hand_faces\[0\].box_px"),
        ({"picture": {}}, "cannot edit picture"),
    ],
)
def test_a_wrong_value_is_told_and_nothing_is_saved(state, edited, sentence):
    with pytest.raises(UserError, match=sentence):
        save({"folder": state["folder"], "edited": edited}, silent)
    assert run({"folder": state["folder"], "until": "artwork"}, silent)["seen"] == state["seen"]


def test_choices_that_blender_does_not_show_stay_as_they_are(state):
    with opened(Path(state["folder"])) as production:
        production.project.choices.preset = "children"
        production.save()
    save({"folder": state["folder"], "edited": {"choices": {"seed": 3}}}, silent)
    choices = run({"folder": state["folder"], "until": "known"}, silent)["choices"]
    assert (choices["preset"], choices["seed"]) == ("children", 3)


def test_two_programs_on_one_production_are_told(state):
    with opened(Path(state["folder"])), pytest.raises(ProjectError, match="open in another"):
        run({"folder": state["folder"], "until": "artwork"}, silent)


def test_an_unknown_stage_is_told(state):
    with pytest.raises(UserError, match="no stage"):
        run({"folder": state["folder"], "until": "sculpture"}, silent)


ODD = [
    None,
    True,
    -1,
    3.5,
    10**39,
    float("nan"),
    float("inf"),
    "",
    "\0",
    "\ud800",
    "x" * 5000,
    "../..",
    [],
    {},
]
ODD += [[[]], [1, 2, 3, 4], {"a": None}, {"hold": 1}]


def odd(value, chance):
    """Put something odd into one place of a message."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        name = chance.choice(sorted(value))
        if chance.random() < 0.1:
            return {key: inner for key, inner in value.items() if key != name}
        if chance.random() < 0.1:
            return value | {chance.choice(["x", "", f"{name}2", "\ud800"]): chance.choice(ODD)}
        return value | {name: odd(value[name], chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        place = chance.randrange(len(value))
        return [*value[:place], odd(value[place], chance), *value[place + 1 :]]
    return chance.choice(ODD)


@pytest.mark.parametrize("seed", range(2))
def test_odd_messages_are_refused_and_never_poison_a_production(state, picture, tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 - odd, not secret
    folder, plan = state["folder"], f"{state['folder']}/plan.json"
    hand = {"id": "h0", "box_px": [5, 5, 40, 40], "added": True, "handles": {"nose_tip": [3, 4]}, "order": 1}
    edited = {"choices": state["choices"], "metadata": {"title": "t", "notes": ["a"]}, "hand_faces": [hand]}
    messages = {
        "save": {"folder": folder, "edited": edited, "seen": None},
        "run": {"folder": folder, "picture": str(picture), "until": "artwork", "resolution": "720p"},
        "finish": {"plan": plan, "folder": folder},
        "encode": {"plan": plan, "film": str(tmp_path / "f.mp4"), "frames": folder, "first": 0, "count": 1},
    }
    for _ in range(12):
        action = chance.choice([*messages, "save", "save", "save"])
        message = messages[action]
        for _ in range(chance.randint(1, 3)):
            message = odd(message, chance)
        if isinstance(message, dict):
            with suppress(UserError):
                ACTIONS[action](message, silent)
            ACTIONS["run"]({"folder": folder, "until": "artwork"}, silent)


def test_a_film_of_somebody_else_is_not_encoded_over(state, tmp_path):
    plan = {"artwork": "a.png", "artwork_width_px": 2, "artwork_height_px": 2, "width_px": 2, "height_px": 2}
    plan |= {"rate": [25, 1], "frame_count": 1, "layers": []}
    (tmp_path / "plan.json").write_text(json.dumps(plan | {"schema": PLAN_SCHEMA}))
    (tmp_path / "holiday.mp4").write_bytes(b"somebody else's")
    given = {
        "plan": str(tmp_path / "plan.json"),
        "frames": str(tmp_path),
        "film": str(tmp_path / "holiday.mp4"),
    }
    with pytest.raises(OutputError, match="there already"):
        ACTIONS["encode"](given, silent)
    assert (tmp_path / "holiday.mp4").read_bytes() == b"somebody else's"


def curves(**changed):
    line = {"rate": "25", "words": [["Good", 0.2, 0.6], ["evening.", 0.6, 1.2]]}
    return line | {"before": {"jawOpen": [0.1] * 50}, "after": {"jawOpen": [0.1] * 20 + [0.4] * 30}} | changed


def test_edited_curves_become_corrections_of_their_words(state):
    still = curves(after={"jawOpen": [0.1] * 50})
    wish = {"folder": state["folder"], "seen": state["seen"]}
    same = ACTIONS["correct"](wish | {"lines": [still]}, silent)
    assert same == {"seen": state["seen"], "corrections": 0}
    made = ACTIONS["correct"](wish | {"lines": [still, curves()]}, silent)
    with opened(Path(state["folder"])) as production:
        (kept,) = production.project.hand_motion
    # The second "evening" of all that is said; the first line's was not changed.
    assert (kept.word, kept.number, kept.track, kept.way) == ("evening", 2, "jawOpen", "add")
    assert max(value for _, value in kept.keys) == pytest.approx(0.3)
    assert made["seen"] != state["seen"]
    assert ACTIONS["correct"](wish | {"lines": []}, silent)["corrections"] == 0


def test_what_two_programs_edited_is_merged(state):
    """Only what was changed here since is laid over what another program saved meanwhile."""
    base = {
        "choices": {"amplitude": 1.0, "feather_px": None},
        "metadata": {"title": "Here", "date": "1665"},
        "hand_timing": [],
    }
    save({"folder": state["folder"], "edited": base}, silent)
    seen = save({"folder": state["folder"], "edited": base}, silent)["seen"]
    theirs = {"choices": {"amplitude": 0.5}, "metadata": {"title": "Here", "date": "c. 1665"}}
    save({"folder": state["folder"], "edited": theirs}, silent)
    moved = {"face_id": "f0", "text": "I am.", "number": 1, "stretches": [
        {"from_seconds": 0, "to_seconds": 1, "pause_seconds": 1, "seconds": 1}
    ]}  # fmt: skip
    mine = {
        "choices": {"amplitude": 1.0, "feather_px": 9.0},
        "metadata": {"title": "There", "date": "1665"},
        "cast": {"f0": {"speed": 1.2}},
        "hand_timing": [moved],
    }
    answer = save({"folder": state["folder"], "edited": mine, "seen": seen, "base": base}, silent)
    assert answer["merged"]
    with opened(Path(state["folder"])) as production:
        project = production.project
        assert (project.choices.amplitude, project.choices.feather_px) == (0.5, 9.0)
        assert (project.metadata["title"], project.metadata["date"]) == ("There", "c. 1665")
        assert project.cast == {"f0": {"speed": 1.2}}
        assert [one.text for one in project.hand_timing] == ["I am."]
    gone = mine | {"cast": {"f0": {"speed": None}}, "hand_timing": [moved | {"stretches": []}]}
    assert not save({"folder": state["folder"], "edited": gone, "seen": answer["seen"]}, silent)["merged"]
    with opened(Path(state["folder"])) as production:
        assert (production.project.cast, production.project.hand_timing) == ({}, [])


@pytest.mark.parametrize(
    "lines",
    [
        None,
        [7],
        [curves(words=[])],
        [curves(rate="0/0")],
        [curves(after={"jawOpen": [0.1] * 40})],
        [curves(after={"jawOpen": ["wide"] * 50})],
        [curves(after={"elbow": [0.1] * 50})],
        [curves(after={"jawOpen": [0.1] * 50, "jawLeft": [0.1]})],
        [curves(before={"headYaw": [0.0] * 50}, after={"headYaw": [90.0] * 50})],
    ],
)
def test_curves_that_cannot_be_taken_over_are_told_and_nothing_is_saved(state, lines):
    before = Path(state["folder"], "project.json").read_bytes()
    with pytest.raises((ClipError, UserError)):
        ACTIONS["correct"]({"folder": state["folder"], "lines": lines}, silent)
    assert Path(state["folder"], "project.json").read_bytes() == before


def test_a_batch_s_rows_are_told_before_it_runs(tmp_path, picture):
    table, out = tmp_path / "table.csv", tmp_path / "films"
    table.write_text(f"image,title\n{picture.name},Girl\nnot there.jpg,Nobody\n", "utf8")
    wish = {"table": str(table), "out": str(out)}
    told = ACTIONS["rows"](wish, silent)["rows"]
    assert [(one["name"], one["state"]) for one in told] == [("a_picture", ""), ("not_there", "")]
    assert Path(told[1]["status"]) == out / "not_there.status.json"
    with pytest.raises(UserError):
        ACTIONS["rows"](wish | {"table": str(tmp_path / "none.csv")}, silent)


def test_what_can_be_chosen_by_name_is_told_with_the_work(state):
    assert {"head"} <= set(state["offers"]["animator"])
    assert state["offers"]["export"]["page"]
    json.dumps(state["offers"])


def test_an_export_needs_a_target_that_there_is(state):
    with pytest.raises(UserError, match="nowhere"):
        ACTIONS["export"]({"folder": state["folder"], "target": "nowhere"}, silent)


def test_the_opening_of_a_word_is_kept_as_a_correction(state):
    wish = {"folder": state["folder"], "lines": [], "words": ["harbour: opening=6"]}
    assert ACTIONS["correct"](wish, silent)["corrections"] == 1
    with opened(Path(state["folder"])) as production:
        (kept,) = production.project.hand_motion
    assert (kept.word, kept.track, kept.value) == ("harbour", "opening", 6.0)
    with pytest.raises(UserError, match="proper `words`"):
        ACTIONS["correct"](wish | {"words": "harbour"}, silent)
