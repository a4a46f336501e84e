"""What a command loads before it does anything: the list is short, so that starting takes no time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HELP = {"annotated_doc", "click", "colorama", "rich", "shellingham", "speaking_engine", "typer"}
"""All that `--version` and `--help` may import beside the standard library."""

SLOW = {
    *(
        "hibari",
        "httpx",
        "matplotlib",
        "onnxruntime",
        "PIL",
        "pocketsphinx",
        "pyloudnorm",
        "pypinyin",
        "scipy",
    ),
    *("tenacity", "torch", "xllamacpp"),
}
"""What no command may import before it needs it."""


def loaded(*arguments: str) -> set[str]:
    code = (
        "import json, sys; from speaking_engine.doors.cli.main import run;"
        f"code = run({list(arguments)!r}); names = {{name.partition('.')[0] for name in sys.modules}};"
        "print(json.dumps([code, sorted(names - sys.stdlib_module_names)]), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    exit_code, names = json.loads(done.stderr.splitlines()[-1])
    assert exit_code == 0, done.stderr
    return {name for name in names if not name.startswith("_")}


def test_a_render_that_only_composites_loads_no_model(tmp_path: Path, portrait: Path) -> None:
    folder = str(tmp_path / "a.speaking")
    quick = ("--voice", "fake", "--animator", "fake", "--renderer", "engine", "--resolution", "720p")
    assert loaded("speak", str(portrait), "--text", "Hello.", "--production", folder, *quick) & SLOW
    assert not loaded("render", folder, "--feather", "40") & (SLOW - {"PIL"})  # which writes the notice


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_help_imports_nothing_that_takes_time(option: str) -> None:
    assert loaded(option) <= HELP


@pytest.mark.parametrize("command", ["speak", "render", "tidy"])
def test_a_commands_own_help_loads_no_model_library(command: str) -> None:
    assert not loaded(command, "--help") & SLOW
