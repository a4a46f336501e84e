"""Finds what an earlier build made, so that building again updates it and keeps what an artist changed."""

from __future__ import annotations

import json
import math
from typing import Any, TypeVar

import bpy

Block = TypeVar("Block", bound=bpy.types.bpy_struct)
KEY = "speaking_images"
OWNER = "speaking_images_of"
PLANNED = "speaking_images_planned"
SINGLE = 1e-5
"""Blender keeps numbers in single precision: what differs by less, as a share, was not changed."""


def ours(
    collection: bpy.types.bpy_prop_collection, role: str, owner: str | None = None
) -> bpy.types.ID | None:
    """Return the datablock with this role, whatever it is called by now; None if there is none.

    Parameters
    ----------
    owner : str or None
        Key of the production it belongs to, "" for none; None takes that of any.
    """
    return next((block for block in collection if block.get(KEY) == role and _is_of(block, owner)), None)


def mark(block: Block, role: str, owner: str = "") -> Block:
    """Remember what a datablock is for and of which production, and give it back."""
    block[KEY] = role
    if owner:
        block[OWNER] = owner
    return block


def owner_of(block: bpy.types.bpy_struct) -> str:
    """Return the key of the production that a datablock of ours belongs to."""
    return str(block.get(OWNER, ""))


def with_role(
    collection: bpy.types.bpy_prop_collection, prefix: str, owner: str | None = None
) -> list[bpy.types.ID]:
    """All of our datablocks whose role starts with `prefix`."""
    return [
        block for block in collection if str(block.get(KEY, "")).startswith(prefix) and _is_of(block, owner)
    ]


def planned(owner: bpy.types.bpy_struct, name: str, value: object) -> bool:
    """Return whether the plan's value is another than at the last build, and remember it.

    A value is written into the scene only then, so that an artist's change outlives a build of the same plan.
    """
    before = plan_of(owner)
    if name in before and before[name] == value:
        return False
    remember(owner, {**before, name: value})
    return True


def plan_has(owner: bpy.types.bpy_struct, name: str, otherwise: object) -> object:
    """Return the plan's value at the last build."""
    return plan_of(owner).get(name, otherwise)


def follow(
    owner: bpy.types.bpy_struct, name: str, value: str | float, on: bpy.types.bpy_struct | None = None
) -> None:
    """Set a property to the plan's value, unless an artist has changed it since the last build.

    Parameters
    ----------
    owner : bpy_struct
        Who remembers what the plan had.
    on : bpy_struct, optional
        Whose property it is, where that is another.
    """
    holder = owner if on is None else on
    before = plan_has(owner, name, None)
    now = getattr(holder, name)
    if (before is None or same(now, before)) and not same(now, value):
        setattr(holder, name, value)  # only then: of a rate even the same value moves sounds in the sequencer
    planned(owner, name, value)


def same(one: object, other: object) -> bool:
    """Whether two values are the same but for Blender's single precision."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=SINGLE, abs_tol=SINGLE)
    return one == other


def plan_of(owner: bpy.types.bpy_struct) -> dict[str, Any]:
    """Return all that the plan had for a datablock at the last build."""
    before = owner.get(PLANNED)
    if before is None:
        return {}
    return json.loads(before) if isinstance(before, str) else before.to_dict()  # files of version 0.2


def remember(owner: bpy.types.bpy_struct, told: dict[str, Any]) -> None:
    """Remember what the plan has for a datablock."""
    owner[PLANNED] = json.dumps(told)


def _is_of(block: bpy.types.bpy_struct, owner: str | None) -> bool:
    return not getattr(block, "library", None) and (owner is None or owner_of(block) == owner)
