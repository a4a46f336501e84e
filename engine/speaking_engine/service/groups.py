"""The command line's options, from the rooms' choices and from dataclasses of a door's own."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import typer

from speaking_engine.choice import Declared, declared
from speaking_engine.errors import UserError

Command = TypeVar("Command", bound=Callable[..., Any])


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
