"""How commands answer: tables and sentences on stderr or stdout for people, one JSON object for machines."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from speaking_engine.errors import SpeakingError
from speaking_engine.media.beside import told_when_unwritable

console = Console(stderr=True, highlight=False)
_plain = Console(stderr=True, highlight=False, markup=False)  # people's words may hold brackets
_MARKS = {
    "done": ("✓", "bold green"),
    "failed": ("✗", "bold red"),
    "note": ("!", "yellow"),
    "passed over": ("–", "yellow"),
}
_private: list[int] = []
_answered: list[bool] = []


def keep_stdout_private() -> None:
    """Send everything that others print to stderr, so that stdout holds our one object only."""
    if not _private:
        sys.stdout.flush()
        _private.append(os.dup(1))
        os.dup2(2, 1)


def give_stdout_back() -> None:
    """Undo `keep_stdout_private`."""
    if _private:
        sys.stdout.flush()
        private = _private.pop()
        os.dup2(private, 1)
        os.close(private)
    _answered.clear()


def answer_json(data: dict[str, Any]) -> None:
    """Print one JSON object on the real stdout."""
    keep_stdout_private()
    _answered.append(True)
    with (
        suppress(BrokenPipeError),  # nobody reads it any more
        told_when_unwritable(Path("The standard output")),
        os.fdopen(os.dup(_private[0]), "w", encoding="utf8") as out,
    ):
        out.write(json.dumps(data, ensure_ascii=False, default=str) + "\n")


def answer_at_last(data: dict[str, Any]) -> None:
    """Print one JSON object, if one was asked for and the command came to none of its own."""
    if _private and not _answered:
        answer_json(data)


def mark(name: str) -> Text:
    """Return the sign for "done", "failed", "note" or "passed over"."""
    return Text(*_MARKS[name])


def say(words: str, sign: str = "", style: str = "") -> None:
    """Print a line on stderr for people, every bracket as it was typed, with a sign of `mark` before it."""
    line = Text(words, style)
    _plain.print(Text.assemble(mark(sign), " ", line) if sign else line, soft_wrap=True)


def show_table(table: Table) -> None:
    """Print a table on stderr, every bracket as it was typed."""
    _plain.print(table)


def show_error(error: SpeakingError) -> None:
    """Say on stderr what happened and what to do."""
    say(error.sentence, "failed")
    if error.hint:
        say(f"  {error.hint}")


def show_fallbacks(summary: dict[str, Any]) -> None:
    """Return what had to be decided for the user."""
    for stage, entry in summary.items():
        for sentence in dict.fromkeys(entry["fallbacks"]):
            say(f"{stage}: {sentence}", "note")
