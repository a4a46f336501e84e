"""Looks at a video of a person, frame by frame: where the 478 landmarks of the actor's face are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.errors import ClipError
from speaking_engine.faces.boxes import Box
from speaking_engine.faces.detectors.centerface import CenterFace
from speaking_engine.faces.mesh import EYE_CORNERS, Mesh, fit_mesh
from speaking_engine.performance.actor.fit_head import SKIN
from speaking_engine.performance.prosody import Track
from speaking_engine.protocol.progress import Report, silent

# What of a face moves with the skull alone: bridge and root of the nose, corners of the eyes, temples, ears.
RIGID = [168, 6, 197, 195, 5, 4, 1, 33, 133, 362, 263, 8, 127, 356, 162, 389, 234, 454]
LONGEST_SECONDS = 1800.0
LEAST_PRESENCE = 0.5
_QUICK = 20  # frames a second from which the mesh looks at every other one: paint shows what lies between
_SIDE_PX = 640  # of the frames that are looked at: the mesh needs 256 px of a face
_FIRST_LOOKS = 40  # frames in which a first face is searched, spread over the start
_SEARCH_EVERY = 6
_CUT_SECONDS = 0.3
_FOLLOWED = list(SKIN)
_UPRIGHT_PX, _FACE_SHARE, _LEAST_FOLLOWED = 192, 0.5, 0.6
_FURTHEST_PX = 24.0  # off the mesh: a jaw that it does not see under a beard
_ALIKE_PX = (9, 9)
_UNLIKE, _GRAIN = 0.4, 12.0  # of the contrast of both, and grey levels squared
_HALF = 0.5
_UNDER_EYES = [  # of the left and the right eye, corners first, from the left of the picture
    [_FOLLOWED.index(row) for row in rows]
    for rows in ((362, 263, 448, 449, 450, 451, 452), (33, 133, 228, 229, 230, 231, 232))
]
_EYE_PX, _EYE_SHARE, _ABOVE = (12, 24), (0.62, 1.15), 0.03  # share of the corners' distance
_SECOND_FACE = 0.6  # share of the larger face's size from which another one could be meant

Pixels = npt.NDArray[np.uint8]
Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What was seen of the actor.

    Attributes
    ----------
    points : (N, 478, 3) float64
        Landmarks in pixels of the frames that were looked at, MediaPipe v2 order; held where none were seen.
        Skin by its own paint, which shows more than the mesh believes.
    followed : (N, 478) bool
        Which were found by their paint.
    by_mesh : (N, 478, 3) float64
        All of them as the mesh sees them.
    eyes : (N, 2, 12, 24) uint8
        The actor's left eye and the right, grey, laid over one another by the skin beneath them.
    seen : (N,) bool
        Whether the mesh saw a face.
    size_px : tuple of int
        Width and height of these frames.
    has_sound : bool
        There is a sound stream in the file.
    remarks : tuple of str
    """

    points: Track
    followed: npt.NDArray[np.bool_]
    by_mesh: Track
    eyes: npt.NDArray[np.uint8]
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
    eyes, skin = _Eyes(), _Skin()
    points: list[Track] = []
    seen: list[bool] = []
    by_mesh: list[bool] = []
    every = 2 if rate >= _QUICK else 1
    size_px = (0, 0)
    for number, frame in enumerate(_decoded(container, stream)):
        if number > LONGEST_SECONDS * rate:
            raise _refused(path, f"it is longer than {LONGEST_SECONDS / 60:g} minutes")
        pixels = _pixels(frame)
        size_px = (pixels.shape[1], pixels.shape[0])
        by_mesh.append(number % every == 0 or not seen[-1])
        mesh = eyes.follow(pixels, number) if by_mesh[-1] else None
        seen.append(mesh is not None if by_mesh[-1] else seen[-1])
        points.append(
            mesh.landmarks_px.astype(np.float64) if mesh else points[-1] if points else np.zeros((478, 3))
        )
        skin.follow(pixels, points[-1] if seen[-1] else None)
        report("performance", min(number / expected, 1.0), f"frame {number + 1} of {expected}")
    if not points:
        raise _refused(path, "it has no frame")
    if not any(seen):
        raise _refused(path, "no face is seen in it")
    track, flags = np.array(points), np.array(seen)
    track[: int(flags.argmax())] = track[int(flags.argmax())]
    track = _bridged(track, flags & by_mesh)
    return Looked(
        *skin.laid_over(track),
        track,
        skin.eyes,
        flags,
        rate,
        size_px,
        bool(container.streams.audio),
        (*_remarks(path, eyes, flags, rate), *_cut_short(path, stream.frames, len(points), rate)),
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


class _Skin:
    """Follows the skin from the first frame in which the face is seen, by dense optical flow.

    Each frame is laid upright as the mesh sees it, so only what the mesh does not see is left to follow. Flow
    where the paint does not come out alike is not believed.

    References
    ----------
    T. Kroeger, R. Timofte, D. Dai, L. Van Gool, Fast optical flow using dense inverse search, ECCV 2016.
    """

    def __init__(self) -> None:
        self._first: tuple[Grey, npt.NDArray[np.float32]] | None = None
        self._found: list[Track] = []
        self._eyes: list[npt.NDArray[np.uint8]] = []
        self._flow = _flow()

    def follow(self, pixels: Pixels, points: Track | None) -> None:
        """Look at the next frame; without points, no face is seen in it."""
        if points is None:
            self._found.append(np.full((len(_FOLLOWED), 2), np.nan))
            self._eyes.append(self._eyes[-1] if self._eyes else np.zeros((2, *_EYE_PX), np.uint8))
            return
        camera = _upright_camera(points)
        size = _UPRIGHT_PX, _UPRIGHT_PX
        light = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        grey = np.asarray(cv2.warpAffine(light, camera, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)
        places = (points[_FOLLOWED, :2] @ camera[:, :2].T + camera[:, 2]).astype(np.float32)
        if self._first is None:
            self._first = grey, places
        before, starts = self._first
        flow = self._flow.calc(before, grey, None)
        way = _at(flow, starts)
        good = _at(_alike(before, grey, flow), starts) > _HALF
        good &= np.linalg.norm(starts + way - places, axis=1) < _FURTHEST_PX
        home = cv2.invertAffineTransform(camera)
        found = (starts + way).astype(np.float64) @ home[:, :2].T + home[:, 2]
        self._found.append(np.where(good[:, None], found, np.nan))
        self._eyes.append(np.stack([_eye(grey, starts[rows], way[rows]) for rows in _UNDER_EYES]))

    @property
    def eyes(self) -> npt.NDArray[np.uint8]:
        """What the eyes looked like, (N, 2, rows, columns)."""
        return np.array(self._eyes)

    def laid_over(self, points: Track) -> tuple[Track, npt.NDArray[np.bool_]]:
        """Return the landmarks (N, 478, 3) of the mesh with what was followed in their places, and which."""
        found, laid, every = np.array(self._found), points.copy(), np.arange(len(points))
        followed = np.zeros(points.shape[:2], np.bool_)
        for row, track in zip(_FOLLOWED, found.transpose(1, 0, 2), strict=True):
            seen = np.isfinite(track[:, 0])
            known = np.flatnonzero(seen)
            if len(known) < _LEAST_FOLLOWED * len(points):
                continue
            away = track[known] - points[known, row, :2]
            away = away - np.median(away, axis=0)
            laid[:, row, 0] += np.interp(every, known, away[:, 0])
            laid[:, row, 1] += np.interp(every, known, away[:, 1])
            followed[:, row] = seen
        return laid, followed


def _upright_camera(points: Track) -> Track:
    """Return the affine map (2, 3) that lays a face upright into the square in which patches are followed."""
    middle = points[RIGID, :2].mean(axis=0)
    across = points[[263, 454, 356], :2].mean(axis=0) - points[[33, 234, 127], :2].mean(axis=0)
    scale = _FACE_SHARE * _UPRIGHT_PX / max(float(np.hypot(*across)), 1e-6)
    angle = -np.arctan2(across[1], across[0])
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.column_stack([turn, _UPRIGHT_PX / 2 - turn @ middle])


def _eye(grey: Grey, starts: npt.NDArray[np.float32], way: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Cut out an eye as large and upright as it was; its first two points are its corners."""
    before, now = (points[:, 0] + 1j * points[:, 1] for points in (starts, starts + way))
    middle, corners = before.mean(), before[:2]
    own = before - middle
    turn = (own.conj() * (now - now.mean())).sum() / (np.abs(own) ** 2).sum()
    rows, columns = ((np.arange(count) - (count - 1) / 2) / count for count in _EYE_PX)
    place = _EYE_SHARE[1] * columns[None] + 1j * (_EYE_SHARE[0] * rows[:, None] - _ABOVE)
    there = now.mean() + (corners.mean() + place * (corners[1] - corners[0]) - middle) * turn
    x, y = (part.astype(np.float32) for part in (there.real, there.imag))
    return np.asarray(cv2.remap(grey, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _flow() -> cv2.DISOpticalFlow:
    """Make what finds the flow: at every pixel, for a brow that rises moves by three of them."""
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow.setFinestScale(0)
    flow.setPatchStride(4)
    flow.setGradientDescentIterations(12)
    flow.setVariationalRefinementIterations(3)
    return flow


def _alike(before: Grey, now: Grey, flow: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return 1 where the paint that was followed comes out alike, beside its own light, else 0."""
    rows, columns = np.indices(before.shape, np.float32)
    there = cv2.remap(now, columns + flow[..., 0], rows + flow[..., 1], cv2.INTER_LINEAR)
    own, other = (_contrast(one) for one in (before, there))
    off, spread = (cv2.blur(square, _ALIKE_PX) for square in ((own - other) ** 2, own * own + other * other))
    return np.asarray(off < _UNLIKE * spread + _GRAIN, np.float32)


def _contrast(grey: Grey) -> npt.NDArray[np.float32]:
    light = grey.astype(np.float32)
    return np.asarray(light - cv2.blur(light, _ALIKE_PX))


def _at(field: npt.NDArray[np.float32], places: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Read a field at places (N, 2)."""
    read = cv2.remap(field, places[:, None], None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(read[:, 0], np.float32)


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


def _decoded(
    container: av.container.InputContainer, stream: av.video.stream.VideoStream
) -> Iterator[av.VideoFrame]:
    """Decode what can be read of a file, and pass over what is torn."""
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            continue
        yield from frames


def _cut_short(path: Path, told: int, found: int, rate: Fraction) -> tuple[str, ...]:
    """Say that a file ends before what it tells of itself: it was not copied whole."""
    if found / rate >= told / rate - _CUT_SECONDS:
        return ()
    return (
        f"{path.name} ends after {float(found / rate):.1f} of {float(told / rate):.1f} s: it is cut short.",
    )


def _refused(path: Path, reason: str) -> ClipError:
    return ClipError(
        f"The take {path.name} cannot be played: {reason}.",
        hint="Give a video in which one face is seen from the front, or a CSV of Live Link Face.",
        place="choices.performance",
    )
