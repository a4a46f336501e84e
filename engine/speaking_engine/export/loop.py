"""Seamless pieces: idle life that may be repeated for ever, and each line as a film that joins it anywhere.

Every piece begins and ends on the still, under the same marks, so that any may follow any other.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np

from speaking_engine.clip.animate import DEFAULT, made_by_one, plays_performances
from speaking_engine.clip.clip import Animator, Motion
from speaking_engine.composite.arrange import FILM_SAMPLE_RATE_HZ
from speaking_engine.composite.canvas import Canvas, Picture
from speaking_engine.errors import ClipError
from speaking_engine.export.exhibit import Exhibit
from speaking_engine.media.movie import Encoding, write_lossless
from speaking_engine.media.sound import read_channels, write_wav
from speaking_engine.performance.listening import idle
from speaking_engine.pipeline.film import still_in
from speaking_engine.project.document import Choices
from speaking_engine.protocol.plan import FaceLayer, RenderPlan
from speaking_engine.render.marking import Marking
from speaking_engine.speech.utterance import Utterance

CANVAS = "1920x1080"
ENCODING = Encoding("libx264", {"preset": "veryfast", "qp": "14", "g": "250", "bf": "0", "profile": "high"})
AROUND_SECONDS = 0.2
"""Stillness before and after each line."""
SEAM_LEVELS = 12.0
"""From where on a seam could be seen, of 255."""


class Loop:
    """Idle life and the lines of a work."""

    help = "seamless pieces: an idle loop, and each line as a film that joins it anywhere"

    def check(self, choices: Choices, artwork_px: tuple[int, int]) -> None:
        """Take everything: the pieces have the size of the canvas."""

    def write(self, exhibits: Sequence[Exhibit], folder: Path) -> None:
        """Write `idle.mp4`, `answer-N.LANGUAGE.mp4` and `pieces.json`, and measure every seam."""
        canvas = exhibits[0].canvas(exhibits[0].choices.canvas or CANVAS)
        pieces: list[dict[str, object]] = []
        with TemporaryDirectory(dir=folder) as scratch:
            plan = idle_plan(exhibits[0], Path(scratch))
            _write(exhibits[0], folder / "idle.mp4", canvas, plan)
            pieces.append({"file": "idle.mp4", "seconds": plan.seconds, "text": "", "language": ""})
            for exhibit in exhibits:
                for number, said in enumerate(exhibit.lines):
                    name = f"answer-{number + 1}.{exhibit.language}.mp4"
                    part = line_plan(exhibit, number, Path(scratch))
                    _write(exhibit, folder / name, canvas, part)
                    told = {"text": said.text, "language": exhibit.language, "face": said.face_id}
                    pieces.append({"file": name, "seconds": part.seconds, **told})
        seam = seam_levels([folder / str(piece["file"]) for piece in pieces])
        told_pieces = {"seam_levels": round(seam, 2), "pieces": pieces}
        (folder / "pieces.json").write_text(
            json.dumps(told_pieces, indent=1, ensure_ascii=False) + "\n", "utf8"
        )
        if seam > SEAM_LEVELS:
            exhibits[0].remarks.append(
                f"Where pieces join, a pixel differs by up to {seam:.0f} of 255 levels, which may be seen."
            )


def idle_plan(exhibit: Exhibit, scratch: Path) -> RenderPlan:
    """Return the plan of a while in which nobody speaks, its clips in the scratch folder."""
    seconds, whole = exhibit.choices.idle_s, exhibit.plan
    of_face = {layer.face_id: layer for layer in reversed(whole.layers)}
    layers = tuple(_idle_layer(exhibit, layer, seconds, scratch) for layer in of_face.values())
    count = layers[0].frame_count
    plan = dataclasses.replace(whole, layers=layers, frame_count=count)
    sound = np.zeros((round(plan.seconds * FILM_SAMPLE_RATE_HZ), _channels(whole)), np.float32)
    return _sounding(plan, sound, scratch / "idle.wav")


def _idle_layer(exhibit: Exhibit, layer: FaceLayer, seconds: float, scratch: Path) -> FaceLayer:
    line = exhibit.line
    face = line.face(layer.face_id)
    place = next(at for at, said in enumerate(exhibit.lines) if said.face_id == layer.face_id)
    manner = dataclasses.replace(line.manners[place], amplitude_keys=())
    motion = Motion(idle(seconds, line.rate, manner))
    still = still_in(line, face)
    silence = Utterance(np.zeros(round(seconds * 24000), np.float32), 24000, (), (), "", "")
    path = scratch / f"idle-{layer.face_id}.mkv"

    def write(animator: Animator) -> int:
        frames = animator.frames(still, face, silence, motion, line.run.report)
        return write_lossless(path, frames, motion.rate)

    animator = exhibit.choices.animator
    count, _, _ = made_by_one(animator if plays_performances(animator) else DEFAULT, face, write)
    return dataclasses.replace(layer, clip=str(path), start_frame=0, frame_count=count)


def line_plan(exhibit: Exhibit, number: int, scratch: Path) -> RenderPlan:
    """Return the plan of one line alone, with the faces that listen to it."""
    plan, (spans, _) = exhibit.plan, exhibit.line.spans
    around = round(AROUND_SECONDS * plan.frames_per_second)
    first, stop = spans[number].start - around, spans[number].stop + around
    layers = tuple(
        dataclasses.replace(layer, start_frame=layer.start_frame - first)
        for layer in plan.layers
        if first <= layer.start_frame and layer.start_frame + layer.frame_count <= stop
    )
    part = dataclasses.replace(plan, layers=layers, frame_count=stop - first)
    if plan.sound is None:
        return part
    sound, _ = read_channels(Path(plan.sound))
    begin, end = (round(frame / plan.frames_per_second * FILM_SAMPLE_RATE_HZ) for frame in (first, stop))
    return _sounding(part, sound[begin:end], scratch / f"{exhibit.language}-{number}.wav")


def _channels(plan: RenderPlan) -> int:
    return read_channels(Path(plan.sound))[0].shape[1] if plan.sound else 1


def _sounding(
    plan: RenderPlan, sound: np.ndarray[tuple[int, int], np.dtype[np.float32]], path: Path
) -> RenderPlan:
    write_wav(path, sound, FILM_SAMPLE_RATE_HZ)
    return dataclasses.replace(plan, sound=str(path))


def _write(exhibit: Exhibit, path: Path, canvas: Canvas | None, plan: RenderPlan) -> None:
    def all_the_time(placed: RenderPlan, around: Canvas | None) -> Marking:
        """Show the notice in every frame: one that came and went would be a seam."""
        marked = exhibit.marking(placed, around)
        notices = (notice for notice in marked.notices if notice.pixels.shape[1] < 0.9 * placed.width_px)
        whole = tuple(dataclasses.replace(one, spans=(range(plan.frame_count),)) for one in notices)
        return dataclasses.replace(marked, notices=whole)

    exhibit.film(path, canvas, ENCODING, plan, all_the_time)


def seam_levels(films: Sequence[Path]) -> float:
    """Return the largest difference of a pixel between any film's end and any's beginning, of 255 levels."""
    ends = [_ends(film) for film in films]
    return max(float(np.abs(last.astype(np.int16) - first).max()) for _, last in ends for first, _ in ends)


def _ends(film: Path) -> tuple[Picture, Picture]:
    first = last = None
    with av.open(str(film)) as container:
        for frame in container.decode(video=0):
            last = frame
            first = first or frame
    if first is None or last is None:
        raise ClipError(f"{film} holds no pictures.", hint="Export again.")
    one, other = (np.asarray(frame.to_ndarray(format="gray"), np.uint8) for frame in (first, last))
    return one, other


LOOP = Loop()
