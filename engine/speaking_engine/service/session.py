"""Opens what a command's target names, with progress shown; what is refused is not met again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from speaking_engine.errors import OutputError, SetupError, UserError
from speaking_engine.pipeline.delivery import put_old_aside
from speaking_engine.pipeline.line import Line
from speaking_engine.project.production import SUFFIX, Production, created, is_production, opened
from speaking_engine.service.answer import keep_stdout_private, say
from speaking_engine.service.destination import check_destination
from speaking_engine.service.label import Label
from speaking_engine.service.options import Place
from speaking_engine.service.progress import Bars
from speaking_engine.work.work import Work, folder_beside


@contextmanager
def work_of(target: Path, place: Place, label: Label | None = None) -> Iterator[Work]:
    """Open the work that a target names: a production folder, or a picture and its production.

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
    with _opening(target, place) as production:
        try:
            if place.trust:
                production.trust()
            for remark in (label or Label()).apply(production):
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
def running(work: Work) -> Iterator[Line]:
    """Run the line with progress shown; see `Work.running`."""
    with work.report if isinstance(work.report, Bars) else nullcontext(), work.running() as line:
        yield line
