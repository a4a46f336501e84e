"""One process at a time, on systems with locks, on shares without, and after a holder has gone."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import _unix

from speaking_engine.errors import UserError
from speaking_engine.media import lock as module
from speaking_engine.media.lock import HELD_SUFFIX, locked

BUSY = UserError("Busy.")
HOLD = """
import sys, time
from pathlib import Path
import errno, filelock._unix as unix
from speaking_engine.errors import UserError
from speaking_engine.media import lock
from speaking_engine.media.lock import locked
def none(fd):
    raise OSError(errno.ENOLCK, "no locks")
unix.lock_fd_nonblocking = none
lock.LEASE_SECONDS = 2.0
with locked(Path(sys.argv[1]), UserError("Busy."), 5):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEASE_SECONDS", 2.0)


@pytest.fixture(params=[None, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP], ids=str)
def path(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param is not None:

        def refuse(descriptor: int) -> bool:
            raise OSError(request.param, os.strerror(request.param))

        monkeypatch.setattr(_unix, "lock_fd_nonblocking", refuse)
    return tmp_path / ".lock"


def test_only_one_holds_it_and_then_the_next(path: Path) -> None:
    path.touch()  # left by an earlier run
    for _ in range(2):
        with locked(path, BUSY, 0.1), pytest.raises(UserError, match="Busy"), locked(path, BUSY, 0.2):
            pass
    assert not path.with_name(path.name + HELD_SUFFIX).exists()


@pytest.fixture
def without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def refuse(descriptor: int) -> bool:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(_unix, "lock_fd_nonblocking", refuse)
    return tmp_path / ".lock"


def test_a_killed_holder_blocks_nobody(without_locks: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(without_locks)], stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UserError), locked(without_locks, BUSY, 0.3):
            pass
        holder.kill()
    with locked(without_locks, BUSY, 10):
        pass


def test_another_machine_that_has_gone_blocks_nobody(
    without_locks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with locked(without_locks, BUSY, 1):
        held = without_locks.with_name(without_locks.name + HELD_SUFFIX)
        claim = held.read_text()
    held.write_text(claim.replace(socket.gethostname(), "another-machine"))
    with locked(without_locks, BUSY, 2):
        pass
