"""faces, voice, animate: one room of the line at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
from rich.table import Column, Table

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.choices import ArtworkChoices
from speaking_engine.artwork.read import read_artwork
from speaking_engine.clip.choices import MotionChoices
from speaking_engine.composite.prepare import write_png
from speaking_engine.doors.cli.answer import answer_json, say, show_error, show_fallbacks, show_table
from speaking_engine.doors.cli.corrections import Corrections
from speaking_engine.doors.cli.options import Given, Place, Target, Whom, grouped
from speaking_engine.doors.cli.session import check_file, running, work_of
from speaking_engine.errors import PictureError
from speaking_engine.faces.choices import FacesChoices
from speaking_engine.faces.face import Face
from speaking_engine.faces.find import find_faces
from speaking_engine.faces.handles import handles_of
from speaking_engine.faces.overlay import contact_sheet, draw_faces
from speaking_engine.faces.store import landmarks_file
from speaking_engine.head.fit import fit_face
from speaking_engine.head.overlay import draw_heads
from speaking_engine.performance.choices import PerformanceChoices
from speaking_engine.pipeline.line import Line
from speaking_engine.project.production import Production, is_production
from speaking_engine.speech.choices import SpeechChoices


@grouped
def faces(
    target: Target,
    corrections: Corrections,
    given: Annotated[Given, ArtworkChoices, FacesChoices],
    place: Place,
    overlay: Annotated[
        Path | None, typer.Option(help="PNG: what was found, drawn over the picture; of a folder, a sheet.")
    ] = None,
    heads: Annotated[
        bool, typer.Option("--heads", help="Draw the head laid on each face into the overlay too.")
    ] = False,
) -> None:
    """Find the faces in a picture, the likely speaker first; correct them by hand.

    Example: speaking-images faces school_of_athens.jpg --json

    By hand: speaking-images faces urbino.jpg --add --box 120,80,200,260 --handles profile.json
    """
    if target.is_dir() and overlay is not None and not is_production(target):
        check_file(overlay, "--overlay", ".png")
        _draw_folder(target, overlay, thorough=bool(given.get("thorough")), as_json=place.json)
        return
    with work_of(target, place) as work:
        _check_files(work.production, overlay, corrections)
        work.choose(**given)
        if corrections != Corrections():
            with running(work) as line:
                corrections.apply(work.production.project, line)
            work.changed()
        with running(work) as line:
            found = line.faces
        if overlay is not None:
            write_png(overlay, _overlay(line.artwork, found, heads=heads), marked=True)
        if place.json:
            width_px, height_px = line.size_px
            upright = {"width_px": width_px, "height_px": height_px}  # EXIF orientation applied
            answers = [_face_answer(face, line) for face in found]
            answer_json({"faces": answers, "picture": upright, **common(line)})
            return
        if found:
            _show_faces(found)
            for remark in found[0].quality:
                say(f"{found[0].id}: {remark}", "note")
        else:
            show_error(line.no_face())
        show_fallbacks(line.summary())


def _check_files(production: Production, overlay: Path | None, corrections: Corrections) -> None:
    if overlay is not None:
        check_file(overlay, "--overlay", ".png", production)
    if corrections.draft_handles is not None:
        check_file(corrections.draft_handles, "--draft-handles", ".json", production)


@grouped
def voice(target: Target, given: Annotated[Given, SpeechChoices], whom: Whom, place: Place) -> None:
    """Speak the words.

    Example: speaking-images voice mona_lisa.speaking --voice bf_emma --speed 0.9
    """
    with work_of(target, place) as work:
        whom.apply(work, given)
        with running(whom.version_of(work)) as line:
            spoken = list(zip(line.sounds, line.utterances, strict=True))
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
            say(f"{said.voice}, {said.seconds:.1f} s: {product.folder / '000.wav'}")
        show_fallbacks(line.summary())


@grouped
def animate(
    target: Target, given: Annotated[Given, PerformanceChoices, MotionChoices], whom: Whom, place: Place
) -> None:
    """Move the face to the sound.

    Example: speaking-images animate mona_lisa.speaking --style lively
    """
    with work_of(target, place) as work:
        whom.apply(work, given)
        with running(whom.version_of(work)) as line:
            clips = [str(product.folder / "000.mkv") for product in line.clips]
        if place.json:
            answer_json({"clips": clips, **common(line)})
            return
        for clip in clips:
            say(clip)
        show_fallbacks(line.summary())


def _overlay(artwork: Artwork, found: Sequence[Face], *, heads: bool) -> npt.NDArray[np.uint8]:
    """Draw faces over the picture, and over their boxes the heads that can be laid on them."""
    drawn = draw_faces(artwork, found)
    if not heads:
        return drawn
    seen = [face for face in found if face.landmarks_px is not None or face.handles is not None]
    laid = [fit_face(face, artwork.pixels) for face in seen]
    return draw_heads(drawn, laid, drawn.shape[1] / artwork.width_px)


def _draw_folder(folder: Path, sheet: Path, *, thorough: bool, as_json: bool) -> None:
    """Draw the faces of all pictures of a folder on one sheet."""
    pictures = tuple(_pictures(folder, thorough=thorough))
    if not pictures:
        raise PictureError(
            f"There is no picture in {folder}.", hint="Give a folder of pictures, such as JPEG, PNG or TIFF."
        )
    write_png(sheet, contact_sheet(pictures), marked=True)
    if as_json:
        counts = [{"picture": name, "faces": len(found)} for name, _, found in pictures]
        answer_json({"overlay": str(sheet.resolve()), "pictures": counts})
        return
    say(str(sheet))


def _pictures(folder: Path, *, thorough: bool) -> Iterator[tuple[str, Artwork, tuple[Face, ...]]]:
    """Find the faces in every picture of a folder; what is no picture is told and passed over."""
    for path in sorted(folder.iterdir()):
        try:
            artwork = read_artwork(path)
        except PictureError as error:
            show_error(error)
            continue
        yield path.name, artwork, find_faces(artwork, thorough=thorough)


def common(line: Line) -> dict[str, Any]:
    """Return what every stage answers."""
    return {"production": str(line.production.folder), "stages": line.summary()}


def _face_answer(face: Face, line: Line) -> dict[str, Any]:
    mesh = line.faces_folder / landmarks_file(face.id)
    return {
        "id": face.id,
        "box_px": [round(value, 1) for value in face.box_px],
        "confidence": round(face.confidence, 4),
        "yaw_deg": None if face.yaw_deg is None else round(face.yaw_deg, 1),
        "gender": face.gender,
        "gender_confidence": round(face.gender_confidence, 3),
        "yaw_class": face.yaw_class,
        "mouth_state": face.mouth_state,
        "inter_ocular_px": face.inter_ocular_px,
        "quality": list(face.quality),
        "landmarks": str(mesh) if face.landmarks_px is not None else None,
        "handles": handles_of(face),
        "hidden": list(face.hidden),
        "readable": round(face.readable, 3),
        "found_by": list(face.found_by),
    }


def _show_faces(found: tuple[Face, ...]) -> None:
    box = Column("box x,y,w,h", no_wrap=True)  # for copying it
    table = Table("", "id", box, "confidence", "yaw", "voice: apparent", "found by")
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
    show_table(table)
