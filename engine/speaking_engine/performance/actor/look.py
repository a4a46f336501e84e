"""Looks at a video of a person, frame by frame: where the 478 landmarks of the actor's face are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from speaking_engine.errors import ClipError
from speaking_engine.faces.boxes import Box
from speaking_engine.faces.detectors.centerface import CenterFace
from speaking_engine.faces.mesh import EYE_CORNERS, Mesh, fit_mesh
from speaking_engine.performance.prosody import Track
from speaking_engine.protocol.progress import Report, silent

LONGEST_SECONDS = 1800.0
LEAST_PRESENCE = 0.5
_SIDE_PX = 640  # of the frames that are looked at: the mesh needs 256 px of a face
_FIRST_LOOKS = 40  # frames in which a first face is searched, spread over the start
_SEARCH_EVERY = 6
_SECOND_FACE = 0.6  # share of the larger face's size from which another one could be meant

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What was seen of the actor.

    Attributes
    ----------
    points : (N, 478, 3) float64
        Landmarks in pixels of the frames that were looked at, MediaPipe v2 order; held where none were seen.
    seen : (N,) bool
        Whether the mesh saw a face.
    size_px : tuple of int
        Width and height of these frames.
    has_sound : bool
        There is a sound stream in the file.
    remarks : tuple of str
    """

    points: Track
    seen: npt.NDArray[np.bool_]
    rate: Fraction
    size_px: tuple[int, int]
    has_sound: bool
    remarks: tuple[str, ...]


def look(path: Path, report: Report = silent) -> Looked:
    """Follow the largest face of a video.

    Raises
    ------
    ClipError
        It is no video, is too long, has no frame, or no face is seen in it; the user gives another.
    """
    try:
        with av.open(str(path)) as container:
            return _look(container, path, report)
    except (OSError, av.error.FFmpegError) as error:
        raise _refused(path, "it cannot be read as a video") from error


def has_sound(path: Path) -> bool:
    """Whether a file is a video or sound that holds a sound stream."""
    try:
        with av.open(str(path)) as container:
            return bool(container.streams.audio)
    except (OSError, av.error.FFmpegError):
        return False


def _look(container: av.container.InputContainer, path: Path, report: Report) -> Looked:
    if not container.streams.video:
        raise _refused(path, "there is no picture in it")
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    rate = Fraction(stream.average_rate or stream.guessed_rate or 25).limit_denominator(1001)
    if container.duration and container.duration / 1e6 > LONGEST_SECONDS:
        raise _refused(path, f"it is longer than {LONGEST_SECONDS / 60:g} minutes")
    expected = max(int(stream.frames or (container.duration or 0) / 1e6 * rate), 1)
    eyes = _Eyes()
    points: list[Track] = []
    seen: list[bool] = []
    size_px = (0, 0)
    for number, frame in enumerate(container.decode(stream)):
        if number > LONGEST_SECONDS * rate:
            raise _refused(path, f"it is longer than {LONGEST_SECONDS / 60:g} minutes")
        pixels = _pixels(frame)
        size_px = (pixels.shape[1], pixels.shape[0])
        mesh = eyes.follow(pixels, number)
        seen.append(mesh is not None)
        points.append(
            mesh.landmarks_px.astype(np.float64) if mesh else points[-1] if points else np.zeros((478, 3))
        )
        report("performance", min(number / expected, 1.0), f"frame {number + 1} of {expected}")
    if not points:
        raise _refused(path, "it has no frame")
    if not any(seen):
        raise _refused(path, "no face is seen in it")
    track, flags = np.array(points), np.array(seen)
    track[: int(flags.argmax())] = track[int(flags.argmax())]
    return Looked(
        _bridged(track, flags),
        flags,
        rate,
        size_px,
        bool(container.streams.audio),
        _remarks(path, eyes, flags, rate),
    )


class _Eyes:
    """Follows one face from frame to frame, and searches it where it was lost."""

    def __init__(self) -> None:
        self.others = 0
        self._box: Box | None = None
        self._angle = 0.0

    def follow(self, pixels: Pixels, number: int) -> Mesh | None:
        """Return the mesh of the face, or None where it is not seen."""
        if self._box is None and (number < _FIRST_LOOKS or number % _SEARCH_EVERY == 0):
            self._box = self._search(pixels)
        if self._box is None:
            return None
        mesh = fit_mesh(pixels, self._box, angle=self._angle, passes=1)
        if mesh.presence < LEAST_PRESENCE:
            self._box = None
            return None
        low, high = mesh.landmarks_px[:, :2].min(axis=0), mesh.landmarks_px[:, :2].max(axis=0)
        self._box = (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
        across = np.subtract(*mesh.landmarks_px[[EYE_CORNERS[1], EYE_CORNERS[0]], :2])
        self._angle = float(np.arctan2(across[1], across[0]))
        return mesh

    def _search(self, pixels: Pixels) -> Box | None:
        found = sorted(CenterFace().find(pixels), key=lambda one: one.box_px[2] * one.box_px[3], reverse=True)
        if not found:
            return None
        sizes = [one.box_px[3] for one in found]
        self.others = max(self.others, sum(size > _SECOND_FACE * sizes[0] for size in sizes) - 1)
        x, y, width, height = found[0].box_px
        mesh = fit_mesh(pixels, (x, y, width, height), passes=2)
        if mesh.presence < LEAST_PRESENCE:
            return None
        low, high = mesh.landmarks_px[:, :2].min(axis=0), mesh.landmarks_px[:, :2].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])


def _pixels(frame: av.VideoFrame) -> Pixels:
    """Return a frame small enough to be quick, upright as a player shows it."""
    scale = min(1.0, _SIDE_PX / max(frame.width, frame.height))
    width, height = max(2, round(frame.width * scale)), max(2, round(frame.height * scale))
    pixels = np.asarray(frame.to_ndarray(format="rgb24", width=width, height=height), np.uint8)
    turns = round(getattr(frame, "rotation", 0) / 90) % 4
    return np.ascontiguousarray(np.rot90(pixels, turns)) if turns else pixels


def _bridged(points: Track, seen: npt.NDArray[np.bool_]) -> Track:
    """Lay frames in which no face was seen between those in which one was."""
    known, every = np.flatnonzero(seen), np.arange(len(points))
    if len(known) == len(points):
        return points
    flat = points.reshape(len(points), -1)
    columns = [np.interp(every, known, flat[known, column]) for column in range(flat.shape[1])]
    return np.stack(columns, axis=1).reshape(points.shape)


def _remarks(path: Path, eyes: _Eyes, seen: npt.NDArray[np.bool_], rate: Fraction) -> tuple[str, ...]:
    found = []
    if eyes.others:
        found.append(f"There are {eyes.others + 1} faces in {path.name}: the largest plays.")
    lost = float((~seen).sum() / rate)
    if lost > 0:
        found.append(f"In {lost:.1f} s of {path.name} no face is seen: there the movement is bridged.")
    return tuple(found)


def _refused(path: Path, reason: str) -> ClipError:
    return ClipError(
        f"The take {path.name} cannot be played: {reason}.",
        hint="Give a video in which one face is seen from the front, or a CSV of Live Link Face.",
        place="choices.performance",
    )
