"""Emphasis: what a model that knows only stress and length can do to bring a word out."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

GAIN_DB = 2.5

_VOWEL = re.compile("[AIOQWYaeiouæɐɑɒɔəɚɛɜɨɪʊʌᵻyøœ]")
_STRESSED_VOWEL = re.compile("(ˈ[^ˈˌ ]*?[AIOQWYaeiouæɐɑɒɔəɚɛɜɨɪʊʌᵻyøœ])(?!ː)")
_RAMP_SECONDS = 0.03


def emphasise(phonemes: str) -> str:
    """Return the last word of a reading full stress and a longer vowel."""
    head, space, word = phonemes.rpartition(" ")
    if "ˈ" not in word:
        word = word.replace("ˌ", "ˈ", 1) if "ˌ" in word else _VOWEL.sub(r"ˈ\g<0>", word, count=1)
    return head + space + _STRESSED_VOWEL.sub(r"\1ː", word, count=1)


def louden(
    samples: npt.NDArray[np.float32], sample_rate_hz: int, spans_seconds: list[tuple[float, float]]
) -> npt.NDArray[np.float32]:
    """Raise the loudness inside spans by `GAIN_DB`, with ramps of 30 ms so that it is not heard as a step."""
    if not spans_seconds:
        return samples
    wanted = np.zeros(len(samples), np.float32)
    for start, end in spans_seconds:
        wanted[int(start * sample_rate_hz) : int(end * sample_rate_hz)] = 1.0
    length = max(int(_RAMP_SECONDS * sample_rate_hz), 1)
    ramp = np.hanning(length + 2)[1:-1]
    smooth = np.convolve(wanted, (ramp / ramp.sum()).astype(np.float32), "same")
    gain = np.power(10.0, GAIN_DB / 20 * smooth).astype(np.float32)
    return samples * gain
