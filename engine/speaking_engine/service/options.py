"""Options of the command line that are no choices of a room: targets, places, files of words, delivery."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from speaking_engine.errors import UserError
from speaking_engine.project.document import DECLARED
from speaking_engine.script.textfile import read_text_file
from speaking_engine.service.answer import say
from speaking_engine.service.groups import Given
from speaking_engine.work.work import Work

Target = Annotated[Path, typer.Argument(help="A picture file, or a production folder (NAME.speaking).")]


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are kept and how the command answers."""

    production: Annotated[
        Path | None,
        typer.Option(
            help="Production folder; default: NAME.speaking in the current folder.", show_default=False
        ),
    ] = None
    renew: Annotated[
        bool, typer.Option("--renew", help="Begin anew where the production is of another picture.")
    ] = False
    trust: Annotated[
        bool,
        typer.Option(
            "--trust", help="Follow what a received production says of servers, models and recordings."
        ),
    ] = False
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object on stdout and all else on stderr.")
    ] = False


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom the choices of this command are."""

    speaker: Annotated[
        str | None,
        typer.Option(
            "--for",
            help="Choose for this face only, such as f1: its voice, speed, style, amplitude.",
            rich_help_panel="Cast",
        ),
    ] = None
    version: Annotated[
        str | None,
        typer.Option(
            "--in",
            help="Choose for this language only, such as fr: text, voice, recording; its own film.",
            rich_help_panel="Cast",
        ),
    ] = None

    def apply(self, work: Work, given: Given) -> None:
        """Set what was given, for all or for whom it is."""
        chosen = work.version(self.version) if self.version else work
        own = {name: value for name, value in given.items() if DECLARED[name].choice.scope == "speaker"}
        shared = {name: value for name, value in given.items() if self.speaker is None or name not in own}
        if self.speaker is not None and not own:
            raise UserError(
                f"--for {self.speaker} says for whom, but not what.",
                hint="Add what only this face has, such as --voice bf_emma or --speed 0.9.",
            )
        of_work = {name: value for name, value in shared.items() if DECLARED[name].choice.scope == "work"}
        if of_work:
            work.choose(**of_work)
        if left := {name: value for name, value in shared.items() if name not in of_work}:
            chosen.choose(**left)
        if self.speaker is not None:
            chosen.choose(speaker=chosen.line.looking.face(self.speaker).id, **own)


@dataclass(frozen=True, slots=True)
class Words:
    """Words from a file, and who answers for them."""

    text_file: Annotated[
        Path | None,
        typer.Option(help="The words, in a file: text, RTF, SRT or WebVTT.", rich_help_panel="Words"),
    ] = None
    approved_by: Annotated[
        str | None, typer.Option(help="Who answers for these words, today.", rich_help_panel="Words")
    ] = None

    def add_to(self, given: Given) -> None:
        """Put the words of the file among what was given."""
        if self.text_file is not None:
            remarks: list[str] = []
            given["text"] = read_text_file(self.text_file, remarks)
            for remark in remarks:
                say(remark, "note")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where the film goes, and whether it may be a final one."""

    final: Annotated[
        bool, typer.Option("--final", help="Only if a person approved the words.", rich_help_panel="Film")
    ] = False
    unapproved: Annotated[
        bool, typer.Option("--unapproved", help="Final, though nobody approved.", rich_help_panel="Film")
    ] = False
    out: Annotated[
        Path | None,
        typer.Option(help="The film, NAME.mp4; default: film.mp4 in the production.", rich_help_panel="Film"),
    ] = None
