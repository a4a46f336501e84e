"""How commands answer: sentences, tables and bars on stderr for people, one JSON object for machines."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
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
_WHOLE_LINE_CHARACTERS = 100_000
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
    """Print a table on stderr, every bracket as it was typed: in a log or pipe a row a line, nothing cut."""
    if _plain.is_terminal:
        _plain.print(table)
        return
    wide = Console(stderr=True, highlight=False, markup=False, width=_WHOLE_LINE_CHARACTERS)
    wide.width = wide.measure(table).maximum
    wide.print(table)


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


DOING = {
    "artwork": "reading the picture",
    "faces": "finding faces",
    "hand": "keeping corrections",
    "script": "writing the words",
    "speech": "speaking the words",
    "timing": "placing sentences",
    "take": "reading the take",
    "performance": "acting the words",
    "clip": "moving the face",
    "mix": "mixing the sound",
    "composite": "fitting face to picture",
    "render": "making the film",
}
"""What a person reads while a stage works; a stage of another name is shown by it."""
WIDTH = max(map(len, DOING.values()))


class Bars:
    """A `Report` that draws; use as a context manager.

    On a terminal each stage has a bar; elsewhere (a log file, a pipe) each stage says one line when it ends
    and one every ten seconds.
    """

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn(f"{{task.description:>{WIDTH}}}"),
            BarColumn(bar_width=32),
            TaskProgressColumn(),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[note]}", markup=False),
            console=console,
        )
        self._tasks: dict[str, TaskID] = {}
        self._said: dict[str, float] = {}

    def __enter__(self) -> Bars:
        if console.is_terminal:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if console.is_terminal:
            self._progress.stop()

    def __call__(self, stage: str, fraction: float, note: str = "") -> None:
        """Show that a stage has done a fraction of its work."""
        if not console.is_terminal:
            self._say(stage, fraction, note)
            return
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(DOING.get(stage, stage), total=1.0, note="")
        self._progress.update(self._tasks[stage], completed=fraction, note=note)

    def _say(self, stage: str, fraction: float, note: str) -> None:
        now = time.monotonic()
        doing = DOING.get(stage, stage)
        if fraction >= 1.0 and note in ("made", "there already"):
            say(f"{doing:>{WIDTH}}: {'done' if note == 'made' else note}")
        elif now - self._said.setdefault(stage, now) > 10:
            self._said[stage] = now
            say(f"{doing:>{WIDTH}}: {100 * fraction:3.0f} % {note}")
