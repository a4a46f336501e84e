"""A collection's hold list: which works must not speak, by inventory number or by rules over their labels.

    # hold-list.txt, beside the pictures, in the folder above, or named in SPEAKING_IMAGES_HOLD_LIST
    1952.3.17
    NK-1*              ; restitution is being examined
    artist: *Picasso*  ; rights not cleared

A line is an inventory number or ``field: pattern``; ``*`` and ``?`` stand for any letters, case does not
matter, and what follows a semicolon is the reason.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from speaking_engine.artwork.metadata import ALIASES, KNOWN_FIELDS
from speaking_engine.errors import PictureError
from speaking_engine.text import read_text

NAME = "hold-list.txt"
VARIABLE = "SPEAKING_IMAGES_HOLD_LIST"
NUMBER = "inventory_number"


@dataclass(frozen=True, slots=True)
class HoldRule:
    """One line of the list."""

    field: str
    pattern: str
    reason: str

    def holds(self, label: Mapping[str, Any]) -> bool:
        """Whether a label is meant."""
        value = " ".join(str(label.get(self.field) or "").split())
        return bool(value) and fnmatchcase(value.casefold(), self.pattern.casefold())


def listed_hold(pictures: Iterable[Path], label: Mapping[str, Any]) -> str:
    """Return why a collection's list holds a work back, or nothing.

    Parameters
    ----------
    pictures : iterable of Path
        Where the picture may be.
    label : mapping
        Its metadata by field.

    Raises
    ------
    PictureError
        A list cannot be read or has a line that means nothing; the person mends it.
    """
    for path in dict.fromkeys(_lists(pictures)):
        for rule in read_hold_list(path):
            if rule.holds(label):
                return rule.reason or f"{path.name} lists it"
    return ""


def _lists(pictures: Iterable[Path]) -> Iterator[Path]:
    named = os.environ.get(VARIABLE, "")
    if named:
        if not Path(named).is_file():
            raise PictureError(
                f"There is no hold list at {named}, which {VARIABLE} names.", hint="Correct it, or unset it."
            )
        yield Path(named).resolve()
    for picture in pictures:
        for folder in (picture.parent, picture.parent.parent):
            if (folder / NAME).is_file():
                yield (folder / NAME).resolve()


def read_hold_list(path: Path) -> tuple[HoldRule, ...]:
    """Read a list.

    Raises
    ------
    PictureError
        It cannot be read, or a line means nothing: no work is let through by a slip.
    """
    rules = []
    for number, line in enumerate(read_text(path, "The hold list", PictureError).splitlines(), 1):
        said, _, reason = line.partition(";")
        said = " ".join(said.split())
        if not said or said.startswith("#"):
            continue
        field, colon, pattern = said.partition(": ")
        if colon:
            plain = field.strip().lower().replace(" ", "_").replace("-", "_")
            field = ALIASES.get(plain, plain)
            if field not in KNOWN_FIELDS:
                raise PictureError(
                    f"Line {number} of the hold list {path} names a field {plain!r} that labels do not have.",
                    hint=f"Known fields: {', '.join(KNOWN_FIELDS)}.",
                )
        else:
            field, pattern = NUMBER, said
        rules.append(HoldRule(field, pattern.strip(), " ".join(reason.split())))
    return tuple(rules)
