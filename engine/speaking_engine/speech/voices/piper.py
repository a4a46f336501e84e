"""Piper voices: one ONNX file and its JSON, in any of some forty languages; `piper:FILE.onnx`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from speaking_engine.errors import VoiceError
from speaking_engine.media.sound import resample
from speaking_engine.speech.voices.onnx_wire import float_output, read_node, record, records
from speaking_engine.speech.voices.symbols import KOKORO_SYMBOLS
from speaking_engine.speech.voices.voice import Sound, VoiceCard

MAX_SYMBOLS = 400
SAMPLE_RATE_HZ = 24000
_DURATION = "/Ceil_output_0"  # frames of each phoneme, inside every VITS that Piper exports
_NOISE = ("/dp/RandomNormalLike_output_0", "/RandomNormalLike_output_0")
_CHANNELS = 192
_HOP = 256
_SEED = 0
_HINT = "A Piper voice is NAME.onnx with NAME.onnx.json beside it: `--voice piper:NAME.onnx`."

_SPELLED = {  # signs of Kokoro's alphabet that espeak, and so Piper, writes with several
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ", "ʤ": "dʒ", "ʧ": "tʃ", "ʦ": "ts",
    "ʣ": "dz", "S": "ss", "ᵊ": "ə", "T": "ɾ", "ʥ": "dʑ", "ʨ": "tɕ", "“": '"', "”": '"', "—": "-", "…": ".",
}  # fmt: skip
_LONG = frozenset("iuɑɔɜ")
_STRESS = "ˈˌ"


class PiperVoice:
    """One voice; its network takes the phonemes of espeak and tells how long each lasts."""

    sample_rate_hz = SAMPLE_RATE_HZ
    max_symbols = MAX_SYMBOLS

    def __init__(self, name: str) -> None:
        path = Path(name).expanduser()
        self._config = _config(path)
        self._numbers: Mapping[str, list[int]] = self._config["phoneme_id_map"]
        self._own_rate_hz = int(self._config["audio"]["sample_rate"])
        language = _language(self._config)
        self.card = VoiceCard(f"piper:{name}", "unknown", language, "piper", (language,))
        self.symbols = KOKORO_SYMBOLS | {
            sign for sign in self._numbers if len(sign) == 1 and sign not in "_^$"
        }
        self._session = _session(str(path.resolve()), path.stat().st_mtime_ns)

    def sound(self, phonemes: str, speed: float) -> Sound:
        """Run the network: once for the durations, once for the sound; its noise is fixed."""
        numbers, owners = self._encoded(phonemes)
        scales = self._config.get("inference", {})
        feed: dict[str, Any] = {
            "input": np.array([numbers], np.int64),
            "input_lengths": np.array([len(numbers)], np.int64),
            "scales": np.array(
                [
                    scales.get("noise_scale", 0.667),
                    float(scales.get("length_scale", 1)) / speed,
                    scales.get("noise_w", 0.8),
                ],
                np.float32,
            ),
        }
        if any(entry.name == "sid" for entry in self._session.get_inputs()):
            feed["sid"] = np.array([0], np.int64)
        random = np.random.default_rng(_SEED)
        feed[_NOISE[0]] = random.standard_normal((1, 2, len(numbers)), np.float32)
        feed[_NOISE[1]] = np.zeros((1, _CHANNELS, 1), np.float32)
        frames = np.asarray(_only(self._session, feed)).ravel().astype(np.float64)
        feed[_NOISE[1]] = random.standard_normal((1, _CHANNELS, int(max(frames.sum(), 1))), np.float32)
        samples = np.asarray(self._session.run(["output"], feed)[0], np.float32).ravel()
        return Sound(
            resample(samples, self._own_rate_hz, SAMPLE_RATE_HZ), self._bounds(frames, owners, len(phonemes))
        )

    def _encoded(self, phonemes: str) -> tuple[list[int], list[int]]:
        """Return Piper's numbers, and which symbol of `phonemes` each belongs to; -1 before the first."""
        pad = self._numbers["_"]
        numbers = [*self._numbers["^"], *pad]
        owners = [-1] * len(numbers)
        for index, sign in _signs(phonemes, english=self.card.language.startswith("en")):
            for number in self._numbers.get(sign, []):
                numbers += [number, *pad]
                owners += [index] * (1 + len(pad))
        numbers += self._numbers["$"]
        return numbers, [*owners, *[len(phonemes)] * len(self._numbers["$"])]

    def _bounds(
        self, frames: npt.NDArray[np.float64], owners: list[int], count: int
    ) -> npt.NDArray[np.float64]:
        """Return the bounds of all symbols; one that Piper does not know lasts next to no time."""
        lengths = np.zeros(count + 2)
        for owner, length in zip(owners, frames, strict=True):
            lengths[owner + 1] += length
        ends = np.cumsum(np.maximum(lengths, 1e-3)) * _HOP / self._own_rate_hz
        return np.asarray(ends[:-1], np.float64)


def _signs(phonemes: str, *, english: bool) -> Iterator[tuple[int, str]]:
    """Return espeak's signs, each with the symbol it stands for."""
    skipped = False
    for index, symbol in enumerate(phonemes):
        following = phonemes[index + 1 : index + 2]
        if skipped:
            skipped = False
        elif english and symbol == "ə" and following == "ɹ":
            skipped = True
            yield index, "ɚ"
        elif english and symbol == "ɜ" and following == "ɹ":
            skipped = True
            yield from ((index, "ɜ"), (index, "ː"))
        else:
            yield from ((index, sign) for sign in _SPELLED.get(symbol, symbol))
            if english and symbol in _LONG and following != "ː" and phonemes[index - 1 : index] in _STRESS:
                yield index, "ː"


def _only(session: onnxruntime.InferenceSession, feed: Mapping[str, Any]) -> npt.NDArray[np.float32]:
    """Compute the durations and nothing after them."""
    options = onnxruntime.RunOptions()
    options.only_execute_path_to_fetches = True
    return np.asarray(session.run([_DURATION], dict(feed), options)[0], np.float32)


def _config(path: Path) -> dict[str, Any]:
    beside = path.with_name(f"{path.name}.json")
    for needed in (path, beside):
        if not needed.is_file():
            raise VoiceError(f"There is no file {needed} of the Piper voice.", hint=_HINT)
    try:
        config: dict[str, Any] = json.loads(beside.read_text("utf8"))
        whole = int(config["audio"]["sample_rate"]) > 0 and {"_", "^", "$"} <= set(config["phoneme_id_map"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise VoiceError(f"The file {beside} is not the JSON of a Piper voice.", hint=_HINT) from error
    if not whole or config.get("phoneme_type", "espeak") != "espeak":
        raise VoiceError(
            f"The Piper voice {path} is not read by espeak's phonemes.",
            hint="Choose one of phoneme type espeak.",
        )
    return config


def _language(config: Mapping[str, Any]) -> str:
    """Return the language of a voice as we name languages: "en-us", "de", "pt-br"."""
    spoken = str(config.get("espeak", {}).get("voice", "")).lower().replace("_", "-")
    return {
        "en": "en-us",
        "en-gb-x-rp": "en-gb",
        "pt": "pt-pt",
        "fr-fr": "fr",
        "es-419": "es",
        "cmn": "zh",
    }.get(spoken, spoken)


@cache
def _session(path: str, changed_ns: int) -> onnxruntime.InferenceSession:  # noqa: ARG001 - part of the key
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        graph = _with_open_noise(Path(path).read_bytes())
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except (OSError, ValueError, IndexError, UnicodeDecodeError) as error:
        raise VoiceError(f"The Piper voice {path} cannot be read: {error}.", hint=_HINT) from error
    except Exception as error:
        raise VoiceError(f"The file {path} is no Piper voice: {_first_line(error)}.", hint=_HINT) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:160].rstrip(".")


def _with_open_noise(model: bytes) -> bytes:
    """Take the two sources of noise out, to be fed instead, and let the durations out.

    onnxruntime's noise goes on from call to call, so the same words would never sound the same twice.
    """
    out = []
    for field, value in records(memoryview(model)):
        if field == 7 and not isinstance(value, int):
            out.append(record(7, b"".join(_opened(value))))
        else:
            out.append(record(field, value))
    return b"".join(out)


def _opened(graph: memoryview) -> Iterator[bytes]:
    for field, value in records(graph):
        if field == 1 and not isinstance(value, int) and len(value) < 2000:
            node = read_node(value)
            if node.operation == "RandomNormalLike" and node.outputs[0] in _NOISE:
                yield record(11, float_output(node.outputs[0]))
                continue
        yield record(field, value)
    yield record(12, float_output(_DURATION))


def digest_of(name: str) -> str:
    """Return the digest of the voice's file, so that another file under the same name is another voice."""
    with Path(name).expanduser().open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
