"""faces, voice, animate: one room of the line at a time."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from speaking_engine.faces.face import Face
from speaking_engine.faces.store import landmarks_file
from speaking_engine.pipeline.line import Line
from speaking_engine.service.answer import answer_json, console, show_error, show_fallbacks
from speaking_engine.service.corrections import Corrections
from speaking_engine.service.groups import grouped
from speaking_engine.service.options import Movement, Place, Sound, Target, choose
from speaking_engine.service.session import production_of, running


@grouped
def faces(
    target: Target,
    corrections: Corrections,
    place: Place,
    thorough: Annotated[
        bool | None, typer.Option("--thorough/--quick", help="Look longer for faces.")
    ] = None,
) -> None:
    """Find the faces in a picture, the likely speaker first; correct them by hand.

    Example: speaking-images faces school_of_athens.jpg --json

    By hand: speaking-images faces urbino.jpg --add --box 120,80,200,260 --handles profile.json
    """
    with production_of(target, place) as production:
        choose(production.project, thorough=thorough)
        if corrections != Corrections():
            with running(production) as line:
                corrections.apply(production.project, line.looking)
        with running(production) as line:
            found = line.looking.faces
        if place.json:
            answer_json({"faces": [_face_answer(face, line) for face in found], **common(line)})
            return
        if found:
            _show_faces(found)
        else:
            show_error(line.looking.no_face())
        show_fallbacks(line.summary())


@grouped
def voice(target: Target, sound: Sound, place: Place) -> None:
    """Speak the words.

    Example: speaking-images voice mona_lisa.speaking --voice bf_emma --speed 0.9
    """
    with production_of(target, place) as production:
        sound.apply(production.project)
        with running(production) as line:
            spoken = [(product, line.speaking.utterance(product)) for product in line.speaking.sounds]
        if place.json:
            lines = [
                {
                    "sound": str(product.folder / "000.wav"),
                    "timing": str(product.folder / "000.timing.json"),
                    "voice": said.voice,
                    "seconds": said.seconds,
                }
                for product, said in spoken
            ]
            answer_json({"lines": lines, **common(line)})
            return
        for product, said in spoken:
            console.print(f"{said.voice}, {said.seconds:.1f} s: {product.folder / '000.wav'}", soft_wrap=True)
        show_fallbacks(line.summary())


@grouped
def animate(target: Target, movement: Movement, place: Place) -> None:
    """Move the face to the sound.

    Example: speaking-images animate mona_lisa.speaking --style lively
    """
    with production_of(target, place) as production:
        movement.apply(production.project)
        with running(production) as line:
            clips = [str(product.folder / "000.mkv") for product in line.showing.clips]
        if place.json:
            answer_json({"clips": clips, **common(line)})
            return
        for clip in clips:
            console.print(clip, soft_wrap=True)
        show_fallbacks(line.summary())


def common(line: Line) -> dict[str, Any]:
    """Give what every stage answers."""
    return {"production": str(line.run.production.folder), "stages": line.summary()}


def _face_answer(face: Face, line: Line) -> dict[str, Any]:
    mesh = line.looking.faces_folder / landmarks_file(face.id)
    return {
        "id": face.id,
        "box_px": [round(value, 1) for value in face.box_px],
        "confidence": round(face.confidence, 4),
        "yaw_deg": None if face.yaw_deg is None else round(face.yaw_deg, 1),
        "gender": face.gender,
        "gender_confidence": round(face.gender_confidence, 3),
        "landmarks": str(mesh) if face.landmarks_px is not None else None,
        "found_by": list(face.found_by),
    }


def _show_faces(found: tuple[Face, ...]) -> None:
    table = Table("", "id", "box x,y,w,h", "confidence", "yaw", "apparent gender (for the voice)", "found by")
    for number, face in enumerate(found):
        table.add_row(
            str(number),
            face.id,
            ",".join(f"{value:.0f}" for value in face.box_px),
            f"{face.confidence:.2f}",
            "" if face.yaw_deg is None else f"{face.yaw_deg:.0f}°",
            f"{face.gender} {face.gender_confidence:.2f}",
            ", ".join(face.found_by),
        )
    console.print(table)
