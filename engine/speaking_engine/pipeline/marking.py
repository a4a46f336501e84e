"""The stage marks: what a film shows, bears invisibly and has signed; asked for in final films, or always."""

from __future__ import annotations

import dataclasses
import mimetypes
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speaking_engine.artwork.metadata import Metadata
from speaking_engine.composite.canvas import Canvas
from speaking_engine.composite.grid import Grid
from speaking_engine.errors import UserError
from speaking_engine.marks.manifest import Claims
from speaking_engine.media.rate import nearest_frame
from speaking_engine.pipeline.delivery import FILM
from speaking_engine.pipeline.performances import card_seconds
from speaking_engine.pipeline.run import read_remarks, write_json
from speaking_engine.project.document import Choices
from speaking_engine.protocol.fingerprint import sha256_of
from speaking_engine.protocol.plan import RenderPlan
from speaking_engine.render.marking import Marking, Notice
from speaking_engine.script.signoff import is_approved, text_sha256

if TYPE_CHECKING:
    from speaking_engine.pipeline.line import Line

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
    opening, ending : tuple of str
        Lines of the cards before and after the work; empty for none.
    """

    notice: str = ""
    watermark: bool = False
    reason: str = ""
    opening: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()

    def as_recipe(self) -> dict[str, object]:
        """Return what the film's pixels depend on; nothing for a film without marks."""
        recipe: dict[str, object] = {}
        if self.notice or self.watermark:
            recipe["marks"] = [self.notice, self.watermark]
        if self.opening or self.ending:
            recipe["cards"] = [self.opening, self.ending]
        return recipe


def marks_for(choices: Choices, metadata: Metadata, *, is_final: bool) -> Marks:
    """Return what a film gets.

    Raises
    ------
    UserError
        A final film is to show no notice, and nobody said why; the person says it.
    """
    from speaking_engine.marks.notice import text_for

    asked = ("always", "final") if is_final else ("always",)
    words = choices.notice_text or text_for(choices.language)
    notice = words if choices.notice in asked else ""
    on_card = choices.notice == "card"
    before, after = card_seconds(choices)
    about = (metadata.title, ", ".join(filter(None, (metadata.artist, metadata.date))))
    opening = (*about, metadata.holder, words if on_card else "") if before else ()
    ending = (*about, " ".join(filter(None, (metadata.credit, metadata.rights))), words) if after else ()
    if is_final and not notice and not on_card and not choices.notice_reason:
        raise UserError(
            "A final film without a notice that AI changed the work needs a reason.",
            hint="Say how people are told instead: --notice-reason 'a sign beside the screen'.",
            place="choices.notice_reason",
        )
    reason = "" if notice else "on a card before the work" if on_card else choices.notice_reason
    return Marks(notice, choices.watermark in asked, reason, _said(opening), _said(ending))


def _said(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, lines))


def marking_of(
    marks: Marks,
    plan: RenderPlan,
    faces_px: list[tuple[float, float, float, float]],
    cards_seconds: tuple[float, float] = (0.0, 0.0),
    canvas: Canvas | None = None,
) -> Marking:
    """Draw what was asked for, beside all faces and all that moves.

    Parameters
    ----------
    faces_px : list of (x, y, width, height)
        In artwork pixels.
    cards_seconds : (before, after)
        How long cards stand.
    canvas : Canvas, optional
        What lies around the work.
    """
    from speaking_engine.marks.notice import make_card, make_notice
    from speaking_engine.marks.watermark import offsets

    count, rate = plan.frame_count, plan.frames_per_second
    size_px = canvas.size_px if canvas else (plan.width_px, plan.height_px)
    left, top = canvas.origin_px if canvas else (0, 0)
    before, after = (nearest_frame(seconds, rate) for seconds in cards_seconds)
    notices: list[Notice] = []
    if marks.notice:
        across, down = Grid.of(plan).scale
        moving = [tuple(map(float, layer.crop_px)) for layer in plan.layers]
        taken = [
            (left + x * across, top + y * down, w * across, h * down) for x, y, w, h in [*faces_px, *moving]
        ]
        notices.append(make_notice(marks.notice, size_px, taken, count, rate, first=before))
    if marks.opening and before:
        notices.append(make_card(marks.opening, size_px, range(before), fades_out=min(12, before // 3)))
    if marks.ending and after:
        span = range(count - after, count)
        notices.append(make_card(marks.ending, size_px, span, fades_in=min(12, after // 3)))
    return Marking(offsets if marks.watermark else None, tuple(notices))


def claims_of(line: Line, marks: Marks) -> Claims:
    """Return what is said of a film when it is signed."""
    script, metadata, choices = line.script, line.metadata, line.choices
    picture = line.production.picture
    voices = tuple(dict.fromkeys(one.voice for one in line.utterances))
    approval = script.approval if is_approved(script) else None
    acted = choices.recording or choices.performance
    return Claims(
        title=metadata.title or picture.stem,
        picture_name=picture.name,
        picture_format=mimetypes.guess_type(picture.name)[0] or "application/octet-stream",
        picture_sha256=line.project.picture.sha256,
        rights=" ".join(filter(None, (metadata.credit, metadata.rights))),
        made_with={
            "voice": ", ".join(voices),
            "performance": "an actor's recording" if acted else "synthetic",
            "animator": choices.animator,
            "writer": script.writer,
        },
        inputs=_inputs(voices, choices),
        consent=choices.consent,
        words_sha256=text_sha256(script),
        approved_by=approval.name if approval else "",
        approved_on=approval.date if approval else "",
        marks={
            "notice": marks.notice or f"none: {marks.reason}",
            "watermark": "yes" if marks.watermark else "no",
        },
    )


def _inputs(voices: tuple[str, ...], choices: Choices) -> dict[str, str]:
    """Return voices, models and takes with the digests of their files; empty for files that are not ours."""
    from speaking_engine.weights import manifest

    ours = manifest()
    found = {f"voice {voice}": ours.get(f"{voice}.bin", "") for voice in voices}
    found |= {f"model {name}": digest for name, digest in ours.items() if not name.endswith(".bin")}
    if choices.animator:
        found[f"animator {choices.animator}"] = ""
    for take in filter(None, (choices.recording, choices.performance)):
        with suppress(OSError):
            found[f"actor's take {Path(take).name}"] = sha256_of(Path(take))
    return found


def marks_recipe(line: Line) -> dict[str, Any]:
    """Return what a signed film depends on."""
    from speaking_engine.marks.signer import find_signer

    claims = dataclasses.asdict(claims_of(line, line.marks))
    return {"film": line.film.parent.name, "claims": claims, "signer": find_signer().name}


def make_marks(line: Line, folder: Path) -> None:
    """Write the signed film; the last thing that is done to it."""
    from speaking_engine.marks.manifest import sign_film
    from speaking_engine.marks.signer import find_signer

    signer = find_signer()
    sign_film(line.film, folder / FILM, claims_of(line, line.marks), signer)
    remarks = []
    if signer.is_for_trying_out:
        remarks.append(
            "The film was signed for trying out only, which vouches for nobody; "
            "docs/marks.md tells how to sign with your own certificate."
        )
    write_json(folder / FACTS, {"fallbacks": remarks})


def read_marks(_: Line, folder: Path) -> tuple[str, ...]:
    """Return the remarks of a signed film."""
    return read_remarks(folder / FACTS)


def marks(line: Line) -> Marks:
    """Return what the film shows and bears; see `Line.is_final`."""
    return marks_for(line.choices, line.metadata, is_final=line.is_final)


def signed(line: Line) -> Path:
    """Return the film as it is delivered: signed, if it is final."""
    return line.product("marks").folder / FILM if line.is_final else line.film
