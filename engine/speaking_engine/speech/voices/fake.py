"""A voice without a model: a tone for each phoneme, at exact times; for tests, never chosen by itself."""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

from speaking_engine.speech.voices.symbols import KOKORO_SYMBOLS
from speaking_engine.speech.voices.voice import Sound, VoiceCard

_SOUND_SECONDS = 0.08
_PAUSE_SECONDS = 0.12
_EDGE_SECONDS = 0.1
_QUIET = frozenset(' ;:,.!?—…"()“”ˈˌː')


class FakeVoice:
    """Every phoneme sounds for 80 ms at its own pitch; spaces and punctuation are silent for 120 ms."""

    sample_rate_hz = 24000
    max_symbols = 510
    symbols = KOKORO_SYMBOLS
    card = VoiceCard("fake", "unknown", "en-us", "fake")

    def __init__(self, name: str = "") -> None:
        """Take any name, as every backend does."""

    def sound(self, phonemes: str, speed: float) -> Sound:
        """Play the tones."""
        durations = [(_PAUSE_SECONDS if s in _QUIET else _SOUND_SECONDS) / speed for s in phonemes]
        bounds = _EDGE_SECONDS + np.concatenate([[0.0], np.cumsum(durations)])
        edges = np.round(bounds * self.sample_rate_hz).astype(int)
        samples = np.zeros(edges[-1] + int(_EDGE_SECONDS * self.sample_rate_hz), np.float32)
        for symbol, start, end in zip(phonemes, edges[:-1], edges[1:], strict=True):
            if symbol not in _QUIET:
                samples[start:end] = self._tone(symbol, end - start)
        return Sound(samples, bounds)

    def _tone(self, symbol: str, length: int) -> npt.NDArray[np.float32]:
        pitch_hz = 120 + zlib.crc32(symbol.encode()) % 400
        time = np.arange(length) / self.sample_rate_hz
        tone = 0.3 * np.sin(2 * np.pi * pitch_hz * time) * np.hanning(length)
        return np.asarray(tone, np.float32)
