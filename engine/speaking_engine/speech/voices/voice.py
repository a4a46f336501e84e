"""Voice: what every speech model must do, whatever it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from speaking_engine.faces.face import Gender


@dataclass(frozen=True, slots=True)
class VoiceCard:
    """What is known of a voice without loading it.

    Attributes
    ----------
    name : str
        As typed after ``--voice``.
    language : str
        Native language of the voice: "en-us", "en-gb", "ja", ...
    backend : str
        "kokoro", "hibari", "kokoro-official", "piper", "server" or "fake".
    languages : tuple of str
        The languages it can speak, if not all that are built in.
    missing : str
        Why it cannot speak here, as a sentence; empty if it can.
    """

    name: str
    gender: Gender
    language: str
    backend: str
    languages: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """What a voice makes of one phoneme string.

    Attributes
    ----------
    samples : (N,) float32
        Mono, at the voice's rate; may begin and end with silence.
    bounds_seconds : (S + 1,) float64
        Where each of the S symbols starts and where the last one ends, as it sounds; rising.
    """

    samples: npt.NDArray[np.float32]
    bounds_seconds: npt.NDArray[np.float64]


class Voice(Protocol):
    """A speech model in one voice, taking phonemes and giving sound with exact times.

    Attributes
    ----------
    symbols : frozenset of str
        Phoneme characters it knows; others must not be given to it.
    max_symbols : int
        Longest phoneme string it takes at once.
    """

    @property
    def card(self) -> VoiceCard:
        """Who it is."""

    @property
    def sample_rate_hz(self) -> int:
        """Rate of its sound."""

    @property
    def symbols(self) -> frozenset[str]:
        """Phoneme characters it knows."""

    @property
    def max_symbols(self) -> int:
        """Longest phoneme string it takes at once."""

    def sound(self, phonemes: str, speed: float) -> Sound:
        """Say one phoneme string of 1 to `max_symbols` known symbols; the same call gives the same bytes."""


@runtime_checkable
class TextVoice(Protocol):
    """A speech model that takes text and tells no times; an aligner finds them in its sound.

    Attributes
    ----------
    symbols : frozenset of str
        Phoneme characters that the aligner knows.
    max_symbols : int
        Longest phoneme string of one call.
    """

    @property
    def card(self) -> VoiceCard:
        """Who it is."""

    @property
    def sample_rate_hz(self) -> int:
        """Rate of its sound."""

    @property
    def symbols(self) -> frozenset[str]:
        """Phoneme characters that the aligner knows."""

    @property
    def max_symbols(self) -> int:
        """Longest phoneme string of one call."""

    def say(self, text: str, speed: float) -> npt.NDArray[np.float32]:
        """Say a sentence, written out in words: (N,) mono samples, -1 to 1."""
