"""Runs rows, each as a process of its own, so that a crash or a full memory leaves the others alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from filelock import FileLock, Timeout

from speaking_engine.errors import Cancelled, UserError
from speaking_engine.media.beside import told_when_unwritable, write_text
from speaking_engine.project.production import SUFFIX
from speaking_engine.service.batch.leash import environment
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

    def check(self, rows: Sequence[Row]) -> None:
        """Check that every wanted row is there.

        Raises
        ------
        UserError
            There is none of that name or number; the person can fix it.
        """
        known = {name for row in rows for name in (row.name, str(row.number))}
        for name in self.only:
            if name not in known:
                raise UserError(
                    f"The table has no row {name!r} ({len(rows)} rows: {rows[0].name} to {rows[-1].name}).",
                    hint="Give --only a row's number, its id, or its picture's name without ending.",
                )

    def needs(self, status: Status | None) -> bool:
        """Say whether a row with this status is to be run."""
        if status is None or status.state == "stopped":
            return True
        if status.state == "failed":
            return self.retry
        return not Path(status.film).is_file()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep a second batch out of a folder of films.

    Raises
    ------
    UserError
        Another one is at work in it; the person can wait.
    """
    lock = FileLock(folder / ".batch.lock")
    with told_when_unwritable(folder):
        try:
            lock.acquire(timeout=0.5)
        except Timeout as error:
            raise UserError(
                f"Another batch is at work in {folder}.",
                hint="Wait until it has finished, stop it, or give --out another folder.",
            ) from error
    try:
        yield
    finally:
        lock.release()


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
        status = Status(row=row.number, name=row.name, state="failed", digest=row.digest)
        try:
            self._make(row, status)
        except UserError as error:
            status.sentence, status.hint = error.sentence, error.hint
        except OSError as error:
            status.sentence = f"The row's process could not be started: {error.strerror}."
            status.hint = "Run the batch with fewer --jobs, and with --retry."
        write_status(self.folder, row, status)
        return status

    def _make(self, row: Row, status: Status) -> None:
        if row.fault:
            raise UserError(row.fault, hint="Correct the row and run the batch again.")
        film = self.folder / f"{row.name}.mp4"
        options = [part for option, value in row.options.items() for part in (option, value)]
        if row.label:  # else the label beside the picture, if there is one
            label = self.folder / f"{row.name}.label.json"
            write_text(label, json.dumps(row.label, ensure_ascii=False, indent=1) + "\n")
            options += ["--metadata", str(label)]
        command = [
            *("speak", str(row.image), "--json", *options),
            *("--production", str(self.folder / f"{row.name}{SUFFIX}")),
            *("--out", str(film), *self.extra),
        ]
        answer, last_words = self._ask(command)
        _tell(status, answer, last_words, stopped=self._stopping)
        if self.measures and status.state == "done":
            measured, last_words = self._ask(["measure", status.production, "--json"])
            status.measures = measured.get("clips", [])
            if not status.measures:
                why = measured.get("error", {}).get("sentence") or last_words
                status.stages["measure"] = {"fallbacks": [f"The clips could not be measured: {why}"]}

    def _ask(self, command: list[str]) -> tuple[dict[str, Any], str]:
        """Run one of our commands; give its JSON object and the last line that it said."""
        with self._lock:
            if self._stopping:
                return {}, ""
            process = subprocess.Popen(  # noqa: S603 - a list, no shell; our own command
                [sys.executable, "-m", "speaking_engine", *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf8",
                errors="replace",
                env=environment(),
            )
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


def _tell(status: Status, answer: dict[str, Any], last_words: str, *, stopped: bool) -> None:
    """Write into a row's status what its process answered."""
    if "film" in answer:
        for name in (*_TOLD, "stages"):
            setattr(status, name, answer[name])
        status.state = "done"
        return
    error = answer.get("error", {})
    if stopped or error.get("kind") == Cancelled.__name__:
        status.state, status.sentence = "stopped", "Stopped."
        status.hint = "Run the same command again to go on."
        return
    status.sentence = error.get("sentence") or f"The row's process ended unexpectedly: {last_words}"
    status.hint = error.get("hint", "")
