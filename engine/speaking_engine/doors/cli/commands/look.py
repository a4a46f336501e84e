"""doctor, voices, verify: what there is."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from speaking_engine.doors.cli.answer import answer_json, keep_stdout_private, mark, say, show_table
from speaking_engine.doors.doctor import examine
from speaking_engine.marks.verify import FilmVerdict
from speaking_engine.marks.verify import verify as look
from speaking_engine.speech.languages import list_languages
from speaking_engine.speech.voices import BEST, NOT_UNDERSTOOD, list_voices
from speaking_engine.speech.voices.styles import EMBEDDED

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]

_MARKS = {"ok": "done", "optional": "passed over", "missing": "failed"}


def doctor(json: Json = False) -> None:
    """Show what is installed, what is missing, and how to get it.

    Exit code 2 if something is missing that every film needs.
    """
    if json:
        keep_stdout_private()
    findings = examine()
    missing = any(finding.state == "missing" for finding in findings)
    if json:
        answer_json({"ok": not missing, "findings": [dataclasses.asdict(finding) for finding in findings]})
    else:
        table = Table("", "what", "detail", "how to get it", show_lines=False)
        for finding in findings:
            table.add_row(mark(_MARKS[finding.state]), finding.name, finding.detail, finding.repair)
        show_table(table)
    if missing:
        raise typer.Exit(2)


def voices(json: Json = False) -> None:
    """List the voices and the languages that can be spoken here."""
    cards = list_voices()
    languages = [{"code": one.code, "name": one.name, "missing": one.missing} for one in list_languages()]
    if json:
        answer_json({"voices": [dataclasses.asdict(card) for card in cards], "languages": languages})
        return
    table = Table("voice", "gender", "language", "backend")
    for card in cards:
        if not card.missing:
            table.add_row(card.name, card.gender, card.language, card.backend)
    show_table(table)
    for backend in dict.fromkeys(card.backend for card in cards if card.missing):
        first = next(card for card in cards if card.backend == backend and card.missing)
        count = sum(card.backend == backend and bool(card.missing) for card in cards)
        say(f"{count} more of {backend}: {first.missing}", "passed over")
    for language in languages:
        speaking = ", ".join(BEST.get(str(language["code"]), EMBEDDED))
        say(f"{language['code']:>6}  {language['name']}  {language['missing'] or f'by default {speaking}'}")
    for code, reason in NOT_UNDERSTOOD.items():
        say(f"{code:>6}  {reason}")


def verify(
    films: Annotated[list[Path], typer.Argument(help="Films, also re-encoded, scaled or cropped ones.")],
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object on stdout; of several, `films`.")
    ] = False,
) -> None:
    """Show what films bear of marks: their signed manifest, and our watermark. Works without a network.

    Example: speaking-images verify film.mp4
    """
    answers = []
    for film in films:
        verdict = look(film)
        answers.append(_marks_of(film, verdict))
        if not json:
            if len(films) > 1:
                say(f"{film}:")
            for sentence in verdict.sentences():
                say(sentence)
    if json:
        answer_json(answers[0] if len(films) == 1 else {"films": answers})


def _marks_of(film: Path, verdict: FilmVerdict) -> dict[str, Any]:
    return {
        "film": str(film.resolve()),
        "is_marked": verdict.is_marked,
        "signed": dataclasses.asdict(verdict.signed) if verdict.signed else None,
        "watermark": {
            "is_there": verdict.trace.is_there,
            "strength": round(verdict.trace.strength, 2),
            "scale": round(verdict.trace.scale, 4),
        },
        "sentences": verdict.sentences(),
    }
