"""Names everything that decides what a scene shows: a killed render goes on only from its own frames."""

from __future__ import annotations

import hashlib
import warnings
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import bpy
import numpy as np

PASSED_OVER = {
    # of no matter for the picture
    "rna_type", "users", "tag", "preview", "session_uid", "original", "id_data", "speaking", "cursor",
    "tool_settings", "is_evaluated", "is_dirty", "select", "select_left_handle", "select_right_handle",
    "select_control_point", "asset_data", "library", "name_full", "animation_visualization",
    "grease_pencil_settings", "uv_selection", "is_runtime_data", "bindcode", "has_data",
    # of the frame that is looked at
    "frame_current", "frame_current_final", "frame_subframe", "frame_float", "matrix_world", "matrix_local",
    "matrix_basis",
    # seen elsewhere
    "strips", "selected_strips", "active_strip", "pixels", "depth", "frame_duration", "bound_box", "filepath",
    "filepath_raw",
}  # fmt: skip
ARRAYS = {"keyframe_points": (("co", 2), ("handle_left", 2), ("handle_right", 2), ("interpolation", 1))}
"""Collections of many numbers, read at once."""


def recipe_of(film: bpy.types.Scene) -> str:
    """Return a digest of a scene and all that it uses: SHA-256, hexadecimal.

    Files are told apart by size and time. What is no property of Blender's does not count.
    """
    for strip in film.sequence_editor.strips_all:
        if strip.type == "SCENE" and strip.scene is not None:
            strip.scene.frame_set(strip.scene.frame_start)
    film.frame_set(film.frame_start)  # keyed values are those of the frame that is looked at
    digest = hashlib.sha256(f"{bpy.app.version} {film.name}".encode())
    waiting: deque[bpy.types.ID] = deque([film])
    seen = {film}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old names of what is looked at by the new
        while waiting:
            for fact in _facts(waiting.popleft()):
                if isinstance(fact, str):
                    digest.update(fact.encode("utf8", "surrogatepass"))
                elif fact not in seen:
                    seen.add(fact)
                    waiting.append(fact)
    return digest.hexdigest()


def _facts(block: bpy.types.ID) -> Iterator[str | bpy.types.ID]:
    yield f"\n{block.rna_type.identifier} {block.name_full}"
    yield from _file_of(block)
    if isinstance(block, bpy.types.Mesh):
        yield from _mesh(block)
    else:
        yield from _walk(block, frozenset())


def _walk(owner: bpy.types.bpy_struct, around: frozenset[int]) -> Iterator[str | bpy.types.ID]:
    """Iterate over the values in a datablock or a part of one, and over the datablocks that it names."""
    if owner.as_pointer() in around:
        return
    inside = around | {owner.as_pointer()}
    for told in owner.bl_rna.properties:
        name, is_plain = told.identifier, told.type not in {"POINTER", "COLLECTION"}
        if name in PASSED_OVER or (told.is_readonly and is_plain):
            continue
        try:
            value = getattr(owner, name)
        except (AttributeError, RuntimeError, TypeError):
            continue  # only some kinds of an owner can give it
        yield f" {name}="
        if is_plain:
            yield _plain(value, told)
        elif name in ARRAYS:
            yield from (_numbers(value, *which) for which in ARRAYS[name])
        else:
            for one in (value,) if told.type == "POINTER" else value:
                yield from _named(one, inside)


def _plain(value: object, told: bpy.types.Property) -> str:
    """Write a value the same in every process: the order in a set of flags is another in each."""
    if isinstance(value, set):
        return str(sorted(value))
    return f"{tuple(value) if getattr(told, 'is_array', False) else value!r}"  # type: ignore[arg-type]


def _named(value: object, inside: frozenset[int]) -> Iterator[str | bpy.types.ID]:
    if isinstance(value, bpy.types.ID):
        yield value.name_full
        yield value
    elif isinstance(value, bpy.types.bpy_struct):
        yield from _walk(value, inside)


def _file_of(block: bpy.types.ID) -> Iterator[str]:
    path = getattr(block, "filepath", "")
    if path:
        file = Path(bpy.path.abspath(path))
        facts = file.stat() if file.is_file() else None
        yield f" {file.name} {facts and (facts.st_size, facts.st_mtime_ns)}"
    packed = getattr(block, "packed_file", None)
    if packed is not None:
        yield hashlib.sha256(packed.data).hexdigest()


def _mesh(mesh: bpy.types.Mesh) -> Iterator[str | bpy.types.ID]:
    yield _numbers(mesh.vertices, "co", 3)
    yield _numbers(mesh.polygons, "material_index", 1)
    yield from (_numbers(layer.data, "uv", 2) for layer in mesh.uv_layers)
    yield from filter(None, mesh.materials)
    if mesh.shape_keys is not None:
        yield mesh.shape_keys


def _numbers(values: bpy.types.bpy_prop_collection, name: str, width: int) -> str:
    whole = name in {"material_index", "interpolation"}
    numbers = np.zeros(len(values) * width, np.int32 if whole else np.float32)
    values.foreach_get(name, numbers)
    return hashlib.sha256(numbers.tobytes()).hexdigest()
