"""Which triangle of a mesh is seen where: a z-buffer of many small triangles, without a loop over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float32]
Triangles = npt.NDArray[np.int32]

SLACK = 1e-4  # of a triangle: points on a shared edge belong to both, so that no crack opens
CANDIDATES = 4_000_000  # triangle and point pairs looked at together: about 200 MB


@dataclass(frozen=True, slots=True, eq=False)
class Visible:
    """What is seen from the viewer's side at every point of a lattice.

    Attributes
    ----------
    triangle : (height, width) int32
        Row of the triangles given, -1 where there is none.
    weights : (height, width, 3) float32
        Barycentric weights of its corners; 0 where there is none.
    depth : (height, width) float32
        z, smaller is nearer; infinite where there is none.
    """

    triangle: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    depth: npt.NDArray[np.float32]

    @property
    def covered(self) -> npt.NDArray[np.bool_]:
        """Return where anything is seen."""
        return self.triangle >= 0

    def carry(self, triangles: Triangles, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Interpolate what the vertices have, (V, ...), over the lattice: (height, width, ...), 0 outside."""
        shape = (*self.triangle.shape, *values.shape[1:])
        carried = np.zeros(shape, np.float32)
        there = self.covered
        corners = values[triangles[self.triangle[there]]]
        carried[there] = np.einsum("nc,nc...->n...", self.weights[there], corners)
        return carried


def rasterise(points: Points, triangles: Triangles, width: int, height: int) -> Visible:
    """Find the nearest triangle at every point of a lattice.

    Parameters
    ----------
    points : (V, 3) float32
        x and y in lattice steps, the first point of the lattice at (0, 0); z smaller is nearer.
    triangles : (T, 3) int32
        Either winding is drawn.
    width, height : int
        Points of the lattice.
    """
    nearest = np.full(width * height, -1, np.int32)
    weights = np.zeros((width * height, 3), np.float32)
    depth = np.full(width * height, np.inf, np.float32)
    for rows in _portions(points, triangles, width, height):
        at, row, shares = _pairs(points, triangles, rows, width, height)
        z = np.einsum("nc,nc->n", shares, points[triangles[row], 2])
        order = np.lexsort((z, at))
        at, row, shares, z = at[order], row[order], shares[order], z[order]
        first = np.concatenate([[True], at[1:] != at[:-1]]) if len(at) else np.zeros(0, bool)
        first &= z < depth[at]
        spot = at[first]
        nearest[spot], weights[spot], depth[spot] = row[first], shares[first], z[first]
    shape = (height, width)
    return Visible(nearest.reshape(shape), weights.reshape(*shape, 3), depth.reshape(shape))


def _portions(points: Points, triangles: Triangles, width: int, height: int) -> list[npt.NDArray[np.int64]]:
    """Split the triangles that touch the lattice so that no portion has too many candidates."""
    low, high = _bounds(points, triangles, width, height)
    sizes = np.maximum(high - low, 0).prod(axis=1)
    rows = np.flatnonzero(sizes)
    portion = np.cumsum(sizes[rows]) // CANDIDATES
    return np.split(rows, np.flatnonzero(np.diff(portion)) + 1)


def _bounds(
    points: Points, triangles: Triangles, width: int, height: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    corners = points[triangles, :2]
    limit = np.array([width, height])
    low = np.clip(np.ceil(corners.min(axis=1) - SLACK), 0, limit).astype(np.int64)
    high = np.clip(np.floor(corners.max(axis=1) + SLACK) + 1, 0, limit).astype(np.int64)
    return low, high


def _pairs(
    points: Points, triangles: Triangles, rows: npt.NDArray[np.int64], width: int, height: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """List lattice point, triangle and weights wherever a point lies within a triangle."""
    low, high = _bounds(points, triangles[rows], width, height)
    wide = high[:, 0] - low[:, 0]
    sizes = wide * (high[:, 1] - low[:, 1])
    own = np.repeat(np.arange(len(rows)), sizes)
    step = np.arange(len(own)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    x, y = low[own, 0] + step % wide[own], low[own, 1] + step // wide[own]
    first, second, third = (points[triangles[rows, corner], :2].astype(np.float64) for corner in range(3))
    along, across = second - first, third - first
    area = along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        from_first = np.column_stack([x, y]) - first[own]
        share2 = (from_first[:, 0] * across[own, 1] - from_first[:, 1] * across[own, 0]) / area[own]
        share3 = (along[own, 0] * from_first[:, 1] - along[own, 1] * from_first[:, 0]) / area[own]
    shares = np.column_stack([1 - share2 - share3, share2, share3])
    inside = np.isfinite(shares).all(axis=1) & (shares >= -SLACK).all(axis=1)
    return (
        y[inside] * width + x[inside],
        rows[own[inside]],
        shares[inside].astype(np.float32),
    )
