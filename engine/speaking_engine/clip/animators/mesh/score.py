"""Score: every control of the mesh animator for every frame of an utterance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.clip.animators.mesh.fields import CONTROLS
from speaking_engine.clip.articulation import Articulation, articulate, crispness_of
from speaking_engine.clip.clip import Motion
from speaking_engine.clip.keys import factor_at
from speaking_engine.clip.life import Life, live
from speaking_engine.errors import ClipError
from speaking_engine.media.rate import frames_to_cover
from speaking_engine.performance.prosody import Track
from speaking_engine.speech.utterance import Utterance


@dataclass(frozen=True, slots=True)
class Style:
    """Amplitudes: of the mouth, of gestures on accents, of sway between them, of the brows, of the gaze.

    A sitter for a portrait keeps still and moves on a word; who never rests looks restless in a frame.
    """

    mouth: float
    gesture: float
    sway: float
    brows: float
    gaze: float


STYLES = {
    "restrained": Style(mouth=0.60, gesture=0.35, sway=0.0, brows=0.35, gaze=0.5),
    "portrait": Style(mouth=0.88, gesture=0.75, sway=0.0, brows=0.75, gaze=0.8),
    "lively": Style(mouth=1.00, gesture=1.2, sway=0.9, brows=1.2, gaze=1.2),
}

_EASE_SECONDS = 0.25
_LEAST_TO_SHUT = 0.25
"""Amplitude from which lips that are painted open shut wholly; at 0 they rest as they were painted."""


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """What each frame does.

    Attributes
    ----------
    controls : dict of str to (N,) float64
        For each of `fields.CONTROLS`.
    blink, tongue, close : (N,) float64
        0 to 1; `close` is how far the lips are asked to shut, however they are painted.
    gaze : (N,) float64
        -1 to the left of the picture to 1 to the right.
    """

    controls: dict[str, Track]
    blink: Track
    tongue: Track
    close: Track
    gaze: Track

    def __len__(self) -> int:
        return len(self.blink)

    def at(self, frame: int) -> dict[str, float]:
        """Give the controls of one frame."""
        return {name: float(track[frame]) for name, track in self.controls.items()}

    def rests(self, frame: int) -> bool:
        """Say whether a frame is the still itself."""
        return frame in (0, len(self) - 1) or not any(
            track[frame] for track in (*self.controls.values(), self.blink, self.gaze)
        )


def score_of(utterance: Utterance, motion: Motion) -> Score:
    """Write the score: articulation and life, in one style, at rest at both ends.

    Raises
    ------
    ClipError
        The style is unknown, or an option is no number in its range; the user mends it.
    """
    if motion.style not in STYLES:
        raise ClipError(
            f"There is no style of movement called {motion.style!r}.",
            hint=f"Choose one of: {', '.join(STYLES)}.",
            place="motion.style",
        )
    style = STYLES[motion.style]
    times = np.arange(frames_to_cover(utterance.seconds, motion.rate)) / float(motion.rate)
    ends = _ends(times)
    mouth = articulate(utterance, times, crispness_of(motion))
    life = live(utterance, times, motion.seed)
    amplitude = np.clip(motion.amplitude * factor_at(motion.amplitude_keys, times), 0, 2)
    controls = _mouth_controls(mouth, style.mouth * amplitude) | _life_controls(life, style, amplitude)
    return Score(
        controls={name: controls[name] * ends for name in CONTROLS},
        blink=life.blink * ends,
        tongue=mouth.tongue * ends,
        close=mouth.close * np.minimum(amplitude / _LEAST_TO_SHUT, 1) * ends,
        gaze=np.clip(style.gaze * amplitude * life.gaze, -1.5, 1.5) * ends,
    )


def _ends(times: Track) -> Track:
    """0 at the first and last frame, 1 between, eased."""
    inwards = np.minimum(times, times[-1] - times) / _EASE_SECONDS
    share = np.clip(inwards, 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def _mouth_controls(mouth: Articulation, amplitude: Track) -> dict[str, Track]:
    """Combine the channels; a closure takes back whatever parts the lips."""
    free = 1 - mouth.close
    # Small openings are widened: a mouth that hardly parts is seen as shut, by people as by models.
    jaw = amplitude * mouth.jaw**0.6 * (1 - 0.35 * mouth.round)
    parted = amplitude * mouth.apart * free * (1 - 0.8 * mouth.tuck)
    return {
        "jaw": jaw,
        "lift": jaw * np.maximum(mouth.close, 0.55 * mouth.tuck),
        "raise_upper": 0.09 * parted + 0.03 * jaw * free + 0.07 * amplitude * mouth.tuck,
        "lower_lower": 0.15 * parted,
        "round": amplitude * mouth.round,
        "spread": amplitude * mouth.spread,
        "tuck": amplitude * mouth.tuck,
        "press": np.minimum(amplitude, 1.0) * mouth.close,
    }


def _life_controls(life: Life, style: Style, amplitude: Track) -> dict[str, Track]:
    yaw, pitch, roll = amplitude * (style.gesture * life.gesture + style.sway * life.sway)
    return {"brow": style.brows * amplitude * life.brow, "yaw": yaw, "pitch": pitch, "roll": roll}
