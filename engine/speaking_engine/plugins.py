"""Registers: what can be chosen by name, of ours or of other packages, loaded when it is asked for.

Other packages add theirs by an entry point (docs/extending.md)::

    [project.entry-points."speaking_images.animators"]
    mine = "my_package.animator:MyAnimator"
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from speaking_engine.errors import SpeakingError, UserError

NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Register:
    """Things of one kind, by name.

    Attributes
    ----------
    what : str
        One of them in words: "animator".
    group : str
        The group of entry points under which other packages add theirs.
    ours : mapping of str to str
        Names with ``module:attribute``, not imported: listing names costs nothing.
    error : type
        Raised for an unknown name.
    place : str
        Path in the project file, for the error.
    """

    what: str
    group: str
    ours: Mapping[str, str]
    error: type[SpeakingError] = UserError
    place: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All names, ours first."""
        from importlib.metadata import entry_points  # reads what is installed: only when it is asked for

        others = sorted(point.name for point in entry_points(group=self.group))
        return tuple(dict.fromkeys((*self.ours, *others)))

    def __contains__(self, name: str) -> bool:
        return name in self.ours or name in self.names

    def load(self, name: str) -> Any:  # noqa: ANN401 - a class or function of the kind
        """Return what is registered under a name; ours goes before another of the same name.

        Raises
        ------
        SpeakingError
            Of `error`: there is none; the hint names the nearest.
        """
        if name in self.ours:
            module, _, attribute = self.ours[name].partition(":")
            return getattr(import_module(module), attribute)
        from importlib.metadata import entry_points

        for point in entry_points(group=self.group, name=name):
            return point.load()
        near = difflib.get_close_matches(name, self.names, 1, NEAR)
        did_you_mean = f"Did you mean {near[0]}? " if near else ""
        raise self.error(
            f"There is no {self.what} {name!r}.",
            hint=f"{did_you_mean}Choose one of {', '.join(self.names)}.",
            place=self.place,
        )
