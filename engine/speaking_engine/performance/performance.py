"""Performance: the film-rate track of one face, and where each stretch of it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from speaking_engine.performance.channels import CHANNELS, GAZE, HEAD, INDEX
from speaking_engine.performance.prosody import Track

Source = Literal["speech", "life", "listening", "expression", "actor", "hand"]

EASE_SECONDS = 0.3
"""Time in which a face comes out of rest, and goes back into it."""
LOOK_DEG = 30.0
"""Turn of an eye for one unit of `eyeLookIn`, `eyeLookOut`, `eyeLookUp` or `eyeLookDown`."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where some frames come from.

    Attributes
    ----------
    source : Source
        The layer that moved them.
    first, last : int
        Frames [first, last).
    note : str
        What it is, for people: a word, a file, an expression; may be empty.
    """

    source: Source
    first: int
    last: int
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """What one face does, frame by frame.

    Everything is relative to the picture: 0 in every track is the face as the artist painted it.

    Signs, as one sees them in the picture (origin top left, not mirrored):

    - `headYaw` > 0 turns the face to the RIGHT of the picture (towards the sitter's own left),
      `headPitch` > 0 up, `headRoll` > 0 clockwise. The same as `faces.pose`.
    - Eyes: yaw > 0 looks to the right of the picture, pitch > 0 up, relative to the head.
    - Left and right in a channel's name are the sitter's own: `eyeBlinkLeft`, `mouthSmileLeft` and
      `leftEyeYaw` are at the RIGHT in the picture. `jawLeft`, `mouthLeft` move to the sitter's left.

    How much: see `millimetres`, where the mouth is 50 mm wide. `jawOpen` = 1 lowers the middle of the lower
    lip by 30 mm and the chin by 26 mm, as a jaw does that turns about its joint; speech uses 0 to about 0.3.
    `mouthClose` takes the jaw's opening back, unit for unit: lips touch where it equals `jawOpen`. Where it
    is larger, lips are pressed: `millimetres.shut` turns that into 0 to 1, and at 1 even lips that are
    painted open are to be shut.

    Attributes
    ----------
    rate : Fraction
        Frames a second.
    channels : (N, 52) float64
        In the order of `channels.CHANNELS`, 0 to 1.
    head_deg : (N, 3) float64
        Yaw, pitch, roll.
    gaze_deg : (N, 2, 2) float64
        Of the sitter's left eye, then the right: yaw, pitch. The channels `eyeLook...` say the same.
    stretches : tuple of Stretch
        May overlap: layers lie over one another.
    """

    rate: Fraction
    channels: Track
    head_deg: Track
    gaze_deg: Track
    stretches: tuple[Stretch, ...] = ()

    def __len__(self) -> int:
        return len(self.channels)

    @property
    def seconds(self) -> float:
        """Length."""
        return float(len(self) / self.rate)

    @property
    def times(self) -> Track:
        """Seconds of each frame, (N,)."""
        return np.arange(len(self)) / float(self.rate)

    def __getitem__(self, name: str) -> Track:
        """Return one of `channels.TRACKS`, (N,): a view."""
        if name in INDEX:
            return self.channels[:, INDEX[name]]
        if name in HEAD:
            return self.head_deg[:, HEAD.index(name)]
        return self.gaze_deg.reshape(len(self), 4)[:, GAZE.index(name)]

    def at(self, frame: int) -> dict[str, float]:
        """Return the channels of one frame that are not 0, for an animator."""
        row = self.channels[frame]
        return {CHANNELS[place]: float(row[place]) for place in np.flatnonzero(row)}

    def rests(self, frame: int) -> bool:
        """Return whether a frame is the picture itself."""
        return not (self.channels[frame].any() or self.head_deg[frame].any() or self.gaze_deg[frame].any())

    def part(self, first: int, last: int) -> Performance:
        """Return the frames [first, last)."""
        stretches = tuple(
            replace(one, first=max(one.first - first, 0), last=min(one.last, last) - first)
            for one in self.stretches
            if one.first < last and one.last > first
        )
        span = np.s_[first:last]
        return Performance(
            self.rate, self.channels[span], self.head_deg[span], self.gaze_deg[span], stretches
        )

    def eased(self, seconds: float = EASE_SECONDS) -> Performance:
        """Return the same, at rest in the first and the last frame and passing from and to it."""
        share = ends_of(self.times, seconds)
        channels, head_deg = share[:, None] * self.channels, share[:, None] * self.head_deg
        return replace(
            self, channels=channels, head_deg=head_deg, gaze_deg=share[:, None, None] * self.gaze_deg
        )

    def between_rests(self) -> Performance:
        """Return the same with the first and the last frame exactly at rest."""
        inner = np.ones(len(self))
        inner[[0, -1]] = 0.0
        return replace(
            self,
            channels=self.channels * inner[:, None],
            head_deg=self.head_deg * inner[:, None],
            gaze_deg=self.gaze_deg * inner[:, None, None],
        )

    def resampled(self, rate: Fraction, count: int) -> Performance:
        """Return `count` frames at another rate, read between the own frames and held after the last."""
        frames = np.arange(count) * float(self.rate / rate)

        def read(table: Track) -> Track:
            flat = table.reshape(len(table), -1)
            known = np.arange(len(table))
            columns = [np.interp(frames, known, flat[:, column]) for column in range(flat.shape[1])]
            return np.stack(columns, axis=1).reshape(count, *table.shape[1:])

        stretches = tuple(
            replace(one, first=round(one.first * rate / self.rate), last=round(one.last * rate / self.rate))
            for one in self.stretches
        )
        return Performance(rate, read(self.channels), read(self.head_deg), read(self.gaze_deg), stretches)


def ends_of(times: Track, seconds: float = EASE_SECONDS) -> Track:
    """Return 0 at the first and the last frame, 1 between, eased, (N,)."""
    if not len(times):
        return times
    share = np.clip(np.minimum(times, times[-1] - times) / max(seconds, 1e-9), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def ends_into_rest(performance: Performance, seconds: float = EASE_SECONDS) -> Track:
    """Return what `ends_of` does, (N,), but 1 at an end at which the face rests already."""
    share = ends_of(performance.times, seconds)
    half = len(share) // 2
    if len(share) and performance.rests(0):
        share[:half] = 1.0
    if len(share) and performance.rests(len(share) - 1):
        share[half:] = 1.0
    return share


def resting(count: int, rate: Fraction) -> Performance:
    """Return a face that stays as it was painted."""
    return Performance(rate, np.zeros((count, len(CHANNELS))), np.zeros((count, 3)), np.zeros((count, 2, 2)))


def performed(
    tracks: Mapping[str, Track], count: int, rate: Fraction, stretches: tuple[Stretch, ...] = ()
) -> Performance:
    """Lay tracks, (N,) each and by name, into a performance; channels are held to 0 to 1."""
    made = resting(count, rate)
    for name, track in tracks.items():
        made[name][:] = track
    np.clip(made.channels, 0, 1, out=made.channels)
    return with_looks(replace(made, stretches=stretches))


def with_looks(performance: Performance) -> Performance:
    """Return the same with the channels `eyeLook...` saying what the eyes' angles say."""
    channels = performance.channels.copy()
    for eye, (side, out) in enumerate((("Left", 1.0), ("Right", -1.0))):
        yaw, pitch = performance.gaze_deg[:, eye].T / LOOK_DEG
        looks = {"Out": out * yaw, "In": -out * yaw, "Up": pitch, "Down": -pitch}
        for way, value in looks.items():
            channels[:, INDEX[f"eyeLook{way}{side}"]] = np.clip(value, 0, 1)
    return replace(performance, channels=channels)


def gaze_of_looks(channels: Track) -> Track:
    """Return the eyes' angles, (N, 2, 2) degrees, that the channels `eyeLook...` of (N, 52) say."""

    def of(way: str, side: str) -> Track:
        return channels[:, INDEX[f"eyeLook{way}{side}"]]

    eyes = [
        np.stack([out * (of("Out", side) - of("In", side)), of("Up", side) - of("Down", side)], axis=1)
        for side, out in (("Left", 1.0), ("Right", -1.0))
    ]
    return np.asarray(LOOK_DEG * np.stack(eyes, axis=1))
