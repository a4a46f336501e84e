"""A span of a film as a film of its own, with its part of the sound."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

from speaking_engine.media.sound import read_channels, write_wav
from speaking_engine.protocol.plan import RenderPlan


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
