"""The engine's own renderer: composes and encodes in one pass, touching only what moves."""

from __future__ import annotations

from pathlib import Path

from speaking_engine.composite.compositor import patches
from speaking_engine.composite.grid import Grid
from speaking_engine.composite.prepare import read_png
from speaking_engine.media.movie import FilmWriter
from speaking_engine.media.sound import read_channels
from speaking_engine.protocol.plan import RenderPlan
from speaking_engine.protocol.progress import Report, silent
from speaking_engine.render.marking import Marker, Marking


def render_film(
    plan: RenderPlan, film: Path, report: Report = silent, marking: Marking | None = None
) -> None:
    """Write the film of a plan.

    The still is converted to YUV once; of each frame only the patches are converted and laid in.

    Raises
    ------
    OutputError
        The film cannot be written; the person can fix it.
    ClipError
        A clip is missing, cut off or of the wrong size; animating again repairs it.
    """
    still = Grid.of(plan).still(read_png(Path(plan.artwork)))
    sound = read_channels(Path(plan.sound))[0] if plan.sound else None
    marker = Marker(still, marking or Marking())
    size_px = (plan.width_px, plan.height_px)
    with FilmWriter(film, size_px, plan.frames_per_second, sound, title=plan.title) as writer:
        for number, changes in enumerate(patches(plan, still)):
            moved = ((*patch.window_px[:2], patch.pixels) for patch in changes)
            writer.write(marker.still, marker.patches(number, moved))
            report("render", (number + 1) / plan.frame_count, f"frame {number + 1} of {plan.frame_count}")
