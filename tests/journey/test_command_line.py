"""From picture to film through the command line, as a user types it; quick voices, a real face."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from speaking_engine.doors.cli.main import run
from speaking_engine.media.movie import read_frames

QUICK = ["--voice", "fake", "--animator", "fake", "--renderer", "engine"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ask(*arguments: str | Path) -> dict[str, Any]:
    """Run a command as a process of its own and read the one JSON object on its stdout."""
    command = [sys.executable, "-m", "speaking_engine", *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout.count("\n") == 1, (done.stdout, done.stderr)
    return {**json.loads(done.stdout), "exit_code": done.returncode}


def ran(answer: dict[str, Any]) -> set[str]:
    return {stage for stage, entry in answer["stages"].items() if entry["made"]}


def test_a_film_is_made_and_then_only_what_changed(here: Path, portrait: Path) -> None:
    speak = ["speak", portrait, "--text", "Good evening. I am here.", *QUICK, "--out", here / "film.mp4"]
    first = ask(*speak)
    assert first["exit_code"] == 0
    of_words = {"script", "speech", "performance", "clip", "mix", "composite", "render"}
    assert ran(first) == {"artwork", "faces", *of_words}
    with av.open(first["film"]) as film:
        assert film.streams.video[0].frames == first["frame_count"]
        assert film.streams.audio[0].codec_context.sample_rate == 48000
    frame = next(read_frames(Path(first["film"])))
    still = np.asarray(Image.open(portrait).convert("RGB"))[: frame.shape[0], : frame.shape[1]]
    assert np.abs(frame.astype(int) - still).mean() < 3  # the encoder's loss, no shift, no other colours

    assert ran(ask(*speak)) == set()
    assert ran(ask("render", here / "grace_hopper.speaking", "--feather", "40")) == {"composite", "render"}
    assert ran(ask("speak", portrait, "--text", "Good evening. I am there.")) == of_words
    assert ran(ask("speak", here / "grace_hopper.speaking", "--text", "Good evening. I am here.")) == set()
    assert ask("tidy", here / "grace_hopper.speaking")["freed_bytes"] > 10_000
    assert ran(ask("render", here / "grace_hopper.speaking")) == set()


def test_faces_answer_machines(here: Path, portrait: Path, landscape: Path) -> None:
    face = ask("faces", portrait)["faces"][0]
    x, y, width, height = face["box_px"]
    assert 120 < x < 230 and 80 < y < 220 and 80 < width < 220 and 80 < height < 260  # noqa: PT018 - one box
    assert set(face) >= {"confidence", "yaw_deg", "gender", "gender_confidence", "landmarks", "found_by"}
    assert np.load(face["landmarks"]).shape == (478, 3)
    assert ask("faces", landscape)["faces"] == []


def test_no_face_stops_with_a_way_out(here: Path, landscape: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["speak", str(landscape), *QUICK]) == 2
    said = capfd.readouterr().err
    assert "No face was found" in said
    assert "--box" in said
    assert not list(here.glob("**/film.mp4"))


def test_a_face_by_hand_speaks(here: Path, portrait: Path) -> None:
    answer = ask("speak", portrait, "--box", "150,110,150,180", "--text", "Here.", *QUICK)
    assert answer["exit_code"] == 0
    faces = ask("faces", here / "grace_hopper.speaking")["faces"]
    assert faces[0]["id"] == "h0"
    assert faces[0]["found_by"] == ["hand"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["speak", "none.jpg"], "no file"),
        (["speak", "letter.jpg"], "not a picture"),
        (["speak", "empty.jpg"], "empty"),
        (["speak", "picture.png", "--box", "1,2,3"], "not a box"),
        (["speak", "picture.png", "--face", "7"], "no face 7"),
        (["speak", "picture.png", "--rate", "fast"], "not a frame rate"),
        (["speak", "picture.png", "--text-file", "none.txt"], "none.txt"),
        (["speak", "picture.png", "--text", "\u0007 \n"], "."),
        (["speak", "picture.png", "--text", "Hello.", "--voice", "nobody"], "nobody"),
        (["speak", "picture.png", "--text", "Hello.", "--resolution", "8k"], "8k"),
        (["speak", "picture.png", "--text", "Hello.", "--feather", "-1"], "--feather"),
        (["speak", "picture.png", "--production", "letter.jpg/x"], "in the way"),
        (["render", "nowhere.speaking"], "not a production"),
        (["speak", "picture.png", "--metadata", "letter.jpg"], "letter.jpg"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_every_fault_is_a_sentence(
    here: Path, portrait: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    (here / "letter.jpg").write_text("Dear museum,")
    (here / "empty.jpg").touch()
    shutil.copy(portrait, here / "picture.png")
    voice = (
        [] if "--voice" in arguments or "render" in arguments else ["--voice", "fake", "--animator", "fake"]
    )
    assert run([*arguments, *voice]) == 2
    error = capfd.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not list(here.glob("**/*.mp4"))
    assert not list(here.glob("**/*.partial"))


def test_a_json_fault_is_one_object(here: Path) -> None:
    answer = ask("speak", "none.jpg")
    assert answer["exit_code"] == 2
    assert answer["error"]["kind"] == "PictureError"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_gives_a_sentence(here: Path, portrait: Path) -> None:
    (here / "locked").mkdir(mode=0o500)
    answer = ask("speak", portrait, "--production", here / "locked" / "a.speaking")
    assert answer["exit_code"] == 2


def test_a_full_disk_keeps_what_was_finished(here: Path, portrait: Path) -> None:
    """A limit on file size stands in for a full disk: it stops a large file, and only that."""
    command = [
        sys.executable,
        "-m",
        "speaking_engine",
        "speak",
        str(portrait),
        "--text",
        "Good evening.",
        *QUICK,
    ]
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000));"
        "sys.argv = sys.argv[1:]; from speaking_engine.doors.cli.main import main; main()"
    )
    done = subprocess.run(
        [command[0], "-c", limited, *command[2:]], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(here.glob("**/film.mp4"))
    assert not list(here.glob("**/*.partial"))
    answer = ask(*command[3:])
    assert answer["exit_code"] == 0


def test_a_killed_run_goes_on(here: Path, portrait: Path) -> None:
    words = "Good evening, dear visitor, and welcome to this museum. " * 12
    command = [sys.executable, "-m", "speaking_engine", "speak", str(portrait), "--text", words, *QUICK]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(here.glob("*.speaking/store/clip")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not list(here.glob("**/film.mp4"))
    answer = ask(*command[3:])
    assert answer["exit_code"] == 0
    assert not {"artwork", "faces", "script", "speech"} & ran(answer)
    assert not list(here.glob("**/*.partial"))


def test_a_real_voice_and_a_moving_mouth(here: Path, portrait: Path) -> None:
    answer = ask(
        "speak", portrait, "--text", "Papa and mama.", "--renderer", "engine", "--resolution", "720p"
    )
    assert answer["exit_code"] == 0
    frames = [frame.astype(np.int16) for frame in read_frames(Path(answer["film"]))]
    moved = [float((np.abs(frame - frames[0]).max(axis=2) > 60).mean()) for frame in frames]
    assert moved[-1] < 1e-4  # rest at the end, but for the encoder
    assert max(moved) > 1e-3
    with av.open(answer["film"]) as film:
        sound = np.concatenate([part.to_ndarray().ravel() for part in film.decode(audio=0)])
    assert np.abs(sound).max() > 0.05


def test_doctor_finds_everything_here(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--json"]) == 0
    findings = json.loads(capfd.readouterr().out)["findings"]
    assert all(finding["state"] != "missing" for finding in findings)


@pytest.mark.parametrize("command", ["script", "voice", "animate", "render", "speak"])
def test_every_command_reads_the_label_beside_a_picture(here: Path, portrait: Path, command: str) -> None:
    shutil.copy(portrait, here / "head.jpg")
    (here / "head.yaml").write_text("title: A Head\nhold: claimed by its makers' heirs\n")
    answer = ask(command, here / "head.jpg")
    assert answer["exit_code"] == 2
    assert "claimed by its makers' heirs" in answer["error"]["sentence"]


@pytest.mark.parametrize("name", ["-dash.jpg", "a b ü.jpg", "new\nline.jpg", "[bold]a.jpg", "noext"])
def test_odd_names_and_brackets_are_taken_as_they_are(
    here: Path, portrait: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    shutil.copy(portrait, here / name)
    assert run(["script", "--text", "Hi [/b] you [i]there.", "--", name]) == 0
    assert "Hi [/b] you [i]there." in capfd.readouterr().err
    assert (here / f"{Path(name).stem}.speaking" / "project.json").is_file()


def test_what_was_refused_is_not_met_again(here: Path, portrait: Path) -> None:
    """A wrong option leaves the production as it was; a picture without a face keeps what was typed."""
    assert ask("speak", portrait, "--text", "Good evening.", *QUICK)["exit_code"] == 0
    before = (here / "grace_hopper.speaking" / "project.json").read_text()
    for wrong in (
        ["--box", "9000,9000,100,100"],
        ["--voice", "nobody"],
        ["--face", "7"],
        ["--text", "…"],
        ["--motion", "segment_s=abc"],
    ):
        assert ask("speak", here / "grace_hopper.speaking", *wrong)["exit_code"] == 2
        assert (here / "grace_hopper.speaking" / "project.json").read_text() == before
    assert ran(ask("speak", here / "grace_hopper.speaking")) == set()


@pytest.mark.parametrize(
    "arguments", [["--overlay", "head.png"], ["--on", "0", "--draft-handles", "head.speaking/project.json"]]
)
def test_looking_at_faces_destroys_nothing(here: Path, portrait: Path, arguments: list[str]) -> None:
    shutil.copy(portrait, here / "head.png")
    answer = ask("faces", here / "head.png", *arguments)
    assert answer["exit_code"] == 2
    assert "cannot be written" in answer["error"]["sentence"]
    assert (here / "head.png").read_bytes() == portrait.read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ["speak", "head.jpg", "--out", "a/b/film.mp4"],
        ["speak", "head.jpg", "--production", "a/head.speaking"],
        ["faces", "head.jpg", "--overlay", "a/b/head.png"],
        ["batch", "head.jpg", "--out", "a/b"],
    ],
    ids=" ".join,
)
def test_a_slip_in_a_path_makes_no_folders(here: Path, portrait: Path, arguments: list[str]) -> None:
    shutil.copy(portrait, here / "head.jpg")
    (here / "t.csv").write_text("image\nhead.jpg\n")
    if arguments[0] == "batch":
        arguments = ["batch", "t.csv", *arguments[2:]]
    answer = ask(*arguments)
    assert answer["exit_code"] == 2
    assert "no such folder" in answer["error"]["sentence"]
    assert not (here / "a").exists()


@pytest.mark.parametrize("out", ["picture.jpg", "notes.srt", "grace_hopper.speaking/project.json", "."])
def test_a_film_destroys_nothing(here: Path, portrait: Path, out: str) -> None:
    shutil.copy(portrait, here / "picture.jpg")
    shutil.copy(portrait, here / "notes.srt")
    answer = ask("speak", here / "picture.jpg", "--text", "Hello.", *QUICK, "--out", here / out)
    assert answer["exit_code"] == 2
    assert "cannot be written" in answer["error"]["sentence"]
    assert (here / "picture.jpg").read_bytes() == portrait.read_bytes() == (here / "notes.srt").read_bytes()


def test_a_resting_picture_does_not_pulse(here: Path, artworks: Path) -> None:
    """Key frames must show the grain as the frames before them do."""
    picture = artworks / "girl_with_a_pearl_earring.jpg"
    answer = ask("speak", picture, "--text", "Good evening, dear visitor.", *QUICK, "--resolution", "720p")
    rest = [frame[-100:].astype(np.int16) for frame in read_frames(Path(answer["film"]))]
    assert len(rest) > 55  # more than one key frame
    assert max(float(np.abs(b - a).mean()) for a, b in pairwise(rest)) < 0.2
