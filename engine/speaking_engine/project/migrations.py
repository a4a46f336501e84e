"""Brings a project document of an older schema up to the present one, a step at a time."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable
from typing import Any

from speaking_engine.errors import ProjectError
from speaking_engine.project.document import SCHEMA_VERSION

Document = dict[str, Any]

MESH_IS_GONE = "The animator 'mesh', which was chosen, is part of it no more: the head moves the face."

_MOTION = {
    "hold": "crispness",
    **{name: name for name in ("lead_s", "soften_s", "segment_s", "join_s", "ramp_s", "smooth")},
}


def _to_2(document: Document) -> Document:
    """Choices of the motion become choices like all others; `eyes` is called projector; auto is the engine.

    What `mesh` and `fake` were told beside these was never followed, and is dropped. Of other animators it
    stays in `motion`; what they do not know is refused at the next run, with how to take it away.
    """
    choices = dict(document.get("choices") or {})
    motion = dict(choices.get("motion") or {})
    for old, name in _MOTION.items():
        with contextlib.suppress(ValueError, TypeError, KeyError):
            choices[name] = float(motion[old])
            del motion[old]
    motion.pop("blend", None)
    has_own = choices.get("animator", "mesh") not in ("mesh", "fake")
    choices["motion"] = motion if motion and has_own else None
    if "eyes" in choices:
        choices["projector"] = choices.pop("eyes")
    return {**document, "choices": choices, "cast": {}, "versions": {}}


def _to_3(document: Document) -> Document:
    """Call a work's place in a row of works `row`: `turn` was already that of the picture."""

    def renamed(choices: Document) -> Document:
        return {"row" if name == "turn" else name: value for name, value in choices.items()}

    versions = document.get("versions") or {}
    return {
        **document,
        "choices": renamed(document.get("choices") or {}),
        "versions": {
            tag: {**version, "choices": renamed(version.get("choices") or {})}
            for tag, version in versions.items()
        },
    }


def _to_4(document: Document) -> Document:
    """Let the head move faces for which the animator `mesh`, which is gone, was chosen, and tell so."""
    new = copy.deepcopy(document)
    parts = [new, *(version for version in (new.get("versions") or {}).values() if isinstance(version, dict))]
    chosen = [part.get("choices") for part in parts]
    chosen += [choices for part in parts for choices in (part.get("cast") or {}).values()]
    moved = [choices for choices in chosen if isinstance(choices, dict) and choices.get("animator") == "mesh"]
    for choices in moved:
        choices["animator"] = "head"
    if moved:
        new["migrated"] = [*new.get("migrated", ()), MESH_IS_GONE]
    return new


STEPS: dict[int, Callable[[Document], Document]] = {1: _to_2, 2: _to_3, 3: _to_4}
"""From schema N to N + 1."""


def migrate(
    document: Document,
    steps: dict[int, Callable[[Document], Document]] = STEPS,
    to: int = SCHEMA_VERSION,
    *,
    what: str = "The project file",
) -> Document:
    """Return the document in schema `to`.

    Parameters
    ----------
    what : str
        Begins the sentences: "The project file a.speaking/project.json".

    Raises
    ------
    ProjectError
        Made by a newer program, or no schema at all; the person can fix it by updating.
    """
    version = document.get("schema_version") if isinstance(document, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ProjectError(
            f"{what} names no schema version.",
            hint='It may be of another program; ours begin with "schema_version". Restore it from a copy.',
        )
    if version > to:
        raise ProjectError(
            f"{what} was written by a newer Speaking Images (schema {version}; this one reads {to}).",
            hint="Update Speaking Images, then open it again. Nothing was changed.",
        )
    while version < to:
        document = steps[version](document)
        version += 1
        document["schema_version"] = version
    return document
