"""Choice: what a person can choose, declared once by the room it belongs to.

A room's `choices.py` holds one dataclass; each of its fields is one choice::

    speed: Annotated[float, Choice("Factor on the voice's speed.", low=0.5, high=2)] = 1.0

The command line, the batch's columns, project.json, the checks before a run, the recipes of the store,
Blender's properties and the tables in the guides are derived from these fields, and nothing of them is typed
again (docs/extending.md). Standard library only, so that `--help` stays quick.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from speaking_engine.errors import UserError

Scope = Literal["work", "speaker", "language"]
Register = Callable[[], Mapping[str, str]]
"""Gives the names that may be chosen, each with what it is in a few words."""

NEAR = 0.6
MANY = 16


@dataclass(frozen=True, slots=True)
class Choice:
    """What one choice means.

    Attributes
    ----------
    help : str
        One sentence for a person, without default and range: those are added.
    unit : str
        Such as "px" or "s".
    low, high : float, optional
        The values that are allowed, both included; `above` leaves `low` itself out.
    soft_high : float, optional
        Where a slider ends, though more may be typed.
    one_of : mapping or callable, optional
        The allowed names, each with what it is; or a register that gives them. That may import a room: it is
        asked only when it is needed.
    plugins : bool
        Packages of others may add names to the register.
    names : callable, optional
        The same for names among others: what lists and searches offer, while `fault` says what is wrong.
    fault : callable, optional
        Says in words what is wrong with a value, such as "there is no file there"; empty if nothing.
    pure : bool
        `fault` looks at the value alone, not at this machine: such a value is refused in a project file, too.
    parse : callable, optional
        Reads the value as people type it, where its type alone does not tell how.
    unset : str
        What is done where nothing is chosen, in words: "fitted to the face".
    scope : {"work", "speaker", "language"}
        "speaker": may differ from one speaker to another; "language": also from one language to another.
    flags : tuple of str
        Further spellings on the command line, and of the table's column.
    is_file : bool
        A path on this machine.
    is_picture : bool
        A PNG in the production; any picture of this machine may be named, and is copied there.
    trusted_only : bool
        Counts only where it was chosen on this machine: a received production must not reach out.
    """

    help: str
    _: KW_ONLY
    unit: str = ""
    low: float | None = None
    high: float | None = None
    above: bool = False
    soft_high: float | None = None
    one_of: Register | Mapping[str, Any] | None = None
    names: Register | None = None
    plugins: bool = False
    fault: Callable[[Any], str] | None = None
    pure: bool = False
    parse: Callable[[str], Any] | None = None
    unset: str = ""
    example: str = ""
    scope: Scope = "work"
    flags: tuple[str, ...] = ()
    is_file: bool = False
    is_picture: bool = False
    trusted_only: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """A choice where it was declared.

    Attributes
    ----------
    name : str
        Of the field; the option is `flag`, the table's column is the name without its unit.
    kind : type
        bool, int, float, str, tuple or dict: what a value is.
    optional : bool
        None is allowed, and lets the room decide.
    room : str
        Name of the room, as the panel of the command line and of Blender: "Words".
    """

    name: str
    room: str
    kind: type
    optional: bool
    default: Any
    choice: Choice

    @property
    def word(self) -> str:
        """The name as people type it: without its unit, but for times, where `_s` tells them from shares."""
        return (
            self.name if self.choice.unit == "s" else self.name.removesuffix(f"_{self.choice.unit.lower()}")
        )

    @property
    def flag(self) -> str:
        """The option of the command line."""
        return f"--{self.word.replace('_', '-')}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a batch's table that hold it."""
        return (self.word, *(flag.strip("-").replace("-", "_") for flag in self.choice.flags))

    @property
    def names(self) -> Mapping[str, str]:
        """The names that are offered, with what each is; empty where anything may be."""
        names = self.choice.one_of or self.choice.names or {}
        return names() if callable(names) else names

    @property
    def is_light(self) -> bool:
        """Whether a value can be judged without loading what it names: a model, a dictionary, a program."""
        return not callable(self.choice.one_of) and (self.choice.fault is None or self.choice.pure)

    @property
    def range_text(self) -> str:
        """The allowed values in words: "above 0 to 600 s"; empty where the type is all that is asked."""
        low, high, unit = self.choice.low, self.choice.high, self.choice.unit
        if low is None and high is None:
            return unit
        start = "" if low is None else f"above {low:g}" if self.choice.above else f"{low:g}"
        text = (
            f"{start} to {high:.10g}"
            if high is not None
            else start
            if self.choice.above
            else f"{start} or more"
        )
        return f"{text} {unit}".strip()

    @property
    def help(self) -> str:
        """The whole sentence for a person: what it is, its range and what holds if it is not chosen."""
        default = self.choice.unset or _in_words(self.default)
        known = [name for name in self.names if name not in ("", "fake")] if self.choice.one_of else []
        names = ", ".join(known) if len(known) <= MANY else ""
        help_text = self.choice.help.rstrip(".")
        parts = [help_text, names, self.range_text, f"default: {default}" if default else ""]
        return "; ".join(filter(None, parts)) + "."

    def refuse(self, value: object) -> None:
        """Refuse a value of the right type that is not allowed.

        Raises
        ------
        UserError
            The sentence names the nearest allowed value; the person can fix it.
        """
        if value is None:
            return
        fault = self._fault(value)
        if fault:
            sentence, hint = fault
            raise UserError(sentence, hint=hint, place=f"choices.{self.name}")

    def _fault(self, value: Any) -> tuple[str, str] | None:  # noqa: ANN401 - of any type
        if self.kind in (int, float):
            return self._fault_of_number(float(value))
        if self.choice.one_of and value != self.default and value not in self.names:
            return self._unknown(str(value))
        said = self.choice.fault(value) if self.choice.fault else ""
        example = (
            f"Write it like {self.choice.example}."
            if self.choice.example
            else f"See {self.flag} in `--help`."
        )
        return (f"{self.flag} cannot be {_shown(value)}: {said.rstrip('.')}.", example) if said else None

    def _fault_of_number(self, value: float) -> tuple[str, str] | None:
        low, high = self.choice.low, self.choice.high
        least = -math.inf if low is None else math.nextafter(low, math.inf) if self.choice.above else low
        most = math.inf if high is None else high
        if math.isfinite(value) and least <= value <= most:
            return None
        if not math.isfinite(value):
            return (
                f"{self.flag} must be a finite number, not {value:g}.",
                f"Allowed: {self.range_text or 'any'}.",
            )
        nearest = min(max(value, least), most)
        near = f"; the nearest is {nearest:g}" if not (self.choice.above and value <= least) else ""
        return f"{self.flag} cannot be {value:g}.", f"Allowed: {self.range_text}{near}."

    def _unknown(self, value: str) -> tuple[str, str]:
        names = list(self.names)
        near = difflib.get_close_matches(value.lower(), names, 1, NEAR)
        did_you_mean = f"Did you mean {near[0]}? " if near else ""
        listed = ", ".join(names[:MANY]) + (f" and {len(names) - MANY} more" if len(names) > MANY else "")
        what = self.word.replace("_", " ")
        return f"There is no {what} {value!r} ({self.flag}).", f"{did_you_mean}Choose one of: {listed}."


def declared(group: type) -> Iterator[Declared]:
    """Read the choices that a room's dataclass declares, in its order."""
    room = getattr(group, "ROOM", group.__name__)
    hints = get_type_hints(group, include_extras=True)
    for field in dataclasses.fields(group):
        annotation = hints[field.name]
        if get_origin(annotation) is not Annotated:
            continue
        plain, *extras = get_args(annotation)
        choice = next((extra for extra in extras if isinstance(extra, Choice)), None)
        if choice is not None:
            kind, optional = _kind_of(plain)
            yield Declared(field.name, room, kind, optional, _default_of(field), choice)


def _kind_of(annotation: Any) -> tuple[type, bool]:  # noqa: ANN401 - any annotation
    """Return the plain type of an annotation, and whether None is allowed."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return _kind_of(inner[0])[0], True
    origin = get_origin(annotation)
    if origin is Literal:
        return str, False
    return (origin or annotation), False


def _default_of(field: dataclasses.Field[Any]) -> Any:  # noqa: ANN401 - of any type
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return None if field.default is dataclasses.MISSING else field.default


def _in_words(value: Any) -> str:  # noqa: ANN401 - of any type
    if value is None or value in ("", (), {}) or isinstance(value, bool):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) < 80 else f"{text[:77]}..."
