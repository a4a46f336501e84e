"""The official `kokoro` package (torch), for those who want the original precision."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from speaking_engine.errors import SetupError
from speaking_engine.speech.voices.kokoro import MAX_SYMBOLS, SAMPLE_RATE_HZ, bounds
from speaking_engine.speech.voices.styles import (
    gender_of,
    known_styles,
    language_of,
    models_folder,
    pace_of,
    parse_blend,
    style_of,
)
from speaking_engine.speech.voices.symbols import KOKORO_SYMBOLS
from speaking_engine.speech.voices.voice import Sound, VoiceCard

if TYPE_CHECKING:
    from kokoro import KModel

CHECKPOINT, CONFIG = "kokoro-v1_0.pth", "config.json"


class OfficialVoice:
    """One voice, or one mixture of voices, of the official implementation."""

    sample_rate_hz = SAMPLE_RATE_HZ
    max_symbols = MAX_SYMBOLS
    symbols = KOKORO_SYMBOLS

    def __init__(self, name: str) -> None:
        missing = missing_for_official()
        if missing:
            raise SetupError(missing, hint="The embedded voices need nothing more: leave `official:` out.")
        blend = parse_blend(name)
        first = blend.shares[0][0]
        self.card = VoiceCard(f"official:{name}", gender_of(first), language_of(first), "official")
        self._style, self._pace = style_of(blend), pace_of(blend)

    def sound(self, phonemes: str, speed: float) -> Sound:
        """Run the network once."""
        import torch

        model = _model()
        style = torch.from_numpy(self._style[len(phonemes) - 1][np.newaxis].copy())
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(0)  # its vocoder draws noise; the same words must sound the same again
            output = model(phonemes, style, speed * self._pace, return_output=True)
        return Sound(np.asarray(output.audio, np.float32), bounds(np.asarray(output.pred_dur)))


def missing_for_official() -> str:
    """Return what the official implementation lacks here; empty if nothing."""
    if importlib.util.find_spec("kokoro") is None:
        return "The official Kokoro needs the package kokoro, which is not installed."
    lacking = [name for name in (CHECKPOINT, CONFIG) if not (_folder() / name).is_file()]
    return f"The official Kokoro needs {' and '.join(lacking)} in {_folder()}." if lacking else ""


def list_official() -> tuple[VoiceCard, ...]:
    """List the voices as the official implementation speaks them."""
    missing = missing_for_official()
    return tuple(
        VoiceCard(f"official:{name}", gender_of(name), language_of(name), "official", missing=missing)
        for name in known_styles()
    )


def _folder() -> Path:
    return models_folder().parent


@cache
def _model() -> KModel:
    from kokoro import KModel as Model

    paths = {"config": str(_folder() / CONFIG), "model": str(_folder() / CHECKPOINT)}
    return Model(repo_id="hexgrad/Kokoro-82M", **paths).eval()
