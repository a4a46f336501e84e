"""With --json there is one object on stdout and the right exit code, whatever is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from speaking_engine.doors.cli.main import run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["speak", "--json", "a.jpg", "--tilte", "x"], "--tilte"),
        (["speak", "--json"], "Missing argument"),
        (["--json", "speak", "a.jpg"], "no file"),
        (["speek", "--json"], "speek"),
        (["--json"], "Missing command"),
        (["speak", "a.jpg", "--seconds", "abc", "--json"], "--seconds must be a number"),
        (["batch", "a.csv", "--jobs", "0", "--json"], "--jobs must be at least 1"),
        (["doctor", "--json", "extra"], "extra"),
        (["approve", "a.speaking", "--json"], "--by"),
        (["speak", "none.jpg", "--json"], "no file"),
        (["faces", ".", "--overlay", "o.png", "--json"], "no picture"),
        (["batch", "none.csv", "--json"], "no such file"),
        (["speak", "x" * 300, "--json"], "too long"),
        (["speak", "x.jpg", "--production", "x" * 300, "--json"], "too long"),
        (["speak", "bad\udcff.jpg", "--json"], "UTF-8"),
    ],
    ids=lambda value: ascii(" ".join(value))[:60] if isinstance(value, list) else "",
)
def test_every_refusal_is_one_object(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    out, err = capfd.readouterr()
    error = json.loads(out)["error"]
    assert said in error["sentence"]
    assert error["hint"]
    assert "✗" in err


@pytest.mark.parametrize("arguments", [["--version"], ["speak", "--help"], ["voices"]], ids=" ".join)
def test_every_success_is_one_object(capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run([*arguments, "--json"]) == 0
    assert isinstance(json.loads(capfd.readouterr().out), dict)


def test_without_json_stdout_is_for_people(capfd: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    assert "speak" in capfd.readouterr().out
    assert run(["speak"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "speaking-images speak --help" in err
