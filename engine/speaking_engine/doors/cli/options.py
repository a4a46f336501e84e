"""What can be typed: options from the rooms' choices, the label's, and a door's own."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import typer

from speaking_engine.choice import Declared, declared
from speaking_engine.doors.cli.answer import say
from speaking_engine.errors import UserError
from speaking_engine.project.document import DECLARED
from speaking_engine.project.production import Production
from speaking_engine.script.textfile import read_text_file
from speaking_engine.work.hand import add_hand_face, parse_box
from speaking_engine.work.label import lay_label
from speaking_engine.work.work import Work


class Given(dict[str, Any]):
    """The choices that were given, by name; annotate a parameter ``Annotated[Given, SpeechChoices, ...]``."""


def grouped(command: Command) -> Command:
    """Let typer see options that are declared elsewhere as options of this command.

    A parameter annotated with a dataclass is replaced by keyword parameters, one for each field with its
    ``Annotated[..., typer.Option(...)]`` and default; the command receives the dataclass, filled. One
    annotated ``Annotated[Given, groups...]`` is replaced by one option for each choice of these groups.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: kind for name, kind in hints.items() if dataclasses.is_dataclass(kind)}
    chosen = {
        name: [one for group in get_args(kind)[1:] for one in declared(group)]
        for name, kind in hints.items()
        if get_origin(kind) is Annotated and get_args(kind)[0] is Given
    }
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name in groups:
            parameters += _parameters_of(groups[parameter.name])
        elif parameter.name in chosen:
            parameters += [_parameter_of(one) for one in chosen[parameter.name]]
        else:
            parameters.append(parameter.replace(annotation=hints[parameter.name]))

    @functools.wraps(command)
    def called(**given: Any) -> Any:  # noqa: ANN401 - typer decides
        for name, kind in groups.items():
            given[name] = kind(**{field.name: given.pop(field.name) for field in dataclasses.fields(kind)})
        for name, choices in chosen.items():
            values = ((one, given.pop(one.name)) for one in choices)
            given[name] = Given({one.name: _read(one, value) for one, value in values if value is not None})
        return command(**given)

    positional = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
    called.__signature__ = inspect.Signature(positional)  # type: ignore[attr-defined]
    called.__annotations__ = {p.name: p.annotation for p in positional}
    del called.__wrapped__
    return called  # type: ignore[return-value]


def _parameters_of(kind: Any) -> Iterator[inspect.Parameter]:  # noqa: ANN401 - any dataclass
    hints = get_type_hints(kind, include_extras=True)
    for field in dataclasses.fields(kind):
        yield inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
        )


def _parameter_of(one: Declared) -> inspect.Parameter:
    flags = [f"{one.flag}/{one.choice.flags[0]}"] if one.kind is bool else [one.flag, *one.choice.flags]
    option = typer.Option(*flags, help=one.help, rich_help_panel=one.room, show_default=False)
    annotation: Any = Annotated.__class_getitem__((_typed(one), option))  # type: ignore[attr-defined]
    return inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _typed(one: Declared) -> Any:  # noqa: ANN401 - a type
    if one.choice.parse is not None:
        return str | None
    if one.kind in (tuple, dict):
        return list[str] | None
    return one.kind | None


def _read(one: Declared, value: Any) -> Any:  # noqa: ANN401 - as typer read it
    """Read what a person typed into the form that the choice has."""
    if one.choice.parse is not None:
        return one.choice.parse(value)
    if one.kind is tuple:
        return tuple(value)
    if one.kind is dict:
        return dict(_name_and_value(one, pair) for pair in value)
    return value


def _name_and_value(one: Declared, pair: str) -> tuple[str, str]:
    name, sign, value = (part.strip() for part in pair.partition("="))
    if not name or not sign:
        raise UserError(
            f"{one.flag} {pair!r} is not NAME=VALUE.", hint="Write segment_s=20; segment_s= takes it away."
        )
    return name, value


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
            help="Choose for this language only, such as fr: text, voice, recording; its own film. "
            "`speak` and `script` take several: de,fr,it.",
            rich_help_panel="Cast",
        ),
    ] = None

    @property
    def tags(self) -> tuple[str, ...]:
        """The languages that are meant, each once; none without --in."""
        return tuple(dict.fromkeys(filter(None, re.split(r"[,;\s]+", self.version or ""))))

    @property
    def label_language(self) -> str:
        """The only language in which a label's options hold; empty for all, and where several are meant."""
        return self.tags[0] if len(self.tags) == 1 else ""

    def versions_of(self, work: Work) -> tuple[Work, ...]:
        """Return the work in every language that is meant: without --in the first that was asked for.

        A tag without a region is the main language where that has one: `en` is the main `en-us`.
        """
        main = work.languages[0]
        tags = self.tags or work.asked[:1]
        return tuple(work.version(main if main.split("-")[0] == tag.lower() else tag) for tag in tags)

    def version_of(self, work: Work) -> Work:
        """Return the work in the one language that is meant.

        Raises
        ------
        UserError
            Several are.
        """
        if len(self.tags) > 1:
            raise UserError(
                f"--in {self.version} names several languages, and this command takes one.",
                hint="Run it once for each language.",
            )
        return self.versions_of(work)[0]

    def apply(self, work: Work, given: Given) -> None:
        """Set what was given, for all or for whom it is.

        Raises
        ------
        UserError
            Words or a recording are given for several languages.
        """
        if len(self.tags) > 1:
            self._apply_to_several(work, given)
            return
        chosen = self.versions_of(work)[0] if self.version else work
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
            chosen.choose(speaker=chosen.line.face(self.speaker).id, **own)

    def _apply_to_several(self, work: Work, given: Given) -> None:
        ones = [name for name in ("text", "recording") if given.get(name)]
        if ones:
            raise UserError(
                f"`{ones[0]}` is of one language, and --in {self.version} names several.",
                hint="Give it once for each language: --in fr --text ...",
            )
        given = Given(given)
        if main := given.pop("language", None):
            work.choose(language=main)
        for version in self.versions_of(work):
            own = replace(self, version=version.language or work.languages[0])
            own.apply(work, given)


@dataclass(frozen=True, slots=True)
class WordsFile:
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


Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Label:
    """What the museum's label says; an option given as empty text takes away what was said before."""

    title: Annotated[str | None, typer.Option(help="Title of the work.", rich_help_panel="Label")] = None
    artist: Annotated[
        str | None,
        typer.Option(help='Artist, with qualifier: "workshop of Rembrandt".', rich_help_panel="Label"),
    ] = None
    date: Annotated[
        str | None,
        typer.Option("--date", "--year", help='As printed: "c. 1665".', rich_help_panel="Label"),
    ] = None
    place: Annotated[str | None, typer.Option(help="Where it was made.", rich_help_panel="Label")] = None
    technique: Annotated[str | None, typer.Option(help='"oil on canvas".', rich_help_panel="Label")] = None
    holder: Annotated[str | None, typer.Option(help="Museum or owner.", rich_help_panel="Label")] = None
    credit: Annotated[str | None, typer.Option(help="Credit line.", rich_help_panel="Label")] = None
    inventory_number: Annotated[str | None, typer.Option(help="Of the holder.", rich_help_panel="Label")] = (
        None
    )
    rights: Annotated[str | None, typer.Option(help="Rights statement.", rich_help_panel="Label")] = None
    gender: Annotated[
        str | None,
        typer.Option(help="Of the speaker: female or male; chooses the voice.", rich_help_panel="Label"),
    ] = None
    hold: Annotated[
        str | None,
        typer.Option(help="Why this work must not be given words; '' lifts it.", rich_help_panel="Label"),
    ] = None
    notes: Annotated[
        list[str] | None,
        typer.Option("--note", help="A fact the text may use; repeatable.", rich_help_panel="Label"),
    ] = None
    metadata: Annotated[
        Path | None,
        typer.Option(
            help="JSON, YAML, a table, or a museum's record (IIIF, LIDO, ...); default: beside the picture.",
            rich_help_panel="Label",
        ),
    ] = None

    def apply(self, production: Production, language: str = "") -> tuple[str, ...]:
        """Lay the label over a production, or over one language of it; see `work.label.lay_label`."""
        given = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name != "metadata" and getattr(self, field.name) is not None
        }
        return lay_label(production, given, self.metadata, language)


@dataclass(frozen=True, slots=True)
class BoxByHand:
    """A face that a person shows."""

    box: Annotated[
        str | None,
        typer.Option(
            help="A face by hand: x,y,w,h in picture pixels from the top left.", rich_help_panel="Face"
        ),
    ] = None

    def apply(self, work: Work) -> None:
        """Add the face and let it speak."""
        if self.box is not None:
            face_id = add_hand_face(work.production.project, parse_box(self.box))
            work.choose(speakers=(face_id,))
