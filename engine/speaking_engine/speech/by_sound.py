"""Mouth shapes from sound alone, where a recording has no text: how loud it is, and how bright."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt

from speaking_engine.speech.level import loud_stretches, power_db
from speaking_engine.speech.utterance import Phoneme

Samples = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]

_STEP_SECONDS = 0.02
_WINDOW_SECONDS = 0.04
# under the loudest moments: up to here lips meet, part, and from here they are wide open
_CLOSED_DB, _SOFT_DB, _WIDE_DB = -30.0, -20.0, -8.0
_SHORTEST_STEPS = 3
_LONGEST_CLOSURE_STEPS = 6
_BANDS_HZ = {"voice": (100, 400), "open": (600, 1100), "back": (900, 1500), "front": (1700, 2800)}
_HISS_HZ = 3500
_HISS_SHARE = 0.5


def phonemes_of_sound(samples: Samples, sample_rate_hz: int) -> tuple[Phoneme, ...]:
    """Return synthetic phonemes: their mouth is that of such a sound, but they are no words.

    Loudness says how wide the mouth is, the balance of the bands in which the first two formants lie
    whether it is open, spread or rounded; hiss closes the teeth, a short dip between sounds the lips.

    Returns
    -------
    tuple of Phoneme
        They touch each other from 0 to the end of the sound.

    References
    ----------
    Peterson and Barney, Control methods used in a study of the vowels, 1952: where formants lie.
    """
    power = power_db(samples, sample_rate_hz, _STEP_SECONDS)
    if not len(power):
        return ()
    spectrum, frequencies = _spectra(samples, sample_rate_hz, len(power))
    level = power - float(np.percentile(power, 98))
    quiet = ~_loud(samples, sample_rate_hz, len(power)) | (level < _CLOSED_DB)
    balances = _balances(spectrum, frequencies)
    symbols = [
        "" if still else _symbol(level_db, balance)
        for still, level_db, balance in zip(quiet.tolist(), level.tolist(), balances, strict=True)
    ]
    return tuple(_touching(_with_closures(_steady(symbols)), len(samples) / sample_rate_hz))


def _loud(samples: Samples, sample_rate_hz: int, count: int) -> npt.NDArray[np.bool_]:
    loud = np.zeros(count, bool)
    for start, end in loud_stretches(samples, sample_rate_hz):
        loud[round(start / _STEP_SECONDS) : round(end / _STEP_SECONDS)] = True
    return loud


def _spectra(samples: Samples, sample_rate_hz: int, count: int) -> tuple[Numbers, Numbers]:
    """Compute the power spectrum around the middle of each step."""
    width, step = round(_WINDOW_SECONDS * sample_rate_hz), round(_STEP_SECONDS * sample_rate_hz)
    margin = (width - step) // 2
    padded = np.pad(samples, (margin, margin + count * step + width - len(samples)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)[: count * step : step]
    spectrum = np.asarray(np.abs(np.fft.rfft(windows * np.hanning(width), axis=1)) ** 2, np.float64)
    return spectrum, np.asarray(np.fft.rfftfreq(width, 1 / sample_rate_hz), np.float64)


def _balances(spectrum: Numbers, frequencies: Numbers) -> list[dict[str, float]]:
    """Return, of each step, the power of each band in dB, and the share of hiss."""

    def power(low: float, high: float) -> Numbers:
        return np.asarray(spectrum[:, (frequencies >= low) & (frequencies < high)].sum(axis=1) + 1e-9)

    bands: dict[str, Numbers] = {
        name: np.asarray(10 * np.log10(power(*limits)), np.float64) for name, limits in _BANDS_HZ.items()
    }
    bands["hiss"] = np.asarray(power(_HISS_HZ, np.inf) / power(100, np.inf))
    return [dict(zip(bands, values, strict=True)) for values in zip(*bands.values(), strict=True)]


def _symbol(level_db: float, balance: dict[str, float]) -> str:
    """Choose a sound whose mouth fits."""
    if balance["hiss"] > _HISS_SHARE:
        return "s"
    openness_db, front = balance["open"] - balance["voice"], balance["front"] > balance["back"]
    if level_db < _SOFT_DB:
        return "ə"
    if openness_db < -12:
        return "i" if front else "u"
    if openness_db < 0 or level_db < _WIDE_DB:
        return "ɛ" if front else "ɔ"
    return "æ" if front else "ɑ"


def _steady(symbols: Sequence[str]) -> list[str]:
    """Take away what is too short for a mouth: it becomes what was before it."""
    out = list(symbols)
    at = 0
    for symbol, group in groupby(symbols):
        length = len(list(group))
        if at > 0 and length < _SHORTEST_STEPS and symbol and out[at - 1]:
            out[at : at + length] = [out[at - 1]] * length
        at += length
    return out


def _with_closures(symbols: Sequence[str]) -> list[str]:
    """Let the lips meet in a dip too short to be seen as a pause."""
    out = list(symbols)
    at = 0
    for symbol, group in groupby(symbols):
        length = len(list(group))
        if not symbol and 0 < at < len(out) - length and length <= _LONGEST_CLOSURE_STEPS:
            out[at : at + length] = ["m"] * length
        at += length
    return out


def _touching(symbols: Sequence[str], seconds: float) -> Iterator[Phoneme]:
    at = 0
    for symbol, group in groupby(symbols):
        start, at = at, at + len(list(group))
        end = min(at * _STEP_SECONDS, seconds) if at < len(symbols) else seconds
        yield Phoneme(symbol, start * _STEP_SECONDS, end, int(symbol in {"ɑ", "æ"}))
