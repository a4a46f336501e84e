"""An artist's own scene as a film: its frames and sound, made by a Blender of its own, marked and encoded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import numpy as np

from speaking_engine.composite.prepare import Picture, read_png, write_png
from speaking_engine.errors import ClipError, InternalError, OutputError, UserError
from speaking_engine.media.beside import told_when_unwritable, write_text
from speaking_engine.media.movie import Encoding, FilmWriter
from speaking_engine.media.sound import read_channels, write_wav
from speaking_engine.protocol.plan import RenderPlan
from speaking_engine.protocol.progress import Report
from speaking_engine.render.blender import run_blender
from speaking_engine.render.marking import Marker, Marking

FORMATS = {".mp4": "H.264 and AAC", ".mov": "ProRes 422 HQ and PCM", "": "a folder of PNG pictures and a WAV"}
PRORES = Encoding("prores_ks", {"profile": "3"}, container="mov", pixels="yuv422p10le", sound="pcm_s24le")
NOTE = "speaking-images.txt"

Quality = Literal["full", "draft"]


@dataclass(frozen=True, slots=True)
class SceneFrames:
    """What a Blender made of a scene.

    Attributes
    ----------
    production : Path
        Folder of the production that the scene belongs to.
    recipe : str
        Digest of everything in the scene.
    numbers : range
        Of the frames, as their files are called; every second one in a draft.
    size_px : tuple of int
    sound : Path
        WAV of exactly these frames.
    """

    production: Path
    folder: Path
    recipe: str
    numbers: range
    size_px: tuple[int, int]
    rate: Fraction
    sound: Path

    def as_plan(self, title: str) -> RenderPlan:
        """Return a plan of the film's size, length and rate, for marks to be placed in; it shows nothing."""
        width, height = (side - side % 2 for side in self.size_px)
        size = self.size_px
        return RenderPlan(
            "", *size, width, height, self.rate.as_integer_ratio(), len(self.numbers), (), title=title
        )

    def frames(self) -> Iterator[Picture]:
        """Read the frames, cut to even sides.

        Raises
        ------
        ClipError
            One is missing.
        """
        for number in self.numbers:
            path = self.folder / f"{number:06d}.png"
            if not path.is_file():
                raise ClipError(f"Frame {path} is missing.", hint="Render the scene again.")
            frame = read_png(path)
            yield frame[: frame.shape[0] // 2 * 2, : frame.shape[1] // 2 * 2]


def scene_frames(blend: Path, report: Report, *, span: str = "", quality: Quality = "full") -> SceneFrames:
    """Let a Blender make the frames and the sound of a .blend; frames that are there already stay.

    Parameters
    ----------
    span : str
        "A-B", frames counted from 0; empty for the whole film.
    quality : {"full", "draft"}
        A draft has half the size, and every second frame.

    Raises
    ------
    SetupError, SpeakingError, InternalError
        See `blender.run_blender`.
    """
    if not blend.is_file():
        raise UserError(f"There is no scene {blend}.", hint="Give a .blend that was saved in Blender.")
    arguments = [str(blend.resolve()), *(["--frames", span] if span else [])]
    return frames_told(run_blender([*arguments, *(["--draft"] if quality == "draft" else [])], report))


def frames_told(told: Any) -> SceneFrames:  # noqa: ANN401 - of another process
    """Read what a Blender says it made.

    Raises
    ------
    InternalError
        It is of another version.
    """
    try:
        return _read(told)
    except (KeyError, TypeError, ValueError) as error:
        raise InternalError(f"Blender's answer cannot be read: {error!r}.") from error


def encode_scene(made: SceneFrames, film: Path, report: Report, marking: Marking, title: str = "") -> None:
    """Write the film of a scene, marked frame by frame, for its camera may move; its suffix says the format.

    Raises
    ------
    ClipError
        A frame is missing.
    OutputError
        The film cannot be written, or a folder holds what is not ours.
    UserError
        There is no such format.
    """
    if film.suffix not in FORMATS:
        kinds = ", ".join(f"{suffix or 'no suffix'} ({what})" for suffix, what in FORMATS.items())
        raise UserError(f"{film.name} has no format that is known.", hint=f"Give one of {kinds}.")
    if not film.suffix:
        _write_pictures(made, film, report, marking)
        return
    plan = made.as_plan(title)
    sound = read_channels(made.sound)[0]
    encoding = PRORES if film.suffix == ".mov" else Encoding()
    with FilmWriter(
        film, (plan.width_px, plan.height_px), made.rate, sound, encoding=encoding, title=title
    ) as writer:
        for number, frame in enumerate(made.frames()):
            marker = Marker(frame, marking)
            writer.write(marker.still, marker.patches(number, []))
            report("render", (number + 1) / len(made.numbers), f"encoding frame {number + 1}")


def _write_pictures(made: SceneFrames, folder: Path, report: Report, marking: Marking) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / NOTE).is_file():
        raise OutputError(f"{folder} holds what this program did not make.", hint="Give a new folder.")
    with told_when_unwritable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / NOTE, "Frames and sound of a film made by Speaking Images.\n")
        for old in folder.glob("[0-9]*.png"):
            old.unlink()
    for number, frame in enumerate(made.frames()):
        write_png(folder / f"{number:06d}.png", _marked(frame, number, marking), marked=True)
        report("render", (number + 1) / len(made.numbers), f"frame {number + 1}")
    samples, rate_hz = read_channels(made.sound)
    write_wav(folder / "sound.wav", samples, rate_hz)


def _marked(frame: Picture, number: int, marking: Marking) -> Picture:
    """Return a frame with its notices and watermark; grey by BT.709, as the watermark is of the luma."""
    picture = frame.astype(np.float32)
    for notice in marking.notices:
        strength = notice.strength(number)
        if strength:
            rows = slice(notice.y, notice.y + notice.pixels.shape[0])
            columns = slice(notice.x, notice.x + notice.pixels.shape[1])
            alpha = notice.pixels[..., 3:].astype(np.float32) * np.float32(strength / 255)
            picture[rows, columns] += (notice.pixels[..., :3] - picture[rows, columns]) * alpha
    if marking.offsets is not None:
        grey = frame.astype(np.float32) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        picture += marking.offsets(np.rint(grey).astype(np.uint8))[..., None]
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def _read(told: dict[str, Any]) -> SceneFrames:
    return SceneFrames(
        production=Path(told["production"]),
        folder=Path(told["frames_folder"]),
        recipe=str(told["recipe"]),
        numbers=range(*map(int, told["numbers"])),
        size_px=(int(told["width"]), int(told["height"])),
        rate=Fraction(*map(int, told["rate"])),
        sound=Path(told["sound"]),
    )
