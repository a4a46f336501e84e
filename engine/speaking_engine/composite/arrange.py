"""Lays clips and their sound on the timeline: who speaks when, and where each clip covers the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Clip
from speaking_engine.media.rate import frames_to_cover, nearest_frame
from speaking_engine.media.sound import resample
from speaking_engine.protocol.plan import FaceLayer, Mask, MaskShape
from speaking_engine.speech.utterance import Utterance

FILM_SAMPLE_RATE_HZ = 48000


@dataclass(frozen=True, slots=True)
class Timing:
    """How much stillness the film has around and between its lines, in seconds."""

    lead_in_seconds: float = 0.5
    gap_seconds: float = 0.6
    tail_seconds: float = 0.8


@dataclass(frozen=True, slots=True)
class Feather:
    """How a clip is laid into the picture; None takes a share of the crop.

    Attributes
    ----------
    feather_px : float or None
        Native pixels over which the moving face fades into the still, inwards from the outline.
    blend : float
        0 still to 1 moving.
    picture : str or None
        Of the shape "drawn".
    blend_keys : tuple of (float, float)
        Seconds of the film, and the blend.
    exposure_stops, saturation : float
        Trims; see `protocol.plan.FaceLayer`.
    """

    feather_px: float | None = None
    shape: MaskShape = "rounded_box"
    blend: float = 1.0
    picture: str | None = None
    blend_keys: tuple[tuple[float, float], ...] = ()
    exposure_stops: float = 0.0
    saturation: float = 1.0

    def mask_for(self, crop_px: tuple[int, int, int, int]) -> Mask:
        """Return the mask for a crop; the feather is at most half of it."""
        side_px = min(crop_px[2:])
        feather_px = 0.08 * side_px if self.feather_px is None else min(self.feather_px, side_px / 2)
        picture = self.picture if self.shape == "drawn" else None
        shape = self.shape if picture or self.shape != "drawn" else "rounded_box"
        return Mask(shape, feather_px, inset_px=0.0, radius_px=0.25 * side_px, picture=picture)


@dataclass(frozen=True, slots=True)
class Loudness:
    """What is promised of the film's sound.

    Attributes
    ----------
    loudness_lufs : float
        Integrated, gated, over all channels.
    peak_dbtp : float
        True peak of the film as it is played.
    """

    loudness_lufs: float = -16.0
    peak_dbtp: float = -1.0
    channels: Literal["mono", "stereo"] = "stereo"


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One line, spoken and moved."""

    face_id: str
    utterance: Utterance
    clip: Clip


def spans_of(
    frame_counts: Sequence[int], rate: Fraction, timing: Timing, pauses: Sequence[float | None] = ()
) -> tuple[tuple[range, ...], int]:
    """Lay takes one after the other.

    Parameters
    ----------
    frame_counts : sequence of int
        Of every take's clip, known from its sound: `media.rate.frames_to_cover`.
    pauses : sequence of float or None
        Seconds before a take that a hand gave; less than nothing lets two speak at once.

    Returns
    -------
    spans : tuple of range
        The film frames of every take.
    frame_count : int
        Of the film.
    """
    spans = []
    end = 0
    for place, count in enumerate(frame_counts):
        pause = pauses[place] if pauses else None
        if pause is None:
            pause = timing.gap_seconds if place else timing.lead_in_seconds
        start = max(0, end + nearest_frame(pause, rate))
        spans.append(range(start, start + count))
        end = start + count
    end = max((span.stop for span in spans), default=0)
    return tuple(spans), end + frames_to_cover(timing.tail_seconds, rate)


def layers_of(
    takes: Sequence[Take], starts: Sequence[int], feathers: Sequence[Feather], rate: Fraction
) -> tuple[FaceLayer, ...]:
    """Return one layer per take, each laid in in its own way."""
    return tuple(
        FaceLayer(
            clip=str(take.clip.path),
            crop_px=take.clip.crop_px,
            start_frame=start,
            frame_count=take.clip.frame_count,
            mask=feather.mask_for(take.clip.crop_px),
            blend=feather.blend,
            face_id=take.face_id,
            blend_keys=tuple(
                (round(float(at * rate), 3), min(value, 1.0)) for at, value in feather.blend_keys
            ),
            exposure_stops=feather.exposure_stops,
            saturation=feather.saturation,
        )
        for take, start, feather in zip(takes, starts, feathers, strict=True)
    )


def mix(
    utterances: Sequence[Utterance], starts: Sequence[int], frame_count: int, rate: Fraction
) -> npt.NDArray[np.float32]:
    """Mix the voices of a film.

    Returns
    -------
    (N,) float32
        Mono at 48 kHz, exactly as long as the film; each voice starts with the first frame of its clip.
    """
    total = round(frame_count / rate * FILM_SAMPLE_RATE_HZ)
    sound = np.zeros(total, np.float32)
    for utterance, start in zip(utterances, starts, strict=True):
        samples = resample(utterance.samples, utterance.sample_rate_hz, FILM_SAMPLE_RATE_HZ)
        first = round(start / rate * FILM_SAMPLE_RATE_HZ)
        part = samples[: total - first]
        sound[first : first + len(part)] += part
    return sound
