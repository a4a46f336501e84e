"""A received production asks before it reaches out; what was chosen on this machine needs no question."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from speaking_engine.doors.cli.main import run
from speaking_engine.errors import ProjectError
from speaking_engine.project import trust
from speaking_engine.project.production import created, opened

REACHING = {
    "writer": "openai",
    "model_url": "http://elsewhere.example/v1",
    "model": "/models/model.gguf",
    "recording": "/etc/hostname",
}


@pytest.fixture(autouse=True)
def _another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (64, 64), "grey").save(tmp_path / "a.png")
    with created(tmp_path / "a.speaking", tmp_path / "a.png") as production:
        production.save()
    return tmp_path / "a.speaking"


def change(folder: Path, **choices: Any) -> None:
    """Write into a production what somebody else chose."""
    document = json.loads((folder / "project.json").read_text())
    document["choices"] |= choices
    (folder / "project.json").write_text(json.dumps(document))


@pytest.mark.parametrize(("name", "value"), REACHING.items())
def test_what_was_received_is_refused_until_it_is_said_here(folder: Path, name: str, value: str) -> None:
    change(folder, **{name: value})
    with opened(folder) as production:
        production.save()
        sha256 = production.project.picture.sha256
        with pytest.raises(ProjectError, match="nobody chose on this machine"):
            trust.check(sha256, {name: value})
        production.trust()
        trust.check(sha256, {name: value})
        with pytest.raises(ProjectError):
            trust.check("another picture", {name: value})


@pytest.mark.parametrize(("name", "value"), REACHING.items())
def test_what_was_chosen_here_stays_trusted_where_the_folder_goes(
    folder: Path, tmp_path: Path, name: str, value: str
) -> None:
    with opened(folder) as production:
        setattr(production.project.choices, name, value)
        production.save()
    with opened(shutil.move(folder, tmp_path / "b.speaking")) as production:
        trust.check(production.project.picture.sha256, {name: value})


def test_the_program_of_an_animator_is_not_received(folder: Path) -> None:
    options = {"hallo_python": "./evil", "segment_s": "20"}
    assert trust.programs_in(options) == {"hallo_python": "./evil"}
    document = {
        "choices": {"motion": options},
        "cast": {"f1": {"recording": "a.wav", "motion": {"x": "~/y"}}},
    }
    assert trust.reaching_out(document) == {("hallo_python", "./evil"), ("recording", "a.wav"), ("x", "~/y")}


@pytest.mark.parametrize("forged", ["{", "[1, null]", '{"a": 1}', ""])
def test_a_damaged_list_is_no_trust(folder: Path, forged: str, tmp_path: Path) -> None:
    listed = tmp_path / "state" / "speaking-images" / "chosen_here.json"
    listed.parent.mkdir(parents=True)
    listed.write_text(forged)
    with pytest.raises(ProjectError):
        trust.check("0", {"writer": "llama"})
    trust.remember("0", {("writer", "llama")})
    trust.check("0", {"writer": "llama"})


def test_a_received_server_gets_nothing(
    folder: Path,
    portrait: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The production names a server; the plain command sends neither the key nor the picture there."""
    import socket

    def connect(*_: object) -> None:
        pytest.fail("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    received = str(tmp_path / "r.speaking")
    assert run(["faces", str(portrait), "--production", received]) == 0
    change(Path(received), writer="openai", model_url="http://127.0.0.1:9/v1")
    capfd.readouterr()
    assert run(["render", received, "--json"]) == 2
    assert "nobody chose on this machine" in json.loads(capfd.readouterr().out)["error"]["sentence"]
