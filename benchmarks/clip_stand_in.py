"""What segments do to drift and joins, shown on a program that drifts on purpose; no model can run here."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.clip_works import measure_motion, motion_of
from speaking_engine.clip.animators.hallo.install import HALLO
from speaking_engine.clip.clip import Still
from speaking_engine.faces.face import Face
from speaking_engine.measure.judge import Measures
from speaking_engine.speech.utterance import Utterance

STAND_IN = Path(__file__).resolve().parents[1] / "tests" / "data" / "hallo_stand_in"
WAYS = {
    "one piece": {"segment_s": "0"},
    "segment_s=20": {},
    "segment_s=20 join_s=0": {"join_s": "0"},
    "segment_s=20 join_s=0.4": {"join_s": "0.4"},
    "segment_s=5": {"segment_s": "5"},
}


def measure_stand_in(still: Still, face: Face, utterance: Utterance) -> dict[str, Measures]:
    """Animate with the stand-in for Hallo in one piece and in several, and measure each."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "hallo"
        shutil.copytree(STAND_IN, root)
        for weight in HALLO.weights:
            path = root / "pretrained_models" / weight
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        installed = {"hallo_root": str(root), "hallo_python": sys.executable}
        return {
            name: measure_motion(still, face, utterance, motion_of(utterance, installed | given), "hallo")
            for name, given in WAYS.items()
        }
