"""The CSV that Epic's app Live Link Face writes, both ways: 61 values a frame behind a timecode.

Angles are in radians there, with Unreal's signs: head and eyes turn to the sitter's own right and down where
`Performance` says right in the picture and up, so yaw and pitch are negated both ways. A file whose eyes'
angles go against its own channels `EyeLook...` has the signs of `Performance` (as films made before had), and
is read so. One with an angle over a quarter of a turn in radians is taken to be in degrees. Read are the
names of other programs too (`channels.track_named`), in any order, with or without the angles.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np

from speaking_engine.errors import ClipError
from speaking_engine.performance.channels import CHANNELS, GAZE, HEAD, INDEX, LOOKS, track_named
from speaking_engine.performance.performance import (
    Performance,
    gaze_of_looks,
    resting,
    with_looks,
)
from speaking_engine.performance.prosody import Track
from speaking_engine.text import read_text

HEADER = (
    "Timecode", "BlendShapeCount",
    *(name[0].upper() + name[1:] for name in CHANNELS),
    "HeadYaw", "HeadPitch", "HeadRoll",
    "LeftEyeYaw", "LeftEyePitch", "LeftEyeRoll", "RightEyeYaw", "RightEyePitch", "RightEyeRoll",
)  # fmt: skip
VALUES = len(HEADER) - 2
LONGEST_SECONDS = 1800.0
FEWEST_CHANNELS = 5
LIMIT_BYTES = 80_000_000

_RATES = (24, 25, 30, 48, 50, 60, 90, 100, 120, 240)
_UNKNOWN_RATE = Fraction(60)  # the app's own
_TIMES = ("timecode", "time", "timestamp", "seconds", "frame", "framenumber")
_TICKS = (1, 1_000, 1_000_000, 1_000_000_000)  # a second of a clock that counts on
_SLOWEST, _FASTEST = 10.0, 250.0  # frames a second of any camera
_WRITTEN_RADIANS = 1e-6
_HEAD_SIGNS = np.array([-1.0, -1.0, 1.0])  # yaw, pitch, roll


@dataclass(frozen=True, slots=True, eq=False)
class ReadTable:
    """What a file held; `remarks` say what it lacked and what was taken for it."""

    performance: Performance
    remarks: tuple[str, ...] = ()


def as_csv(performance: Performance) -> str:
    """Return the text of the file, one row a frame, timecode from zero."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    head = np.radians(performance.head_deg * _HEAD_SIGNS)
    eyes = -np.radians(performance.gaze_deg)
    for frame in range(len(performance)):
        values = [
            *performance.channels[frame],
            *head[frame],
            *(*eyes[frame, 0], 0.0, *eyes[frame, 1], 0.0),
        ]
        code = _timecode(frame, performance.rate)
        writer.writerow(
            [code, VALUES, *(f"{value:.6f}".replace("-0.000000", "0.000000") for value in values)]
        )
    return out.getvalue()


def read_csv(path: Path, rate: Fraction | None = None) -> ReadTable:
    """Read a take; rows are laid on an even grid of frames, held where some are missing.

    Parameters
    ----------
    rate : Fraction, optional
        Frames a second of the file; without it, what its timecodes say.

    Raises
    ------
    ClipError
        It is no such table, has no frame or no channel, or a value is no number; the user mends it.
    """
    return parse_csv(read_text(path, "The performance", ClipError, LIMIT_BYTES), str(path), rate)


def parse_csv(text: str, name: str, rate: Fraction | None = None) -> ReadTable:
    """Read a take from its text; see `read_csv`."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), _dialect(text)) if any(row)]
    except csv.Error as error:
        raise _refused(name, f"it is no table ({error})") from error
    if not rows:
        raise _refused(name, "it is empty")
    columns = _columns(rows[0])
    present = [channel for channel in CHANNELS if channel in columns]
    if len(present) < FEWEST_CHANNELS:
        raise _refused(name, "its first row names fewer than five of the 52 ARKit channels")
    if len(rows) < 2:
        raise _refused(name, "it has no frame")
    table = _numbers(rows[1:], columns, name)
    clock = next((place for place, cell in enumerate(rows[0]) if cell.strip().lower() in _TIMES), None)
    codes = [row[clock].strip() if clock is not None and clock < len(row) else "" for row in rows[1:]]
    frames, rate, remarks = _frames_of(codes, rate, name)
    if frames[-1] / rate > LONGEST_SECONDS:
        raise _refused(name, f"it is longer than {LONGEST_SECONDS / 60:g} minutes")
    made = _laid(table, columns, frames, rate)
    missing = [channel for channel in CHANNELS if channel not in columns and channel not in LOOKS]
    if missing:
        shown = ", ".join(missing[:4]) + (" and others" if len(missing) > 4 else "")
        remarks.append(f"{name} has no {shown}: {'they stay' if len(missing) > 1 else 'it stays'} at rest.")
    if not any(angle in columns for angle in HEAD):
        remarks.append(f"{name} has no angles of the head.")
    return ReadTable(made, tuple(remarks))


def _columns(names: list[str]) -> dict[str, list[int]]:
    """Return where each track stands; in several columns if a program has it in parts."""
    columns: dict[str, list[int]] = {}
    for place, cell in enumerate(names):
        if found := track_named(cell.strip()):
            columns.setdefault(found, []).append(place)
    return columns


def _dialect(text: str) -> type[csv.Dialect]:
    """Read commas, semicolons and tabs alike; decimal commas come with semicolons."""
    first = text.split("\n", 1)[0]

    class Form(csv.excel):
        delimiter = max(",;\t", key=first.count)

    return Form


def _numbers(rows: list[list[str]], columns: dict[str, list[int]], name: str) -> dict[str, Track]:
    """Read the numbers of each track: the mean where several columns make it up."""
    table = {track: np.zeros(len(rows)) for track in columns}
    for line, row in enumerate(rows):
        for track, place in ((track, place) for track, places in columns.items() for place in places):
            cell = row[place].strip().replace(",", ".") if place < len(row) else ""
            try:
                value = float(cell)
            except ValueError:
                value = math.nan
            if not math.isfinite(value):
                raise _refused(name, f"{track} in row {line + 2} is {cell!r}, which is no number")
            table[track][line] += value / len(columns[track])
    return table


def _frames_of(codes: list[str], rate: Fraction | None, name: str) -> tuple[list[int], Fraction, list[str]]:
    """Return the number of each row's frame, counted from the first, and the rate."""
    remarks: list[str] = []
    parsed = [_clock(code) for code in codes]
    if any(one is None for one in parsed):
        if counted := _counted(codes, rate):
            return *counted, remarks
        rate = rate or _UNKNOWN_RATE
        remarks.append(f"{name} has no timecodes: its rows are taken as {float(rate):g} frames a second.")
        return list(range(len(codes))), rate, remarks
    known = [one for one in parsed if one is not None]
    highest = max(frame for _, frame in known)
    if rate is None:
        spans = known[-1][0] - known[0][0]
        fitting = next((Fraction(one) for one in _RATES if one > highest), _UNKNOWN_RATE)
        rate = fitting if spans >= 1 and highest >= 23 else _UNKNOWN_RATE
        if rate == _UNKNOWN_RATE and spans < 1:
            remarks.append(
                f"{name} is shorter than a second: it is taken as {float(rate):g} frames a second."
            )
    frames = [round(seconds * rate + frame) for seconds, frame in known]
    frames = [frame - frames[0] for frame in frames]
    if any(after < before for before, after in pairwise(frames)):
        raise _refused(name, "its timecodes run backwards")
    return frames, rate, remarks


def _counted(codes: list[str], rate: Fraction | None) -> tuple[list[int], Fraction] | None:
    """Read times that count on, in seconds or finer ticks of a second; None if they are no such times."""
    try:
        times = np.array([float(code.replace(",", ".")) for code in codes])
    except ValueError:
        return None
    steps = np.diff(times)
    if not len(steps) or not np.isfinite(times).all() or (steps <= 0).any():
        return None
    step = float(np.median(steps))
    tick = next((tick for tick in _TICKS if _SLOWEST <= tick / step <= _FASTEST), None)
    if tick is None:
        return None
    rate = rate or min(map(Fraction, _RATES), key=lambda one: abs(float(one) * step / tick - 1))
    if abs(float(rate) * step / tick - 1) > 0.02:
        rate = Fraction(tick / step).limit_denominator(1001)
    return [round((time - times[0]) / tick * float(rate)) for time in times], rate


def _clock(code: str) -> tuple[int, float] | None:
    """Read HH:MM:SS:FF.fraction as whole seconds and frames; None if it is no timecode."""
    parts = code.replace(";", ":").split(":")
    try:
        hours, minutes, seconds = (int(part) for part in parts[:3])
        frame = float(parts[3])
    except (ValueError, IndexError):
        return None
    return (hours * 60 + minutes) * 60 + seconds, frame


def _laid(
    table: dict[str, Track], columns: dict[str, list[int]], frames: list[int], rate: Fraction
) -> Performance:
    """Put the rows on an even grid: a frame that is missing lies between its neighbours."""
    count = frames[-1] + 1
    made, grid = resting(count, rate), np.arange(count)
    angles = [table[name] for name in (*HEAD, *GAZE) if name in table]
    most = max((float(np.abs(track).max()) for track in angles), default=0.0)
    to_deg = 1.0 if most > math.pi / 2 + _WRITTEN_RADIANS else math.degrees(1.0)
    for name in columns:
        made[name][:] = np.interp(grid, frames, table[name]) * (1.0 if name in INDEX else to_deg)
    channels = made.channels / (100.0 if made.channels.max(initial=0.0) > 10 else 1.0)  # Unity counts to 100
    made = replace(made, channels=np.clip(channels, 0, 1))
    looked = gaze_of_looks(made.channels)
    if (looked * made.gaze_deg).sum() <= 0:
        made = replace(made, head_deg=made.head_deg * _HEAD_SIGNS, gaze_deg=-made.gaze_deg)
    if made.gaze_deg.any():
        return with_looks(made)
    return replace(made, gaze_deg=looked)


def _timecode(frame: int, rate: Fraction) -> str:
    """Count the frames of each second, as the app does, however many a second has."""
    second = int(frame / rate)
    first = math.ceil(second * rate)
    whole = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return f"{whole}:{frame - first:02d}.000"


def _refused(name: str, reason: str) -> ClipError:
    return ClipError(
        f"The performance {name} cannot be read: {reason}.",
        hint="Give a CSV as Live Link Face writes it: a row of names (Timecode, EyeBlinkLeft, JawOpen, ...), "
        "then one row a frame.",
        place="performance",
    )
