"""What a face does beside speaking: blinks, brows, a head that is never quite still; all from a seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.clip.prosody import Track, accents, pauses
from speaking_engine.speech.utterance import Utterance

BLINKS_PER_MINUTE = 20.0
CLOSING_SECONDS, SHUT_SECONDS, OPENING_SECONDS = 0.075, 0.045, 0.14


@dataclass(frozen=True, slots=True, eq=False)
class Life:
    """Movement beside the mouth's, one value per frame, (N,) float64.

    Attributes
    ----------
    blink : 0 open to 1 shut.
    brow : raised, about -0.3 to 1.
    yaw, pitch, roll : of the head, about -1 to 1, in units of the style's own amplitude.
    """

    blink: Track
    brow: Track
    yaw: Track
    pitch: Track
    roll: Track


def live(utterance: Utterance, times: Track, seed: int) -> Life:
    """Give the movement beside the mouth's at each time.

    Parameters
    ----------
    times : (N,) float64
        Seconds, rising.
    seed : int
        The same seed gives the same life.
    """
    random = np.random.default_rng([seed, 1])
    sway = [_wander(times, random) for _ in range(3)]
    nod, lift = _accented(utterance, times, random)
    return Life(
        blink=_blinks(utterance, times, np.random.default_rng([seed, 2])),
        brow=lift,
        yaw=0.7 * sway[0],
        pitch=0.35 * sway[1] - 0.6 * nod,
        roll=0.5 * sway[2],
    )


def blink_times(utterance: Utterance, random: np.random.Generator) -> tuple[float, ...]:
    """Choose when lids begin to close: irregular, and drawn to the ends of phrases."""
    length = CLOSING_SECONDS + SHUT_SECONDS + OPENING_SECONDS
    phrase_ends = np.array([pause.start + 0.05 for pause in pauses(utterance)[1:]])
    chosen: list[float] = []
    time = random.uniform(0.5, 2.0)
    while time + length < utterance.seconds - 0.12:
        near = phrase_ends[np.abs(phrase_ends - time) < 0.8]
        start = float(near[0]) if len(near) and random.random() < 0.8 else time
        clear_of_last = not chosen or start - chosen[-1] > 0.7
        if clear_of_last and start > 0.15 and start + length < utterance.seconds - 0.12:
            chosen.append(start)
        time = max(time, start) + 0.9 + random.gamma(2.0, (60 / BLINKS_PER_MINUTE - 0.9) / 2.0)
    return tuple(chosen)


def _blinks(utterance: Utterance, times: Track, random: np.random.Generator) -> Track:
    """Lids close fast and open slower."""
    shut = np.zeros_like(times)
    for start in blink_times(utterance, random):
        pace = random.uniform(0.85, 1.15)
        marks = start + pace * np.cumsum([0, CLOSING_SECONDS, SHUT_SECONDS, OPENING_SECONDS])
        wave = np.interp(times, marks, [0.0, 1.0, 1.0, 0.0])
        shut = np.maximum(shut, wave * wave * (3 - 2 * wave))
    return shut


def _wander(times: Track, random: np.random.Generator) -> Track:
    """Sway slowly, irregularly, between about -1 and 1."""
    rates_hz = random.uniform([0.08, 0.17, 0.31], [0.14, 0.26, 0.45])
    phases = random.uniform(0, 2 * np.pi, 3)
    waves = np.sin(2 * np.pi * rates_hz[:, None] * times + phases[:, None])
    return np.asarray(np.array([0.55, 0.3, 0.15]) @ waves)


def _accented(utterance: Utterance, times: Track, random: np.random.Generator) -> tuple[Track, Track]:
    """Nods and raised brows on the words that carry weight; not on all of them."""
    nod, lift = np.zeros_like(times), np.zeros_like(times)
    last_lift = -10.0
    for accent in accents(utterance):
        bump = np.exp(-0.5 * ((times - accent.seconds) / 0.13) ** 2)
        nod += accent.weight * random.uniform(0.3, 1.0) * bump
        if accent.weight > 0.35 and accent.seconds - last_lift > 1.2 and random.random() < 0.6:
            rise = np.exp(-0.5 * ((times - accent.seconds + 0.05) / 0.2) ** 2)
            lift += accent.weight * random.uniform(0.5, 1.0) * rise
            last_lift = accent.seconds
    return np.tanh(nod), np.tanh(lift)
