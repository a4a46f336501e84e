"""Runs rows, each as a process of its own, so that a crash or a full memory leaves the others alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from speaking_engine.media.beside import write_text
from speaking_engine.project.production import SUFFIX
from speaking_engine.service.batch.status import Status, read_status, write_status
from speaking_engine.service.batch.table import Row

_TOLD = ("film", "production", "took_seconds", "seconds", "text", "lines", "faces", "picture_width_px")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which rows are run.

    Attributes
    ----------
    only : tuple of str
        Names or numbers; empty: all.
    retry : bool
        Run rows again that failed before.
    """

    only: tuple[str, ...] = ()
    retry: bool = False

    def selects(self, row: Row) -> bool:
        """Say whether a row is meant at all."""
        return not self.only or row.name in self.only or str(row.number) in self.only

    def needs(self, status: Status | None) -> bool:
        """Say whether a row with this status is to be run."""
        if status is None or status.state == "stopped":
            return True
        if status.state == "failed":
            return self.retry
        return not Path(status.film).is_file()


@dataclass(slots=True)
class Crew:
    """Runs rows `jobs` at a time; `stop` ends every process."""

    folder: Path
    extra: tuple[str, ...] = ()
    jobs: int = 1
    measures: bool = False
    _running: set[subprocess.Popen[str]] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)
    _stopping: bool = False

    def run(self, rows: Sequence[Row], wish: Wish) -> Iterator[tuple[Row, Status, bool]]:
        """Yield every selected row with its status, and whether it was run now, as they end."""
        selected = [row for row in rows if wish.selects(row)]
        todo: list[Row] = []
        for row in selected:
            status = read_status(self.folder, row)
            if status is None or wish.needs(status):
                todo.append(row)
            else:
                yield row, status, False
        with ThreadPoolExecutor(self.jobs) as pool:
            try:
                yield from _as_they_end(pool, todo, self._one)
            finally:
                self.stop()

    def stop(self) -> None:
        """End every process, gently first."""
        self._stopping = True
        with self._lock:
            for process in self._running:
                process.terminate()

    def _one(self, row: Row) -> Status:
        film = self.folder / f"{row.name}.mp4"
        label = self.folder / f"{row.name}.label.json"
        write_text(label, json.dumps(row.label, ensure_ascii=False, indent=1) + "\n")
        options = [part for option, value in row.options.items() for part in (option, value)]
        command = [
            *(sys.executable, "-m", "speaking_engine", "speak", str(row.image), "--json", *options),
            *("--metadata", str(label), "--production", str(self.folder / f"{row.name}{SUFFIX}")),
            *("--out", str(film), *self.extra),
        ]
        answer, last_words = self._ask(command)
        status = _status_of(row, answer, last_words, stopped=self._stopping)
        if self.measures and status.state == "done":
            measured, _ = self._ask(
                [sys.executable, "-m", "speaking_engine", "measure", status.production, "--json"]
            )
            status.measures = measured.get("clips", [])
        write_status(self.folder, row, status)
        return status

    def _ask(self, command: list[str]) -> tuple[dict[str, Any], str]:
        if self._stopping:
            return {}, ""
        process = subprocess.Popen(  # noqa: S603 - a list, no shell; our own command
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        with self._lock:
            self._running.add(process)
        try:
            told, said = process.communicate()
        finally:
            with self._lock:
                self._running.discard(process)
        try:
            answer: dict[str, Any] = json.loads(told)
        except ValueError:
            answer = {}
        lines = [line for line in said.splitlines() if line.strip()]
        return answer, lines[-1] if lines else f"exit code {process.returncode}"


def _as_they_end(
    pool: ThreadPoolExecutor, rows: Sequence[Row], work: Callable[[Row], Status]
) -> Iterator[tuple[Row, Status, bool]]:
    pending: dict[Future[Status], Row] = {pool.submit(work, row): row for row in rows}
    while pending:
        ended, _ = wait(pending, return_when=FIRST_COMPLETED)
        for future in ended:
            yield pending.pop(future), future.result(), True


def _status_of(row: Row, answer: dict[str, Any], last_words: str, *, stopped: bool) -> Status:
    status = Status(row=row.number, name=row.name, state="done", digest=row.digest)
    if "film" in answer:
        for name in (*_TOLD, "stages"):
            setattr(status, name, answer[name])
        return status
    error = answer.get("error", {})
    status.state = "stopped" if stopped or error.get("kind") == "Cancelled" else "failed"
    status.sentence = error.get("sentence") or f"The row's process ended unexpectedly: {last_words}"
    status.hint = error.get("hint", "")
    return status
