"""The line as a whole: composing, detecting, speaking, all of it, and its memory; ratios in one run."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from matplotlib import cbook
from rich.console import Console
from rich.table import Table

from speaking_engine.artwork.read import read_artwork
from speaking_engine.composite.compositor import compose_frame, patches
from speaking_engine.composite.grid import Grid
from speaking_engine.composite.prepare import write_png
from speaking_engine.faces.detectors.mtcnn import Mtcnn
from speaking_engine.faces.find import find_faces
from speaking_engine.media.colour import to_yuv420
from speaking_engine.media.movie import FilmWriter, write_lossless
from speaking_engine.pipeline.line import Line
from speaking_engine.project.production import created
from speaking_engine.protocol.plan import FaceLayer, Mask, RenderPlan
from speaking_engine.render.engine import render_film

FRAMES = 200
WORDS = "I have been looking out of this frame for a very long time, and today I see you looking back at me. "


@dataclass(frozen=True, slots=True)
class Result:
    """One measured number and what it should be at most."""

    what: str
    value: float
    target: float | None
    note: str = ""


def main() -> None:
    """Measure, print a table, and one JSON object on stdout."""
    console = Console(stderr=True)
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        picture = portrait_1080p(folder)
        for measure in (compose_and_encode, detect, whole_line, memory):
            console.print(f"{measure.__name__} ...")
            results += measure(folder, picture)
    table = Table("what", "measured", "target", "note")
    for result in results:
        target = "" if result.target is None else f"<= {result.target:g}"
        table.add_row(result.what, f"{result.value:.2f}", target, result.note)
    console.print(table)
    print(json.dumps({result.what: round(result.value, 3) for result in results}))


def portrait_1080p(folder: Path) -> Path:
    """Put the portrait that matplotlib ships into a picture of 1920 x 1080 pixels."""
    portrait = read_artwork(Path(str(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)))).pixels
    portrait = cv2.resize(portrait, (912, 1080), interpolation=cv2.INTER_CUBIC)
    whole = cv2.resize(cv2.GaussianBlur(portrait, (0, 0), 25), (1920, 1080))
    whole[:, 504 : 504 + 912] = portrait
    write_png(folder / "portrait.png", whole)
    return folder / "portrait.png"


def timed(work: Callable[[], object]) -> float:
    """Seconds that a call takes, the better of two."""
    took = []
    for _ in range(2):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took)


def compose_and_encode(folder: Path, picture: Path) -> list[Result]:
    """Compare composing and encoding with encoding alone: the very same frames, ready in memory."""
    still = read_artwork(picture).pixels
    crop = (640, 200, 640, 640)
    region = still[crop[1] : crop[1] + crop[3], crop[0] : crop[0] + crop[2]]
    write_lossless(folder / "clip.mkv", _moving(region), Fraction(25))
    layer = FaceLayer(str(folder / "clip.mkv"), crop, 0, FRAMES, Mask(feather_px=50, radius_px=160))
    plan = RenderPlan(str(picture), 1920, 1080, 1920, 1080, (25, 1), FRAMES, (layer,))
    ready = [
        to_yuv420(compose_frame(still, changes)) for changes in patches(plan, Grid.of(plan).still(still))
    ]

    def encode() -> None:
        with FilmWriter(folder / "a.mp4", (1920, 1080), Fraction(25)) as writer:
            for planes in ready:
                writer.write(planes)

    alone = timed(encode)
    both = timed(lambda: render_film(plan, folder / "b.mp4"))
    per_frame = f"{1000 * alone / FRAMES:.1f} ms encode, {1000 * both / FRAMES:.1f} ms both"
    return [Result("compose + encode / encode alone, 1080p", both / alone, 1.3, per_frame)]


def _moving(region: npt.NDArray[np.uint8]) -> Iterator[npt.NDArray[np.uint8]]:
    """Move the middle of a region up and down, as a face moves in its crop."""
    y, x = np.mgrid[0 : region.shape[0], 0 : region.shape[1]].astype(np.float32)
    away = np.hypot(x / region.shape[1] - 0.5, y / region.shape[0] - 0.5)
    strength = np.clip(1 - away / 0.42, 0, 1).astype(np.float32)
    for frame in range(FRAMES):
        shift = np.float32(8 * np.sin(frame / 4)) * strength
        yield cv2.remap(region, x, y + shift, cv2.INTER_LINEAR)


def detect(folder: Path, picture: Path) -> list[Result]:  # noqa: ARG001 - every measure has this form
    """Compare finding faces with one plain MTCNN pass over the picture at twice its size."""
    artwork = read_artwork(picture)
    upscaled = cv2.resize(artwork.pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    plain = Mtcnn()
    plain.find(artwork.pixels)
    one_pass = timed(lambda: plain.find(upscaled))
    ours = timed(lambda: find_faces(artwork))
    return [
        Result("find faces / one MTCNN pass at 2x", ours / one_pass, None, f"{ours:.2f} s, {one_pass:.2f} s")
    ]


def whole_line(folder: Path, picture: Path) -> list[Result]:
    """Measure the whole line and its speech in seconds a second of film, with models warm."""
    with created(folder / "warm.speaking", picture) as production:
        production.project.choices.renderer = "engine"
        for number, words in enumerate((WORDS, WORDS * 3)):
            production.project.choices.text = f"{number} {words}"
            start = time.perf_counter()
            line = Line(production)
            line.deliver()
            took = time.perf_counter() - start
        seconds = line.plan.seconds
        stages = line.summary()
    parts = ", ".join(f"{stage} {entry['seconds']:.1f} s" for stage, entry in stages.items() if entry["made"])
    return [
        Result("speech, seconds a second of film", stages["speech"]["seconds"] / seconds, 0.5),
        Result(
            "whole line, seconds a second of film, 1080p", took / seconds, 1.5, f"{seconds:.0f} s: {parts}"
        ),
    ]


def memory(folder: Path, picture: Path) -> list[Result]:
    """Compare the peak memory of a short film and one four times as long."""
    short, long = (_peak_gb(folder, picture, times) for times in (2, 8))
    return [
        Result("peak memory, GB", long, 1.5, "a film of about 45 s"),
        Result("peak memory, long / short film", long / short, 1.1, "4 times as long"),
    ]


def _peak_gb(folder: Path, picture: Path, times: int) -> float:
    arguments = ["speak", str(picture), "--text", WORDS * times, "--renderer", "engine"]
    production = ["--production", str(folder / f"memory-{times}.speaking")]
    code = (
        "import resource, sys; from speaking_engine.doors.cli.main import run; code = run(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, *production], stdout=subprocess.PIPE, text=True, check=True
    )
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB here
    return int(done.stdout.split()[-1]) * unit / 1e9


if __name__ == "__main__":
    main()
