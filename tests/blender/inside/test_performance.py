"""What faces do as F-curves: drawn after Animate, edited by hand, taken over as corrections of words."""

from __future__ import annotations

import sys
from pathlib import Path

import bpy
import pytest
from fake_film import FakeFilm

from speaking_engine.errors import ProjectError
from speaking_images import performance, pump, settings
from speaking_images.operators import run
from speaking_images.stage import compat, keep

FAKE = (sys.executable, str(Path(__file__).resolve().parents[2] / "data" / "fake_engine.py"))

pytestmark = pytest.mark.usefixtures("extension")


@pytest.fixture
def animated(monkeypatch, tmp_path, extension):
    monkeypatch.setattr(run, "engine_command", lambda: FAKE)
    bpy.ops.speaking.open_production(directory=str(tmp_path))
    pump.wait()
    bpy.ops.speaking.find_faces()
    pump.wait()
    animate()
    return settings.production(bpy.context)


@pytest.fixture
def asked(monkeypatch):
    """What the engine is asked for, in order."""
    actions = []
    ask = pump.ask

    def noted(command, action, arguments, done):
        actions.append(action)
        ask(command, action, arguments, done)

    monkeypatch.setattr(pump, "ask", noted)
    return actions


def tracks(line):
    """What the engine is known to have."""
    return performance.tracks_in(line["csv"]) | line["taken"]


def animate():
    assert bpy.ops.speaking.animate() == {"FINISHED"}
    pump.wait()


def curve(name, face="f0"):
    return performance._curves_by_track(settings.production(bpy.context).key, face)[name].curve


def swell(name, frames, by):
    """Move the key frames of a span, as a person does in the Graph Editor."""
    for point in curve(name).keyframe_points:
        if frames[0] <= point.co.x <= frames[1]:
            point.co.y += by
    curve(name).update()


def test_every_channel_is_a_curve_in_its_group(animated):
    action = bpy.data.objects["Performance f0"].animation_data.action
    curves = compat.f_curves(action, bpy.data.objects["Performance f0"].animation_data.action_slot)
    assert len(curves) == 51
    groups = {one.data_path[2:-2]: one.group.name for one in curves}
    wanted = {
        "jawOpen": "jaw", "mouthSmileLeft": "mouth", "eyeBlinkLeft": "eyes", "leftEyeYaw": "eyes",
        "browInnerUp": "brows", "headYaw": "head",
    }  # fmt: skip
    assert {name: groups[name] for name in wanted} == wanted


def test_curves_are_in_film_frames_and_angles_in_degrees(animated):
    assert curve("jawOpen").evaluate(11 + 24.5) == pytest.approx(0.3, abs=0.003)
    assert curve("headYaw").evaluate(11 + 24.5) == pytest.approx(6, abs=0.06)
    assert (curve("jawOpen").evaluate(1), curve("jawOpen").evaluate(200)) == (0, 0)
    assert list(curve("jawOpen").range()) == [11, 60]
    assert len(curve("jawOpen").keyframe_points) < 45
    assert len(curve("mouthPucker").keyframe_points) == 2


def test_the_empty_follows_its_curves(animated):
    bpy.context.scene.frame_set(36)
    assert bpy.data.objects["Performance f0"]["jawOpen"] == pytest.approx(0.3, abs=0.003)


def test_what_was_not_edited_is_not_sent(animated, asked):
    bpy.ops.speaking.take_over_corrections()
    assert asked == []
    animate()
    assert asked == ["save", "run"]
    assert performance.edited_lines(animated) == []


def test_an_edited_curve_is_taken_over_by_word_before_animate_and_stays_as_drawn(animated, asked):
    swell("jawOpen", (28, 38), 0.2)
    drawn = [tuple(point.co) for point in curve("jawOpen").keyframe_points]
    (line,) = performance.edited_lines(animated)
    assert list(line["after"]) == ["jawOpen"]
    assert [word for word, *_ in line["words"]] == ["Good", "evening."]
    animate()
    assert asked == ["correct", "save", "run"]
    assert [tuple(point.co) for point in curve("jawOpen").keyframe_points] == drawn
    (line,) = performance.lines_of(animated)
    assert max(tracks(line)["jawOpen"]) == pytest.approx(0.5, abs=0.01)
    assert performance.edited_lines(animated) == []
    animate()
    assert asked == ["correct", "save", "run", "save", "run"]


def push_down(owner):
    """Do what the button Push Down does: the action becomes a strip of an NLA track."""
    data = owner.animation_data
    action, slot = data.action, data.action_slot
    strip = data.nla_tracks.new().strips.new(action.name, int(action.frame_range[0]), action)
    strip.action_slot = slot
    data.action = None
    return strip


def test_curves_that_were_pushed_down_are_edited_and_followed_as_before(animated, asked):
    strip = push_down(bpy.data.objects["Performance f0"])
    assert performance.edited_lines(animated) == []
    animate()
    assert bpy.data.objects["Performance f0"].animation_data.action is None
    swell("jawOpen", (28, 38), 0.2)
    (line,) = performance.edited_lines(animated)
    assert list(line["after"]) == ["jawOpen"]
    animate()
    assert asked == ["save", "run", "correct", "save", "run"]
    strip.frame_start, strip.frame_end = strip.frame_start + 5, strip.frame_end + 5
    (line,) = performance.edited_lines(animated)
    assert "headYaw" in line["after"]
    animated.text = "Other words come before."
    animate()
    bpy.context.scene.frame_set(31 + 24 + 5)  # the strip was moved by 5
    assert bpy.data.objects["Performance f0"]["headYaw"] == pytest.approx(6, abs=0.3)


def test_the_opening_of_a_word_is_set_in_the_list(animated, asked):
    before = curve("jawOpen").evaluate(40)
    cue = animated.cues[1]
    cue.opening_mm = 3.0
    assert performance.edited_words(animated) == ["evening: opening=3.00"]
    animate()
    assert asked == ["correct", "save", "run"]
    assert animated.cues[1].opening_mm == pytest.approx(3, abs=0.1)
    assert performance.edited_words(animated) == []
    assert curve("jawOpen").evaluate(40) < before
    animate()
    assert asked[3:] == ["save", "run"]


def test_what_was_taken_over_is_not_sent_twice(animated, asked):
    swell("headYaw", (20, 50), -3)
    bpy.ops.speaking.take_over_corrections()
    pump.wait()
    bpy.ops.speaking.take_over_corrections()
    animate()
    assert asked == ["correct", "save", "run"]
    (line,) = performance.lines_of(animated)
    assert max(tracks(line)["headYaw"]) == pytest.approx(3, abs=0.2)


def test_a_muted_or_deleted_curve_is_no_correction(animated):
    swell("jawOpen", (1, 100), 0.2)
    curve("jawOpen").mute = True
    assert performance.edited_lines(animated) == []
    data = bpy.data.objects["Performance f0"].animation_data
    compat.f_curves(data.action, data.action_slot).remove(curve("headYaw"))
    assert performance.edited_lines(animated) == []
    animate()
    assert curve("headYaw").evaluate(35.5) == pytest.approx(6, abs=0.06)


def test_what_is_edited_while_the_engine_works_is_kept(animated):
    bpy.ops.speaking.animate()
    swell("jawOpen", (28, 38), 0.1)
    pump.wait()
    (line,) = performance.edited_lines(animated)
    assert list(line["after"]) == ["jawOpen"]


def test_a_correction_moves_along_with_its_word(animated):
    swell("jawOpen", (28, 38), 0.2)
    highest = max(curve("jawOpen").keyframe_points, key=lambda point: point.co.y).co
    frame, value = highest
    animated.text = "Other words come before."
    animate()
    assert curve("jawOpen").evaluate(frame + 20) == pytest.approx(value, abs=0.01)
    assert not any(note.name == "performance" for note in animated.notes)


def test_what_is_edited_while_other_words_are_spoken_is_told_to_be_gone(animated):
    animated.text = "Other words come before."
    bpy.ops.speaking.animate()
    swell("jawOpen", (28, 38), 0.1)
    pump.wait()
    assert performance.edited_lines(animated) == []
    assert any("drawn anew" in note.text for note in animated.notes)


def test_a_run_that_is_undone_is_no_edit(animated):
    bpy.ops.ed.undo_push(message="animated")
    first = performance.lines_of(animated)[0]["csv"]
    animated.amplitude = 0.5
    bpy.ops.ed.undo_push(message="amplitude")
    animate()
    assert performance.lines_of(animated)[0]["csv"] != first
    bpy.ops.ed.undo_push(message="animated again")
    bpy.ops.ed.undo()
    now = settings.production(bpy.context)
    assert performance.lines_of(now)[0]["csv"] == first
    assert performance.edited_lines(now) == []
    bpy.ops.ed.redo()
    assert performance.edited_lines(settings.production(bpy.context)) == []


def test_a_missing_table_is_told(animated):
    told = performance.lines_of(animated)[0] | {"csv": "/nowhere/000.csv", "cues": [], "widest": []}
    with pytest.raises(ProjectError, match="Animate again"):
        performance.show_performances({"performances": [told], "tracks": {}}, animated, keep_edits=True)
    assert len(animated.cues) == 2


def test_curves_and_edits_survive_saving_and_reading(animated, tmp_path):
    swell("jawOpen", (28, 38), 0.1)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
    (line,) = performance.edited_lines(settings.production(bpy.context))
    assert list(line["after"]) == ["jawOpen"]


def test_the_empty_is_in_the_built_scene_too(animated, tmp_path):
    animated.plan = str(FakeFilm().write(tmp_path / "film"))
    bpy.ops.speaking.build_stage()
    assert "Performance f0" in keep.ours(bpy.data.scenes, "stage").collection.all_objects


def test_a_clicked_word_is_shown_where_the_mouth_is_widest_in_it(animated):
    assert [(cue.name, cue.frame, bool(cue.fault)) for cue in animated.cues] == [
        ("Good", 26, False),
        ("evening.", 35, True),
    ]
    assert animated.cues[1].opening_mm == pytest.approx(9, abs=0.5)
    animated.active_cue = 1
    assert bpy.context.scene.frame_current == 35
