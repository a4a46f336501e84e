"""A plot of what was seen in one clip against what the phonemes asked."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot

from speaking_engine.clip.articulation import articulate
from speaking_engine.clip.refound import Refound
from speaking_engine.clip.visemes import BILABIALS
from speaking_engine.speech.utterance import Utterance

mpl.use("Agg")


def plot(seen: Refound, utterance: Utterance, rate: float, path: Path) -> None:
    """Draw opening and target with the /p b m/ marked, the lids, and the upper face's PSNR, over time."""
    times = np.arange(len(seen)) / rate
    figure, rows = pyplot.subplots(3, 1, figsize=(14, 7), sharex=True)
    target = articulate(utterance, times).opening
    scale = float(np.ptp(seen.opening)) / max(float(np.ptp(target)), 1e-6)
    rows[0].plot(times, target * scale + seen.opening[0], color="0.7", label="asked")
    rows[0].plot(times, seen.opening, color="k", label="seen")
    for phoneme in utterance.phonemes:
        if phoneme.symbol in BILABIALS:
            rows[0].axvspan(phoneme.start_seconds, phoneme.end_seconds, color="tab:red", alpha=0.2)
    rows[0].legend()
    rows[0].set_ylabel("lips apart / eye distance")
    rows[1].plot(times, seen.eyes)
    rows[1].set_ylabel("lids, 1 as in the still")
    rows[2].plot(times, np.minimum(seen.upper_db, 60), label="as it lies (60 is more)")
    known = np.isfinite(seen.aligned_db)
    rows[2].plot(times[known], np.minimum(seen.aligned_db[known], 60), ".", label="aligned")
    rows[2].set_ylabel("upper face, dB")
    rows[2].legend()
    rows[2].set_xlabel("seconds")
    figure.tight_layout()
    figure.savefig(path, dpi=80)
    pyplot.close(figure)
