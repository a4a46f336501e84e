"""The life layer: what a speaker does beside the mouth, led by the melody and the rests of the voice.

Posture changes at phrases, nods fall on accents, brows follow rising tones, eyes hold whom they look at while
the head turns, and blinks come at the ends of phrases. All of it is drawn from one seed.

References
----------
Beats and brows: E. Krahmer and M. Swerts, The effects of visual beats on prosodic prominence, JML 57, 2007.
Head and melody: K. Munhall et al., Visual prosody and speech intelligibility, Psychological Science 15, 2004.
Saccades: S. P. Lee, J. Badler, N. Badler, Eyes alive, ACM ToG 21(3), 2002. Blinks: A. R. Bentivoglio et al.,
Analysis of blink rate patterns in normal subjects, Movement Disorders 12, 1997.
"""

from __future__ import annotations

import math

import numpy as np

from speaking_engine.performance.millimetres import BROW_MM
from speaking_engine.performance.prosody import Accent, Phrase, Track, accents, lift, phrases
from speaking_engine.speech.utterance import Utterance

FEWEST_BLINKS, MOST_BLINKS = 15.0, 30.0  # a minute
CLOSING_SECONDS, SHUT_SECONDS, OPENING_SECONDS = 0.075, 0.045, 0.14
_BLINK_SECONDS = CLOSING_SECONDS + SHUT_SECONDS + OPENING_SECONDS
_BLINKS_APART_SECONDS = 0.9

_TURN_DEG = (1.5, 2.9)  # least and most turn of a posture to one side
_NOD_DEG = (0.9, 2.3)
_BROW_RISE_MM = (6.4, 10.2)
_MOST_DEG = np.array([[3.9], [3.8], [2.4]])  # never reached
_DRIFT_DEG = (0.45, 0.38, 0.30)  # standard deviation of yaw, pitch, roll
_HOLDS_GAZE = 0.75  # share of the head's turn that the eyes take back to hold whom they look at
_HEAD_FOLLOWS = 0.22  # share of a glance that the head goes with it
_SACCADE_SECONDS = 0.05

Heads = list[Track]


def live(utterance: Utterance, times: Track, seed: int) -> dict[str, Track]:
    """Return the tracks of everything but the mouth, (N,) each, as of a sitter for a portrait.

    Parameters
    ----------
    times : (N,) float64
        Seconds, rising.
    seed : int
        The same seed gives the same life.
    """
    random = [np.random.default_rng([seed, number]) for number in range(6)]
    said = phrases(utterance)
    chosen = _chosen(accents(utterance), random[0])
    tone = lift(utterance, times)
    head = _posture(said, times, random[1]) + _beats(chosen, times, random[2]) + drift(times, random[3])
    head[1] += _breath(said, times) + _endings(said, times) + 0.35 * tone
    glance = _glances(said, utterance.seconds, times, random[4])
    head[:2] += _HEAD_FOLLOWS * _late(glance, times)
    head = _MOST_DEG * np.tanh(head / _MOST_DEG)
    brows = _brows(chosen, said, tone, times, random[2])
    return {
        **dict(zip(("headYaw", "headPitch", "headRoll"), head, strict=True)),
        **brows,
        **eyes_for(glance, head, brows["browInnerUp"]),
        **lids_at(blink_times(utterance, random[5]), times, random[5]),
        **_smiles(said, times, random[3]),
    }


def scaled(tracks: dict[str, Track], head: Track, brows: Track, gaze: Track) -> dict[str, Track]:
    """Scale by factors of head, brows (and smiles) and gaze, (N,) each; blinks stay whole."""

    def factor(name: str) -> Track | float:
        if name.startswith("head"):
            return head
        if "Eye" in name:
            return gaze
        return 1.0 if name.startswith("eyeBlink") else brows

    return {name: factor(name) * track for name, track in tracks.items()}


def blink_times(utterance: Utterance, random: np.random.Generator) -> tuple[float, ...]:
    """Choose when lids begin to close: irregular, drawn to phrase ends, 15 to 30 a minute in any clip."""
    room = utterance.seconds - _BLINK_SECONDS - 0.35
    count = _blink_count(utterance.seconds, random)
    if room <= 0 or count < 1:
        return ()
    ends = np.array([phrase.end + 0.02 for phrase in phrases(utterance)])
    slots = 0.2 + room * (np.arange(count) + random.uniform(0.15, 0.85, count)) / count
    chosen: list[float] = []
    for slot in slots:
        near = ends[np.abs(ends - slot) < 0.45 * room / count] if len(ends) else ends
        start = float(slot)
        if len(near) and random.random() < 0.7:
            start = float(near[0]) + random.uniform(-0.06, 0.3)  # never all portraits of a room at once
        start = min(max(start, 0.2), 0.2 + room)
        if chosen:
            start = max(start, chosen[-1] + _BLINKS_APART_SECONDS)
        if start <= 0.2 + room:
            chosen.append(start)
    return tuple(chosen)


def _blink_count(seconds: float, random: np.random.Generator) -> int:
    least = math.ceil(FEWEST_BLINKS * seconds / 60)
    most = math.floor(MOST_BLINKS * seconds / 60)
    wanted = seconds * random.uniform(17, 25) / 60
    return min(max(round(wanted), least), most) if least <= most else round(wanted)


def _chosen(found: tuple[Accent, ...], random: np.random.Generator) -> list[Accent]:
    """Choose the accents that head and brows mark: the weightier of two that come too close."""
    kept: list[Accent] = []
    for accent in found:
        if kept and accent.seconds - kept[-1].seconds < 0.38:
            if accent.weight > 1.15 * kept[-1].weight:
                kept[-1] = accent
        elif accent.weight > 0.12 and random.random() < 0.92:
            kept.append(accent)
    return kept


def _posture(said: tuple[Phrase, ...], times: Track, random: np.random.Generator) -> Track:
    """Hold the head somewhere for a phrase and pass on at the next, or after some seconds in a long one."""
    head = np.zeros((3, len(times)))
    side = random.choice([-1.0, 1.0])
    now = np.zeros(3)
    for begin in _changes(said, random):
        side = -side if random.random() < 0.8 else side
        yaw = side * random.uniform(*_TURN_DEG)
        wanted = np.array([yaw, random.normal(0.0, 0.9), -0.25 * yaw + random.normal(0.0, 0.7)])
        pace = random.uniform(0.7, 1.2)
        head += (wanted - now)[:, None] * eased((times - begin + 0.45 * pace) / pace)
        now = wanted
    return head


def _changes(said: tuple[Phrase, ...], random: np.random.Generator) -> list[float]:
    found: list[float] = []
    for phrase in said:
        at = phrase.start
        while at < phrase.end:
            if not found or at - found[-1] > 1.1:
                found.append(at)
            at += random.uniform(1.8, 3.2)
    return found


def _beats(chosen: list[Accent], times: Track, random: np.random.Generator) -> Track:
    """Nod on accents: a small lift, down within a fifth of a second, and slowly back; now and then aside."""
    head = np.zeros((3, len(times)))
    for accent in chosen:
        size = random.uniform(*_NOD_DEG) * (0.45 + 0.75 * min(accent.weight, 1.0))
        kind = random.random()
        after = times - accent.seconds - 0.03
        stroke = np.where(after < 0, hill(after / 0.20), hill(after / 0.34))
        head[1] += size * (0.28 * hill((after + 0.24) / 0.16) - stroke) * (1.0 if kind < 0.8 else 0.45)
        head[0] += random.normal(0, 0.35) * size * stroke
        head[2] += random.normal(0, 0.45 if kind >= 0.8 else 0.18) * size * stroke
    return head


def drift(times: Track, random: np.random.Generator) -> Track:
    """Never hold wholly still: 1/f noise of 0.12 to 1.8 Hz."""
    rates_hz = np.geomspace(0.12, 1.8, 7) * random.uniform(0.85, 1.15, (3, 7))
    sizes = rates_hz**-0.75
    sizes *= np.sqrt(2) * np.array(_DRIFT_DEG)[:, None] / np.linalg.norm(sizes, axis=1, keepdims=True)
    phases = random.uniform(0, 2 * np.pi, (3, 7))
    waves = np.sin(2 * np.pi * rates_hz[:, :, None] * times + phases[:, :, None])
    return np.asarray(np.einsum("ij,ijn->in", sizes, waves))


def _breath(said: tuple[Phrase, ...], times: Track) -> Track:
    """Come up a little while taking breath before a phrase."""
    pitch = np.zeros(len(times))
    for phrase in said:
        pitch += 0.7 * hill((times - phrase.start + 0.12) / 0.45)
    return pitch


def _endings(said: tuple[Phrase, ...], times: Track) -> Track:
    """Sink at a full stop, rise at a question or a call."""
    pitch = np.zeros(len(times))
    for phrase in said:
        size = {".": -1.0, "?": 1.5, "!": 1.1}.get(phrase.ending, -0.3)
        pitch += size * hill((times - phrase.end + 0.15) / 0.6)
    return pitch


def _brows(
    chosen: list[Accent], said: tuple[Phrase, ...], tone: Track, times: Track, random: np.random.Generator
) -> dict[str, Track]:
    """Rise with accents and tones, highest at questions; knit a little on heavy words."""
    rise_mm = 1.3 * np.maximum(tone, 0) + 0.5 * drift(times, random)[2] / _DRIFT_DEG[2]
    knit = np.zeros(len(times))
    for accent in chosen:
        after = times - accent.seconds + 0.05
        flash = np.where(after < 0, hill(after / 0.14), hill(after / 0.26))
        if random.random() < 0.92:
            size = random.uniform(*_BROW_RISE_MM) * (0.5 + 0.6 * min(accent.weight, 1.0))
            rise_mm += size * (flash - 0.28 * hill((after - 0.40) / 0.20))
        else:
            knit += 0.3 * flash
    for phrase in said:
        rise_mm += {"?": 3.2, "!": 1.8}.get(phrase.ending, 0.0) * hill((times - phrase.end + 0.35) / 0.6)
    rise = np.tanh(np.maximum(rise_mm, 0) / BROW_MM / 1.2) * 1.2
    lean = random.uniform(-0.15, 0.15)
    return {
        "browInnerUp": rise * random.uniform(0.85, 1.0),
        "browOuterUpLeft": 0.85 * rise * (1 + lean),
        "browOuterUpRight": 0.85 * rise * (1 - lean),
        "browDownLeft": np.tanh(np.maximum(-rise_mm, 0) / BROW_MM) + knit,
        "browDownRight": np.tanh(np.maximum(-rise_mm, 0) / BROW_MM) + knit,
        "eyeWideLeft": 0.22 * rise,
        "eyeWideRight": 0.22 * rise,
    }


def _glances(said: tuple[Phrase, ...], seconds: float, times: Track, random: np.random.Generator) -> Track:
    """Look at whom one speaks to, and aside for a moment while one thinks: yaw and pitch in degrees, (2, N).

    Eyes jump within a twentieth of a second and rest between, and never drift.
    """
    gaze = np.zeros((2, len(times)))
    starts = [phrase.start for phrase in said]
    at = random.uniform(0.8, 2.2)
    while at + 0.5 < seconds - 0.3:
        thinks = any(-0.5 < start - at < 0.4 for start in starts[1:])
        yaw, pitch = random.choice([-1.0, 1.0]) * random.uniform(2.5, 5.0), random.normal(0, 1.0)
        held = random.uniform(0.35, 0.9)
        if thinks:
            yaw, pitch, held = 1.6 * yaw, random.choice([-1.0, 1.0]) * random.uniform(1, 3), held + 0.3
        marks = at + np.array([0, _SACCADE_SECONDS, held, held + _SACCADE_SECONDS])
        gaze += np.array([[yaw], [pitch]]) * np.interp(times, marks, [0.0, 1.0, 1.0, 0.0])
        at += held + 0.7 + random.gamma(2.0, 0.9)
    return gaze


def eyes_for(glance: Track, head: Track, brow: Track) -> dict[str, Track]:
    """Turn both eyes to where the glance goes, and against the head, so that they hold what they look at."""
    yaw = glance[0] - _HOLDS_GAZE * head[0]
    pitch = glance[1] - _HOLDS_GAZE * head[1] + 0.4 * brow
    return {
        "leftEyeYaw": yaw,
        "rightEyeYaw": yaw.copy(),
        "leftEyePitch": pitch,
        "rightEyePitch": pitch.copy(),
    }


def _late(glance: Track, times: Track) -> Track:
    """Let the head go after the eyes: 0.12 s later and slowly."""
    if len(times) < 3:
        return glance
    step = float(times[1] - times[0])
    sigma = max(0.16 / step, 0.5)
    reach = int(np.ceil(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    slow = [np.convolve(np.pad(row, reach, mode="edge"), kernel / kernel.sum(), "valid") for row in glance]
    return np.stack([np.interp(times - 0.12, times, row) for row in slow])


def lids_at(starts: tuple[float, ...], times: Track, random: np.random.Generator) -> dict[str, Track]:
    """Lids close fast and open slower, the two of them nearly together."""
    shut = np.zeros(len(times))
    for start in starts:
        pace = random.uniform(0.9, 1.2)
        marks = start + pace * np.cumsum([0, CLOSING_SECONDS, SHUT_SECONDS, OPENING_SECONDS])
        shut = np.maximum(shut, eased(np.interp(times, marks, [0.0, 1.0, 1.0, 0.0])))
    return {"eyeBlinkLeft": shut, "eyeBlinkRight": shut.copy()}


def _smiles(said: tuple[Phrase, ...], times: Track, random: np.random.Generator) -> dict[str, Track]:
    """Let corners and cheeks take a little part in each phrase, never the two sides alike."""
    size = np.zeros(len(times))
    for phrase in said:
        middle, half = (phrase.start + phrase.end) / 2, max(phrase.end - phrase.start, 0.4) * 0.7
        size += random.uniform(0.0, 0.12) * hill((times - middle) / half)
    lean = random.uniform(0.75, 1.25)
    return {
        "mouthSmileLeft": size * lean,
        "mouthSmileRight": size / lean,
        "cheekSquintLeft": 0.7 * size,
        "cheekSquintRight": 0.7 * size,
    }


def hill(place: Track) -> Track:
    """Rise from 0 at -1 to 1 at 0 and fall to 0 at 1, smoothly."""
    return eased(np.asarray(1 - np.abs(place), np.float64))


def eased(place: Track) -> Track:
    """Rise smoothly from 0 at 0 to 1 at 1."""
    held = np.clip(place, 0, 1)
    return np.asarray(held * held * held * (held * (6 * held - 15) + 10))
