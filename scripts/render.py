"""Makes the frames of a plan inside a Blender.

    python scripts/render.py PLAN.json --frames-folder DIR                where bpy is installed
    blender -b -P scripts/render.py -- PLAN.json --frames-folder DIR

Progress goes to stdout as JSON lines; all that Blender prints goes to stderr.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import IO

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE / "addon"), str(HERE / "engine")]

from speaking_engine.errors import InternalError, ProjectError, SpeakingError  # noqa: E402
from speaking_engine.protocol.fingerprint import fingerprint  # noqa: E402
from speaking_engine.protocol.messages import Failure, Progress, Result  # noqa: E402
from speaking_engine.protocol.plan import RenderPlan, read_plan  # noqa: E402
from speaking_engine.protocol.wire import private_stdout, send  # noqa: E402

JOB = "render"


def main(arguments: list[str]) -> int:
    """Render what the command line asks for; give the exit code."""
    options = _options(arguments)
    pipe = private_stdout()
    try:
        rendered = _render(options, pipe)
    except SpeakingError as error:
        send(Failure(JOB, error.as_dict()), pipe)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last door of this process: every death has its words
        told = InternalError(f"Blender could not render the plan: {type(error).__name__}: {error}")
        send(Failure(JOB, told.as_dict()), pipe)
        return told.exit_code
    send(Result(JOB, {"rendered": rendered, "frames_folder": str(options.frames_folder)}), pipe)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="render.py", description="Make the frames of a plan in Blender.")
    parser.add_argument("plan", type=Path, help="plan.json of a production")
    parser.add_argument(
        "--frames-folder", type=Path, required=True, help="where the PNGs go (000000.png, ...)"
    )
    parser.add_argument("--frames", default="", metavar="A-B", help="only these film frames, from 0")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--planes", action="store_true", help="the artist's scene, through Cycles (default)")
    way.add_argument("--strips", action="store_true", help="flat strips in the sequencer, faster")
    parser.add_argument("--save", type=Path, metavar="FILE.blend", help="keep the scene, too")
    return parser.parse_args(arguments)


def _render(options: argparse.Namespace, pipe: IO[str]) -> int:
    import bpy

    from speaking_images import stage

    def report(stage_name: str, fraction: float, note: str = "") -> None:
        send(Progress(JOB, stage_name, fraction, note), pipe)

    plan = _read(options.plan)
    report("frames", 0.0, "building the scene")
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    film = stage.build_strips(plan) if options.strips else stage.build(plan).film
    if options.save:
        bpy.ops.wm.save_as_mainfile(filepath=str(options.save.resolve()))
    folder = options.frames_folder.resolve()
    stage.keep_only(folder, fingerprint(plan, "strips" if options.strips else "planes"))
    return stage.render(film, folder, _frames(options.frames, plan), report)


def _read(path: Path) -> RenderPlan:
    try:
        return read_plan(path)
    except (OSError, ValueError) as error:
        raise ProjectError(f"The plan {path} cannot be read: {error}.", hint="Make it again.") from error


def _frames(span: str, plan: RenderPlan) -> range:
    if not span:
        return range(plan.frame_count)
    first, _, last = span.partition("-")
    try:
        chosen = range(int(first), int(last or first) + 1)
    except ValueError:
        chosen = range(0)
    if not chosen or chosen[-1] >= plan.frame_count or chosen[0] < 0:
        raise ProjectError(
            f"The film has frames 0 to {plan.frame_count - 1}, not {span!r}.", hint="Give A-B."
        )
    return chosen


if __name__ == "__main__":
    after = sys.argv.index("--") + 1 if "--" in sys.argv else 1
    code = main(sys.argv[after:])
    sys.stdout.flush()
    sys.stderr.flush()
    # Blender as a package can crash or hang when Python takes it down.
    os._exit(code)
