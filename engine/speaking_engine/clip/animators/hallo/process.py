"""Process: runs Hallo as a child, tells its progress, stops it when asked, reads its last words."""

from __future__ import annotations

import re
import subprocess
import time
from collections import deque

from speaking_engine.child import lines_of, running
from speaking_engine.clip.animators.hallo.contract import HalloJob
from speaking_engine.errors import ClipError, FaceUnseen, SetupError, SpeakingError
from speaking_engine.protocol.progress import Report

_PROGRESS = re.compile(r"\[(\d+)/(\d+)\]")
_PATIENCE_SECONDS = 0.5
_NO_FACE, _USE_HEAD = "sees no face in this picture.", "Use --animator head."
_KNOWN: tuple[tuple[str, type[SpeakingError], str, str], ...] = (
    ("non-empty take from an empty axes", FaceUnseen, _NO_FACE, _USE_HEAD),  # MediaPipe's mesh
    ("faces_sorted[0]", FaceUnseen, _NO_FACE, _USE_HEAD),  # insightface's box, in versions that need it
    (
        "CUDA out of memory",
        SetupError,
        "ran out of GPU memory.",
        "It needs about 10 GB; close other programs.",
    ),
    ("CUDA", SetupError, "cannot use the GPU.", "Check its driver, or use --animator head."),
    (
        "ModuleNotFoundError",
        SetupError,
        "misses a Python package.",
        "Install its requirements in its own .venv.",
    ),
    ("ffmpeg", SetupError, "does not find the program ffmpeg.", "Install ffmpeg."),
)


def run(job: HalloJob, name: str, timeout_seconds: float, report: Report) -> None:
    """Run the job to its end.

    Parameters
    ----------
    report : Report
        Called at least once a second with the share of windows done.

    Raises
    ------
    Cancelled
        `report` asked to stop; the child and all its own children are gone.
    ClipError
        It took too long, failed, or left no movie.
    FaceUnseen
        It saw no face.
    SetupError
        Something it needs is missing.
    """
    last_words: deque[str] = deque(maxlen=40)
    with running(job.command, folder=job.folder, environment=job.environment) as child:
        _follow(child, name, timeout_seconds, report, last_words)
    if child.returncode != 0:
        raise _explained(name, child.returncode, last_words)
    if not job.result.is_file():
        raise ClipError(f"The animator {name!r} ended without a movie.", hint=_tail(last_words))


def _follow(
    child: subprocess.Popen[bytes], name: str, timeout_seconds: float, report: Report, last_words: deque[str]
) -> None:
    """Read what the child says until it ends."""
    deadline = time.monotonic() + timeout_seconds
    share, note = 0.0, "loading models"
    report("clip", share, note)
    for line in lines_of(child, _PATIENCE_SECONDS):
        if time.monotonic() > deadline:
            raise ClipError(
                f"The animator {name!r} was stopped after {timeout_seconds:.0f} s.",
                hint="Give it longer with the option timeout_s, or a shorter text.",
                place="motion.options.timeout_s",
            )
        if line:
            last_words.append(line)
            if found := _PROGRESS.search(line):
                done, total = int(found[1]), max(int(found[2]), 1)
                share, note = min((done - 1) / total, 1.0), f"window {done} of {total}"
        report("clip", share, note)


def _explained(name: str, code: int, last_words: deque[str]) -> SpeakingError:
    # onnxruntime names its CUDA provider whether it works or not
    text = "\n".join(line for line in last_words if "ExecutionProvider" not in line)
    for sign, kind, what, hint in _KNOWN:
        if sign in text:
            return kind(f"The animator {name!r} {what}", hint=hint, place="motion.animator")
    return ClipError(f"The animator {name!r} failed with code {code}.", hint=_tail(last_words))


def _tail(last_words: deque[str]) -> str:
    return f"Its last words: {last_words[-1]}" if last_words else "It said nothing."
