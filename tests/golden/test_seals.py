"""What a room makes cannot change without its version being raised: old products would pass for new."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

from speaking_engine.pipeline.stages import STAGES

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "seal_goldens.py"))


def test_versions_are_bound_to_golden_outputs() -> None:
    """If this fails: raise the stage's version, then `uv run python scripts/seal_goldens.py`."""
    sealed = json.loads(SCRIPT["SEALS"].read_text("utf8"))
    assert sealed == {stage.name: SCRIPT["seal_of"](stage) for stage in STAGES if stage.golden}


def test_a_golden_that_changed_under_the_same_version_is_refused() -> None:
    sealed = json.loads(SCRIPT["SEALS"].read_text("utf8"))
    sealed["clip"]["golden"]["data/head_golden.png"] = "another"
    assert "clip" in SCRIPT["broken"](sealed)[0]
    sealed["clip"]["version"] -= 1
    assert SCRIPT["broken"](sealed) == []
