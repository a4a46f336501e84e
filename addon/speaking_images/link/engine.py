"""The engine's process and its pipes, read by two threads into a queue so that nobody ever waits."""

from __future__ import annotations

import os
import subprocess
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

from speaking_engine.errors import Cancelled, InternalError, SetupError
from speaking_engine.protocol.messages import PROTOCOL, Cancel, Failure, Hello, Message, Request, Result
from speaking_engine.protocol.wire import WireError, decode, send

KEPT_LINES = 200
LAST_WORDS = 4
SECONDS_TO_STOP = 0.8
SECONDS_TO_GO = 1.0


class Engine:
    """A running engine.

    Parameters
    ----------
    command : sequence of str
        What starts it, such as ``[python, "-m", "speaking_engine.doors.blender.serve"]``.

    environment : mapping of str to str
        Variables for it, beside ours.

    Raises
    ------
    SetupError
        The program cannot be started; the person sets the engine's Python in the preferences.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.hello: Hello | None = None
        self._news: SimpleQueue[Message | None] = SimpleQueue()
        self._said: deque[str] = deque(maxlen=KEPT_LINES)
        self._job = ""
        self._stop_at: float | None = None
        self._killed = False
        try:
            self._process = subprocess.Popen(  # noqa: S603 - a list, no shell; the person's own Python
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Blender's own Python settings must not reach another Python.
                env={
                    **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
                    **environment,
                },
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                text=True,
                encoding="utf8",
                errors="replace",
            )
        except (OSError, ValueError) as error:
            raise SetupError(
                f"The engine cannot be started: {command[0]}: {error}.",
                hint="Set the engine's Python in the add-on's preferences, or install the engine there.",
            ) from error
        pipes = ((self._hear, self._process.stdout), (self._overhear, self._process.stderr))
        self._readers = [Thread(target=reader, args=(pipe,), daemon=True) for reader, pipe in pipes]
        for reader in self._readers:
            reader.start()

    @property
    def alive(self) -> bool:
        """Whether the process is running."""
        return not self._killed and self._process.poll() is None

    @property
    def log(self) -> tuple[str, ...]:
        """Return the last lines that the engine wrote to stderr."""
        return tuple(self._said)

    def ask(self, request: Request) -> None:
        """Send a request; news of it comes by `drain`."""
        self._job, self._stop_at = request.job, None
        self._send(request)

    def cancel(self) -> None:
        """Ask the job to stop; if it has not within a second, the process is ended."""
        if self._job and self._stop_at is None:
            self._stop_at = time.monotonic() + SECONDS_TO_STOP
            self._send(Cancel(self._job))

    def drain(self, budget_seconds: float) -> Iterator[Message]:
        """Return the messages that are there, for no longer than the budget; never waits."""
        until = time.monotonic() + budget_seconds
        while time.monotonic() < until:
            try:
                message = self._news.get_nowait()
            except Empty:
                break
            yield from self._understood(message)
        if self._stop_at is not None and time.monotonic() > self._stop_at:
            self._kill()
            yield self._ended(Cancelled("Stopped.", hint="The engine was in the middle of something."))

    def close(self) -> None:
        """End the process: closing its stdin is enough, and killing it helps where it is not."""
        with suppress(OSError):  # it may be dead already, which is what we want
            if self._process.stdin:
                self._process.stdin.close()
        try:
            self._process.wait(SECONDS_TO_GO)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for reader in self._readers:
            reader.join(SECONDS_TO_GO)

    def _understood(self, message: Message | None) -> Iterator[Message]:
        if isinstance(message, Hello):
            self.hello = message
            if message.protocol != PROTOCOL:
                self._kill()
                yield self._ended(
                    SetupError(
                        f"The engine is version {message.version}, which this extension cannot talk to.",
                        hint="Install the engine of this extension's version (preferences, Install engine).",
                    )
                )
        elif message is not None:
            if isinstance(message, (Result, Failure)) and message.job == self._job:
                self._job, self._stop_at = "", None
            yield message
        elif self._job:
            yield self._ended(self._death())

    def _kill(self) -> None:
        self._killed = True
        self._process.kill()

    def _ended(self, error: Cancelled | SetupError | InternalError) -> Failure:
        job, self._job, self._stop_at = self._job, "", None
        return Failure(job, error.as_dict())

    def _death(self) -> InternalError | SetupError:
        code = self._process.wait()
        words = " / ".join(line for line in list(self._said)[-LAST_WORDS:] if line) or "none"
        if self.hello is None:
            return SetupError(
                f"The engine did not start (code {code}). Its last words: {words}",
                hint="Set the engine's Python in the add-on's preferences, or install the engine there.",
            )
        return InternalError(
            f"The engine died (code {code}). Its last words: {words}",
            hint="What it had finished is kept; start again to go on from there.",
        )

    def _send(self, message: Message) -> None:
        with suppress(OSError, ValueError):  # the reader of its stdout tells of its death
            if self._process.stdin:
                send(message, self._process.stdin)

    def _hear(self, pipe: IO[str]) -> None:
        with pipe:
            for line in filter(str.strip, pipe):
                try:
                    self._news.put(decode(line))
                except WireError as error:
                    self._said.append(str(error))
        self._news.put(None)

    def _overhear(self, pipe: IO[str]) -> None:
        with pipe:
            for line in pipe:
                self._said.append(line.rstrip())
