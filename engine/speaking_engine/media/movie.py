"""Movies: lossless ones between rooms, and the H.264 + AAC film that people open. Frames are streamed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.video.plane import VideoPlane
from av.video.stream import VideoStream

from speaking_engine.errors import ClipError
from speaking_engine.media.beside import told_when_unwritable, written_beside

Frame = npt.NDArray[np.uint8]
Planes = tuple[Frame, Frame, Frame]

_BT709 = 1  # the same number for primaries, transfer and matrix in ISO/IEC 23091-2
_LIMITED_RANGE = 1
MADE_BY_US = "Made by Speaking Images"
_LAYOUTS = {1: "mono", 2: "stereo"}


def write_lossless(path: Path, frames: Iterable[Frame], rate: Fraction) -> int:
    """Write RGB frames without loss (H.264 RGB, QP 0, in Matroska), and count them.

    Most of a clip stands still, which predicted frames store for almost nothing: five times faster to write
    and three to read than FFV1. A key frame every 12 keeps seeking quick in Blender.

    Parameters
    ----------
    frames : iterable of (H, W, 3) uint8
        sRGB; all of one size.

    Raises
    ------
    OutputError
        Folder not writable or disk full; the person can fix it.
    ClipError
        There was no frame at all; our bug.
    """
    count = 0
    with (
        written_beside(path) as beside,
        av.open(str(beside), "w", format="matroska") as container,
        ThreadPoolExecutor(1) as encoder,  # one frame is encoded while the next is made
    ):
        stream, encoding = None, None
        for frame in frames:
            if stream is None:
                stream = container.add_stream("libx264rgb", rate=rate)
                stream.height, stream.width = frame.shape[:2]
                stream.pix_fmt = "bgr24"
                stream.codec_context.options = {"preset": "ultrafast", "qp": "0", "g": "12"}
            picture = av.VideoFrame.from_ndarray(frame, format="rgb24")
            picture.pts = count
            if encoding is not None:
                container.mux(encoding.result())
            encoding = encoder.submit(stream.encode, picture)
            count += 1
        if stream is None or encoding is None:
            raise ClipError(f"There are no frames to write to {path}.")
        container.mux(encoding.result())
        container.mux(stream.encode())
    return count


def read_frames(path: Path) -> Iterator[Frame]:
    """Stream the frames of a movie as (H, W, 3) uint8 sRGB.

    Raises
    ------
    ClipError
        The file is missing or is no movie; making the clip again repairs it.
    """
    try:
        with av.open(str(path)) as container:
            container.streams.video[0].thread_type = "AUTO"
            for frame in container.decode(video=0):
                yield _as_rgb(frame)
    except (av.FFmpegError, OSError, IndexError) as error:
        raise ClipError(
            f"The movie {path} cannot be read.", hint="Remove it and run the command again."
        ) from error


def _as_rgb(frame: av.VideoFrame) -> Frame:
    if frame.format.name != "gbrp":
        return np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
    # our own clips: interleaving the planes is several times quicker than swscale, and as exact
    green, blue, red = (_view(plane)[: frame.height, : frame.width] for plane in frame.planes)
    return np.asarray(cv2.merge([red, green, blue]), np.uint8)


def _view(plane: VideoPlane) -> Frame:
    return np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)


def frame_count_of(path: Path) -> int:
    """Count a movie's frames by its packets, without decoding.

    Raises
    ------
    ClipError
        The file is missing or is no movie.
    """
    try:
        with av.open(str(path)) as container:
            return sum(packet.size > 0 for packet in container.demux(video=0))
    except (av.FFmpegError, OSError, IndexError) as error:
        raise ClipError(
            f"The movie {path} cannot be read.", hint="Remove it and run the command again."
        ) from error


def is_our_film(path: Path) -> bool:
    """Return whether a file is a film that this program made, or empty."""
    try:
        with av.open(str(path)) as container:
            return container.metadata.get("comment") == MADE_BY_US
    except (av.FFmpegError, OSError):
        return path.is_file() and path.stat().st_size == 0


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a film is coded.

    Attributes
    ----------
    codec : str
        FFmpeg's name of the encoder.
    options : mapping
        What it is told. x264's constant quantiser 17 is visually lossless for paintings. Constant, and no
        rate control: with one, every key frame would code the still a little otherwise, and a resting picture
        would pulse.
    tag : str
        Four letters by which players know the codec, where there are several.
    container, pixels, sound : str
        FFmpeg's names of the file's format, the pixels' and the sound's encoder.
    """

    codec: str = "libx264"
    options: Mapping[str, str] = field(default_factory=lambda: {"preset": "veryfast", "qp": "17", "g": "50"})
    tag: str = ""
    container: str = "mp4"
    pixels: str = "yuv420p"
    sound: str = "aac"


class FilmWriter:
    """Writes the film: pictures tagged BT.709 and AAC at 48 kHz, in one MP4 that starts at once.

    Use as a context manager; the film appears under its name only when everything was written.

    Parameters
    ----------
    sound : (N,) or (N, 1 or 2) float32 or None
        Mono or stereo at 48 kHz.
    """

    def __init__(
        self,
        path: Path,
        size_px: tuple[int, int],
        rate: Fraction,
        sound: npt.NDArray[np.float32] | None = None,
        *,
        encoding: Encoding | None = None,
        title: str = "",
    ) -> None:
        self._path, self._rate = path, rate
        self._sound = None if sound is None else sound.reshape(len(sound), -1)
        self._beside = written_beside(path)
        self._count = 0
        self._sound_at = 0
        self._size_px, self._encoding_as, self._title = size_px, encoding or Encoding(), title
        self._encoder = ThreadPoolExecutor(1)  # one frame is encoded while the next is composed
        self._encoding: Future[Any] | None = None

    def __enter__(self) -> FilmWriter:
        target = self._beside.__enter__()
        with told_when_unwritable(self._path):
            kind = self._encoding_as.container
            self._container = av.open(str(target), "w", format=kind, options={"movflags": "+faststart"})
        self._container.metadata["comment"] = MADE_BY_US
        if self._title:
            self._container.metadata["title"] = self._title
        self._add_video()
        if self._sound is not None:
            layout = _LAYOUTS[self._sound.shape[1]]
            sound = self._container.add_stream(self._encoding_as.sound, rate=48000, layout=layout)
            self._audio = cast(AudioStream, sound)
            if self._encoding_as.sound == "aac":
                self._audio.bit_rate = 96_000 * self._sound.shape[1]
        return self

    def _add_video(self) -> None:
        chosen = self._encoding_as
        os.environ.setdefault("SVT_LOG", "1")  # errors only; its encoder tells people how it was set up
        stream = cast(VideoStream, self._container.add_stream(chosen.codec, rate=self._rate))
        stream.width, stream.height = self._size_px
        stream.pix_fmt = chosen.pixels
        context = stream.codec_context
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _LIMITED_RANGE
        context.options = dict(chosen.options)
        if chosen.tag:
            context.codec_tag = chosen.tag
        self._video = stream

    def write(self, planes: Planes, patches: Iterable[tuple[int, int, Planes]] = ()) -> None:
        """Add one frame.

        Parameters
        ----------
        planes : tuple of (H, W), (H/2, W/2), (H/2, W/2) uint8
            The whole frame, see `media.colour.to_yuv420`.
        patches : iterable of (x, y, planes)
            Laid over it at even coordinates; `planes` itself stays as it is.
        """
        width, height = self._size_px
        frame = av.VideoFrame(width, height, "yuv420p")
        views = []
        for target, plane in zip(frame.planes, planes, strict=True):
            rows = _view(target)
            rows[: plane.shape[0], : plane.shape[1]] = plane
            views.append(rows)
        for x, y, parts in patches:
            for view, part, half in zip(views, parts, (1, 2, 2), strict=True):
                view[y // half : y // half + part.shape[0], x // half : x // half + part.shape[1]] = part
        frame.pts = self._count
        frame.time_base = 1 / self._rate
        frame.colorspace, frame.color_range = _BT709, _LIMITED_RANGE
        if self._encoding_as.pixels != "yuv420p":
            shown_at = frame.pts
            frame = frame.reformat(format=self._encoding_as.pixels)
            frame.pts, frame.time_base = shown_at, 1 / self._rate
        self._finish_frame()
        self._encoding = self._encoder.submit(self._video.encode, frame)
        self._count += 1
        self._write_sound(until_seconds=float(self._count / self._rate))

    def _finish_frame(self) -> None:
        if self._encoding is not None:
            self._container.mux(self._encoding.result())
            self._encoding = None

    def _write_sound(self, until_seconds: float) -> None:
        if self._sound is None:
            return
        end = min(len(self._sound), round(until_seconds * 48000))
        while self._sound_at < end:
            part = self._sound[self._sound_at : min(self._sound_at + 1024, len(self._sound))]
            layout = _LAYOUTS[part.shape[1]]
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part.T), format="fltp", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = 48000, self._sound_at, Fraction(1, 48000)
            self._container.mux(self._audio.encode(frame))
            self._sound_at += len(part)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool | None:
        try:
            if kind is None:
                with told_when_unwritable(self._path):
                    self._finish_frame()
                    self._container.mux(self._video.encode())
                    if self._sound is not None:
                        self._container.mux(self._audio.encode())
        finally:
            self._encoder.shutdown()
            self._container.close()
        return self._beside.__exit__(kind, error, trace)  # type: ignore[arg-type]
