"""Finds what an earlier build made, so that building again updates it and keeps what an artist added."""

from __future__ import annotations

from typing import TypeVar

import bpy

Block = TypeVar("Block", bound=bpy.types.bpy_struct)
KEY = "speaking_images"
PLANNED = "speaking_images_planned"


def ours(collection: bpy.types.bpy_prop_collection, role: str) -> bpy.types.ID | None:
    """Return the datablock with this role, whatever it is called by now; None if there is none."""
    return next((block for block in collection if block.get(KEY) == role and not block.library), None)


def mark(block: Block, role: str) -> Block:
    """Remember what a datablock is for, and give it back."""
    block[KEY] = role
    return block


def with_role(collection: bpy.types.bpy_prop_collection, prefix: str) -> list[bpy.types.ID]:
    """All of our datablocks whose role starts with `prefix`."""
    return [block for block in collection if str(block.get(KEY, "")).startswith(prefix)]


def planned(owner: bpy.types.bpy_struct, name: str, value: object) -> bool:
    """Return whether the plan's value is another than at the last build, and remember it.

    A value is written into the scene only then, so that an artist's change outlives a build of the same plan.
    """
    before = owner.get(PLANNED)
    values = before.to_dict() if before is not None else {}
    if name in values and values[name] == value:
        return False
    owner[PLANNED] = {**values, name: value}
    return True


def plan_has(owner: bpy.types.bpy_struct, name: str, otherwise: object) -> object:
    """Return the plan's value at the last build."""
    before = owner.get(PLANNED)
    return before.to_dict().get(name, otherwise) if before is not None else otherwise


def plan_value(owner: bpy.types.bpy_struct, name: str, value: str | float) -> None:
    """Set a property of a datablock where the plan's value is a new one."""
    if planned(owner, name, value):
        setattr(owner, name, value)
