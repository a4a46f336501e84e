"""Doors for a terminal: a production or a plan becomes frames or a film in this very Blender."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import IO

import bpy

from speaking_engine.errors import InternalError, ProjectError, SpeakingError, TextError
from speaking_engine.protocol.fingerprint import fingerprint
from speaking_engine.protocol.messages import Failure, Message, Progress, Result
from speaking_engine.protocol.plan import RenderPlan, read_plan
from speaking_engine.protocol.progress import Report
from speaking_engine.protocol.wire import private_stdout, send

from . import moving, pump, stage
from .preferences import engine_command
from .stage.units import FIRST_FRAME

JOB = "render"


def main(arguments: list[str], program: str = "render.py") -> int:
    """Render what the command line asks for; give the exit code."""
    options = _options(arguments, program)
    say = _speaker(private_stdout())
    try:
        say(Result(JOB, _render(options, _reporter(say))))
    except SpeakingError as error:
        say(Failure(JOB, error.as_dict()))
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last door of this process: every death has its words
        told = InternalError(f"Blender could not render: {type(error).__name__}: {error}")
        say(Failure(JOB, told.as_dict()))
        return told.exit_code
    return 0


def _options(arguments: list[str], program: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=program, description="Render a production in Blender.")
    parser.add_argument("target", type=Path, help="a production (NAME.speaking), its plan.json, or a .blend")
    parser.add_argument("--out", type=Path, metavar="FILM.mp4", help="encode the frames to this film")
    parser.add_argument("--frames-folder", type=Path, help="where the PNGs go, kept to go on from")
    parser.add_argument("--frames", default="", metavar="A-B", help="only these frames, counted from 0")
    parser.add_argument("--resolution", default="", help="native, 2160p, 1440p, 1080p or 720p")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--planes", action="store_true", help="the artist's scene, through Cycles")
    way.add_argument("--strips", action="store_true", help="flat strips in the sequencer: the same, faster")
    parser.add_argument("--draft", action="store_true", help="of a .blend: half size, every second frame")
    parser.add_argument("--save", type=Path, metavar="FILE.blend", help="keep the scene, too")
    return parser.parse_args(arguments)


def _render(options: argparse.Namespace, report: Report) -> dict[str, object]:
    if options.target.suffix == ".blend":
        return _render_scene(options, report)
    plan_path = _plan_path(options, report)
    # A finished film needs the engine anyway, which then composes the strips; frames alone may do without.
    strips = options.strips or (not options.planes and bool(options.out))
    folder = (options.frames_folder or plan_path.parent / "frames").resolve()
    plan = _read(plan_path)
    chosen = _frames(options.frames, plan.frame_count)
    if strips and not _is_finished(plan):
        plan = _read(
            Path(_engine("finish", report, plan=str(plan_path), folder=str(folder / "patches"))["plan"])
        )
    report("frames", 0.0, "building the scene")
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    film = stage.build_strips(plan) if strips else stage.build(plan).film
    if options.save:
        bpy.ops.wm.save_as_mainfile(filepath=str(options.save.resolve()))
    stage.keep_only(folder, fingerprint(plan, "strips" if strips else "planes"))
    answer: dict[str, object] = {"frames_folder": str(folder)}
    answer["rendered"] = stage.render(film, folder, chosen, report)
    if options.out:
        paths = {"plan": str(plan_path), "frames": str(folder), "film": str(options.out.resolve())}
        answer |= _engine("encode", report, **paths, first=chosen[0], count=len(chosen))
    return answer


def _render_scene(options: argparse.Namespace, report: Report) -> dict[str, object]:
    """Render what an artist made of a film: frames and sound, and the film if one is asked for."""
    path = options.target.resolve()
    if not path.is_file():
        raise ProjectError(f"There is no scene {path}.", hint="Give a .blend that was saved in Blender.")
    report("frames", 0.0, "opening the scene")
    try:
        bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False, use_scripts=False)
    except RuntimeError as error:
        raise ProjectError(f"{path} cannot be opened: {str(error).strip()}.") from error
    film = stage.film_to_render()
    production = stage.production_folder(film)
    moving.repair_files(bpy.path.abspath(str(film[stage.FOLDER])), str(production))
    stage.refuse_missing_files(film)
    _refuse_held(production / "project.json")
    numbers = range(film.frame_start - FIRST_FRAME, film.frame_end + 1 - FIRST_FRAME)
    if options.frames:
        chosen = _frames(options.frames, len(numbers))
        numbers = range(numbers.start + chosen.start, numbers.start + chosen.stop)
    heard = numbers.start + FIRST_FRAME, numbers.stop - 1 + FIRST_FRAME
    if options.draft:
        numbers = range(numbers.start, numbers.stop, 2)
        stage.halve(film)
    for strip in film.sequence_editor.strips_all:
        if strip.type == "SCENE" and strip.scene is not None:
            stage.sample(strip.scene, always=options.draft)
    stage.read_stage_again(film)
    recipe = stage.recipe_of(film)  # before the span is set: an excerpt's frames are the whole film's, too
    film.frame_start, film.frame_end = heard
    folder = options.frames_folder or production / "store" / "frames" / f"scene-{recipe[:16]}"
    rendered = stage.render(film, folder.resolve(), numbers, report)
    sound = stage.mix_down(film, folder.resolve())
    width, height = stage.size_of(film)
    rate = Fraction(film.render.fps / film.render.fps_base).limit_denominator(1001) / numbers.step
    made: dict[str, object] = {
        "production": str(production),
        "frames_folder": str(folder.resolve()),
        "recipe": recipe,
        "numbers": [numbers.start, numbers.stop, numbers.step],
        "width": width,
        "height": height,
        "rate": list(rate.as_integer_ratio()),
        "sound": str(sound),
    }
    if options.out:
        answer = _engine("film", report, folder=str(production), made=made, out=str(options.out.resolve()))
        return answer | {"rendered": rendered}
    return made | {"rendered": rendered}


def _plan_path(options: argparse.Namespace, report: Report) -> Path:
    """Return the plan: the file itself, or what the engine makes of a production."""
    target = options.target.resolve()
    if not target.is_dir():
        _refuse_held(target)
        return target
    resolution = options.resolution
    return Path(_engine("run", report, folder=str(target), until="composite", resolution=resolution)["plan"])


def _refuse_held(plan: Path) -> None:
    """Refuse a plan of a production that is on hold; of a production itself the engine knows."""
    project = next((path for folder in plan.parents if (path := folder / "project.json").is_file()), None)
    try:
        metadata = json.loads(project.read_text("utf8"))["metadata"] if project else {}
    except (OSError, ValueError, KeyError) as error:
        raise ProjectError(f"{project} cannot be read: {error}.", hint="Restore it from a copy.") from error
    if isinstance(metadata, dict) and metadata.get("hold"):
        raise TextError(f"This work is on hold and gets no film: {metadata['hold']}", place="metadata.hold")


def _engine(action: str, report: Report, **arguments: object) -> dict[str, object]:
    pump.ask(engine_command(), action, arguments, lambda _: None)
    try:
        return pump.wait(report)
    finally:
        pump.stop()


def _is_finished(plan: RenderPlan) -> bool:
    return all(layer.mask.shape == "box" and layer.mask.feather_px == 0 for layer in plan.layers)


def _read(path: Path) -> RenderPlan:
    try:
        return read_plan(path)
    except (OSError, ValueError) as error:
        raise ProjectError(f"The plan {path} cannot be read: {error}.", hint="Make it again.") from error


def _frames(span: str, count: int) -> range:
    if not span:
        return range(count)
    first, _, last = span.partition("-")
    try:
        chosen = range(int(first), int(last or first) + 1)
    except ValueError:
        chosen = range(0)
    if not chosen or chosen[-1] >= count or chosen[0] < 0:
        raise ProjectError(f"The film has frames 0 to {count - 1}, not {span!r}.", hint="Give A-B.")
    return chosen


def _reporter(say: Callable[[Message], None]) -> Report:
    def report(stage_name: str, fraction: float, note: str = "") -> None:
        say(Progress(JOB, stage_name, fraction, note))

    return report


def _speaker(pipe: IO[str]) -> Callable[[Message], None]:
    """Speak JSON lines to a program, and sentences to a person at a terminal."""
    if not pipe.isatty():
        return lambda message: send(message, pipe)

    def tell(message: Message) -> None:
        if isinstance(message, Progress):
            pipe.write(f"\r{message.stage} {message.fraction:4.0%} {message.note:60.60}")
        elif isinstance(message, Failure):
            pipe.write(f"\n{message.error['sentence']} {message.error['hint']}\n")
        elif isinstance(message, Result):
            pipe.write(f"\n{message.value.get('film', message.value.get('frames_folder'))}\n")
        pipe.flush()

    return tell
