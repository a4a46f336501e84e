"""Which renderer makes the film: the engine's own, or Blender as a process of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from speaking_engine.composite.prepare import media_at_film_size
from speaking_engine.errors import SetupError
from speaking_engine.media.beside import told_when_unwritable, write_text
from speaking_engine.protocol.plan import RenderPlan
from speaking_engine.protocol.progress import Report
from speaking_engine.render import engine
from speaking_engine.render.blender import Way, find_blender, render_frames
from speaking_engine.render.marking import Marking
from speaking_engine.render.sequence import encode_sequence


def resolve_renderer(wanted: str) -> tuple[str, tuple[str, ...]]:
    """Turn "auto" into the engine: the same pixels as Blender's, many times sooner.

    Raises
    ------
    SetupError
        Blender was asked for by name and is not there; the person installs it.
    """
    if wanted != "blender":
        return "engine", ()
    if find_blender() is None:
        raise SetupError(
            "There is no Blender here to render with.",
            hint="Put `blender` on the PATH, name it in SPEAKING_BLENDER, or run `uv sync --extra blender`.",
        )
    return "blender", ()


def render(
    renderer: str,
    way: Way,
    plan: RenderPlan,
    film: Path,
    scratch: Path,
    report: Report,
    marking: Marking | None = None,
) -> None:
    """Write the film of a plan with absolute paths.

    Parameters
    ----------
    renderer : {"engine", "blender"}
    way : {"strips", "planes"}
        How Blender makes the frames: the same pixels, strips several times faster.
    scratch : Path
        Folder for the frames that Blender renders one by one; a killed render goes on from them, and a
        finished film needs them no more.

    Raises
    ------
    SpeakingError
        Whatever stopped it; see the renderers.
    """
    if renderer == "engine":
        engine.render_film(plan, film, report, marking)
        return
    with told_when_unwritable(scratch):
        scratch.mkdir(parents=True, exist_ok=True)
    # strips are composed on the film's grid by the engine; planes want media that have it already
    placed = plan if way == "strips" else media_at_film_size(plan, scratch)
    plan_path = scratch / f"{way}.json"
    write_text(plan_path, json.dumps(placed.as_dict()))
    frames = scratch / way
    render_frames(plan_path, frames, way=way, report=report)
    encode_sequence(plan, frames, film, report, marking)
    shutil.rmtree(scratch, ignore_errors=True)  # frames take a hundred times the film's room
