"""Lets a row's process end with its batch, also where the batch was killed and could tell nobody."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

VARIABLE = "SPEAKING_IMAGES_BATCH"


def environment() -> dict[str, str]:
    """Return the environment of a process that is to end with this one."""
    return {**os.environ, VARIABLE: str(os.getpid())}


def follow() -> None:
    """Stop this process politely as soon as the batch that started it is gone, if there is one.

    A number in the environment that is of no process above this one is left from something else.
    """
    batch = os.environ.get(VARIABLE, "")
    if not batch.isdigit():
        return
    import psutil

    above = {process.pid: process for process in psutil.Process().parents()}
    if int(batch) in above:
        threading.Thread(target=_stop_after, args=(above[int(batch)],), daemon=True).start()


def _stop_after(batch: psutil.Process) -> None:
    batch.wait()
    os.kill(os.getpid(), signal.SIGTERM)
