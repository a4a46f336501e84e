"""Hand-made boxes of works of art, and how well found boxes agree with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from speaking_engine.faces.boxes import Box, area, edges, iou, overlap

HIT = 0.35  # least intersection over union
MOSTLY = 0.5  # share of a found box inside an ignored region that makes it neither right nor wrong
Found = Mapping[str, Sequence[Box]]  # name of a work to its boxes, best first


@dataclass
class Score:
    """Counts over some works."""

    speakers: int = 0
    all_speakers: int = 0
    plain: int = 0
    all_plain: int = 0
    profiles: int = 0
    all_profiles: int = 0
    faces: int = 0
    all_faces: int = 0
    false: int = 0
    false_on_empty: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of found boxes that are faces."""
        return self.faces / max(self.faces + self.false, 1)

    @property
    def recall(self) -> float:
        """Share of faces that were found."""
        return self.faces / max(self.all_faces, 1)


def read_truth(folder: Path) -> dict[str, dict[str, Any]]:
    """Read `faces.json`: name of a work to its type, file, faces and regions to ignore."""
    works: dict[str, dict[str, Any]] = json.loads((folder / "faces.json").read_text("utf8"))["images"]
    return works


def score(truth: Mapping[str, dict[str, Any]], found: Found, names: Iterable[str]) -> Score:
    """Count hits and misses over the named works."""
    total = Score()
    for name in names:
        matches, extra = match(truth[name], found[name])
        for face, row in zip(truth[name]["faces"], matches, strict=True):
            _count(total, name, face, hit=row is not None)
        total.false += len(extra)
        total.false_on_empty += 0 if truth[name]["faces"] else len(extra)
    return total


def match(work: Mapping[str, Any], boxes: Sequence[Box]) -> tuple[list[int | None], list[int]]:
    """Return for each face the row of its box, or None, and the rows that are false.

    Each face takes the best box that no other face has taken. What lies mostly in an ignored region, or fits
    one, is not counted as false.
    """
    rows, ignored = _rows(boxes), _rows([region["bbox"] for region in work["ignore"]])
    free = set(range(len(boxes)))
    matches: list[int | None] = []
    for face in work["faces"]:
        shares = iou(_rows([face["bbox"]]), rows)[0]
        best = max(free, key=lambda row: shares[row], default=None)
        hit = best is not None and shares[best] >= HIT
        matches.append(best if hit else None)
        free -= {best} if hit else set()
    outside = [
        row
        for row in sorted(free)
        if not (
            (overlap(rows[[row]], ignored)[0] > MOSTLY * area(rows[[row]])[0]).any()
            or (iou(rows[[row]], ignored)[0] >= HIT).any()
        )
    ]
    return matches, outside if work.get("exhaustive", True) else []


def _count(total: Score, name: str, face: Mapping[str, Any], *, hit: bool) -> None:
    total.all_faces += 1
    total.faces += hit
    for counted, all_counted, holds in (
        ("speakers", "all_speakers", face["main_speaker"]),
        ("plain", "all_plain", face["difficulty"] in ("easy", "medium")),
        ("profiles", "all_profiles", face["yaw"] == "profile"),
    ):
        setattr(total, all_counted, getattr(total, all_counted) + bool(holds))
        setattr(total, counted, getattr(total, counted) + (bool(holds) and hit))
    if not hit and (face["main_speaker"] or face["difficulty"] != "hard"):
        total.missed.append(f"{name}[{face['id']}] {face['yaw']}, {face['difficulty']}")


def _rows(boxes: Sequence[Any]) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.array([edges(tuple(box)) for box in boxes], np.float32).reshape(-1, 4)
