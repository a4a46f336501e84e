"""A store of somebody else, with digests that fit: it is used, made again or refused, and never a bug."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from speaking_engine.doors.cli.main import run
from speaking_engine.pipeline import store as stored

QUICK = ["--voice", "fake", "--animator", "fake", "--renderer", "engine", "--resolution", "720p"]
ODD = [
    None,
    True,
    -1,
    10**39,
    1e308,
    "",
    "x" * 5000,
    "../../../etc/passwd",
    "\u202e",
    [],
    [[]],
    {},
    {"a": None},
]


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory, portrait: Path) -> Path:
    folder = tmp_path_factory.mktemp("forged")
    shutil.copy(portrait, folder / "head.jpg")
    target = ["--text", "Hello.", "--production", str(folder / "head.speaking")]
    assert run(["speak", str(folder / "head.jpg"), *target, *QUICK]) == 0
    return folder / "head.speaking"


def forge(product: Path) -> None:
    """Write the digests anew that say that the product is as it was made."""
    document = json.loads((product / "recipe.json").read_text())
    (product / "recipe.json").unlink()
    files = stored._measure(product)
    document |= {"files": files, "digest": stored._digest(files)}
    (product / "recipe.json").write_text(json.dumps(document))


def mutate(value: Any, chance: random.Random) -> Any:
    """Put something odd in one place."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        name = chance.choice(sorted(value))
        if chance.random() < 0.15:
            return {key: inner for key, inner in value.items() if key != name}
        return value | {name: mutate(value[name], chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        place = chance.randrange(len(value))
        return [*value[:place], mutate(value[place], chance), *value[place + 1 :]]
    return chance.choice(ODD)


STAGES = ["artwork", "faces", "script", "speech", "performance", "clip", "mix", "composite"]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("seed", [1, 2])
def test_forged_documents_are_no_bugs(
    production: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], stage: str, seed: int
) -> None:
    folder = shutil.copytree(production, tmp_path / "a.speaking")
    chance = random.Random(f"{stage} {seed}")  # noqa: S311 - odd, not secret
    (product,) = (folder / "store" / stage).iterdir()
    path = chance.choice(sorted(path for path in product.glob("*.json") if path.name != "recipe.json"))
    path.write_text(json.dumps(mutate(json.loads(path.read_text()), chance)))
    forge(product)
    code = run(["render", str(folder), "--feather", "20"])
    assert code in {0, 2}, capfd.readouterr().err


@pytest.mark.parametrize("name", ["artwork.png", "f0.landmarks.npy", "000.wav", "000.mkv", "mix.wav"])
def test_forged_media_are_no_bugs(
    production: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    folder = shutil.copytree(production, tmp_path / "a.speaking")
    path = next((folder / "store").glob(f"*/*/{name}"))
    path.write_bytes(path.read_bytes()[:40] + b"#EXTM3U\nhttp://127.0.0.1:9/x\n" * 20)
    forge(path.parent)
    code = run(["render", str(folder), "--feather", "20"])
    assert code in {0, 2}, capfd.readouterr().err
