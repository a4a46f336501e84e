"""The speech layer: phoneme times become lips and jaw, each at its own pace, never faster than muscles are.

Targets are blended by dominance functions, one pace for each articulator. Closures, the tuck of /f v/ and the
raised jaw under closures are ceilings that hold; what lies above gives way to them by the largest movement
that is nowhere faster than the articulator: peaks are lowered (undershoot), closures never.

References
----------
M. Cohen and D. Massaro 1993 (dominance); P. Edwards et al. 2016 (jaw and lips apart); speeds after
J. S. Perkell et al., Economy of effort in different speaking conditions, JASA 112, 2002.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from speaking_engine.media.rate import frames_to_cover
from speaking_engine.performance.millimetres import (
    CHIN_SHARE,
    JAW_MM,
    LOWER_LIP_MM,
    SHUT_BEYOND,
    UPPER_LIP_MM,
)
from speaking_engine.performance.performance import Performance, Stretch, performed
from speaking_engine.performance.prosody import Track, loudness
from speaking_engine.performance.visemes import BILABIALS, SILENCE, VOWELS, Viseme, visemes_of
from speaking_engine.speech.utterance import Phoneme, Utterance

FINE_HZ = 200.0
"""Movement is computed on this grid and then read at the frames' times."""

LIPS_MM_S, CHIN_MM_S = 165.0, 90.0
"""Fastest opening and closing; smoothing and frames keep what is seen below 200 and 120."""
WIDEST_MM = 13.5
SHUT_SECONDS = 0.085
"""Least time for which /p b m/ shut the lips: two frames at 25 a second, wherever they fall."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon an articulator goes before a sound and how long it lingers after it, in 1/s; less is slower.

    `soften_s` is the standard deviation of its own smoothing, beside that of `Crispness`.
    """

    before: float
    after: float
    soften_s: float


PACES = {
    "opening_mm": Pace(22.0, 22.0, 0.007),
    "jaw_mm": Pace(14.0, 14.0, 0.021),
    "pucker": Pace(9.0, 14.0, 0.022),
    "funnel": Pace(11.0, 14.0, 0.022),
    "spread": Pace(12.0, 14.0, 0.022),
    "tuck": Pace(26.0, 26.0, 0.007),
    "tongue": Pace(26.0, 26.0, 0.007),
}


@dataclass(frozen=True, slots=True)
class Crispness:
    """How much the mouth holds its shapes; too much blending looks like mush.

    Attributes
    ----------
    hold : float
        Share of a sound for which its shape is held, 0 to 0.9.
    lead_seconds : float
        How much earlier than its sound a shape is reached; lips run ahead of the voice.
    soften_seconds : float
        Standard deviation of a last smoothing, closures left out.
    """

    hold: float = 0.45
    lead_seconds: float = 0.02
    soften_seconds: float = 0.012


PLAIN = Crispness()
_CORE = 4 / 3  # the shape has its full weight a little longer than it is seen to be held
_REACH_SECONDS = 0.35
_ROUNDING_HOLDS = 3.0
"""How much more than other shapes a full rounding holds its own, so that a short /w/ or /ʊ/ is round, too."""
_TUCKED_MM = 2.2
_BEGIN_SECONDS = 0.08
_LEAST_TO_SHUT = 0.25  # amount from which lips that are painted open shut wholly; at 0 they rest
_JAW_UNDER_CLOSURE_MM = 0.5
_BEYOND_SECONDS = 0.03  # how long the raised jaw outlasts the closure, on either side


@dataclass(frozen=True, slots=True, eq=False)
class Mouth:
    """What lips and jaw do, on the times asked for, (N,) each; units as in `Viseme`; `shut` 0 to 1."""

    opening_mm: Track
    jaw_mm: Track
    pucker: Track
    funnel: Track
    spread: Track
    tuck: Track
    tongue: Track
    shut: Track


def articulate(
    utterance: Utterance, times: Track, amount: Track | float = 1.0, crispness: Crispness = PLAIN
) -> Mouth:
    """Return the mouth's movement at each time.

    Parameters
    ----------
    times : (N,) float64
        Seconds, rising.
    amount : (N,) float64 or float
        Factor on the movement, 1 for a sitter who speaks plainly; closures stay shut down to a quarter.

    Returns
    -------
    Mouth
        At rest in silence; each /p b m/ shuts the lips for at least `SHUT_SECONDS`.
    """
    last = max(utterance.seconds, float(times[-1]) if len(times) else 0.0)
    fine = np.arange(int(np.ceil(last * FINE_HZ)) + 2) / FINE_HZ
    tracks = _blended(utterance, fine, crispness)
    begun = _begun(utterance, fine)
    amounts = np.interp(fine, times, np.broadcast_to(amount, times.shape)) if len(times) else fine
    shaped = begun * np.clip(amounts, 0, 1.15)
    tracks = {name: track * (begun if name.endswith("mm") else shaped) for name, track in tracks.items()}
    effort = _effort(utterance, fine) * amounts
    closed, under = _closures(utterance, fine, crispness)
    ceiling = np.where(closed, 0.0, WIDEST_MM * np.maximum(amounts, 1.0))
    ceiling = np.minimum(ceiling, np.where(tracks["tuck"] > 0.6, _TUCKED_MM, np.inf))
    opening = _not_faster(np.minimum(tracks["opening_mm"] * effort, ceiling), LIPS_MM_S)
    jaw = np.minimum(tracks["jaw_mm"] * effort, np.where(under, _JAW_UNDER_CLOSURE_MM, np.inf))
    jaw = _not_faster(jaw, CHIN_MM_S / CHIN_SHARE)
    shut = _smooth(np.where(closed, 1.0, 0.0), 0.008)
    made = tracks | {"opening_mm": opening, "jaw_mm": jaw}
    made = {
        name: _smooth(track, float(np.hypot(PACES[name].soften_s, crispness.soften_seconds)))
        for name, track in made.items()
    }
    made["opening_mm"] *= 1 - shut
    sampled = {name: np.interp(times, fine, track) for name, track in made.items()}
    sampled["shut"] = np.interp(times, fine, np.where(closed, 1.0, shut))
    for at in _nearest(utterance, times, crispness):
        sampled["shut"][at], sampled["opening_mm"][at] = 1.0, 0.0
    sampled["shut"] = sampled["shut"] * np.minimum(np.asarray(amount) / _LEAST_TO_SHUT, 1.0)
    return Mouth(**sampled)


def spoken(utterance: Utterance, rate: Fraction, amount: float = 1.0) -> Performance:
    """Return what speech alone makes a face do: lips, jaw, and the cheeks that go with them.

    Parameters
    ----------
    rate : Fraction
        Frames a second; there are enough of them to cover the sound.
    amount : float
        Factor on the movement, 0 to 2.
    """
    count = frames_to_cover(utterance.seconds, rate)
    mouth = articulate(utterance, np.arange(count) / float(rate), amount)
    stretches = tuple(
        Stretch("speech", int(word.start_seconds * rate), int(word.end_seconds * rate) + 1, word.text)
        for word in utterance.words
    ) or (Stretch("speech", 0, count),)
    return performed(tracks_of(mouth), count, rate, stretches)


def tracks_of(mouth: Mouth) -> dict[str, Track]:
    """Return in channels what lips and jaw do; the jaw opens, and the lips do what the jaw leaves to do."""
    jaw = mouth.jaw_mm / JAW_MM
    rest = mouth.opening_mm - mouth.jaw_mm
    parted = np.maximum(rest, 0.0)
    lower = parted * 0.55 / LOWER_LIP_MM
    upper = parted * 0.45 / UPPER_LIP_MM
    free = 1 - mouth.shut
    both = {
        "mouthLowerDown": lower * free,
        "mouthUpperUp": upper * free + 0.10 * mouth.tuck,
        "mouthStretch": mouth.spread * free,
        "mouthPress": 0.35 * mouth.shut,
        "cheekSquint": 0.12 * mouth.spread,
        "mouthDimple": 0.10 * mouth.spread,
    }
    return {
        "jawOpen": jaw,
        "mouthClose": np.maximum(-rest, 0.0) / JAW_MM + SHUT_BEYOND * mouth.shut,
        "mouthPucker": mouth.pucker,
        "mouthFunnel": mouth.funnel * free,
        "mouthRollLower": 0.7 * mouth.tuck + 0.15 * mouth.shut,
        "mouthRollUpper": 0.10 * mouth.shut,
        "tongueOut": 0.3 * mouth.tongue * free,
        **{f"{name}{side}": track for name, track in both.items() for side in ("Left", "Right")},
    }


def _blended(utterance: Utterance, fine: Track, crispness: Crispness) -> dict[str, Track]:
    """Weigh the targets of neighbouring sounds by their dominance, articulator by articulator."""
    names = tuple(PACES)
    before, after = (np.array([[getattr(PACES[name], way)] for name in names]) for way in ("before", "after"))
    rounding = np.array([[float(name == "pucker")] for name in names])
    total = np.zeros((len(names), len(fine)))
    weight = np.full_like(total, 1e-9)
    for start, end, viseme, firmness in _targets(utterance, crispness):
        first, last = np.searchsorted(fine, [start - _REACH_SECONDS, end + _REACH_SECONDS])
        values = [getattr(viseme, name) for name in names]
        asked = np.array([[float(value is not None)] for value in values])
        target = np.array([[value or 0.0] for value in values])
        asked *= 1 + _ROUNDING_HOLDS * target * rounding
        early, late = start - fine[first:last], fine[first:last] - end
        fall = before * np.maximum(early, 0) + after * np.maximum(late, 0)
        dominance = firmness * asked * np.exp(-fall)
        total[:, first:last] += dominance * target
        weight[:, first:last] += dominance
    return dict(zip(names, total / weight, strict=True))


def _targets(utterance: Utterance, crispness: Crispness) -> list[tuple[float, float, Viseme, float]]:
    """Return start and end of the core of each shape, the shape, and its weight."""
    found = [(-1.0, 0.0, SILENCE, SILENCE.firmness)]
    for phoneme in utterance.phonemes:
        shapes = visemes_of(phoneme.symbol)
        length = (phoneme.end_seconds - phoneme.start_seconds) / len(shapes)
        for index, shape in enumerate(shapes):
            middle = phoneme.start_seconds + (index + 0.5) * length - crispness.lead_seconds
            half = (
                length / 2 - min(0.08, 0.3 * length)
                if not phoneme.symbol
                else _CORE * crispness.hold * length / 2
            )
            found.append((middle - half, middle + half, shape, shape.firmness * _accent(phoneme)))
    found.append((utterance.seconds, utterance.seconds + 1.0, SILENCE, SILENCE.firmness))
    return found


def _accent(phoneme: Phoneme) -> float:
    return 1.25 if phoneme.stress == 1 and phoneme.symbol in VOWELS else 1.0


def _closures(utterance: Utterance, fine: Track, crispness: Crispness) -> tuple[Track, Track]:
    """Return where the lips are shut by /p b m/, and where the jaw is up for it, (N,) bool each."""
    closed, under = np.zeros(len(fine), bool), np.zeros(len(fine), bool)
    for phoneme in utterance.phonemes:
        if phoneme.symbol not in BILABIALS:
            continue
        middle = _middle(phoneme, crispness)
        half = max(0.45 * (phoneme.end_seconds - phoneme.start_seconds), SHUT_SECONDS / 2)
        for flags, reach in ((closed, half), (under, half + _BEYOND_SECONDS)):
            first, last = np.searchsorted(fine, [middle - reach, middle + reach])
            flags[first : last + 1] = True
    return closed, under


def _begun(utterance: Utterance, fine: Track) -> Track:
    """0 at both ends of the sound, 1 within, so that the first and the last frame rest."""
    inwards = np.clip(np.minimum(fine - 0.04, utterance.seconds - 0.06 - fine) / _BEGIN_SECONDS, 0, 1)
    return np.asarray(inwards * inwards * (3 - 2 * inwards))


def _nearest(utterance: Utterance, times: Track, crispness: Crispness) -> list[int]:
    """Return the frame nearest to the middle of each /p b m/: with few frames a second none might hit it."""
    middles = [_middle(phoneme, crispness) for phoneme in utterance.phonemes if phoneme.symbol in BILABIALS]
    return [int(np.argmin(np.abs(times - middle))) for middle in middles] if len(times) else []


def _middle(phoneme: Phoneme, crispness: Crispness) -> float:
    return (phoneme.start_seconds + phoneme.end_seconds) / 2 - crispness.lead_seconds


def _effort(utterance: Utterance, fine: Track) -> Track:
    """Open wider for loud sounds: 0.8 to 1.1."""
    return np.asarray(0.8 + 0.3 * np.clip(_smooth(loudness(utterance, fine), 0.05), 0, 1))


def _not_faster(track: Track, most_per_s: float) -> Track:
    """Return the largest movement that lies nowhere above a track and is nowhere faster than a limit."""
    ramp = np.arange(len(track)) * (most_per_s / FINE_HZ)
    risen = np.minimum.accumulate(track - ramp) + ramp
    return np.asarray(np.minimum.accumulate((risen + ramp)[::-1])[::-1] - ramp)


def _smooth(track: Track, sigma_seconds: float) -> Track:
    """Smooth with a Gaussian; the ends are held."""
    reach = int(np.ceil(3 * sigma_seconds * FINE_HZ))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (sigma_seconds * FINE_HZ)) ** 2)
    return np.convolve(np.pad(track, reach, mode="edge"), kernel / kernel.sum(), mode="valid")
