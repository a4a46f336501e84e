"""Files appear under their final name only when they are whole: written beside, then renamed."""

from __future__ import annotations

import errno
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from speaking_engine.errors import OutputError, SpeakingError


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Return a temporary path in the same folder; on success it takes the place of `path`.

    On any failure the temporary file or folder is removed and `path` stays as it was.

    Raises
    ------
    OutputError
        The folder cannot be written or the disk is full; the person can fix it.
    """
    beside = path.with_name(f".{path.name[:50]}.{uuid.uuid4().hex[:8]}.partial")  # short enough for any name
    try:
        with told_when_unwritable(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield beside
            beside.replace(path)
            _settle(path.parent)
    except SpeakingError as error:
        error.sentence = error.sentence.replace(beside.name, path.name)  # the name that a person knows
        error.hint = error.hint.replace(beside.name, path.name)
        raise
    finally:
        _remove(beside)


def _settle(folder: Path) -> None:
    """Wait until the disk knows a folder's new names, on systems on which that can be asked for."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def told_when_unwritable(path: Path) -> Iterator[None]:
    """Turn what the system says of a failed write into one of our sentences."""
    try:
        yield
    except (SpeakingError, BrokenPipeError):
        raise
    except OSError as error:
        sentence, hint = _sentence(path, error)
        raise OutputError(sentence, hint=hint) from error


def refusal_of_system(error: OSError) -> OutputError | None:
    """Return our error for what the system refused somewhere; None if that is nothing a person can mend."""
    if error.filename is None or error.errno not in _MENDABLE:
        return None
    sentence, hint = _sentence(Path(os.fsdecode(error.filename)), error)
    return OutputError(sentence, hint=hint)


_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_MENDABLE = _FULL | _FORBIDDEN | {errno.ENAMETOOLONG}


def _sentence(path: Path, error: OSError) -> tuple[str, str]:
    path = _known(path)
    if error.errno in _FULL:
        free_mb = shutil.disk_usage(_existing(path)).free / 1e6
        return (
            f"The disk is full: {path} could not be written ({free_mb:.0f} MB free).",
            "Free some space and run the same command again; finished stages are kept.",
        )
    if error.errno in _FORBIDDEN:
        return (
            f"{path} cannot be written: no permission.",
            "Choose another folder with --production or --out.",
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return (
            f"{path} cannot be written: a file or folder of that name is in the way.",
            "Choose another name.",
        )
    if error.errno == errno.ENAMETOOLONG:
        return f"{path} cannot be written: its name is too long.", "Choose a shorter name."
    reason = error.strerror or str(error)
    return (
        f"{path} cannot be written: {reason}.",
        "Check the folder and the disk, then run the command again.",
    )


def _known(path: Path) -> Path:
    """Return path that a person knows: the folder around what is only written beside for the time being."""
    partial = (part for part in (*reversed(path.parents), path) if part.match(".*.partial"))
    first = next(partial, None)
    return path if first is None else first.parent


def _existing(path: Path) -> Path:
    return next((parent for parent in (path, *path.parents) if parent.exists()), Path("/"))


def sweep(folder: Path, *within: str) -> None:
    """Remove what a killed process left half-written in a folder that nobody else has open.

    Parameters
    ----------
    within : str
        Names of folders in it that are ours from top to bottom; links are not followed.
    """
    found = [path for path in folder.iterdir() if is_partial(path)]
    for name in within:
        if not (folder / name).is_symlink():
            for parent, folders, files in os.walk(folder / name):
                found += filter(is_partial, (Path(parent, name) for name in (*folders, *files)))
    for path in found:
        _remove(path)


def is_partial(path: Path) -> bool:
    """Return whether a name is one that `written_beside` gives."""
    return re.fullmatch(r"\..{1,50}\.[0-9a-f]{8}\.partial", path.name, re.DOTALL) is not None


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):  # what was wrong with the folder has been said already
        path.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file whole or not at all, and onto the disk before its name appears."""
    with written_beside(path) as beside, beside.open("w", encoding="utf8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
