"""The engine's side of Blender: finding one, following it, stopping it, telling of its death."""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "blender"))
from fake_film import FakeFilm

from speaking_engine.errors import Cancelled, ClipError, InternalError, SetupError
from speaking_engine.protocol.progress import silent
from speaking_engine.render import blender
from speaking_engine.render.blender import find_blender, render_frames

pytestmark = pytest.mark.blender
needs_bpy = pytest.mark.skipif(importlib.util.find_spec("bpy") is None, reason="bpy is not installed")
needs_posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.delenv("SPEAKING_BLENDER", raising=False)
    find_blender.cache_clear()
    yield
    find_blender.cache_clear()


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Return a maker of a Blender that says its version and then does what a shell script says."""

    def make(script, version="5.0.1"):
        program = tmp_path / "blender"
        program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "Blender {version}" && exit\n{script}\n')
        program.chmod(0o755)
        monkeypatch.setenv("SPEAKING_BLENDER", str(program))
        find_blender.cache_clear()

    return make


@pytest.fixture
def plan(tmp_path):
    return FakeFilm().write(tmp_path / "film")


@needs_posix
def test_a_blender_named_by_the_variable_is_taken(stand_in):
    stand_in("", version="5.2.2 LTS")
    found = find_blender()
    assert (found.version, found.kind) == ("5.2.2", "program")


@needs_posix
def test_a_blender_that_is_too_old_is_told(stand_in):
    stand_in("", version="4.2.9")
    with pytest.raises(SetupError, match=r"no Blender from 4\.5"):
        find_blender()


def test_a_variable_that_names_nothing_is_told(monkeypatch):
    monkeypatch.setenv("SPEAKING_BLENDER", "/nowhere/blender")
    with pytest.raises(SetupError, match="/nowhere/blender"):
        find_blender()


def test_without_any_blender_the_way_to_one_is_told(monkeypatch, plan, tmp_path):
    monkeypatch.setattr(blender, "find_blender", lambda: None)
    with pytest.raises(SetupError) as told:
        render_frames(plan, tmp_path / "frames", way="planes", report=silent)
    assert "extra `blender`" in told.value.hint


@needs_posix
def test_its_death_is_told_with_its_last_words(stand_in, plan, tmp_path):
    stand_in("echo 'EGL is missing' >&2; echo \"Saved: '000001.png'\" >&2; exit 11")
    with pytest.raises(InternalError, match=r"code 11 .*EGL is missing Run"):
        render_frames(plan, tmp_path / "frames", way="planes", report=silent)


@needs_posix
def test_what_it_prints_beside_is_no_message(stand_in, plan, tmp_path):
    done = '{"kind":"result","job":"render","value":{}}'
    stand_in(f"echo 'Blender 5.0.1 (hash)'; echo '{done}'")
    render_frames(plan, tmp_path / "frames", way="planes", report=silent)


@needs_posix
def test_a_blender_that_hangs_is_stopped(stand_in, plan, tmp_path):
    stand_in(f"echo $$ > {tmp_path}/pid; exec sleep 100")

    def stop(stage, fraction, note=""):
        if (tmp_path / "pid").exists():
            raise Cancelled

    with pytest.raises(Cancelled):
        render_frames(plan, tmp_path / "frames", way="planes", report=stop)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


@needs_bpy
def test_a_failure_inside_blender_keeps_its_kind(plan, tmp_path):
    (plan.parent / "000.mkv").unlink()
    with pytest.raises(ClipError, match=r"000\.mkv is missing"):
        render_frames(plan, tmp_path / "frames", way="planes", report=silent)


@needs_bpy
def test_a_stopped_render_goes_on_where_it_was(plan, tmp_path):
    frames = tmp_path / "frames"

    def stop_after_two(stage, fraction, note=""):
        if (frames / "000001.png").exists():
            raise Cancelled

    with pytest.raises(Cancelled):
        render_frames(plan, frames, way="planes", report=stop_after_two)
    before = (frames / "000000.png").stat().st_mtime_ns
    time.sleep(0.01)
    render_frames(plan, frames, way="planes", report=silent)
    assert (frames / "000000.png").stat().st_mtime_ns == before
    assert len(list(frames.glob("0*.png"))) == 6
