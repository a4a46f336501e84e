"""Clip: one face's moving region as a lossless movie, and what an animator must offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from speaking_engine.faces.face import Face
from speaking_engine.performance.performance import Performance
from speaking_engine.protocol.progress import Report
from speaking_engine.speech.utterance import Utterance

Frame = npt.NDArray[np.uint8]
Matte = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """What an animator plays.

    Attributes
    ----------
    performance : Performance
        What the face does, a row for each frame; it covers the utterance.
    options : dict of str to str
        The animator's own.
    """

    performance: Performance
    options: dict[str, str] = field(default_factory=dict)

    @property
    def rate(self) -> Fraction:
        """Frames a second."""
        return self.performance.rate


@dataclass(frozen=True, slots=True)
class Clip:
    """A movie of one region, on disk.

    Attributes
    ----------
    path : Path
        Lossless RGB movie (see `media.movie.write_lossless`), `frame_count` frames at `rate`.
    crop_px : tuple of int
        (x, y, width, height) in artwork pixels at native size; the movie has this width and height.
    fallbacks : tuple of str
        Sentences that say where another animator stepped in, and why; shown to the user.
    """

    path: Path
    crop_px: tuple[int, int, int, int]
    rate: Fraction
    frame_count: int
    animator: str
    fallbacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """The region of the artwork that moves, at native size.

    Attributes
    ----------
    pixels : (height, width, 3) uint8
        sRGB; exactly ``artwork.pixels[y:y + height, x:x + width]``.
    crop_px : tuple of int
        (x, y, width, height) in artwork pixels, wholly inside the picture.
    occluder : (height, width) uint8, optional
        What a hand drew of that which lies before the face and stays, white; None where no hand did.
    head : (height, width) uint8, optional
        What a hand drew of that which turns with the head, white: face, hair and what it wears.
    """

    pixels: Frame
    crop_px: tuple[int, int, int, int]
    occluder: Matte | None = None
    head: Matte | None = None


class Animator(Protocol):
    """Moves one face as its performance says.

    `frames` gives as many frames as the performance has, of (height, width, 3) uint8 sRGB, of exactly the
    still's size; the first and the last are the still itself, and pixels on the crop's border never change.

    Attributes
    ----------
    follows : frozenset of str
        What it heeds of a `Motion`: "performance", if it plays that and does not move as it likes, and names
        of options.
    segment_seconds : float
        Longest speech that it can move in one piece; 0 for no limit. A longer one is cut into pieces.
    ramp_seconds : float
        Time in which it passes from the still at a piece's beginning, and to it at its end.
    """

    name: str
    follows: frozenset[str]
    segment_seconds: float
    ramp_seconds: float

    def refuses(self, face: Face) -> str:
        """Return in a sentence why this face cannot be moved by this animator; empty if it can."""

    def frames(
        self, still: Still, face: Face, utterance: Utterance, motion: Motion, report: Report
    ) -> Iterator[Frame]:
        """Stream the frames; never hold them all.

        Raises
        ------
        FaceUnseen
            Its own model sees no face there; the head animator then makes the whole clip.
        """
