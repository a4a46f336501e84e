"""Trust: a production may send this machine to a server, a model or a recording only if that was chosen here.

A production is a folder, perhaps somebody else's. What is set on this machine is remembered by digest in the
user's own folder, together with the picture: one that is moved or copied stays trusted, and one that was
received asks first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import platformdirs

from speaking_engine.errors import OutputError, ProjectError
from speaking_engine.media.beside import write_text
from speaking_engine.project.document import DECLARED

NAMES = {name for name, one in DECLARED.items() if one.choice.trusted_only}
HARMLESS = ("", "template")
"""Values of such choices that ask nobody."""
_HELD_IN = ("choices", "cast", "versions")

Said = set[tuple[str, str]]


def reaching_out(document: Mapping[str, Any]) -> Said:
    """Return every choice of a project document that reaches out, for whichever speaker or language."""
    return set(_walked({name: document.get(name) for name in _HELD_IN}))


def _walked(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == "motion" and isinstance(inner, Mapping):
                yield from programs_in(inner).items()
            elif name in NAMES and isinstance(inner, str) and not _is_harmless(name, inner):
                yield name, inner
            else:
                yield from _walked(inner)


def programs_in(options: Mapping[str, Any]) -> dict[str, str]:
    """Return the options of an animator that name a file, such as the Python that runs it."""
    return {name: path for name, path in options.items() if isinstance(path, str) and set(path) & set("/\\~")}


def remember(picture_sha256: str, said: Said) -> None:
    """Remember what was chosen here for a picture; where that cannot be kept, it is asked for again."""
    known = _known()
    new = {_digest(picture_sha256, *one) for one in said} - known
    if new:
        with suppress(OutputError):
            write_text(_file(), json.dumps(sorted(known | new), indent=0) + "\n")


def check(picture_sha256: str, values: Mapping[str, str | None]) -> None:
    """Refuse to follow what nobody chose on this machine.

    Raises
    ------
    ProjectError
        The person looks at it and says that it is right.
    """
    known = _known()
    for name, value in values.items():
        if value and not _is_harmless(name, value) and _digest(picture_sha256, name, value) not in known:
            raise ProjectError(
                f"This production asks for the {name.replace('_', ' ')} {value}, which nobody chose on this "
                "machine.",
                hint="If that is right, give the command once with --trust; else choose another.",
                place=f"choices.{name}",
            )


def _is_harmless(name: str, value: str) -> bool:
    """Whether a value asks nobody and opens no file: a built-in voice, say."""
    return value in HARMLESS or (name == "voice" and not value.startswith(("piper:", "server:")))


def _file() -> Path:
    return platformdirs.user_state_path("speaking-images") / "chosen_here.json"


def _known() -> set[str]:
    try:
        known = json.loads(_file().read_text("utf8"))
    except (OSError, ValueError):
        return set()
    return {digest for digest in known if isinstance(digest, str)} if isinstance(known, list) else set()


def _digest(*words: str) -> str:
    return hashlib.sha256(json.dumps(words).encode("ascii")).hexdigest()
