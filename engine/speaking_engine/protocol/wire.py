"""Messages on a pipe: one message is one line of JSON."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterable, Iterator
from typing import IO

from speaking_engine.protocol.messages import KINDS, Message

LONGEST_LINE = 16 * 1024 * 1024
_NAMES = {kind: name for name, kind in KINDS.items()}


class WireError(ValueError):
    """A line is not a message; the other side is of another version, or something printed into the pipe."""


def encode(message: Message) -> str:
    """Return the message as one line, with its line feed."""
    plain = {"kind": _NAMES[type(message)], **dataclasses.asdict(message)}
    return json.dumps(plain, ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n"


def decode(line: str) -> Message:
    """Read one line.

    Raises
    ------
    WireError
        The line is no message: not JSON, of unknown kind, or with missing, unknown or wrongly typed fields.
    """
    if len(line) > LONGEST_LINE:
        raise WireError(f"a line of {len(line)} characters is too long for a message")
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise WireError(f"not JSON: {line.strip()[:80]!r}") from error
    kind = KINDS.get(plain.pop("kind", "")) if isinstance(plain, dict) and _named(plain) else None
    if kind is None:
        raise WireError(f"no known message: {line.strip()[:80]!r}")
    for field in dataclasses.fields(kind):
        if field.name in plain and not _fits(plain[field.name], str(field.type)):
            raise WireError(f"{field.name} of a {kind.__name__} is {plain[field.name]!r}")
    try:
        return kind(**plain)
    except TypeError as error:
        raise WireError(f"wrong fields: {error}") from error


def messages(lines: Iterable[str]) -> Iterator[Message]:
    """Read messages until the pipe ends; empty lines are nothing."""
    for line in lines:
        if line.strip():
            yield decode(line)


def send(message: Message, pipe: IO[str]) -> None:
    """Write one message at once."""
    pipe.write(encode(message))
    pipe.flush()


def private_stdout() -> IO[str]:
    """Keep stdout's descriptor for messages, and point stdout at stderr: libraries written in C print too."""
    sys.stdout.flush()
    pipe = os.fdopen(os.dup(1), "w", encoding="utf8", newline="\n")
    os.dup2(2, 1)
    return pipe


def _named(plain: dict[str, object]) -> bool:
    return isinstance(plain.get("kind"), str)


def _fits(value: object, type_name: str) -> bool:
    """Return whether a plain value is of a field's declared type, which is one of five."""
    if type_name == "float":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if type_name == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if type_name == "dict[str, str]":
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    return isinstance(value, str if type_name == "str" else dict)
