"""A film's own performance for another painting: its movement, its sound and its words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from speaking_engine.doors.cli.options import Given
from speaking_engine.errors import UserError
from speaking_engine.project.production import Production, is_production, peeked

FOLDER = "borrowed"


def borrow(production: Production, given: Given) -> None:
    """Let ``--performance OTHER.speaking`` mean the performance of that film, with its sound and words.

    They are copied into the production, so that it stays whole when the other one goes.

    Raises
    ------
    UserError
        That production has no performance yet; the person makes its film first.
    """
    path = Path(str(given.get("performance") or ""))
    if not given.get("performance") or not is_production(path):
        return
    other = peeked(path)
    folders = [_product(other, stage) for stage in ("performance", "speech")]
    acted, spoken = (folder for folder in folders)
    if acted is None or spoken is None:
        raise UserError(f"{path} has no performance yet.", hint=f"Make its film first: speak {path}.")
    target = production.folder / FOLDER
    target.mkdir(exist_ok=True)
    csv, wav = target / f"{path.stem}.csv", target / f"{path.stem}.wav"
    shutil.copyfile(acted / "000.performance.csv", csv)
    shutil.copyfile(spoken / "000.wav", wav)
    given["performance"], given["recording"] = str(csv.resolve()), str(wav.resolve())
    text = json.loads((spoken / "000.timing.json").read_text("utf8"))["text"]
    if text:
        given.setdefault("text", text)


def _product(other: Production, stage: str) -> Path | None:
    record = other.project.stages.get(stage)
    folder = other.folder / record.products[0] if record and record.products else None
    return folder if folder and folder.is_dir() else None
