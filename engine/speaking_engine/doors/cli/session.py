"""Opens what a command's target names, with progress shown, and refuses to write where it must not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from speaking_engine.composite.prepare import is_our_picture
from speaking_engine.doors.cli.answer import Bars, keep_stdout_private, say
from speaking_engine.doors.cli.options import Label, Place
from speaking_engine.errors import OutputError, SetupError, UserError
from speaking_engine.pipeline.delivery import put_old_aside
from speaking_engine.pipeline.line import Line
from speaking_engine.project.production import (
    PROJECT_FILE,
    SUFFIX,
    Production,
    created,
    is_production,
    opened,
)
from speaking_engine.work.work import MAX_NAME_BYTES, Work, folder_beside


@contextmanager
def work_of(
    target: Path, place: Place, label: Label | None = None, language: str | None = None
) -> Iterator[Work]:
    """Open the work that a target names: a production folder, or a picture and its production.

    Parameters
    ----------
    label : Label, optional
        What the options say of the picture; the sidecar beside it is read in any case, so that every command
        knows the same of a picture, first of all that it is on hold.
    language : str, optional
        What the options say holds in this language alone.

    Raises
    ------
    SpeakingError
        See `project.production`.
    """
    if place.json:
        keep_stdout_private()
    with _opening(target, place) as production:
        try:
            if place.trust:
                production.trust()
            for remark in (label or Label()).apply(production, language or ""):
                say(remark, "note")
            yield Work(production, Bars())
        except (UserError, SetupError) as error:
            # what was refused must not be met again by the next command; a picture without a face and a full
            # disk are no fault of the options
            if error.place != "faces" and not isinstance(error, OutputError):
                production.restore()
            raise


@contextmanager
def _opening(target: Path, place: Place) -> Iterator[Production]:
    if is_production(target) or target.name.endswith(SUFFIX):
        with opened(target) as production:
            yield production
        return
    folder = place.production or folder_beside(target)
    if place.production is not None:
        check_destination(folder, "--production", is_folder=True)
    hold = put_old_aside(folder, target) if place.renew else ""
    with created(folder, target, hold) as production:
        yield production


@contextmanager
def running(work: Work, *, only_writes: bool = False) -> Iterator[Line]:
    """Run the line with progress shown; see `Work.running`."""
    shown = work.report if isinstance(work.report, Bars) else nullcontext()
    with shown, work.running(only_writes=only_writes) as line:
        yield line


def check_destination(path: Path, option: str, *, is_folder: bool = False) -> None:
    """Refuse a path of which more than the last folder is missing.

    That one is made, as Blender and pip do; a missing one above it is rather a slip, as ffmpeg takes it.

    Parameters
    ----------
    option : str
        Such as "--out", for the sentence.
    is_folder : bool
        The path is itself the folder that may be made; else it is a file in it.

    Raises
    ------
    OutputError
        The person corrects the path, or makes the folder.
    """
    try:
        folder = (path if is_folder else path.parent).resolve()
        path.resolve()
    except RuntimeError as error:  # so says Python 3.11
        raise OutputError(f"{option} {path} is a link that leads to itself.", hint="Remove it.") from error
    if any(len(os.fsencode(part)) > MAX_NAME_BYTES for part in path.parts):
        raise OutputError(f"{option} {path} cannot be written: its name is too long.", hint="Shorten it.")
    missing = [above for above in folder.parents if not above.exists()]
    there = next(above for above in (folder, *folder.parents) if above.exists())
    if not there.is_dir():
        raise OutputError(
            f"{option} {path} cannot be written: {there} is a file, and in the way.",
            hint="Choose another folder.",
        )
    if missing:
        raise OutputError(
            f"{option} {path} leads into {missing[-1]}, and there is no such folder.",
            hint="Check the spelling, or make it first; only the last folder of a path is made by itself.",
        )


def check_file(path: Path, option: str, suffix: str, production: Production | None = None) -> None:
    """Refuse a file where it would destroy something else, or would not be found again.

    Parameters
    ----------
    suffix : str
        Ending that the file must have, such as ".mp4".

    Raises
    ------
    OutputError
        Of another ending, a folder, the picture itself, inside the production's store, or somebody else's.
    """
    check_destination(path, option)
    file, wrong, instead = path.resolve(), "", f"Give {option} NAME{suffix}."
    if file.suffix.lower() != suffix:
        wrong = f"its name does not end in {suffix}"
    elif file.is_dir():
        wrong = "it is a folder"
    elif production is not None and file == production.picture:
        wrong = "it is the picture itself"
    elif production is not None and file.is_relative_to(production.store_folder):
        wrong = "it lies in the production's own store"
    elif production is not None and file == production.folder / PROJECT_FILE:
        wrong = "it is the project file"
    elif _is_of_somebody(file):
        wrong, instead = "it is there already", "Give another name, or take that file away first."
    if wrong:
        raise OutputError(f"{option} {path} cannot be written: {wrong}.", hint=instead)


def _is_of_somebody(file: Path) -> bool:
    """Return whether a file is there that we may not replace; of films the production knows."""
    if not file.exists() or file.suffix.lower() == ".mp4":
        return False
    return file.suffix.lower() != ".png" or not is_our_picture(file)
