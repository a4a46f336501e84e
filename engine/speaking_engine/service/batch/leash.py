"""Lets a row's process end with its batch, also where the batch was killed and could tell nobody."""

from __future__ import annotations

import contextlib
import os
import signal
import threading

VARIABLE = "SPEAKING_IMAGES_BATCH"


def environment() -> dict[str, str]:
    """Give the environment of a process that is to end with this one."""
    return {**os.environ, VARIABLE: str(os.getpid())}


def follow() -> None:
    """Stop this process politely as soon as the batch that started it is gone, if there is one."""
    batch = os.environ.get(VARIABLE, "")
    if batch.isdigit():
        threading.Thread(target=_stop_after, args=(int(batch),), daemon=True).start()


def _stop_after(batch: int) -> None:
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(batch).wait()
    os.kill(os.getpid(), signal.SIGTERM)
