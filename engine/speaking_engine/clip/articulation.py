"""Phoneme times become mouth movement: holds that are crisp, passages that flow, closures that close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from speaking_engine.clip.clip import Motion
from speaking_engine.clip.options import number
from speaking_engine.clip.visemes import BILABIALS, REST, VOWELS, MouthShape, shapes_of
from speaking_engine.performance.prosody import Track, loudness
from speaking_engine.speech.utterance import Phoneme, Utterance

FINE_HZ = 200.0
"""Movement is computed on this grid and then read at the frames' times."""

CHANNELS = ("jaw", "apart", "round", "spread", "tuck", "close", "tongue")


@dataclass(frozen=True, slots=True)
class Crispness:
    """How much the mouth holds its shapes; too much blending looks like mush.

    Attributes
    ----------
    hold : float
        Share of a sound's length for which its shape is held, 0 to 0.9.
    lead_seconds : float
        How much earlier than its sound a shape is reached; lips run ahead of the voice.
    smooth_seconds : float
        Standard deviation of the last smoothing, against corners in the movement.
    """

    hold: float = 0.45
    lead_seconds: float = 0.020
    smooth_seconds: float = 0.012


CRISPNESS = frozenset({"crispness", "lead_s", "soften_s"})
"""Names of the options that `crispness_of` reads."""


@dataclass(frozen=True, slots=True, eq=False)
class Articulation:
    """Mouth movement, one value per frame and channel, (N,) float64 in 0 to 1 (see `MouthShape`)."""

    jaw: Track
    apart: Track
    round: Track
    spread: Track
    tuck: Track
    close: Track
    tongue: Track

    @property
    def opening(self) -> Track:
        """How far the lips are apart in the middle, 0 to 1: the target that a measurement compares with."""
        parted = 0.75 * self.jaw * (1 - 0.35 * self.round) + 0.25 * self.apart
        return np.asarray(parted * (1 - self.close) * (1 - 0.8 * self.tuck))


def crispness_of(motion: Motion) -> Crispness:
    """Read the options `crispness`, `lead_s` and `soften_s`.

    Raises
    ------
    ClipError
        One is not a number or out of its range; the user mends it.
    """
    plain, given = Crispness(), motion.options
    return Crispness(
        hold=number(given, "crispness", plain.hold, 0.0, 0.9),
        lead_seconds=number(given, "lead_s", plain.lead_seconds, 0.0, 0.15),
        smooth_seconds=number(given, "soften_s", plain.smooth_seconds, 0.0, 0.1),
    )


def articulate(utterance: Utterance, times: Track, crispness: Crispness | None = None) -> Articulation:
    """Give the mouth's movement at each time.

    Parameters
    ----------
    times : (N,) float64
        Seconds, rising.
    crispness : Crispness, optional

    Returns
    -------
    Articulation
        At rest in silence; each /p b m/ closes the lips wholly at the one of `times` nearest to it.
    """
    crispness = crispness or Crispness()
    count = int(np.ceil(max(utterance.seconds, float(times[-1]) if len(times) else 0.0) * FINE_HZ)) + 2
    fine = np.arange(count) / FINE_HZ
    keys = _keys(utterance, crispness)
    tracks = {name: _track(keys, name, fine) for name in CHANNELS}
    tracks["jaw"] *= _effort(utterance, fine)
    smoothed = {name: _smooth(track, crispness.smooth_seconds) for name, track in tracks.items()}
    sampled = {name: np.interp(times, fine, track) for name, track in smoothed.items()}
    _close_on_frames(sampled["close"], times, utterance, crispness)
    return Articulation(**sampled)


_Key = tuple[float, float, MouthShape]


def _keys(utterance: Utterance, crispness: Crispness) -> list[_Key]:
    """Give the start and end of each hold with its shape."""
    keys: list[_Key] = [(-1.0, 0.0, REST)]
    for phoneme in utterance.phonemes:
        shapes = shapes_of(phoneme.symbol)
        length = (phoneme.end_seconds - phoneme.start_seconds) / len(shapes)
        for index, shape in enumerate(shapes):
            middle = phoneme.start_seconds + (index + 0.5) * length - crispness.lead_seconds
            half = length * (0.5 - 0.04 / max(length, 0.16) if not phoneme.symbol else crispness.hold / 2)
            keys.append((middle - half, middle + half, _undershoot(shape, phoneme, length)))
    keys.append((utterance.seconds, utterance.seconds + 1.0, REST))
    return keys


def _undershoot(shape: MouthShape, phoneme: Phoneme, seconds: float) -> MouthShape:
    """Open less for a vowel too short to get there."""
    if phoneme.symbol not in VOWELS or shape.jaw is None or shape.apart is None:
        return shape
    reach = float(np.clip((seconds / 0.085) ** 0.5, 0.55, 1.0))
    return MouthShape(shape.jaw * reach, shape.apart * reach, shape.round, shape.spread)


def _track(keys: list[_Key], name: str, fine: Track) -> Track:
    """Pass smoothly between the holds that ask something of one channel."""
    read: Callable[[MouthShape], float | None] = lambda shape: getattr(shape, name)  # noqa: E731
    asked = [(start, end, value) for start, end, shape in keys if (value := read(shape)) is not None]
    knots = np.array([time for start, end, _ in asked for time in (start, end)])
    values = np.array([value for _, _, value in asked for _ in range(2)])
    knots = np.maximum.accumulate(knots)
    right = np.clip(np.searchsorted(knots, fine, side="right"), 1, len(knots) - 1)
    span = np.maximum(knots[right] - knots[right - 1], 1e-6)
    share = np.clip((fine - knots[right - 1]) / span, 0, 1)
    eased = share * share * (3 - 2 * share)
    return np.asarray(values[right - 1] + (values[right] - values[right - 1]) * eased)


def _effort(utterance: Utterance, fine: Track) -> Track:
    """Open the jaw wider for loud sounds: 0.8 to 1.15."""
    level = _smooth(loudness(utterance, fine), 0.04)
    return np.asarray(0.8 + 0.35 * np.clip(level, 0, 1))


def _smooth(track: Track, sigma_seconds: float) -> Track:
    """Smooth with a Gaussian; the ends are held."""
    reach = int(np.ceil(3 * sigma_seconds * FINE_HZ))
    if reach < 1:
        return track
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (sigma_seconds * FINE_HZ)) ** 2)
    return np.convolve(np.pad(track, reach, mode="edge"), kernel / kernel.sum(), mode="valid")


def _close_on_frames(close: Track, times: Track, utterance: Utterance, crispness: Crispness) -> None:
    """Shut the lips wholly in the frame nearest to each /p b m/: a closure is seen, or it is missed."""
    for phoneme in utterance.phonemes:
        if phoneme.symbol in BILABIALS and len(times):
            middle = (phoneme.start_seconds + phoneme.end_seconds) / 2 - crispness.lead_seconds
            close[int(np.argmin(np.abs(times - middle)))] = 1.0
