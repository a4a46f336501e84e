"""Fitted heads as glTF: shapes by ARKit's names, the painting on them, and what the performance does."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from speaking_engine.clip.clip import Frame
from speaking_engine.export.exhibit import Exhibit
from speaking_engine.export.head import INSIDE, PARTS, HeadObject, head_object
from speaking_engine.export.head_sheets import vertex_normals
from speaking_engine.performance.performance import Performance
from speaking_engine.pipeline.film import still_in
from speaking_engine.pipeline.performances import performance_in
from speaking_engine.project.document import Choices

_EDGE = 100  # of a picture's side, the width of its border on which nothing is seen


class Head:
    """The head of each face that speaks, with what it does, for programs of three dimensions."""

    help = "the fitted heads as glTF (.glb): ARKit shapes, the painting on them, and the performance"

    def check(self, choices: Choices, artwork_px: tuple[int, int]) -> None:
        """Take everything."""

    def write(self, exhibits: Sequence[Exhibit], folder: Path) -> None:
        """Write a file for each line; one cannot be signed in it, which is said."""
        for exhibit in exhibits:
            line = exhibit.line
            for place, said in enumerate(line.script.lines):
                face = line.face(said.face_id)
                still = still_in(line, face)
                made = head_object(face, still, line.size_px)
                performance = performance_in(line.product("performance", place, said.face_id))
                path = folder / f"{exhibit.named}.{place:03}.{face.id}.glb"
                path.write_bytes(as_glb(made, performance, f"Head {face.id}"))
            exhibit.remarks.append(
                "A head bears no signature and no watermark: say elsewhere that AI moves it."
            )


def as_glb(made: HeadObject, performance: Performance, name: str) -> bytes:
    """Return an object as binary glTF 2.0, in metres, with a morph target for each channel.

    The turn is that of the joint "head"; what does not follow it hangs on the joint "neck".

    References
    ----------
    Khronos, glTF 2.0 (ISO/IEC 12113:2022), and its extension KHR_materials_unlit.
    """
    buffer = _Buffer()
    materials, primitives = _parts(made, buffer)
    axes = np.eye(4)
    axes[:3, :3] = made.axes
    inverse = np.stack([np.linalg.inv(axes), np.eye(4)]).transpose(0, 2, 1)  # by columns
    turns = Rotation.from_euler("yxz", performance.head_deg * (1, -1, -1), degrees=True)
    joint = Rotation.from_matrix(made.axes)
    times = buffer.array(np.arange(len(performance)) / float(performance.rate), bounded=True)
    moves = np.column_stack([performance[channel] for channel in made.names]).ravel()
    tracks = (("weights", 0, buffer.array(moves)), ("rotation", 2, buffer.array((joint * turns).as_quat())))
    document = {
        "asset": {"version": "2.0", "generator": "Speaking Images"},
        "extensionsUsed": ["KHR_materials_unlit"],
        "scene": 0,
        "scenes": [{"nodes": [0, 1]}],
        "nodes": [
            {"name": name, "mesh": 0, "skin": 0},
            {"name": "neck", "children": [2]},
            {"name": "head", "rotation": [*map(float, joint.as_quat())]},
        ],
        "meshes": [
            {
                "name": name,
                "primitives": primitives,
                "weights": [0.0] * len(made.names),
                "extras": {"targetNames": list(made.names)},
            }
        ],
        "skins": [{"joints": [2, 1], "inverseBindMatrices": buffer.array(inverse.reshape(2, 16))}],
        "materials": materials,
        "animations": [
            {
                "name": "performance",
                "samplers": [{"input": times, "output": output} for _, _, output in tracks],
                "channels": [
                    {"sampler": number, "target": {"node": node, "path": path}}
                    for number, (path, node, _) in enumerate(tracks)
                ],
            }
        ],
        **buffer.tables(),
    }
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    data = bytes(buffer.data)
    head = struct.pack("<4sII", b"glTF", 2, 12 + 8 + len(text) + 8 + len(data))
    return (
        head
        + struct.pack("<I4s", len(text), b"JSON")
        + text
        + struct.pack("<I4s", len(data), b"BIN\0")
        + data
    )


def _parts(made: HeadObject, buffer: _Buffer) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Add the points of every part, each with its own material."""
    metres = 0.01 / made.px_per_cm
    materials, primitives = [], []
    edge = max(2, max(made.matte.shape) // _EDGE)  # a viewer goes on with it, blurred
    skin = np.dstack([made.skin[..., :3], np.pad(made.matte[edge:-edge, edge:-edge], edge)])
    pictures = {"skin": skin, "lids": made.lids, "eyes": made.eyes}
    normals = vertex_normals(made.vertices, made.triangles)
    normals[~normals.any(axis=1)] = (0, 0, 1)  # of a point without a triangle
    colours = dict(zip(INSIDE, made.colours, strict=True))
    for number, part in enumerate(PARTS):
        corners = made.triangles[made.part == number].ravel()
        uv = made.uv[made.part == number].reshape(-1, 2)
        if part == "skin":
            x, y, width, height = made.skin_px
            uv = (uv * made.size_px - (x, made.size_px[1] - y - height)) / (width, height)
        uv = np.round(np.column_stack([uv[:, 0], 1 - uv[:, 1]]), 6)  # glTF counts from the top
        unique, index = np.unique(np.column_stack([corners, uv]), axis=0, return_inverse=True)
        vertex = unique[:, 0].astype(int)
        turning = made.turn_weight[vertex]
        weights = np.column_stack([turning, 1 - turning, 0 * turning, 0 * turning])
        attributes = {
            "POSITION": buffer.array(made.vertices[vertex] * metres, bounded=True),
            "NORMAL": buffer.array(normals[vertex]),
            "TEXCOORD_0": buffer.array(unique[:, 1:]),
            "JOINTS_0": buffer.array(np.tile(np.array([0, 1, 0, 0], np.uint8), (len(vertex), 1))),
            "WEIGHTS_0": buffer.array(weights),
        }
        if part not in pictures:
            attributes["COLOR_0"] = buffer.array(np.repeat(made.shade[vertex, None], 3, axis=1))
        targets = [{"POSITION": buffer.array(unit[vertex] * metres, bounded=True)} for unit in made.units]
        primitives.append(
            {
                "attributes": attributes,
                "indices": buffer.array(index.ravel().astype(np.uint32)),
                "targets": targets,
                "material": number,
            }
        )
        paint: dict[str, Any] = {"metallicFactor": 0, "roughnessFactor": 1}
        if part in pictures:
            paint["baseColorTexture"] = {"index": buffer.picture(pictures[part])}
        else:
            level = colours[part] / 255
            linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
            paint["baseColorFactor"] = [*map(float, linear), 1.0]
        unlit: dict[str, Any] = {"KHR_materials_unlit": {}}
        cut: dict[str, Any] = {"alphaMode": "MASK"} if part == "skin" else {}
        materials.append(
            {"name": part, "pbrMetallicRoughness": paint, "extensions": unlit, "doubleSided": True, **cut}
        )
    return materials, primitives


class _Buffer:
    """The one buffer of a glTF file, and what lies where in it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._views: list[dict[str, int]] = []
        self._accessors: list[dict[str, Any]] = []
        self._images: list[dict[str, Any]] = []

    def array(self, values: npt.NDArray[Any], *, bounded: bool = False) -> int:
        """Add numbers, of one or several components, and return their accessor."""
        wide = 1 if values.ndim == 1 else values.shape[1]
        plain = values if values.dtype in (np.uint8, np.uint32) else values.astype(np.float32)
        told: dict[str, Any] = {
            "bufferView": self._view(plain.tobytes()),
            "componentType": {"uint8": 5121, "uint32": 5125}.get(plain.dtype.name, 5126),
            "count": len(plain),
            "type": {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}[wide],
        }
        if bounded:
            told |= {
                name: np.atleast_1d(at(plain, axis=0)).tolist()
                for name, at in (("min", np.min), ("max", np.max))
            }
        self._accessors.append(told)
        return len(self._accessors) - 1

    def picture(self, pixels: Frame) -> int:
        """Add a picture, and return its texture."""
        png = cv2.imencode(".png", pixels[..., [2, 1, 0, 3][: pixels.shape[2]]])[1].tobytes()
        self._images.append({"bufferView": self._view(png), "mimeType": "image/png"})
        return len(self._images) - 1

    def tables(self) -> dict[str, Any]:
        """Return what a document says of the buffer."""
        return {
            "buffers": [{"byteLength": len(self.data)}],
            "bufferViews": self._views,
            "accessors": self._accessors,
            "images": self._images,
            "samplers": [{"wrapS": 33071, "wrapT": 33071}],
            "textures": [{"source": number, "sampler": 0} for number in range(len(self._images))],
        }

    def _view(self, part: bytes) -> int:
        self._views.append({"buffer": 0, "byteOffset": len(self.data), "byteLength": len(part)})
        self.data += part + b"\0" * (-len(part) % 4)
        return len(self._views) - 1


HEAD = Head()
