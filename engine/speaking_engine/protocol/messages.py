"""What the two processes say to each other, each message a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PROTOCOL = 1


@dataclass(frozen=True, slots=True)
class Hello:
    """First message of a process that serves: who it is.

    Attributes
    ----------
    protocol : int
        Both sides must have the same.
    version : str
        Of the engine, for people.
    """

    protocol: int
    version: str


@dataclass(frozen=True, slots=True)
class Request:
    """Ask for one piece of work.

    Attributes
    ----------
    job : str
        Name that all answers carry.
    action : str
        What to do, such as ``faces``.
    arguments : dict
        Plain values by name.
    """

    job: str
    action: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cancel:
    """Ask to stop a job; it answers with a `Failure` of kind ``Cancelled``, or is done already."""

    job: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is.

    Attributes
    ----------
    fraction : float
        0 to 1, of this stage.
    """

    job: str
    stage: str
    fraction: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A job is done; `value` holds plain values."""

    job: str
    value: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """A job ended without its result; `error` is `SpeakingError.as_dict`."""

    job: str
    error: dict[str, str]


Message = Hello | Request | Cancel | Progress | Result | Failure
KINDS: dict[str, type[Message]] = {
    "hello": Hello,
    "request": Request,
    "cancel": Cancel,
    "progress": Progress,
    "result": Result,
    "failure": Failure,
}
