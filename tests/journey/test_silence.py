"""By default nothing opens a socket to the network, nor leaves a stranger's files in the home folder.

onnxruntime's telemetry asks for an address some seconds after it was loaded, and keeps a device id at once.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

SECONDS_UNTIL_TELEMETRY = 8
"""Seen: 3 to 6 s after the first session."""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Environment of a user who never ran anything; the built voice is carried over, for it takes time."""
    cache = tmp_path / "home" / ".cache"
    ours = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "speaking-images"
    if ours.is_dir():
        shutil.copytree(ours, cache / "speaking-images")
    cache.mkdir(parents=True, exist_ok=True)
    plain = {name: value for name, value in os.environ.items() if "TELEMETRY" not in name}
    return {**plain, "HOME": str(cache.parent), "XDG_CACHE_HOME": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}


def watched(command: list[str], log: Path) -> list[str]:
    strace = shutil.which("strace")
    watch = [strace, "-f", "--seccomp-bpf", "-e", "trace=socket,connect", "-o", str(log)] if strace else []
    return [*watch, sys.executable, "-m", *command]


def check_silent(log: Path, home: dict[str, str]) -> None:
    if log.exists():
        opened = [line for line in log.read_text("utf8", "replace").splitlines() if "AF_INET" in line]
        assert not opened, opened[:3]
    left = {path.name for path in Path(home["XDG_CACHE_HOME"]).iterdir()}
    assert left <= {"speaking-images", "fontconfig", "matplotlib"}


def test_the_watch_sees_what_is_forbidden(home: dict[str, str], tmp_path: Path) -> None:
    if not shutil.which("strace"):
        pytest.skip("no strace here")
    log = tmp_path / "log"
    command = watched(["timeit", "-n1", "-r1", "import socket; socket.socket()"], log)
    subprocess.run(command, env=home, check=True, capture_output=True)
    with pytest.raises(AssertionError):
        check_silent(log, home)


def test_a_batch_and_the_films_it_makes_are_silent(
    home: dict[str, str], tmp_path: Path, portrait: Path
) -> None:
    shutil.copy(portrait, tmp_path / "hopper.jpg")
    (tmp_path / "t.csv").write_text("image;text\nhopper.jpg;Good evening to you all.\n")
    log = tmp_path / "log"
    command = watched(["speaking_engine", "batch", "t.csv", "--only", "hopper", "--renderer", "engine"], log)
    done = subprocess.run(command, cwd=tmp_path, env=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "films" / "hopper.mp4").is_file()
    check_silent(log, home)


def test_serving_blender_is_silent(home: dict[str, str], tmp_path: Path, portrait: Path) -> None:
    log = tmp_path / "log"
    arguments = {"picture": str(portrait), "folder": str(tmp_path), "until": "faces"}
    asked = {"kind": "request", "job": "1", "action": "run", "arguments": arguments}
    served = subprocess.Popen(
        watched(["speaking_engine.doors.blender.serve"], log),
        env=home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert served.stdin is not None
    assert served.stdout is not None
    with served:
        served.stdin.write(json.dumps(asked) + "\n")
        served.stdin.flush()
        answer = next(line for line in served.stdout if '"progress"' not in line and '"hello"' not in line)
        assert json.loads(answer)["value"]["faces"], answer
        time.sleep(SECONDS_UNTIL_TELEMETRY)
        served.stdin.close()
    check_silent(log, home)
