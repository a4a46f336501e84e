"""The engine's door for Blender: JSON lines on stdin and stdout, and gone when stdin closes."""

from __future__ import annotations

import os
import sys

from speaking_engine.doors.blender.actions import ACTIONS
from speaking_engine.doors.blender.server import Server
from speaking_engine.protocol.wire import private_stdout


def main() -> None:
    """Serve on this process's stdin and stdout."""
    pipe = private_stdout()
    Server(pipe, ACTIONS).serve(sys.stdin)
    # Not the interpreter's own tidying up: it would wait for a model that is still running.
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
