"""How commands answer: tables and sentences on stderr or stdout for people, one JSON object for machines."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from rich.console import Console

from speaking_engine.errors import SpeakingError

console = Console(stderr=True, highlight=False)
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
    with os.fdopen(os.dup(_private[0]), "w", encoding="utf8") as out:
        out.write(json.dumps(data, ensure_ascii=False, default=str) + "\n")


def answer_at_last(data: dict[str, Any]) -> None:
    """Print one JSON object, if one was asked for and the command came to none of its own."""
    if _private and not _answered:
        answer_json(data)


def show_error(error: SpeakingError) -> None:
    """Say on stderr what happened and what to do."""
    console.print(f"[bold red]✗[/] {_plain(error.sentence)}", soft_wrap=True)
    if error.hint:
        console.print(f"  {_plain(error.hint)}", soft_wrap=True)


def show_fallbacks(summary: dict[str, Any]) -> None:
    """Tell what had to be decided for the user."""
    for stage, entry in summary.items():
        for sentence in dict.fromkeys(entry["fallbacks"]):
            console.print(f"[yellow]![/] {stage}: {_plain(sentence)}", soft_wrap=True)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
