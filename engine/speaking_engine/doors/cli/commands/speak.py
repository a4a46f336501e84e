"""speak, demo, render, tidy: from whatever is there to the film."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from speaking_engine.composite.choices import CompositeChoices
from speaking_engine.doors.cli.answer import Bars, answer_json, keep_stdout_private, say, show_fallbacks
from speaking_engine.doors.cli.options import (
    BoxByHand,
    Delivery,
    Given,
    Label,
    Place,
    Target,
    Whom,
    WordsFile,
    grouped,
)
from speaking_engine.doors.cli.session import check_file, running, work_of
from speaking_engine.marks.choices import MarkChoices
from speaking_engine.pipeline.delivery import check_replaceable
from speaking_engine.pipeline.line import Line
from speaking_engine.project.document import GROUPS
from speaking_engine.project.production import is_production
from speaking_engine.protocol.plan import RenderPlan
from speaking_engine.render.choices import RenderChoices
from speaking_engine.render.scene import scene_frames
from speaking_engine.script.signoff import require_approval
from speaking_engine.work.movement import borrowed
from speaking_engine.work.work import Work


@dataclass(frozen=True, slots=True)
class Scene:
    """How much is rendered of a scene that was made in Blender."""

    frames: Annotated[
        str, typer.Option(help="Of the scene: A-B, counted from 0.", rich_help_panel="Scene")
    ] = ""
    draft: Annotated[
        bool, typer.Option(help="Of the scene: half the size, every second frame.", rich_help_panel="Scene")
    ] = False


Film = Annotated[Given, CompositeChoices, RenderChoices, MarkChoices]


@grouped
def speak(  # noqa: PLR0917 - one group of options a room
    target: Target,
    label: Label,
    face: BoxByHand,
    given: Annotated[Given, *GROUPS],
    words: WordsFile,
    whom: Whom,
    delivery: Delivery,
    place: Place,
) -> None:
    """Make a film in which the person in a picture speaks.

    Run it again to go on where it stopped; only what your options change is made again. An option that is
    not given stays as the production has it; the defaults are those of a new one.

    First film: speaking-images speak mona_lisa.jpg --title "Mona Lisa" --artist "Leonardo da Vinci"

    Other words: speaking-images speak mona_lisa.speaking --text "Good evening." --voice bf_emma

    Two speakers: speaking-images speak arnolfini.speaking --face 0 --face 1 --for f1 --voice bf_emma
    """
    with work_of(target, place, label, whom.label_language) as work:
        face.apply(work)
        words.add_to(given)
        film = given.get("performance")
        if film and is_production(Path(film)):
            own = borrowed(work.production, Path(film))
            given = Given({**own, **given, "performance": own["performance"], "recording": own["recording"]})
        whom.apply(work, given)
        make_films(
            work,
            delivery,
            as_json=place.json,
            only=whom.versions_of(work) if whom.version else (),
            approved_by=words.approved_by,
        )


@grouped
def render(
    target: Annotated[Path, typer.Argument(help="A picture, a production (NAME.speaking), or a .blend.")],
    given: Film,
    delivery: Delivery,
    place: Place,
    scene: Scene,
) -> None:
    """Make the film again, with another feather, size or renderer; or the film of a scene made in Blender.

    Example: speaking-images render mona_lisa.speaking --feather 40 --resolution 1080p

    A scene as it is in Blender, cuts and all: speaking-images render film.blend --out film.mov
    """
    if target.suffix == ".blend":
        _make_scene_film(target, scene, given, delivery, place)
        return
    with work_of(target, place) as work:
        work.choose(**given)
        make_films(work, delivery, as_json=place.json)


def _make_scene_film(blend: Path, scene: Scene, given: dict[str, Any], wish: Delivery, place: Place) -> None:
    start = time.monotonic()
    if place.json:
        keep_stdout_private()
    with Bars() as bars:
        made = scene_frames(blend, bars, span=scene.frames, quality="draft" if scene.draft else "full")
    with work_of(made.production, place) as work:
        work.choose(**given)
        if wish.out is not None and wish.out.suffix == ".mp4":
            check_replaceable(work.production, wish.out)
        with running(work) as line:
            if wish.final:
                line.check_final()
            if wish.final and not wish.unapproved:
                require_approval(line.script)
            film = line.deliver_scene(made, wish.out, is_final=wish.final)
    seconds = len(made.numbers) / made.rate
    if place.json:
        size = {"width_px": made.size_px[0], "height_px": made.size_px[1], "seconds": float(seconds)}
        answer_json({"film": str(film.resolve()), "production": str(made.production), **size})
        return
    size_told = f"{made.size_px[0]} x {made.size_px[1]}, {float(seconds):.1f} s"
    say(f"{film}  ({size_told}, made in {time.monotonic() - start:.0f} s)", "done")


@grouped
def demo(
    place: Place,
    given: Film,
    delivery: Delivery,
    text: Annotated[
        str | None, typer.Option(help="What she says; default: a text from the picture's label.")
    ] = None,
) -> None:
    """Make a first film, from a portrait that comes with a package (Grace Hopper, public domain)."""
    target = demo_portrait()
    with work_of(target, place, Label(**DEMO_LABEL)) as work:
        work.choose(**(given if text is None else {**given, "text": text}))
        make_films(work, delivery, as_json=place.json)


DEMO_LABEL: dict[str, Any] = {
    "title": "Portrait of Grace Hopper",
    "artist": "James S. Davis",
    "date": "1984",
    "technique": "photograph",
    "credit": "U.S. Navy, public domain",
    "gender": "female",  # the net takes her for a man: what the label knows goes before any guess
}


def demo_portrait() -> Path:
    """Return the portrait that matplotlib ships as sample data."""
    from matplotlib import cbook

    return Path(str(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)))


def make_films(
    work: Work,
    wish: Delivery,
    *,
    as_json: bool,
    only: Sequence[Work] = (),
    approved_by: str | None = None,
) -> None:
    """Run the whole line in every language that was asked for, or in some only, and answer."""
    if wish.out is not None:
        check_file(wish.out, "--out", ".mp4", work.production)
        check_replaceable(work.production, wish.out)
    versions = only or [work.version(tag) for tag in work.asked]
    answers = [_make_film(version, wish, approved_by, quiet=as_json) for version in versions]
    if as_json:
        main, *others = answers
        answer_json({**main, "versions": others} if others else main)
        return
    say(f"  production: {work.folder}")


def _make_film(work: Work, wish: Delivery, approved_by: str | None, *, quiet: bool) -> dict[str, Any]:
    start = time.monotonic()
    out = wish.out
    if out is not None and work.language:
        out = out.with_name(f"{out.stem}.{work.language}{out.suffix}")
    with running(work) as line:
        if approved_by is not None:
            line.approve(approved_by)
        if wish.final:
            line.check_final()
        if wish.final and not wish.unapproved:
            require_approval(line.script)
        film = line.deliver(out, is_final=wish.final)
    summary, took_seconds = line.summary(), time.monotonic() - start
    if not quiet:
        show_fallbacks(summary)
        plan = line.plan
        for said in line.script.lines:
            say(f"“{said.text}”", style="bold")
        size = f"{_size(plan)}, {plan.seconds:.1f} s"
        say(f"{film}  ({size}, made in {took_seconds:.0f} s)", "done")
    return _answer(line, film, summary, took_seconds)


def _size(plan: RenderPlan) -> str:
    made, whole = (plan.width_px, plan.height_px), (plan.artwork_width_px, plan.artwork_height_px)
    of_what = f" of {whole[0]} x {whole[1]}" if made[0] < whole[0] else ""
    return f"{made[0]} x {made[1]}{of_what}"


def _answer(line: Line, film: Path, summary: dict[str, Any], took_seconds: float) -> dict[str, Any]:
    plan = line.plan
    return {
        "film": str(film.resolve()),
        "language": line.choices.language,
        "production": str(line.production.folder),
        "width_px": plan.width_px,
        "height_px": plan.height_px,
        "frames_per_second": float(plan.frames_per_second),
        "frame_count": plan.frame_count,
        "seconds": plan.seconds,
        "took_seconds": round(took_seconds, 2),
        "text": [words.text for words in line.script.lines],
        "lines": [dataclasses.asdict(words) for words in line.script.lines],
        "faces": [{"id": face.id, "box_px": face.box_px} for face in line.faces],
        "picture_width_px": plan.artwork_width_px,
        "picture_height_px": plan.artwork_height_px,
        "stages": summary,
    }


@grouped
def tidy(target: Target, place: Place) -> None:
    """Remove what earlier choices made and the last run did not use; the film and all corrections stay.

    Example: speaking-images tidy mona_lisa.speaking
    """
    with work_of(target, place) as work:
        freed_bytes = work.tidy()
    if place.json:
        answer_json({"freed_bytes": freed_bytes})
        return
    say(f"{freed_bytes / 1e6:.1f} MB freed")
