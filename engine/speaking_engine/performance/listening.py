"""The listening layer: who is silent looks at who speaks, blinks, and nods now and then.

References
----------
D. Heylen, Head gestures, gaze and the principles of conversational structure, Int. J. Humanoid Robotics 3,
2006: listeners nod at the ends of the speaker's phrases.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from speaking_engine.media.rate import frames_to_cover
from speaking_engine.performance.life import (
    blink_times,
    drift,
    eased,
    eyes_for,
    hill,
    lids_at,
)
from speaking_engine.performance.manner import STYLES, Manner
from speaking_engine.performance.millimetres import BROW_MM
from speaking_engine.performance.perform import amplitude_of, only
from speaking_engine.performance.performance import Performance, Stretch, ends_of, performed
from speaking_engine.performance.prosody import Phrase, Track, phrases
from speaking_engine.speech.utterance import Utterance

_TURN_DEG, _LIFT_DEG = 3.6, 1.3
"""Turn of the head towards a speaker who sits beside, and lift towards one who stands above."""
_LOOK_DEG = 10.0
_BREATH_DEG, _BREATH_SECONDS = 0.35, 4.2
_NODS_APART_SECONDS = 3.0
_TAKES_NOTICE_SECONDS = (0.15, 0.45)  # a listener turns a moment after the other begins


def listen(heard: Utterance, rate: Fraction, manner: Manner, towards: tuple[float, float]) -> Performance:
    """Return what a face does while another one says a line.

    Parameters
    ----------
    heard : Utterance
        What the other one says.
    towards : tuple of float
        Where the speaker's face is, from this one: to the right and up in the picture, -1 to 1 each.
    """
    count = frames_to_cover(heard.seconds, rate)
    times = np.arange(count) / float(rate)
    random = [np.random.default_rng([manner.seed, 10 + number]) for number in range(4)]
    begin = random[0].uniform(*_TAKES_NOTICE_SECONDS)
    turned = eased((times - begin) / 0.7)
    head = 0.6 * drift(times, random[1])
    head[0] += _TURN_DEG * towards[0] * turned
    head[1] += _LIFT_DEG * towards[1] * turned + _nods(phrases(heard), times, random[2])
    head[2] += 0.5 * towards[0] * turned
    looked = eased((times - begin + 0.2) / 0.08)
    glance = np.stack([_LOOK_DEG * towards[0] * looked, 0.5 * _LOOK_DEG * towards[1] * looked])
    raised = _raised(phrases(heard), times, random[2])
    style, amplitude = STYLES[manner.style], amplitude_of(manner, times)
    tracks = {
        **dict(zip(("headYaw", "headPitch", "headRoll"), head * style.head * amplitude, strict=True)),
        **{name: track * style.gaze * amplitude for name, track in eyes_for(glance, head, raised).items()},
        "browInnerUp": raised * style.brows * amplitude,
        "browOuterUpLeft": 0.8 * raised * style.brows * amplitude,
        "browOuterUpRight": 0.8 * raised * style.brows * amplitude,
        **lids_at(blink_times(heard, random[3]), times, random[3]),
    }
    ends = ends_of(times, 0.5)
    still = {name: track * ends for name, track in only(tracks, manner).items()}
    return performed(still, count, rate, (Stretch("listening", 0, count),)).between_rests()


def idle(seconds: float, rate: Fraction, manner: Manner) -> Performance:
    """Return what a face does while nobody speaks: it breathes, blinks and glances aside now and then.

    At rest in the first and the last frame, so that it may be repeated, and joined to any line.
    """
    nothing = Utterance(np.zeros(round(seconds * 1000), np.float32), 1000, (), (), "", "")
    count = frames_to_cover(seconds, rate)
    times = np.arange(count) / float(rate)
    random = [np.random.default_rng([manner.seed, 20 + number]) for number in range(4)]
    head = 0.55 * drift(times, random[0])
    head[1] += _BREATH_DEG * np.sin(2 * np.pi * times / _BREATH_SECONDS)
    glance = np.zeros((2, count))
    at = random[1].uniform(2.0, 3.5)
    while at < seconds - 2.0:
        long, side = random[1].uniform(0.8, 1.8), random[1].choice([-1.0, 1.0])
        there = eased((times - at) / 0.08) - eased((times - at - long) / 0.08)
        glance += np.array([[side * random[1].uniform(5, 10)], [random[1].normal(0, 2)]]) * there
        at += random[1].uniform(3.0, 6.0)
    style, amplitude = STYLES[manner.style], amplitude_of(manner, times)
    raised = np.zeros(count)
    tracks = {
        **dict(zip(("headYaw", "headPitch", "headRoll"), head * style.head * amplitude, strict=True)),
        **{name: track * style.gaze * amplitude for name, track in eyes_for(glance, head, raised).items()},
        **lids_at(blink_times(nothing, random[2]), times, random[3]),
    }
    ends = ends_of(times, 0.8)
    still = {name: track * ends for name, track in only(tracks, manner).items()}
    return performed(still, count, rate, (Stretch("life", 0, count),)).between_rests()


def _nods(heard: tuple[Phrase, ...], times: Track, random: np.random.Generator) -> Track:
    """Nod where the speaker comes to an end, now and then within a long phrase; at least once."""
    pitch = np.zeros(len(times))
    ends = [float(at) for phrase in heard for at in _stops(phrase)]
    chosen = [at for at in ends if random.random() < 0.8] or ends[:1]
    for end in chosen:
        at = end + random.uniform(0.05, 0.3)
        for size in (2.1, 1.2)[: random.integers(1, 3)]:
            pitch -= size * random.uniform(0.7, 1.0) * hill((times - at) / 0.28)
            at += 0.42
    return pitch


def _stops(phrase: Phrase) -> Track:
    """Return when a listener might nod to a phrase: at its end, and within it about every three seconds."""
    parts = max(1, round((phrase.end - phrase.start) / _NODS_APART_SECONDS))
    return np.linspace(phrase.start, phrase.end, parts + 1)[1:]


def _raised(heard: tuple[Phrase, ...], times: Track, random: np.random.Generator) -> Track:
    """Raise the brows at a question or a call."""
    rise_mm = np.zeros(len(times))
    for phrase in heard:
        size = {"?": 3.5, "!": 2.5}.get(phrase.ending, 1.2 if random.random() < 0.3 else 0.0)
        rise_mm += size * hill((times - phrase.end) / 0.5)
    return np.asarray(rise_mm / BROW_MM)
