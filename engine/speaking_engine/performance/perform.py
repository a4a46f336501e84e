"""Lays the layers over one another: speech, expression, life; what a face does while it says its line."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from speaking_engine.media.rate import frames_to_cover
from speaking_engine.performance.articulation import articulate, tracks_of
from speaking_engine.performance.expression import Turn, express
from speaking_engine.performance.keys import factor_at
from speaking_engine.performance.life import live, scaled
from speaking_engine.performance.manner import PLAIN, STYLES, TRACKS_OF, Manner
from speaking_engine.performance.performance import Performance, Stretch, ends_of, performed
from speaking_engine.performance.prosody import Track
from speaking_engine.speech.utterance import Utterance


def perform(
    utterance: Utterance, rate: Fraction, manner: Manner = PLAIN, turns: tuple[Turn, ...] = ()
) -> Performance:
    """Return what a face does while it says its line, at rest in the first and the last frame.

    Parameters
    ----------
    rate : Fraction
        Frames a second; there are enough of them to cover the sound.
    turns : tuple of Turn
        Expressions that the text asks for.
    """
    count = frames_to_cover(utterance.seconds, rate)
    times = np.arange(count) / float(rate)
    style = STYLES[manner.style]
    amplitude = amplitude_of(manner, times)
    mouth = articulate(utterance, times, style.mouth * amplitude, manner.crispness)
    ends = ends_of(times)
    life = live(utterance, times, manner.seed)
    life = scaled(life, style.head * amplitude, style.brows * amplitude, style.gaze * amplitude)
    mood = express(manner.mood, turns, times, 1 - mouth.shut)
    layers = (tracks_of(mouth), _times(mood, ends * np.minimum(amplitude, 1.5)), _times(life, ends))
    tracks = together(*layers)
    made = performed(only(tracks, manner), count, rate, _stretches(utterance, rate, count, mood, turns))
    return made.between_rests()


def amplitude_of(manner: Manner, times: Track) -> Track:
    """Return the factor on all movement at each time, (N,) 0 to 2."""
    return np.clip(manner.amplitude * factor_at(manner.amplitude_keys, times), 0, 2)


def together(*layers: Mapping[str, Track]) -> dict[str, Track]:
    """Add layers up, track by track."""
    total: dict[str, Track] = {}
    for layer in layers:
        for name, track in layer.items():
            total[name] = total[name] + track if name in total else track
    return total


def only(tracks: Mapping[str, Track], manner: Manner) -> dict[str, Track]:
    """Keep the tracks of the regions that move."""
    moving = frozenset[str]().union(*(TRACKS_OF[region] for region in manner.regions))
    return {name: track for name, track in tracks.items() if name in moving}


def _times(tracks: Mapping[str, Track], factor: Track) -> dict[str, Track]:
    return {name: track * factor for name, track in tracks.items()}


def _stretches(
    utterance: Utterance, rate: Fraction, count: int, mood: Mapping[str, Track], turns: tuple[Turn, ...]
) -> tuple[Stretch, ...]:
    """Return where each stretch comes from."""
    words = [
        Stretch("speech", int(word.start_seconds * rate), int(word.end_seconds * rate) + 1, word.text)
        for word in utterance.words
    ]
    found = [Stretch("life", 0, count), *(words or [Stretch("speech", 0, count)])]
    if mood:
        named = ", ".join(dict.fromkeys(turn.mood for turn in turns))
        found.append(Stretch("expression", 0, count, named))
    return tuple(found)
