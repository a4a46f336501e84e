"""What a face does beside speaking: blinks, glances, brows, a head on its accents; all from a seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.performance.prosody import Track, accents, pauses
from speaking_engine.speech.utterance import Utterance

BLINKS_PER_MINUTE = 20.0
_SWAY = np.array([0.7, 0.35, 0.5])  # of yaw, pitch and roll
SACCADE_SECONDS = 0.08
_GLANCE_SECONDS = (0.5, 1.3)  # shortest and longest
CLOSING_SECONDS, SHUT_SECONDS, OPENING_SECONDS = 0.075, 0.045, 0.14


@dataclass(frozen=True, slots=True, eq=False)
class Life:
    """Movement beside the mouth's, one value per frame, (N,) float64.

    Attributes
    ----------
    blink : 0 open to 1 shut.
    brow : raised, 0 to 1.
    gesture : (3, N), yaw, pitch and roll of the head on accents, about -1 to 1; 0 between them.
    sway : (3, N), the same without reason and without rest.
    gaze : -1 to the left of the picture to 1 to the right; 0 where the artist let the eyes look.
    """

    blink: Track
    brow: Track
    gesture: Track
    sway: Track
    gaze: Track


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
    gesture, lift = _gestures(utterance, times, random)
    return Life(
        blink=_blinks(utterance, times, np.random.default_rng([seed, 2])),
        brow=lift,
        gesture=gesture,
        sway=np.stack([_wander(times, random) for _ in range(3)]) * _SWAY[:, None],
        gaze=_glances(utterance, times, np.random.default_rng([seed, 3])),
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


def _glances(utterance: Utterance, times: Track, random: np.random.Generator) -> Track:
    """Look aside for a moment now and then, as speakers do while they think of what comes next.

    The eyes jump there and back in less than a tenth of a second and rest between, and never drift.
    """
    gaze = np.zeros_like(times)
    start = random.uniform(1.5, 4.0)
    while start + _GLANCE_SECONDS[1] < utterance.seconds - 0.3:
        held = random.uniform(*_GLANCE_SECONDS)
        reach = random.choice([-1.0, 1.0]) * random.uniform(0.45, 1.0)
        marks = start + np.array([0, SACCADE_SECONDS, held, held + SACCADE_SECONDS])
        wave = np.interp(times, marks, [0.0, 1.0, 1.0, 0.0])
        gaze += reach * wave * wave * (3 - 2 * wave)
        start += held + 1.2 + random.gamma(2.0, 1.6)
    return gaze


def _wander(times: Track, random: np.random.Generator) -> Track:
    """Sway slowly, irregularly, between about -1 and 1."""
    rates_hz = random.uniform([0.08, 0.17, 0.31], [0.14, 0.26, 0.45])
    phases = random.uniform(0, 2 * np.pi, 3)
    waves = np.sin(2 * np.pi * rates_hz[:, None] * times + phases[:, None])
    return np.asarray(np.array([0.55, 0.3, 0.15]) @ waves)


def _gestures(utterance: Utterance, times: Track, random: np.random.Generator) -> tuple[Track, Track]:
    """Nod, turn and lift the brows on some of the words that carry weight, and rest between them."""
    gesture, lift = np.zeros((3, len(times))), np.zeros_like(times)
    free_from = 0.0
    for accent in accents(utterance):
        if accent.seconds < free_from or accent.weight < 0.25 or random.random() < 0.25:
            continue
        free_from = accent.seconds + random.uniform(1.1, 2.2)
        reach = random.uniform(0.30, 0.45)
        bump = _bump((times - accent.seconds) / reach)
        direction = np.array([random.uniform(-1, 1), -random.uniform(0.4, 1.0), random.uniform(-0.8, 0.8)])
        gesture += (0.5 + 0.5 * accent.weight) * direction[:, None] * bump
        if random.random() < 0.6:
            lift += random.uniform(0.5, 1.0) * _bump((times - accent.seconds + 0.04) / reach)
    return gesture, lift


def _bump(place: Track) -> Track:
    """Rise from 0 at -1 to 1 at 0 and fall to 0 at 1, smoothly."""
    share = np.clip(1 - np.abs(place), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))
