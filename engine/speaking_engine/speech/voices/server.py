"""Voices of a server that speaks OpenAI's `/v1/audio/speech`: `server:http://127.0.0.1:8880/v1?voice=NAME`."""

from __future__ import annotations

import io
import os
from urllib.parse import parse_qs

import httpx
import numpy as np
import numpy.typing as npt
import soundfile

from speaking_engine.errors import TextError, VoiceError
from speaking_engine.media.sound import resample
from speaking_engine.script.writers.openai import checked_address, is_here, is_home_of_key, reason_of, why
from speaking_engine.speech.languages import readable_languages
from speaking_engine.speech.voices.symbols import KOKORO_SYMBOLS
from speaking_engine.speech.voices.voice import VoiceCard

KEY_VARIABLE = "OPENAI_API_KEY"
MAX_BYTES = 64 << 20  # a sentence is under 1 MB
SECONDS = 120.0
SAMPLE_RATE_HZ = 24000
MAX_SECONDS = 120
_CONNECT_SECONDS = 10.0
_FORM = "Write it like `--voice server:http://127.0.0.1:8880/v1?voice=NAME&model=MODEL`."


class ServerVoice:
    """Sends each sentence to a server that the user named, and nothing before a sentence is to be spoken."""

    sample_rate_hz = SAMPLE_RATE_HZ
    max_symbols = 400
    symbols = KOKORO_SYMBOLS

    def __init__(self, name: str) -> None:
        address, _, query = name.partition("?")
        try:
            checked_address(address)
            asked = {key: values[-1] for key, values in parse_qs(query).items()}
        except (TextError, ValueError) as error:
            raise VoiceError(f"{address!r} is no address of a server that speaks.", hint=_FORM) from error
        if set(asked) - {"voice", "model"}:
            raise VoiceError(
                f"A server's voice takes no {min(set(asked) - {'voice', 'model'})!r}.", hint=_FORM
            )
        self._url = f"{address.rstrip('/')}/audio/speech"
        self._voice, self._model = asked.get("voice", "alloy"), asked.get("model", "tts-1")
        self.card = VoiceCard(f"server:{name}", "unknown", "", "server", readable_languages())

    def say(self, text: str, speed: float) -> npt.NDArray[np.float32]:
        """Let the server say a text.

        Raises
        ------
        VoiceError
            It cannot be reached, is too slow, answers with an error, with no sound, or without end.
        """
        body: dict[str, str | float] = {
            "model": self._model,
            "input": text,
            "voice": self._voice,
            "response_format": "wav",
            "speed": speed,
        }
        try:
            samples, rate_hz = soundfile.read(io.BytesIO(self._ask(body)), dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, ValueError, RuntimeError) as error:
            raise VoiceError(
                f"The server {self._url} answered with what is no sound.",
                hint="It must give WAV, FLAC, Ogg or MP3.",
            ) from error
        mono = np.asarray(samples.mean(axis=1), np.float32)
        if (
            not len(mono)
            or len(mono) > MAX_SECONDS * rate_hz
            or not np.isfinite(mono).all()
            or float(np.abs(mono).max()) < 1e-4
        ):
            raise VoiceError(
                f"The server {self._url} answered with no sound, or far too much.",
                hint="Choose another voice.",
            )
        return resample(mono, rate_hz, SAMPLE_RATE_HZ)

    def _ask(self, body: dict[str, str | float]) -> bytes:
        key = os.environ.get(KEY_VARIABLE, "") if is_home_of_key(self._url) else ""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        timeout = httpx.Timeout(SECONDS, connect=_CONNECT_SECONDS)
        try:
            with (
                httpx.Client(headers=headers, timeout=timeout, trust_env=not is_here(self._url)) as client,
                client.stream("POST", self._url, json=body) as response,
            ):
                if response.is_error:
                    response.read()
                response.raise_for_status()
                return self._whole(response)
        except httpx.HTTPStatusError as error:
            raise VoiceError(
                f"The server {self._url} answers {error.response.status_code}: {reason_of(error.response)}.",
                hint=f"Has it the voice {self._voice!r} and the model {self._model!r}, and is the key right?",
            ) from error
        except httpx.InvalidURL as error:
            raise VoiceError(f"{self._url!r} is no address of a server.", hint=_FORM) from error
        except httpx.HTTPError as error:
            raise VoiceError(
                f"The server {self._url} cannot be reached: {why(error)}.",
                hint="Start it, or choose another voice.",
            ) from error

    def _whole(self, response: httpx.Response) -> bytes:
        sound = bytearray()
        for part in response.iter_bytes():
            sound += part
            if len(sound) > MAX_BYTES:
                raise VoiceError(
                    f"The server {self._url} answers without end.", hint="Choose another voice of it."
                )
        return bytes(sound)
