"""The marks of a film: what it shows, bears invisibly and has signed; asked for in final films, or always."""

from __future__ import annotations

import dataclasses
import mimetypes
from functools import cached_property
from pathlib import Path

from speaking_engine.composite.grid import Grid
from speaking_engine.errors import UserError
from speaking_engine.marks.manifest import Claims
from speaking_engine.pipeline.delivery import FILM
from speaking_engine.pipeline.run import read_json, write_json
from speaking_engine.pipeline.speaking import Speaking
from speaking_engine.project.document import Choices
from speaking_engine.protocol.plan import RenderPlan
from speaking_engine.render.marking import Marking
from speaking_engine.script.signoff import is_approved, text_sha256

FACTS = "signature.json"


@dataclasses.dataclass(frozen=True, slots=True)
class Marks:
    """What one film gets.

    Attributes
    ----------
    notice : str
        Its words; empty for none.
    reason : str
        Why a final film shows none.
    """

    notice: str = ""
    watermark: bool = False
    reason: str = ""

    def as_recipe(self) -> dict[str, object]:
        """Return what the film's pixels depend on; nothing for a film without marks."""
        return {"marks": [self.notice, self.watermark]} if self.notice or self.watermark else {}


def marks_for(choices: Choices, *, is_final: bool) -> Marks:
    """Return what a film gets.

    Raises
    ------
    UserError
        A final film is to show no notice, and nobody said why; the person says it.
    """
    from speaking_engine.marks.notice import text_for

    asked = ("always", "final") if is_final else ("always",)
    notice = (choices.notice_text or text_for(choices.language)) if choices.notice in asked else ""
    if is_final and not notice and not choices.notice_reason:
        raise UserError(
            "A final film without a notice that AI changed the work needs a reason.",
            hint="Say how people are told instead: --notice-reason 'a sign beside the screen'.",
            place="choices.notice_reason",
        )
    return Marks(notice, choices.watermark in asked, "" if notice else choices.notice_reason)


def marking_of(marks: Marks, plan: RenderPlan, faces_px: list[tuple[float, float, float, float]]) -> Marking:
    """Draw what was asked for, beside all faces and all that moves.

    Parameters
    ----------
    faces_px : list of (x, y, width, height)
        In artwork pixels.
    """
    from speaking_engine.marks.notice import make_notice
    from speaking_engine.marks.watermark import offsets

    notice = None
    if marks.notice:
        across, down = Grid.of(plan).scale
        moving = [tuple(map(float, layer.crop_px)) for layer in plan.layers]
        taken = [(x * across, y * down, w * across, h * down) for x, y, w, h in [*faces_px, *moving]]
        size_px = plan.width_px, plan.height_px
        notice = make_notice(marks.notice, size_px, taken, plan.frame_count, plan.frames_per_second)
    return Marking(offsets if marks.watermark else None, notice)


class Signing:
    """Signs the finished film of a line; the last thing that is done to it."""

    def __init__(self, speaking: Speaking, film: Path, marks: Marks) -> None:
        self._speaking, self._film, self._marks = speaking, film, marks
        self._run = speaking.run

    @cached_property
    def film(self) -> Path:
        """The signed film inside the store."""
        from speaking_engine.marks.manifest import sign_film
        from speaking_engine.marks.signer import find_signer

        signer, claims = find_signer(), self._claims()

        def make(folder: Path) -> None:
            sign_film(self._film, folder / FILM, claims, signer)
            remarks = []
            if signer.is_for_trying_out:
                remarks.append(
                    "The film was signed for trying out only, which vouches for nobody; "
                    "docs/marks.md tells how to sign with your own certificate."
                )
            write_json(folder / FACTS, {"fallbacks": remarks})

        recipe = {"film": self._film.parent.name, "claims": dataclasses.asdict(claims), "signer": signer.name}
        product = self._run.get("marks", recipe, make)
        self._run.remember_fallbacks("marks", tuple(read_json(product.folder / FACTS)["fallbacks"]))
        return product.folder / FILM

    def _claims(self) -> Claims:
        script, metadata = self._speaking.script, self._speaking.looking.metadata
        choices, picture = self._run.choices_for(), self._run.production.picture
        utterances = [self._speaking.utterance(sound) for sound in self._speaking.sounds]
        approval = script.approval if is_approved(script) else None
        notice = self._marks.notice or f"none: {self._marks.reason}"
        return Claims(
            title=metadata.title or picture.stem,
            picture_name=picture.name,
            picture_format=mimetypes.guess_type(picture.name)[0] or "application/octet-stream",
            picture_sha256=self._run.production.project.picture.sha256,
            rights=" ".join(filter(None, (metadata.credit, metadata.rights))),
            made_with={
                "voice": ", ".join(dict.fromkeys(one.voice for one in utterances)),
                "performance": "an actor's recording"
                if choices.recording or choices.performance
                else "synthetic",
                "animator": choices.animator,
                "writer": script.writer,
            },
            words_sha256=text_sha256(script),
            approved_by=approval.name if approval else "",
            approved_on=approval.date if approval else "",
            marks={"notice": notice, "watermark": "yes" if self._marks.watermark else "no"},
        )
