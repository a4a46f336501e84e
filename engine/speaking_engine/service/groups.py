"""Groups of command-line options as dataclasses, so that each option is written down once."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

Command = TypeVar("Command", bound=Callable[..., Any])


def grouped(command: Command) -> Command:
    """Let typer see the fields of every dataclass parameter as options of their own.

    A parameter annotated with a dataclass is replaced by keyword parameters, one for each field with its
    ``Annotated[..., typer.Option(...)]`` and default; the command receives the dataclass, filled.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: kind for name, kind in hints.items() if dataclasses.is_dataclass(kind)}
    parameters = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name in groups:
            parameters += _parameters_of(groups[parameter.name])
        else:
            parameters.append(parameter.replace(annotation=hints[parameter.name]))

    @functools.wraps(command)
    def called(**given: Any) -> Any:  # noqa: ANN401 - typer decides
        for name, kind in groups.items():
            given[name] = kind(**{field.name: given.pop(field.name) for field in dataclasses.fields(kind)})
        return command(**given)

    positional = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
    called.__signature__ = inspect.Signature(positional)  # type: ignore[attr-defined]
    called.__annotations__ = {p.name: p.annotation for p in positional}
    del called.__wrapped__
    return called  # type: ignore[return-value]


def _parameters_of(kind: Any) -> list[inspect.Parameter]:  # noqa: ANN401 - any dataclass
    hints = get_type_hints(kind, include_extras=True)
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
        )
        for field in dataclasses.fields(kind)
    ]
