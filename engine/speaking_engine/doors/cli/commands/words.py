"""script, approve: the words, and the person who answers for them."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

import typer

from speaking_engine.doors.cli.answer import answer_json, say, show_fallbacks
from speaking_engine.doors.cli.commands.stages import common
from speaking_engine.doors.cli.options import BoxByHand, Given, Label, Place, Target, Whom, WordsFile, grouped
from speaking_engine.doors.cli.session import running, work_of
from speaking_engine.faces.choices import FacesChoices
from speaking_engine.script.choices import ScriptChoices
from speaking_engine.script.signoff import state
from speaking_engine.speech.choices import SpeechChoices
from speaking_engine.work.work import Work


@grouped
def script(
    target: Target,
    label: Label,
    face: BoxByHand,
    given: Annotated[Given, FacesChoices, ScriptChoices, SpeechChoices],
    words: WordsFile,
    whom: Whom,
    place: Place,
) -> None:
    """Write what the face says, or set it with --text.

    Example: speaking-images script mona_lisa.jpg --title "Mona Lisa" --seconds 20
    """
    with work_of(target, place, label, whom.label_language) as work:
        face.apply(work)
        words.add_to(given)
        whom.apply(work, given)
        answers = [_write(version, as_json=place.json) for version in whom.versions_of(work)]
        if place.json:
            main, *others = answers
            answer_json({**main, "versions": others} if others else main)


def _write(work: Work, *, as_json: bool) -> dict[str, Any]:
    """Write the words of one language, and show them or tell them as an answer."""
    with running(work, only_writes=True) as line:
        written = line.script
    if not as_json:
        say(state(written))
        for said in written.lines:
            say(f"{said.face_id} ({written.writer}, {said.language})", style="bold")
            for sentence in said.sentences:
                say(f"  {sentence.text}  [{', '.join(sentence.grounds) or 'none'}]")
        show_fallbacks(line.summary())
        return {}
    lines = [
        {
            "face": said.face_id,
            "language": said.language,
            "text": said.text,
            "sentences": [dataclasses.asdict(sentence) for sentence in said.sentences],
        }
        for said in written.lines
    ]
    return {"writer": written.writer, "state": state(written), "lines": lines, **common(line)}


@grouped
def approve(
    target: Target,
    by: Annotated[str, typer.Option(help="Who answers for these words.")],
    place: Place,
    language: Annotated[str | None, typer.Option("--in", help="The words of this language only.")] = None,
) -> None:
    """Sign the words as they stand; editing them withdraws it, and `render --final` asks for it.

    Example: speaking-images approve mona_lisa.speaking --by "M. Duval"
    """
    with work_of(target, place) as work:
        with running(work.version(language or work.asked[0]), only_writes=True) as line:
            signed = line.approve(by)
        if place.json:
            answer_json({"state": state(signed), **common(line)})
            return
        for said in signed.lines:
            say(said.text)
        say(state(signed), style="bold")
