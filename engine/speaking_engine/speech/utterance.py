"""Utterance: the sound of one line, with the times of its words and phonemes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Phoneme:
    """One sounding phoneme.

    Attributes
    ----------
    symbol : str
        One IPA-like character of the Kokoro alphabet (misaki), without stress or length marks;
        "" for silence.
    start_seconds, end_seconds : float
        Times in the utterance's own sound, after lag correction; consecutive phonemes touch.
    stress : int
        0 none, 1 primary, 2 secondary.
    """

    symbol: str
    start_seconds: float
    end_seconds: float
    stress: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """One word as written (with its punctuation) and when it sounds."""

    text: str
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """The sound of one line.

    Attributes
    ----------
    samples : (N,) float32
        Mono, -1 to 1, loudness -16 LUFS, peak <= -1 dBFS.
    fallbacks : tuple of str
        Sentences that say what could not be done as asked; shown to the user.
    """

    samples: npt.NDArray[np.float32]
    sample_rate_hz: int
    phonemes: tuple[Phoneme, ...]
    words: tuple[Word, ...]
    text: str
    voice: str
    fallbacks: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.samples) / self.sample_rate_hz
