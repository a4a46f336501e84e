"""Performances on disk: `000.performance.csv` for any program, and `000.performance.json` beside it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path

from speaking_engine.errors import ClipError, OutputError, ProjectError
from speaking_engine.media.beside import write_text
from speaking_engine.performance.cues import cues_as_list, cues_of
from speaking_engine.performance.live_link import as_csv, read_csv
from speaking_engine.performance.performance import Performance, Stretch
from speaking_engine.speech.utterance import Utterance

SCHEMA = 1


def performance_to_disk(
    folder: Path,
    stem: str,
    performance: Performance,
    utterance: Utterance | None = None,
    remarks: tuple[str, ...] = (),
) -> tuple[Path, Path]:
    """Write the tracks, and what a CSV has no place for: rate, where stretches come from, the cues.

    Raises
    ------
    OutputError
        The folder cannot be written or the disk is full.
    """
    tracks, facts = folder / f"{stem}.performance.csv", folder / f"{stem}.performance.json"
    data = {
        "schema": SCHEMA,
        "rate": str(performance.rate),
        "frames": len(performance),
        "seconds": performance.seconds,
        "stretches": [asdict(stretch) for stretch in performance.stretches],
        "cues": cues_as_list(cues_of(performance, utterance)) if utterance else [],
        "remarks": list(remarks),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}.", hint="Choose another.") from error
    write_text(tracks, as_csv(performance))
    write_text(facts, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    return tracks, facts


def performance_from_disk(folder: Path, stem: str) -> tuple[Performance, tuple[str, ...]]:
    """Read what `performance_to_disk` wrote, and its remarks.

    Raises
    ------
    ProjectError
        A file is missing, damaged or of another schema; the next run makes it anew.
    """
    try:
        data = {"schema": 0, **json.loads((folder / f"{stem}.performance.json").read_text("utf8"))}
        _check_schema(data["schema"])
        read = read_csv(folder / f"{stem}.performance.csv", Fraction(data["rate"])).performance
        stretches = tuple(Stretch(**stretch) for stretch in data["stretches"])
        return replace(read, stretches=stretches), tuple(map(str, data["remarks"]))
    except (OSError, KeyError, TypeError, ValueError, AttributeError, ClipError) as error:
        raise ProjectError(
            f"The performance in {folder} cannot be read: {error}.",
            hint="Run it again: it is made anew. If this comes again, delete that folder first.",
        ) from error


def _check_schema(schema: int) -> None:
    if schema != SCHEMA:
        raise ValueError(f"it has the schema {schema!r} instead of {SCHEMA}")
