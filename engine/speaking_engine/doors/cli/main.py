"""The command line: names the commands, and turns every way to fail into a sentence and an exit code."""

from __future__ import annotations

import ast
import os
import signal
import sys
import tempfile
import traceback
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from speaking_engine import __version__
from speaking_engine.doors.batch import leash
from speaking_engine.doors.cli.answer import answer_at_last, give_stdout_back, keep_stdout_private, show_error
from speaking_engine.errors import Cancelled, InternalError, SpeakingError, UserError
from speaking_engine.media.beside import refusal_of_system

#: Commands in the order of `--help`, each with its file in `commands/`, which is imported when it is called.
COMMANDS = {
    "speak": "speak",
    "demo": "speak",
    "faces": "stages",
    "script": "words",
    "approve": "words",
    "voice": "stages",
    "performance": "performance",
    "animate": "stages",
    "render": "speak",
    "export": "export",
    "measure": "measure",
    "verify": "look",
    "batch": "batch",
    "tidy": "speak",
    "voices": "look",
    "doctor": "look",
}


class _Commands(TyperGroup):
    """All commands by name and summary; loads the one that is called."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - typer decides
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=_docstring(name)) for name in COMMANDS}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer's own types
        name, command, rest = super().resolve_command(ctx, args)
        return name, _loaded(name) if name else command, rest


def _docstring(name: str) -> str:
    """Read the docstring of a command without importing what it needs."""
    source = (Path(__file__).parent / "commands" / f"{COMMANDS[name]}.py").read_text("utf8")
    functions = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return next(ast.get_docstring(function) or "" for function in functions if function.name == name)


def _loaded(name: str) -> Any:  # noqa: ANN401 - typer's own types
    one = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)
    one.command(name)(getattr(import_module(f"{__package__}.commands.{COMMANDS[name]}"), name))
    return typer.main.get_command(one)


app = typer.Typer(
    cls=_Commands,
    name="speaking-images",
    help="Let a digitised artwork speak about itself.",
    no_args_is_help=True,
    rich_markup_mode=None,  # for the list of commands alone: to draw it takes as long again as all else
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"speaking-images {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[  # noqa: ARG001 - typer calls `_version` for it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", hidden=True)] = False,  # noqa: ARG001 - with --version
) -> None:
    # llama.cpp slows 10 to 20 times when OpenMP's idle threads spin on busy cores
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    # pydantic reads what every installed package says of itself to find plugins, of which we use none
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit code: 0 done, 1 our bug, 2 the user can fix it, 130 stopped."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code; with ``--json``, one object on stdout whatever happens."""
    _open_closed_streams()
    wants_object = "--json" in arguments
    if wants_object:
        keep_stdout_private()
    try:
        _check_letters([*arguments, str(_here())])
        with redirect_stdout(sys.stderr) if wants_object else nullcontext():
            code = _called(["--help"] if not arguments else _json_last(arguments))
    except SpeakingError as error:
        code = _failed(error)
    except OSError as error:
        code = _failed(refusal_of_system(error) or _as_bug(error))
    except Exception as error:  # noqa: BLE001 - the last door: a bug becomes a sentence and a log
        code = _failed(_as_bug(error))
    finally:
        if wants_object:
            answer_at_last({"version": __version__})  # --help and --version have no object of their own
        give_stdout_back()
    return code


def _open_closed_streams() -> None:
    """Let what a caller has closed lead nowhere: the next file that is opened would take its number."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, closefd=False))  # noqa: SIM115 - for the whole process


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise UserError(
            "The folder you are in is not there any more.", hint="Change to another folder and try again."
        ) from error


def _check_letters(words: list[str]) -> None:
    """Refuse what no project file can hold: the halves of letters that odd file names give."""
    for word in words:
        if any(unicodedata.category(letter) == "Cs" for letter in word):
            raise UserError(
                f"“{word.encode('utf8', 'backslashreplace').decode()}” is no proper text: "
                "it holds bytes of another encoding than UTF-8.",
                hint="Rename the file or folder, or type the option again in a UTF-8 terminal.",
            )


def _json_last(arguments: list[str]) -> list[str]:
    """Let --json stand before the command, too."""
    return [*arguments[1:], arguments[0]] if arguments[0] == "--json" else arguments


def _called(arguments: list[str]) -> int:
    try:
        with _stoppable():
            leash.follow()
            code = app(args=arguments, prog_name=app.info.name, standalone_mode=False)
    except _ClickError as error:
        raise _in_our_words(error) from error
    except typer.Abort as error:
        raise Cancelled from error
    except SystemExit as leave:
        code = leave.code
    return code if isinstance(code, int) else 0


#: The root of what typer says of options, found through a child: newer typers bring a click of their own.
_ClickError: type[typer.BadParameter] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)


def _in_our_words(error: typer.BadParameter) -> UserError:
    from pydantic import ValidationError

    from speaking_engine.text import refusal_of

    sentence, context = error.format_message(), getattr(error, "ctx", None)
    if isinstance(error.__cause__, ValidationError) and error.param is not None:
        sentence = f"{max(error.param.opts, key=len)} {refusal_of(error.__cause__)[1]}"
    command = f"speaking-images {context.info_name}" if context and context.parent else "speaking-images"
    return UserError(
        sentence if sentence.endswith((".", "?")) else f"{sentence}.", hint=f"See `{command} --help`."
    )


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


def _failed(error: SpeakingError) -> int:
    show_error(error)
    answer_at_last({"error": error.as_dict()})
    return error.exit_code


def _as_bug(error: Exception) -> InternalError:
    try:
        handle, name = tempfile.mkstemp(prefix="speaking-images-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf8", errors="backslashreplace") as log:
            log.write(f"speaking-images {__version__}\n{' '.join(sys.argv)}\n")
            traceback.print_exception(error, file=log)
        hint = f"This is our bug. Please report it with the file {Path(name)}."
    except OSError:  # the disk is full: the log goes where it still can
        traceback.print_exception(error)
        hint = "This is our bug. Please report it with the lines above."
    return InternalError(
        f"Something went wrong that should not have: {type(error).__name__}: {error}.", hint=hint
    )


if __name__ == "__main__":
    main()
