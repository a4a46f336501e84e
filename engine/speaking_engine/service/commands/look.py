"""doctor and voices: what there is."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer
from rich.table import Table

from speaking_engine.service.answer import answer_json, console, keep_stdout_private
from speaking_engine.service.doctor import examine
from speaking_engine.speech.languages import list_languages
from speaking_engine.speech.voices import list_voices

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]

_MARKS = {"ok": "[green]✓[/]", "optional": "[yellow]–[/]", "missing": "[red]✗[/]"}


def doctor(json: Json = False) -> None:
    """Tell what is installed, what is missing, and how to get it.

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
            table.add_row(_MARKS[finding.state], finding.name, finding.detail, finding.repair)
        console.print(table)
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
    console.print(table)
    for backend in dict.fromkeys(card.backend for card in cards if card.missing):
        first = next(card for card in cards if card.backend == backend and card.missing)
        count = sum(card.backend == backend and bool(card.missing) for card in cards)
        console.print(f"[yellow]–[/] {count} more of {backend}: {first.missing}", soft_wrap=True)
    for language in languages:
        console.print(f"{language['code']:>6}  {language['name']}  [yellow]{language['missing']}[/]")
