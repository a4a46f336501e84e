"""The whole line over one production, its summary, and the user's own copy of the film."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from speaking_engine.media.beside import written_beside
from speaking_engine.pipeline.looking import Looking
from speaking_engine.pipeline.run import Run
from speaking_engine.pipeline.showing import FILM, Showing
from speaking_engine.pipeline.speaking import Speaking
from speaking_engine.project.production import Production
from speaking_engine.protocol.progress import Report, silent


class Line:
    """artwork -> faces -> script -> speech -> clip -> composite -> render.

    Pull-based: asking for a thing runs what it needs and no more.
    """

    def __init__(self, production: Production, report: Report = silent) -> None:
        self.run = Run(production, report)
        self.looking = Looking(self.run)
        self.speaking = Speaking(self.looking)
        self.showing = Showing(self.speaking)

    def deliver(self, out: Path | None = None) -> Path:
        """Make the film and put it, with its captions, where the user wants it.

        Parameters
        ----------
        out : Path or None
            The film's path; None is `film.mp4` in the production folder.

        Raises
        ------
        SpeakingError
            Whatever stopped a room; what was finished before is kept.
        """
        film = self.showing.film
        target = out or self.run.production.folder / FILM
        _copy(film, target)
        for captions in sorted(self.showing.composed.folder.glob("captions.*")):
            _copy(captions, target.with_suffix(captions.suffix))
        return target

    def summary(self) -> dict[str, Any]:
        """Tell, stage by stage, what was made, what was there already, and what had to be decided."""
        return {
            stage: {
                "made": tally.made,
                "reused": tally.reused,
                "seconds": round(tally.record.seconds, 2),
                "fallbacks": tally.record.fallbacks,
            }
            for stage, tally in self.run.tallies.items()
        }


def _copy(source: Path, target: Path) -> None:
    with written_beside(target) as beside:
        shutil.copyfile(source, beside)
