"""Runs rows, each as a process of its own, so that a crash or a full memory leaves the others alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from speaking_engine.child import end
from speaking_engine.doors.batch.leash import environment
from speaking_engine.doors.batch.status import (
    StageStatus,
    Status,
    delivered,
    is_whole,
    read_status,
    write_status,
)
from speaking_engine.doors.batch.table import OF_ONE_LANGUAGE, Row, arguments_of
from speaking_engine.errors import Cancelled, UserError
from speaking_engine.media.beside import write_text
from speaking_engine.media.lock import locked
from speaking_engine.project.production import SUFFIX
from speaking_engine.script.textfile import read_text_file

ROW_MINUTES = 240.0
"""How long a row may take: far longer than any row of ours took, for it only ends what hangs."""

PROGRAM = (sys.executable, "-m", "speaking_engine")
_GRACE_SECONDS = 20.0
_TOLD = ("took_seconds", "seconds", "text", "lines", "faces", "picture_width_px")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which rows are run.

    Attributes
    ----------
    only : tuple of str
        Names or numbers; empty: all.
    retry : bool
        Run rows again that failed before.
    exports : tuple of str
        What every row is exported for.
    """

    only: tuple[str, ...] = ()
    retry: bool = False
    exports: tuple[str, ...] = ()

    def choose(self, rows: Sequence[Row]) -> list[Row]:
        """Return the rows that are meant; a name goes before a number: "2" is the row whose id is 2, if any.

        Raises
        ------
        UserError
            There is none of that name or number; the person can fix it.
        """
        if not self.only:
            return list(rows)
        by_number = {str(row.number): row for row in rows}
        by_either = by_number | {row.name: row for row in rows}
        chosen = set[int]()
        for name in self.only:
            row = by_number.get(name[1:]) if name.startswith("#") else by_either.get(name)
            if row is None:
                raise UserError(
                    f"The table has no row {name!r} ({len(rows)} rows: {rows[0].name} to {rows[-1].name}).",
                    hint="Give --only a row's id, its picture's name without ending, or its number (#2).",
                )
            chosen.add(row.number)
        return [row for row in rows if row.number in chosen]

    def needs(self, status: Status | None, folder: Path) -> bool:
        """Return whether a row with this status is to be run; "done" counts only with what it made."""
        if status is None or status.state == "stopped":
            return True
        if status.state == "failed":
            return self.retry
        missing = [name for name in self.exports if not (folder / status.exports.get(name, " ")).is_dir()]
        return bool(missing) or not is_whole(folder, status)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep a second batch out of a folder of films.

    Raises
    ------
    UserError
        Another one is at work in it; the person can wait.
    """
    busy = UserError(
        f"Another batch is at work in {folder}.",
        hint="Wait until it has finished, stop it, or give --out another folder.",
    )
    with locked(folder / ".batch.lock", busy, wait_seconds=0.5):
        yield


@dataclass(slots=True)
class Crew:
    """Runs rows `jobs` at a time; `stop` ends every process."""

    folder: Path
    extra: tuple[str, ...] = ()
    jobs: int = 1
    measures: bool = False
    exports: tuple[str, ...] = ()
    row_minutes: float = ROW_MINUTES
    _running: set[subprocess.Popen[str]] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)
    _stopping: bool = False

    def run(self, rows: Sequence[Row], wish: Wish) -> Iterator[tuple[Row, Status, bool]]:
        """Yield every selected row with its status, and whether it was run now, as they end."""
        todo: list[Row] = []
        for row in wish.choose(rows):
            status = read_status(self.folder, row)
            if status is None or wish.needs(status, self.folder):
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
        except (OSError, ValueError) as error:  # an argument that no system takes, no memory for a process
            status.sentence = f"The row's process could not be started: {error}."
            status.hint = "Run the batch with fewer --jobs, and with --retry."
        try:
            write_status(self.folder, row, status)
        except UserError as error:  # the disk is full, or something of that name is in the way
            status.state = "failed"
            status.sentence, status.hint = f"{status.sentence} {error.sentence}".strip(), error.hint
        return status

    def _make(self, row: Row, status: Status) -> None:
        self._check(row, status)
        film = self.folder / f"{row.name}.mp4"
        options = {"--row": str(row.number), **row.options}  # no two works word it alike
        if row.label:  # else the label beside the picture, if there is one
            label = self.folder / f"{row.name}.label.json"
            write_text(label, json.dumps(row.label, ensure_ascii=False, indent=1) + "\n")
            options["--metadata"] = str(label)
        place = ("--production", str(self.folder / f"{row.name}{SUFFIX}"), "--renew")
        if len(row.languages) > 1 and not self._words(row, options, place, status):
            return
        many = ("--in", ",".join(row.languages)) if len(row.languages) > 1 else ()
        command = [
            *("speak", str(row.image), "--json", *arguments_of(options), *many, *place),
            *("--out", str(film), *self.extra),
        ]
        answer, last_words = self._ask(command)
        _tell(status, answer, last_words, stopped=self._stopping)
        if status.state == "done":
            status.film, status.production = film.name, f"{row.name}{SUFFIX}"
            films = [film, *(film.with_name(f"{film.stem}.{tag}.mp4") for tag in row.languages[1:])]
            status.files = [file for one in films for file in delivered(self.folder, one)]
        if self.exports and status.state == "done":
            self._export(status)
        if self.measures and status.state == "done":
            self._measure(status)

    @staticmethod
    def _check(row: Row, status: Status) -> None:
        """Refuse a row that cannot be run, and keep what was decided to read it."""
        if row.fault:
            raise UserError(row.fault, hint="Correct the row and run the batch again.")
        remarks = list(row.remarks)
        if text_file := row.options.get("--text-file"):
            read_text_file(Path(text_file), remarks)
        if remarks:
            status.stages["table"] = StageStatus(fallbacks=remarks)

    def _words(self, row: Row, options: dict[str, str], place: Sequence[str], status: Status) -> bool:
        """Set what holds in one language alone, the main one's words first; return whether it could be done.

        Takes the main language's words out of `options`.
        """
        own = {name: options.pop(name) for name in OF_ONE_LANGUAGE if name in options}
        if not own and not row.own:
            return True
        main = {name: options[name] for name in ("--language", "--metadata") if name in options}
        commands = [arguments_of(main | own)]
        commands += [["--in", tag, *arguments_of(said)] for tag, said in row.own.items()]
        for words in commands:
            told, last_words = self._ask(["script", str(row.image), "--json", *words, *place])
            if "lines" not in told:
                _tell(status, told, last_words, stopped=self._stopping)
                return False
        return True

    def _measure(self, status: Status) -> None:
        """Judge the clips of a row that is done."""
        measured, last_words = self._ask(["measure", str(self.folder / status.production), "--json"])
        status.measures = measured.get("clips", [])
        if not status.measures:
            why = measured.get("error", {}).get("sentence") or last_words
            status.stages["measure"] = StageStatus(fallbacks=[f"The clips could not be measured: {why}"])

    def _export(self, status: Status) -> None:
        """Export a row that is done; one that cannot be exported is done no more."""
        asked = [word for option in self.exports for word in ("--for", option)]
        answer, last_words = self._ask(["export", str(self.folder / status.production), "--json", *asked])
        if "exports" not in answer:
            error = answer.get("error", {})
            status.state = "failed"
            status.sentence = f"The film is made, but not exported: {error.get('sentence') or last_words}"
            status.hint = error.get("hint", "")
            return
        for one in answer["exports"]:
            status.exports[one["for"]] = Path(one["folder"]).relative_to(self.folder).as_posix()
            status.stages[f"export {one['for']}"] = StageStatus(fallbacks=one["notes"])

    def _ask(self, command: list[str]) -> tuple[dict[str, Any], str]:
        """Run one of our commands; give its JSON object and the last line that it said.

        Raises
        ------
        UserError
            It took longer than a row may, and was ended with all that it had started.
        """
        with self._lock:
            if self._stopping:
                return {}, ""
            process = subprocess.Popen(  # noqa: S603 - a list, no shell; our own command
                [*PROGRAM, *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf8",
                errors="replace",
                env=environment(),
            )
            self._running.add(process)
        try:
            told, said = process.communicate(timeout=self.row_minutes * 60)
        except subprocess.TimeoutExpired as error:
            end(process, _GRACE_SECONDS)
            process.communicate()
            raise UserError(
                f"The row was stopped after {self.row_minutes:g} minutes.",
                hint="Finished stages are kept: run it again with --retry, and more --row-minutes.",
            ) from error
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
    of_row: dict[Future[Status], Row] = {pool.submit(work, row): row for row in rows}
    for future in as_completed(of_row):
        yield of_row[future], future.result(), True


def _tell(status: Status, answer: dict[str, Any], last_words: str, *, stopped: bool) -> None:
    """Write into a row's status what its process answered."""
    if "film" in answer:
        for name in _TOLD:
            setattr(status, name, answer[name])
        status.stages |= {name: StageStatus.model_validate(told) for name, told in answer["stages"].items()}
        status.state = "done"
        return
    error = answer.get("error", {})
    if stopped or error.get("kind") == Cancelled.__name__:
        status.state, status.sentence = "stopped", "Stopped."
        status.hint = "Run the same command again to go on."
        return
    status.sentence = error.get("sentence") or f"The row's process ended unexpectedly: {last_words}"
    status.hint = error.get("hint", "")
