"""`measure` leaves a report in the production's folder, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from speaking_engine.doors.cli.main import run
from speaking_engine.media.movie import read_frames


def test_a_production_is_measured(
    tmp_path: Path, portrait: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    quick = ["--voice", "fake", "--renderer", "engine", "--resolution", "720p"]
    assert run(["speak", str(portrait), "--text", "Maybe my boat will move.", *quick]) == 0
    capfd.readouterr()
    assert run(["measure", "grace_hopper.speaking", "--json"]) == 0
    answer = json.loads(capfd.readouterr().out)
    folder = tmp_path / "grace_hopper.speaking" / "measure"
    assert sorted(path.name for path in folder.iterdir()) == [
        "000.png",
        "000_tracks.png",
        "index.html",
        "measures.json",
    ]
    assert json.loads((folder / "measures.json").read_text("utf8")) == answer
    assert answer["outside_most_steps"] == 0
    clip = answer["clips"][0]
    assert clip["limits"]["first_equal"] == "kept"
    assert clip["limits"]["blinks_per_minute"] == "not measured"
    assert clip["lips_by"] == "mesh"
    assert clip["correlation"] > 0.8
    assert clip["frames"] == sum(1 for _ in read_frames(next(tmp_path.rglob("clip/*/000.mkv"))))
    assert "bit for bit" in (folder / "index.html").read_text("utf8")
    assert run(["measure", "grace_hopper.speaking"]) == 0
    assert "report:" in capfd.readouterr().err
