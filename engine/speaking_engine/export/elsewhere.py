"""Films of a work that were rendered elsewhere, such as in Blender, get the same marks as ours."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from speaking_engine.composite.canvas import Picture, Size
from speaking_engine.errors import ClipError
from speaking_engine.export.exhibit import Exhibit
from speaking_engine.marks.notice import make_notice
from speaking_engine.marks.watermark import offsets
from speaking_engine.media.movie import FilmWriter
from speaking_engine.render.marking import Marker, Marking

SAME_SHAPE = 0.01
SAMPLE_RATE_HZ = 48000


def mark_movie(exhibit: Exhibit, source: Path, target: Path) -> None:
    """Write a copy of a film with notice and watermark, H.264 and AAC in an MP4, and sign it last.

    Where the film has the work's own shape, the notice lies beside all faces; where a camera shows something
    else of it, at the top right.

    Raises
    ------
    ClipError
        It cannot be read as a film.
    UserError, SetupError, OutputError
        It cannot be marked, signed or written; the person can fix it.
    """
    try:
        with av.open(str(source)) as container:
            video = container.streams.video[0]
            size_px = (video.width // 2 * 2, video.height // 2 * 2)
            rate = Fraction(video.average_rate or 25)
            count = video.frames or round(float((container.duration or 0) / av.time_base * rate))
        frames = _frames(source, size_px)
        first = next(frames)
    except FileNotFoundError as error:
        raise ClipError(f"There is no file {source}.", hint="Check the path and its spelling.") from error
    except (av.FFmpegError, OSError, IndexError, StopIteration) as error:
        raise ClipError(f"{source} cannot be read as a film.", hint="Give an MP4 or MOV.") from error
    marker = Marker(first, _marking(exhibit, size_px, max(1, count), rate))
    unsigned = target.with_name(f"unsigned.{target.name}")
    with FilmWriter(unsigned, size_px, rate, _sound(source), title=exhibit.title) as writer:
        for number, frame in enumerate(_chained(first, frames)):
            whole, *notices = marker.patches(number, [(0, 0, frame)])
            writer.write(whole[2], notices)
    exhibit.sign(unsigned, target)


def _marking(exhibit: Exhibit, size_px: Size, count: int, rate: Fraction) -> Marking:
    marks = exhibit.marks
    width, height = exhibit.line.size_px
    scale = size_px[0] / width
    same = abs(size_px[1] / (height * scale) - 1) <= SAME_SHAPE
    taken = [(x * scale, y * scale, w * scale, h * scale) for x, y, w, h in exhibit.faces_px] if same else []
    notices = (make_notice(marks.notice, size_px, taken, count, rate),) if marks.notice else ()
    return Marking(offsets if marks.watermark else None, notices)


def _frames(source: Path, size_px: Size) -> Iterator[Picture]:
    with av.open(str(source)) as container:
        for frame in container.decode(video=0):
            yield np.ascontiguousarray(frame.to_ndarray(format="rgb24")[: size_px[1], : size_px[0]])


def _chained(first: Picture, rest: Iterator[Picture]) -> Iterator[Picture]:
    yield first
    yield from rest


def _sound(source: Path) -> npt.NDArray[np.float32] | None:
    with av.open(str(source)) as container:
        if not container.streams.audio:
            return None
        stream = container.streams.audio[0]
        layout = "mono" if stream.codec_context.channels == 1 else "stereo"
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE_HZ)
        parts = [
            np.asarray(part.to_ndarray(), np.float32).T
            for frame in container.decode(stream)
            for part in resampler.resample(frame)
        ]
        parts += [np.asarray(part.to_ndarray(), np.float32).T for part in resampler.resample(None)]
    return np.concatenate(parts) if parts else None
