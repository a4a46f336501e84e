"""The openai writer: any server that speaks OpenAI's chat completions (Ollama, vLLM, llama-server, ...)."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import socket
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

from speaking_engine.errors import TextError
from speaking_engine.protocol.progress import Report
from speaking_engine.script.commission import Commission, Draft, NoDraftError, WriterSettings
from speaking_engine.script.refusals import plain_answer
from speaking_engine.script.script import Sentence
from speaking_engine.script.sentences import split_sentences
from speaking_engine.script.writers.prompts import as_log, claims_of, messages_for, sights_asked

OPENAI_URL = "https://api.openai.com/v1"
BASE_URL_VARIABLE = "OPENAI_BASE_URL"  # as OpenAI's own library has it
MOST_BYTES = 100_000  # of an answer; 700 tokens with all that servers add take a tenth
_TRIES = 3
_POLL_SECONDS = 0.2
_CONNECT_SECONDS = 10.0
_ADDRESS_HINT = "Give the address up to and with /v1, for example http://127.0.0.1:11434/v1."
_OURS_TO_MEND = {301, 302, 303, 307, 308, 401, 403, 404, 405}
"""Answers that tell of a wrong address, key or model: the person mends it, and no other writer steps in."""
_BUSY = {408, 425, 429, 500, 502, 503, 504}


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")
    content: str | list[dict[str, Any]] | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    model_config = ConfigDict(extra="ignore")
    message: _Message
    finish_reason: str | None = "stop"


class _Answer(BaseModel):
    """What we need of a chat completion; servers add much else."""

    model_config = ConfigDict(extra="ignore")
    choices: list[_Choice]


class OpenAiWriter:
    """Asks a server, with the picture scaled down; waits no longer than it was told."""

    name = "openai"

    def __init__(self, settings: WriterSettings) -> None:
        self.settings = settings

    def write(self, commission: Commission, report: Report) -> Draft:
        """Write one draft.

        Raises
        ------
        TextError
            The address is none; the server cannot be reached, is too slow or answers with an error.
        """
        if commission.preset == "museum":
            return self._in_two_steps(commission, report)
        try:
            return self._written(messages_for(commission, with_picture=True), commission, report)
        except NoDraftError as error:
            if not isinstance(error.__cause__, httpx.HTTPStatusError):
                raise
            return self._written(messages_for(commission, with_picture=False), commission, report)

    def _in_two_steps(self, commission: Commission, report: Report) -> Draft:
        """Ask what is to be seen, then for the text from that and the label; without eyes nothing is seen."""
        looking = sights_asked(commission)
        try:
            listed = _text_of(self._asked(looking, commission, report).message)
        except NoDraftError as error:
            if not isinstance(error.__cause__, httpx.HTTPStatusError):
                raise
            listed = ""
        seen = claims_of(plain_answer(listed), self.settings.model, commission.language)
        writing = messages_for(commission, with_picture=False, seen=seen)
        draft = self._written(writing, commission, report)
        return dataclasses.replace(draft, seen=seen, prompt=f"{as_log(looking)}\n{listed}\n{draft.prompt}")

    def _written(self, messages: list[dict[str, Any]], commission: Commission, report: Report) -> Draft:
        choice = self._asked(messages, commission, report)
        answer = _text_of(choice.message)
        sentences = tuple(Sentence(words) for words in split_sentences(answer))
        finish = choice.finish_reason or "stop"
        return Draft(sentences, prompt=as_log(messages), finish=finish, answer=answer)

    def _asked(self, messages: list[dict[str, Any]], commission: Commission, report: Report) -> _Choice:
        body = {
            "model": self.settings.model,
            "messages": messages,
            "seed": commission.seed + commission.attempt,
            "temperature": 0.8,
            "max_tokens": 700,
        }
        return asyncio.run(self._ask_and_report(body, report))

    async def _ask_and_report(self, body: dict[str, Any], report: Report) -> _Choice:
        """Wait for the answer, reporting all the while; whoever cancels closes the connection."""
        asking = asyncio.create_task(self._ask(body))
        waited = 0.0
        try:
            while not asking.done():
                report("script", min(0.95, waited / self.settings.timeout_seconds), "waiting for the server")
                await asyncio.wait({asking}, timeout=_POLL_SECONDS)
                waited += _POLL_SECONDS
        finally:
            asking.cancel()
        return await asking

    async def _ask(self, body: dict[str, Any]) -> _Choice:
        url = f"{checked_address(self.settings.url).rstrip('/')}/chat/completions"
        try:
            async with asyncio.timeout(self.settings.timeout_seconds):
                return _choice(await self._post(url, body), url)
        except TimeoutError as error:
            raise TextError(
                f"The server {url} gave no answer within {self.settings.timeout_seconds:g} seconds.",
                hint="Is the model loaded? Give it more time, or choose --writer template.",
            ) from error
        except httpx.HTTPStatusError as error:
            kind = TextError if error.response.status_code in _OURS_TO_MEND else NoDraftError
            raise kind(
                f"The server {url} answers {error.response.status_code}: {reason_of(error.response)}.",
                hint=f"Does it have the model {self.settings.model!r}, and is the key right? "
                f"A key is sent to the server of {BASE_URL_VARIABLE} only, else to {OPENAI_URL}.",
            ) from error
        except httpx.InvalidURL as error:
            raise _no_address(self.settings.url) from error
        except httpx.HTTPError as error:
            raise TextError(
                f"The server {url} cannot be reached: {why(error)}.",
                hint="Start it (for Ollama: `ollama serve`), or choose --writer template.",
            ) from error

    async def _post(self, url: str, body: dict[str, Any]) -> httpx.Response:
        """Send the request, again where the server is busy or the connection broke."""
        key = os.environ.get(self.settings.api_key_variable, "") if is_home_of_key(url) else ""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        timeout = httpx.Timeout(None, connect=_CONNECT_SECONDS)  # the whole is timed in `_ask`
        async with httpx.AsyncClient(headers=headers, timeout=timeout, trust_env=not is_here(url)) as client:
            retrying = AsyncRetrying(
                stop=stop_after_attempt(_TRIES),
                wait=wait_exponential(multiplier=0.2, max=5),
                retry=retry_if_exception(_passes),
                reraise=True,
            )
            return await retrying(_post_once, client, url, body)


async def _post_once(client: httpx.AsyncClient, url: str, body: dict[str, Any]) -> httpx.Response:
    """Ask once, and read no more of the answer than a text can be."""
    async with client.stream("POST", url, json=body) as response:
        content = b""
        async for part in response.aiter_bytes():
            content += part
            if len(content) > MOST_BYTES:
                raise TextError(f"The server {url} gave an answer of more than {MOST_BYTES / 1000:.0f} kB.")
    whole = httpx.Response(response.status_code, content=content, request=response.request)
    whole.raise_for_status()
    return whole


def _passes(error: BaseException) -> bool:
    """Return whether an error may be gone the next time."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _BUSY
    return isinstance(error, httpx.TransportError) and not isinstance(error, httpx.UnsupportedProtocol)


def is_here(url: str) -> bool:
    """Return whether a server is on this machine, so that no proxy stands between."""
    return httpx.URL(url).host in {"localhost", "127.0.0.1", "::1"}


def is_home_of_key(url: str) -> bool:
    """Return whether the key is for this server: OpenAI's, or the one that the environment names with it."""
    home = httpx.URL(os.environ.get(BASE_URL_VARIABLE) or OPENAI_URL)
    asked = httpx.URL(url)
    return (home.scheme, home.host, home.port) == (asked.scheme, asked.host, asked.port)


def checked_address(address: str) -> str:
    """Refuse what is no address, before a library says so in its own words."""
    try:
        parts = urlsplit(address)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise _no_address(address) from error
    if not fine or " " in address or not address.isprintable():
        raise _no_address(address)
    return address


def _no_address(address: str) -> TextError:
    return TextError(f"{address!r} is no address of a server.", hint=_ADDRESS_HINT)


def why(error: httpx.HTTPError) -> str:
    """Return in our words why there is no connection."""
    causes = {type(cause) for cause in _causes(error)}
    if any(issubclass(kind, socket.gaierror) for kind in causes):
        return "no machine of that name is known here"
    if any(issubclass(kind, ssl.SSLError) for kind in causes):
        return "a secure connection to it fails"
    if isinstance(error, httpx.ConnectTimeout):
        return f"nothing answers there within {_CONNECT_SECONDS:g} seconds"
    if isinstance(error, httpx.ConnectError):
        return "nothing answers there"
    return "the proxy refuses" if isinstance(error, httpx.ProxyError) else "the connection broke"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _text_of(message: _Message) -> str:
    """Return the words of a message, whose content may be a list of parts."""
    if isinstance(message.content, list):
        return "".join(str(part.get("text", "")) for part in message.content if part.get("type") == "text")
    return message.content or message.refusal or ""


def _streamed(content: bytes) -> bytes:
    """Join the pieces of an event stream into one completion; what is no stream stays as it is."""
    if not content.lstrip().startswith(b"data:"):
        return content
    words, finish = [], "stop"
    for line in content.decode("utf8", "replace").splitlines():
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or data == "[DONE]":
            continue
        choice = (json.loads(data).get("choices") or [{}])[0]
        words.append((choice.get("delta") or choice.get("message") or {}).get("content") or "")
        finish = choice.get("finish_reason") or finish
    whole = {"choices": [{"message": {"content": "".join(words)}, "finish_reason": finish}]}
    return json.dumps(whole).encode("utf8")


def _choice(response: httpx.Response, url: str) -> _Choice:
    try:
        return _Answer.model_validate_json(_streamed(response.content)).choices[0]
    except (ValidationError, IndexError, ValueError, AttributeError) as error:
        raise NoDraftError(
            f"The server {url} gave an answer that is no chat completion.",
            hint=_ADDRESS_HINT,
        ) from error


def reason_of(response: httpx.Response) -> str:
    """Return the server's own words, shortened."""
    words = " ".join(response.text.split()).rstrip(".")
    return f"{words[:200]}{'…' if len(words) > 200 else ''}" or "no reason given"
