"""Report: the measures of some clips as one page for people, with their strips and plots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from speaking_engine.clip.clip import Frame
from speaking_engine.measure.asked import Asked
from speaking_engine.measure.judge import Measures
from speaking_engine.measure.limits import LIMITS, remarks, verdicts
from speaking_engine.measure.refound import Refound
from speaking_engine.measure.tracks import closures_of
from speaking_engine.media.beside import write_text
from speaking_engine.media.page import data_of, fill, jpeg_data
from speaking_engine.performance.prosody import Track
from speaking_engine.speech.utterance import Utterance

if TYPE_CHECKING:
    from matplotlib.axes import Axes
from collections.abc import Iterable

import cv2
import numpy.typing as npt

from speaking_engine.clip.clip import Still
from speaking_engine.composite.compositor import compose_frame, patches
from speaking_engine.composite.grid import Grid
from speaking_engine.composite.mask import alpha_of
from speaking_engine.composite.prepare import read_png
from speaking_engine.faces.face import Face
from speaking_engine.protocol.plan import RenderPlan

TEMPLATE = Path(__file__).with_name("report.html")


@dataclass(frozen=True, slots=True, eq=False)
class Reported:
    """One clip in a report.

    Attributes
    ----------
    name, detail : of the clip, in words.
    strip : (h, w, 3) uint8, see `measure.strip`.
    plot : PNG, see `measure.plot`.
    notes : sentences to show beside those that the numbers ask for.
    """

    name: str
    detail: str
    measures: Measures
    strip: Frame
    plot: bytes
    notes: tuple[str, ...] = ()


Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
"""Heading, heads of the columns, rows."""


def write_report(
    path: Path, title: str, clips: Sequence[Reported], notes: Sequence[str] = (), tables: Sequence[Table] = ()
) -> None:
    """Write the page; pictures are inside it.

    Parameters
    ----------
    notes, tables : sentences and tables to show between the overview and the clips.

    Raises
    ------
    OutputError
        The folder cannot be written; the person can fix it.
    """
    overview = _overview(clips) if len(clips) > 1 else []
    told = [_told(clip) for clip in clips]
    write_text(path, fill(TEMPLATE, title=title, overview=overview, notes=notes, tables=tables, clips=told))


def _overview(clips: Sequence[Reported]) -> list[tuple[str, ...]]:
    """Return for every limit how many clips keep it, and which do not."""
    judged = [(clip.name, verdicts(clip.measures)) for clip in clips]
    rows: list[tuple[str, ...]] = []
    for index, limit in enumerate(LIMITS):
        by_outcome: dict[str, list[str]] = {"kept": [], "missed": [], "not measured": []}
        for name, verdict in judged:
            by_outcome[verdict[index].outcome].append(f"{name} ({verdict[index].shown})")
        measured = len(by_outcome["kept"]) + len(by_outcome["missed"])
        missed = ", ".join(by_outcome["missed"]) or "none"
        untaken = str(len(by_outcome["not measured"]) or "")
        rows.append(
            (limit.meaning, limit.wanted, f"{len(by_outcome['kept'])} of {measured}", missed, untaken)
        )
    return rows


def _told(clip: Reported) -> dict[str, Any]:
    """Return what the page tells of one clip."""
    found = verdicts(clip.measures)
    missed = sum(verdict.outcome == "missed" for verdict in found)
    untaken = sum(verdict.outcome == "not measured" for verdict in found)
    kept = len(found) - missed - untaken
    return {
        "name": clip.name,
        "detail": clip.detail,
        "missed": missed,
        "headline": f"{kept} limits kept, {missed} missed, {untaken} not measured.",
        "verdicts": found,
        "notes": (*clip.notes, *remarks(clip.measures)),
        "strip": jpeg_data(clip.strip),
        "plot": data_of(clip.plot, "image/png"),
        "numbers": [
            (name, f"{value:.4g}" if isinstance(value, float) else "–" if value is None else str(value))
            for name, value in clip.measures.as_dict().items()
        ],
    }


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


_MOUTH = [61, 291, 0, 17, 164, 18]
_EYES = [33, 263, 105, 334, 145, 374]


def telling_frames(seen: Refound) -> tuple[int, ...]:
    """Choose the still, four openings from shut to wide, mid-blink and blink, in this order."""
    order = np.argsort(seen.lips, kind="stable")
    share = [order[int(part * (len(order) - 1))] for part in (0.2, 0.6, 0.85, 1.0)]
    shut = int(np.argmin(seen.lids))
    closing = range(max(0, shut - 4), shut + 1)
    half = min(closing, key=lambda index: abs(float(seen.lids[index]) - 0.5))
    return (0, *(int(index) for index in share), half, shut)


def film_strip(
    frames: Iterable[Frame], chosen: tuple[int, ...], still: Still, face: Face, tile_px: int = 320
) -> Frame:
    """Draw the chosen frames side by side: the whole crop, the eyes enlarged, the mouth enlarged.

    Parameters
    ----------
    frames : iterable of (H, W, 3) uint8
        All frames, in order; read once.

    Returns
    -------
    (h, w, 3) uint8
        Three rows; one column for each of `chosen`.
    """
    wanted = set(chosen)
    kept = {index: frame for index, frame in enumerate(frames) if index in wanted}
    columns = []
    for index in chosen:
        frame = kept[index]
        parts = [_tile(frame, (0, 0, frame.shape[1], frame.shape[0]), tile_px)]
        if face.landmarks_px is not None:
            points = face.landmarks_px[:, :2] - np.array(still.crop_px[:2], np.float32)
            parts += [_tile(frame, _around(points[group], frame), tile_px) for group in (_EYES, _MOUTH)]
        columns.append(np.vstack(parts))
    return np.hstack(columns)


def _around(points: npt.NDArray[np.float32], frame: Frame) -> tuple[int, int, int, int]:
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    reach = 0.62 * float(np.ptp(points, axis=0).max()) + 3
    left, top = (int(max(0, v)) for v in middle - reach)
    right = int(min(frame.shape[1], middle[0] + reach))
    bottom = int(min(frame.shape[0], middle[1] + reach))
    return left, top, max(right, left + 2), max(bottom, top + 2)


def _tile(frame: Frame, box: tuple[int, int, int, int], size_px: int) -> Frame:
    left, top, right, bottom = box
    part = frame[top:bottom, left:right]
    way = cv2.INTER_AREA if part.shape[1] > size_px else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, (size_px, size_px), interpolation=way), np.uint8)


_FRAMES = 12


def most_difference_outside(plan: RenderPlan, frames: int = _FRAMES) -> int:
    """Return the largest difference between film frames and the still outside of all masks, in 8-bit steps.

    Parameters
    ----------
    plan : RenderPlan
        With absolute paths.
    frames : int
        About how many frames are composed whole and compared, spread over the film.

    Returns
    -------
    int
        0: the signal-to-noise ratio there is infinite.

    Raises
    ------
    ClipError
        A clip is missing, cut off or of the wrong size; animating again repairs it.
    """
    grid = Grid.of(plan)
    still = grid.still(read_png(Path(plan.artwork)))
    outside = np.full(still.shape[:2], 255, np.uint8)
    for layer in plan.layers:
        x, y = grid.centres((0, 0, plan.width_px, plan.height_px))
        alpha = alpha_of(layer.mask, layer.crop_px[2:], x - layer.crop_px[0], y - layer.crop_px[1])
        outside[alpha > 0] = 0
    every = max(1, plan.frame_count // frames)
    most = 0
    for number, changes in enumerate(patches(plan, still)):
        if changes and number % every == 0:
            difference = cv2.absdiff(compose_frame(still, changes), still).max(axis=2)
            most = max(most, int(cv2.bitwise_and(difference, outside).max()))
    return most
