"""The expression layer: moods as offsets over the whole face, with a strength that may change over time.

What each mood asks of the face is kept small: a portrait has an expression already, and this lies over it.

References
----------
P. Ekman, W. Friesen, J. Hager, Facial Action Coding System, 2002: which muscles (in brackets below).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.errors import ClipError
from speaking_engine.performance.keys import Keys, factor_at
from speaking_engine.performance.prosody import Track
from speaking_engine.speech.directions import moods_in
from speaking_engine.speech.utterance import Utterance
from speaking_engine.speech.written import clean

MOODS: dict[str, dict[str, float]] = {
    "neutral": {},
    # AU 6 + 12, a little 1: the eyes smile with the mouth
    "warm": {
        "mouthSmile": 0.50,
        "cheekSquint": 0.66,
        "eyeSquint": 0.50,
        "browInnerUp": 0.12,
        "browOuterUp": 0.14,
        "mouthDimple": 0.14,
        "headRoll": 3.0,
        "headPitch": 0.8,
    },
    # AU 4 + 7 + 17 + 24: knit brows over level eyes, chin down
    "grave": {
        "browDown": 0.80,
        "eyeSquint": 0.60,
        "noseSneer": 0.10,
        "mouthPress": 0.30,
        "mouthShrugLower": 0.20,
        "mouthFrown": 0.34,
        "headPitch": -3.0,
        "eyePitch": 2.0,
    },
    # AU 12 on one side more than on the other, 2 on that side alone, 7
    "amused": {
        "mouthSmileLeft": 0.66,
        "mouthSmileRight": 0.20,
        "mouthDimple": 0.20,
        "cheekSquint": 0.36,
        "browOuterUpLeft": 0.72,
        "browInnerUp": 0.16,
        "browDownRight": 0.34,
        "eyeSquintLeft": 0.10,
        "eyeSquintRight": 0.55,
        "headRoll": -4.5,
        "headYaw": 1.2,
    },
    # AU 1 + 4 + 15, lids heavy and eyes lowered
    "sorrowful": {
        "browInnerUp": 0.95,
        "mouthFrown": 0.62,
        "mouthShrugLower": 0.20,
        "eyeBlink": 0.36,
        "headPitch": -4.6,
        "headRoll": 4.2,
        "eyePitch": -9.0,
    },
}
_SIDED = {
    "mouthSmile", "cheekSquint", "eyeSquint", "eyeBlink", "mouthDimple", "browDown", "mouthPress",
    "mouthFrown", "browOuterUp", "noseSneer",
}  # fmt: skip
_EYES_PITCH = ("leftEyePitch", "rightEyePitch")

_PASS_SECONDS = 0.6
_AHEAD_SECONDS = 0.15  # a face changes before the word that it goes with


@dataclass(frozen=True, slots=True)
class Mood:
    """An expression and how strong it is: 0 to 1.5, and over time by keys as of the amplitude."""

    name: str = "neutral"
    strength: float = 1.0
    keys: Keys = ()

    def __post_init__(self) -> None:
        if self.name not in MOODS:
            raise ClipError(
                f"There is no expression called {self.name!r}.",
                hint=f"Choose one of: {', '.join(MOODS)}.",
                place="choices.expression",
            )


NEUTRAL = Mood()


@dataclass(frozen=True, slots=True)
class Turn:
    """From when on a direction in the text asks for a mood."""

    seconds: float
    mood: str


def turns_of(text: str, utterance: Utterance) -> tuple[Turn, ...]:
    """Return when the directions in a text change the mood: as its next word begins."""
    if not utterance.words:
        return ()
    starts = [word.start_seconds for word in utterance.words]
    return tuple(
        Turn(max(starts[place] - _AHEAD_SECONDS, 0.0), mood)
        for place, mood in moods_in(clean(text))
        if place < len(starts)
    )


def express(mood: Mood, turns: tuple[Turn, ...], times: Track, free: Track) -> dict[str, Track]:
    """Return the offsets of the expression, (N,) each by track.

    Parameters
    ----------
    mood : Mood
        Over the whole, until a turn asks for another.
    turns : tuple of Turn
        In order of time.
    free : (N,) float64
        Where the lips are free of a closure, 0 to 1: a smile must not part lips that say /m/.
    """
    shares = _shares(mood, turns, times)
    tracks: dict[str, Track] = {}
    for name, share in shares.items():
        for asked, amount in MOODS[name].items():
            sides = (f"{asked}Left", f"{asked}Right") if asked in _SIDED else (asked,)
            sides = _EYES_PITCH if asked == "eyePitch" else sides
            for track in sides:
                held = free if track.startswith(("mouthFrown", "mouthShrug")) else 1.0
                tracks[track] = tracks.get(track, np.zeros(len(times))) + amount * share * held
    return tracks


def _shares(mood: Mood, turns: tuple[Turn, ...], times: Track) -> dict[str, Track]:
    """Return how much of each mood there is; one passes smoothly into the next."""
    names = (mood.name, *(turn.mood for turn in turns))
    shares: dict[str, Track] = {}
    for place, name in enumerate(names):
        begins = turns[place - 1].seconds if place else -10.0
        ends = turns[place].seconds if place < len(turns) else 1e9
        share = _risen((times - begins) / _PASS_SECONDS) * (1 - _risen((times - ends) / _PASS_SECONDS))
        shares[name] = shares.get(name, np.zeros(len(times))) + share
    strength = mood.strength * factor_at(mood.keys, times)
    return {name: strength * share for name, share in shares.items() if MOODS[name]}


def _risen(place: Track) -> Track:
    """Rise from 0 at -0.5 to 1 at 0.5, smoothly."""
    held = np.clip(place + 0.5, 0, 1)
    return np.asarray(held * held * (3 - 2 * held))
