"""Curves as few key frames."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

TOLERANCE = 0.005


def bends(points: Sequence[tuple[float, float]], tolerance: float = TOLERANCE) -> list[tuple[float, float]]:
    """Leave out the points that lie on the straight line between those that stay.

    References
    ----------
    Ramer 1972; Douglas and Peucker 1973.
    """
    if len(points) < 3:
        return list(points)
    x, y = np.asarray(points, float).T
    kept = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        slope = (y[last] - y[first]) / (x[last] - x[first])
        inner = slice(first + 1, last)
        off = np.abs(y[inner] - y[first] - slope * (x[inner] - x[first]))
        worst = int(off.argmax())
        if off[worst] > tolerance:
            middle = first + 1 + worst
            kept.add(middle)
            todo += [(first, middle), (middle, last)]
    return [points[place] for place in sorted(kept)]
