"""Kokoro-82M: the embedded speech model, with any mixture of its voices."""

from __future__ import annotations

import contextlib
import hashlib
import os
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import platformdirs

from speaking_engine.errors import InternalError
from speaking_engine.speech.languages import list_languages
from speaking_engine.speech.voices import kokoro_graph
from speaking_engine.speech.voices.styles import (
    gender_of,
    known_styles,
    language_of,
    pace_of,
    parse_blend,
    style_of,
)
from speaking_engine.speech.voices.symbols import KOKORO_NUMBERS, KOKORO_SYMBOLS
from speaking_engine.speech.voices.voice import Sound, VoiceCard

SAMPLE_RATE_HZ = 24000
FRAME_SECONDS = 600 / SAMPLE_RATE_HZ
LAG_SECONDS = 0.057  # durations say a boundary this much later than it is heard, against pocketsphinx
MAX_SYMBOLS = 510
THREADS = 2


class KokoroVoice:
    """One voice, or one mixture of voices, of the embedded model."""

    sample_rate_hz = SAMPLE_RATE_HZ
    max_symbols = MAX_SYMBOLS
    symbols = KOKORO_SYMBOLS

    def __init__(self, name: str) -> None:
        blend = parse_blend(name)
        first = blend.shares[0][0]
        self._style, self._pace = style_of(blend), pace_of(blend)
        self.card = VoiceCard(name, gender_of(first), language_of(first), "kokoro")

    def sound(self, phonemes: str, speed: float) -> Sound:
        """Run the network once."""
        numbers = [KOKORO_NUMBERS[symbol] for symbol in phonemes]
        feed = {
            "tokens": np.array([[0, *numbers, 0]], np.int64),
            "style": self._style[len(numbers) - 1][np.newaxis],
            "speed": np.array([speed * self._pace], np.float32),
        }
        samples, frames = session().run(["audio", "duration"], feed)
        return Sound(np.asarray(samples, np.float32).ravel(), bounds(np.asarray(frames).ravel()))


def list_kokoro() -> tuple[VoiceCard, ...]:
    """List the embedded voices, those of the Japanese package, and those that were dropped in."""
    return tuple(
        VoiceCard(name, gender_of(name), language_of(name), "kokoro", missing=_unread(language_of(name)))
        for name in known_styles()
    )


def _unread(code: str) -> str:
    """Return why the voice's own language cannot be read here, and how to get it; empty if it can."""
    missing = next((one.missing for one in list_languages() if one.code == code), "")
    return f"{missing} Install it: `uv sync --extra japanese`." if missing else ""


def bounds(frames: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
    """Return the heard bounds of symbols from the frames of all tokens, the two at the ends included."""
    ends = np.cumsum(frames.astype(np.float64)) * FRAME_SECONDS
    return np.maximum(ends[:-1] - LAG_SECONDS, 0.0)


@cache
def session() -> onnxruntime.InferenceSession:
    """Load the model once in a process: from the cache folder if it is whole there, else built anew.

    Raises
    ------
    SetupError
        The packages that carry the model are missing or damaged.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the cores too
    return onnxruntime.InferenceSession(_graph(), options, providers=["CPUExecutionProvider"])


def cached_graph_path() -> Path:
    """Return where the built graph is kept between runs."""
    folder = platformdirs.user_cache_path("speaking-images") / "models"
    return folder / f"kokoro-82m-{kokoro_graph.BUILT_SHA256[:12]}.onnx"


def _graph() -> str | bytes:
    """Return the path of the graph, or the graph itself where it cannot be kept.

    A corrupt file is built again; a folder that cannot be written costs two seconds at the next start.
    """
    path = cached_graph_path()
    if _is_whole(path):
        return str(path)  # loading from the file takes half the memory
    graph = kokoro_graph.build()
    if hashlib.sha256(graph).hexdigest() != kokoro_graph.BUILT_SHA256:
        raise InternalError("The rebuilt Kokoro graph is not the one that was tested.")
    return str(path) if _keep(graph, path) else graph


def _is_whole(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == kokoro_graph.BUILT_SHA256
    except OSError:
        return False


def _keep(graph: bytes, path: Path) -> bool:
    """Write beside and rename, so that another process never sees half a file."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(graph)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        return False
    return True
