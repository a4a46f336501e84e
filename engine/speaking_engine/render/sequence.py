"""Encodes a folder of frames, as Blender renders them, into the same film that the engine makes."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np

from speaking_engine.composite.grid import Grid
from speaking_engine.composite.prepare import read_png
from speaking_engine.errors import ClipError
from speaking_engine.media.movie import FilmWriter
from speaking_engine.media.sound import read_channels, write_wav
from speaking_engine.protocol.plan import RenderPlan
from speaking_engine.protocol.progress import Report, silent
from speaking_engine.render.marking import Marker, Marking


def encode_sequence(
    plan: RenderPlan, frames: Path, film: Path, report: Report = silent, marking: Marking | None = None
) -> None:
    """Write the film of a plan from ``000000.png``, ``000001.png``, ...

    Raises
    ------
    ClipError
        A frame is missing or has another size than the film; rendering again repairs it.
    OutputError
        The film cannot be written; the person can fix it.
    """
    sound = read_channels(Path(plan.sound))[0] if plan.sound else None
    size_px = (plan.width_px, plan.height_px)
    still = Grid.of(plan).still(read_png(Path(plan.artwork))) if marking else np.zeros((2, 2, 3), np.uint8)
    marker = Marker(still, marking or Marking())
    with FilmWriter(film, size_px, plan.frames_per_second, sound, title=plan.title) as writer:
        for number in range(plan.frame_count):
            path = frames / f"{number:06d}.png"
            if not path.is_file():
                raise ClipError(f"Frame {path} is missing.", hint="Run `speaking-images render` again.")
            frame = read_png(path)
            if frame.shape[1::-1] != size_px:
                raise ClipError(
                    f"Frame {path} has another size than the film.", hint="Remove it and render again."
                )
            (whole,) = marker.patches(number, [(0, 0, frame)])[:1]
            writer.write(whole[2], marker.patches(number, []))
            report("render", (number + 1) / plan.frame_count, f"encoding frame {number + 1}")


def excerpt(plan: RenderPlan, frames: Path, first: int, count: int, folder: Path) -> tuple[RenderPlan, Path]:
    """Return the plan and the frames of ``frames[first:first + count]``, counted from 0 again.

    Parameters
    ----------
    plan : RenderPlan
        With absolute paths; only its rate, size and sound are meant, its layers stay as they are.
    folder : Path
        Existing; where the sound's part and the copied frames are written.
    """
    for number in range(count):
        shutil.copyfile(frames / f"{first + number:06d}.png", folder / f"{number:06d}.png")
    sound = None
    if plan.sound:
        samples, rate_hz = read_channels(Path(plan.sound))
        start, end = (round(frame * rate_hz / plan.frames_per_second) for frame in (first, first + count))
        sound = folder / "mix.wav"
        write_wav(sound, samples[start:end], rate_hz)
    return dataclasses.replace(plan, frame_count=count, sound=str(sound) if sound else None), folder
