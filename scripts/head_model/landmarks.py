"""Where the 478 landmarks of MediaPipe and every point that a hand may place lie on the head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from head_model.anatomy import REGIONS, Anatomy
from head_model.wheel import Array
from scipy.interpolate import RBFInterpolator
from scipy.spatial import cKDTree

from speaking_engine.faces.handles import SETS
from speaking_engine.head.raster import Visible, rasterise

UPPER_LIP_OUTER = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291]
LOWER_LIP_OUTER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291]
UPPER_LIP_INNER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
LOWER_LIP_INNER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
LIDS = (  # upper edge and lower edge, at the left of the picture and at the right
    ([33, 246, 161, 160, 159, 158, 157, 173, 133], [33, 7, 163, 144, 145, 153, 154, 155, 133]),
    ([362, 398, 384, 385, 386, 387, 388, 466, 263], [362, 382, 381, 380, 374, 373, 390, 249, 263]),
)
IRISES = {468: "eye_right", 473: "eye_left"}
# The ring of an iris in the order MediaPipe has it: right, up, left, down in the picture.
RING = np.array([[0, 0], [1, 0], [0, -1], [-1, 0], [0, 1]])
IRIS_CM = 0.59
PX_PER_CM = 60.0
SAMPLES = 6  # a triangle is looked at in a net of so many steps

# Points of landmarks.md and of the handles that are no landmarks; centimetres from the pivot, for x > 0.
PROFILE_POINTS = {
    "chin": (0.0, 7.3, -11.8),
    "jaw_angle": (5.6, 4.6, -4.6),
    "ear": (7.0, -0.4, -3.6),
    "lip_upper": (0.0, 3.2, -13.0),
    "lip_lower": (0.0, 4.2, -13.0),
    "lip_seam": (0.0, 3.65, -12.8),
    "nose_tip": (0.0, 0.6, -14.2),
    "eye_inner": (2.9, -3.0, -11.4),
    "subnasale": (0.0, 1.75, -12.9),
}


@dataclass(frozen=True)
class Anchors:
    """Points on the surface: (N,) triangles and (N, 3) barycentric weights."""

    triangle: npt.NDArray[np.int64]
    weights: Array

    def on(self, vertices: Array, triangles: npt.NDArray[np.int32]) -> Array:
        """Return their places for some vertices: (N, 3)."""
        return np.einsum("nc,ncd->nd", self.weights, vertices[triangles[self.triangle]])


class Surface:
    """Nearest points on some of a mesh's triangles."""

    def __init__(
        self, vertices: Array, triangles: npt.NDArray[np.int32], rows: npt.NDArray[np.int64]
    ) -> None:
        steps = [(i, j, SAMPLES - i - j) for i in range(SAMPLES + 1) for j in range(SAMPLES + 1 - i)]
        net = np.array(steps) / SAMPLES
        samples = np.einsum("sc,tcd->tsd", net, vertices[triangles[rows]])
        self._tree = cKDTree(samples.reshape(-1, 3))
        self._rows, self._net = rows, net
        self._vertices, self._triangles = vertices, triangles

    def nearest(self, points: Array) -> tuple[Anchors, Array]:
        """Find the nearest sample and, in its triangle, the exact foot; and how far it is."""
        sample = self._tree.query(points)[1]
        row = self._rows[sample // len(self._net)]
        corner = self._vertices[self._triangles[row]]
        along, across = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
        frame = np.stack([along, across], axis=2)
        share = np.einsum("nij,nj->ni", np.linalg.pinv(frame), points - corner[:, 0])
        share = np.column_stack([1 - share.sum(axis=1), share])
        inside = (share >= 0).all(axis=1)
        weights = np.where(inside[:, None], share, self._net[sample % len(self._net)])
        anchors = Anchors(row, weights)
        far = np.linalg.norm(anchors.on(self._vertices, self._triangles) - points, axis=1)
        return anchors, far


def lay_landmarks(head: Anatomy, canonical: Array, parted: Array) -> tuple[Anchors, float]:
    """Find the 478 landmarks on the mean head.

    MediaPipe's canonical face is laid on the head by a similarity, then bent onto its surface by thin
    plates that grow ever softer. The lips are parted for this, as the canonical face holds them. Edges of
    lips and lids are then read off the picture that the closed head gives from the front.

    Parameters
    ----------
    canonical : (478, 3)
        Centimetres, mouth a little open.
    parted : (V, 3)
        The mean head with its mouth as far open.

    Returns
    -------
    Anchors, and the mean distance in centimetres from the bent canonical face to the surface.
    """
    anchors, far = _bend(head, canonical, parted)
    places = anchors.on(head.mean, head.triangles)
    seen, origin = _front(head)
    _lips(head, seen, origin, anchors, places)
    _lids(head, seen, origin, anchors, places)
    _irises(head, anchors)
    return anchors, far


def _bend(head: Anatomy, canonical: Array, parted: Array) -> tuple[Anchors, float]:
    skin = np.isin(
        head.region[head.triangles],
        [REGIONS.index(n) for n in ("face", "scalp", "neck", "lids", "lip_upper", "lip_lower")],
    ).all(axis=1)
    normal = _normals(parted, head.triangles)
    front = skin & (normal[:, 2] < 0.35) & (parted[head.triangles].mean(axis=1)[:, 2] < 4)
    surface = Surface(parted, head.triangles, np.flatnonzero(front))
    eyes = [head.mean[head.region == REGIONS.index(f"eye_{side}")].mean(axis=0) for side in ("right", "left")]
    known = {
        468: eyes[0] + [0, 0, -1.5],
        473: eyes[1] + [0, 0, -1.5],
        4: PROFILE_POINTS["nose_tip"],
        152: (0, 7.85, -10.6),
        61: (-2.3, 3.65, -11.6),
        291: (2.3, 3.65, -11.6),
    }
    rows, goal = list(known), np.array(list(known.values()), float)
    bent = _similar(canonical[rows], goal)(canonical)
    skin_rows = np.arange(468)
    for softness in (1, 1, 0.3, 0.3, 0.1, 0.1, 0.03, 0.03, 0.01, 0.01):
        anchors, far = surface.nearest(bent[skin_rows])
        foot = anchors.on(parted, head.triangles)
        source = np.concatenate([bent[skin_rows], bent[rows]])
        source += 1e-6 * np.random.default_rng(0).normal(size=source.shape)
        smoothing = np.concatenate([np.full(468, softness * 20), np.full(len(rows), softness * 0.5)])
        moved = np.concatenate([foot, goal]) - source
        bent = bent + RBFInterpolator(source, moved, smoothing=smoothing)(bent)
    anchors, far = surface.nearest(bent)
    return anchors, float(far[:468].mean())


def _similar(source: Array, goal: Array):  # type: ignore[no-untyped-def]  # noqa: ANN202
    middle, target = source.mean(axis=0), goal.mean(axis=0)
    left, spread, right = np.linalg.svd((source - middle).T @ (goal - target))
    turn = left @ np.diag([1, 1, np.sign(np.linalg.det(left @ right))]) @ right
    size = spread.sum() / ((source - middle) ** 2).sum()
    return lambda points: (points - middle) @ turn * size + target


def _normals(vertices: Array, triangles: npt.NDArray[np.int32]) -> Array:
    """Return every triangle's outward normal (the base mesh winds the other way round in our axes)."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    normal = np.cross(b - a, c - a)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    nose = np.argmin(vertices[triangles].mean(axis=1)[:, 2])
    return normal if normal[nose, 2] < 0 else -normal


def _front(head: Anatomy) -> tuple[Visible, Array]:
    """Look at the closed head, without lashes, from the front."""
    shown = (head.region[head.triangles] != REGIONS.index("lashes")).all(axis=1)
    rows = np.flatnonzero(shown)
    origin = np.array([-6.0, -6.0])
    points = head.mean.copy()
    points[:, :2] = (points[:, :2] - origin) * PX_PER_CM
    side = int(12 * PX_PER_CM)
    seen = rasterise(points.astype(np.float32), head.triangles[rows], side, side)
    triangle = np.where(seen.covered, rows[np.maximum(seen.triangle, 0)], -1).astype(np.int32)
    return Visible(triangle, seen.weights, seen.depth), origin


def _take(anchors: Anchors, landmark: int, seen: Visible, row: int, column: int) -> None:
    anchors.triangle[landmark] = seen.triangle[row, column]
    anchors.weights[landmark] = seen.weights[row, column]


def _columns(places: Array, path: list[int], left: float, right: float) -> list[float]:
    """Spread a path's x over the mesh's own width, by its share between its two ends."""
    x = places[path, 0]
    return list(left + (x - x[0]) / (x[-1] - x[0]) * (right - left))


def _lips(head: Anatomy, seen: Visible, origin: Array, anchors: Anchors, places: Array) -> None:
    """Lay the lips' edges: the outer one along the painted mask, the inner one along the closed seam."""
    red = seen.carry(head.triangles, head.lips[:, None].astype(np.float32))[..., 0] > 0.5
    lower = seen.carry(head.triangles, head.lower_share[:, None].astype(np.float32))[..., 0] > 0.5
    columns = np.flatnonzero((red & lower).any(axis=0) & (red & ~lower).any(axis=0))
    left, right = columns[0] / PX_PER_CM + origin[0], columns[-1] / PX_PER_CM + origin[0]
    for path, inner, is_upper in (
        (UPPER_LIP_OUTER, False, True),
        (LOWER_LIP_OUTER, False, False),
        (UPPER_LIP_INNER, True, True),
        (LOWER_LIP_INNER, True, False),
    ):
        inset = 0.12 if inner else 0.0
        for landmark, x in zip(path, _columns(places, path, left + inset, right - inset), strict=True):
            column = int(np.clip(round((x - origin[0]) * PX_PER_CM), columns[0], columns[-1]))
            rows = np.flatnonzero(red[:, column] & (lower[:, column] != is_upper))
            if len(rows):
                top = is_upper != inner
                _take(anchors, landmark, seen, rows[0] if top else rows[-1], column)
    for landmark, column in ((61, columns[0]), (291, columns[-1])):  # both edges end where the seam ends
        _take(anchors, landmark, seen, np.flatnonzero(red[:, column] & ~lower[:, column])[-1], column)


def _lids(head: Anatomy, seen: Visible, origin: Array, anchors: Anchors, places: Array) -> None:
    """Lay the lids' edges on the skin that borders the eyeball."""
    part = head.region[head.triangles[seen.triangle]][..., 0]
    for side, paths in zip(("right", "left"), LIDS, strict=True):
        ball = part == REGIONS.index(f"eye_{side}")
        columns = np.flatnonzero(ball.any(axis=0))
        left, right = columns[[0, -1]] / PX_PER_CM + origin[0]
        for path, step in zip(paths, (-1, 1), strict=True):
            for landmark, x in zip(path, _columns(places, path, left, right), strict=True):
                column = int(np.clip(round((x - origin[0]) * PX_PER_CM), columns[0], columns[-1]))
                rows = np.flatnonzero(ball[:, column])
                edge = rows[0] - 1 if step < 0 else rows[-1] + 1
                _take(anchors, landmark, seen, edge, column)


def _irises(head: Anatomy, anchors: Anchors) -> None:
    for first, name in IRISES.items():
        number = REGIONS.index(name)
        ball = head.mean[head.region == number]
        rows = np.flatnonzero((head.region[head.triangles] == number).all(axis=1))
        surface = Surface(head.mean, head.triangles, rows)
        middle = (ball.min(axis=0) + ball.max(axis=0)) / 2
        front = np.column_stack([middle[:2] + RING * IRIS_CM, np.full(5, ball[:, 2].min())])
        found, _ = surface.nearest(front)
        anchors.triangle[first : first + 5] = found.triangle
        anchors.weights[first : first + 5] = found.weights


def lay_handles(head: Anatomy, landmarks: Anchors) -> dict[str, tuple[int, Array]]:
    """Find every handle of every set, and the further points of hand-marked truth, on the mean head.

    Returns
    -------
    dict of str to (triangle, (3,) weights)
        Keys such as "profile_left.chin" and "frontal.nose_tip".
    """
    skin = np.isin(
        head.region,
        [REGIONS.index(n) for n in ("face", "neck", "ears", "lids", "lip_upper", "lip_lower", "scalp")],
    )
    front = skin[head.triangles].all(axis=1)
    surface = Surface(head.mean, head.triangles, np.flatnonzero(front))
    found: dict[str, tuple[int, Array]] = {}
    for set_name, handles in SETS.items():
        further = {"subnasale": 2, "eye_inner": 0, "brow_outer": 0, "brow_inner": 0}
        sign = -1.0 if set_name == "profile_right" else 1.0
        if set_name != "frontal":
            further |= {"brow_outer": 300 if sign > 0 else 70, "brow_inner": 336 if sign > 0 else 107}
        names = {name: handle.landmark for name, handle in handles.items()}
        if set_name != "frontal":
            names |= further
        for name, landmark in names.items():
            if set_name != "frontal" and name in PROFILE_POINTS:
                place = np.array(PROFILE_POINTS[name]) * [sign, 1, 1]
                anchors, _ = surface.nearest(place[None])
                found[f"{set_name}.{name}"] = (int(anchors.triangle[0]), anchors.weights[0])
            else:
                found[f"{set_name}.{name}"] = (int(landmarks.triangle[landmark]), landmarks.weights[landmark])
    return found
