"""A work on hold does not speak: by no door, in no order, and what it said before is taken back."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from speaking_engine.doors.blender.actions import ACTIONS
from speaking_engine.doors.cli.main import run
from speaking_engine.errors import SpeakingError
from speaking_engine.protocol.progress import silent

QUICK = ["--voice", "fake", "--animator", "fake", "--renderer", "engine", "--resolution", "720p"]
HOLD = "title: A Head\nhold: claimed by its makers' heirs\n"


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory, portrait: Path) -> Path:
    """A folder with a picture that spoke: alone, and in a batch."""
    folder = tmp_path_factory.mktemp("spoken")
    shutil.copy(portrait, folder / "head.jpg")
    (folder / "head.yaml").write_text("title: A Head\n")
    (folder / "t.csv").write_text("image,text,voice,animator\nhead.jpg,Hello.,fake,fake\n")
    before = Path.cwd()
    os.chdir(folder)
    try:
        assert run(["batch", "t.csv", "--renderer", "engine"]) == 0
    finally:
        os.chdir(before)
    return folder


@pytest.fixture
def here(spoken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(spoken, tmp_path / "here")
    shutil.copytree(folder / "films" / "head.speaking", folder / "head.speaking")
    document = folder / "head.speaking" / "project.json"
    project = json.loads(document.read_text())
    document.write_text(json.dumps(project | {"picture": project["picture"] | {"path": "../head.jpg"}}))
    monkeypatch.chdir(folder)
    return folder


def refused(capfd: pytest.CaptureFixture[str], *arguments: str) -> None:
    capfd.readouterr()
    code = run([*arguments, "--json"])
    answer: dict[str, Any] = json.loads(capfd.readouterr().out)
    assert code == 2, answer
    assert "makers' heirs" in answer["error"]["sentence"]


def hold(here: Path, age_seconds: float = 0.0) -> None:
    """Hold the work back by a label whose time says nothing."""
    (here / "head.yaml").write_text(HOLD)
    then = (here / "films" / "head.speaking" / "project.json").stat().st_mtime - age_seconds
    os.utime(here / "head.yaml", (then, then))


def test_a_label_older_than_the_production(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hold(here, age_seconds=100_000)
    for command in (["speak"], ["render"], ["script"], ["voice"], ["animate"], ["measure"]):
        refused(capfd, *command, "head.speaking")
    refused(capfd, "approve", "head.speaking", "--by", "M. Duval")


def test_it_is_remembered_by_whatever_looked_first(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hold(here)
    refused(capfd, "speak", "head.jpg", *QUICK)
    (here / "head.yaml").unlink()
    assert run(["faces", "head.jpg"]) == 0
    refused(capfd, "speak", "head.jpg", "--text", "Hello.", *QUICK)
    assert run(["speak", "head.jpg", "--hold", "", *QUICK]) == 0


def test_a_new_production_remembers_it(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(here / "head.speaking")
    hold(here)
    refused(capfd, "speak", "head.jpg", "--text", "Hello.", *QUICK)
    assert json.loads((here / "head.speaking" / "project.json").read_text())["metadata"]["hold"]


def test_by_an_option_it_binds_later_commands(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    refused(capfd, "speak", "head.speaking", "--hold", "claimed by its makers' heirs")
    refused(capfd, "render", "head.speaking")


def test_a_production_dated_in_the_future(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hold(here)
    os.utime(here / "head.speaking" / "project.json", (4e9, 4e9))
    refused(capfd, "render", "head.speaking")


def test_production_picture_and_label_moved_together(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hold(here)
    document = here / "head.speaking" / "project.json"
    document.write_text(document.read_text().replace("../head.jpg", "/gone/head.jpg"))
    refused(capfd, "render", "head.speaking", "--feather", "12")


def test_a_recording_without_words(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hold(here)
    shutil.copy(next((here / "head.speaking" / "store").glob("speech/*/000.wav")), here / "actor.wav")
    refused(capfd, "speak", "head.jpg", "--audio", "actor.wav", *QUICK)


def test_a_link_to_the_picture(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (here / "archive").mkdir()
    (here / "head.jpg").rename(here / "archive" / "1234.jpg")
    (here / "head.jpg").symlink_to(here / "archive" / "1234.jpg")
    hold(here)
    refused(capfd, "speak", "head.jpg", "--production", "new.speaking", *QUICK)
    refused(capfd, "render", "new.speaking")


@pytest.mark.parametrize("action", ["run", "approve", "finish", "encode"])
def test_blender_asks_in_vain(here: Path, action: str) -> None:
    hold(here, age_seconds=100)
    folder = here / "head.speaking"
    plan = next(folder.glob("store/composite/*/plan.json"))
    given = {"folder": str(folder), "until": "render", "name": "M. Duval", "plan": str(plan)}
    with pytest.raises(SpeakingError, match="makers' heirs"):
        ACTIONS[action](given | {"frames": str(here), "film": str(here / "x.mp4")}, silent)
    assert not (here / "x.mp4").exists()


def test_saving_in_blender_does_not_lift_it_by_leaving_it_out(here: Path) -> None:
    hold(here)
    folder = str(here / "head.speaking")
    ACTIONS["run"]({"folder": folder, "until": "artwork"}, silent)
    ACTIONS["save"]({"folder": folder, "edited": {"metadata": {"title": "Another"}}}, silent)
    metadata = ACTIONS["run"]({"folder": folder, "until": "artwork"}, silent)["metadata"]
    assert metadata == {"title": "Another", "hold": "claimed by its makers' heirs"}


def test_a_batch_takes_the_old_film_back(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hold(here, age_seconds=100_000)
    films = here / "films"
    assert (films / "head.mp4").is_file()
    assert run(["batch", "t.csv", "--renderer", "engine"]) == 2
    assert "makers' heirs" in capfd.readouterr().err
    assert not [path for path in films.iterdir() if path.suffix in {".mp4", ".vtt", ".srt"}]
    withheld = {path.name for path in (films / "head.speaking" / "withheld").iterdir()}
    assert withheld >= {"head.mp4", "head.vtt", "head.srt"}
    assert "data:image" not in (films / "index.html").read_text()
    (here / "head.yaml").write_text("title: A Head\n")
    assert run(["speak", "films/head.speaking", "--hold", "", "--out", "films/head.mp4"]) == 0
    assert run(["batch", "t.csv", "--renderer", "engine"]) == 0
    assert (films / "head.mp4").is_file()


def test_films_of_others_are_not_taken_by_a_list_that_names_them(here: Path) -> None:
    (here / "holiday.mp4").write_bytes(b"a film of somebody else")
    listed = here / "head.speaking" / "store" / "delivered.json"
    listed.write_text(json.dumps({"../holiday.mp4": "0" * 64, str(here / "t.csv"): "0" * 64}))
    hold(here)
    assert run(["render", "head.speaking"]) == 2
    assert (here / "holiday.mp4").read_bytes() == b"a film of somebody else"
    assert (here / "t.csv").is_file()
