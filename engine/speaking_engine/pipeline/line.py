"""The whole line over one production, its summary, and the user's own copy of the film."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from speaking_engine.pipeline.delivery import FILM, check_hold, deliver_film
from speaking_engine.pipeline.looking import Looking
from speaking_engine.pipeline.marking import marks_for
from speaking_engine.pipeline.performing import Performing
from speaking_engine.pipeline.run import Run
from speaking_engine.pipeline.showing import Showing
from speaking_engine.pipeline.speaking import Speaking
from speaking_engine.project.choosing import check_choices
from speaking_engine.project.production import Production
from speaking_engine.protocol.progress import Report, silent


class Line:
    """artwork -> faces -> script -> speech -> performance -> clip -> composite -> render.

    Pull-based: asking for a thing runs what it needs and no more.
    """

    def __init__(
        self,
        production: Production,
        report: Report = silent,
        language: str = "",
        laid_over: Mapping[str, Any] | None = None,
    ) -> None:
        self.run = Run(production, report, language, laid_over)
        self.looking = Looking(self.run)
        self.speaking = Speaking(self.looking)
        self.performing = Performing(self.speaking)
        self.showing = Showing(self.performing)

    def deliver(self, out: Path | None = None, *, is_final: bool = False) -> Path:
        """Make the film and put it where the user wants it, with captions where none were changed by hand.

        Parameters
        ----------
        out : Path or None
            The film's path; None is `film.mp4` in the production folder.
        is_final : bool
            It is meant to be shown: marked and signed as chosen.

        Raises
        ------
        SpeakingError
            Whatever stopped a room; what was finished before is kept.
        """
        self.showing.is_final = is_final
        film = self.showing.signed
        target = out or self.run.production.folder / film_name(self.run.language)
        check_hold(
            self.run.production, is_final=is_final
        )  # once more: it may have been set while the film was made
        captions = sorted(self.showing.composed.folder.glob("captions.*"))
        remarks = deliver_film(self.run.production, film, captions, target)
        self.run.remember_fallbacks("render", tuple(remarks))
        return target

    def check_final(self) -> None:
        """Refuse a final film that could not be marked or signed; to be called before any work is done."""
        from speaking_engine.marks.signer import find_signer

        check_hold(self.run.production, is_final=True)
        marks_for(self.run.choices_for(), self.looking.metadata, is_final=True)
        find_signer()

    def check(self) -> None:
        """Refuse every choice that no room can follow; to be called before any work is done."""
        check_choices(self.run.production.project)

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


def film_name(language: str) -> str:
    """Return the name of a version's film: ``film.mp4``, or ``film.fr.mp4`` of another language."""
    return f"film.{language}.mp4" if language else FILM
