"""Binds the versions of the stages to their golden outputs: tests/golden/seals.json.

    uv run python scripts/seal_goldens.py

Renew a golden after looking or listening, raise its stage's version in `pipeline/stages.py`, then run this.
A golden that changed under the same version is refused.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from speaking_engine.pipeline.stages import STAGES, Stage

TESTS = Path(__file__).resolve().parents[1] / "tests"
SEALS = TESTS / "golden" / "seals.json"


def seal_of(stage: Stage) -> dict[str, Any]:
    """Return the version of a stage and the digests of its golden outputs."""
    digests = {name: hashlib.sha256((TESTS / name).read_bytes()).hexdigest() for name in stage.golden}
    return {"version": stage.version, "golden": digests}


def broken(sealed: dict[str, Any]) -> list[str]:
    """Return a sentence for each stage whose golden outputs changed under the same version."""
    told = []
    for stage in STAGES:
        before, now = sealed.get(stage.name), seal_of(stage)
        if before and before["golden"] != now["golden"] and before["version"] == now["version"]:
            told.append(
                f"The golden outputs of {stage.name} changed, and its version is still {stage.version}."
            )
    return told


def main() -> int:
    """Write the seals; give the exit code."""
    faults = broken(json.loads(SEALS.read_text("utf8"))) if SEALS.is_file() else []
    for fault in faults:
        sys.stderr.write(fault + " Raise it in pipeline/stages.py.\n")
    if not faults:
        seals = {stage.name: seal_of(stage) for stage in STAGES if stage.golden}
        SEALS.write_text(json.dumps(seals, indent=1) + "\n", "utf8")
    return 2 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
