"""Plot: what was seen in one clip, over time, against what was asked."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from speaking_engine.measure.asked import Asked
from speaking_engine.measure.refound import Refound
from speaking_engine.measure.tracks import closures_of
from speaking_engine.performance.prosody import Track
from speaking_engine.speech.utterance import Utterance

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_DB = 60.0
_DOTS_PER_INCH = 80


def tracks_png(seen: Refound, utterance: Utterance, rate: Fraction, asked: Asked | None = None) -> bytes:
    """Draw mouth, lids, upper face and head over time, as a PNG.

    The /p b m/ are marked: green where lips shut, red where they do not, grey where only patches see them.
    """
    from matplotlib.figure import Figure

    times = np.arange(len(seen)) / float(rate)
    figure = Figure(figsize=(14, 9), layout="constrained")
    lips, lids, paint, head = figure.subplots(4, 1, sharex=True)
    asked = asked or Asked()
    target = asked.opening_of(utterance, times)
    _draw_lips(lips, seen, utterance, rate, target)
    _draw_lids(lids, seen, asked, times)
    _draw_paint(paint, seen, times)
    _draw_head(head, seen, times)
    head.set_xlabel("seconds")
    for axes in (lips, lids, paint, head):
        axes.legend(loc="upper right", fontsize="small")
        axes.margins(x=0)
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=_DOTS_PER_INCH)
    return buffer.getvalue()


def _draw_lips(axes: Axes, seen: Refound, utterance: Utterance, rate: Fraction, target: Track) -> None:
    times = np.arange(len(seen)) / float(rate)
    scale = float(np.ptp(seen.lips)) / max(float(np.ptp(target)), 1e-6)
    axes.plot(times, target * scale, color="0.7", label="asked")
    if seen.mesh_sees:
        axes.plot(times, seen.opening - seen.opening[0], color="k", label="seen by the mesh")
    axes.plot(times, seen.image_opening, color="tab:blue", lw=1, label="seen by patches")
    for middle, shut in closures_of(seen.lips, utterance, rate):
        colour = ("tab:green" if shut else "tab:red") if seen.mesh_sees else "tab:gray"
        axes.axvspan(middle - 0.04, middle + 0.04, color=colour, alpha=0.3)
    axes.set_ylabel("lips apart / eye distance")
    axes.set_title(
        "/p b m/: green where the lips shut, red where not, grey where that cannot be told",
        fontsize="small",
        loc="left",
    )


def _draw_lids(axes: Axes, seen: Refound, asked: Asked, times: Track) -> None:
    axes.plot(times, seen.image_lids, color="tab:blue", label="painted eye left")
    if seen.mesh_sees:
        axes.plot(times, seen.eyes, color="k", lw=1, label="lids by the mesh")
    for blink in asked.blinks or ():
        axes.axvline(blink, color="0.7", ls="--", label="_asked")
    axes.axhline(seen.shut_below, color="0.8", lw=0.8, label="shut below")
    axes.set_ylabel("lids, 1 as in the still")


def _draw_paint(axes: Axes, seen: Refound, times: Track) -> None:
    known = np.isfinite(seen.aligned_db)
    axes.plot(times, np.minimum(seen.upper_db, _MOST_DB), label=f"as it lies ({_MOST_DB:.0f} is more)")
    axes.plot(
        times[known],
        np.minimum(seen.aligned_db[known], _MOST_DB),
        ".",
        label="after the still was moved by flow",
    )
    axes.axhline(38, color="0.8", lw=0.8, label="limit")
    axes.set_ylabel("upper face, dB")


def _draw_head(axes: Axes, seen: Refound, times: Track) -> None:
    if seen.mesh_sees:
        for name, turn in zip(("yaw", "pitch", "roll"), seen.turn_deg, strict=True):
            axes.plot(times, turn, label=name)
    axes.plot(times, 100 * seen.shift, color="0.5", lw=1, label="shift, % of eye distance")
    axes.set_ylabel("head, degrees")
