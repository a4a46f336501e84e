"""The command line: names the commands, and turns every way to fail into a sentence and an exit code."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from speaking_engine import __version__
from speaking_engine.errors import Cancelled, InternalError, SpeakingError
from speaking_engine.service.answer import answer_json, give_stdout_back, show_error
from speaking_engine.service.batch import leash
from speaking_engine.service.commands import batch, look, measure, speak, stages, tidy, words

app = typer.Typer(
    name="speaking-images",
    help="Let a digitised artwork speak about itself.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for command in (
    speak.speak,
    speak.demo,
    stages.faces,
    words.script,
    words.approve,
    stages.voice,
    stages.animate,
    speak.render,
    measure.measure,
    batch.batch,
    tidy.tidy,
    look.voices,
    look.doctor,
):
    app.command()(command)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"speaking-images {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[  # noqa: ARG001 - typer calls `_version` for it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    # llama.cpp slows 10 to 20 times when OpenMP's idle threads spin on busy cores
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit code: 0 done, 1 our bug, 2 the user can fix it, 130 stopped."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code."""
    try:
        with _stoppable():
            leash.follow()
            app(args=arguments)
    except SystemExit as leave:  # typer has said what was wrong with the options
        return leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    except SpeakingError as error:
        return _failed(error, arguments)
    except Exception as error:  # noqa: BLE001 - the last door: a bug becomes a sentence and a log
        return _failed(_as_bug(error), arguments)
    finally:
        give_stdout_back()
    return 0


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn Ctrl-C and a polite kill into `Cancelled`, so that every room tidies up on its way out."""

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the form of a handler
        raise Cancelled(hint="Run the same command again to go on.")

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _failed(error: SpeakingError, arguments: list[str]) -> int:
    show_error(error)
    if "--json" in arguments:
        answer_json({"error": error.as_dict()})
    return error.exit_code


def _as_bug(error: Exception) -> InternalError:
    handle, name = tempfile.mkstemp(prefix="speaking-images-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf8") as log:
        log.write(f"speaking-images {__version__}\n{' '.join(sys.argv)}\n")
        traceback.print_exception(error, file=log)
    return InternalError(
        f"Something went wrong that should not have: {type(error).__name__}: {error}.",
        hint=f"This is our bug. Please report it with the file {Path(name)}.",
    )


if __name__ == "__main__":
    main()
