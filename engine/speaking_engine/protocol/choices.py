"""The rooms' choices as plain values, for a program that shows them and must not import a room.

`choices.json` is written by `scripts/write_choices.py`; a test holds it to what the rooms declare.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("choices.json")


@dataclass(frozen=True, slots=True)
class Described:
    """One choice; see `speaking_engine.choice.Choice` for what each value means.

    Attributes
    ----------
    kind : {"bool", "int", "float", "text", "list", "options"}
    names : dict of str to str
        What a list offers, each with what it is; `is_closed` says that nothing else is allowed.
    """

    name: str
    room: str
    kind: str
    help: str
    default: Any = None
    optional: bool = False
    unit: str = ""
    low: float | None = None
    high: float | None = None
    soft_high: float | None = None
    names: dict[str, str] = field(default_factory=dict)
    is_closed: bool = False
    is_file: bool = False
    scope: str = "work"
    unset: str = ""


@cache
def described_choices() -> tuple[Described, ...]:
    """Return every choice, in the order of the line."""
    return tuple(Described(**one) for one in json.loads(FILE.read_text("utf8")))
