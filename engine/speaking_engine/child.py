"""Child processes: started without a shell, listened to while one may stop, ended with all they started."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

import psutil

GRACE_SECONDS = 5.0


@contextmanager
def running(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    stderr: int = subprocess.STDOUT,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program without a standard input, and see to it that it has ended however we leave.

    Parameters
    ----------
    stderr : int
        Where it complains: a file's number, or with what else it says.

    Raises
    ------
    OSError
        It cannot be started.
    """
    process = subprocess.Popen(  # noqa: S603 - a list, no shell; the caller names the program
        list(command),
        cwd=folder,
        env=None if environment is None else dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
    )
    try:
        yield process
    finally:
        end(process)
        if process.stdout is not None:
            process.stdout.close()


def lines_of(process: subprocess.Popen[bytes], patience_seconds: float) -> Iterator[str]:
    """Yield what a program says, line by line, and "" whenever it was silent for so long; until it has ended.

    A progress bar's carriage returns part lines too.
    """
    lines: SimpleQueue[str | None] = SimpleQueue()
    if process.stdout is not None:
        Thread(target=_listen, args=(process.stdout, lines), daemon=True).start()
        while True:
            try:
                line = lines.get(timeout=patience_seconds)
            except Empty:
                line = ""
            if line is None:
                break
            yield line
    process.wait()


def _listen(pipe: IO[bytes], lines: SimpleQueue[str | None]) -> None:
    rest = b""
    with suppress(ValueError, OSError):  # the pipe is closed under us when we stop
        while chunk := os.read(pipe.fileno(), 4096):
            *whole, rest = re.split(rb"[\r\n]+", rest + chunk)
            for line in filter(bytes.strip, whole):
                lines.put(line.decode("utf8", "replace"))
    if rest.strip():
        lines.put(rest.decode("utf8", "replace"))
    lines.put(None)


def end(
    process: subprocess.Popen[bytes] | subprocess.Popen[str], grace_seconds: float = GRACE_SECONDS
) -> None:
    """End a program and all that it started: gently, then for good."""
    if process.poll() is None:
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(process.pid)
            family = [*parent.children(recursive=True), parent]
            for one in family:
                with suppress(psutil.NoSuchProcess):
                    one.terminate()
            for one in psutil.wait_procs(family, timeout=grace_seconds)[1]:
                with suppress(psutil.NoSuchProcess):
                    one.kill()
        process.wait()
