"""Keeps a second process out of a folder, also on shares that know no locks and where a machine has gone."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLease, Timeout

from speaking_engine.errors import UserError
from speaking_engine.media.beside import told_when_unwritable

HELD_SUFFIX = ".held"
"""Of the file whose being there is the lock, where the system has no better; it names its holder."""

LEASE_SECONDS = 15.0
"""A holder on another machine that shows nothing for so long is gone; one on this machine is looked up."""
_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP}


@contextmanager
def locked(path: Path, busy: UserError, wait_seconds: float) -> Iterator[None]:
    """Hold a lock file while the block runs.

    Parameters
    ----------
    path : Path
        The lock file, in the folder that is locked; it may stay there.
    busy : UserError
        Raised where another process holds it for longer than we wait.

    Raises
    ------
    OutputError
        The lock file cannot be written; the person can fix it.
    """
    with told_when_unwritable(path.parent):
        try:
            lock = _acquired(path, wait_seconds)
        except Timeout as error:
            raise busy from error
    try:
        yield
    finally:
        with suppress(OSError):  # a share that is gone takes its lock with it
            lock.release()


def _acquired(path: Path, wait_seconds: float) -> BaseFileLock:
    lock: BaseFileLock = FileLock(path, timeout=wait_seconds, fallback_to_soft=False)
    try:
        lock.acquire()
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        # by another name: one of a process that had locks stays there empty, and would say that it is held
        held = path.with_name(path.name + HELD_SUFFIX)
        lock = SoftFileLease(held, timeout=wait_seconds + LEASE_SECONDS, lease_duration=LEASE_SECONDS)
        lock.acquire()
    return lock
