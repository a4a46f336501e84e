"""Thin-plate splines: the smoothest way to move a plane so that some points land where they should.

References
----------
Bookstein, "Principal warps: thin-plate splines and the decomposition of deformations", 1989.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.float64]


def thin_plate(source: Plane, target: Plane, points: Plane) -> Plane:
    """Carry points along with the warp that takes `source` to `target`.

    Parameters
    ----------
    source, target : (N, 2) float64
        N >= 3 different points that do not all lie on one line, and where they go.
    points : (M, 2) float64

    Returns
    -------
    (M, 2) float64
    """
    middle, size = source.mean(axis=0), max(float(np.ptp(source, axis=0).max()), 1e-9)
    nodes, queries = (source - middle) / size, (points - middle) / size
    count = len(nodes)
    system = np.zeros((count + 3, count + 3))
    system[:count, :count] = _bending(nodes, nodes)
    system[:count, count:] = _affine(nodes)
    system[count:, :count] = _affine(nodes).T
    goal = np.concatenate([target, np.zeros((3, 2))])
    weights = np.linalg.lstsq(system, goal, rcond=None)[0]
    return np.asarray(np.concatenate([_bending(queries, nodes), _affine(queries)], axis=1) @ weights)


def _bending(points: Plane, nodes: Plane) -> Plane:
    squared = ((points[:, None] - nodes[None]) ** 2).sum(axis=2)
    return np.where(squared > 0, squared * np.log(np.maximum(squared, 1e-300)), 0.0)


def _affine(points: Plane) -> Plane:
    return np.column_stack([np.ones(len(points)), points])
