"""Encodes a folder of frames, as Blender renders them, into the same film that the engine makes."""

from __future__ import annotations

from pathlib import Path

from speaking_engine.composite.prepare import read_png
from speaking_engine.errors import ClipError
from speaking_engine.media.colour import to_yuv420
from speaking_engine.media.movie import FilmWriter
from speaking_engine.media.sound import read_channels
from speaking_engine.protocol.plan import RenderPlan
from speaking_engine.protocol.progress import Report, silent


def encode_sequence(plan: RenderPlan, frames: Path, film: Path, report: Report = silent) -> None:
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
            writer.write(to_yuv420(frame))
            report("render", (number + 1) / plan.frame_count, f"encoding frame {number + 1}")
