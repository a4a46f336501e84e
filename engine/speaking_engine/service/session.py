"""Opens what a command's target names, runs the line with progress shown, and saves what happened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from speaking_engine.errors import OutputError, SetupError, UserError
from speaking_engine.pipeline.line import Line
from speaking_engine.project.choosing import check_choices
from speaking_engine.project.production import SUFFIX, Production, created, is_production, opened
from speaking_engine.service.answer import keep_stdout_private, say
from speaking_engine.service.destination import MAX_NAME_BYTES, check_destination
from speaking_engine.service.label import Label, taken_label
from speaking_engine.service.options import Place
from speaking_engine.service.progress import Bars


@contextmanager
def production_of(target: Path, place: Place, label: Label | None = None) -> Iterator[Production]:
    """Open the production that a target names: a production folder, or a picture and its production.

    Parameters
    ----------
    label : Label, optional
        What the options say of the picture; the sidecar beside it is read in any case, so that every command
        knows the same of a picture, first of all that it is on hold.

    Raises
    ------
    SpeakingError
        See `project.production`.
    """
    if place.json:
        keep_stdout_private()
    if is_production(target) or target.name.endswith(SUFFIX):
        opening = opened(target)
    else:
        if place.production is not None:
            check_destination(place.production, "--production", is_folder=True)
        opening = created(place.production or _beside(target), target)
    with opening as production:
        try:
            for remark in taken_label(production, label or Label()):
                say(remark, "note")
            yield production
        except (UserError, SetupError) as error:
            # what was refused must not be met again by the next command; a picture without a face and a full
            # disk are no fault of the options
            if error.place != "faces" and not isinstance(error, OutputError):
                production.restore()
            raise


def _beside(picture: Path) -> Path:
    """Name a picture's production in the current folder."""
    folder = Path.cwd() / f"{picture.stem}{SUFFIX}"
    if len(os.fsencode(folder.name)) > MAX_NAME_BYTES:
        raise OutputError(
            f"The name of {picture} is too long for a folder {SUFFIX} beside it.",
            hint="Give a shorter one with --production NAME.speaking.",
        )
    return folder


@contextmanager
def running(production: Production, language: str = "") -> Iterator[Line]:
    """Run the line with progress shown; what happened is saved, also when a stage stops it.

    Parameters
    ----------
    language : str
        Of the version that is made; empty for the main one.

    Raises
    ------
    UserError
        A choice that no room can follow, told before any work is done.
    """
    check_choices(production.project)
    production.save()
    with Bars() as bars:
        line = Line(production, bars, language)
        try:
            yield line
        finally:
            line.run.save()
