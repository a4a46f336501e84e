"""The engine's own renderer: composes and encodes in one pass, touching only what moves."""

from __future__ import annotations

from pathlib import Path

from speaking_engine.composite.canvas import Canvas
from speaking_engine.composite.compositor import patches
from speaking_engine.composite.grid import Grid
from speaking_engine.composite.prepare import read_png
from speaking_engine.media.movie import Encoding, FilmWriter
from speaking_engine.media.sound import read_channels
from speaking_engine.protocol.plan import RenderPlan
from speaking_engine.protocol.progress import Report, silent
from speaking_engine.render.marking import Marker, Marking


def render_film(
    plan: RenderPlan,
    film: Path,
    report: Report = silent,
    marking: Marking | None = None,
    canvas: Canvas | None = None,
    encoding: Encoding | None = None,
) -> None:
    """Write the film of a plan.

    The still is converted to YUV once; of each frame only the patches are converted and laid in.

    Parameters
    ----------
    canvas : Canvas, optional
        What lies around the work; the plan's size is then that of the work in it.

    Raises
    ------
    OutputError
        The film cannot be written; the person can fix it.
    ClipError
        A clip is missing, cut off or of the wrong size; animating again repairs it.
    """
    still = Grid.of(plan).still(read_png(Path(plan.artwork)))
    sound = read_channels(Path(plan.sound))[0] if plan.sound else None
    left, top = canvas.origin_px if canvas else (0, 0)
    whole = canvas.around(still) if canvas else still
    marker = Marker(whole, marking or Marking())
    size_px = (whole.shape[1], whole.shape[0])
    rate = plan.frames_per_second
    with FilmWriter(film, size_px, rate, sound, encoding=encoding, title=plan.title) as writer:
        for number, changes in enumerate(patches(plan, still)):
            moved = ((left + patch.window_px[0], top + patch.window_px[1], patch.pixels) for patch in changes)
            writer.write(marker.still, marker.patches(number, moved))
            report("render", (number + 1) / plan.frame_count, f"frame {number + 1} of {plan.frame_count}")
