"""The only place that draws progress bars: one a stage, with the time that remains."""

from __future__ import annotations

import time
from types import TracebackType

from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from speaking_engine.service.answer import console, say


class Bars:
    """A `Report` that draws; use as a context manager.

    On a terminal each stage has a bar; elsewhere (a log file, a pipe) each stage says one line when it ends
    and one every ten seconds.
    """

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description:>9}"),
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
            self._tasks[stage] = self._progress.add_task(stage, total=1.0, note="")
        self._progress.update(self._tasks[stage], completed=fraction, note=note)

    def _say(self, stage: str, fraction: float, note: str) -> None:
        now = time.monotonic()
        if fraction >= 1.0 and note in ("made", "there already"):
            say(f"{stage:>9}: {note}")
        elif now - self._said.setdefault(stage, now) > 10:
            self._said[stage] = now
            say(f"{stage:>9}: {100 * fraction:3.0f} % {note}")
