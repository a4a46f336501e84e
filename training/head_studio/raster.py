"""Draws triangles: normals of a mesh, a z-buffer, and what its vertices carry, pixel by pixel."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Triangles = npt.NDArray[np.int32]
FAR = 1e9


@numba.njit(cache=True, fastmath=True)
def normals(points: Floats, triangles: Triangles) -> Floats:
    """Return the unit normal of each vertex, (V, 3), as the mean of its triangles' weighed by their area."""
    out = np.zeros_like(points)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ux, uy, uz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
        vx, vy, vz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for corner in (a, b, c):
            out[corner, 0] += nx
            out[corner, 1] += ny
            out[corner, 2] += nz
    for i in range(out.shape[0]):
        out[i] /= np.sqrt(out[i, 0] ** 2 + out[i, 1] ** 2 + out[i, 2] ** 2) + 1e-9
    return out


@numba.njit(cache=True, fastmath=True)
def rasterise(
    points: Floats, triangles: Triangles, height: int, width: int
) -> tuple[Floats, npt.NDArray[np.int32], Floats, Floats]:
    """Return depth, nearest triangle (-1: none) and its last two barycentric weights, (H, W) each.

    Parameters
    ----------
    points : (V, 3) float32
        x and y in pixels, origin at the middle of the top left pixel; depth grows away from the viewer.
    """
    depth = np.full((height, width), np.float32(FAR))
    nearest = np.full((height, width), -1, np.int32)
    second = np.zeros((height, width), np.float32)
    third = np.zeros((height, width), np.float32)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay, bx, by, cx, cy = (
            points[a, 0],
            points[a, 1],
            points[b, 0],
            points[b, 1],
            points[c, 0],
            points[c, 1],
        )
        x0, x1 = max(0, int(np.floor(min(ax, bx, cx)))), min(width - 1, int(np.ceil(max(ax, bx, cx))))
        y0, y1 = max(0, int(np.floor(min(ay, by, cy)))), min(height - 1, int(np.ceil(max(ay, by, cy))))
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if x0 > x1 or y0 > y1 or abs(area) < 1e-6:
            continue
        inverse = 1 / area
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                w1 = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) * inverse
                w2 = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) * inverse
                if w1 < -1e-3 or w2 < -1e-3 or w1 + w2 > 1.001:
                    continue
                z = points[a, 2] + w1 * (points[b, 2] - points[a, 2]) + w2 * (points[c, 2] - points[a, 2])
                if z < depth[y, x]:
                    depth[y, x], nearest[y, x], second[y, x], third[y, x] = z, t, w1, w2
    return depth, nearest, second, third


@numba.njit(cache=True, fastmath=True)
def interpolate(
    values: Floats, triangles: Triangles, nearest: npt.NDArray[np.int32], second: Floats, third: Floats
) -> Floats:
    """Return the vertices' values at every pixel, (H, W, K); 0 where there is no triangle."""
    height, width = nearest.shape
    out = np.zeros((height, width, values.shape[1]), np.float32)
    for y in range(height):
        for x in range(width):
            t = nearest[y, x]
            if t < 0:
                continue
            a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
            w1, w2 = second[y, x], third[y, x]
            for k in range(values.shape[1]):
                out[y, x, k] = (1 - w1 - w2) * values[a, k] + w1 * values[b, k] + w2 * values[c, k]
    return out
