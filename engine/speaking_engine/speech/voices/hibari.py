"""hibari: a small student of Kokoro (8 MB, many times faster), one voice in its package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from hibari import dsp
from hibari.voices import VOICES, voice_path

from speaking_engine.errors import SetupError, VoiceError
from speaking_engine.faces.face import Gender
from speaking_engine.speech.voices.onnx_wire import float_output, record
from speaking_engine.speech.voices.symbols import KOKORO_NUMBERS, KOKORO_SYMBOLS
from speaking_engine.speech.voices.voice import Sound, VoiceCard

LAG_SECONDS = 0.057
MAX_SYMBOLS = 400
PACE = 0.93  # slowed to what captions can follow, as Kokoro's hasty voices are

_DURATION = "/Clip_output_0"
_OUTPUTS = ("lh", "theta", "ln", "lr", "phi", "f0", _DURATION)
_GENDERS: dict[str, Gender] = {"female": "female", "male": "male"}


class HibariVoice:
    """One voice; each is a network of its own."""

    sample_rate_hz = dsp.SR
    max_symbols = MAX_SYMBOLS
    symbols = KOKORO_SYMBOLS

    def __init__(self, name: str) -> None:
        cards = {card.name: card for card in list_hibari()}
        if f"hibari:{name}" not in cards:
            raise VoiceError(f"There is no voice 'hibari:{name}'.", hint=f"There are {', '.join(cards)}.")
        self.card = cards[f"hibari:{name}"]
        if self.card.missing:
            raise SetupError(self.card.missing, hint="hibari:heart is in the package.")
        self._session = _session(voice_path(name, download_missing=False))

    def sound(self, phonemes: str, speed: float) -> Sound:
        """Run the network and the vocoder; the seed of its noise is fixed."""
        numbers = [KOKORO_NUMBERS[symbol] for symbol in phonemes]
        feed = {"ids": np.array([[0, *numbers, 0]], np.int64), "speed": np.array([speed * PACE], np.float32)}
        *sources, frames = (np.asarray(output) for output in self._session.run(_OUTPUTS, feed))
        samples = np.asarray(
            dsp.synth(*(source[0] for source in sources), np.random.default_rng(0)), np.float32
        )
        ends = np.cumsum(frames.ravel().astype(np.float64))
        ends *= len(samples) / self.sample_rate_hz / ends[-1]
        return Sound(samples, np.maximum(ends[:-1] - LAG_SECONDS, 0.0))


def list_hibari() -> tuple[VoiceCard, ...]:
    """List hibari's voices; those that are not in the package are named as missing, never downloaded."""
    return tuple(_card(name) for name in VOICES)


def _card(name: str) -> VoiceCard:
    about = VOICES[name]
    language = "en-gb" if about["british"] else "en-us"
    gender = _GENDERS.get(about["gender"], "unknown")
    try:
        voice_path(name, download_missing=False)
        missing = ""
    except FileNotFoundError as error:
        missing = f"The voice hibari:{name} is not in its package; its file would be {error}."
    return VoiceCard(f"hibari:{name}", gender, language, "hibari", ("en-us", "en-gb"), missing)


@cache
def _session(path: str) -> onnxruntime.InferenceSession:
    """Load the network with its durations as one more output: fields appended to a record add to it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    graph = Path(path).read_bytes() + record(7, record(12, float_output(_DURATION)))
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
