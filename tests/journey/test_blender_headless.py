"""Blender without a window, as a person runs it in a terminal; a real one where there is one."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import av
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "blender"))
from fake_film import FakeFilm

from speaking_engine.render.blender import find_blender

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.blender
needs_bpy = pytest.mark.skipif(importlib.util.find_spec("bpy") is None, reason="bpy is not installed")


def run(*command, **environment):
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=ROOT,
        env={**os.environ, **{name: str(value) for name, value in environment.items()}},
    )


def render(*arguments):
    ran = run(sys.executable, "scripts/render.py", *arguments)
    return ran.returncode, [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.fixture
def plan(tmp_path):
    return FakeFilm().write(tmp_path / "film")


@needs_bpy
@pytest.mark.parametrize("way", ["--planes", "--strips"])
def test_a_span_of_a_plan_becomes_a_film_with_its_part_of_the_sound(plan, tmp_path, way):
    film = tmp_path / "film.mp4"
    code, said = render(plan, way, "--frames", "1-3", "--out", film, "--frames-folder", tmp_path / "frames")
    assert (code, said[-1]["kind"]) == (0, "result"), said[-1]
    assert sorted(path.name for path in (tmp_path / "frames").glob("0*.png")) == [
        "000001.png", "000002.png", "000003.png",
    ]  # fmt: skip
    with av.open(str(film)) as opened:
        assert sum(1 for _ in opened.decode(video=0)) == 3
    with av.open(str(film)) as opened:
        assert float(opened.streams.audio[0].duration * opened.streams.audio[0].time_base) < 0.2


@needs_bpy
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["/nowhere/plan.json"], "cannot be read"),
        (["PLAN", "--frames", "4-9"], "frames 0 to 5"),
        (["PLAN", "--frames", "x"], "frames 0 to 5"),
        (["FOLDER"], "is not a production"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_2(plan, tmp_path, arguments, sentence):
    arguments = [{"PLAN": plan, "FOLDER": tmp_path}.get(argument, argument) for argument in arguments]
    code, said = render(*arguments, "--frames-folder", tmp_path / "frames")
    assert code == 2
    assert sentence in said[-1]["error"]["sentence"]


@needs_bpy
def test_the_scene_can_be_kept(plan, tmp_path):
    code, _ = render(plan, "--frames", "0", "--frames-folder", tmp_path / "f", "--save", tmp_path / "a.blend")
    assert code == 0
    assert (tmp_path / "a.blend").stat().st_size > 100_000


@needs_bpy
def test_the_extension_is_built_valid_and_leaves_no_trace(tmp_path):
    ran = run(sys.executable, "scripts/build_extension.py", "--out", tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "installed, enabled, disabled" in ran.stdout


def test_a_real_blender_takes_the_extension_and_its_command(tmp_path, plan):
    found = find_blender()
    if found is None or found.kind != "program":
        pytest.skip("no Blender program is named by SPEAKING_BLENDER or on the path")
    assert run(sys.executable, "scripts/build_extension.py", "--no-check", "--out", tmp_path).returncode == 0
    zip_path = next(tmp_path.glob("*.zip"))
    user = {"BLENDER_USER_RESOURCES": tmp_path / "user"}
    program = found.command[0]
    install = ("--command", "extension", "install-file", "-r", "user_default", "-e", zip_path)
    installed = run(program, *install, **user)
    assert "Installed" in installed.stdout, installed.stdout + installed.stderr
    frames = tmp_path / "frames"
    command = ("-b", "--command", "speaking_images", "render", plan, "--frames-folder", frames, "--planes")
    ran = run(program, *command, **user)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert len(list(frames.glob("0*.png"))) == 6
