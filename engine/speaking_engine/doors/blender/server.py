"""Answers requests as JSON lines: one job at a time, in a thread, so that it can be told to stop."""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from speaking_engine import __version__
from speaking_engine.errors import Cancelled, InternalError, SpeakingError, UserError
from speaking_engine.protocol.messages import (
    PROTOCOL,
    Cancel,
    Failure,
    Hello,
    Message,
    Progress,
    Request,
    Result,
)
from speaking_engine.protocol.progress import Report
from speaking_engine.protocol.wire import WireError, decode, send

Action = Callable[[dict[str, Any], Report], dict[str, Any]]
SECONDS_BETWEEN_PROGRESS = 0.05
GRACE_SECONDS = 2.0


@dataclass(slots=True)
class RunningJob:
    """One piece of work under way."""

    name: str
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


class Server:
    """Answers requests on a pipe.

    Parameters
    ----------
    actions : mapping of str to callable
        What can be asked for; each takes the request's arguments and a `Report`, and gives plain values.
    """

    def __init__(self, pipe: IO[str], actions: Mapping[str, Action]) -> None:
        self._pipe = pipe
        self._actions = actions
        self._writing = threading.Lock()
        self._job: RunningJob | None = None

    def serve(self, lines: Iterable[str]) -> None:
        """Answer until the lines end; then stop the job under way and wait for it a little."""
        self._say(Hello(PROTOCOL, __version__))
        for line in lines:
            if line.strip():
                self._take(line)
        job = self._job
        if job is not None and job.thread is not None:
            job.stop.set()
            job.thread.join(GRACE_SECONDS)

    def _take(self, line: str) -> None:
        try:
            message = decode(line)
        except WireError as error:
            self._fail("", InternalError(f"Blender sent what is no message: {error}."))
            return
        if isinstance(message, Cancel):
            if self._job is not None and self._job.name == message.job:
                self._job.stop.set()
        elif isinstance(message, Request):
            self._start(message)

    def _start(self, request: Request) -> None:
        if self._job is not None:
            self._fail(request.job, UserError("The engine is busy.", hint="Wait for it, or cancel its work."))
            return
        if request.action not in self._actions:
            self._fail(request.job, InternalError(f"The engine has no action {request.action!r}."))
            return
        self._job = RunningJob(request.job)
        self._job.thread = threading.Thread(target=self._run, args=(request, self._job), daemon=True)
        self._job.thread.start()

    def _run(self, request: Request, job: RunningJob) -> None:
        answer: Message
        try:
            value = self._actions[request.action](request.arguments, _Reporter(self, job))
            answer = Result(job.name, value)
        except SpeakingError as error:
            answer = Failure(job.name, error.as_dict())
        except Exception as error:  # noqa: BLE001 - the last door of a job: whatever it died of is told
            traceback.print_exc()
            told = InternalError(f"The engine failed at {request.action}: {type(error).__name__}: {error}.")
            answer = Failure(job.name, told.as_dict())
        self._job = None
        self._say(answer)

    def _fail(self, job: str, error: SpeakingError) -> None:
        self._say(Failure(job, error.as_dict()))

    def _say(self, message: Message) -> None:
        with self._writing:
            try:
                send(message, self._pipe)
            except (BrokenPipeError, ValueError):
                os._exit(0)  # Blender is gone, and with it everybody who wanted this work

    def report(self, job: RunningJob, stage: str, fraction: float, note: str) -> None:
        """Return how far a job is."""
        self._say(Progress(job.name, stage, min(1.0, max(0.0, fraction)), note))


class _Reporter:
    """A job's `Report`: thins out what rooms tell, and stops them when somebody cancelled."""

    def __init__(self, server: Server, job: RunningJob) -> None:
        self._server, self._job = server, job
        self._last = ("", -1.0)

    def __call__(self, stage: str, fraction: float, note: str = "") -> None:
        if self._job.stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if stage == self._last[0] and fraction < 1 and now - self._last[1] < SECONDS_BETWEEN_PROGRESS:
            return
        self._last = (stage, now)
        self._server.report(self._job, stage, fraction, note)
